"""A figure by group (sex, town and country, ethnic minority …): each group rolled up by itself, a table with bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ansinh.apps.indicators.models import Category, Dimension, Indicator, Observation
from ansinh.apps.indicators.queries import Figures
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.domain.charts.bars import BarChart, Group, bar_chart
from ansinh.domain.figures import NO_DATA, NOT_APPLICABLE_WORDS, with_unit, write_number
from ansinh.domain.indicators import PlaceRule
from ansinh.domain.periods import Period
from ansinh.domain.rollup import RolledUp, gaps_in_words, reported_words


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group's figure of the province; ``reported`` is "12/13 đơn vị", ``gaps`` names who is missing."""

    name: str
    value: str
    parts: str
    reported: str
    gaps: str
    is_complete: bool


@dataclass(frozen=True, slots=True)
class GroupTable:
    """One breakdown. ``whole`` is the figure without groups; ``note`` says where the groups contradict it."""

    code: str
    name: str
    title: str
    sentence: str
    unit: str
    lines: tuple[GroupLine, ...]
    whole: GroupLine
    chart: BarChart | None
    note: str


@dataclass(frozen=True, slots=True)
class Groups:
    """All breakdowns of an indicator that have a figure in the period; ``without`` are declared and have none."""

    period: str
    tables: tuple[GroupTable, ...]
    without: str

    @property
    def note(self) -> str:
        return self.period


def groups_of(indicator: Indicator, province: AdministrativeUnit, period: Period | None = None) -> Groups | None:
    """Of the period, otherwise of the latest that has figures by group. None where no breakdown is declared.

    A fixed number of queries, however many groups and units.
    """
    dimensions = list(indicator.dimensions.prefetch_related("categories"))
    chosen = period or (_latest(indicator) if dimensions else None)
    if not dimensions or chosen is None:
        return None
    whole = Figures.gathered([indicator], [chosen], province.pk).of_period(chosen, province.pk)[indicator.pk]
    by_category = Figures.by_category([indicator], [chosen], province.pk)
    made = {key: found.of_period(chosen, province.pk)[indicator.pk] for key, found in by_category.items()}
    names = _names([whole, *made.values()])
    tables, without = [], []
    for dimension in dimensions:
        categories = list(dimension.categories.all())
        if any(category.pk in made for category in categories):
            tables.append(_table(indicator, dimension, categories, made, whole, names, chosen))
        else:
            without.append(dimension.name.lower())
    return Groups(chosen.label, tuple(tables), "; ".join(without))


def _latest(indicator: Indicator) -> Period | None:
    rows = Observation.objects.filter(indicator=indicator, category__isnull=False, is_current=True)
    return max(map(Period.parse, rows.values_list("period", flat=True).distinct()), default=None)


def _names(made: Sequence[RolledUp]) -> dict[int, str]:
    units = AdministrativeUnit.objects.in_bulk({gap for found in made for gap in found.gaps})
    return {key: unit.name for key, unit in units.items()}


def _table(
    indicator: Indicator,
    dimension: Dimension,
    categories: Sequence[Category],
    made: Mapping[int, RolledUp],
    whole: RolledUp,
    names: Mapping[int, str],
    period: Period,
) -> GroupTable:
    nothing = RolledUp(None)
    found = {category: made.get(category.pk, nothing) for category in categories}
    lines = tuple(_line(indicator, category.name, one, names) for category, one in found.items())
    return GroupTable(
        code=dimension.code,
        name=dimension.name,
        title=f"{indicator.name} theo {dimension.name.lower()}, {period.label}",
        sentence="; ".join(f"{line.name}: {line.value}" for line in lines) + ".",
        unit=indicator.unit,
        lines=lines,
        whole=_line(indicator, "Chung", whole, names),
        chart=_chart(indicator, found, whole),
        note=_contradiction(dimension, list(found.values()), whole),
    )


def _line(indicator: Indicator, name: str, made: RolledUp, names: Mapping[int, str]) -> GroupLine:
    has_parts = made.numerator is not None and made.denominator is not None
    return GroupLine(
        name=name,
        value=_words(indicator, made),
        parts=f"{write_number(made.numerator or 0)}/{write_number(made.denominator or 0)}" if has_parts else "",
        reported=reported_words(made) if made.expected or made.is_own or made.is_not_applicable else "chưa báo cáo",
        gaps=gaps_in_words(made, names),
        is_complete=made.is_complete and (made.value is not None or made.is_not_applicable),
    )


def _words(indicator: Indicator, made: RolledUp) -> str:
    if made.is_not_applicable:
        return NOT_APPLICABLE_WORDS
    return NO_DATA if made.value is None else with_unit(write_number(made.value, indicator.places), indicator.unit)


def _chart(indicator: Indicator, found: Mapping[Category, RolledUp], whole: RolledUp) -> BarChart | None:
    """The whole is a line only where a group can be held against it: a share against a share, never a part of a sum."""
    groups = [Group(category.name, made.value, _words(indicator, made)) for category, made in found.items()]
    line = Group("Chung", whole.value, _words(indicator, whole)) if whole.value is not None else None
    return bar_chart(groups, None if indicator.over_place == PlaceRule.SUM else line)


def _contradiction(dimension: Dimension, groups: Sequence[RolledUp], whole: RolledUp) -> str:
    """Where all groups of a complete breakdown are there and do not make the whole."""
    if not dimension.is_complete or not all(_is_whole(made) for made in (*groups, whole)):
        return ""
    for name, total, parts in (
        ("tử số", whole.numerator, [made.numerator for made in groups]),
        ("mẫu số", whole.denominator, [made.denominator for made in groups]),
        ("", None if whole.numerator is not None else whole.value, [made.value for made in groups]),
    ):
        known = [part for part in parts if part is not None]
        if total is not None and len(known) == len(parts) and sum(known, Decimal(0)) != total:
            of = f" {name}" if name else ""
            return (
                f"Cộng{of} các nhóm được {write_number(sum(known, Decimal(0)))}, khác số chung {write_number(total)}."
            )
    return ""


def _is_whole(made: RolledUp) -> bool:
    return made.value is not None and made.is_complete
