"""The row of a target in a list: how far it has come from its baseline to its goal.

The baseline stands at 5 % and the goal at 80 % of the cell, so the goals of all rows make one line. A goal that lies
below its baseline needs nothing else: the way is only walked in the other direction.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.domain.charts.scales import written

BASE_AT = 5.0
GOAL_AT = 80.0
_LEFT, _RIGHT = 0.5, 99.5
#: More cells than this cannot be told apart.
MOST_CELLS = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a row in percent of its cell."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Bullet:
    """Positions in percent of the cell; ``even`` is where an even pace would be today, empty when nothing says."""

    goal: str
    now: str
    measured: Bar
    even: str = ""
    band: Bar | None = None
    forecast: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where a target goes. ``start`` differs from ``goal``."""

    start: Decimal
    goal: Decimal

    def at(self, value: Decimal) -> float:
        """Percent of the cell at which a value stands."""
        x = BASE_AT + (GOAL_AT - BASE_AT) * float((value - self.start) / (self.goal - self.start))
        return min(max(x, _LEFT), _RIGHT)


@dataclass(frozen=True, slots=True)
class Span:
    """A forecast: its central value and the ends of its band."""

    central: Decimal
    low: Decimal
    high: Decimal


def bullet(way: Way, now: Decimal, even: float | None = None, ahead: Span | None = None) -> Bullet:
    """``even`` is the share of the time that has passed, 0 to 1."""
    return Bullet(
        goal=written(GOAL_AT),
        now=written(way.at(now)),
        measured=_bar(BASE_AT, way.at(now)),
        even="" if even is None else written(BASE_AT + (GOAL_AT - BASE_AT) * min(max(even, 0.0), 1.0)),
        band=_bar(way.at(ahead.low), way.at(ahead.high)) if ahead else None,
        forecast=written(way.at(ahead.central)) if ahead else "",
    )


def _bar(one: float, other: float) -> Bar:
    # From the rounded ends: a bar must end exactly where its mark stands.
    left, right = sorted((round(one, 1), round(other, 1)))
    return Bar(written(left), written(right - left))


def time_passed(start: date, due: date, today: date) -> float | None:
    """Share of the time from the baseline to the due day that is over; None when there is no such time."""
    if due <= start:
        return None
    return min(max((today - start).days / (due - start).days, 0.0), 1.0)


def cells(now: int, of: int) -> tuple[bool, ...]:
    """A count to keep, "13/13", one cell for each: those that are there come first. At most `MOST_CELLS`."""
    return tuple(number < now for number in range(min(of, MOST_CELLS)))
