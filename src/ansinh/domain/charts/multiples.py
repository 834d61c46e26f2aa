"""The same series of many units side by side, all on one scale, so that heights can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from ansinh.domain.charts.scales import DayAxis, Spot, spot, value_axis, written
from ansinh.domain.series import Measured

WIDTH, HEIGHT = 148, 44
_MARGIN = 4.0


@dataclass(frozen=True, slots=True)
class Multiple:
    """One unit; ``last`` is None where nothing was measured."""

    unit: int
    line: tuple[Spot, ...]
    last: Spot | None


@dataclass(frozen=True, slots=True)
class SmallMultiples:
    """``goal`` is the height of the goal's line in each picture, empty without a goal."""

    width: int
    height: int
    multiples: tuple[Multiple, ...]
    low: Decimal
    high: Decimal
    goal: str = ""


def small_multiples(series: Mapping[int, tuple[Measured, ...]], goal: Decimal | None = None) -> SmallMultiples | None:
    """By unit its points, oldest first, in the order in which they are shown. None when no unit has a point."""
    points = [point for found in series.values() for point in found]
    if not points:
        return None
    values = value_axis(
        [*(point.value for point in points), *([] if goal is None else [goal])], HEIGHT - _MARGIN, _MARGIN, wanted=3
    )
    first, last = min(p.on for p in points), max(p.on for p in points)
    days = DayAxis(first if first < last else last - timedelta(days=1), last, _MARGIN, WIDTH - _MARGIN)
    return SmallMultiples(
        width=WIDTH,
        height=HEIGHT,
        multiples=tuple(
            _multiple(unit, tuple(spot(days.x(p.on), values.y(p.value)) for p in found))
            for unit, found in series.items()
        ),
        low=values.low,
        high=values.high,
        goal="" if goal is None else written(values.y(goal)),
    )


def _multiple(unit: int, line: tuple[Spot, ...]) -> Multiple:
    return Multiple(unit, line, line[-1] if line else None)
