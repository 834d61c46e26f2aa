"""The course of a target: what was measured, where it is heading, where it should be.

Drawn at 1010 px. A value stands at the last day of its period. Labels of the ends stand in a column at the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from ansinh.domain.charts.scales import (
    DayAxis,
    Label,
    Spot,
    ValueAxis,
    spot,
    value_axis,
    width_of,
    written,
)
from ansinh.domain.charts.scales import spread as spread_out
from ansinh.domain.figures import write_number
from ansinh.domain.forecast import Outlook
from ansinh.domain.periods import PeriodKind
from ansinh.domain.series import Measured

WIDTH, HEIGHT = 1010, 300
TOP, BOTTOM, RIGHT = 16.0, 266.0, 850.0
#: How far the goal goes on behind the due day, and where the column of labels begins.
_GOAL_END = RIGHT + 24
_COLUMN = _GOAL_END + 8
#: Room between the names of years.
_YEAR_ROOM = 40.0
_YEAR_STEPS = (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True, slots=True)
class GoalLine:
    """``edges`` is one value, or the two ends of a range; without a due day the line goes all the way."""

    edges: tuple[Decimal, ...]
    due_on: date | None
    words: str  # "đích ≥ 95"


@dataclass(frozen=True, slots=True)
class Course:
    """What is drawn: ``points`` of one kind, oldest first, at least one; ``ahead`` follows the last of them."""

    points: tuple[Measured, ...]
    goal: GoalLine | None = None
    baseline: Measured | None = None
    ahead: tuple[Outlook, ...] = ()
    places: int = 1


@dataclass(frozen=True, slots=True)
class HeavyLine:
    """The goal from ``start`` to the right."""

    start: str
    end: str
    y: str
    top: str  # of the small upright at its start
    foot: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis and its words; ``foot`` is where the mark of a year ends."""

    at: str
    label: Label
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Everything the picture shows. ``starts_at`` is the written lowest value of an axis that does not start at 0."""

    width: int
    height: int
    left: str
    right: str
    bottom: str
    value_ticks: tuple[Tick, ...]
    year_ticks: tuple[Tick, ...]
    measured: tuple[Spot, ...]
    forecast: tuple[Spot, ...]
    forecast_dots: tuple[Spot, ...]
    band: tuple[Spot, ...]
    even: tuple[Spot, ...]
    goal: tuple[HeavyLine, ...]
    value_labels: tuple[Label, ...]
    goal_labels: tuple[Label, ...]
    forecast_labels: tuple[Label, ...]
    starts_at: str


def trajectory(course: Course) -> Trajectory:
    values = value_axis(_all_values(course), BOTTOM, TOP)
    places = max(0, *(-_exponent(tick) for tick in values.ticks))
    tick_words = [write_number(tick, places) for tick in values.ticks]
    left = max(44.0, 16 + max(width_of(word) for word in tick_words))
    days = _day_axis(course, left)
    measured = [(days.x(p.on), values.y(p.value)) for p in course.points]
    ends = _end_labels(course, values)
    return Trajectory(
        width=WIDTH,
        height=HEIGHT,
        left=written(left),
        right=written(RIGHT),
        bottom=written(BOTTOM),
        value_ticks=tuple(
            Tick(written(values.y(tick)), Label(written(left - 8), written(values.y(tick) + 4), word, "end"))
            for tick, word in zip(values.ticks, tick_words, strict=True)
        ),
        year_ticks=_year_ticks(course, days),
        measured=tuple(spot(x, y) for x, y in measured),
        forecast=_forecast_line(course, days, values),
        forecast_dots=tuple(spot(days.x(o.on), values.y(o.central)) for o in course.ahead[-1:]),
        band=_band(course, days, values),
        even=_even(course, days, values),
        goal=_goal(course, days, values),
        value_labels=_value_labels(course, days, values),
        goal_labels=tuple(label for kind, label in ends if kind == "goal"),
        forecast_labels=tuple(label for kind, label in ends if kind == "forecast"),
        starts_at="" if values.low <= 0 <= values.high else tick_words[0],
    )


def _exponent(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _all_values(course: Course) -> list[Decimal]:
    found = [point.value for point in course.points]
    found += [value for o in course.ahead for value in (o.low, o.central, o.high)]
    found += course.goal.edges if course.goal else ()
    return [*found, course.baseline.value] if course.baseline else found


# Days ----------------------------------------------------------------------------------------------------------


def _is_yearly(course: Course) -> bool:
    return all(point.period.kind == PeriodKind.YEAR for point in course.points)


def _day_axis(course: Course, left: float) -> DayAxis:
    known = [point.on for point in course.points] + [outlook.on for outlook in course.ahead]
    if course.baseline:
        known.append(course.baseline.on)
    if course.goal and course.goal.due_on:
        known.append(course.goal.due_on)
    first = min(known)
    # Yearly values stand on the mark of their year, so there is room before the first; shorter periods lie in theirs.
    start = first - timedelta(days=183) if _is_yearly(course) else date(first.year, 1, 1)
    return DayAxis(start, max(known), left, RIGHT)


def _year_ticks(course: Course, days: DayAxis) -> tuple[Tick, ...]:
    years = range(days.first.year, days.last.year + 1)
    a_year = (days.right - days.left) * 365.25 / (days.last - days.first).days
    step = next(step for step in _YEAR_STEPS if step * a_year >= _YEAR_ROOM or step == _YEAR_STEPS[-1])
    between = not _is_yearly(course) and step == 1
    ticks = []
    for year in years:
        end = date(year, 12, 31)
        if not days.first <= end <= days.last or year % step:
            continue
        x = days.x(end)
        middle = days.x(date(year, 7, 1)) if between else x
        ticks.append(
            Tick(written(x), Label(written(middle), written(BOTTOM + 19), str(year), "middle"), written(BOTTOM + 5))
        )
    return tuple(ticks)


# Lines ---------------------------------------------------------------------------------------------------------


def _forecast_line(course: Course, days: DayAxis, values: ValueAxis) -> tuple[Spot, ...]:
    if not course.ahead:
        return ()
    last = course.points[-1]
    rest = (spot(days.x(o.on), values.y(o.central)) for o in course.ahead)
    return (spot(days.x(last.on), values.y(last.value)), *rest)


def _band(course: Course, days: DayAxis, values: ValueAxis) -> tuple[Spot, ...]:
    """Out along the upper end and back along the lower, from the last measured point."""
    if not course.ahead:
        return ()
    last = course.points[-1]
    upper = [spot(days.x(o.on), values.y(o.high)) for o in course.ahead]
    lower = [spot(days.x(o.on), values.y(o.low)) for o in reversed(course.ahead)]
    return (spot(days.x(last.on), values.y(last.value)), *upper, *lower)


def _even(course: Course, days: DayAxis, values: ValueAxis) -> tuple[Spot, ...]:
    goal, base = course.goal, course.baseline
    if goal is None or goal.due_on is None or base is None or goal.due_on <= base.on:
        return ()
    nearest = min(goal.edges, key=lambda edge: abs(edge - base.value))
    return (spot(days.x(base.on), values.y(base.value)), spot(days.x(goal.due_on), values.y(nearest)))


def _goal(course: Course, days: DayAxis, values: ValueAxis) -> tuple[HeavyLine, ...]:
    if course.goal is None:
        return ()
    start = days.x(course.goal.due_on) if course.goal.due_on else days.left
    heights = [values.y(edge) for edge in course.goal.edges]
    return tuple(
        HeavyLine(written(start), written(_GOAL_END), written(y), written(y - 5), written(y + 5)) for y in heights
    )


# Labels --------------------------------------------------------------------------------------------------------


def _end_labels(course: Course, values: ValueAxis) -> list[tuple[str, Label]]:
    wanted: list[tuple[str, str, float]] = []
    if course.goal and course.goal.edges:
        wanted.append(("goal", course.goal.words, sum(values.y(e) for e in course.goal.edges) / len(course.goal.edges)))
    for outlook in course.ahead[-1:]:
        figures: tuple[tuple[Decimal, str], ...] = ((outlook.central, "dự báo"),)
        if write_number(outlook.high, course.places) != write_number(outlook.low, course.places):
            figures = ((outlook.high, "cao"), *figures, (outlook.low, "thấp"))
        wanted += [
            ("forecast", f"{write_number(value, course.places)} {word}", values.y(value)) for value, word in figures
        ]
    lines = spread_out([y + 4 for _, _, y in wanted], TOP, BOTTOM + 4)
    return [(kind, Label(written(_COLUMN), written(y), text)) for (kind, text, _), y in zip(wanted, lines, strict=True)]


def _value_labels(course: Course, days: DayAxis, values: ValueAxis) -> tuple[Label, ...]:
    """The last value, the baseline and the first value, each above or below its dot, where nothing is in the way."""
    base = course.baseline
    first, last = course.points[0], course.points[-1]
    wanted = [last, *([base] if base else []), first]
    dots = [(days.x(p.on), values.y(p.value)) for p in course.points]
    blocked = [_Box(x - 3, x + 3, y - 3, y + 3) for x, y in dots]
    placed: list[Label] = []
    taken: list[_Box] = []
    for point in dict.fromkeys(wanted):
        text = write_number(point.value, course.places)
        x, y = days.x(point.on), values.y(point.value)
        half = width_of(text) / 2
        x = min(max(x, days.left + half), days.right - half)
        for base_line in (y - 9, y + 19):
            box = _Box(x - half, x + half, base_line - 11, base_line + 2)
            inside = box.top >= 0 and box.foot <= BOTTOM
            others = [b for b in blocked if not (b.left <= days.x(point.on) <= b.right)]
            if inside and not any(map(box.meets, [*taken, *others])):
                placed.append(Label(written(x), written(base_line), text, "middle"))
                taken.append(box)
                break
    return tuple(placed)


@dataclass(frozen=True, slots=True)
class _Box:
    left: float
    right: float
    top: float
    foot: float

    def meets(self, other: _Box) -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.foot and other.top < self.foot
