"""What is asked of the supply side: gaps of product lines, booths by hall, files' owners."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from fair.common.completeness import Completeness, completeness
from fair.editions.models import BY_CODE, Booth, Edition, Hall, Participation
from fair.exhibitors.choices import LineGap
from fair.exhibitors.models import BoothRegistration, HeldCertificate, ProductLine

# Without these a line cannot be published.
NEEDED = (LineGap.TITLE, LineGap.PROCESSES)


@dataclass(frozen=True, slots=True)
class BoothOnPlan:
    """A booth on the floor plan and whose it is; `registration` is None while it is free."""

    booth: Booth
    registration: BoothRegistration | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class HallPlan:
    """A hall with its booths in use, in order of their codes."""

    hall: Hall
    booths: tuple[BoothOnPlan, ...]

    @property
    def free_count(self) -> int:
        return sum(place.registration is None for place in self.booths)


def with_details(lines: "QuerySet[ProductLine]") -> "QuerySet[ProductLine]":
    """Load what a list of lines shows: supplier, edition, terms and photos; six queries."""
    return lines.select_related(
        "participation__organisation", "participation__edition"
    ).prefetch_related("processes", "materials", "part_families", "sectors", "photos")


def completeness_of(line: ProductLine) -> Completeness[LineGap]:
    """Return what `line` lacks; no query where its terms and photos are prefetched."""
    is_stated = {
        LineGap.TITLE: any(line.title.values()),
        LineGap.PROCESSES: bool(line.processes.all()),
        LineGap.MATERIALS: bool(line.materials.all()),
        LineGap.DESCRIPTION: any(line.description.values()),
        LineGap.SIZE: line.max_length_mm is not None,
        LineGap.TOLERANCE: line.tolerance_mm is not None,
        LineGap.CAPACITY: line.free_capacity_per_month is not None,
        LineGap.LEAD_TIME: line.production_lead_days is not None,
        LineGap.PHOTO: bool(line.photos.all()),
    }
    return completeness(is_stated, needed=NEEDED)


def certificates_of(line: ProductLine) -> list[HeldCertificate]:
    """Return the certificates that cover `line`: its own and those of the whole company."""
    certificates = (
        HeldCertificate.objects.filter(participation=line.participation_id)
        .select_related("certification")
        .prefetch_related("product_lines")
        .order_by("certification__position", "id")
    )
    return [
        certificate
        for certificate in certificates
        if not certificate.product_lines.all() or line in certificate.product_lines.all()
    ]


def hall_plans(edition: Edition, *, own: Participation | None = None) -> list[HallPlan]:
    """Return every hall with its booths in use and who has them; three queries.

    Booths of `own` are marked.
    """
    halls = edition.halls.order_by("code", "id").prefetch_related("booths")
    registrations = BoothRegistration.objects.filter(booth__hall__edition=edition)
    by_booth = {
        registration.booth_id: registration
        for registration in registrations.select_related("participation__organisation")
    }
    return [HallPlan(hall, tuple(_places(hall, by_booth, own))) for hall in halls]


def free_booths(edition: Edition) -> "QuerySet[Booth]":
    """Return the booths that can be allotted, in order of hall and code."""
    return (
        Booth.objects.filter(hall__edition=edition, is_active=True, registration=None)
        .select_related("hall")
        .order_by("hall__code", *BY_CODE)
    )


def _places(
    hall: Hall, by_booth: dict[Any, BoothRegistration], own: Participation | None
) -> Iterable[BoothOnPlan]:
    for booth in sorted(hall.booths.all(), key=lambda booth: (booth.code, booth.pk)):
        registration = by_booth.get(booth.pk)
        if booth.is_active or registration:
            is_own = bool(registration and own and registration.participation_id == own.pk)
            yield BoothOnPlan(booth, registration, is_own)
