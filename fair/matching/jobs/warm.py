"""The inputs of an edition, kept in a worker from one refresh to the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from fair.editions.choices import Side
from fair.editions.models import Edition
from fair.exhibitors.models import ProductLine
from fair.matching.engine.columns import (
    NeedColumns,
    OfferColumns,
    need_columns,
    offer_columns,
    vocabulary_of,
)
from fair.matching.engine.text.model import TextModel
from fair.matching.engine.text.stacked import StackedModel
from fair.matching.engine.types import Need, Offer, Rules, Weights
from fair.matching.jobs.weighing import adopt_texts
from fair.matching.models import Change, MatchRun
from fair.matching.snapshots import Inputs, load_inputs, load_needs, load_offers, load_verdicts
from fair.sourcing.models import ComponentNeed

# Changes are looked for that were noted so long before the last look: the transaction of one may
# have ended after a later one's.
OVERLAP = timedelta(minutes=2)
# After so long a rest the inputs are read anew.
COLD_AFTER = timedelta(minutes=30)
KEPT_EDITIONS = 2
# So many lines may have other words than when all were packed; each is packed for every need.
MOST_UNSTACKED = 1000
# More changes at once are better taken in by a whole run.
MOST_CHANGES = 400

Row = TypeVar("Row", Need, Offer)


@dataclass(frozen=True, slots=True)
class Touched:
    """The needs and lines that changes are about, published or not, there or not."""

    need_ids: frozenset[int]
    line_ids: frozenset[int]

    def __len__(self) -> int:
        return len(self.need_ids) + len(self.line_ids)


@dataclass(slots=True)
class WarmInputs:
    """Needs and offers by id, as of `read_at`, and the rules of one run.

    `seen` are the late changes that have been read: whoever sees a change sees its row as well.
    `unstacked` counts the texts read since the lines were packed.
    """

    run_id: int
    read_at: datetime
    rules: Rules
    needs: dict[int, Need]
    offers: dict[int, Offer]
    need_columns: NeedColumns
    offer_columns: OfferColumns
    seen: frozenset[int] = frozenset()
    unstacked: int = 0


_kept: dict[int, WarmInputs] = {}


def touched_by(changes: Iterable[Change]) -> Touched:
    """Return the rows that changes are about; two queries where whole participants changed."""
    noted = list(changes)
    needs = {change.row_id for change in noted if change.row_id and change.side == Side.BUYER}
    lines = {change.row_id for change in noted if change.row_id and change.side == Side.SUPPLIER}
    whole = {change.participation_id for change in noted if not change.row_id} - {None}
    if whole:
        of_whole = {"participation__in": whole}
        needs.update(ComponentNeed.objects.filter(**of_whole).values_list("pk", flat=True))
        lines.update(ProductLine.objects.filter(**of_whole).values_list("pk", flat=True))
    return Touched(frozenset(needs), frozenset(lines))


def warm_inputs(run: MatchRun, *, now: datetime) -> WarmInputs:
    """Return the inputs of a run's edition with every change noted up to now.

    Cost: the reading of everything for the first call after a run, then of what changed.
    """
    warm = _kept.pop(run.edition_id, None)
    if warm is None or warm.run_id != run.pk or warm.read_at < now - COLD_AFTER:
        warm = _read(run, now=now)
    else:
        _catch_up(warm, run.edition, now=now)
    while len(_kept) >= KEPT_EDITIONS:
        _kept.pop(next(iter(_kept)))
    _kept[run.edition_id] = warm
    return warm


def remembering(warm: WarmInputs) -> WarmInputs:
    """Return the same inputs with a text model that compares two texts once: for one list."""
    return replace(warm, rules=warm.rules.remembering())


def _read(run: MatchRun, *, now: datetime) -> WarmInputs:
    inputs = load_inputs(run.edition, weights=Weights(**run.weights))
    return WarmInputs(
        run_id=run.pk,
        read_at=now,
        rules=_with_stack(inputs),
        needs={need.id: need for need in inputs.needs},
        offers={offer.id: offer for offer in inputs.offers},
        need_columns=need_columns(inputs.needs),
        offer_columns=offer_columns(inputs.offers, vocabulary=vocabulary_of(inputs.rules)),
    )


def _with_stack(inputs: Inputs) -> Rules:
    """Have the model pack all texts, before anybody waits for a list; return the rules with it."""
    adopt_texts(inputs)
    model = inputs.rules.text
    if not isinstance(model, TextModel):
        return inputs.rules
    model.prepare(_texts_of(inputs.needs), [])
    return replace(inputs.rules, text=StackedModel(model, _texts_of(inputs.offers)))


def _texts_of(rows: Iterable[Need | Offer]) -> list[Any]:
    return [row.text for row in rows if row.text]


def _catch_up(warm: WarmInputs, edition: Edition, *, now: datetime) -> None:
    late = list(Change.objects.filter(edition=edition, changed_at__gte=warm.read_at - OVERLAP))
    touched = touched_by(change for change in late if change.pk not in warm.seen)
    if touched.need_ids:
        needs = _with_known_texts(load_needs(edition, ids=touched.need_ids), known=warm.needs)
        gone = _replace(warm.needs, touched.need_ids, needs)
        warm.need_columns = warm.need_columns.without(gone).updated(needs)
    if touched.line_ids:
        offers = _with_known_texts(load_offers(edition, ids=touched.line_ids), known=warm.offers)
        gone = _replace(warm.offers, touched.line_ids, offers)
        warm.offer_columns = warm.offer_columns.without(gone).updated(offers)
        _restack(warm, offers)
    warm.rules = load_verdicts(edition, rules=warm.rules)
    warm.read_at, warm.seen = now, frozenset(change.pk for change in late)


def _restack(warm: WarmInputs, changed: Iterable[Offer]) -> None:
    """Pack all lines anew once many have other words than when they were packed."""
    model = warm.rules.text
    if isinstance(model, StackedModel):
        warm.unstacked += sum(not model.holds(text) for text in _texts_of(changed))
        if warm.unstacked > MOST_UNSTACKED:
            texts = _texts_of(warm.offers.values())
            warm.rules = replace(warm.rules, text=model.restacked(texts))
            warm.unstacked = 0


def _with_known_texts(rows: list[Row], *, known: Mapping[int, Row]) -> list[Row]:
    """Return rows with the texts that they had, where those are equal: such are packed already."""
    return [
        replace(row, text=known[row.id].text)
        if row.id in known and known[row.id].text == row.text
        else row
        for row in rows
    ]


def _replace(rows: dict[int, Row], ids: frozenset[int], new: list[Row]) -> set[int]:
    """Put `new` in the place of the rows with these ids; return the ids that are gone."""
    for row_id in ids:
        rows.pop(row_id, None)
    rows.update({row.id: row for row in new})
    return set(ids) - {row.id for row in new}
