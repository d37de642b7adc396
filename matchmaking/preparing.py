"""What has to be done once before the site can be served; each step is cheap when it is done."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def compile_messages() -> int:
    """Compile the catalogues whose text is newer than what was compiled; return how many.

    Needs no gettext on the machine.
    """
    count = 0
    for folder in settings.LOCALE_PATHS:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
                polib.pofile(str(source)).save_as_mofile(str(target))
                count += 1
    return count


def migrate() -> int:
    """Apply the migrations that are missing; return how many."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        call_command("migrate", interactive=False, verbosity=0)
    return len(missing)


def collect_static() -> bool:
    """Collect and compress the static files if any has changed; tell whether that was so."""
    stamp = settings.DATA_DIR / "static.stamp"
    digest = _digest_of_static_files()
    if stamp.exists() and stamp.read_text() == digest:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest)
    return True


def _digest_of_static_files() -> str:
    digest = hashlib.sha256()
    for line in sorted(_static_files()):
        digest.update(line.encode())
    return digest.hexdigest()


def _static_files() -> Iterator[str]:
    """Yield name, size and time of every static file."""
    for finder in finders.get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            yield f"{name} {found.st_size} {found.st_mtime_ns}\n"
