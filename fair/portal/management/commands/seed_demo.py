"""Make the demo fair: invented companies, imported like real ones."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from fair.editions.models import Edition
from fair.imports.choices import ImportKind
from fair.portal.management.demo import booking, fair


class Command(BaseCommand):
    help = "Make an edition with invented suppliers and buyers; refused where there is one already."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seed", type=int, default=2024)
        parser.add_argument("--suppliers", type=int, default=250)
        parser.add_argument("--buyers", type=int, default=40)

    def handle(self, *args: Any, **options: Any) -> None:
        if Edition.objects.exists():
            raise CommandError("There is an edition already; the demo needs an empty database.")
        today, seed = timezone.localdate(), options["seed"]
        edition: Edition = self._step(
            "Edition and venue", partial(fair.set_up_edition, today=today)
        )
        take_in = partial(fair.import_companies, edition, seed=seed)
        for kind, count in (
            (ImportKind.EXHIBITORS, options["suppliers"]),
            (ImportKind.BUYERS, options["buyers"]),
        ):
            self._step(str(kind.label), partial(take_in, kind=kind, count=count))
        self._step("Invited suppliers", partial(fair.invite_suppliers, edition))
        self._step("Booths", partial(fair.allot_booths, edition, now=timezone.now()))
        self._step("Log-ins", partial(fair.make_logins, edition))
        self._step("Interpreters", partial(booking.bring_interpreters, edition))
        self._step("Rules", partial(booking.state_rules, edition, now=timezone.now()))
        fair.close_registration(edition)

    def _step(self, title: str, work: Callable[[], Any]) -> Any:
        """Do one step; show what it made and in how many seconds."""
        started = time.monotonic()
        self.stdout.write(f"{title} …", ending="")
        self.stdout.flush()
        made = work()
        self.stdout.write(f" {made}, {time.monotonic() - started:.1f} s")
        return made
