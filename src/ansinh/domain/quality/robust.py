"""Middle, spread and straight line that a few wrong figures cannot bend. Exact: numbers are decimals throughout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

#: Makes the median deviation of a normal sample comparable to its standard deviation (Iglewicz, Hoaglin 1993).
_NORMAL = Decimal("0.6745")
#: Differences below this come from division, not from figures, which have six decimals.
_STEP = Decimal("1e-9")


def median(values: Iterable[Decimal]) -> Decimal:
    """The middle one; of an even number the mean of the two in the middle. There must be one."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def spread_around(values: Iterable[Decimal], centre: Decimal) -> Decimal:
    """The median of the distances from ``centre`` (MAD)."""
    return median(abs(value - centre) for value in values)


def modified_z(distance: Decimal, spread: Decimal) -> Decimal:
    """How many usual deviations a distance is; ``spread`` must be above zero."""
    return _NORMAL * distance / spread


@dataclass(frozen=True, slots=True)
class Line:
    slope: Decimal
    level: Decimal

    def at(self, place: int) -> Decimal:
        return self.level + self.slope * place

    def distance(self, place: int, value: Decimal) -> Decimal:
        """How far ``value`` lies above the line."""
        return (value - self.slope * place - self.level).quantize(_STEP)


def robust_line(points: Sequence[tuple[int, Decimal]]) -> Line:
    """Theil and Sen: the median of the slopes of all pairs, through the median of what remains. Places differ."""
    slopes = [
        (other - value) / (beyond - place)
        for number, (place, value) in enumerate(points)
        for beyond, other in points[number + 1 :]
    ]
    slope = median(slopes)
    return Line(slope, median(value - slope * place for place, value in points))
