"""Match an edition now, in the foreground."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fair.editions.models import Edition
from fair.matching import jobs, services
from fair.matching.choices import FIGURE_LABELS, RunError
from fair.matching.models import MatchRun


class Command(BaseCommand):
    help = "Score all needs of an edition against all product lines and print the figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="address of the edition, such as hanoi-2024")
        parser.add_argument("--json", action="store_true", help="print the figures as JSON only")

    def handle(self, *_args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(slug=options["slug"]).first()
        if edition is None:
            raise CommandError(f"There is no edition “{options['slug']}”.")
        run = self.run(edition, is_quiet=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(run.figures))
            return
        for name in FIGURE_LABELS:
            self.stdout.write(f"{name.replace('_', ' '):>20} {run.figures[name]:>10}")

    def run(self, edition: Edition, *, is_quiet: bool) -> MatchRun:
        """Do a run and return it; raise CommandError where it comes to nothing."""
        try:
            run = services.open_run(edition, actor=None)
        except services.CannotRequestRun as refusal:
            raise CommandError(str(refusal)) from refusal
        try:
            jobs.execute_run(
                run.pk, clock=timezone.now, progress=None if is_quiet else self.show_progress
            )
        except BaseException as error:
            # Also on Ctrl-C: an open run would keep every other from starting.
            jobs.record_failure(
                run.pk, code=RunError.UNEXPECTED, text=repr(error), now=timezone.now()
            )
            raise
        run.refresh_from_db()
        if run.error:
            raise CommandError(run.error)
        if not run.figures:
            raise CommandError("The run was cancelled.")
        return run

    def show_progress(self, done: int, total: int) -> None:
        is_last = done == total
        self.stderr.write(f"\r{done}/{total} lines", ending="\n" if is_last else "")
        self.stderr.flush()
