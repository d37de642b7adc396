"""Tell of what organisers changed on a plan's board: many changes, one message to each person."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from fair.editions.models import Edition
from fair.meetings import mails
from fair.meetings.choices import MeetingState
from fair.meetings.models import HandEdit, Meeting

# Who changes meetings one after another is done when nothing has come for so long.
QUIET = timedelta(minutes=10)

Pair = tuple[int, int]


def tell_quiet_edits(*, now: datetime) -> int:
    """Tell of all changes in editions where none has come for a while; return how many people.

    Safe to call twice at once: each change is told once.
    """
    latest = HandEdit.objects.untold().values("edition").annotate(latest=Max("created_at"))
    editions = Edition.objects.filter(
        pk__in=latest.filter(latest__lte=now - QUIET).values("edition")
    )
    return sum(tell_edits(edition, now=now) for edition in editions.order_by("id"))


@transaction.atomic
def tell_edits(edition: Edition, *, now: datetime) -> int:
    """Tell of the changes that wait, as they are together; return how many people hear of them."""
    edits = claim_edits(edition, now=now)
    if not edits:
        return 0
    return mails.tell_changes(edition, changes=net_changes(edits), once=f"edits:{edits[-1].pk}")


def claim_edits(edition: Edition, *, now: datetime) -> list[HandEdit]:
    """Return the changes that wait, and mark them as told; call inside a transaction."""
    waiting = HandEdit.objects.untold().filter(edition=edition)
    edits = list(waiting.select_for_update(no_key=True, of=("self",)).order_by("id"))
    HandEdit.objects.filter(pk__in=[edit.pk for edit in edits]).update(told_at=now)
    return edits


def net_changes(edits: Iterable[HandEdit]) -> mails.Changes:
    """Return what became of meetings from the first of their changes on; two queries.

    What came back to where it was is no change.
    """
    first: dict[Pair, HandEdit] = {}
    for edit in edits:
        first.setdefault((edit.buyer_id, edit.supplier_id), edit)
    found: dict[str, list[Meeting]] = {"new": [], "moved": [], "dropped": []}
    for pair, meeting in _latest(first.values()).items():
        kind = _kind(first[pair], meeting)
        if kind:
            found[kind].append(meeting)
    return mails.Changes(**{kind: tuple(meetings) for kind, meetings in found.items()})


def _latest(edits: Iterable[HandEdit]) -> dict[Pair, Meeting]:
    """Return the meeting of each pair that somebody changed: the one ahead, else the last."""
    rows = list(edits)
    meetings = Meeting.objects.filter(
        edition__in={edit.edition_id for edit in rows},
        buyer__in={edit.buyer_id for edit in rows},
        supplier__in={edit.supplier_id for edit in rows},
        state__in=[MeetingState.CONFIRMED, MeetingState.CANCELLED],
    ).prefetch_related("seats__party")
    wanted = {(edit.buyer_id, edit.supplier_id) for edit in rows}
    found: dict[Pair, Meeting] = {}
    for meeting in meetings.order_by("id"):
        pair = (meeting.buyer_id, meeting.supplier_id)
        if pair in wanted and not (pair in found and found[pair].is_ahead):
            found[pair] = meeting
    return found


def _kind(first: HandEdit, meeting: Meeting) -> str:
    """Say what became of a meeting since before its first change; nothing is empty."""
    if first.before is None:
        return "new" if meeting.is_ahead else ""
    if not meeting.is_ahead:
        return "dropped"
    places = [seat.party_id for seat in meeting.seats.all() if seat.party.is_place]
    before = first.before
    now = (meeting.starts_at, meeting.ends_at, meeting.mode, next(iter(places), None))
    then = (
        datetime.fromisoformat(before["starts_at"]),
        datetime.fromisoformat(before["ends_at"]),
        before["mode"],
        before["place"],
    )
    return "" if now == then else "moved"
