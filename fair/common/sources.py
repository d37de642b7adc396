"""Which code a result was made by, for results that are kept longer than the code lives."""

import sys
import unicodedata
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path


@lru_cache(maxsize=8)
def code_version(*packages: str) -> str:
    """Return a SHA-256 of all modules of `packages`, in hexadecimal: other code, another version.

    Python and its tables of signs count as code. No number to be raised by hand can be forgotten.
    Cost: some milliseconds, once in a process.
    """
    digest = sha256(f"{sys.version_info[:2]} {unicodedata.unidata_version}".encode())
    for package in packages:
        root = Path(str(files(package)))
        for module in sorted(root.rglob("*.py")):
            digest.update(f"\0{package}/{module.relative_to(root)}\0".encode())
            digest.update(module.read_bytes())
    return digest.hexdigest()
