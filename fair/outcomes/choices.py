"""The closed lists of the outcomes room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StepKind(models.TextChoices):
    """What two companies did after they met; the engine knows them by their values."""

    INFO_SENT = "info_sent", _("Information sent")
    NDA = "nda", _("Confidentiality agreement (NDA)")
    RFQ_SENT = "rfq_sent", _("Request for quotation sent")
    QUOTE_SENT = "quote_sent", _("Quotation sent")
    FACTORY_VISIT = "factory_visit", _("Factory visit")
    AUDIT = "audit", _("Audit")
    SAMPLE_ORDERED = "sample_ordered", _("Sample ordered")
    MOU = "mou", _("Memorandum of understanding (MoU)")
    TRIAL_ORDER = "trial_order", _("Trial order")
    CONTRACT = "contract", _("Contract")
    LOST = "lost", _("Came to nothing")

    @classmethod
    def valued(cls) -> "list[StepKind]":
        """Return the kinds that can carry an amount of money."""
        return [
            *(cls.RFQ_SENT, cls.QUOTE_SENT, cls.SAMPLE_ORDERED),
            *(cls.MOU, cls.TRIAL_ORDER, cls.CONTRACT),
        ]


class LostReason(models.TextChoices):
    CAPABILITY = "capability", _("The part cannot be made as needed")
    VOLUME = "volume", _("The volume does not fit")
    PRICE = "price", _("The price level does not fit")
    CERTIFICATE = "certificate", _("A certificate is missing")
    SUPPLIED = "supplied", _("There is a supplier already")
    COMPETITOR = "competitor", _("Another supplier was chosen")
    NO_TIME = "no_time", _("No time to go on")
    NO_ANSWER = "no_answer", _("The other side does not answer")
    OTHER = "other", _("Another reason")


class Verdict(models.TextChoices):
    """What the other side says of a step that was reported."""

    CONFIRMED = "confirmed", _("Confirmed")
    DISPUTED = "disputed", _("Disputed")


class Standing(models.TextChoices):
    """How far a step can be relied on."""

    REPORTED = "reported", _("Reported by one side")
    CONFIRMED = "confirmed", _("Confirmed by both sides")
    DISPUTED = "disputed", _("Disputed")


class Stage(models.TextChoices):
    """How far two companies have come, in the order in which they get there."""

    NONE = "none", _("Met at the fair")
    TALKING = "talking", _("In contact")
    QUOTING = "quoting", _("Quotation")
    TESTING = "testing", _("Visit, audit, sample")
    ORDERING = "ordering", _("First order")
    WON = "won", _("Contract")
    LOST = "lost", _("Came to nothing")


class Wave(models.IntegerChoices):
    """How many days after the fair people are written to: thanks first, then what came of it."""

    THANKS = 1, _("Thanks, after a day")
    WEEK = 7, _("After 7 days")
    MONTH = 30, _("After 30 days")
    QUARTER = 90, _("After 90 days")
    HALF_YEAR = 180, _("After 180 days")


class Answer(models.TextChoices):
    """What somebody answered to the question what came of a meeting, by a link in a mail."""

    NOTHING = "nothing", _("Nothing yet")
    STEP = "step", _("A step was reported")


class ToDo(models.TextChoices):
    """What a side does next with a partner; the engine knows them by their values."""

    REPLY = "reply", _("They reported a step: confirm or dispute it.")
    SETTLE = "settle", _("They dispute what you reported: speak with them and correct it.")
    RATE = "rate", _("Say in half a minute how the meeting was.")
    SEND_INFO = "send_info", _("Send what you promised, and note it here.")
    SEND_RFQ = "send_rfq", _("Send them a request for quotation with the drawings.")
    SEND_QUOTE = "send_quote", _("Send your quotation.")
    ASK_QUOTE = "ask_quote", _("Ask when their quotation comes.")
    DECIDE = "decide", _("Look at their quotation: order a sample, or tell them why not.")
    ASK_DECISION = "ask_decision", _("Ask what they think of your quotation.")
    NEXT_ORDER = "next_order", _("Agree on the next step: a trial order or a contract.")
    UPDATE = "update", _("Nothing was noted for a month: where do you stand?")
    NOTHING = "nothing", _("Nothing to do.")
