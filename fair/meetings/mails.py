"""The messages of the meetings room."""

from collections import defaultdict
from dataclasses import dataclass, field

from accounts.models import Membership, User
from fair.editions.models import Edition
from fair.meetings.models import Meeting
from fair.notifications.services import notify


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of meetings in one act; what nobody would notice is left out."""

    new: tuple[Meeting, ...] = ()
    moved: tuple[Meeting, ...] = ()
    dropped: tuple[Meeting, ...] = ()


@dataclass(slots=True)
class Letter:
    """What one person is told, each list in order of time."""

    new: list[Meeting] = field(default_factory=list)
    moved: list[Meeting] = field(default_factory=list)
    dropped: list[Meeting] = field(default_factory=list)


def tell_changes(edition: Edition, *, changes: Changes, reason: str = "") -> int:
    """Send everybody whose meetings changed one message about them all; return how many.

    Call after the edition's schedule version was raised: a person hears of each version once.
    """
    letters = _letters(changes)
    for person, letter in letters.items():
        notify(
            person,
            kind="meetings/timetable_changed",
            context={"edition": edition, "letter": letter, "reason": reason},
            dedupe_key=f"timetable:{edition.pk}:{edition.schedule_version}:{person.pk}",
        )
    return len(letters)


def _letters(changes: Changes) -> dict[User, Letter]:
    """Write each person a letter; two queries for the meetings and one for the people."""
    by_organisation: dict[int, list[tuple[str, Meeting]]] = defaultdict(list)
    for kind in ("new", "moved", "dropped"):
        ids = [meeting.pk for meeting in getattr(changes, kind)]
        for meeting in Meeting.objects.filter(pk__in=ids).with_sides_and_places():
            for organisation_id in {
                meeting.buyer.organisation_id,
                meeting.supplier.organisation_id,
            }:
                by_organisation[organisation_id].append((kind, meeting))
    members = Membership.objects.filter(organisation__in=by_organisation, user__is_active=True)
    told: dict[User, set[tuple[str, Meeting]]] = defaultdict(set)
    for membership in members.select_related("user").order_by("user_id"):
        told[membership.user].update(by_organisation[membership.organisation_id])
    return {person: _letter(news) for person, news in told.items()}


def _letter(news: set[tuple[str, Meeting]]) -> Letter:
    letter = Letter()
    for kind, meeting in sorted(news, key=lambda item: (item[1].starts_at, item[1].pk)):
        getattr(letter, kind).append(meeting)
    return letter
