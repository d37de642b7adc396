"""Plan an edition in the foreground: plan_meetings SLUG [--publish] [--json]."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fair.editions.models import Edition
from fair.meetings import jobs
from fair.meetings.choices import PlanError
from fair.meetings.models import PlanRun
from fair.meetings.services.planning import CannotRequestPlan, create_run
from fair.meetings.services.publishing import CannotPublishPlan, publish_plan


class Command(BaseCommand):
    help = "Plan the meetings of an edition now and print what the plan is worth."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="address of the edition, as in /SLUG/")
        parser.add_argument("--publish", action="store_true", help="publish the plan as well")
        parser.add_argument("--seed", type=int, default=1, help="order of trials (default: 1)")
        parser.add_argument("--json", action="store_true", help="print one line of JSON only")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            edition = Edition.objects.get(slug=options["slug"])
        except Edition.DoesNotExist as error:
            raise CommandError(
                f"There is no edition with the address {options['slug']}."
            ) from error
        try:
            run = create_run(edition, actor=None, seed=options["seed"])
            jobs.plan_edition(run.pk, now=timezone.now())
            run.refresh_from_db()
            if run.error_code:
                raise CommandError(f"{PlanError(run.error_code).label} {run.error_text}".strip())
            if options["publish"]:
                publish_plan(run, actor=None, now=timezone.now())
                run.refresh_from_db()
        except (CannotRequestPlan, CannotPublishPlan) as error:
            raise CommandError(str(error)) from error
        self._print(run, as_json=options["json"])

    def _print(self, run: PlanRun, *, as_json: bool) -> None:
        report = {
            "edition": run.edition.slug,
            "plan": str(run.public_id),
            "state": run.state,
            **run.figures,
        }
        if as_json:
            self.stdout.write(json.dumps(report))
            return
        for name, value in report.items():
            self.stdout.write(f"{name:>20}  {value}")
