"""Numbers in whole steps: their products are summed without any rounding.

A product of two is a whole number of steps' squares, and float64 has room for the sum of
thousands: neither the order of a sum nor who adds it up can change a bit of it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

STEPS = 2.0**20


def stepped(value: float) -> float:
    """Return the nearest whole number of steps."""
    return round(value * STEPS) / STEPS


def stepped_array(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the same of many values."""
    steps: NDArray[np.float64] = np.rint(values * STEPS)
    return steps / STEPS
