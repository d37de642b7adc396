"""Tell people and rooms above what became of meetings."""

from collections.abc import Iterable
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from fair.common import after_commit
from fair.editions.models import Edition, Participation
from fair.meetings import mails
from fair.meetings.choices import EditKind, MeetingChange, MeetingState
from fair.meetings.jobs import claim_edits, net_changes, tell_edits
from fair.meetings.models import HandEdit, Meeting, MeetingNews, NewsKind, RequestStep
from fair.meetings.services.locks import raise_version
from fair.meetings.signals import meeting_changed
from fair.meetings.tasks import tell_news

Seen = dict[str, object]

CHANGE_OF = {
    "new": MeetingChange.BOOKED,
    "moved": MeetingChange.MOVED,
    "dropped": MeetingChange.CANCELLED,
}


def have_told(*meetings: Meeting, kind: NewsKind, reason: str = "") -> None:
    """Have everybody told after commit, in one message, what was done to some meetings."""
    act = ":".join([str(meetings[0].public_id), *(str(each.sequence) for each in meetings)])
    MeetingNews.objects.bulk_create(
        MeetingNews(edition_id=each.edition_id, meeting=each, kind=kind, act=act, reason=reason)
        for each in meetings
    )
    after_commit.enqueue(tell_news, meeting_id=meetings[0].pk)


def have_told_of_handover(
    meeting: Meeting, *, side: Participation, to: User, people: Iterable[User]
) -> None:
    """Have some people told after commit who comes to a meeting for one side from now on."""
    MeetingNews.objects.create(
        edition_id=meeting.edition_id,
        meeting=meeting,
        kind=NewsKind.HANDED_OVER,
        act=f"{meeting.public_id}:{meeting.sequence}",
        side=side,
        person=to,
        people=[person.pk for person in people],
    )
    after_commit.enqueue(tell_news, meeting_id=meeting.pk)


def have_told_of_yes(step: RequestStep, meeting: Meeting) -> None:
    """Have those told after commit of a yes who do not come to the meeting that it booked."""
    MeetingNews.objects.create(
        edition_id=meeting.edition_id,
        meeting=meeting,
        kind=NewsKind.AGREED,
        act=f"{meeting.public_id}:{meeting.sequence}",
        step=step,
    )
    after_commit.enqueue(tell_news, meeting_id=meeting.pk)


def have_told_who_comes(participations: QuerySet[Participation], *, now: datetime) -> None:
    """Have invitations sent to who comes to the sides' meetings, once no more people are named.

    Who comes no more hears so, each person in one message; nobody does where nothing is different.
    The clock tells, as there is no end of it that a task could follow.
    """
    ahead = Meeting.objects.filter(state=MeetingState.CONFIRMED, ends_at__gt=now)
    rows = list(ahead.of_participations(participations.values("pk")).order_by("id"))
    key = uuid4().hex
    MeetingNews.objects.bulk_create(
        MeetingNews(
            edition_id=each.edition_id,
            meeting=each,
            kind=NewsKind.ATTENDEES,
            act=f"attendees:{each.edition_id}:{key}",
        )
        for each in rows
    )


def tell(edition: Edition, changes: mails.Changes) -> None:
    """Send everybody concerned one message, and announce each meeting after commit."""
    mails.tell_changes(edition, changes=changes)
    announce_all(changes)


def tell_with_edits(edition: Edition, changes: mails.Changes, *, now: datetime) -> None:
    """Send everybody one message about some changes and those made by hand that wait."""
    waiting = net_changes(claim_edits(edition, now=now))
    mails.tell_changes(edition, changes=_together(changes, waiting))
    announce_all(changes)


def tell_now(edition: Edition, *, now: datetime) -> int:
    """Tell of the changes made by hand without waiting for more; return how many people hear."""
    return tell_edits(edition, now=now)


def announce_all(changes: mails.Changes) -> None:
    """Let the rooms above know after commit what became of some meetings."""
    for kind, change in CHANGE_OF.items():
        for meeting in getattr(changes, kind):
            announce(meeting, change)


def _together(changes: mails.Changes, waiting: mails.Changes) -> mails.Changes:
    """Add what waits; of a meeting that is in both, the later change counts."""
    known = {row.pk for kind in CHANGE_OF for row in getattr(changes, kind)}
    added = {
        kind: (
            *getattr(changes, kind),
            *(row for row in getattr(waiting, kind) if row.pk not in known),
        )
        for kind in CHANGE_OF
    }
    return mails.Changes(**added)


def announce(meeting: Meeting, change: MeetingChange) -> None:
    """Let the rooms above know after commit what became of a meeting."""

    def send() -> None:  # no partial: Django logs what fails by its name
        meeting_changed.send(sender=Meeting, meeting_id=meeting.pk, change=change)

    transaction.on_commit(send, robust=True)


def seen_as(meeting: Meeting, *, place: int | None) -> Seen:
    """Say for the record when and where a meeting is."""
    return {
        "starts_at": meeting.starts_at.isoformat(),
        "ends_at": meeting.ends_at.isoformat(),
        "mode": str(meeting.mode),
        "place": place,
    }


def record(
    meeting: Meeting,
    kind: EditKind,
    *,
    before: Seen | None,
    after: Seen | None,
    actor: User | None,
    reason: str = "",
) -> HandEdit:
    """Raise the schedule version and note who changed the meeting; the last act of booking.

    Drafts made before then have to take the change over.
    """
    return HandEdit.objects.create(
        edition_id=meeting.edition_id,
        is_live=True,
        schedule_version=raise_version(meeting.edition_id),
        kind=kind,
        buyer_id=meeting.buyer_id,
        supplier_id=meeting.supplier_id,
        before=before,
        after=after,
        actor=actor,
        reason=reason,
    )
