"""The closed lists of online meetings."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fair.meetings.choices import MeetingState

# A meeting that was noted as held may still be going on.
JOINABLE_STATES = frozenset({MeetingState.CONFIRMED, MeetingState.HELD})


class ProviderKind(models.TextChoices):
    """Where the pictures and voices go."""

    JITSI = "jitsi", _("Our Jitsi server")
    BBB = "bbb", _("Our BigBlueButton server")
    LINK = "link", _("A link that one of the two pastes")


class Seat(models.TextChoices):
    """As what somebody sits in an online meeting."""

    BUYER = "buyer", _("Buyer")
    SUPPLIER = "supplier", _("Supplier")
    ORGANISER = "organiser", _("Organiser")
