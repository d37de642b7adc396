"""How the suppliers that match a need are narrowed down."""

import re
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from fair.exhibitors.models import HeldCertificate, ProductLine
from fair.matching.engine.certificates import INCLUDES
from fair.matching.filters.lists import ALL, MatchFilter, Rows
from fair.matching.selectors import Kilometres, Overview
from fair.matching.words import size
from fair.taxonomy.models import Material, Process
from fair.taxonomy.selectors import TermTable, terms_within

BILLION = 1_000_000_000
EDGES = 3
MAX_EDGE_MM = 100_000
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
SIZE = re.compile(
    rf"\s*{NUMBER.pattern}(\s*[x×*]\s*{NUMBER.pattern}){{0,2}}\s*(mm)?\s*", re.IGNORECASE
)


class SizeField(forms.CharField):
    """One to three edges in millimetres, as people write them: 120 × 80 x 40; longest first."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return ()
        if not SIZE.fullmatch(text):
            raise ValidationError(_("Write it like this: 120 × 80 × 40"), code="no_size")
        edges = [float(edge.replace(",", ".")) for edge in NUMBER.findall(text)]
        if max(edges) > MAX_EDGE_MM:
            raise ValidationError(_("Nothing that large is made here."), code="too_large")
        return tuple(sorted(edges, reverse=True))

    def prepare_value(self, value: Any) -> Any:
        return size(value) if isinstance(value, tuple) else value


class SizeFilter(django_filters.Filter):
    field_class = SizeField


class SupplierFilter(MatchFilter):
    """By what the line states: process, material, size, capacity; by certificate and distance."""

    partner = "line"
    searched_texts = ("line__title",)
    search_label = _("Supplier or product")
    first = ("search", "process", "material", "certificate", "size", "capacity", "distance")

    process = django_filters.ChoiceFilter(
        method="with_process", label=_("Process"), empty_label=ALL, choices=[]
    )
    material = django_filters.ChoiceFilter(
        method="with_material", label=_("Material"), empty_label=ALL, choices=[]
    )
    certificate = django_filters.ChoiceFilter(
        method="with_certificate",
        label=_("Certificate held"),
        empty_label=ALL,
        choices=[],
    )
    size = SizeFilter(method="who_fit", label=_("Part fits, L × W × H in mm"), max_length=40)
    capacity = django_filters.NumberFilter(
        field_name="line__free_capacity_per_month",
        lookup_expr="gte",
        label=_("Free capacity a month, at least"),
        min_value=0,
        max_value=BILLION,
    )
    distance = django_filters.NumberFilter(
        method="within", label=_("Distance, at most km"), min_value=0, max_value=BILLION
    )

    def fill(self, *, overview: Overview, terms: TermTable) -> None:
        processes, materials, certificates = terms.choices
        self.filters["process"].extra["choices"] = processes
        self.filters["material"].extra["choices"] = materials
        self.filters["certificate"].extra["choices"] = certificates
        if not overview.has_distances:
            del self.filters["distance"]

    def with_process(self, rows: Rows, _name: str, code: str) -> Rows:
        """Keep lines that state the process or one below it."""
        lines = ProductLine.objects.filter(processes__in=terms_within(Process, code=code))
        return rows.filter(line__in=lines.values("pk"))

    def with_material(self, rows: Rows, _name: str, code: str) -> Rows:
        """Keep lines that state the material; a class includes its grades."""
        lines = ProductLine.objects.filter(materials__in=terms_within(Material, code=code))
        return rows.filter(line__in=lines.values("pk"))

    def with_certificate(self, rows: Rows, _name: str, code: str) -> Rows:
        """Keep lines that the certificate, or one that includes it, covers.

        It must be in date on the fair's first day.
        """
        fair_on = self.owner.participation.edition.starts_on
        counting = [code, *(holder for holder, others in INCLUDES.items() if code in others)]
        held = HeldCertificate.objects.in_date(fair_on).filter(certification__code__in=counting)
        whole_company = held.filter(product_lines=None).values("participation")
        covered = ProductLine.objects.filter(
            Q(participation__in=whole_company) | Q(own_certificates__in=held.values("pk"))
        )
        return rows.filter(line__in=covered.values("pk"))

    def who_fit(self, rows: Rows, _name: str, edges: tuple[float, ...]) -> Rows:
        """Keep lines whose largest part, turned as suits best, is as large; not stated is not."""
        if not edges:
            return rows
        limits = (F("line__max_length_mm"), F("line__max_width_mm"), F("line__max_height_mm"))
        longest, shortest = Greatest(*limits), Least(*limits)
        middle = limits[0] + limits[1] + limits[2] - longest - shortest
        rows = rows.alias(longest=longest, middle=middle, shortest=shortest).filter(
            line__max_length_mm__isnull=False,
            line__max_width_mm__isnull=False,
            line__max_height_mm__isnull=False,
        )
        names = ("longest", "middle", "shortest")
        asked = zip(names, edges, strict=False)
        return rows.filter(**{f"{name}__gte": edge for name, edge in asked})

    def within(self, rows: Rows, _name: str, kilometres: Any) -> Rows:
        """Keep lines made so near the place of delivery; where no place is known, it is not."""
        return rows.alias(kilometres=Kilometres("explanation")).filter(
            kilometres__lte=float(kilometres)
        )
