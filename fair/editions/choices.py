"""The closed lists of the editions room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    """Where an edition stands; in the order in which it moves."""

    DRAFT = "draft", _("Draft")
    REGISTRATION = "registration", _("Registration")
    MATCHING = "matching", _("Matching")
    SCHEDULING = "scheduling", _("Scheduling")
    LIVE = "live", _("Live")
    CLOSED = "closed", _("Closed")

    @property
    def following(self) -> "EditionState | None":
        """The next state, or None after the last."""
        order = list(EditionState)
        place = order.index(self) + 1
        return order[place] if place < len(order) else None

    @property
    def preceding(self) -> "EditionState | None":
        """The state before, or None before the first."""
        order = list(EditionState)
        place = order.index(self)
        return order[place - 1] if place else None


class Side(models.TextChoices):
    SUPPLIER = "supplier", _("Supplier")
    BUYER = "buyer", _("Buyer")


class ParticipationStatus(models.TextChoices):
    PENDING = "pending", _("Pending")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Attendance(models.TextChoices):
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")
    BOTH = "both", _("In person and online")


class BoothType(models.TextChoices):
    STANDARD = "standard", _("Standard booth")
    CORNER = "corner", _("Corner booth")
    PREMIUM = "premium", _("Premium booth")
    RAW_SPACE = "raw_space", _("Raw space")
