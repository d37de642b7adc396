"""A number for every pair that decides ties: fixed by the seed, unrelated to the ids.

SplitMix64 (Steele, Lea, Flood 2014), once with Python's integers and once with NumPy's: the same
numbers.
"""

import numpy as np
from numpy.typing import NDArray

from fair.matching.engine.types import PairKey

Ties = NDArray[np.uint64]

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_FIRST, _SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def tie_breaker(key: PairKey, *, seed: int) -> int:
    """Return a number of 64 bits; the smaller one comes first."""
    mixed = _mixed(seed)
    for number in key:
        mixed = _mixed(mixed ^ number)
    return mixed


def tie_breakers(need_ids: NDArray[np.int64], offer_ids: NDArray[np.int64], *, seed: int) -> Ties:
    """Return the numbers of many pairs; ids in arrays of one shape."""
    mixed = np.full(need_ids.shape, _mixed(seed), np.uint64)
    for numbers in (need_ids, offer_ids):
        mixed = _mixed_array(mixed ^ numbers.astype(np.uint64))
    return mixed


def _mixed(number: int) -> int:
    number = (number + _STEP) & _MASK
    number = ((number ^ (number >> 30)) * _FIRST) & _MASK
    number = ((number ^ (number >> 27)) * _SECOND) & _MASK
    return number ^ (number >> 31)


def _mixed_array(numbers: Ties) -> Ties:
    """Mix as `_mixed` does; integers of NumPy's arrays wrap around by themselves."""
    numbers = numbers + np.uint64(_STEP)
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(_FIRST)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(_SECOND)
    return numbers ^ (numbers >> np.uint64(31))
