"""The fair at a glance, and the floor plan of a hall."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count

from fair.editions.choices import Side
from fair.editions.models import Booth, Edition, Hall, Participation, Session
from fair.exhibitors.models import BoothRegistration, ProductLine
from fair.sourcing.models import ComponentNeed
from fair.taxonomy.models import Sector

# Free ground drawn round a hall.
MARGIN_M = 1


@dataclass(frozen=True, slots=True)
class FairFigures:
    """How many take part and what they bring."""

    exhibitors: int
    buyers: int
    lines: int
    needs: int


@dataclass(frozen=True, slots=True)
class SectorCount:
    """A sector and how many exhibitors serve it."""

    sector: Sector
    exhibitors: int


@dataclass(frozen=True, slots=True)
class PlannedBooth:
    """A booth as the floor plan draws it, in metres; who has it, None while it is free."""

    code: str
    x: str
    y: str
    width: str
    depth: str
    middle_x: str
    middle_y: str
    text_size: str
    exhibitor: Participation | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class FloorPlan:
    """A hall as the floor plan draws it, in metres."""

    hall: Hall
    width: str
    depth: str
    view_width: str
    view_depth: str
    booths: tuple[PlannedBooth, ...]


def figures_of(edition: Edition, *, user: Any) -> FairFigures:
    """Count participants, published lines and the needs of which `user` may know; three queries."""
    sides = dict(
        Participation.objects.approved()
        .filter(edition=edition)
        .values_list("side")
        .annotate(number=Count("pk"))
        .order_by("side")
    )
    lines = ProductLine.objects.published().filter(participation__edition=edition)
    needs = ComponentNeed.objects.published().visible_to(user)
    return FairFigures(
        exhibitors=sides.get(Side.SUPPLIER, 0),
        buyers=sides.get(Side.BUYER, 0),
        lines=lines.count(),
        needs=needs.filter(participation__edition=edition).count(),
    )


def sectors_of(edition: Edition) -> list[SectorCount]:
    """Return the sectors that exhibitors serve, in order of the vocabulary; two queries."""
    served = dict(
        ProductLine.objects.published()
        .filter(participation__edition=edition, sectors__isnull=False)
        .values_list("sectors")
        .annotate(number=Count("participation", distinct=True))
        .order_by("sectors")
    )
    sectors = Sector.objects.in_order().filter(pk__in=served)
    return [SectorCount(sector, served[sector.pk]) for sector in sectors]


def sessions_by_day(edition: Edition) -> list[tuple[Any, list[Session]]]:
    """Return each fair day's date with its sessions; one query."""
    sessions = (
        Session.objects.filter(day__edition=edition)
        .select_related("day")
        .order_by("day__date", "opens_at", "id")
    )
    return [(date, list(found)) for date, found in groupby(sessions, lambda each: each.day.date)]


def floor_plan(hall: Hall, *, here: Booth | None = None) -> FloorPlan:
    """Return the plan of `hall` with who has which booth; two queries. `here` is marked."""
    registrations = BoothRegistration.objects.filter(
        booth__hall=hall, participation__in=Participation.objects.listed().values("pk")
    ).select_related("participation__organisation")
    by_booth = {each.booth_id: each.participation for each in registrations}
    booths = hall.booths.filter(is_active=True).order_by("code", "id")
    return FloorPlan(
        hall=hall,
        width=_metres(hall.width_m),
        depth=_metres(hall.depth_m),
        view_width=_metres(hall.width_m + 2 * MARGIN_M),
        view_depth=_metres(hall.depth_m + 2 * MARGIN_M),
        booths=tuple(_drawn(booths, by_booth=by_booth, here=here)),
    )


def _drawn(
    booths: Iterable[Booth], *, by_booth: dict[Any, Participation], here: Booth | None
) -> Iterable[PlannedBooth]:
    for booth in booths:
        yield PlannedBooth(
            code=booth.code,
            x=_metres(booth.x_m),
            y=_metres(booth.y_m),
            width=_metres(booth.width_m),
            depth=_metres(booth.depth_m),
            middle_x=_metres(booth.x_m + booth.width_m / 2),
            middle_y=_metres(booth.y_m + booth.depth_m / 2),
            text_size=_metres(min(booth.width_m / max(len(booth.code), 3) * 2, booth.depth_m) / 2),
            exhibitor=by_booth.get(booth.pk),
            is_here=booth == here,
        )


def _metres(length: Any) -> str:
    """Write a length for SVG: always with a point, whatever the reader's language."""
    return f"{length:.2f}"
