"""Ratios and distances that the criteria are measured with."""

from math import asin, cos, inf, radians, sin, sqrt

from fair.matching.engine.types import Position

EARTH_RADIUS_KM = 6371.0
EDGES = 3


def ramp(ratio: float, *, zero_at: float) -> float:
    """Rise linearly from 0 at `zero_at` to 1 where what they have is all that is asked."""
    if ratio >= 1:
        return 1.0
    return max(0.0, (ratio - zero_at) / (1 - zero_at))


def ramped(have: float | None, asked: float | None, *, zero_at: float) -> float | None:
    """Ramp the ratio of two quantities; None where either is not stated.

    Asking for nothing is always met.
    """
    if have is None or asked is None:
        return None
    return ramp(have / asked, zero_at=zero_at) if asked > 0 else 1.0


def distance_km(start: Position, end: Position) -> float:
    """Return the distance along the surface of the earth."""
    start_latitude, start_longitude, end_latitude, end_longitude = map(radians, (*start, *end))
    haversine = (
        sin((end_latitude - start_latitude) / 2) ** 2
        + cos(start_latitude) * cos(end_latitude) * sin((end_longitude - start_longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(haversine)))


def fits(size_mm: tuple[float, ...], limits_mm: tuple[float, ...]) -> bool | None:
    """Tell whether a part, turned as suits best, fits; None where that is not certain.

    Both longest first. An edge without a limit may be of any length, so with fewer than three
    limits a part may be found too large but never found to fit.
    """
    unlimited = EDGES - len(limits_mm)
    limits = (inf,) * unlimited + limits_mm
    if any(edge > limit for edge, limit in zip(size_mm, limits, strict=False)):
        return False
    return None if unlimited else True
