"""Import a spreadsheet in the foreground."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser

from fair.editions.models import Edition
from fair.imports import services
from fair.imports.choices import ImportKind, ImportState
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
        services.queue_take_in(run)
        services.run_here(run)
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
            upload = services.Upload(
                kind=ImportKind(options["kind"]),
                file=File(file, name=options["file"].name),
                approves=not options["pending"],
            )
            run = services.keep_upload(edition, upload=upload, actor=None)
        return services.run_here(run)
