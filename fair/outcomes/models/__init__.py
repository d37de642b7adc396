"""Tables of the outcomes room."""

from fair.outcomes.models.contact import ContactConsent
from fair.outcomes.models.note import MeetingNote, MeetingRating, NoteDraft
from fair.outcomes.models.prompt import AskedPair, Prompt
from fair.outcomes.models.rules import OutcomeRules, ReferenceRate
from fair.outcomes.models.step import DealStep, StepReply

__all__ = [
    "AskedPair",
    "ContactConsent",
    "DealStep",
    "MeetingNote",
    "MeetingRating",
    "NoteDraft",
    "OutcomeRules",
    "Prompt",
    "ReferenceRate",
    "StepReply",
]
