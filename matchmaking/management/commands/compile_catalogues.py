"""Compile the translations without gettext."""

from typing import Any

from django.core.management.base import BaseCommand

from matchmaking.preparing import compile_messages


class Command(BaseCommand):
    help = "Compile the translations that have changed; needs no gettext."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        self.stdout.write(f"{compile_messages()} catalogues compiled.")
