"""Reads of figures: rules of indicators, series, current values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import IntegerField, Q, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from ansinh.apps.indicators.models import Indicator, Observation
from ansinh.apps.orgs.models import AdministrativeUnit, UnitMembership
from ansinh.domain.figures_recorded import IndicatorRules
from ansinh.domain.indicators import PlaceRule, TimeRule
from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.rollup import NOT_APPLICABLE, Belonging, Cell, RolledUp, RollUpRules, Tree, over_time, parts_of
from ansinh.domain.rollup import roll_up as roll_up_cells


def rules_of(indicator_ids: Iterable[int]) -> dict[int, IndicatorRules]:
    """What figures of these indicators must keep to: one query."""
    return {indicator.pk: rules_for(indicator) for indicator in Indicator.objects.filter(pk__in=set(indicator_ids))}


def rules_for(indicator: Indicator) -> IndicatorRules:
    return IndicatorRules(
        name=indicator.name,
        unit=indicator.unit,
        is_ratio=indicator.is_ratio,
        scale=indicator.scale,
        floor=indicator.floor,
        ceiling=indicator.ceiling,
        is_share=indicator.is_ratio and indicator.unit == "%",
    )


@dataclass(frozen=True, slots=True)
class Point:
    """One measured value of a series."""

    period: str
    value: Decimal
    vintage: str
    source: str


def series_of(indicator: Indicator, unit_id: int, category_id: int | None = None) -> tuple[Point, ...]:
    """The current figures of an indicator for one unit, oldest first: one query."""
    rows = Observation.objects.filter(indicator=indicator, unit_id=unit_id, is_current=True)
    rows = rows.filter(category=None) if category_id is None else rows.filter(category_id=category_id)
    rows = rows.select_related("source").order_by("period")
    return tuple(Point(row.period, row.value, row.vintage, row.source.name) for row in rows if row.value is not None)


def sources_below(indicator: Indicator, root: AdministrativeUnit, codes: Iterable[str]) -> tuple[str, ...]:
    """Where the figures of the units below ``root`` come from, for these periods and the shorter ones that make them:
    one query."""
    wanted = _codes([indicator], [Period.parse(code) for code in codes])
    rows = Observation.objects.filter(indicator=indicator, period__in=wanted, is_current=True).exclude(unit=root)
    names = rows.order_by("source__rank", "source__code").values_list("source__name", flat=True)
    return tuple(dict.fromkeys(names.distinct()))


# Roll-up ------------------------------------------------------------------------------------------------------------


def rolling_rules(indicator: Indicator) -> RollUpRules:
    return RollUpRules(PlaceRule(indicator.over_place), TimeRule(indicator.over_time), indicator.scale)


def roll_up(
    indicators: Sequence[Indicator], period: Period, root_id: int, day: date | None = None
) -> dict[int, RolledUp]:
    """For each indicator's key its figure of the unit ``root_id`` for the period, rolled up over the tree as it stood
    on ``day`` (the period's last day unless given). Two queries, however many indicators and units."""
    return Figures.gathered(indicators, [period], root_id, day).of_period(period, root_id)


def roll_up_series(indicator: Indicator, periods: Sequence[Period], root_id: int) -> dict[str, RolledUp]:
    """By code of period; the tree is that of each period's last day. Two queries."""
    figures = Figures.gathered([indicator], periods, root_id)
    return {period.code: figures.of_period(period, root_id)[indicator.pk] for period in periods}


@dataclass(frozen=True, slots=True)
class Figures:
    """The current figures of some indicators under a unit, from which any unit below can be rolled up without
    another query."""

    rules: Mapping[int, RollUpRules]
    trees: Mapping[Period, Tree]
    #: By indicator and period, the cells of units.
    cells: Mapping[tuple[int, Period], Mapping[int, Cell]]

    @classmethod
    def gathered(
        cls, indicators: Sequence[Indicator], periods: Sequence[Period], root_id: int, day: date | None = None
    ) -> Figures:
        """Two queries. Figures broken down by category do not enter: they are parts of the same whole."""
        trees = _trees(periods, root_id, day)
        by_indicator = _cells_by_unit([indicator.pk for indicator in indicators], _codes(indicators, periods), trees)
        return cls._of_cells(indicators, trees, {pk: by_indicator.get((pk, None), {}) for pk, _ in by_indicator})

    @classmethod
    def by_category(
        cls, indicators: Sequence[Indicator], periods: Sequence[Period], root_id: int
    ) -> dict[int, Figures]:
        """The same of each category that has any figure, rolled up by itself: two queries for all of them.

        A unit that gave the whole but not the group is a gap of the group.
        """
        trees = _trees(periods, root_id, None)
        found = _cells_by_unit([i.pk for i in indicators], _codes(indicators, periods), trees, are_groups=True)
        by_category: dict[int, dict[int, _CellsOfUnits]] = defaultdict(dict)
        for (indicator, category), by_unit in found.items():
            if category is not None:
                by_category[category][indicator] = by_unit
        return {key: cls._of_cells(indicators, trees, by_unit) for key, by_unit in by_category.items()}

    @classmethod
    def _of_cells(
        cls, indicators: Sequence[Indicator], trees: Mapping[Period, Tree], by_unit: Mapping[int, _CellsOfUnits]
    ) -> Figures:
        rules = {indicator.pk: rolling_rules(indicator) for indicator in indicators}
        cells = {
            (indicator.pk, period): _cells_of_period(
                by_unit.get(indicator.pk, {}),
                period,
                parts_of(period, PeriodKind(indicator.frequency)),
                rules[indicator.pk],
            )
            for indicator in indicators
            for period in trees
        }
        return cls(rules, trees, cells)

    def of_period(self, period: Period, unit_id: int) -> dict[int, RolledUp]:
        """By indicator, the figure of the unit."""
        reported: dict[frozenset[int], Tree] = {}
        made = {}
        for indicator, rules in self.rules.items():
            cells = self.cells[indicator, period]
            units = frozenset(cells)
            if units not in reported:
                reported[units] = replace(self.trees[period].where_reported(units), root=unit_id)
            made[indicator] = roll_up_cells(reported[units], cells, rules)
        return made

    def of_children(self, indicator_id: int, period: Period) -> dict[int, RolledUp]:
        """By unit, for every unit that is directly under the root on the day."""
        tree = self.trees[period].where_reported(self.cells[indicator_id, period])
        cells, rules = self.cells[indicator_id, period], self.rules[indicator_id]
        below = [unit for unit in tree.children.get(tree.root, ()) if unit in tree.expected]
        return {unit: roll_up_cells(replace(tree, root=unit), cells, rules) for unit in below}


def _trees(periods: Sequence[Period], root_id: int, day: date | None) -> dict[Period, Tree]:
    """As they stand on ``day``, otherwise on each period's last day: one query."""
    belongings = _belongings(root_id, min(p.start for p in periods), day or max(p.end for p in periods))
    return {p: Tree.between(root_id, belongings, p.start, day or p.end) for p in periods}


def _codes(indicators: Iterable[Indicator], periods: Sequence[Period]) -> set[str]:
    """Of the periods and of all shorter ones that make them."""
    kinds = {PeriodKind(indicator.frequency) for indicator in indicators}
    parts = (part for period in periods for kind in kinds for part in parts_of(period, kind))
    return {period.code for period in (*periods, *parts)}


#: Every unit that was anywhere under a root between two days; the same words on SQLite and PostgreSQL.
_BELOW = """
    WITH RECURSIVE below(id) AS (
        SELECT unit_id FROM orgs_unitmembership
        WHERE parent_id = %s AND (valid_to IS NULL OR valid_to > %s) AND valid_from <= %s
        UNION
        SELECT m.unit_id FROM orgs_unitmembership m JOIN below ON m.parent_id = below.id
        WHERE (m.valid_to IS NULL OR m.valid_to > %s) AND m.valid_from <= %s
    ) SELECT id FROM below
"""


def _belongings(root_id: int, since: date, until: date) -> list[Belonging]:
    """Of the units below the root; also where they have been or gone besides."""
    below = RawSQL(_BELOW, [root_id, since, until, since, until])  # noqa: S611 (words of our own, values as parameters)
    rows = UnitMembership.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=since), valid_from__lte=until)
    rows = rows.filter(unit_id__in=below)
    return [Belonging(*row) for row in rows.values_list("unit_id", "parent_id", "valid_from", "valid_to")]


#: Beyond so many units the whole store is read: naming them would cost more than it saves.
_NAMED_UNITS = 500


class _Numbers(dict[str | None, Decimal | None]):
    """Numbers by how they are written; most figures of a store are written many times."""

    def __missing__(self, written: str | None) -> Decimal | None:
        self[written] = number = None if written is None else Decimal(written)
        return number


#: By unit and period.
_CellsOfUnits = Mapping[int, Mapping[Period, Cell]]


def _cells_by_unit(
    indicator_ids: Iterable[int], codes: Collection[str], trees: Mapping[Period, Tree], *, are_groups: bool = False
) -> Mapping[tuple[int, int | None], _CellsOfUnits]:
    """By indicator and category (None: the whole; ``are_groups`` asks for the others): one query.

    Numbers come as text: exact, and several times quicker than the ORM's own.
    """
    rows = Observation.objects.filter(
        indicator_id__in=list(indicator_ids),
        period__in=list(codes),
        is_current=True,
        category__isnull=not are_groups,
    )
    units = {unit for tree in trees.values() for unit in tree.units}
    if len(units) <= _NAMED_UNITS:
        rows = rows.filter(unit_id__in=units)
    flags = [Cast(name, IntegerField()) for name in ("is_nil", "is_not_applicable")]
    plain = [*flags, *(Cast(c, TextField()) for c in ("value", "numerator", "denominator"))]
    periods = {code: Period.parse(code) for code in codes}
    number = _Numbers()
    found: dict[tuple[int, int | None], dict[int, dict[Period, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for indicator, category, unit, code, is_nil, is_outside, value, numerator, denominator in rows.values_list(
        "indicator_id", "category_id", "unit_id", "period", *plain
    ).iterator(chunk_size=10_000):
        found[indicator, category][unit][periods[code]] = (
            NOT_APPLICABLE if is_outside else Cell(number[value], number[numerator], number[denominator], bool(is_nil))
        )
    return found


def _cells_of_period(
    by_unit: _CellsOfUnits, period: Period, parts: Sequence[Period], rules: RollUpRules
) -> dict[int, Cell]:
    """What was recorded for the period itself, otherwise what the shorter periods make."""
    found = {}
    for unit, cells in by_unit.items():
        cell = cells.get(period) or over_time(cells, parts, rules)
        if cell is not None:
            found[unit] = cell
    return found
