"""Child processes: under which account they run, what they inherit, how they end."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1  # prctl(2), Linux

# PostgreSQL refuses to run as root. A machine may have an account made for us; every one has
# “nobody”. Never “postgres”: there it is the owner of somebody else's databases.
UNPRIVILEGED_ACCOUNTS = ("fairmatch", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int

    @property
    def popen_arguments(self) -> dict[str, Any]:
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Make the account the owner of `path` and, for a directory, of all that is in it."""
        os.chown(path, self.uid, self.gid, follow_symlinks=False)
        for folder, folders, files in os.walk(path):
            for name in (*folders, *files):
                os.chown(Path(folder, name), self.uid, self.gid, follow_symlinks=False)


def is_root() -> bool:
    return os.geteuid() == 0


def account_for(data: Path) -> Account | None:
    """Return the account that servers on `data` run under; None: the current, ordinary user.

    Only root has a choice. Data that exist already stay with the account that owns them.
    """
    if not is_root():
        return None
    if data.exists() and data.stat().st_uid != 0:
        owner = pwd.getpwuid(data.stat().st_uid)
        return Account(owner.pw_name, owner.pw_uid, owner.pw_gid)
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise LookupError(f"This machine has none of the users {', '.join(UNPRIVILEGED_ACCOUNTS)}.")


def become(account: Account) -> None:
    """Turn this process, for good, into one of `account`."""
    os.setgroups([])
    os.setgid(account.gid)
    os.setuid(account.uid)


def is_open_to_others(path: Path) -> bool:
    """Tell whether every existing directory on the way to `path` lets other users pass."""
    return all(
        folder.stat().st_mode & 0o001
        for folder in (path, *path.parents)
        if folder.exists() and folder.is_dir()
    )


def runs_as(command: Sequence[str], *, account: Account | None, cwd: Path) -> bool:
    """Tell whether `command` can be executed by `account` and ends well."""
    try:
        result = subprocess.run(
            command,
            cwd=cwd,
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=False,
            **(account.popen_arguments if account else {}),
        )
    except OSError:
        return False
    return result.returncode == 0


def start_child(
    command: Sequence[str],
    *,
    env: Mapping[str, str] | None = None,
    log: IO[bytes] | None = None,
    cwd: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own.

    Ctrl-C in the terminal therefore reaches only us, and we end the children in order. If we are
    killed, the kernel sends them SIGTERM (on Linux). Call this from the main thread: the kernel
    watches the thread that starts the child.
    """
    return subprocess.Popen(
        command,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT if log else None,
        start_new_session=True,
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - safe: the supervisor has no threads
    )


def wait_or_kill(child: subprocess.Popen[bytes], *, patience_seconds: float) -> None:
    """Wait for a child that was asked to end; kill its whole session if it does not listen."""
    try:
        child.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
