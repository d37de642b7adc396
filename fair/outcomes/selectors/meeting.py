"""What one side has written down about a meeting."""

from dataclasses import dataclass
from typing import Any

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.meetings.models import Meeting
from fair.outcomes.models import MeetingNote, MeetingRating, NoteDraft, OutcomeRules


@dataclass(frozen=True, slots=True)
class OwnWords:
    """Notes of a company, the latest first, its rating, and the draft of who asks."""

    notes: tuple[MeetingNote, ...]
    rating: MeetingRating | None
    draft: str


def own_words(meeting: Meeting, *, side: Side, person: Any) -> OwnWords:
    """Return what the side of `person` has noted; three queries."""
    own = {"meeting": meeting, "side": side}
    notes = MeetingNote.objects.visible_to(person).standing().filter(**own)
    draft = NoteDraft.objects.filter(**own, author_id=person.pk or 0).first()
    return OwnWords(
        notes=tuple(notes.select_related("author").order_by("-written_at", "-id")),
        rating=MeetingRating.objects.visible_to(person).filter(**own).first(),
        draft=draft.text if draft else "",
    )


def rules_of(edition: Edition) -> OutcomeRules:
    """Return an edition's rules, the defaults where none were set; one query."""
    return OutcomeRules.objects.filter(edition=edition).first() or OutcomeRules(edition=edition)
