from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.conferencing.engine.window import Phase, Window, window_around

STARTS = datetime(2027, 9, 15, 2, tzinfo=UTC)
ENDS = STARTS + timedelta(minutes=25)
SECOND = timedelta(seconds=1)


def test_window_lies_around_the_meeting():
    window = window_around(STARTS, ENDS, minutes_before=10, minutes_after=5)

    assert window == Window(STARTS - timedelta(minutes=10), ENDS + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("moment", "phase"),
    [
        (STARTS - timedelta(minutes=10) - SECOND, Phase.EARLY),
        (STARTS - timedelta(minutes=10), Phase.OPEN),
        (ENDS + timedelta(minutes=5) - SECOND, Phase.OPEN),
        (ENDS + timedelta(minutes=5), Phase.OVER),
    ],
)
def test_window_is_half_open(moment, phase):
    window = window_around(STARTS, ENDS, minutes_before=10, minutes_after=5)

    assert window.phase(moment) == phase


@given(st.integers(0, 120), st.integers(0, 120), st.integers(-10_000, 10_000))
def test_phases_follow_each_other(before, after, seconds):
    window = window_around(STARTS, ENDS, minutes_before=before, minutes_after=after)
    order = list(Phase)
    now = STARTS + timedelta(seconds=seconds)

    assert order.index(window.phase(now)) <= order.index(window.phase(now + SECOND))
