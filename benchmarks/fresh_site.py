"""A site of its own for a benchmark: PostgreSQL and Valkey from wheels, tables, vocabulary."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def fresh_site() -> Iterator[None]:
    """Start servers on a new directory, prepare the tables, and stop and forget all at the end.

    Nothing of Django may be imported before: the settings read the directory once.
    """
    with tempfile.TemporaryDirectory(prefix="fairmatch-bench-") as directory:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="matchmaking.settings",
            FAIRMATCH_DATA=directory,
            FAIRMATCH_DEMO="true",
        )
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        from matchmaking.embedded import EmbeddedServers

        servers = EmbeddedServers(settings.DATA_DIR)
        servers.prepare()
        with servers.directory.lock():
            servers.start()
            try:
                call_command("migrate", interactive=False, verbosity=0)
                call_command("load_taxonomy", verbosity=0)
                yield
            finally:
                from django.db import connections

                connections.close_all()
                servers.stop()
