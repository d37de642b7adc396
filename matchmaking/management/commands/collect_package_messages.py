"""Keep the catalogues of what the packages leave untranslated up to date."""

from typing import Any

from django.core.management.base import BaseCommand

from accounts.texts import LANGUAGE_CODES
from matchmaking import package_messages


class Command(BaseCommand):
    help = "Collect the packages' texts that are not translated into our languages (needs gettext)."
    requires_system_checks: list[str] = []

    def handle(self, *_: Any, **__: Any) -> None:
        messages = package_messages.messages_of_packages()
        for language in LANGUAGE_CODES:
            if language != "en":
                path = package_messages.refresh(messages, language=language)
                self.stdout.write(f"{path.relative_to(path.parents[4])}")
