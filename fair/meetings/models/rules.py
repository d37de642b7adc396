"""What participants of an edition may ask for and book themselves, and when."""

from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fair.common.models import Timestamped
from fair.editions.models import Edition
from fair.meetings.choices import BookingKind


def quota(label: Any, *, default: int | None) -> models.PositiveSmallIntegerField:
    """Make a field for the most of something that one participant may have; empty is no limit."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, default=default, validators=[MinValueValidator(1)]
    )


def _in_order(opens: str, closes: str) -> Q:
    return (
        Q(**{f"{opens}__isnull": True})
        | Q(**{f"{closes}__isnull": True})
        | Q(**{f"{closes}__gt": F(opens)})
    )


class BookingRules(Timestamped):
    """The rules of one edition; without a row its defaults hold (`selectors.rules`).

    A moment left empty does not bound its phase. Nobody books in a draft or a closed edition.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="booking_rules", verbose_name=_("edition")
    )
    kind = models.CharField(
        _("how meetings come about"),
        max_length=10,
        choices=BookingKind.choices,
        default=BookingKind.BOTH,
    )
    requests_open_at = models.DateTimeField(_("requests from"), null=True, blank=True)
    requests_close_at = models.DateTimeField(_("requests until"), null=True, blank=True)
    booking_opens_at = models.DateTimeField(_("booking from"), null=True, blank=True)
    booking_closes_at = models.DateTimeField(_("booking until"), null=True, blank=True)
    supplier_open_requests = quota(_("most open requests of a supplier"), default=20)
    buyer_open_requests = quota(_("most open requests of a buyer"), default=20)
    supplier_booked_meetings = quota(_("most meetings that a supplier books"), default=None)
    buyer_booked_meetings = quota(_("most meetings that a buyer books"), default=None)

    class Meta:
        verbose_name = _("booking rules")
        verbose_name_plural = _("booking rules")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=BookingKind.values), name="booking_kind_known"
            ),
            models.CheckConstraint(
                condition=_in_order("requests_open_at", "requests_close_at"),
                name="booking_requests_in_order",
                violation_error_message=_("Requests close before they open."),
            ),
            models.CheckConstraint(
                condition=_in_order("booking_opens_at", "booking_closes_at"),
                name="booking_times_in_order",
                violation_error_message=_("Booking closes before it opens."),
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("meetings:rules", args=[self.edition.slug])

    def __str__(self) -> str:
        return f"{self.edition}: {self.get_kind_display()}"
