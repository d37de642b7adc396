"""What is asked of meetings and plans."""

from fair.meetings.selectors.board import Board, Wanted, board_of, days_with
from fair.meetings.selectors.changes import (
    ChangedSince,
    Difference,
    changed_since,
    clashes_of_draft,
    difference_of,
    troubled_count,
)
from fair.meetings.selectors.levers import LeverInWords, levers_of
from fair.meetings.selectors.pairs import (
    PairAtDesk,
    edits_of,
    pair_at_desk,
    untold_count,
    wishes_matching,
)
from fair.meetings.selectors.plans import (
    AgendaDay,
    AgendaEntry,
    SlotLoad,
    agenda_of,
    buyers_of_plan,
    organisations_met_by,
    planned_meetings,
    slot_loads,
    unplaced_wishes,
)
from fair.meetings.selectors.quality import (
    compared,
    evenness_of,
    left_out_by_reason,
    place_loads,
    scenario_words,
)
from fair.meetings.selectors.remedies import WishLeftOut, with_cheapest_changes
from fair.meetings.selectors.requests import awaiting_count
from fair.meetings.selectors.sittings import Sitting, sittings_of

__all__ = [
    "AgendaDay",
    "AgendaEntry",
    "Board",
    "ChangedSince",
    "Difference",
    "LeverInWords",
    "PairAtDesk",
    "Sitting",
    "SlotLoad",
    "Wanted",
    "WishLeftOut",
    "agenda_of",
    "awaiting_count",
    "board_of",
    "buyers_of_plan",
    "changed_since",
    "clashes_of_draft",
    "compared",
    "days_with",
    "difference_of",
    "edits_of",
    "evenness_of",
    "left_out_by_reason",
    "levers_of",
    "organisations_met_by",
    "pair_at_desk",
    "place_loads",
    "planned_meetings",
    "scenario_words",
    "sittings_of",
    "slot_loads",
    "troubled_count",
    "unplaced_wishes",
    "untold_count",
    "wishes_matching",
    "with_cheapest_changes",
]
