"""How a target stands: computed from approved figures, with the sum behind the colour (`docs/algorithms/status.md`).

`read_status` is pure: figures, day and forecast are arguments. All comparisons are exact (`Fraction`), never of rounded
values. Whatever the shape, values are first turned so that more is better; then one way of reading serves all shapes
that have a distance to cover, and two shapes that have none (maintain, stage) are read by themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from ansinh.domain.figures import with_unit, write_date, write_number
from ansinh.domain.forecast import CARRIED_ON, Forecast, Outlook, outlook_words
from ansinh.domain.indicators import Direction, Shape
from ansinh.domain.periods import PeriodKind
from ansinh.domain.readings import Comparison
from ansinh.domain.series import Measured, years_between

#: Of the pace that an even way would ask for: from here on it is on time; from there on it needs attention.
ON_PACE = Fraction(95, 100)
NEAR_PACE = Fraction(60, 100)
#: "Khoảng" is met from this share of the value.
ABOUT = Fraction(95, 100)
#: A stage may be overdue so many days before it is late.
GRACE = timedelta(days=30)
#: Figures are too old to judge by when their period ended longer ago: statistics of a year appear the summer after.
STALE_DAYS = {PeriodKind.YEAR: 3 * 366, PeriodKind.HALF: 550, PeriodKind.QUARTER: 550, PeriodKind.MONTH: 366}
_DAYS_A_YEAR = Fraction(1461, 4)


class Status(StrEnum):
    DONE = "done"
    OK = "ok"
    WARN = "warn"
    LATE = "late"
    NONE = "none"


class Ground(StrEnum):
    """What the status rests on."""

    REACHED = "reached"
    FORECAST = "forecast"
    PACE = "pace"
    KEPT = "kept"
    STAGES = "stages"
    OVERDUE = "overdue"
    TOO_LITTLE = "too_little"


@dataclass(frozen=True, slots=True)
class Goal:
    """What is promised: the number of the sentence, how it is compared, and by when."""

    shape: Shape
    direction: Direction
    comparison: Comparison
    due_on: date | None
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    places: int = 1
    stages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known: approved figures of one kind, oldest first; the baseline they are counted from; the forecast.

    Of a moving benchmark ``points`` and ``baseline`` are gaps to it (`series.gaps`). ``began_on`` is the plan's own day.
    """

    points: tuple[Measured, ...] = ()
    baseline: Measured | None = None
    outlook: Outlook | None = None
    forecast: Forecast | None = None  # where ``outlook`` comes from, for the sum
    began_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the sum: what, the expression with its inputs, the result."""

    label: str
    expression: str
    result: str


@dataclass(frozen=True, slots=True)
class StatusReading:
    """The status, one sentence, and the sum behind it. ``need`` is what is required from now on, in words, empty where
    nothing is; ``a_year`` the same as a number in the direction of the values; ``progress`` the share of the way done."""

    status: Status
    ground: Ground
    sentence: str
    steps: tuple[Step, ...] = ()
    need: str = ""
    a_year: Decimal | None = None
    progress: float | None = None


def read_status(goal: Goal, facts: Facts, today: date) -> StatusReading:
    """The status of a target on ``today``."""
    if not facts.points:
        return _none("Chưa đủ số liệu: chưa có số liệu được duyệt nào.")
    if goal.shape == Shape.STAGE:
        return _stages(goal, facts, today)
    mark = _mark(goal)
    if mark is None:
        return _none("Chưa đủ số liệu: chỉ tiêu không có con số để so.")
    latest = facts.points[-1]
    age = (today - latest.on).days
    sure = goal.shape == Shape.CUMULATIVE and mark.is_met(latest.value)
    if age > STALE_DAYS[latest.period.kind] and not sure:
        return _none(
            f"Chưa đủ số liệu: số gần nhất là của {latest.period.label}, đã quá cũ để đánh giá.",
            (_latest_step(goal, latest),),
        )
    if goal.shape == Shape.MAINTAIN:
        return _maintained(goal, mark, facts, today)
    return _on_the_way(goal, mark, facts, today)


# What meets the goal -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    """The value to reach. ``sign`` 1: more is better; −1: less is; 0: nearer to the middle of ``low``–``high`` is."""

    low: Fraction
    high: Fraction
    sign: int
    strict: bool = False

    def worth(self, value: Decimal | Fraction) -> Fraction:
        """The value turned so that more is better, and the goal stands at 0."""
        exact = Fraction(value)
        if self.sign == 0:
            return min(Fraction(0), exact - self.low, self.high - exact)
        return self.sign * (exact - self.edge)

    @property
    def edge(self) -> Fraction:
        return self.low if self.sign >= 0 else self.high

    def is_met(self, value: Decimal) -> bool:
        worth = self.worth(value)
        return worth > 0 if self.strict else worth >= 0


def _mark(goal: Goal) -> _Mark | None:
    if goal.shape == Shape.BENCHMARK:
        return _Mark(Fraction(0), Fraction(0), _sign(goal), goal.comparison in _STRICT)
    if goal.shape == Shape.RANGE and goal.low is not None and goal.high is not None:
        return _Mark(Fraction(goal.low), Fraction(goal.high), _sign(goal))
    if goal.value is None:
        return None
    value = Fraction(goal.value)
    if goal.shape == Shape.APPROXIMATE:
        slack = (1 - ABOUT) * abs(value)
        return _Mark(value - slack, value + slack, _sign(goal))
    return _Mark(value, value, _sign(goal), goal.comparison in _STRICT)


_STRICT = (Comparison.MORE_THAN, Comparison.LESS_THAN)
_SIGNS = {
    Comparison.AT_LEAST: 1, Comparison.MORE_THAN: 1, Comparison.AT_MOST: -1, Comparison.LESS_THAN: -1,
}  # fmt: skip


def _sign(goal: Goal) -> int:
    """The words of the sentence decide; where they leave it open, the direction of the indicator does."""
    if goal.shape in (Shape.LEVEL, Shape.BENCHMARK) and goal.comparison in _SIGNS:
        return _SIGNS[goal.comparison]
    if goal.shape == Shape.CUMULATIVE:
        return 1
    return {Direction.HIGHER: 1, Direction.LOWER: -1, Direction.NEITHER: 0}[goal.direction]


# A distance to cover: level, cumulative, range, approximate, benchmark -------------------------------------------


def _on_the_way(goal: Goal, mark: _Mark, facts: Facts, today: date) -> StatusReading:
    latest = facts.points[-1]
    steps = (_latest_step(goal, latest), _goal_step(goal, mark, latest))
    said = f"{_capital(latest.period.label)} {_reaches(goal, latest.value)}"
    if mark.is_met(latest.value) and (goal.shape != Shape.BENCHMARK or _due_is_measured(goal, latest)):
        return StatusReading(
            Status.DONE, Ground.REACHED, f"{said}: đã đạt {_goal_words(goal, mark)}.", steps, progress=1.0
        )
    if mark.is_met(latest.value):  # a benchmark moves on: being above it today is no end
        return StatusReading(
            Status.OK, Ground.KEPT, f"{said}: đang giữ {_goal_words(goal, mark)}.", steps, progress=1.0
        )
    if goal.due_on is None:
        return _none(f"Chưa đủ số liệu: {said[0].lower()}{said[1:]}, văn bản không nêu hạn để tính nhịp độ.", steps)
    if today > goal.due_on:
        return _after_due(goal, mark, latest, said, steps)
    found = _by_forecast(goal, mark, facts, said) if facts.outlook else _by_pace(goal, mark, facts, said)
    need, a_year, more = _need(goal, mark, latest, today)
    sentence = f"{found.sentence}; {need}." if found.status != Status.NONE else found.sentence
    return replace(
        found, sentence=sentence, steps=steps + found.steps + more, need=need, a_year=a_year,
        progress=_progress(mark, facts),
    )  # fmt: skip


def _due_is_measured(goal: Goal, latest: Measured) -> bool:
    return goal.due_on is not None and latest.on >= goal.due_on


def _after_due(goal: Goal, mark: _Mark, latest: Measured, said: str, steps: tuple[Step, ...]) -> StatusReading:
    assert goal.due_on is not None
    due = write_date(goal.due_on)
    if not _due_is_measured(goal, latest):
        return _none(
            f"Chưa đủ số liệu: đã hết hạn {due} nhưng chưa có số của kỳ đến hạn; {said[0].lower()}{said[1:]}.", steps
        )
    short = _amount(goal, _plain(abs(mark.worth(latest.value))))
    step = Step("Còn thiếu khi hết hạn", f"{_figure(goal, latest.value)} so với {_goal_words(goal, mark)}", short)
    return StatusReading(
        Status.LATE, Ground.OVERDUE, f"{said}, đã hết hạn {due} mà chưa đạt {_goal_words(goal, mark)}.", (*steps, step)
    )


def _by_forecast(goal: Goal, mark: _Mark, facts: Facts, said: str) -> StatusReading:
    outlook = facts.outlook
    assert outlook is not None
    central = mark.is_met(outlook.central)
    # Between the ends of a band the goal may also be met in the middle ("neither" direction).
    band = mark.is_met(outlook.low) or mark.is_met(outlook.high) or _holds(mark, outlook)
    status = Status.OK if central else Status.WARN if band else Status.LATE
    verdict = {
        Status.OK: "tới đích",
        Status.WARN: "giữa khoảng chưa tới đích, nhưng khoảng 80% có chạm đích",
        Status.LATE: "cả khoảng 80% đều chưa tới đích",
    }[status]
    words = outlook_words(outlook, goal.unit, goal.places)
    if goal.shape == Shape.BENCHMARK:
        words = f"chênh lệch so với cả nước {words}"
    step = Step("Dự báo đến hạn", f"{words}; {_goal_words(goal, mark)}", verdict)
    return StatusReading(
        status,
        Ground.FORECAST,
        f"{said}; theo đà hiện nay, {words}, {_goal_words(goal, mark)}: {verdict}",
        (*_forecast_steps(goal, facts.forecast), step),
    )


def _forecast_steps(goal: Goal, found: Forecast | None) -> tuple[Step, ...]:
    """How the forecast itself was computed (`forecast.md`), with its inputs."""
    if found is None:
        return ()
    first, last, at = found.first, found.start, found.at_due
    seen, ahead = years_between(first.on, last.on), years_between(last.on, at.on)
    pace = (last.value - first.value) / Decimal(str(seen))
    digits = goal.places + 1
    return (
        Step(
            "Đà bình quân",
            f"({_bare(goal, last.value)} − {_bare(goal, first.value)}) / {write_number(seen, 1)} năm, "
            f"từ {first.period.label} đến {last.period.label}, {found.points} kỳ có số",
            f"{write_number(pace, digits)} mỗi năm",
        ),
        Step(
            "Giữa khoảng",
            f"{_bare(goal, last.value)} + {write_number(CARRIED_ON)} × {write_number(pace, digits)} × "
            f"{write_number(ahead, 1)} năm",
            _figure(goal, at.central),
        ),
        Step(
            "Khoảng 80%",
            "rộng theo sai lệch của chính cách tính này giữa các kỳ đã qua; cắt ở mức nhỏ nhất, lớn nhất có thể",
            f"{_bare(goal, at.low)} đến {_bare(goal, at.high)}",
        ),
    )


def _holds(mark: _Mark, outlook: Outlook) -> bool:
    return mark.sign == 0 and Fraction(outlook.low) <= mark.high and Fraction(outlook.high) >= mark.low


def _by_pace(goal: Goal, mark: _Mark, facts: Facts, said: str) -> StatusReading:
    """Too few points for a forecast: the share of the way done against the share of the time gone."""
    base, latest = facts.baseline, facts.points[-1]
    assert goal.due_on is not None
    if base is None or latest.on <= base.on:
        return _none(f"Chưa đủ số liệu: {said[0].lower()}{said[1:]}, chưa có mức nền trước đó để tính nhịp độ.")
    way, gone = -mark.worth(base.value), mark.worth(latest.value) - mark.worth(base.value)
    time, passed = (goal.due_on - base.on).days, (latest.on - base.on).days
    if way <= 0:
        step = Step("So với mức nền", f"{_figure(goal, base.value)} ({base.period.label}) đã đạt", "nay tụt dưới đích")
        return StatusReading(Status.LATE, Ground.PACE, f"{said}, tụt dưới đích mà {base.period.label} đã đạt", (step,))
    if time <= 0:
        return _none(f"Chưa đủ số liệu: {said[0].lower()}{said[1:]}, mức nền không trước hạn.")
    done, elapsed = gone / way, Fraction(min(passed, time), time)
    ratio = done / elapsed
    status = Status.OK if ratio >= ON_PACE else Status.WARN if ratio >= NEAR_PACE else Status.LATE
    expected = Fraction(base.value) + elapsed * (_edge_value(mark, base) - Fraction(base.value))
    return StatusReading(
        status, Ground.PACE,
        f"{said}, bằng {_percent(ratio)} nhịp cần có (đi đều thì lúc này {_figure(goal, _plain(expected))})",
        (
            Step("Mức nền", base.period.label, _figure(goal, base.value)),
            Step("Quãng đường đã đi", f"({_bare(goal, latest.value)} − {_bare(goal, base.value)}) / "
                 f"({_bare(goal, _plain(_edge_value(mark, base)))} − {_bare(goal, base.value)})", _percent(done)),
            Step("Thời gian đã qua", f"{passed} / {time} ngày", _percent(elapsed)),
            Step("Nhịp độ", f"{_percent(done)} / {_percent(elapsed)}; từ 95% là đúng tiến độ, từ 60% là cần chú ý",
                 _percent(ratio)),
        ),
    )  # fmt: skip


def _edge_value(mark: _Mark, base: Measured) -> Fraction:
    """The end of the goal that the baseline has to come to."""
    if mark.sign == 0:
        return mark.low if Fraction(base.value) < mark.low else mark.high
    return mark.edge


def _progress(mark: _Mark, facts: Facts) -> float | None:
    if facts.baseline is None or (way := -mark.worth(facts.baseline.value)) <= 0:
        return None
    return float((mark.worth(facts.points[-1].value) + way) / way)


def _need(goal: Goal, mark: _Mark, latest: Measured, today: date) -> tuple[str, Decimal | None, tuple[Step, ...]]:
    """The required pace from now: what is missing over the time that is left."""
    assert goal.due_on is not None
    missing = abs(mark.worth(latest.value))
    upward = Fraction(latest.value) < _edge_value(mark, latest)
    years = Fraction((goal.due_on - today).days) / _DAYS_A_YEAR
    verb = "cần thêm" if upward else "cần giảm"
    if goal.shape == Shape.BENCHMARK:
        verb = "cần thu hẹp"
    if missing == 0:
        text = f"cần {'cao hơn' if mark.sign > 0 else 'thấp hơn'} hẳn {_exact(goal, _plain(mark.edge))}"
        return text, None, ()
    if years < 1:
        text = f"{verb} {_amount(goal, _plain(missing))} trước hạn {write_date(goal.due_on)}"
        return text, None, (Step("Còn thiếu", f"đến {write_date(goal.due_on)}", _amount(goal, _plain(missing))),)
    rate = _plain(missing / years)
    text = f"{verb} {_amount(goal, rate)} mỗi năm"
    expression = f"{_amount(goal, _plain(missing))} / {write_number(_plain(years), 1)} năm còn lại"
    return text, rate if upward else -rate, (Step("Nhịp cần có từ nay", expression, f"{_amount(goal, rate)} mỗi năm"),)


# Nothing to cover, only to keep ----------------------------------------------------------------------------------


def _maintained(goal: Goal, mark: _Mark, facts: Facts, today: date) -> StatusReading:
    latest = facts.points[-1]
    steps: tuple[Step, ...] = (_latest_step(goal, latest), _goal_step(goal, mark, latest))
    said = f"{_capital(latest.period.label)} {_reaches(goal, latest.value)}"
    words = _goal_words(goal, mark)
    over = goal.due_on is not None and today > goal.due_on
    if over and not _due_is_measured(goal, latest):
        assert goal.due_on is not None
        return _none(f"Chưa đủ số liệu: đã hết hạn {write_date(goal.due_on)} nhưng chưa có số của kỳ đến hạn.", steps)
    if mark.is_met(latest.value):
        done = _due_is_measured(goal, latest)
        verb = "giữ được đến hạn" if done else "đang giữ"
        return StatusReading(Status.DONE if done else Status.OK, Ground.KEPT, f"{said}: {verb} {words}.", steps)
    before = facts.points[-2] if len(facts.points) > 1 else None
    lasting = before is not None and not mark.is_met(before.value)
    if before is not None:
        kept = "chưa giữ" if lasting else "giữ được"
        steps += (Step("Kỳ trước", f"{before.period.label}: {_figure(goal, before.value)}", kept),)
    status = Status.LATE if over or lasting else Status.WARN
    tail = "đã hết hạn" if over else "hai kỳ liền" if lasting else "mới tụt ở kỳ này"
    return StatusReading(
        status, Ground.OVERDUE if over else Ground.KEPT, f"{said}, chưa giữ được {words}: {tail}.", steps
    )


# Stages of an act ------------------------------------------------------------------------------------------------


def _stages(goal: Goal, facts: Facts, today: date) -> StatusReading:
    """An act of n stages: each is due after its even share of the time; overdue by more than 30 days is late."""
    names = goal.stages or ("Hoàn thành",)
    done = max(0, min(len(names), int(facts.points[-1].value)))
    count = f"{done}/{len(names)} bước"
    steps: tuple[Step, ...] = (Step("Số bước đã xong", facts.points[-1].period.label, count),)
    if done == len(names):
        return StatusReading(Status.DONE, Ground.REACHED, f"Đã xong {count}: {names[-1]}.", steps, progress=1.0)
    began = facts.began_on or (facts.baseline.on if facts.baseline else None)
    if goal.due_on is None or began is None or goal.due_on <= began:
        return _none(f"Chưa đủ số liệu: đã xong {count}, văn bản không nêu hạn để tính nhịp độ.", steps)
    days = (goal.due_on - began).days
    due = began + timedelta(days=-(-days * (done + 1) // len(names)))
    overdue = (today - due).days
    steps += (
        Step("Hạn của bước tiếp theo", f"{write_date(began)} + {done + 1}/{len(names)} × {days} ngày", write_date(due)),
        Step("Quá hạn", f"{write_date(today)} − {write_date(due)}", f"{max(0, overdue)} ngày"),
    )
    status = Status.OK if overdue <= 0 else Status.WARN if overdue <= GRACE.days else Status.LATE
    tail = f"quá {overdue} ngày" if overdue > 0 else f"hạn {write_date(due)}"
    return StatusReading(
        status, Ground.STAGES, f"Đã xong {count}; bước tiếp theo: {names[done]}, {tail}.", steps,
        progress=done / len(names),
    )  # fmt: skip


# Words -----------------------------------------------------------------------------------------------------------


def _none(sentence: str, steps: Sequence[Step] = ()) -> StatusReading:
    return StatusReading(Status.NONE, Ground.TOO_LITTLE, sentence, tuple(steps))


def _latest_step(goal: Goal, latest: Measured) -> Step:
    return Step("Số đo gần nhất", latest.period.label, _figure(goal, latest.value))


def _goal_step(goal: Goal, mark: _Mark, latest: Measured) -> Step:
    due = f"hạn {write_date(goal.due_on)}" if goal.due_on else "văn bản không nêu hạn"
    verdict = "đạt" if mark.is_met(latest.value) else "chưa đạt"
    return Step("So với đích (số chưa làm tròn)", f"{_goal_words(goal, mark)}, {due}", verdict)


def _goal_words(goal: Goal, mark: _Mark) -> str:
    """ "đích ≥ 95%"; a benchmark is named, its number moves."""
    if goal.shape == Shape.BENCHMARK:
        return "mức bình quân cả nước"
    if goal.shape == Shape.RANGE and goal.low is not None and goal.high is not None:
        return f"đích {with_unit(f'{write_number(goal.low)} – {write_number(goal.high)}', goal.unit)}"
    if goal.shape == Shape.APPROXIMATE and goal.value is not None:
        least = "nhiều nhất" if mark.sign < 0 else "từ"
        return f"đích ≈ {_exact(goal, goal.value)} ({least} {_exact(goal, _plain(mark.edge))})"
    sign = (">" if mark.strict else "≥") if mark.sign > 0 else ("<" if mark.strict else "≤")
    return f"đích {'=' if mark.sign == 0 else sign} {_exact(goal, _plain(mark.edge))}"


def _reaches(goal: Goal, value: Decimal) -> str:
    if goal.shape == Shape.BENCHMARK:
        side = "cao hơn" if value > 0 else "thấp hơn" if value < 0 else "bằng"
        return f"{side} bình quân cả nước" + (f" {_amount(goal, abs(value))}" if value else "")
    return f"đạt {_figure(goal, value)}"


def _figure(goal: Goal, value: Decimal) -> str:
    return with_unit(_bare(goal, value), goal.unit)


def _exact(goal: Goal, value: Decimal) -> str:
    return with_unit(write_number(value), goal.unit)


def _bare(goal: Goal, value: Decimal) -> str:
    """Rounded as the indicator is shown; comparisons never see this."""
    return write_number(value, goal.places)


def _amount(goal: Goal, value: Decimal) -> str:
    """A difference: of per cents it is in points. What would be rounded to nothing is said to be less than the least."""
    least = Decimal(1).scaleb(-goal.places)
    small = 0 < value < least / 2
    unit = "điểm" if goal.unit == "%" else goal.unit
    return with_unit(f"dưới {write_number(least)}" if small else write_number(value, goal.places), unit)


def _percent(share: Fraction) -> str:
    return f"{write_number(_plain(share * 100), 0)}%"


def _plain(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
