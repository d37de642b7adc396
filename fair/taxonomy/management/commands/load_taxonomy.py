"""Load the vocabulary of processes, materials, parts, certificates and sectors."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fair.taxonomy.services.loading import LoadReport, compare_taxonomy, load_taxonomy
from fair.taxonomy.services.reading import SHIPPED, CannotReadVocabulary, read_vocabulary


class Command(BaseCommand):
    """Read the files, report every mistake, and write only what differs."""

    help = (
        "Loads the vocabulary from its files and reports what changed. Terms that left the files"
        " become inactive; a second run changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Report what would change and write nothing."
        )
        parser.add_argument(
            "--directory", type=Path, default=SHIPPED, help="Where the files are, if not here."
        )

    def handle(
        self, *_args: Any, check: bool, directory: Path, verbosity: int, **_options: Any
    ) -> None:
        try:
            lists = read_vocabulary(directory)
        except CannotReadVocabulary as error:
            raise CommandError(f"Nothing was loaded:\n{error}") from error
        report = compare_taxonomy(lists) if check else load_taxonomy(lists, now=timezone.now())
        if verbosity:
            self._print(report, check=check)

    def _print(self, report: LoadReport, *, check: bool) -> None:
        for part in report.parts:
            self.stdout.write(
                f"{part.name:<18} added {part.added:>4}, changed {part.changed:>4},"
                f" {part.withdrawn_word} {part.withdrawn:>4}, unchanged {part.unchanged:>4}"
            )
        if check:
            self.stdout.write("Checked only; nothing was written.")
        elif report.has_changes:
            self.stdout.write(f"This is version {report.version} of the vocabulary.")
        else:
            self.stdout.write(f"Nothing has changed since version {report.version}.")
