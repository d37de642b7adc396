"""Lay out halls: booths in rows with aisles between, and meeting tables."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal
from fair.editions.choices import BoothType
from fair.editions.models import Booth, Edition, Hall, MeetingTable

BOOTH_M = Decimal(3)
AISLE_M = Decimal(3)
TABLE_STEP_M = Decimal("2.5")


class CannotLayOutHall(Refusal):
    """The hall cannot be laid out so."""

    MESSAGES: ClassVar[dict[str, Any]] = {
        "code_taken": _("There is a hall %(hall)s already. Choose another code."),
    }


@dataclass(frozen=True, slots=True)
class BoothGrid:
    """Rows of booths of 3 m × 3 m; two rows stand back to back, then comes an aisle of 3 m."""

    rows: int
    booths_per_row: int

    @property
    def width_m(self) -> Decimal:
        return AISLE_M * 2 + BOOTH_M * self.booths_per_row

    @property
    def depth_m(self) -> Decimal:
        return AISLE_M + self.y_m(self.rows - 1) + BOOTH_M

    def x_m(self, column: int) -> Decimal:
        return AISLE_M + BOOTH_M * column

    def y_m(self, row: int) -> Decimal:
        return AISLE_M + BOOTH_M * row + AISLE_M * (row // 2)

    def booth_type(self, row: int, column: int) -> BoothType:
        """The ends of a row are corner booths; those of the first row by the entrance, premium."""
        is_end = column in {0, self.booths_per_row - 1}
        if is_end and row == 0:
            return BoothType.PREMIUM
        return BoothType.CORNER if is_end else BoothType.STANDARD


@transaction.atomic
def lay_out_hall(edition: Edition, *, code: str, grid: BoothGrid, table_count: int = 0) -> Hall:
    """Make the hall `code` with its booths, numbered A01, A02, …, and tables; return the hall.

    Raise CannotLayOutHall where the edition has a hall of this code.
    """
    try:
        with transaction.atomic():
            hall = Hall.objects.create(
                edition=edition, code=code, width_m=grid.width_m, depth_m=grid.depth_m
            )
    except IntegrityError as error:
        raise CannotLayOutHall("code_taken", hall=code) from error
    Booth.objects.bulk_create(
        Booth(
            hall=hall,
            code=f"{code}{row * grid.booths_per_row + column + 1:02d}",
            booth_type=grid.booth_type(row, column),
            x_m=grid.x_m(column),
            y_m=grid.y_m(row),
            width_m=BOOTH_M,
            depth_m=BOOTH_M,
        )
        for row in range(grid.rows)
        for column in range(grid.booths_per_row)
    )
    lay_out_tables(hall, count=table_count)
    return hall


@transaction.atomic
def lay_out_tables(hall: Hall, *, count: int) -> list[MeetingTable]:
    """Add `count` meeting tables along the lower wall of `hall`; return them.

    They take the lowest free numbers of the edition, T01, T02, …
    """
    Edition.objects.select_for_update(no_key=True).get(pk=hall.edition_id)
    taken = set(MeetingTable.objects.filter(edition=hall.edition).values_list("code", flat=True))
    codes = (f"T{number:02d}" for number in range(1, len(taken) + count + 1))
    free = [code for code in codes if code not in taken][:count]
    standing = hall.tables.count()
    return MeetingTable.objects.bulk_create(
        MeetingTable(
            edition=hall.edition,
            hall=hall,
            code=code,
            x_m=AISLE_M + TABLE_STEP_M * place,
            y_m=hall.depth_m - AISLE_M / 2,
        )
        for place, code in enumerate(free, start=standing)
    )
