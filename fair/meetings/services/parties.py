"""Give everything that can sit in a meeting its Party row."""

from collections.abc import Iterator

from django.db import transaction

from fair.editions.models import Booth, Edition, MeetingTable, Participation
from fair.exhibitors.models import BoothRegistration
from fair.meetings.choices import PartyKind
from fair.meetings.models import Party


@transaction.atomic
def ensure_parties(edition: Edition) -> int:
    """Add the missing parties of an edition; return how many.

    Never takes one away: those no longer of use stay behind the meetings they were in. Call with
    the whole timetable locked.
    """
    before = Party.objects.filter(edition=edition).count()
    Party.objects.bulk_create(_wanted(edition), ignore_conflicts=True)
    return Party.objects.filter(edition=edition).count() - before


def ensure_parties_of(*participations: Participation) -> None:
    """Add the missing teams of some participants, under the locks of their sides."""
    Party.objects.bulk_create(
        (team for each in participations for team in _teams(each)), ignore_conflicts=True
    )


def _teams(participation: Participation) -> Iterator[Party]:
    for number in range(1, participation.parallel_meetings + 1):
        yield Party(
            edition=participation.edition,
            kind=PartyKind.TEAM,
            participation=participation,
            number=number,
        )


def _wanted(edition: Edition) -> Iterator[Party]:
    participations = Participation.objects.approved().filter(edition=edition).order_by("id")
    for participation in participations.select_related("edition"):
        yield from _teams(participation)
    for table in MeetingTable.objects.filter(edition=edition, is_active=True).order_by("id"):
        yield Party(edition=edition, kind=PartyKind.TABLE, table=table)
    for booth, seats in _allotted_booths(edition):
        for number in range(1, seats + 1):
            yield Party(edition=edition, kind=PartyKind.BOOTH, booth=booth, number=number)
    for number in range(1, edition.online_rooms + 1):
        yield Party(edition=edition, kind=PartyKind.ONLINE_ROOM, number=number)
    for interpreter in edition.interpreters.filter(is_active=True).order_by("id"):
        yield Party(edition=edition, kind=PartyKind.INTERPRETER, interpreter=interpreter)


def _allotted_booths(edition: Edition) -> Iterator[tuple[Booth, int]]:
    """Yield each allotted booth with as many seats as its supplier has teams."""
    registrations = BoothRegistration.objects.filter(
        participation__edition=edition, booth__isnull=False
    ).select_related("booth", "participation")
    for registration in registrations.order_by("booth_id"):
        if registration.booth is not None:
            yield registration.booth, registration.participation.parallel_meetings
