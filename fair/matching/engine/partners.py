"""Single pairs that are special, such as those of a declined offer: few among very many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.coded import Ints
from fair.matching.engine.types import Need, PairKey

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Partners:
    """For each need the rows of some offers: need row r has `offers[starts[r] : starts[r + 1]]`."""

    starts: Ints
    offers: Ints

    def within(self, need_rows: Ints, offer_rows: Ints) -> tuple[Ints, Ints]:
        """Return where these pairs stand in the table of some needs and offers.

        `offer_rows` rise. Return the numbers of rows and columns of the table, one per pair.
        """
        counts = self.starts[need_rows + 1] - self.starts[need_rows]
        if not counts.any() or not len(offer_rows):
            return np.zeros(0, np.intp), np.zeros(0, np.intp)
        own = [self.offers[self.starts[row] : self.starts[row + 1]] for row in need_rows.tolist()]
        offers = np.concatenate(own)
        rows = np.repeat(np.arange(len(need_rows)), counts)
        columns = np.searchsorted(offer_rows, offers)
        columns[columns == len(offer_rows)] = 0
        is_there = offer_rows[columns] == offers
        return rows[is_there], columns[is_there]

    def pairs(self) -> tuple[Ints, Ints]:
        """Return the need rows and offer rows of all pairs."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts)), self.offers

    def contain(self, need_rows: Ints, offer_rows: Ints, *, offers: int) -> NDArray[np.bool_]:
        """Tell of pairs, given by their rows, which are among these; `offers` is how many are."""
        ours, theirs = self.pairs()
        return np.isin(need_rows * offers + offer_rows, ours * offers + theirs)


def partners(found: Mapping[int, Sequence[Ints]], *, needs: int) -> Partners:
    """Gather the rows of offers by need row."""
    own = [np.unique(np.concatenate(found[row])) if row in found else _NONE for row in range(needs)]
    starts = np.concatenate([[0], np.cumsum([len(rows) for rows in own], dtype=np.intp)])
    return Partners(starts.astype(np.intp), np.concatenate([_NONE, *own]))


def of_keys(keys: Iterable[PairKey], *, need_ids: Ids, offer_ids: Ids) -> Partners:
    """Find the pairs with these ids; those of others are left out."""
    keys = list(keys)
    need_rows = _rows_of(need_ids, [need_id for need_id, _offer_id in keys])
    offer_rows = _rows_of(offer_ids, [offer_id for _need_id, offer_id in keys])
    found: dict[int, list[Ints]] = {}
    for need_id, offer_id in keys:
        for row in need_rows.get(need_id, _NONE).tolist():
            found.setdefault(row, []).append(offer_rows.get(offer_id, _NONE))
    return partners(found, needs=len(need_ids))


def kept_apart(needs: Sequence[Need], *, party_ids: Ids) -> Partners:
    """Find the offers that a need's buyer may not or does not want to meet."""
    wanted = [(need.party_id, *need.blocked_party_ids) for need in needs]
    rows_of = _rows_of(party_ids, [party_id for ids in wanted for party_id in ids])
    found: dict[int, list[Ints]] = {}
    for row, need in enumerate(needs):
        found[row] = [rows_of[party_id] for party_id in wanted[row] if party_id in rows_of]
        if need.invited_party_ids is not None:
            is_invited = np.isin(party_ids, list(need.invited_party_ids))
            found[row].append(np.flatnonzero(~is_invited))
    return partners({row: rows for row, rows in found.items() if rows}, needs=len(needs))


_NONE = np.zeros(0, np.intp)


def _rows_of(ids: Ids, wanted: Sequence[int]) -> dict[int, Ints]:
    """Return the rows of each of these ids."""
    rows = np.flatnonzero(np.isin(ids, np.array(wanted, np.int64)))
    found: dict[int, list[int]] = {}
    for row, row_id in zip(rows.tolist(), ids[rows].tolist(), strict=True):
        found.setdefault(row_id, []).append(row)
    return {row_id: np.array(own, np.intp) for row_id, own in found.items()}
