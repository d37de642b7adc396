"""What an organiser decides about outcomes: whose ratings are shown, and rates to convert at."""

from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.common.fields import Quantity
from fair.editions.models import Edition
from fair.sourcing.choices import Currency


class OutcomeRules(models.Model):
    """The rules of one edition; an edition without a row has the defaults."""

    edition = models.OneToOneField(
        Edition,
        on_delete=models.CASCADE,
        related_name="outcome_rules",
        verbose_name=_("edition"),
    )
    shows_single_ratings = models.BooleanField(
        _("Organisers see single ratings"),
        default=False,
        help_text=_(
            "Otherwise only averages of at least three ratings. Whoever rates is told which; "
            "once somebody has rated, it cannot be switched on."
        ),
    )
    asks_later = models.BooleanField(
        _("Ask participants what came of their meetings"),
        default=True,
        help_text=_("One e-mail a person after 7, 30, 90 and 180 days."),
    )
    reference_currency = models.CharField(
        _("Currency of converted totals"),
        max_length=3,
        choices=Currency.choices,
        blank=True,
        default="",
    )

    class Meta:
        verbose_name = _("rules of outcomes")
        verbose_name_plural = _("rules of outcomes")
        constraints = [
            models.CheckConstraint(
                condition=Q(reference_currency__in=["", *Currency.values]),
                name="outcome_rules_currency_known",
            )
        ]

    def __str__(self) -> str:
        return str(self.edition)


class ReferenceRate(models.Model):
    """How much of the reference currency one unit of a currency is worth, as the organiser says."""

    rules = models.ForeignKey(
        OutcomeRules, on_delete=models.CASCADE, related_name="rates", verbose_name=_("rules")
    )
    currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices)
    rate = Quantity(
        _("rate"),
        max_digits=18,
        decimal_places=8,
        validators=[MinValueValidator(Decimal("0.00000001"))],
    )
    as_of = models.DateField(_("rate of"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )

    class Meta:
        verbose_name = _("reference rate")
        verbose_name_plural = _("reference rates")
        constraints = [
            models.UniqueConstraint("rules", "currency", name="reference_rate_unique"),
            models.CheckConstraint(
                condition=Q(currency__in=Currency.values), name="reference_rate_currency_known"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="reference_rate_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.currency}: {self.rate}"
