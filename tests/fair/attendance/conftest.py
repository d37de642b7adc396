import pytest

from tests.factories.attendance import Day
from tests.factories.attendance import day as make_day


@pytest.fixture
def day(db) -> Day:
    return make_day()
