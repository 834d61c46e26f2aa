"""An indicator by district: the map, the table and the small multiples, for the latest period with figures."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.urls import reverse

from ansinh.apps.indicators.models import Indicator, Observation
from ansinh.apps.indicators.queries import Figures
from ansinh.apps.orgs.imports import SHIPPED
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.domain.charts.maps import Choropleth, Outline, Step, choropleth
from ansinh.domain.charts.multiples import Multiple, SmallMultiples, small_multiples
from ansinh.domain.charts.outlines import read_outlines
from ansinh.domain.figures import NO_DATA, NOT_APPLICABLE_WORDS, with_unit, write_number, write_range
from ansinh.domain.indicators import PlaceRule
from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.rollup import RolledUp, reported_words
from ansinh.domain.series import Measured, of_one_kind

#: So many periods are drawn side by side; older ones are on the page of the indicator.
_MOST_PERIODS = 24


@dataclass(frozen=True, slots=True)
class UnitRow:
    name: str
    value: str
    reported: str
    is_complete: bool


@dataclass(frozen=True, slots=True)
class ScaleStep:
    level: int
    words: str


@dataclass(frozen=True, slots=True)
class UnitMultiple:
    name: str
    value: str
    drawn: Multiple


@dataclass(frozen=True, slots=True)
class Breakdown:
    """``sentence`` says what the map shows; ``multiples`` are empty where there is only one period."""

    title: str
    sentence: str
    period: str
    unit: str
    map: Choropleth | None
    scale: tuple[ScaleStep, ...]
    rows: tuple[UnitRow, ...]
    series: SmallMultiples | None
    multiples: tuple[UnitMultiple, ...]
    multiples_note: str
    sort_url: str

    @property
    def note(self) -> str:
        return f"{self.period}, {self.unit}"


def breakdown(indicator: Indicator, province: AdministrativeUnit, goal: Decimal | None = None) -> Breakdown | None:
    """None where no unit below the province has a figure. Four queries, however many units and periods."""
    periods = _periods_below(indicator, province)
    if not periods or indicator.over_place == PlaceRule.NOT_ADDITIVE:
        return None
    figures = Figures.gathered([indicator], periods, province.pk)
    made = {period: figures.of_children(indicator.pk, period) for period in periods}
    latest = made[periods[-1]]
    units = AdministrativeUnit.objects.in_bulk(latest)
    order = sorted(units, key=lambda key: units[key].sort_key)
    known = {key: latest[key].value for key in order if latest[key].value is not None}
    if not known:
        return None
    drawn = _map(indicator, units, {key: value for key, value in known.items() if value is not None})
    series = _series(made, order, goal)
    return Breakdown(
        title=f"{indicator.name} theo địa bàn, {periods[-1].label}",
        sentence=_sentence(indicator, units, latest, order),
        period=periods[-1].label,
        unit=indicator.unit,
        map=drawn,
        scale=tuple(ScaleStep(step.level, _step_words(step, indicator)) for step in (drawn.steps if drawn else ())),
        rows=tuple(_row(indicator, units[key], latest[key]) for key in order),
        series=series if len(periods) > 1 else None,
        multiples=_named(indicator, units, latest, series) if series and len(periods) > 1 else (),
        multiples_note=_multiples_note(indicator, periods, series),
        sort_url=reverse("indicators:indicator", args=[indicator.code]),
    )


def _periods_below(indicator: Indicator, province: AdministrativeUnit) -> list[Period]:
    """The last periods of one length in which some unit below has a figure, oldest first."""
    rows = Observation.objects.filter(indicator=indicator, category=None, is_current=True, value__isnull=False)
    codes = rows.exclude(unit=province).order_by("period").values_list("period", flat=True).distinct()
    points = [Measured(Period.parse(code), Decimal(0)) for code in codes]
    return [point.period for point in of_one_kind(points, PeriodKind(indicator.frequency))][-_MOST_PERIODS:]


# The map -------------------------------------------------------------------------------------------------------


@cache
def district_outlines() -> tuple[Outline, ...]:
    """Of the register as it is shipped; the file does not change while the house stands."""
    return read_outlines(json.loads((SHIPPED / "districts_2024.geojson").read_text(encoding="utf-8")))


def _map(
    indicator: Indicator, units: Mapping[int, AdministrativeUnit], values: Mapping[int, Decimal]
) -> Choropleth | None:
    """None where the units are not the districts that the outlines show."""
    outlines = district_outlines()
    if not {unit.code for unit in units.values()} <= {outline.code for outline in outlines}:
        return None
    by_code = {units[key].code: value for key, value in values.items()}
    words = {code: write_number(value, indicator.places) for code, value in by_code.items()}
    return choropleth(outlines, by_code, words)


def _step_words(step: Step, indicator: Indicator) -> str:
    low, high = (round(value, indicator.places) for value in (step.low, step.high))
    return write_range(low, high)


# Table and sentences -------------------------------------------------------------------------------------------


def _row(indicator: Indicator, unit: AdministrativeUnit, made: RolledUp) -> UnitRow:
    if made.is_not_applicable:
        return UnitRow(unit.name, NOT_APPLICABLE_WORDS, "", is_complete=True)
    reported = "chưa báo cáo" if made.value is None else reported_words(made)
    return UnitRow(unit.name, _value(indicator, made.value), reported, is_complete=made.is_complete)


def _value(indicator: Indicator, value: Decimal | None) -> str:
    return NO_DATA if value is None else write_number(value, indicator.places)


def _sentence(
    indicator: Indicator, units: Mapping[int, AdministrativeUnit], latest: Mapping[int, RolledUp], order: Sequence[int]
) -> str:
    parts = [f"{units[key].name} {_row(indicator, units[key], latest[key]).value}" for key in order]
    return "; ".join(parts) + "."


# Small multiples -----------------------------------------------------------------------------------------------


def _series(
    made: Mapping[Period, Mapping[int, RolledUp]], order: Sequence[int], goal: Decimal | None
) -> SmallMultiples | None:
    series = {
        key: tuple(
            Measured(period, value)
            for period, found in made.items()
            if key in found and (value := found[key].value) is not None
        )
        for key in order
    }
    return small_multiples(series, goal)


def _named(
    indicator: Indicator,
    units: Mapping[int, AdministrativeUnit],
    latest: Mapping[int, RolledUp],
    series: SmallMultiples,
) -> tuple[UnitMultiple, ...]:
    return tuple(
        UnitMultiple(units[drawn.unit].name, _value(indicator, latest[drawn.unit].value), drawn)
        for drawn in series.multiples
    )


def _multiples_note(indicator: Indicator, periods: Sequence[Period], series: SmallMultiples | None) -> str:
    if series is None or len(periods) < 2:
        return ""
    ends = [with_unit(write_number(value), indicator.unit) for value in (series.low, series.high)]
    return f"Cùng một thang từ {ends[0]} đến {ends[1]}, {periods[0].label} đến {periods[-1].label}."
