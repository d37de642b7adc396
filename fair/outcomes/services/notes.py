"""Notes of one side about a meeting, and drafts of them that are kept while one types."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.refusals import Refusal
from fair.editions.choices import Side
from fair.meetings.models import Meeting
from fair.outcomes.models import MeetingNote, NoteDraft


class CannotWriteNote(Refusal):
    """The note cannot be written."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "form_used": _("This form was sent before. Open a new one and fill it in."),
    }


@transaction.atomic
def save_draft(
    meeting: Meeting, *, side: Side, author: User, text: str, now: datetime
) -> NoteDraft | None:
    """Keep what a person is writing, in place of what was kept before; nothing is kept of nothing.

    A draft that says what the person's note says already comes late, from a page just sent: it is
    not kept.
    """
    drafts = NoteDraft.objects.filter(meeting=meeting, side=side, author=author)
    notes = MeetingNote.objects.filter(meeting=meeting, side=side, author=author)
    if not text.strip() or notes.standing().filter(text=text.strip()).exists():
        drafts.delete()
        return None
    draft, _created = NoteDraft.objects.update_or_create(
        meeting=meeting, side=side, author=author, defaults={"text": text, "saved_at": now}
    )
    return draft


@transaction.atomic
def write_note(
    meeting: Meeting, *, side: Side, author: User, text: str, submission_key: UUID, now: datetime
) -> MeetingNote:
    """Write a note for the own side and let go of the draft; a form sent twice writes one.

    Raise CannotWriteNote where the form's key belongs to another note.
    """
    mine = MeetingNote.objects.filter(meeting=meeting, side=side, author=author)
    NoteDraft.objects.filter(meeting=meeting, side=side, author=author).delete()
    earlier = mine.filter(public_id=submission_key).first()
    if earlier:
        return earlier
    try:
        with transaction.atomic():
            return MeetingNote.objects.create(
                public_id=submission_key,
                meeting=meeting,
                side=side,
                author=author,
                text=text.strip(),
                written_at=now,
            )
    except IntegrityError as error:
        raise CannotWriteNote("form_used") from error


def remove_note(note: MeetingNote, *, now: datetime) -> None:
    """Take a note off the page; it can be brought back."""
    MeetingNote.objects.standing().filter(pk=note.pk).update(removed_at=now, updated_at=now)


def restore_note(note: MeetingNote, *, now: datetime) -> None:
    """Bring a removed note back."""
    MeetingNote.objects.filter(pk=note.pk).update(removed_at=None, updated_at=now)
