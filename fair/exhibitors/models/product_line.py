"""What a supplier can make, within which limits."""

from typing import Any, Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.texts import MultilingualField, in_language
from fair.common.fields import WholeNumber, quantity, whole_number
from fair.common.models import PubliclyIdentified, Timestamped
from fair.common.uploads import ending_of
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.exhibitors.choices import LineState
from fair.taxonomy.models import Material, PartFamily, Process, Sector


class ProductLineQuerySet(models.QuerySet["ProductLine"]):
    """Sets of product lines."""

    def published(self) -> Self:
        """Keep the published ones of approved suppliers."""
        return self.filter(
            state=LineState.PUBLISHED,
            participation__in=Participation.objects.approved().values("pk"),
        )

    def visible_to(self, user: Any) -> Self:
        """Keep what is published in a public edition, and all that `user` manages."""
        managed = Participation.objects.managed_by(user).values("pk")
        listed = Participation.objects.listed().values("pk")
        return self.filter(
            Q(participation__in=managed) | Q(state=LineState.PUBLISHED, participation__in=listed)
        )


class ProductLine(PubliclyIdentified, Timestamped):
    """One thing that a supplier makes: with which processes, in which materials, how well."""

    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="product_lines",
        limit_choices_to={"side": Side.SUPPLIER},
        verbose_name=_("supplier"),
    )
    external_key = models.CharField(_("key in spreadsheets"), max_length=60, blank=True)
    title = MultilingualField(_("title"), max_length=150)
    description = MultilingualField(_("description"), blank=True, long=True, max_length=4000)
    state = models.CharField(
        _("state"), max_length=10, choices=LineState.choices, default=LineState.DRAFT
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    processes = models.ManyToManyField(
        Process, blank=True, related_name="+", verbose_name=_("processes")
    )
    materials = models.ManyToManyField(
        Material, blank=True, related_name="+", verbose_name=_("materials")
    )
    part_families = models.ManyToManyField(
        PartFamily, blank=True, related_name="+", verbose_name=_("parts")
    )
    sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("sectors served")
    )
    max_length_mm = quantity(_("largest length, mm"), places=2)
    max_width_mm = quantity(_("largest width, mm"), places=2)
    max_height_mm = quantity(_("largest height, mm"), places=2)
    min_size_mm = quantity(
        _("smallest part, mm"), places=2, help_text=_("Longest edge of the smallest part you make.")
    )
    max_weight_kg = quantity(_("heaviest part, kg"), places=3)
    tolerance_mm = quantity(
        _("best tolerance, ± mm"), places=4, help_text=_("What you hold in series, e.g. 0.02.")
    )
    roughness_ra_um = quantity(_("best roughness, Ra µm"), places=3)
    capacity_per_month = whole_number(_("capacity a month, pieces"))
    free_capacity_per_month = WholeNumber(_("of it free, pieces"), null=True, blank=True)
    moq_pcs = whole_number(_("smallest order, pieces"))
    sample_lead_days = whole_number(_("lead time for samples, days"))
    tooling_lead_days = whole_number(_("lead time for tooling, days"))
    production_lead_days = whole_number(_("lead time in series, days"))
    export_markets = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("export markets"),
        default=list,
        blank=True,
        help_text=_("Countries you have delivered to."),
    )
    design_support = models.BooleanField(_("help with design"), default=False)
    rejected_readings = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("rejected proposals"),
        size=300,
        default=list,
        blank=True,
        help_text=_("What was read in the texts and is not meant; it is not proposed again."),
    )

    # What a form or a spreadsheet may state; state and participation are not among it.
    STATED_CHOICES = ("processes", "materials", "part_families", "sectors")
    STATED_FIELDS = (
        "external_key",
        "title",
        "description",
        "max_length_mm",
        "max_width_mm",
        "max_height_mm",
        "min_size_mm",
        "max_weight_kg",
        "tolerance_mm",
        "roughness_ra_um",
        "capacity_per_month",
        "free_capacity_per_month",
        "moq_pcs",
        "sample_lead_days",
        "tooling_lead_days",
        "production_lead_days",
        "export_markets",
        "design_support",
        "rejected_readings",
    )

    objects = ProductLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("product line")
        verbose_name_plural = _("product lines")
        constraints = [
            models.UniqueConstraint(
                "participation",
                "external_key",
                condition=~Q(external_key=""),
                name="product_line_external_key_unique",
            ),
            models.CheckConstraint(
                condition=Q(state__in=LineState.values), name="product_line_state_known"
            ),
            models.CheckConstraint(
                condition=Q(free_capacity_per_month__lte=F("capacity_per_month")),
                name="product_line_free_within_capacity",
                violation_error_message=_("More capacity is free than there is."),
            ),
            models.CheckConstraint(
                condition=Q(tolerance_mm__gt=0), name="product_line_tolerance_positive"
            ),
        ]
        indexes = [models.Index(fields=["participation", "state"])]

    def __str__(self) -> str:
        return in_language(self.title)

    def get_absolute_url(self) -> str:
        return reverse(
            "exhibitors:line-detail", args=[self.participation.edition.slug, self.public_id]
        )


def photo_path(photo: "LinePhoto", filename: str) -> str:
    return f"lines/{photo.line.public_id}/{uuid4().hex}.{ending_of(filename)}"


class LinePhoto(PubliclyIdentified):
    """A photo of a reference part or of the shop."""

    line = models.ForeignKey(
        ProductLine, on_delete=models.CASCADE, related_name="photos", verbose_name=_("product line")
    )
    image = models.ImageField(
        _("photo"),
        upload_to=photo_path,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    caption = models.CharField(_("caption"), max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")

    def __str__(self) -> str:
        return self.caption or str(self.image.name)
