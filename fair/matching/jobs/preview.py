"""What other weights would change in the lists of an edition; nothing is stored."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace

from fair.editions.models import Edition
from fair.exhibitors.models import ProductLine
from fair.matching.engine.finding import find_pairs
from fair.matching.engine.preview import Mover, NeedShift, Preview, preview
from fair.matching.engine.types import Limits, Weights
from fair.matching.selectors import weights_of
from fair.matching.snapshots import load_inputs
from fair.sourcing.models import ComponentNeed

# A preview answers while somebody waits: beyond so many pairs it looks at a sample of the needs.
PREVIEWED_PAIRS = 1_000_000
SHOWN_NEEDS = 12


@dataclass(frozen=True, slots=True)
class ShiftRow:
    """A need whose list would change, with the rows to name who comes and goes."""

    need: ComponentNeed
    shift: NeedShift
    entering: tuple[ProductLine, ...]
    leaving: tuple[ProductLine, ...]


@dataclass(frozen=True, slots=True)
class WeightsPreview:
    """A preview with rows for the needs that change most; `is_sample`: not all were looked at."""

    preview: Preview
    rows: tuple[ShiftRow, ...]
    is_sample: bool

    @property
    def kept_percent(self) -> int:
        """The share of the first places that stay with the same lines, 0 to 100."""
        return round(100 * self.preview.kept_share)


def preview_weights(edition: Edition, *, weights: Weights) -> WeightsPreview:
    """Rank with the weights in force and with `weights`, and compare the heads of all lists."""
    inputs = load_inputs(edition, weights=weights_of(edition))
    room = max(1, PREVIEWED_PAIRS // max(1, len(inputs.offers)))
    needs = inputs.needs
    if len(needs) > room:
        needs = random.Random(edition.pk).sample(needs, room)  # noqa: S311 (a sample, not a secret)
    limits = Limits(per_offer=0, near_misses_per_offer=0)
    now, then = (
        find_pairs(needs, inputs.offers, rules=rules, limits=limits, seed=0)
        for rules in (inputs.rules, replace(inputs.rules, weights=weights))
    )
    compared = preview(now, then)
    return WeightsPreview(
        preview=compared,
        rows=_rows(compared.shifts[:SHOWN_NEEDS]),
        is_sample=len(needs) < len(inputs.needs),
    )


def _rows(shifts: tuple[NeedShift, ...]) -> tuple[ShiftRow, ...]:
    needs = ComponentNeed.objects.select_related("participation__organisation").in_bulk(
        [shift.need_id for shift in shifts]
    )
    lines = ProductLine.objects.select_related("participation__organisation").in_bulk(
        [mover.offer_id for shift in shifts for mover in (*shift.entering, *shift.leaving)]
    )
    return tuple(
        ShiftRow(
            need=needs[shift.need_id],
            shift=shift,
            entering=_named(shift.entering, lines),
            leaving=_named(shift.leaving, lines),
        )
        for shift in shifts
    )


def _named(movers: tuple[Mover, ...], lines: Mapping[int, ProductLine]) -> tuple[ProductLine, ...]:
    return tuple(lines[mover.offer_id] for mover in movers if mover.offer_id in lines)
