"""Fit an edition's text model to what people said; or let the edition use a fitted one."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fair.editions.models import Edition
from fair.matching import services
from fair.matching.jobs.refitting import refit_text_model
from fair.matching.models import TextModelVersion

JUDGED = Path(settings.BASE_DIR) / "benchmarks" / "data"
JUDGMENTS = [JUDGED / "matching_dev.json", JUDGED / "matching_second.json"]


class Command(BaseCommand):
    help = (
        "Fit a candidate to the project's judged texts and the verdicts of an edition and print "
        "figures before and after. The edition uses it only after --activate NUMBER."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="address of the edition, such as hanoi-2024")
        parser.add_argument("--judgments", type=Path, nargs="+", default=JUDGMENTS, metavar="FILE")
        parser.add_argument("--activate", type=int, metavar="NUMBER", help="use this version")

    def handle(self, *_args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(slug=options["slug"]).first()
        if edition is None:
            raise CommandError(f"There is no edition “{options['slug']}”.")
        if options["activate"]:
            self.activate(edition, number=options["activate"])
            return
        version = refit_text_model(edition, judgments=options["judgments"], now=timezone.now())
        self.stdout.write(json.dumps({"number": version.number, **version.figures}, indent=2))

    def activate(self, edition: Edition, *, number: int) -> None:
        version = TextModelVersion.objects.filter(edition=edition, number=number).first()
        if version is None:
            raise CommandError(f"The edition has no text model {number}.")
        try:
            services.use_text_model(version, actor=None, now=timezone.now())
        except services.CannotUseTextModel as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The next run of {edition.slug} uses text model {number}.")
