"""Notes, ratings, steps and prompts for tests; meetings that took place."""

import factory
from factory.django import DjangoModelFactory

from fair.editions.choices import Side
from fair.meetings.choices import MeetingState
from fair.outcomes.choices import StepKind, Wave
from fair.outcomes.models import (
    AskedPair,
    ContactConsent,
    DealStep,
    MeetingNote,
    MeetingRating,
    NoteDraft,
    OutcomeRules,
    Prompt,
    ReferenceRate,
    StepReply,
)
from tests.factories.accounts import UserFactory
from tests.factories.editions import EditionFactory
from tests.factories.meetings import FIRST_SLOT, MeetingFactory


class HeldMeetingFactory(MeetingFactory):
    state = MeetingState.HELD


class MeetingNoteFactory(DjangoModelFactory):
    class Meta:
        model = MeetingNote

    meeting = factory.SubFactory(HeldMeetingFactory)
    side = Side.BUYER
    author = factory.SubFactory(UserFactory)
    text = "They can hold 0.01 mm."
    written_at = FIRST_SLOT


class NoteDraftFactory(DjangoModelFactory):
    class Meta:
        model = NoteDraft

    meeting = factory.SubFactory(HeldMeetingFactory)
    side = Side.BUYER
    author = factory.SubFactory(UserFactory)
    text = "They can"
    saved_at = FIRST_SLOT


class MeetingRatingFactory(DjangoModelFactory):
    class Meta:
        model = MeetingRating

    meeting = factory.SubFactory(HeldMeetingFactory)
    side = Side.BUYER
    stars = 4
    is_relevant = True
    rated_at = FIRST_SLOT


class DealStepFactory(DjangoModelFactory):
    """A quotation that the supplier reports, on the day of the meeting."""

    class Meta:
        model = DealStep

    class Params:
        meeting = factory.SubFactory(HeldMeetingFactory)

    edition = factory.SelfAttribute("buyer.edition")
    buyer = factory.SelfAttribute("meeting.buyer")
    supplier = factory.SelfAttribute("meeting.supplier")
    kind = StepKind.QUOTE_SENT
    happened_on = FIRST_SLOT.date()
    reported_side = Side.SUPPLIER
    reported_at = FIRST_SLOT


class StepReplyFactory(DjangoModelFactory):
    class Meta:
        model = StepReply

    step = factory.SubFactory(DealStepFactory)
    verdict = "confirmed"
    side = Side.BUYER
    replied_at = FIRST_SLOT


class ContactConsentFactory(DjangoModelFactory):
    class Meta:
        model = ContactConsent

    given_at = FIRST_SLOT


class OutcomeRulesFactory(DjangoModelFactory):
    class Meta:
        model = OutcomeRules

    edition = factory.SubFactory(EditionFactory)


class ReferenceRateFactory(DjangoModelFactory):
    class Meta:
        model = ReferenceRate

    rules = factory.SubFactory(OutcomeRulesFactory, reference_currency="USD")
    currency = "VND"
    rate = "0.00004"
    as_of = FIRST_SLOT.date()


class PromptFactory(DjangoModelFactory):
    class Meta:
        model = Prompt

    edition = factory.SubFactory(EditionFactory)
    user = factory.SubFactory(UserFactory)
    wave = Wave.WEEK
    sent_at = FIRST_SLOT


class AskedPairFactory(DjangoModelFactory):
    class Meta:
        model = AskedPair

    prompt = factory.SubFactory(PromptFactory)
    side = Side.BUYER
