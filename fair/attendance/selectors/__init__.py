"""What is asked of the day."""

from fair.attendance.selectors.board import Board, board_of, board_signature
from fair.attendance.selectors.codes import (
    Place,
    code_of_person,
    code_of_place,
    drawn,
    person_of_code,
    place_of_code,
)
from fair.attendance.selectors.presence import Encounter, SideThere, encounters_of
from fair.attendance.selectors.screens import ScreenPage, rules_of, screen_page
from fair.attendance.selectors.sheets import Sheet, sheets_of
from fair.attendance.selectors.today import Today, TodayEntry, encounters_at, today_of

__all__ = [
    "Board",
    "Encounter",
    "Place",
    "ScreenPage",
    "Sheet",
    "SideThere",
    "Today",
    "TodayEntry",
    "board_of",
    "board_signature",
    "code_of_person",
    "code_of_place",
    "drawn",
    "encounters_at",
    "encounters_of",
    "person_of_code",
    "place_of_code",
    "rules_of",
    "screen_page",
    "sheets_of",
    "today_of",
]
