"""The ledger of next steps: rows are only ever added, by one side, and answered by the other."""

from typing import Any, Self
from uuid import uuid4

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from fair.common.fields import Quantity
from fair.common.models import PubliclyIdentified
from fair.common.uploads import EVIDENCE_KINDS, ending_of
from fair.editions.choices import Side
from fair.editions.models import Edition, Participation
from fair.exhibitors.models import ProductLine
from fair.outcomes.choices import LostReason, Standing, StepKind, Verdict
from fair.outcomes.engine.types import Step
from fair.sourcing.choices import Currency
from fair.sourcing.models import ComponentNeed


def evidence_path(step: "DealStep", filename: str) -> str:
    return f"outcomes/{step.edition.slug}/{uuid4().hex}.{ending_of(filename)}"


class DealStepQuerySet(models.QuerySet["DealStep"]):
    """Sets of steps."""

    def visible_to(self, user: Any) -> Self:
        """Keep those of pairs of which `user` manages a side."""
        managed = Participation.objects.managed_by(user).values("pk")
        return self.filter(Q(buyer__in=managed) | Q(supplier__in=managed))

    def of_pair(self, buyer: Participation, supplier: Participation) -> Self:
        return self.filter(buyer=buyer, supplier=supplier)

    def with_standing(self) -> Self:
        """Load along the other side's last word as `standing`, and whether a row is replaced."""
        replies = StepReply.objects.filter(step=OuterRef("pk")).order_by("-id")
        said = Subquery(replies.values("verdict")[:1])
        later = self.model.objects.filter(replaces=OuterRef("pk"))
        return self.annotate(
            standing=Coalesce(said, models.Value(Standing.REPORTED.value)),
            is_replaced=Exists(later),
        )

    def current(self) -> Self:
        """Keep the rows that count: replaced by none, taken back by none."""
        return self.with_standing().filter(is_replaced=False, is_void=False)

    def unanswered(self) -> Self:
        """Keep the current rows of which the other side has said nothing yet."""
        return self.current().filter(standing=Standing.REPORTED)


class DealStep(PubliclyIdentified):
    """One side reports what it did with the other after they met.

    A correction is a new row that `replaces` the old one, and taking back is a correction that is
    void; the database refuses to change or delete a row.
    """

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="deal_steps", verbose_name=_("edition")
    )
    buyer = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    supplier = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="+", verbose_name=_("supplier")
    )
    need = models.ForeignKey(
        ComponentNeed,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("need"),
    )
    line = models.ForeignKey(
        ProductLine,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product line"),
    )
    kind = models.CharField(_("step"), max_length=20, choices=StepKind.choices)
    lost_reason = models.CharField(
        _("why"), max_length=20, choices=LostReason.choices, blank=True, default=""
    )
    happened_on = models.DateField(_("date"))
    value = Quantity(_("amount"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(
        _("currency"), max_length=3, choices=Currency.choices, blank=True, default=""
    )
    remark = models.CharField(_("remark for both sides"), max_length=500, blank=True, default="")
    evidence = models.FileField(
        _("evidence"),
        upload_to=evidence_path,
        blank=True,
        validators=[FileExtensionValidator(sorted(EVIDENCE_KINDS))],
    )
    # The name under which it was uploaded and is given out again.
    evidence_name = models.CharField(_("file name"), max_length=200, blank=True, default="")
    reported_side = models.CharField(_("reported by"), max_length=10, choices=Side.choices)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    reported_at = models.DateTimeField(_("reported"))
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replacement",
        verbose_name=_("replaces"),
    )
    is_void = models.BooleanField(_("takes back"), default=False)

    objects = DealStepQuerySet.as_manager()

    # Filled by `with_standing`.
    standing: str
    is_replaced: bool

    class Meta:
        verbose_name = _("next step")
        verbose_name_plural = _("next steps")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="step_kind_known"),
            models.CheckConstraint(
                condition=Q(reported_side__in=Side.values), name="step_side_known"
            ),
            models.CheckConstraint(condition=~Q(buyer=F("supplier")), name="step_sides_differ"),
            models.CheckConstraint(
                condition=Q(kind=StepKind.LOST, lost_reason__in=LostReason.values)
                | (~Q(kind=StepKind.LOST) & Q(lost_reason="")),
                name="step_lost_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(value=None, currency="")
                | Q(
                    value__isnull=False,
                    value__gt=0,
                    currency__in=Currency.values,
                    kind__in=StepKind.valued(),
                ),
                name="step_value_fits",
            ),
            models.CheckConstraint(
                condition=Q(is_void=False) | Q(replaces__isnull=False),
                name="step_void_replaces",
            ),
            models.CheckConstraint(
                condition=Q(evidence="", evidence_name="")
                | (~Q(evidence="") & ~Q(evidence_name="")),
                name="step_evidence_has_name",
            ),
        ]
        indexes = [
            models.Index(fields=["edition", "buyer", "supplier"]),
            models.Index(fields=["supplier"]),
        ]

    def __str__(self) -> str:
        return f"{self.buyer} – {self.supplier}: {self.get_kind_display()}"

    @property
    def standing_name(self) -> str:
        """The standing in words; needs a row loaded by `with_standing`."""
        return str(Standing(self.standing).label)

    def as_step(self) -> Step:
        """Return the row as the engine reads it; needs a row loaded by `with_standing`."""
        return Step(
            id=self.pk,
            kind=self.kind,
            side=self.reported_side,
            happened_on=self.happened_on,
            subject=self.need_id,
            replaces=self.replaces_id,
            is_void=self.is_void,
            standing=self.standing,
            value=self.value,
            currency=self.currency,
        )


class StepReply(models.Model):
    """The other side confirms or disputes a step; only ever added, the last one counts."""

    step = models.ForeignKey(
        DealStep, on_delete=models.PROTECT, related_name="replies", verbose_name=_("next step")
    )
    verdict = models.CharField(_("answer"), max_length=10, choices=Verdict.choices)
    side = models.CharField(_("side"), max_length=10, choices=Side.choices)
    remark = models.CharField(_("remark for both sides"), max_length=500, blank=True, default="")
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    replied_at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer to a step")
        verbose_name_plural = _("answers to steps")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=Verdict.values), name="step_reply_verdict_known"
            ),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="step_reply_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.get_verdict_display()}"
