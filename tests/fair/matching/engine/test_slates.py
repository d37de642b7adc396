from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.slates import CROWDING, DEAREST, Option, exposure, fill_slates


def options_of(*rows):
    """Return options from the scores of each need with booth 1, 2 and so on; None is no option."""
    return [
        Option(need_id, offer_id=100 * party_id, party_id=party_id, score=score)
        for need_id, scores in enumerate(rows, start=1)
        for party_id, score in sorted(enumerate(scores, start=1), key=lambda pair: -(pair[1] or 0))
        if score is not None
    ]


def shown_by(slates):
    return {
        need_id: [option.party_id for option in slate] for need_id, slate in slates.by_need.items()
    }


def test_slates_take_the_best_while_there_is_room():
    slates = fill_slates(
        options_of((90, 80, 70), (60, 80, 70)), size=2, capacity={1: 2, 2: 2, 3: 2}
    )

    assert shown_by(slates) == {1: [1, 2], 2: [2, 3]}
    assert slates.loads == {1: 1, 2: 2, 3: 1}
    assert set(slates.prices.values()) == {0}
    assert slates.excess == 0


def test_crowded_booth_goes_to_whom_it_fits_best():
    slates = fill_slates(options_of((90, 60), (90, 85)), size=1, capacity={1: 1, 2: 1})

    assert shown_by(slates) == {1: [1], 2: [2]}
    assert slates.excess == 0
    assert slates.prices[1] > 0


def test_need_keeps_what_it_has_where_there_is_no_choice():
    slates = fill_slates(options_of((90,), (80,), (70,)), size=1, capacity={1: 1})

    assert shown_by(slates) == {1: [1], 2: [1], 3: [1]}
    assert slates.excess == 2


def test_booth_is_shown_once_by_its_first_offer():
    options = [Option(1, 11, 1, 90.0), Option(1, 12, 1, 90.0), Option(1, 21, 2, 50.0)]

    slates = fill_slates(options, size=2)

    assert [option.offer_id for option in slates.by_need[1]] == [11, 21]


def test_equal_options_are_taken_in_the_order_given():
    options = [Option(1, offer_id, offer_id, 50.0) for offer_id in (7, 3, 5)]

    slates = fill_slates(options, size=2, capacity={3: 9, 5: 9, 7: 9})

    assert [option.offer_id for option in slates.by_need[1]] == [7, 3]


def test_booth_without_a_capacity_is_avoided():
    slates = fill_slates(options_of((60, 50)), size=1, capacity={2: 1})

    assert shown_by(slates) == {1: [2]}


def test_much_worse_booth_is_never_shown_to_spare_a_better_one():
    slates = fill_slates(options_of((90, 40)), size=1, capacity={2: 1})

    assert shown_by(slates) == {1: [1]}
    assert max(slates.prices.values()) <= DEAREST


def test_no_options():
    slates = fill_slates([], size=3)

    assert (slates.by_need, slates.loads, slates.excess) == ({}, {}, 0)
    assert exposure(slates, party_ids=[1, 2]).coverage == 0


@pytest.mark.parametrize(
    ("rows", "gini", "coverage", "max_load"),
    [
        (((90, None), (None, 90)), 0.0, 1.0, 1),
        (((90, None), (90, None)), 0.5, 0.5, 2),
    ],
)
def test_exposure(rows, gini, coverage, max_load):
    measured = exposure(fill_slates(options_of(*rows), size=1), party_ids=[1, 2])

    assert (measured.gini, measured.coverage, measured.max_load) == (gini, coverage, max_load)
    assert measured.mean_load == 1
    assert measured.mean_score == 90


def test_price_covers_more_booths():
    rng = np.random.default_rng(7)
    quality = 30 * rng.random(20)
    rows = (40 + quality + 30 * rng.random((40, 20))).tolist()
    plain = fill_slates(options_of(*rows), size=3, rounds=0)
    priced = fill_slates(options_of(*rows), size=3)

    before, after = (exposure(slates, party_ids=range(1, 21)) for slates in (plain, priced))

    assert plain.excess > 5 * priced.excess
    assert after.max_load < before.max_load / 2
    assert after.coverage > before.coverage
    assert after.gini < before.gini / 2
    assert after.mean_score > 0.9 * before.mean_score


def worth(slates, *, room):
    """Return the meetings to be expected within everybody's room, less a little for crowding."""
    wanted = Counter()
    for slate in slates.by_need.values():
        for option in slate:
            wanted[option.party_id] += (option.score / 100) ** 2
    return sum(min(room, meetings) for meetings in wanted.values()) - CROWDING * slates.excess


scores = st.none() | st.integers(1, 100).map(float)
markets = st.lists(st.tuples(*[scores] * 5), min_size=1, max_size=6)


@given(markets, st.integers(1, 4), st.integers(0, 3))
def test_slates_are_sound(rows, size, room):
    options = options_of(*rows)
    capacity = dict.fromkeys(range(1, 6), room)

    plain = fill_slates(options, size=size, capacity=capacity, rounds=0)
    priced = fill_slates(options, size=size, capacity=capacity)

    for need_id, slate in priced.by_need.items():
        own = [option for option in options if option.need_id == need_id]
        assert len(slate) == min(size, len(own))
        assert set(slate) <= set(own)
        assert [option.score for option in slate] == sorted(
            (option.score for option in slate), reverse=True
        )
    assert worth(priced, room=room) >= worth(plain, room=room) - 1e-9
    assert all(price >= 0 for price in priced.prices.values())
    assert sum(priced.loads.values()) == sum(map(len, priced.by_need.values()))


@given(markets, st.integers(1, 4), st.randoms())
def test_order_of_needs_does_not_matter(rows, size, random):
    options = options_of(*rows)
    by_need = {option.need_id: [] for option in options}
    for option in options:
        by_need[option.need_id].append(option)
    shuffled = [
        option
        for need_id in random.sample(list(by_need), len(by_need))
        for option in by_need[need_id]
    ]

    assert fill_slates(shuffled, size=size) == fill_slates(options, size=size)
