"""Edges: what a term equals elsewhere, and what it makes likely."""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fair.taxonomy.choices import GradeScheme, OutsideScheme
from fair.taxonomy.models.terms import Material, PartFamily, Process, Sector


def exactly_one_of(*names: str) -> Q:
    """Demand that one and only one of the foreign keys is set."""
    condition = Q()
    for chosen in names:
        condition |= Q(**{f"{name}__isnull": name != chosen for name in names})
    return condition


class GradeEquivalent(models.Model):
    """The name of a grade under another standard."""

    material = models.ForeignKey(
        Material,
        on_delete=models.CASCADE,
        related_name="equivalents",
        verbose_name=_("grade"),
    )
    scheme = models.CharField(_("scheme"), max_length=8, choices=GradeScheme.choices)
    designation = models.CharField(_("designation"), max_length=60)
    is_exact = models.BooleanField(
        _("same grade"),
        default=False,
        help_text=_("No means near: composition or properties differ a little, ask before use."),
    )

    class Meta:
        verbose_name = _("equivalent of a grade")
        verbose_name_plural = _("equivalents of grades")
        constraints = [
            models.UniqueConstraint(
                fields=["material", "scheme", "designation"], name="grade_equivalent_unique"
            ),
            models.CheckConstraint(
                condition=Q(scheme__in=GradeScheme.values), name="grade_equivalent_scheme_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.designation}"


class ImpliedProcess(models.Model):
    """A material or part family that makes a process likely, though nobody named it."""

    material = models.ForeignKey(
        Material,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="implied_processes",
        verbose_name=_("material"),
    )
    part_family = models.ForeignKey(
        PartFamily,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="implied_processes",
        verbose_name=_("part family"),
    )
    process = models.ForeignKey(
        Process,
        on_delete=models.CASCADE,
        related_name="implied_by",
        verbose_name=_("process"),
    )
    weight = models.DecimalField(
        _("likelihood"),
        max_digits=3,
        decimal_places=2,
        help_text=_("Above 0, at most 1; 1 means always."),
    )

    class Meta:
        verbose_name = _("implied process")
        verbose_name_plural = _("implied processes")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one_of("material", "part_family"),
                name="implied_process_one_source",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=Decimal(0), weight__lte=Decimal(1)),
                name="implied_process_weight_range",
            ),
            models.UniqueConstraint(
                fields=["material", "part_family", "process"],
                nulls_distinct=False,
                name="implied_process_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.material or self.part_family} → {self.process} {self.weight}"


class OutsideCode(models.Model):
    """A code of an official classification, set beside one of the fair's own terms."""

    scheme = models.CharField(_("scheme"), max_length=12, choices=OutsideScheme.choices)
    edition = models.CharField(
        _("edition"), max_length=20, help_text=_("Year or number of the text the code is from.")
    )
    code = models.CharField(_("code"), max_length=20)
    label = models.CharField(_("label"), max_length=200)
    is_verified = models.BooleanField(
        _("verified"), default=False, help_text=_("Compared with the official text.")
    )
    is_active = models.BooleanField(_("active"), default=True)
    sector = models.ForeignKey(
        Sector,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outside_codes",
        verbose_name=_("sector"),
    )
    process = models.ForeignKey(
        Process,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outside_codes",
        verbose_name=_("process"),
    )
    part_family = models.ForeignKey(
        PartFamily,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="outside_codes",
        verbose_name=_("part family"),
    )

    class Meta:
        verbose_name = _("outside code")
        verbose_name_plural = _("outside codes")
        constraints = [
            models.CheckConstraint(
                condition=Q(scheme__in=OutsideScheme.values), name="outside_code_scheme_known"
            ),
            models.CheckConstraint(
                condition=exactly_one_of("sector", "process", "part_family"),
                name="outside_code_one_target",
            ),
            models.UniqueConstraint(
                fields=["scheme", "edition", "code", "sector", "process", "part_family"],
                nulls_distinct=False,
                name="outside_code_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.edition}: {self.code}"
