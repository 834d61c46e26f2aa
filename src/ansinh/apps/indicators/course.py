"""The panel "Diễn biến" on the page of a target: its course over the years, the figures behind it, related series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from ansinh.apps.indicators.breakdown import breakdown
from ansinh.apps.indicators.categories import groups_of
from ansinh.apps.indicators.charts import CoursePicture, course_picture, goal_edges
from ansinh.apps.indicators.models import Indicator, Observation, RelatedSeries
from ansinh.apps.indicators.pages import province_unit
from ansinh.apps.indicators.queries import Point, series_of, sources_below
from ansinh.apps.indicators.standing import TargetStanding, target_standings
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.apps.plans.models import Plan, Promise, PromiseKind
from ansinh.domain.figures import with_unit, write_number
from ansinh.domain.indicators import VINTAGE_LABELS, Shape, Vintage
from ansinh.domain.periods import Period
from ansinh.domain.status import Goal
from ansinh.kit.access import Actor
from ansinh.kit.pages import Panel

_COURSE = "indicators/chart_course.html"
_BREAKDOWN = "indicators/chart_breakdown.html"
_GROUPS = "indicators/chart_groups.html"
#: Where no figure was recorded for the province itself.
_ADDED_UP = "tính từ số của mọi đơn vị"


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A measured value as it is drawn, with what is known of the figure it was made of."""

    period: str
    value: str
    vintage: str
    source: str


@dataclass(frozen=True, slots=True)
class AheadLine:
    day: date
    central: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class RelatedLine:
    """A published series that resembles the target; ``latest`` is empty where none of its figures is recorded."""

    name: str
    url: str
    difference: str
    latest: str


@dataclass(frozen=True, slots=True)
class CoursePanel:
    picture: CoursePicture | None
    indicator_name: str
    indicator_url: str
    unit: str
    lines: tuple[CourseLine, ...]
    ahead: tuple[AheadLine, ...]
    sources: str
    related: tuple[RelatedLine, ...]


def course_panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    """For `plans.queries.add_panel_source`: nothing for what is neither measured nor resembled by a series."""
    if promise.kind != PromiseKind.TARGET:
        return ()
    province = province_unit()
    found = target_standings(plan, day).get(promise.pk)
    related = _related(promise, province)
    if province is None or (found is None and not related):
        return ()
    if found is None:
        return (Panel("Diễn biến", _COURSE, CoursePanel(None, "", "", "", (), (), "", related)),)
    indicator = Indicator.objects.get(code=found.indicator_code)
    data = _panel(found, indicator, province, related)
    course = Panel("Diễn biến", _COURSE, data, note=f"Đơn vị: {data.unit}")
    by_unit = breakdown(indicator, province, _level(found.goal))
    groups = groups_of(indicator, province)
    return (
        course,
        *([Panel("Theo địa bàn", _BREAKDOWN, by_unit, note=by_unit.note)] if by_unit else []),
        *([Panel("Theo nhóm", _GROUPS, groups, note=groups.note)] if groups and groups.tables else []),
    )


def _level(goal: Goal) -> Decimal | None:
    """What every district can be held against: the level of the whole, not its count."""
    edges = goal_edges(goal) if goal.shape in (Shape.LEVEL, Shape.RANGE, Shape.APPROXIMATE) else ()
    return edges[0] if edges and goal.unit.startswith("%") else None


def _panel(
    found: TargetStanding, indicator: Indicator, province: AdministrativeUnit, related: tuple[RelatedLine, ...]
) -> CoursePanel:
    recorded = {point.period: point for point in series_of(indicator, province.pk)}
    lacking = [point.period.code for point in found.facts.points if point.period.code not in recorded]
    below = sources_below(indicator, province, lacking) if lacking else ()
    lines = _lines(found, recorded, "; ".join([_ADDED_UP, *below]))
    picture = course_picture(found.indicator_name, found.goal, found.facts, found.forecast)
    places = found.goal.places
    return CoursePanel(
        picture=picture,
        indicator_name=found.indicator_name,
        indicator_url=reverse("indicators:indicator", args=[found.indicator_code]),
        unit=found.goal.unit,
        lines=lines,
        ahead=tuple(
            AheadLine(o.on, *(write_number(value, places) for value in (o.central, o.low, o.high)))
            for o in (picture.ahead if picture else ())
        ),
        sources="; ".join(dict.fromkeys(line.source for line in lines)),
        related=related,
    )


def _lines(found: TargetStanding, recorded: Mapping[str, Point], added_up: str) -> tuple[CourseLine, ...]:
    """Latest first; ``added_up`` is the source of points that were not recorded for the province itself."""
    lines = []
    for point in reversed(found.facts.points):
        made_of = recorded.get(point.period.code)
        lines.append(
            CourseLine(
                point.period.label,
                write_number(point.value, found.goal.places),
                VINTAGE_LABELS[Vintage(made_of.vintage)] if made_of else "",
                made_of.source if made_of else added_up,
            )
        )
    return tuple(lines)


def _related(promise: Promise, province: AdministrativeUnit | None) -> tuple[RelatedLine, ...]:
    """One query."""
    latest = Observation.objects.filter(
        indicator=OuterRef("indicator"), unit=province, category=None, is_current=True, value__isnull=False
    ).order_by("-period")
    rows = (
        RelatedSeries.objects.filter(target_id=promise.pk)
        .select_related("indicator")
        .annotate(period=Subquery(latest.values("period")[:1]), value=Subquery(latest.values("value")[:1]))
    )
    return tuple(
        RelatedLine(
            name=row.indicator.name,
            url=reverse("indicators:indicator", args=[row.indicator.code]),
            difference=row.difference,
            latest=_latest(row),
        )
        for row in rows
    )


def _latest(row: RelatedSeries) -> str:
    period, value = getattr(row, "period", None), getattr(row, "value", None)
    if not period or value is None:
        return ""
    return f"{Period.parse(period).label}: {with_unit(write_number(value, row.indicator.places), row.indicator.unit)}"
