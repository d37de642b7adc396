import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fair.matching.engine.ties import tie_breaker, tie_breakers

ids = st.integers(1, 2**63 - 1)
seeds = st.integers(0, 2**31 - 1)


@given(st.lists(st.tuples(ids, ids), min_size=1, max_size=5), seeds)
def test_arrays_give_the_same_numbers(keys, seed):
    need_ids, offer_ids = np.array(keys, np.int64).T

    numbers = tie_breakers(need_ids, offer_ids, seed=seed)

    assert numbers.tolist() == [tie_breaker(key, seed=seed) for key in keys]


def test_neighbours_are_far_apart():
    numbers = sorted(tie_breaker((1, offer_id), seed=1) for offer_id in range(1000))

    quarters = [sum(1 for number in numbers if number >> 62 == quarter) for quarter in range(4)]

    assert len(set(numbers)) == 1000
    assert all(200 < count < 300 for count in quarters)


def test_seed_and_both_ids_matter():
    keys = [((1, 2), 3), ((2, 1), 3), ((1, 2), 4), ((1, 3), 3)]

    assert len({tie_breaker(key, seed=seed) for key, seed in keys}) == 4
