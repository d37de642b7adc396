"""Which of a row's pairs the lists of the others hold, and which of those lists have to change."""

from dataclasses import dataclass, field

import numpy as np

from fair.matching.engine.coded import Bools
from fair.matching.jobs.candidates import Kind, RowList
from fair.matching.jobs.held import Placed, ends_of_lists
from fair.matching.models import MatchRun


@dataclass(slots=True)
class OpenLists:
    """Lists of one side that are not what they should be, by the ids of their owners.

    `unsettled` hold all their pairs and perhaps more; `losers` may lack their next best.
    """

    unsettled: set[int] = field(default_factory=set)
    losers: set[int] = field(default_factory=set)

    def close(self, row_id: int) -> None:
        """Note that a list is what it should be."""
        self.unsettled.discard(row_id)
        self.losers.discard(row_id)

    def all(self) -> set[int]:
        return self.unsettled | self.losers


def listed_by_others(
    run: MatchRun, own: RowList, *, was: Placed, now: Placed, kind: Kind, open_lists: OpenLists
) -> Bools:
    """Tell which of the pairs `now` are in the other's list; note there what else is to be done.

    `was` is where the row's pairs of this kind stood. One query.
    """
    others = np.union1d(was.others, now.others)
    ends = ends_of_lists(run, own, others=others, kind=kind)
    return listed_before(ends, was=was, now=now, open_lists=open_lists)


def listed_before(ends: Placed, *, was: Placed, now: Placed, open_lists: OpenLists) -> Bools:
    """Do the same with the places where full lists end.

    Of a list that is open already the end is not known: it takes whatever comes.
    """
    others = np.union1d(was.others, now.others)
    has_end, end = ends.beside(others)
    was_there, before = was.beside(others)
    is_there, after = now.beside(others)
    is_open = np.isin(others, list(open_lists.all()))
    was_listed = was_there & ~before.come_after(end)
    is_in = is_there & (is_open | ~after.come_after(end))
    loses = np.where(
        is_open,
        was_there & after.come_after(before),
        has_end & was_listed & after.come_after(end),
    )
    was_last = has_end & before.equal(end) & ~after.equal(end)
    is_unsettled = is_in & ~is_open & (~was_listed | was_last)
    open_lists.losers.update(others[loses].tolist())
    open_lists.unsettled.update(others[is_unsettled].tolist())
    listed: Bools = (is_in | (loses & is_there))[np.searchsorted(others, now.others)]
    return listed
