"""Pictures of a target made of what is known of it: the row of a list and the course over the years.

Geometry is in `ansinh.domain.charts`; here are the choices of shape and the Vietnamese words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ansinh.domain.charts.bullet import MOST_CELLS, Bullet, Span, Way, bullet, cells, time_passed
from ansinh.domain.charts.trajectory import Course, GoalLine, Trajectory, trajectory
from ansinh.domain.figures import NBSP, with_unit, write_date, write_number, write_quantity
from ansinh.domain.forecast import Forecast, NoForecast, Outlook, outlook_words
from ansinh.domain.indicators import Direction, Shape
from ansinh.domain.readings import Comparison
from ansinh.domain.series import Measured
from ansinh.domain.status import Facts, Goal

_BULLET = "web/charts/bullet.html"
_CELLS = "web/charts/cells.html"


# In a list -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BulletPicture:
    """What a list draws in the row of a target: ``template`` gets it as ``bullet``; ``sentence`` says the same."""

    template: str
    sentence: str
    drawn: Bullet | None = None
    cells: tuple[bool, ...] = ()


def bullet_picture(goal: Goal, facts: Facts, expected: Forecast | NoForecast, today: date) -> BulletPicture | None:
    """None where nothing is measured, or where there is neither a way to go nor a count to keep."""
    if not facts.points:
        return None
    sentence = _row_sentence(goal, facts.points[-1], expected)
    of = _counted(goal)
    if of is not None:
        return BulletPicture(_CELLS, sentence, cells=cells(int(facts.points[-1].value), of))
    way = _way(goal, facts)
    if way is None:
        return None
    return BulletPicture(
        _BULLET, sentence, bullet(way, facts.points[-1].value, _even(goal, facts, today), _span(expected))
    )


def _counted(goal: Goal) -> int | None:
    """How many cells a target has that counts things one by one."""
    if goal.shape == Shape.STAGE:
        return len(goal.stages) or 1
    if goal.shape != Shape.MAINTAIN or goal.value is None or goal.unit.startswith("%"):
        return None
    whole = goal.value == goal.value.to_integral_value()
    return int(goal.value) if whole and 0 < goal.value <= MOST_CELLS else None


def _way(goal: Goal, facts: Facts) -> Way | None:
    edges = goal_edges(goal)
    if not edges:
        return None
    start = facts.baseline.value if facts.baseline and goal.shape != Shape.MAINTAIN else Decimal(0)
    lower = goal.direction == Direction.LOWER
    edge = edges[-1] if lower else edges[0]
    if goal.shape != Shape.BENCHMARK and not lower and start >= edge:
        start = Decimal(0)  # the baseline was already there: the way is that from nothing
    return Way(start, edge) if (start > edge if lower else start < edge) else None


def _even(goal: Goal, facts: Facts, today: date) -> float | None:
    if facts.baseline is None or goal.due_on is None or goal.shape == Shape.MAINTAIN:
        return None
    return time_passed(facts.baseline.on, goal.due_on, today)


def _span(expected: Forecast | NoForecast) -> Span | None:
    if isinstance(expected, NoForecast):
        return None
    return Span(expected.at_due.central, expected.at_due.low, expected.at_due.high)


def _row_sentence(goal: Goal, latest: Measured, expected: Forecast | NoForecast) -> str:
    parts = [f"{latest.period.label} {with_unit(write_number(latest.value, goal.places), goal.unit)}"]
    if isinstance(expected, Forecast):
        parts.append(f"dự báo {outlook_words(expected.at_due, goal.unit, goal.places)}")
    if words := goal_words(goal):
        parts.append(f"đích {words}")
    return "; ".join(parts)


# The course ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoursePicture:
    """The drawn course with the sentences that say the same; ``note`` stands under it."""

    drawn: Trajectory
    title: str
    sentence: str
    note: str
    ahead: tuple[Outlook, ...]


def course_picture(name: str, goal: Goal, facts: Facts, expected: Forecast | NoForecast) -> CoursePicture | None:
    """None where nothing is measured or where an act goes through stages: that has no course of values."""
    if not facts.points or goal.shape == Shape.STAGE:
        return None
    edges = goal_edges(goal)
    course = Course(
        points=facts.points,
        goal=GoalLine(edges, goal.due_on, _short_goal(goal)) if edges else None,
        baseline=facts.baseline,
        ahead=expected.path if isinstance(expected, Forecast) else (),
        places=goal.places,
    )
    drawn = trajectory(course)
    years = sorted({point.on.year for point in facts.points} | {outlook.on.year for outlook in course.ahead})
    title = f"{name}, {years[0]}" + (f" – {years[-1]}" if years[-1] != years[0] else "")
    return CoursePicture(
        drawn, title, _course_sentence(goal, facts, expected), _note(drawn, goal, expected), course.ahead
    )


def _course_sentence(goal: Goal, facts: Facts, expected: Forecast | NoForecast) -> str:
    first, last = facts.points[0], facts.points[-1]
    measured = f"Đo được: {_of_period(goal, first)}"
    if last is not first:
        measured += f", {_of_period(goal, last)}"
    parts = [measured]
    if isinstance(expected, Forecast):
        parts.append(f"Dự báo {outlook_words(expected.at_due, goal.unit, goal.places)}")
    if words := goal_words(goal):
        parts.append(f"Đích: {words}" + (f" vào {write_date(goal.due_on)}" if goal.due_on else ""))
    return ". ".join(parts) + "."


def _of_period(goal: Goal, point: Measured) -> str:
    return f"{point.period.label} {with_unit(write_number(point.value, goal.places), goal.unit)}"


def _note(drawn: Trajectory, goal: Goal, expected: Forecast | NoForecast) -> str:
    parts = []
    if drawn.starts_at:
        parts.append(f"Trục tung bắt đầu từ {with_unit(drawn.starts_at, goal.unit)}.")
    if isinstance(expected, Forecast):
        parts.append(f"Dự báo theo {expected.points} kỳ đã đo.")
    else:
        parts.append(expected.reason)
    return " ".join(parts)


# The goal in words ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    """A goal as `write_quantity` reads it."""

    comparison: Comparison
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    denominator: None = None


def goal_edges(goal: Goal) -> tuple[Decimal, ...]:
    """The value to reach, or the two ends of a range; empty for a goal without a number."""
    if goal.shape == Shape.BENCHMARK:
        return (Decimal(0),)
    if goal.low is not None and goal.high is not None:
        return (goal.low, goal.high)
    return () if goal.value is None else (goal.value,)


def goal_words(goal: Goal) -> str:
    """ "≥ 95%"; a moving benchmark is named."""
    if goal.shape == Shape.BENCHMARK:
        return "mức bình quân cả nước"
    return write_quantity(_Said(goal.comparison, goal.value, goal.low, goal.high, goal.unit))


def _short_goal(goal: Goal) -> str:
    """Beside the line, where the unit is known from the head of the picture."""
    if goal.shape == Shape.BENCHMARK:
        return "bình quân cả nước"
    unit = "%" if goal.unit == "%" else ""
    return f"đích{NBSP}{write_quantity(_Said(goal.comparison, goal.value, goal.low, goal.high, unit))}"
