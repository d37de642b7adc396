"""Show the demo fair on its first day: under way, at this very hour."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from fair.editions.models import Edition
from fair.meetings.models import Meeting
from fair.portal.management.demo import booking, day
from fair.portal.management.demo.fair import ORGANISER_EMAIL


class Command(BaseCommand):
    help = (
        "Move the demo fair so that its first day is under way now, and play what has happened so"
        " far: check-ins, meetings held, missed and late. Run it after the demo is prepared."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2024)

    def handle(self, *args: Any, **options: Any) -> None:
        edition = Edition.objects.filter(
            organiser__memberships__user__email=ORGANISER_EMAIL
        ).first()
        if edition is None or not Meeting.objects.standing().filter(edition=edition).exists():
            raise CommandError("There is no demo fair with meetings: run prepare_demo first.")
        now = timezone.now()
        zone = day.bring_to_today(edition, now=now)
        self.stdout.write(f"It is {now.astimezone(edition.zone):%H:%M} at the fair ({zone}).")
        played = day.play(edition, now=now, seed=options["seed"])
        organiser = User.objects.get(email=ORGANISER_EMAIL)
        day.call_one_off(edition, actor=organiser, now=now)
        walk_in = booking.walk_in(edition, now=now)
        self.stdout.write(f"At the booth without an appointment: {walk_in or 'nobody'}")
        self.stdout.write(f"{played}. The board: /{edition.slug}/day/board/")
