"""Bring the demo fair to where people can look at it: seeded, matched, planned, published."""

import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.matching.choices import RunState
from fair.matching.models import MatchRun
from fair.matching.services import request_run
from fair.meetings.choices import PaperKind, PlanState
from fair.meetings.models import PlanRun
from fair.meetings.services.planning import request_plan
from fair.meetings.services.printing import request_papers
from fair.meetings.services.publishing import publish_plan
from fair.portal.management.demo import booking, confidential, day, follow_up
from fair.portal.management.demo.fair import ORGANISER_EMAIL, PASSWORD
from fair.portal.management.demo.requests import ask_for_meetings, protagonist

PATIENCE_SECONDS = 600
LOOK_EVERY_SECONDS = 0.3


class Command(BaseCommand):
    help = "Seed the demo fair where there is no edition; match, plan and publish where missing."

    def handle(self, *args: Any, **options: Any) -> None:
        if not Edition.objects.exists():
            call_command("seed_demo")
        edition = Edition.objects.filter(
            organiser__memberships__user__email=ORGANISER_EMAIL
        ).first()
        if edition is None:
            self.stdout.write("This database holds a fair of your own; the demo leaves it alone.")
            return
        self._match(edition)
        self._plan_and_publish(edition)
        self._ask_for_meetings(edition)
        over = follow_up.let_some_be_over(edition, now=timezone.now())
        self.stdout.write(f"Meetings taken as if they were over: {over}")
        organiser = User.objects.get(email=ORGANISER_EMAIL)
        spoken = booking.bring_together(edition, actor=organiser, now=timezone.now())
        self.stdout.write(f"Meetings with an interpreter: {spoken}")
        self.stdout.write(f"{day.set_up_screens(edition, actor=organiser)} screens in the halls")
        self.stdout.write(f"{confidential.set_up_kiosks(edition, actor=organiser)} kiosks")
        readers = confidential.let_suppliers_read(edition, now=timezone.now())
        self.stdout.write(f"Suppliers who accepted a need's terms: {readers}")
        self._show_logins(edition)

    def _match(self, edition: Edition) -> None:
        if MatchRun.objects.filter(edition=edition, is_current=True).exists():
            return
        run = MatchRun.objects.filter(
            edition=edition, state__in=[RunState.QUEUED, RunState.RUNNING]
        ).first() or request_run(edition, actor=None)
        self._wait("Matching", run)
        if not run.is_current:
            raise CommandError(f"Matching came to nothing: {run.error_code} {run.error_text}")

    def _plan_and_publish(self, edition: Edition) -> None:
        if edition.plans.filter(state=PlanState.PUBLISHED).exists():
            return
        draft: PlanRun | None = edition.plans.filter(state=PlanState.READY).last()
        if draft is None:
            draft = edition.plans.active().first() or request_plan(edition, actor=None)
            self._wait("Planning", draft)
        if draft.state != PlanState.READY:
            raise CommandError(f"Planning came to nothing: {draft.error_code} {draft.error_text}")
        self.stdout.write("Publishing …", ending="")
        self.stdout.flush()
        started = time.monotonic()
        publish_plan(draft, actor=None, now=timezone.now())
        figures = draft.figures
        self.stdout.write(
            f" {figures['meetings']} meetings, {figures['violations']} violations,"
            f" {time.monotonic() - started:.1f} s"
        )
        # Set by a worker meanwhile; they are ready when somebody looks.
        for kind in (PaperKind.HALLS, PaperKind.COMPANIES):
            request_papers(edition, kind=kind, language="vi", actor=None)

    def _ask_for_meetings(self, edition: Edition) -> None:
        if edition.requests.exists():
            return
        started = time.monotonic()
        count = ask_for_meetings(edition, now=timezone.now())
        self.stdout.write(f"Requests … {count}, {time.monotonic() - started:.1f} s")

    def _wait(self, title: str, run: MatchRun | PlanRun) -> None:
        """Look at the run until a worker has ended it; show how far it is."""
        started = time.monotonic()
        while run.state in {"queued", "running"}:
            if time.monotonic() - started > PATIENCE_SECONDS:
                raise CommandError(f"{title}: no worker has done it; look into the logs.")
            time.sleep(LOOK_EVERY_SECONDS)
            run.refresh_from_db()
            self.stdout.write(f"\r{title} … {_how_far(run):<30}", ending="")
            self.stdout.flush()
        self.stdout.write(f"\r{title} … {f'{time.monotonic() - started:.1f} s':<30}")

    def _show_logins(self, edition: Edition) -> None:
        """Print one log-in of each role; the password is the demo's."""
        people = [("organiser", ORGANISER_EMAIL)]
        for side in (Side.SUPPLIER, Side.BUYER):
            company = protagonist(edition, side)
            people.append((str(side.value), company.organisation.contact_email if company else "–"))
        self.stdout.write(f"\n  Demo log-ins, password {PASSWORD}")
        for role, email in people:
            self.stdout.write(f"    {role:<10} {email}")


def _how_far(run: MatchRun | PlanRun) -> str:
    if isinstance(run, MatchRun) and run.is_preparing:
        return f"{run.texts_done} of {run.texts_total} new texts"
    return f"{run.progress_percent} %"
