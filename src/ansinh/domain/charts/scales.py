"""Axes: round ticks, days and values as coordinates, and labels that do not lie on each other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

#: Height of a line of labels and mean width of a letter at 12 px.
LINE = 14.0
LETTER = 6.9
#: An axis starts at 0 unless that would squeeze the values into less than this share of it.
_LEAST_FILLED = Decimal("0.6")
_ROUND = (Decimal(1), Decimal(2), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Spot:
    """A point of a picture, in its own units."""

    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Label:
    """Words in a picture; ``anchor`` is start, middle or end, ``y`` their base line."""

    x: str
    y: str
    text: str
    anchor: str = "start"


def written(coordinate: float) -> str:
    """As attributes take it: one digit after a decimal point.

    >>> written(12)
    '12.0'
    """
    return f"{coordinate:.1f}"


def spot(x: float, y: float) -> Spot:
    return Spot(written(x), written(y))


@dataclass(frozen=True, slots=True)
class ValueAxis:
    """From ``low`` to ``high`` with round ``ticks``, drawn from ``bottom`` up to ``top``."""

    ticks: tuple[Decimal, ...]
    bottom: float
    top: float

    @property
    def low(self) -> Decimal:
        return self.ticks[0]

    @property
    def high(self) -> Decimal:
        return self.ticks[-1]

    def y(self, value: Decimal) -> float:
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.bottom - float(share) * (self.bottom - self.top)


def value_axis(values: Iterable[Decimal], bottom: float, top: float, wanted: int = 6) -> ValueAxis:
    """An axis that holds all values, with about ``wanted`` ticks. At least one value is needed."""
    found = list(values)
    low, high = min(found), max(found)
    if low > 0 and (high == low or (high - low) / high >= _LEAST_FILLED):
        low = Decimal(0)
    elif high < 0 and (high == low or (high - low) / -low >= _LEAST_FILLED):
        high = Decimal(0)
    elif high == low:
        low, high = low - 1, high + 1
    return ValueAxis(round_ticks(low, high, wanted), bottom, top)


def round_ticks(low: Decimal, high: Decimal, wanted: int = 6) -> tuple[Decimal, ...]:
    """Multiples of 1, 2 or 5 times a power of ten, from at most ``low`` to at least ``high`` (which is more).

    >>> [str(t) for t in round_ticks(Decimal("92.4"), Decimal("97.2"))]
    ['92', '93', '94', '95', '96', '97', '98']
    """
    rough = (high - low) / wanted
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * factor for factor in _ROUND if power * factor >= rough)
    first, last = math.floor(low / step), math.ceil(high / step)
    return tuple(step * count for count in range(first, last + 1))


@dataclass(frozen=True, slots=True)
class DayAxis:
    """From ``first`` to ``last``, drawn from ``left`` to ``right``; the first day comes before the last."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        share = (min(max(day, self.first), self.last) - self.first).days / (self.last - self.first).days
        return self.left + share * (self.right - self.left)


def width_of(text: str) -> float:
    """About how wide a label is drawn."""
    return len(text) * LETTER


def spread(wanted: Sequence[float], top: float, bottom: float, distance: float = LINE) -> tuple[float, ...]:
    """Base lines near the wanted ones, in the given order of labels, at least ``distance`` apart and between top and
    bottom as far as there is room for all."""
    order = sorted(range(len(wanted)), key=lambda k: wanted[k])
    placed: list[float] = []
    for place, k in enumerate(order):
        room = bottom - distance * (len(order) - 1 - place)
        least = placed[-1] + distance if placed else top
        placed.append(max(least, min(wanted[k], room)))
    found = [0.0] * len(wanted)
    for k, y in zip(order, placed, strict=True):
        found[k] = y
    return tuple(found)
