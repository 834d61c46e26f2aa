"""Runs every check over what was gathered. Decides nothing itself: the domain doubts, this says about which rows."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ansinh.apps.indicators.models import Indicator
from ansinh.apps.indicators.queries import rolling_rules
from ansinh.apps.quality.gathering import Holder, Row, SeriesKey, SheetFacts, Store
from ansinh.domain.figures import write_date
from ansinh.domain.indicators import Direction, PlaceRule
from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.quality.agreement import Claim, groups_disagree, sources_disagree, total_disagrees
from ansinh.domain.quality.changes import Version, change_of, is_better, lean_of
from ansinh.domain.quality.checks import Check, fingerprint
from ansinh.domain.quality.flat import flat_runs
from ansinh.domain.quality.heaping import heaping_of
from ansinh.domain.quality.outliers import (
    FEWEST_PERIODS,
    FEWEST_UNITS,
    LATEST_PERIODS,
    Measure,
    Outlier,
    among_sentence,
    measure_of,
    newly_outlying,
    outliers_among,
    outliers_of_series,
    own_spread,
    series_sentence,
    usual_spread,
)
from ansinh.domain.quality.reporting import (
    Arrival,
    arrival,
    is_complete_enough_to_judge,
    lacking_sentence,
    late_sentence,
)
from ansinh.domain.rollup import Cell, Tree, roll_up
from ansinh.domain.series import Measured, of_one_kind
from ansinh.kit.clock import day_of


class Doubt(NamedTuple):
    """One doubt, ready to be stored; ``key`` without the name of its check."""

    check: Check
    key: str
    figures: tuple[object, ...]
    sentence: str
    weight: float
    holder: Holder
    indicator: int | None = None
    unit: int | None = None
    category: int | None = None
    period: str = ""

    @property
    def full_key(self) -> str:
        return f"{self.check.value}:{self.key}"

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.figures)


@dataclass
class Found:
    """What a survey found. ``looked`` counts figures (or sheets' cells) that each check could judge, by holder."""

    doubts: list[Doubt] = field(default_factory=list)
    looked: Counter[tuple[Check, int | None, int | None]] = field(default_factory=Counter)

    def look(self, check: Check, holder: Holder, count: int = 1) -> None:
        self.looked[check, holder.organisation, holder.approver] += count


def run_checks(store: Store, sheets: Sequence[SheetFacts], day: date) -> Found:
    found = Found()
    _check_sheets(sheets, day, found)
    series = _series(store)
    by_indicator: dict[int, list[SeriesKey]] = defaultdict(list)
    for key in sorted(series, key=lambda one: (one[0], one[1], one[2] or 0)):
        by_indicator[key[0]].append(key)
    for indicator_id, keys in by_indicator.items():
        indicator = store.indicators[indicator_id]
        measure = measure_of(indicator.unit, indicator.places, indicator.is_ratio and indicator.unit == "%")
        chosen = {key: series[key] for key in keys}
        _check_own_series(store, indicator, measure, chosen, found)
        _check_flat(store, indicator, measure, chosen, found)
        if indicator.is_ratio:
            _check_among_units(store, measure, chosen, found)
    _check_digits(store, found)
    _check_sources(store, found)
    _check_totals(store, found)
    _check_groups(store, found)
    _check_changes(store, found)
    return found


# Sheets ---------------------------------------------------------------------------------------------------------


def _check_sheets(sheets: Sequence[SheetFacts], day: date, found: Found) -> None:
    for sheet in sheets:
        row = sheet.row
        holder = Holder(row.organisation_id, row.form.approver_id, row.pk)
        if is_complete_enough_to_judge(sheet.facts, day):
            _check_cells(sheet, holder, found)
        if arrival(sheet.facts, day) is not Arrival.NOT_DUE:
            _check_arrival(sheet, holder, day, found)


def _check_cells(sheet: SheetFacts, holder: Holder, found: Found) -> None:
    facts = sheet.facts
    found.look(Check.COMPLETENESS, holder, facts.expected)
    lacking = facts.expected - facts.filled
    if lacking:
        figures = (facts.filled, facts.expected, facts.is_approved, facts.sent_on is None)
        sentence = lacking_sentence(facts)
        found.doubts.append(_of_sheet(sheet, Check.COMPLETENESS, figures, sentence, lacking, holder))


def _check_arrival(sheet: SheetFacts, holder: Holder, day: date, found: Found) -> None:
    facts = sheet.facts
    found.look(Check.TIMELINESS, holder)
    late = ((facts.sent_on or day) - (facts.due_on or day)).days
    if late > 0:
        figures, sentence = (facts.due_on, facts.sent_on), late_sentence(facts, day)
        found.doubts.append(_of_sheet(sheet, Check.TIMELINESS, figures, sentence, late, holder))


def _of_sheet(
    sheet: SheetFacts, check: Check, figures: tuple[object, ...], sentence: str, weight: int, holder: Holder
) -> Doubt:
    return Doubt(check, str(sheet.row.pk), figures, sentence, weight, holder, period=sheet.row.period)


# Series ---------------------------------------------------------------------------------------------------------

_Rows = Mapping[Period, Row]


def _series(store: Store) -> dict[SeriesKey, dict[Period, Row]]:
    """Rows with a figure by what has one series, of one length of period each."""
    all_of: dict[SeriesKey, dict[Period, Row]] = defaultdict(dict)
    for row in store.current:
        if row.cell.value is not None:
            all_of[row.series][row.period] = row
    return {key: _one_length(rows, store.indicators[key[0]]) for key, rows in all_of.items()}


def _one_length(rows: Mapping[Period, Row], indicator: Indicator) -> dict[Period, Row]:
    kept = of_one_kind([Measured(period, _value(row)) for period, row in rows.items()], PeriodKind(indicator.frequency))
    return {point.period: rows[point.period] for point in kept}


def _value(row: Row) -> Decimal:
    return row.cell.value if row.cell.value is not None else Decimal(0)


def _points(rows: _Rows) -> list[Measured]:
    return [Measured(period, _value(row)) for period, row in rows.items()]


def _denominators(rows: _Rows) -> list[Measured]:
    return [Measured(p, row.cell.denominator) for p, row in rows.items() if row.cell.denominator is not None]


def _check_own_series(
    store: Store, indicator: Indicator, measure: Measure, series: Mapping[SeriesKey, _Rows], found: Found
) -> None:
    """The figure itself; of a rate its denominator too."""
    persons = measure_of("", 0, is_share=False)
    for what, points_of, written in (("", _points, measure), ("Mẫu số", _denominators, persons)):
        if what and not indicator.is_ratio:
            continue
        points = {key: points_of(rows) for key, rows in series.items()}
        usual = usual_spread(own_spread(given) for key, given in points.items() if key[2] is None)
        for key, given in points.items():
            rows = series[key]
            if len(given) < FEWEST_PERIODS:
                continue
            if not what:
                for row in list(rows.values())[-LATEST_PERIODS:]:
                    found.look(Check.OWN_SERIES, store.holder(row))
            for outlier in outliers_of_series(given, written, usual if key[2] is None else Decimal(0)):
                row = rows[outlier.key]  # type: ignore[index]
                sentence = series_sentence(outlier, written, what)
                found.doubts.append(_of_row(store, Check.OWN_SERIES, row, outlier, sentence, "m" if what else "v"))


def _of_row(store: Store, check: Check, row: Row, outlier: Outlier, sentence: str, part: str) -> Doubt:
    return Doubt(
        check,
        f"{_place(row)}:{part}",
        (outlier.value,),
        sentence,
        float(outlier.times),
        store.holder(row),
        row.indicator,
        row.unit,
        row.category,
        row.period.code,
    )


def _place(row: Row) -> str:
    return f"{row.indicator}:{row.unit}:{row.category or ''}:{row.period.code}"


def _check_flat(
    store: Store, indicator: Indicator, measure: Measure, series: Mapping[SeriesKey, _Rows], found: Found
) -> None:
    for (_, unit, category), rows in series.items():
        reported = {period: row for period, row in rows.items() if not row.cell.is_nil}
        for row in reported.values():
            found.look(Check.FLAT, store.holder(row))
        for run in flat_runs(_points(reported), (indicator.floor, indicator.ceiling)):
            first, last = reported[run.periods[0]], reported[run.periods[-1]]
            found.doubts.append(
                Doubt(
                    Check.FLAT, _place(first), (run.value, *(p.code for p in run.periods)), run.sentence(measure),
                    len(run.periods), store.holder(last), indicator.pk, unit, category, last.period.code,
                )
            )  # fmt: skip


def _check_among_units(store: Store, measure: Measure, series: Mapping[SeriesKey, _Rows], found: Found) -> None:
    """Units of one level, total and groups each by themselves. A figure that its own series doubts is not asked
    about twice."""
    doubted = {doubt.key for doubt in found.doubts if doubt.check is Check.OWN_SERIES}
    by_period: dict[tuple[str, int | None], dict[Period, dict[int, Row]]] = defaultdict(lambda: defaultdict(dict))
    for (_, unit, category), rows in series.items():
        for period, row in rows.items():
            by_period[store.units[unit].level, category][period][unit] = row
    for periods in by_period.values():
        before: tuple[Period | None, list[Outlier]] = (None, [])
        for period in sorted(periods):
            there = periods[period]
            now = outliers_among({unit: _value(row) for unit, row in there.items()}, measure)
            if len(there) >= FEWEST_UNITS:
                for row in there.values():
                    found.look(Check.AMONG_UNITS, store.holder(row))
            for outlier in newly_outlying(now, before[1] if before[0] == period.previous() else []):
                row = there[outlier.key]  # type: ignore[index]
                if f"{_place(row)}:v" not in doubted:
                    sentence = among_sentence(outlier, measure)
                    found.doubts.append(_of_row(store, Check.AMONG_UNITS, row, outlier, sentence, "v"))
            before = (period, now)


def _check_digits(store: Store, found: Found) -> None:
    """What each reporter counted himself: numerators of rates, values of counts."""
    counted: dict[int, list[Decimal]] = defaultdict(list)
    for row in store.current:
        reporter = store.recordings[row.batch].reporter
        figure = row.cell.numerator if store.indicators[row.indicator].is_ratio else row.cell.value
        if reporter is not None and figure is not None and not row.cell.is_nil:
            counted[reporter].append(figure)
    for reporter, figures in counted.items():
        heaping, holder = heaping_of(figures), Holder(reporter, None)
        found.look(Check.HEAPING, holder, heaping.count)
        if heaping.is_doubtful:
            found.doubts.append(
                Doubt(
                    Check.HEAPING, str(reporter), (heaping.round_ones, heaping.count), heaping.sentence(),
                    heaping.index, holder,
                )
            )  # fmt: skip


# Contradictions -------------------------------------------------------------------------------------------------


def _check_sources(store: Store, found: Found) -> None:
    """Of each source what it says last and is not withdrawn, of the vintage of the figure in force."""
    rivals: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in store.others:
        if not store.recordings[row.batch].is_reversed and row.cell.value is not None:
            rivals[_place(row)][row.source] = row
    for row in store.current:
        others = [
            Claim(_source(store, other), _value(other))
            for other in rivals.get(_place(row), {}).values()
            if other.source != row.source and other.vintage == row.vintage
        ]
        if not others or row.cell.value is None:
            continue
        found.look(Check.CONTRADICTION, store.holder(row), len(others) + 1)
        disagreement = sources_disagree(
            Claim(f"{_source(store, row)} (số đang dùng)", row.cell.value), others, _least(store, row)
        )
        if disagreement is not None:
            figures = (disagreement.one.value, disagreement.other.source, disagreement.other.value)
            sentence = disagreement.sentence(_measure(store, row))
            weight = _relative(disagreement.gap, row.cell.value)
            found.doubts.append(_contradiction(store, row, f"{_place(row)}:n", figures, sentence, weight))


def _source(store: Store, row: Row) -> str:
    return store.source_names[row.source]


def _measure(store: Store, row: Row) -> Measure:
    """As sides of a contradiction are written: with one decimal more than usual when they have it."""
    indicator = store.indicators[row.indicator]
    exponent = int(_value(row).normalize().as_tuple().exponent)
    return measure_of(indicator.unit, min(max(indicator.places, -exponent), indicator.places + 1), is_share=False)


def _least(store: Store, row: Row) -> Decimal:
    """Less than this does not show in the indicator's decimals."""
    return Decimal("0.5").scaleb(-store.indicators[row.indicator].places)


def _relative(gap: Decimal, value: Decimal) -> float:
    return float(gap / abs(value)) if value else float(gap)


def _contradiction(
    store: Store, row: Row, key: str, figures: tuple[object, ...], sentence: str, weight: float
) -> Doubt:
    return Doubt(
        Check.CONTRADICTION, key, figures, sentence, weight, store.holder(row), row.indicator, row.unit, row.category,
        row.period.code,
    )  # fmt: skip


def _check_totals(store: Store, found: Found) -> None:
    """Figures recorded for a unit that has units below it with figures of their own."""
    if store.root is None:
        return
    by_indicator: dict[tuple[int, Period], dict[int, Row]] = defaultdict(dict)
    for row in store.current:
        if row.category is None:
            by_indicator[row.indicator, row.period][row.unit] = row
    trees: dict[Period, Tree] = {}
    for (indicator_id, period), rows in by_indicator.items():
        indicator = store.indicators[indicator_id]
        if len(rows) < 2 or indicator.over_place == PlaceRule.NOT_ADDITIVE:
            continue
        if period not in trees:
            trees[period] = Tree.between(store.root, store.belongings, period.start, period.end)
        _check_totals_of(store, indicator, trees[period], rows, found)


def _check_totals_of(store: Store, indicator: Indicator, tree: Tree, rows: Mapping[int, Row], found: Found) -> None:
    rules = rolling_rules(indicator)
    cells = {unit: row.cell for unit, row in rows.items()}
    for unit in sorted(cells.keys() & (tree.children.keys())):
        below = replace(tree, root=unit)
        parts = {one: cells[one] for one in below.units if one != unit and one in cells}
        if not parts:
            continue
        row = rows[unit]
        found.look(Check.CONTRADICTION, store.holder(row))
        made = roll_up(below.where_reported(parts), parts, rules)
        counted = indicator.floor is not None and indicator.floor >= 0
        disagreement = total_disagrees(row.cell, made, list(parts.values()), rules.place, counted, _least(store, row))
        if disagreement is not None:
            figures = (disagreement.one.value, disagreement.other.value, made.present)
            weight = _relative(disagreement.gap, _value(row))
            sentence = disagreement.sentence(_measure(store, row))
            found.doubts.append(_contradiction(store, row, f"{_place(row)}:t", figures, sentence, weight))


def _check_groups(store: Store, found: Found) -> None:
    """A total with all groups of a breakdown that makes the whole."""
    sizes = Counter(category.dimension_id for category in store.categories.values())
    groups: dict[tuple[int, int, Period], dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in store.current:
        if row.category is not None:
            dimension = store.categories[row.category].dimension_id
            groups[row.indicator, row.unit, row.period][dimension].append(row)
    for row in store.current:
        if row.category is not None:
            continue
        for dimension, parts in groups.get((row.indicator, row.unit, row.period), {}).items():
            if store.dimensions[dimension].is_complete and len(parts) == sizes[dimension]:
                _check_groups_of(store, row, parts, store.dimensions[dimension].name.lower(), dimension, found)


def _check_groups_of(
    store: Store, row: Row, parts: Sequence[Row], breakdown: str, dimension: int, found: Found
) -> None:
    found.look(Check.CONTRADICTION, store.holder(row))
    rule = PlaceRule(store.indicators[row.indicator].over_place)
    disagreement = groups_disagree(row.cell, [part.cell for part in parts], rule, breakdown, _least(store, row))
    if disagreement is not None:
        values: Iterable[Cell] = (part.cell for part in sorted(parts, key=lambda part: part.category or 0))
        figures = (row.cell.value, *(cell.value for cell in values))
        sentence = disagreement.sentence(_measure(store, row))
        weight = _relative(disagreement.gap, _value(row))
        found.doubts.append(_contradiction(store, row, f"{_place(row)}:g{dimension}", figures, sentence, weight))


# Changes --------------------------------------------------------------------------------------------------------


def _check_changes(store: Store, found: Found) -> None:
    """Of one cell, source and vintage what stood in force one after the other; and whether a reporter's changes lean."""
    for row in store.current:
        found.look(Check.CHANGED, store.holder(row))
    leans: dict[int, list[bool | None]] = defaultdict(list)
    for rows in _histories(store):
        last, indicator = rows[-1], store.indicators[rows[-1].indicator]
        change = change_of([_version(store, row) for row in rows], _least(store, last))
        if change is None:
            continue
        holder = store.holder(last)
        sentence = change.sentence(_measure(store, last))
        weight = _relative(abs(change.difference), change.versions[0].value)
        figures = tuple(version.value for version in change.versions)
        key = f"{_place(last)}:{last.source}:{last.vintage}"
        found.doubts.append(
            Doubt(
                Check.CHANGED, key, figures, sentence, weight, holder, last.indicator, last.unit, last.category,
                last.period.code,
            )
        )  # fmt: skip
        if holder.organisation is not None:
            leans[holder.organisation].append(is_better(change, Direction(indicator.direction)))
    for organisation, better in leans.items():
        lean = lean_of(better)
        if lean.is_doubtful:
            found.doubts.append(
                Doubt(
                    Check.CHANGED, f"lean:{organisation}", (lean.better, lean.count), lean.sentence(),
                    1000 + lean.count, Holder(organisation, None),
                )
            )  # fmt: skip


def _histories(store: Store) -> Iterator[list[Row]]:
    """Rows that replaced one another, in the order in which they were recorded."""
    replaced: dict[tuple[str, int, str], list[Row]] = defaultdict(list)
    for row in store.others:
        if row.pk in store.replaced and row.cell.value is not None:
            replaced[_place(row), row.source, row.vintage].append(row)
    current = {(_place(row), row.source, row.vintage): row for row in store.current} if replaced else {}
    for key, rows in replaced.items():
        now = current.get(key)
        whole = [*rows, now] if now is not None and now.cell.value is not None else rows
        yield sorted(whole, key=lambda row: row.pk)


def _version(store: Store, row: Row) -> Version:
    recording = store.recordings[row.batch]
    return Version(_value(row), write_date(day_of(recording.at)), recording.by or "hệ thống")
