"""How the targets of a plan stand: the province's figures gathered, judged and forecast by the domain.

Three queries when nothing has changed since the last time, eleven otherwise at most, however many targets the plan has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

from django.core.cache import cache
from django.db.models import Count, Max
from django.urls import reverse

from ansinh.apps.indicators.access import JUDGE
from ansinh.apps.indicators.charts import bullet_picture
from ansinh.apps.indicators.models import Batch, Indicator, JudgedStatus, Observation, TargetMeasurement
from ansinh.apps.indicators.pages import province_unit
from ansinh.apps.indicators.queries import Figures
from ansinh.apps.plans.models import Plan, Promise, PromiseKind, TargetWording
from ansinh.apps.plans.queries import Standing, promise_url
from ansinh.domain.figures import with_unit, write_number
from ansinh.domain.forecast import Forecast, Limits, NoForecast, forecast, forecast_sentence
from ansinh.domain.indicators import Direction, Shape, TimeRule
from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.readings import Comparison
from ansinh.domain.second_opinions import LABEL_WORDS, Label, ProgressCase, escap, open_sdg
from ansinh.domain.series import Measured, gaps, of_one_kind, running_total, years_between
from ansinh.domain.status import Facts, Goal, Status, StatusReading, read_status
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb, Page, Panel

_KEPT_SECONDS = 24 * 3600
#: Shapes whose figures may be carried on into the future; the others are kept or done, or they are not.
_FORECAST = (Shape.LEVEL, Shape.CUMULATIVE, Shape.RANGE, Shape.APPROXIMATE, Shape.BENCHMARK)
STATUS_LABELS = {
    Status.DONE: "Hoàn thành",
    Status.OK: "Đúng tiến độ",
    Status.WARN: "Cần chú ý",
    Status.LATE: "Chậm",
}


@dataclass(frozen=True, slots=True)
class TargetStanding:
    """Everything that is known of a target on a day: for its status, its page and its pictures.

    ``facts.points`` are of one length of period, oldest first (running totals, or gaps to a benchmark, where the shape
    asks for them); ``forecast.path`` has the band year by year to ``goal.due_on``.
    """

    target_id: int
    indicator_code: str
    indicator_name: str
    goal: Goal
    facts: Facts
    forecast: Forecast | NoForecast
    reading: StatusReading

    @property
    def even_path(self) -> tuple[tuple[date, float], ...]:
        """Where an even pace would lead: from the baseline to the goal on the due day; empty when one is missing."""
        end = self.goal.value if self.goal.value is not None else self.goal.low
        if self.facts.baseline is None or self.goal.due_on is None or end is None:
            return ()
        return ((self.facts.baseline.on, float(self.facts.baseline.value)), (self.goal.due_on, float(end)))


# For lists -----------------------------------------------------------------------------------------------------


def standings(plan: Plan, day: date) -> Mapping[int, Standing]:
    """Standing by promise key of every target that is measured (`plans.queries.add_standing_source`)."""
    return {key: _standing(found, day) for key, found in target_standings(plan, day).items()}


def _standing(found: TargetStanding, day: date) -> Standing:
    places = found.goal.places
    latest = write_number(found.facts.points[-1].value, places) if found.facts.points else ""
    ahead = write_number(found.forecast.at_due.central, places) if isinstance(found.forecast, Forecast) else ""
    picture = bullet_picture(found.goal, found.facts, found.forecast, day)
    return Standing(found.reading.status.value, now=latest, forecast=ahead, bullet=picture)


def target_standings(plan: Plan, day: date) -> dict[int, TargetStanding]:
    """By target; kept until a figure, a binding, a wording or the day changes."""
    measurements = list(
        TargetMeasurement.objects.filter(target__plan=plan).select_related("indicator", "benchmark").order_by("pk")
    )
    wordings = {w.target_id: w for w in TargetWording.objects.in_force_on(day).filter(target__plan=plan)}
    key = _stamp(plan, day, measurements, wordings)
    found: dict[int, TargetStanding] | None = cache.get(key)
    if found is None:
        found = _computed(plan, day, measurements, wordings)
        cache.set(key, found, _KEPT_SECONDS)
    return found


def _stamp(
    plan: Plan, day: date, measurements: Sequence[TargetMeasurement], wordings: Mapping[int, TargetWording]
) -> str:
    latest = Batch.objects.aggregate(Max("pk"), Max("recorded_at"), Max("reversed_at"), Count("pk"))
    bound = [
        (m.target_id, m.indicator_id, m.indicator.version, m.category_id, m.shape, m.baseline_period,
         m.baseline_value, m.benchmark_id, m.stages)
        for m in measurements
    ]  # fmt: skip
    said = sorted((key, wording.pk) for key, wording in wordings.items())
    digest = sha256(repr((latest, bound, said)).encode()).hexdigest()
    return f"standing:{plan.pk}:{day}:{digest}"


def _computed(
    plan: Plan, day: date, measurements: Sequence[TargetMeasurement], wordings: Mapping[int, TargetWording]
) -> dict[int, TargetStanding]:
    series = _series(measurements, day)
    return {
        m.target_id: _target_standing(plan, m, wordings[m.target_id], series, day)
        for m in measurements
        if m.target_id in wordings
    }


def standing_if(plan: Plan, wanted: TargetMeasurement, day: date) -> TargetStanding | None:
    """How the target would stand if it were measured so (``wanted`` is not saved); None when it has no wording."""
    wording = TargetWording.objects.in_force_on(day).filter(target_id=wanted.target_id).first()
    return None if wording is None else _target_standing(plan, wanted, wording, _series([wanted], day), day)


_Series = Mapping[tuple[int, int | None], Sequence[Measured]]


def _series(measurements: Sequence[TargetMeasurement], day: date) -> _Series:
    """The province's figures of periods that had ended by ``day``, by indicator and category.

    What was measured for the province itself stands; otherwise what the units below make, where none of them is
    missing: a part of the province is never judged as the whole. At most seven queries.
    """
    unit = province_unit()
    wanted = {m.indicator_id for m in measurements} | {m.benchmark_id for m in measurements if m.benchmark_id}
    current = Observation.objects.filter(indicator_id__in=wanted, is_current=True)
    found: dict[tuple[int, int | None], list[Measured]] = defaultdict(list)
    known = set()
    for indicator, category, code, value in current.filter(unit=unit).values_list(
        "indicator_id", "category_id", "period", "value"
    ):
        period = Period.parse(code)
        known.add((indicator, category, code))
        if value is not None and period.end <= day:
            found[indicator, category].append(Measured(period, value))
    if unit is not None:
        below = current.exclude(unit=unit).values_list("indicator_id", "category_id", "period").distinct()
        lacking = {(row[0], row[1], Period.parse(row[2])) for row in below if row not in known}
        for key, point in _rolled_up({cell for cell in lacking if cell[2].end <= day}, unit.pk):
            found[key].append(point)
    return found


def _rolled_up(
    cells: Collection[tuple[int, int | None, Period]], root_id: int
) -> Iterator[tuple[tuple[int, int | None], Measured]]:
    """Of (indicator, category, period) those that the units below make without a gap. At most five queries."""
    if not cells:
        return
    indicators = list(Indicator.objects.filter(pk__in={cell[0] for cell in cells}))
    periods = sorted({cell[2] for cell in cells})
    figures: dict[int | None, Figures] = {}
    if any(category is None for _, category, _ in cells):
        figures[None] = Figures.gathered(indicators, periods, root_id)
    if any(category is not None for _, category, _ in cells):
        figures.update((key, found) for key, found in Figures.by_category(indicators, periods, root_id).items())
    made = {
        (category, period): figures[category].of_period(period, root_id)
        for category, period in {(category, period) for _, category, period in cells}
        if category in figures
    }
    for indicator, category, period in cells:
        whole = made.get((category, period), {}).get(indicator)
        if whole is not None and whole.value is not None and whole.is_complete:
            yield (indicator, category), Measured(period, whole.value)


# One target ----------------------------------------------------------------------------------------------------


def _target_standing(
    plan: Plan, bound: TargetMeasurement, wording: TargetWording, series: _Series, day: date
) -> TargetStanding:
    indicator, shape = bound.indicator, Shape(bound.shape)
    goal = _goal(bound, wording)
    points = of_one_kind(series.get((indicator.pk, bound.category_id), ()), PeriodKind(indicator.frequency))
    before = date(plan.issued_on.year - 1, 12, 31)
    if shape == Shape.CUMULATIVE and indicator.over_time == TimeRule.SUM:
        points = running_total(points, before)
    if shape == Shape.BENCHMARK and bound.benchmark:
        other = of_one_kind(series.get((bound.benchmark.pk, None), ()), PeriodKind(indicator.frequency))
        points = gaps(points, other)
    elif shape == Shape.BENCHMARK:
        points = ()
    expected = _forecast(goal, indicator, points)
    known = expected if isinstance(expected, Forecast) else None
    facts = Facts(
        points,
        _baseline(bound, plan, points),
        outlook=known.at_due if known else None,
        forecast=known,
        began_on=plan.issued_on,
    )
    reading = read_status(goal, facts, day)
    return TargetStanding(bound.target_id, indicator.code, indicator.name, goal, facts, expected, reading)


def _goal(bound: TargetMeasurement, wording: TargetWording) -> Goal:
    direction = Direction(bound.indicator.direction)
    open_word = Comparison.AT_MOST if direction == Direction.LOWER else Comparison.AT_LEAST
    year = wording.due_year
    return Goal(
        shape=Shape(bound.shape),
        direction=direction,
        comparison=Comparison(wording.comparison) if wording.comparison else open_word,
        due_on=wording.due_on or (Period(PeriodKind.YEAR, year).end if year else None),
        value=wording.value,
        low=wording.low,
        high=wording.high,
        unit=bound.indicator.unit,
        places=bound.indicator.places,
        stages=tuple(bound.stages),
    )


def _baseline(bound: TargetMeasurement, plan: Plan, points: Sequence[Measured]) -> Measured | None:
    """The declared one; of a count nothing on the eve of the plan's year; else the last before the plan was signed,
    else the first."""
    if bound.baseline_value is not None and bound.baseline_period and bound.shape != Shape.BENCHMARK:
        return Measured(Period.parse(bound.baseline_period), bound.baseline_value)
    if bound.shape == Shape.CUMULATIVE:
        return Measured(Period(PeriodKind.YEAR, plan.issued_on.year - 1), Decimal(0))
    earlier = [point for point in points if point.on <= plan.issued_on]
    return earlier[-1] if earlier else (points[0] if points else None)


def _forecast(goal: Goal, indicator: Indicator, points: Sequence[Measured]) -> Forecast | NoForecast:
    if goal.shape not in _FORECAST:
        return NoForecast("Dạng chỉ tiêu này không dự báo: chỉ xét còn giữ được hay đã làm xong.")
    if goal.due_on is None:
        return NoForecast("Văn bản không nêu hạn nên không dự báo.")
    ends = (None, None) if goal.shape == Shape.BENCHMARK else (indicator.floor, indicator.ceiling)
    return forecast(points, goal.due_on, Limits(*ends, only_grows=goal.shape == Shape.CUMULATIVE))


# The panel of a target -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OpinionLine:
    method: str
    answer: str
    question: str


@dataclass(frozen=True, slots=True)
class StatusPanel:
    """What stands under "Tình trạng" on the page of a target. ``period`` is the one that a judgement would be about."""

    standing: TargetStanding
    outlook: str
    opinions: tuple[OpinionLine, ...]
    judged: JudgedStatus | None
    judged_before: tuple[JudgedStatus, ...]
    disagrees: bool
    period: str
    may_judge: bool
    judge_url: str


def panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    """The panel "Tình trạng" of a target that is measured (`plans.queries.add_panel_source`)."""
    if promise.kind != PromiseKind.TARGET:
        return ()
    found = target_standings(plan, day).get(promise.pk)
    if found is None:
        return ()
    data = status_panel(actor, plan, promise, found, day)
    return (Panel("Tình trạng", "indicators/status.html", data, note=f"Chỉ số: {found.indicator_name}"),)


def status_panel(actor: Actor, plan: Plan, promise: Promise, found: TargetStanding, day: date) -> StatusPanel:
    history = list(JudgedStatus.objects.filter(target_id=promise.pk))
    judged = next((judgement for judgement in history if judgement.withdrawn_at is None), None)
    period = found.facts.points[-1].period if found.facts.points else Period(PeriodKind.YEAR, day.year)
    return StatusPanel(
        standing=found,
        outlook=_outlook_sentence(found),
        opinions=_opinions(found),
        judged=judged,
        judged_before=tuple(judgement for judgement in history if judgement is not judged),
        disagrees=judged is not None and judged.status != found.reading.status,
        period=period.code,
        may_judge=actor.can(JUDGE, plan.coordinating_agency_id),
        judge_url=reverse("indicators:judge", args=[plan.slug, promise.code]),
    )


def _outlook_sentence(found: TargetStanding) -> str:
    if isinstance(found.forecast, NoForecast):
        return found.forecast.reason
    unit = f"{found.goal.unit} so với cả nước" if found.goal.shape == Shape.BENCHMARK else found.goal.unit
    return forecast_sentence(found.forecast, unit, found.goal.places, found.reading.need)


def _opinions(found: TargetStanding) -> tuple[OpinionLine, ...]:
    """Open SDG and ESCAP, where their formulas can be written down for this shape at all."""
    case = _case(found)
    if case is None:
        return ()
    growth, linear = open_sdg(case), escap(case, _years(found.facts.points, case.base_year))
    lines = []
    if growth.label != Label.NOT_AVAILABLE:
        score = "" if growth.score is None else f", {write_number(growth.score, 1)} trong thang −5 đến 5"
        lines.append(OpinionLine("Open SDG", LABEL_WORDS[growth.label] + score, "Tăng trưởng kép có kịp không?"))
    if linear.current_status is not None:
        answer = f"{write_number(linear.current_status, 1)}/10 quãng đường"
        lines.append(OpinionLine("ESCAP, chỉ số hiện trạng", answer, "Đã đi được bao nhiêu từ mức nền?"))
    if linear.anticipated_gap is not None:
        answer = f"còn thiếu {with_unit(write_number(linear.anticipated_gap, 0), '%')} quãng đường khi đến hạn"
        lines.append(OpinionLine("ESCAP, tiến bộ dự kiến", answer, "Kéo dài đường thẳng thì còn thiếu bao nhiêu?"))
    return tuple(lines)


def _case(found: TargetStanding) -> ProgressCase | None:
    goal, base = found.goal, found.facts.baseline
    target = goal.value if goal.shape != Shape.RANGE else goal.high if goal.direction == Direction.LOWER else goal.low
    fits = goal.shape in (Shape.LEVEL, Shape.CUMULATIVE, Shape.RANGE, Shape.APPROXIMATE)
    if not fits or base is None or target is None or goal.due_on is None or not found.facts.points:
        return None
    latest = found.facts.points[-1]
    if latest.on <= base.on or goal.direction == Direction.NEITHER:
        return None
    return ProgressCase(
        base_year=base.on.year,
        base_value=float(base.value),
        current_year=base.on.year + years_between(base.on, latest.on),
        current_value=float(latest.value),
        direction=-1 if goal.direction == Direction.LOWER else 1,
        target=float(target),
        target_year=base.on.year + years_between(base.on, goal.due_on),
    )


def _years(points: Sequence[Measured], base_year: float) -> list[tuple[float, float]]:
    """ESCAP's line is fitted to what came since the base year."""
    dated = [(point.on.year + (point.on.timetuple().tm_yday - 365) / 365, float(point.value)) for point in points]
    since = [pair for pair in dated if pair[0] >= base_year]
    return since if len(since) > 1 else []


@dataclass(frozen=True, kw_only=True)
class JudgePage(Page):
    panel: StatusPanel
    back_url: str
    period: str


def judge_page(actor: Actor, plan: Plan, promise: Promise) -> JudgePage:
    """The form of a judgement, with what was computed above it. Raises `NotThere` for a target that is not measured."""
    day = today()
    found = target_standings(plan, day).get(promise.pk)
    if found is None:
        raise NotThere("Chỉ tiêu này chưa gắn với chỉ số nào nên chưa có gì để đánh giá.")
    panel = status_panel(actor, plan, promise, found, day)
    url = promise_url(plan, PromiseKind.TARGET, promise.code)
    return JudgePage(
        title=f"Đánh giá tình trạng chỉ tiêu {promise.code}",
        crumbs=(Crumb(str(plan), reverse("plans:plan", args=[plan.slug])), Crumb(promise.code, url), Crumb("Đánh giá")),
        place=promise.code,
        note=f"Chỉ số: {found.indicator_name}",
        panel=panel,
        back_url=url,
        period=Period.parse(panel.period).label,
    )
