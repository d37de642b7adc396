"""What other weights would change, before anybody decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fair.matching.engine.types import RankedPair, Ranking

LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class Mover:
    """An offer that enters or leaves a need's list; `points` are its shown match there."""

    offer_id: int
    place: int
    points: float


@dataclass(frozen=True, slots=True)
class NeedShift:
    """How the head of one need's list changes."""

    need_id: int
    entering: tuple[Mover, ...]
    leaving: tuple[Mover, ...]
    has_new_first: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """How the heads of all lists change: `shifts` has the needs that change, the most first.

    `kept_share`, in [0, 1], is the share of the places that the same offers keep;
    `mean_change` is the mean change of the match, in points, of the pairs in both heads.
    """

    needs: int
    kept_share: float
    mean_change: float
    shifts: tuple[NeedShift, ...]


def preview(now: Ranking, then: Ranking, *, looked_at: int = LOOKED_AT) -> Preview:
    """Compare the first `looked_at` places of every need in two rankings of the same pairs."""
    heads_now, heads_then = _heads(now, looked_at), _heads(then, looked_at)
    shifts = [
        _shift(need_id, head, heads_then.get(need_id, {})) for need_id, head in heads_now.items()
    ]
    changed = [shift for shift in shifts if shift.entering or shift.leaving or shift.has_new_first]
    changed.sort(key=lambda shift: (-len(shift.entering), -shift.has_new_first, shift.need_id))
    places = sum(len(head) for head in heads_now.values())
    kept = places - sum(len(shift.leaving) for shift in shifts)
    return Preview(
        needs=len(heads_now),
        kept_share=kept / places if places else 1.0,
        mean_change=_mean_change(heads_now, heads_then),
        shifts=tuple(changed),
    )


Head = Mapping[int, RankedPair]


def _heads(ranking: Ranking, looked_at: int) -> dict[int, dict[int, RankedPair]]:
    heads: dict[int, dict[int, RankedPair]] = {}
    for ranked in ranking.pairs:
        if ranked.rank_for_need is not None and ranked.rank_for_need <= looked_at:
            heads.setdefault(ranked.pair.need_id, {})[ranked.pair.offer_id] = ranked
    return heads


def _shift(need_id: int, now: Head, then: Head) -> NeedShift:
    return NeedShift(
        need_id=need_id,
        entering=_movers(ranked for offer_id, ranked in then.items() if offer_id not in now),
        leaving=_movers(ranked for offer_id, ranked in now.items() if offer_id not in then),
        has_new_first=_first(now) != _first(then),
    )


def _movers(pairs: Iterable[RankedPair]) -> tuple[Mover, ...]:
    movers = [
        Mover(ranked.pair.offer_id, ranked.rank_for_need or 0, ranked.pair.mutual)
        for ranked in pairs
    ]
    return tuple(sorted(movers, key=lambda mover: mover.place))


def _first(head: Head) -> int | None:
    return next((offer_id for offer_id, ranked in head.items() if ranked.rank_for_need == 1), None)


def _mean_change(now: Mapping[int, Head], then: Mapping[int, Head]) -> float:
    changes = [
        abs(then[need_id][offer_id].pair.mutual - ranked.pair.mutual)
        for need_id, head in now.items()
        for offer_id, ranked in head.items()
        if offer_id in then.get(need_id, {})
    ]
    return sum(changes) / len(changes) if changes else 0.0
