"""Tell people and rooms above what became of meetings."""

from django.db import transaction

from accounts.models import User
from fair.editions.models import Edition
from fair.meetings import mails
from fair.meetings.choices import EditKind, MeetingChange
from fair.meetings.models import HandEdit, Meeting
from fair.meetings.services.locks import raise_version
from fair.meetings.signals import meeting_changed

Seen = dict[str, object]

CHANGE_OF = {
    "new": MeetingChange.BOOKED,
    "moved": MeetingChange.MOVED,
    "dropped": MeetingChange.CANCELLED,
}


def tell(edition: Edition, changes: mails.Changes, *, reason: str = "", once: str = "") -> None:
    """Send everybody concerned one message, and announce each meeting after commit.

    `once` names the change where the schedule version is raised only afterwards.
    """
    mails.tell_changes(edition, changes=changes, reason=reason, once=once)
    for kind, change in CHANGE_OF.items():
        for meeting in getattr(changes, kind):
            announce(meeting, change)


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
