"""The closed lists of the attendance room."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.editions.choices import Side


def other_side(side: str) -> Side:
    """Return the side opposite to `side`."""
    return Side.SUPPLIER if side == Side.BUYER else Side.BUYER


class CheckInWay(models.TextChoices):
    """How it was found that a side is there."""

    PLACE_CODE = "place_code", _("Code at the place")
    PERSON_CODE = "person_code", _("Code shown by the person")
    BUTTON = "button", _("Button on the day's page")
    STAFF = "staff", _("By the organiser's staff")


class PlaceKind(models.TextChoices):
    """What carries a code to scan."""

    TABLE = "t", _("Meeting table")
    BOOTH = "b", _("Booth")
    ENTRANCE = "e", _("Entrance of the hall")


class Delay(models.IntegerChoices):
    """How late a side may say that it comes, in minutes."""

    FIVE = 5, _("5 minutes")
    TEN = 10, _("10 minutes")
    FIFTEEN = 15, _("15 minutes")


class Finding(models.TextChoices):
    """What an organiser finds of a meeting that nobody has closed."""

    HELD = "held", _("It took place")
    BUYER_MISSED = "buyer_missed", _("The buyer did not come")
    SUPPLIER_MISSED = "supplier_missed", _("The supplier did not come")
    NEITHER = "neither", _("Neither side came")


class FreedState(models.TextChoices):
    """What becomes of time that came free."""

    OPEN = "open", _("Offered")
    TAKEN = "taken", _("Taken")
    EXPIRED = "expired", _("Nobody took it")
    STOPPED = "stopped", _("Not offered any more")


class OfferState(models.TextChoices):
    """What became of one offer."""

    OPEN = "open", _("Waits for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    GONE = "gone", _("Taken by somebody else")
    EXPIRED = "expired", _("Expired")


class OfferReason(models.TextChoices):
    """Why a company is offered the time; the better reason first."""

    ASKED = "asked", _("One of you has asked for this meeting")
    WISHED = "wished", _("This meeting was wished for and found no time")
    MATCH = "match", _("You suit each other")
