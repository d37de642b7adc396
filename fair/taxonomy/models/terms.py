"""Terms: what is made, of what, how, for whom, and under which certificate."""

from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.texts import MultilingualField, in_language
from fair.taxonomy.choices import CertificationKind, MaterialKind

CODE_PATTERN = r"^[A-Z0-9]+(\.[A-Z0-9]+)*$"


def code_is_ascii(model_name: str) -> models.CheckConstraint:
    """Refuse codes that are not capitals and digits joined by dots."""
    return models.CheckConstraint(
        condition=Q(code__regex=CODE_PATTERN), name=f"{model_name}_code_ascii"
    )


def not_own_parent(model_name: str) -> models.CheckConstraint:
    """Refuse a term that is its own parent; the loader refuses longer circles."""
    return models.CheckConstraint(
        condition=Q(parent=None) | ~Q(parent=F("id")), name=f"{model_name}_not_own_parent"
    )


class TermQuerySet(models.QuerySet[Any]):
    """Sets of terms."""

    def active(self) -> Self:
        """Keep those that may still be chosen."""
        return self.filter(is_active=True)

    def in_order(self) -> Self:
        """Sort the terms of one parent as the vocabulary files do."""
        return self.order_by("position", "id")


class Term(models.Model):
    """A code that never changes, with labels and synonyms in the site's languages."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    labels = MultilingualField(_("labels"), max_length=120)
    synonyms = models.JSONField(
        _("synonyms"),
        default=dict,
        blank=True,
        help_text=_("Other words for the same thing, by language."),
    )
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("Inactive terms stay where they were chosen but are offered no more."),
    )

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label_in(None)

    def label_in(self, language: str | None) -> str:
        """Return the label in `language` (None: the active one), else the next best."""
        return in_language(self.labels, language) or self.code


class Process(Term):
    """A way to make or treat a part: groups, their processes, and variants of a process."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        constraints = [code_is_ascii("process"), not_own_parent("process")]


class Material(Term):
    """A class of material, or a grade of one class."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    kind = models.CharField(
        _("kind"), max_length=5, choices=MaterialKind.choices, default=MaterialKind.CLASS
    )

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            code_is_ascii("material"),
            not_own_parent("material"),
            models.CheckConstraint(
                condition=Q(kind__in=MaterialKind.values), name="material_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=MaterialKind.CLASS) | Q(parent__isnull=False),
                name="material_grade_has_class",
                violation_error_message=_("A grade belongs to a class."),
            ),
        ]

    def clean(self) -> None:
        super().clean()
        if self.parent is not None and self.parent.kind != MaterialKind.CLASS:
            message = _("Only a class has grades below it.")
            raise ValidationError({"parent": ValidationError(message, code="parent_is_grade")})


class PartFamily(Term):
    """What a part is, whatever it is made of: housing, shaft, connector."""

    class Meta:
        verbose_name = _("part family")
        verbose_name_plural = _("part families")
        constraints = [code_is_ascii("part_family")]


class Certification(Term):
    """A standard, mark or approval that suppliers hold and buyers ask for."""

    kind = models.CharField(_("kind"), max_length=12, choices=CertificationKind.choices)
    is_international = models.BooleanField(
        _("international"),
        default=False,
        help_text=_("Recognised across borders; counts in the share of certified suppliers."),
    )

    class Meta:
        verbose_name = _("certification")
        verbose_name_plural = _("certifications")
        constraints = [
            code_is_ascii("certification"),
            models.CheckConstraint(
                condition=Q(kind__in=CertificationKind.values), name="certification_kind_known"
            ),
        ]


class Sector(Term):
    """A branch of the fair or an industry that buys there."""

    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("parent"),
    )

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        constraints = [code_is_ascii("sector"), not_own_parent("sector")]
