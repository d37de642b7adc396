"""Import a spreadsheet in the foreground."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fair.editions.models import Edition
from fair.imports import services
from fair.imports.choices import ImportKind, ImportPhase, ImportState
from fair.imports.jobs import execute_import
from fair.imports.models import ImportRun


class Command(BaseCommand):
    help = "Check a spreadsheet of exhibitors or buyers and take it in when it has no errors."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the edition's slug")
        parser.add_argument("kind", choices=ImportKind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--check", action="store_true", help="check only, take nothing in")
        parser.add_argument("--pending", action="store_true", help="leave new companies pending")

    def handle(self, *args: Any, **options: Any) -> None:
        run = self._check(options)
        for issue in run.issues.order_by("-is_error", "row", "id"):
            self.stdout.write(f"{'error' if issue.is_error else 'note'}: {issue}")
        self.stdout.write(f"checked: {run.figures}")
        if run.figures.get("errors"):
            raise CommandError("The file has errors; nothing was taken in.")
        if options["check"]:
            return
        services.request_take_in(run)
        run = self._done(run, phase=ImportPhase.TAKE_IN)
        if run.state != ImportState.IMPORTED:
            raise CommandError(f"The file was not taken in: {run.error_code} {run.error_text}")
        self.stdout.write(f"imported: {run.figures}")

    def _check(self, options: dict[str, Any]) -> ImportRun:
        try:
            edition = Edition.objects.get(slug=options["slug"])
        except Edition.DoesNotExist:
            raise CommandError(f"There is no edition “{options['slug']}”.") from None
        if not options["file"].is_file():
            raise CommandError(f"There is no file {options['file']}.")
        with options["file"].open("rb") as file:
            run = services.request_check(
                edition,
                kind=ImportKind(options["kind"]),
                file=File(file, name=options["file"].name),
                actor=None,
                approves=not options["pending"],
            )
        return self._done(run, phase=ImportPhase.CHECK)

    def _done(self, run: ImportRun, *, phase: ImportPhase) -> ImportRun:
        """Do the phase here, unless a worker was quicker; return the run as it then is."""
        execute_import(run.pk)
        run.refresh_from_db()
        if run.is_active:
            raise CommandError(f"A worker is at it already ({phase.label}); look at its page.")
        return run
