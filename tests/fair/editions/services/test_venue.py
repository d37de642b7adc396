"""Halls laid out with booths and tables."""

from decimal import Decimal
from itertools import combinations

import pytest

from fair.editions.choices import BoothType
from fair.editions.models import Booth, MeetingTable
from fair.editions.services.venue import (
    BoothGrid,
    CannotLayOutHall,
    lay_out_hall,
    lay_out_tables,
)
from tests.factories.editions import EditionFactory, HallFactory

pytestmark = pytest.mark.django_db


def laid_out(*, rows=4, booths_per_row=5, code="A"):
    grid = BoothGrid(rows=rows, booths_per_row=booths_per_row)
    return lay_out_hall(EditionFactory(), code=code, grid=grid)


def test_hall_holds_its_booths():
    hall = laid_out()

    assert (hall.width_m, hall.depth_m) == (Decimal(21), Decimal(21))
    codes = list(hall.booths.order_by("id").values_list("code", flat=True))
    assert codes == [f"A{number:02d}" for number in range(1, 21)]
    for booth in hall.booths.all():
        assert 0 < booth.x_m <= hall.width_m - booth.width_m
        assert 0 < booth.y_m <= hall.depth_m - booth.depth_m


def test_booths_do_not_stand_on_each_other():
    def apart(first: Booth, second: Booth) -> bool:
        return (
            first.x_m + first.width_m <= second.x_m
            or second.x_m + second.width_m <= first.x_m
            or first.y_m + first.depth_m <= second.y_m
            or second.y_m + second.depth_m <= first.y_m
        )

    assert all(apart(*pair) for pair in combinations(laid_out().booths.all(), 2))


def test_two_rows_stand_back_to_back_with_an_aisle_after_them():
    columns = laid_out(booths_per_row=1).booths.order_by("y_m").values_list("y_m", flat=True)

    assert [int(y_m) for y_m in columns] == [3, 6, 12, 15]


def test_types_of_booths():
    types = dict(laid_out(rows=2, booths_per_row=3).booths.values_list("code", "booth_type"))

    assert types == {
        "A01": BoothType.PREMIUM,
        "A02": BoothType.STANDARD,
        "A03": BoothType.PREMIUM,
        "A04": BoothType.CORNER,
        "A05": BoothType.STANDARD,
        "A06": BoothType.CORNER,
    }


def test_hall_of_the_same_code_leaves_nothing_behind():
    hall = laid_out()

    with pytest.raises(CannotLayOutHall) as refused:
        lay_out_hall(hall.edition, code="A", grid=BoothGrid(rows=1, booths_per_row=1))

    assert str(refused.value) == "There is a hall A already. Choose another code."
    assert Booth.objects.count() == 20


def test_hall_with_tables():
    grid = BoothGrid(rows=2, booths_per_row=3)

    hall = lay_out_hall(EditionFactory(), code="B", grid=grid, table_count=2)

    assert list(hall.tables.order_by("code").values_list("code", flat=True)) == ["T01", "T02"]


def test_tables_are_numbered_through_the_edition():
    first = HallFactory()
    second = HallFactory(edition=first.edition)

    assert [table.code for table in lay_out_tables(first, count=2)] == ["T01", "T02"]
    assert [table.code for table in lay_out_tables(second, count=2)] == ["T03", "T04"]
    assert [table.code for table in lay_out_tables(HallFactory(), count=1)] == ["T01"]


def test_new_tables_take_free_numbers_and_free_places():
    hall = HallFactory()
    lay_out_tables(hall, count=3)
    MeetingTable.objects.get(code="T02").delete()

    added = lay_out_tables(hall, count=2)

    assert [table.code for table in added] == ["T02", "T04"]
    places = hall.tables.values_list("x_m", flat=True)
    assert len(set(places)) + 1 == len(places) == 4
