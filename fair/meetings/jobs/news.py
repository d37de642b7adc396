"""Tell of what was booked, moved, handed over and called off, once it is committed.

Each act leaves a row of news, which goes in the transaction that writes the messages: a worker
that dies leaves both or neither. What waits together is told as it is now, so nobody hears of a
time that is no more.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min, Q

from accounts.models import User
from fair.meetings import mails
from fair.meetings.choices import MeetingChange
from fair.meetings.models import (
    CalendarEntry,
    HandEdit,
    Meeting,
    MeetingNews,
    NewsKind,
    RequestStep,
)
from fair.meetings.signals import meeting_changed

# News that nobody told for so long have lost their message.
PATIENCE = timedelta(seconds=5)
# Who names people one after another is done when none has come for so long.
QUIET = timedelta(minutes=2)
# More than this waits for the next round.
AT_ONCE = 500

# What rooms above hear; who comes is not their concern.
CHANGE_OF = {
    NewsKind.BOOKED: MeetingChange.BOOKED,
    NewsKind.MOVED: MeetingChange.MOVED,
    NewsKind.CANCELLED: MeetingChange.CANCELLED,
}

STEP_RELATED = [
    *("request__edition__booking_rules", "request__buyer__organisation"),
    *("request__supplier__organisation", "request__buyer_person", "request__supplier_person"),
    *("actor", "person"),
]


def waiting_meeting_ids(*, now: datetime) -> list[int]:
    """Return the meetings of which news have waited too long, the oldest first.

    Who comes is told by nobody else, once all are named: who was left out between two names and
    stays would be told off and invited anew.
    """
    named = Q(kind=NewsKind.ATTENDEES)
    rows = MeetingNews.objects.values("meeting").annotate(
        first=Min("id"),
        done_at=Min("created_at", filter=~named),
        named_at=Max("created_at", filter=named),
    )
    due = rows.filter(Q(done_at__lte=now - PATIENCE) | Q(named_at__lte=now - QUIET))
    return list(due.order_by("first").values_list("meeting", flat=True)[:AT_ONCE])


def tell_news(meeting_id: int) -> int:
    """Tell rooms above and people what became of a meeting; return of how many acts.

    Safe to call twice, at once, and after a worker was killed: rooms may hear twice, people do not.
    """
    waiting = _waiting(meeting_id)
    for row in waiting:
        if change := CHANGE_OF.get(NewsKind(row.kind)):
            meeting_changed.send_robust(sender=Meeting, meeting_id=row.meeting_id, change=change)
    return _tell(waiting) if waiting else 0


def _waiting(meeting_id: int) -> list[MeetingNews]:
    """Return what waits of a meeting, and of the one with which it was swapped last."""
    own = list(MeetingNews.objects.filter(meeting=meeting_id).order_by("id"))
    if not own:
        return []
    along = MeetingNews.objects.filter(act=own[-1].act).exclude(meeting=meeting_id)
    rows = [*own, *MeetingNews.objects.filter(meeting__in=along.values("meeting"))]
    return sorted(rows, key=lambda row: row.pk)


@transaction.atomic
def _tell(waiting: Sequence[MeetingNews]) -> int:
    """Write the messages about news that have not been told meanwhile."""
    CalendarEntry.objects.await_turn(waiting[0].edition_id)
    found = MeetingNews.objects.filter(pk__in=[row.pk for row in waiting]).order_by("id")
    rows = list(found.select_related("meeting", "edition", "side", "person"))
    for act in _last_acts(rows):
        _tell_changes(act)
    for row in rows:
        if row.step_id is not None:
            _tell_step(row)
    for row in {row.side_id: row for row in rows if row.kind == NewsKind.HANDED_OVER}.values():
        _tell_handover(row, rows)
    _tell_who_comes([row for row in rows if row.kind == NewsKind.ATTENDEES])
    found.delete()
    return len(rows)


def _last_acts(rows: Sequence[MeetingNews]) -> list[list[list[MeetingNews]]]:
    """Gather the changes of each meeting, and the meetings by the act that came last to them."""
    by_meeting: dict[int, list[MeetingNews]] = defaultdict(list)
    for row in rows:
        if row.kind in CHANGE_OF:
            by_meeting[row.meeting_id].append(row)
    by_act: dict[str, list[list[MeetingNews]]] = defaultdict(list)
    for changes in by_meeting.values():
        by_act[changes[-1].act].append(changes)
    return list(by_act.values())


def _tell_changes(act: Sequence[Sequence[MeetingNews]]) -> None:
    """Tell in one message what an act and those before it made of some meetings."""
    found: dict[str, list[Meeting]] = {"new": [], "moved": [], "dropped": []}
    for changes in act:
        if kind := _kind(changes):
            found[kind].append(changes[-1].meeting)
    if any(found.values()):
        last = act[0][-1]
        mails.tell_changes(
            last.edition,
            changes=mails.Changes(**{kind: tuple(rows) for kind, rows in found.items()}),
            reason=last.reason,
            once=last.act,
        )


def _kind(changes: Sequence[MeetingNews]) -> str:
    """Say what became of a meeting by its changes and as it is now; nothing is empty.

    Whoever ended a meeting without news, as a plan that is taken back does, has told of it.
    """
    kinds = {row.kind for row in changes}
    if not changes[-1].meeting.is_ahead:
        return "dropped" if NewsKind.CANCELLED in kinds else ""
    if NewsKind.BOOKED in kinds:
        return "new"
    return "moved" if NewsKind.MOVED in kinds else ""


def _tell_step(row: MeetingNews) -> None:
    """Tell those of the yes who do not come to the meeting that it has booked."""
    steps = RequestStep.objects.filter(pk=row.step_id or 0)
    step = steps.select_related(*STEP_RELATED).get()
    mails.tell_step(step, meeting=row.meeting if row.meeting.is_ahead else None)


def _tell_handover(last: MeetingNews, rows: Sequence[MeetingNews]) -> None:
    """Tell who comes for a side now, as after the last of what was handed over."""
    if not last.meeting.is_ahead or last.side is None or last.person is None:
        return
    heard = [row.people for row in rows if row.side_id == last.side_id]
    ids = [pk for people in heard for pk in people]
    people = User.objects.filter(pk__in=ids, is_active=True).order_by("pk")
    mails.tell_handover(
        last.meeting, side=last.side, to=last.person, people=[*people, last.person], once=last.act
    )


def _tell_who_comes(rows: Sequence[MeetingNews]) -> None:
    """Invite who comes by now and was not, and tell who comes no more.

    What was changed on a plan's board and not told yet is told later, to those who come then.
    """
    if not rows:
        return
    edition = rows[-1].edition
    edits = HandEdit.objects.untold().filter(edition=edition)
    untold = set(edits.values_list("buyer", "supplier"))
    meetings = {row.meeting_id: row.meeting for row in rows}.values()
    mails.tell_who_comes(
        edition,
        [
            each
            for each in meetings
            if each.is_ahead and (each.buyer_id, each.supplier_id) not in untold
        ],
        once=rows[-1].act,
    )
