"""A component that a buyer looks for."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.models import Organisation
from accounts.texts import LANGUAGES, MultilingualField, in_language
from fair.common.fields import code_list, quantity, whole_number
from fair.common.models import PubliclyIdentified, Timestamped
from fair.editions.choices import Side
from fair.editions.models import Participation
from fair.sourcing.choices import (
    Currency,
    CurrentSource,
    DeliveryRhythm,
    DocumentWanted,
    GeneralTolerance,
    Incoterm,
    MeetingPlace,
    NeedState,
    ProcessMatch,
    Substances,
    ToolingOwnership,
    Visibility,
)
from fair.sourcing.models.need_queryset import ComponentNeedQuerySet
from fair.taxonomy.models import Certification, Material, PartFamily, Process, Sector


class ComponentNeed(PubliclyIdentified, Timestamped):
    """One component that a buyer looks for: what it is, how good, how many, on which terms."""

    participation = models.ForeignKey(
        Participation,
        on_delete=models.CASCADE,
        related_name="needs",
        limit_choices_to={"side": Side.BUYER},
        verbose_name=_("buyer"),
    )
    external_key = models.CharField(_("key in spreadsheets"), max_length=60, blank=True)
    title = MultilingualField(_("title"), max_length=150)
    description = MultilingualField(_("description"), blank=True, long=True, max_length=4000)
    state = models.CharField(
        _("state"), max_length=10, choices=NeedState.choices, default=NeedState.DRAFT
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        default=2,
        choices=[(1, _("1 – high")), (2, _("2 – normal")), (3, _("3 – low"))],
    )

    # What it is
    sector = models.ForeignKey(
        Sector,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sector of use"),
    )
    part_family = models.ForeignKey(
        PartFamily,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind of part"),
    )
    processes = models.ManyToManyField(
        Process, blank=True, related_name="+", verbose_name=_("processes")
    )
    process_match = models.CharField(
        _("of these processes"),
        max_length=3,
        choices=ProcessMatch.choices,
        default=ProcessMatch.ANY,
    )
    materials = models.ManyToManyField(
        Material, blank=True, related_name="+", verbose_name=_("materials")
    )
    material_is_hard = models.BooleanField(
        _("only these materials"),
        default=False,
        help_text=_("Suppliers who state other materials are not eligible."),
    )

    # How good
    length_mm = quantity(_("length, mm"), places=2)
    width_mm = quantity(_("width, mm"), places=2)
    height_mm = quantity(_("height, mm"), places=2)
    weight_kg = quantity(_("weight, kg"), places=3)
    tolerance_mm = quantity(_("tightest tolerance, ± mm"), places=4)
    tolerance_is_hard = models.BooleanField(
        _("tolerance is a must"),
        default=False,
        help_text=_("Suppliers who state a wider tolerance are not eligible."),
    )
    general_tolerance = models.CharField(
        _("general tolerance, ISO 2768-1"),
        max_length=1,
        choices=GeneralTolerance.choices,
        blank=True,
    )
    roughness_ra_um = quantity(_("roughness, Ra µm"), places=3)
    hardness = models.CharField(_("hardness"), max_length=60, blank=True)
    certifications = models.ManyToManyField(
        Certification,
        through="NeedCertification",
        blank=True,
        related_name="+",
        verbose_name=_("certificates"),
    )
    documents_wanted = code_list(_("documents wanted"), DocumentWanted.choices)
    substances = code_list(_("substances and trade rules"), Substances.choices)

    # How many, when and on which terms
    annual_volume_pcs = whole_number(_("volume a year, pieces"))
    lot_size_pcs = whole_number(_("lot size, pieces"))
    sample_quantity_pcs = whole_number(_("samples, pieces"))
    production_starts_on = models.DateField(_("start of production"), null=True, blank=True)
    programme_years = models.PositiveSmallIntegerField(
        _("programme life, years"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(50)],
    )
    target_price = quantity(_("target price a piece"), places=4)
    currency = models.CharField(
        _("currency"), max_length=3, choices=Currency.choices, default=Currency.USD
    )
    price_is_shown = models.BooleanField(_("show the target price to suppliers"), default=False)
    incoterm = models.CharField(_("incoterm"), max_length=3, choices=Incoterm.choices, blank=True)
    payment_terms = models.CharField(_("payment terms"), max_length=100, blank=True)
    tooling_ownership = models.CharField(
        _("tooling"), max_length=10, choices=ToolingOwnership.choices, blank=True
    )
    sample_lead_days = whole_number(_("lead time for samples, days"))
    production_lead_days = whole_number(_("lead time in series, days"))
    delivery_rhythm = models.CharField(
        _("delivery rhythm"), max_length=10, choices=DeliveryRhythm.choices, blank=True
    )
    delivery_country = CountryField(_("delivery country"), blank=True)
    delivery_province = models.CharField(_("delivery province"), max_length=100, blank=True)
    current_source = models.CharField(
        _("source today"), max_length=12, choices=CurrentSource.choices, blank=True
    )

    # Meeting about it, and who may know
    meeting_places = code_list(_("where to meet"), MeetingPlace.choices)
    meeting_languages = code_list(_("languages for the meeting"), LANGUAGES)
    interpreter_needed = models.BooleanField(_("interpreter needed"), default=False)
    max_meetings = models.PositiveSmallIntegerField(
        _("most meetings about this need"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    visibility = models.CharField(
        _("who may read it"),
        max_length=10,
        choices=Visibility.choices,
        default=Visibility.REGISTERED,
    )
    nda_text = models.TextField(
        _("confidentiality terms"),
        blank=True,
        max_length=8000,
        help_text=_("Shown before the details; empty means the fair's standard terms."),
    )
    invited_organisations = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("invited suppliers")
    )
    blocked_organisations = models.ManyToManyField(
        Organisation,
        blank=True,
        related_name="+",
        verbose_name=_("blocked organisations"),
        help_text=_("They never see this need and are never matched with it."),
    )

    rejected_readings = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("rejected proposals"),
        size=300,
        default=list,
        blank=True,
        help_text=_("What was read in the texts and is not meant; it is not proposed again."),
    )

    # What a form or a spreadsheet may state; state and participation are not among it.
    STATED_CHOICES = ("processes", "materials", "invited_organisations", "blocked_organisations")
    STATED_FIELDS = (
        "external_key",
        "title",
        "description",
        "priority",
        "sector",
        "part_family",
        "process_match",
        "material_is_hard",
        "length_mm",
        "width_mm",
        "height_mm",
        "weight_kg",
        "tolerance_mm",
        "tolerance_is_hard",
        "general_tolerance",
        "roughness_ra_um",
        "hardness",
        "documents_wanted",
        "substances",
        "annual_volume_pcs",
        "lot_size_pcs",
        "sample_quantity_pcs",
        "production_starts_on",
        "programme_years",
        "target_price",
        "currency",
        "price_is_shown",
        "incoterm",
        "payment_terms",
        "tooling_ownership",
        "sample_lead_days",
        "production_lead_days",
        "delivery_rhythm",
        "delivery_country",
        "delivery_province",
        "current_source",
        "meeting_places",
        "meeting_languages",
        "interpreter_needed",
        "max_meetings",
        "visibility",
        "nda_text",
        "rejected_readings",
    )

    objects = ComponentNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("component need")
        verbose_name_plural = _("component needs")
        constraints = [
            models.UniqueConstraint(
                "participation",
                "external_key",
                condition=~Q(external_key=""),
                name="need_external_key_unique",
            ),
            models.CheckConstraint(
                condition=Q(state__in=NeedState.values), name="need_state_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="need_visibility_known"
            ),
            models.CheckConstraint(condition=Q(tolerance_mm__gt=0), name="need_tolerance_positive"),
            models.CheckConstraint(
                condition=Q(priority__range=(1, 3)), name="need_priority_in_range"
            ),
        ]
        indexes = [models.Index(fields=["participation", "state"])]

    def __str__(self) -> str:
        return in_language(self.title)

    def get_absolute_url(self) -> str:
        return reverse(
            "sourcing:need-detail", args=[self.participation.edition.slug, self.public_id]
        )


class NeedCertification(models.Model):
    """A certificate that a need requires (a must) or prefers."""

    need = models.ForeignKey(
        ComponentNeed,
        on_delete=models.CASCADE,
        related_name="need_certifications",
        verbose_name=_("component need"),
    )
    certification = models.ForeignKey(
        Certification, on_delete=models.PROTECT, related_name="+", verbose_name=_("standard")
    )
    is_required = models.BooleanField(_("required"), default=True)

    class Meta:
        verbose_name = _("certificate asked for")
        verbose_name_plural = _("certificates asked for")
        constraints = [
            models.UniqueConstraint("need", "certification", name="need_certification_unique")
        ]

    def __str__(self) -> str:
        return str(self.certification)
