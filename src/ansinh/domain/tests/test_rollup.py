from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.indicators import PlaceRule, TimeRule
from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.rollup import (
    NOT_APPLICABLE,
    Belonging,
    Cell,
    RolledUp,
    RollUpRules,
    Tree,
    over_time,
    parts_of,
    roll_up,
)

SUM = RollUpRules(PlaceRule.SUM, TimeRule.SUM)
SHARE = RollUpRules(PlaceRule.RATIO_OF_SUMS, TimeRule.LAST, Decimal(100))
BEGAN = date(2020, 1, 1)
END = date(2025, 12, 31)

#: Figures are recorded with six decimals.
STEP = Decimal("0.000001")

amounts = st.decimals(min_value=0, max_value=10**6, places=2)
cells = st.one_of(
    st.none(),
    st.just(Cell(Decimal(0), is_nil=True)),
    st.just(NOT_APPLICABLE),
    st.tuples(amounts, st.decimals(min_value=1, max_value=10**6, places=2)).map(
        lambda parts: Cell((parts[0] / parts[1] * 100).quantize(STEP), *parts)
    ),
)
#: Cells of communes by district.
provinces = st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=4)


def province_of(districts: list[list[Cell | None]]) -> tuple[Tree, dict[int, Cell], list[int]]:
    """Root 0, districts 1 …, communes 100 …; the cells given."""
    children: dict[int, tuple[int, ...]] = {0: tuple(range(1, len(districts) + 1))}
    given_cells: dict[int, Cell] = {}
    number = 100
    for district, communes in enumerate(districts, 1):
        children[district] = tuple(range(number, number + len(communes)))
        given_cells |= {number + place: cell for place, cell in enumerate(communes) if cell}
        number += len(communes)
    everyone = frozenset({0, *(unit for below in children.values() for unit in below)})
    return Tree(0, children, everyone), given_cells, list(children[0])


def sub(tree: Tree, root: int) -> Tree:
    return Tree(root, tree.children, tree.expected)


def as_cell(made: RolledUp) -> Cell:
    return Cell(made.value, made.numerator, made.denominator)


@given(provinces)
def test_sum_of_districts_is_sum_of_all_communes(districts: list[list[Cell | None]]) -> None:
    tree, given_cells, roots = province_of(districts)
    whole = roll_up(tree, given_cells, SUM)
    parts = [roll_up(sub(tree, root), given_cells, SUM) for root in roots]
    known = [part.value for part in parts if part.value is not None]
    assert whole.value == (sum(known) if known else None)
    assert whole.present == sum(part.present for part in parts)
    assert whole.expected == sum(part.expected for part in parts)
    assert set(whole.gaps) == {gap for part in parts for gap in part.gaps}


@given(provinces)
def test_share_by_way_of_districts_is_share_of_all_communes(districts: list[list[Cell | None]]) -> None:
    tree, given_cells, roots = province_of(districts)
    parts = {root: roll_up(sub(tree, root), given_cells, SHARE) for root in roots}
    by_districts = {root: as_cell(part) for root, part in parts.items() if part.value is not None}
    once = roll_up(tree, given_cells, SHARE)
    twice = roll_up(tree.down_to(1), by_districts, SHARE)
    assert (once.value, once.numerator, once.denominator) == (twice.value, twice.numerator, twice.denominator)


@given(provinces, st.randoms(use_true_random=False))
def test_order_of_units_and_of_figures_does_not_matter(districts: list[list[Cell | None]], random) -> None:  # type: ignore[no-untyped-def]
    tree, given_cells, _ = province_of(districts)
    children = {unit: tuple(random.sample(below, len(below))) for unit, below in tree.children.items()}
    shuffled = dict(random.sample(list(given_cells.items()), len(given_cells)))
    assert roll_up(Tree(0, children, tree.expected), shuffled, SHARE) == roll_up(tree, given_cells, SHARE)


@given(provinces)
def test_share_lies_between_the_least_and_the_greatest_of_its_parts(districts: list[list[Cell | None]]) -> None:
    tree, given_cells, _ = province_of(districts)
    parts = [cell.value for cell in given_cells.values() if not cell.is_nil and cell.value is not None]
    made = roll_up(tree, given_cells, SHARE).value
    if parts and made is not None:
        tolerance = Decimal("0.000001")
        assert min(parts) - tolerance <= made <= max(parts) + tolerance


@given(provinces)
def test_every_commune_is_present_or_a_gap_and_a_gap_adds_nothing(districts: list[list[Cell | None]]) -> None:
    tree, given_cells, _ = province_of(districts)
    made = roll_up(tree, given_cells, SUM)
    assert made.present + len(made.gaps) == made.expected
    assert made.expected + len(made.not_applicable) == sum(map(len, districts))
    assert set(made.gaps).isdisjoint(given_cells)
    assert (made.value is None) == all(cell.is_not_applicable for cell in given_cells.values())


@given(provinces)
def test_communes_that_cannot_have_a_figure_change_nothing_but_what_is_expected(
    districts: list[list[Cell | None]],
) -> None:
    tree, given_cells, _ = province_of(districts)
    outside = {unit for unit, cell in given_cells.items() if cell.is_not_applicable}
    without = Tree(0, tree.children, tree.expected - outside)
    others = {unit: cell for unit, cell in given_cells.items() if unit not in outside}
    made = roll_up(tree, given_cells, SUM)
    assert made.not_applicable == tuple(sorted(outside))
    assert replace(made, not_applicable=()) == roll_up(without, others, SUM)


@given(provinces, amounts)
def test_figure_of_the_unit_itself_stands_and_is_never_added(districts: list[list[Cell | None]], own: Decimal) -> None:
    tree, given_cells, _ = province_of(districts)
    made = roll_up(tree, given_cells | {0: Cell(own)}, SUM)
    assert (made.value, made.is_own, made.gaps) == (own, True, ())


def test_a_district_that_reports_for_itself_stands_for_its_communes() -> None:
    tree = Tree(0, {0: (1, 2), 1: (11, 12), 2: (21, 22)}, frozenset({0, 1, 2, 11, 12, 21, 22}))
    made = roll_up(tree, {1: Cell(Decimal(50)), 11: Cell(Decimal(20)), 21: Cell(Decimal(7))}, SUM)
    assert (made.value, made.present, made.expected, made.gaps) == (57, 3, 4, (22,))


def test_a_district_share_without_parts_gives_way_to_its_communes() -> None:
    tree = Tree(0, {0: (1,), 1: (11,)}, frozenset({0, 1, 11}))
    made = roll_up(tree, {1: Cell(Decimal(90)), 11: Cell(Decimal(50), Decimal(1), Decimal(2))}, SHARE)
    assert (made.value, made.gaps) == (50, ())


def test_counting_goes_down_to_the_lowest_level_that_reported() -> None:
    tree = Tree(0, {0: (1, 2), 1: (11, 12, 13), 2: (21,)}, frozenset({0, 1, 2, 11, 12, 13, 21}))
    by_districts = roll_up(tree.where_reported([1]), {1: Cell(Decimal(5))}, SUM)
    assert (by_districts.present, by_districts.expected, by_districts.gaps) == (1, 2, (2,))
    by_communes = roll_up(tree.where_reported([11]), {11: Cell(Decimal(5))}, SUM)
    assert (by_communes.present, by_communes.expected) == (1, 4)


def test_seventeen_of_eighteen_with_one_that_cannot_have_the_figure() -> None:
    tree = Tree(0, {0: tuple(range(1, 20))}, frozenset(range(20)))
    given_cells = {unit: Cell(Decimal(1)) for unit in range(1, 18)} | {19: NOT_APPLICABLE}
    made = roll_up(tree, given_cells, SUM)
    assert (made.value, made.present, made.expected, made.gaps, made.not_applicable) == (17, 17, 18, (18,), (19,))


def test_a_district_that_cannot_have_the_figure_answers_for_its_communes() -> None:
    tree = Tree(0, {0: (1, 2), 1: (11, 12), 2: (21,)}, frozenset({0, 1, 2, 11, 12, 21}))
    made = roll_up(tree, {1: NOT_APPLICABLE, 21: Cell(Decimal(5))}, SUM)
    assert (made.value, made.expected, made.not_applicable, made.is_complete) == (5, 1, (11, 12), True)


def test_where_nobody_can_have_the_figure_there_is_none_and_none_is_missing() -> None:
    tree = Tree(0, {0: (1, 2)}, frozenset({0, 1, 2}))
    made = roll_up(tree, {1: NOT_APPLICABLE, 2: NOT_APPLICABLE}, SUM)
    assert (made.value, made.expected, made.gaps, made.is_not_applicable) == (None, 0, (), True)
    own = roll_up(tree, {0: NOT_APPLICABLE}, SUM)
    assert (own.value, own.is_not_applicable) == (None, True)


# The tree of the day ------------------------------------------------------------------------------------------------

#: Communes 11 and 12 became 13 on 1/7/2025, when district 1 ended and 13 came under the province.
MERGED = [
    Belonging(1, 0, BEGAN, date(2025, 7, 1)),
    Belonging(11, 1, BEGAN, date(2025, 7, 1)),
    Belonging(12, 1, BEGAN, date(2025, 7, 1)),
    Belonging(13, 0, date(2025, 7, 1)),
]
FIGURES = {11: Cell(Decimal(4)), 13: Cell(Decimal(10))}


def test_what_happened_in_a_commune_until_it_was_merged_counts_in_the_year() -> None:
    made = roll_up(Tree.between(0, MERGED, date(2025, 1, 1), END), FIGURES, SUM)
    assert (made.value, made.present, made.expected, made.gaps) == (14, 1, 1, ())


def test_a_state_at_the_end_of_the_year_is_counted_by_the_successor_only() -> None:
    made = roll_up(Tree.between(0, MERGED, date(2025, 1, 1), END), FIGURES, RollUpRules(PlaceRule.SUM, TimeRule.LAST))
    assert (made.value, made.expected) == (10, 1)


def test_before_the_merger_the_old_communes_are_expected() -> None:
    tree = Tree.between(0, MERGED, date(2024, 1, 1), date(2024, 12, 31))
    made = roll_up(tree, FIGURES, SUM)
    assert (made.value, made.present, made.expected, made.gaps) == (4, 1, 2, (12,))


def test_the_year_after_the_merger_knows_nothing_of_the_old_communes() -> None:
    tree = Tree.between(0, MERGED, date(2026, 1, 1), date(2026, 12, 31))
    assert tree.children == {0: (13,)}


def test_a_unit_that_moved_is_counted_once_under_its_last_parent() -> None:
    moved = [
        Belonging(1, 0, BEGAN),
        Belonging(2, 0, BEGAN),
        Belonging(11, 1, BEGAN, date(2025, 3, 1)),
        Belonging(11, 2, date(2025, 3, 1)),
    ]
    tree = Tree.between(0, moved, date(2025, 1, 1), END)
    assert (tree.children[2], tree.children.get(1)) == ((11,), None)


def test_units_that_belong_to_each_other_in_a_ring_are_seen_once() -> None:
    ring = Tree(0, {0: (1,), 1: (0, 2)}, frozenset({0, 1, 2}))
    assert [level for _, level in ring.by_depth()] == [(0,), (1,), (2,)]


# Time ---------------------------------------------------------------------------------------------------------------


def test_a_year_has_its_halves_quarters_and_months_and_nothing_longer() -> None:
    year, quarter = Period.parse("2024"), Period.parse("2024Q3")
    assert [p.code for p in parts_of(year, PeriodKind.HALF)] == ["2024S1", "2024S2"]
    assert [p.code for p in parts_of(quarter, PeriodKind.MONTH)] == ["202407", "202408", "202409"]
    assert parts_of(quarter, PeriodKind.YEAR) == parts_of(year, PeriodKind.YEAR) == ()


def test_a_total_says_which_units_reported_only_some_of_the_period() -> None:
    tree = Tree(0, {0: (1, 2)}, frozenset({0, 1, 2}))
    made = roll_up(tree, {1: Cell(Decimal(3), is_partial=True), 2: Cell(Decimal(4))}, SUM)
    assert (made.value, made.partial, made.is_complete) == (7, (1,), False)


@given(st.lists(amounts, min_size=12, max_size=12))
def test_year_by_way_of_quarters_is_year_of_all_months(months: list[Decimal]) -> None:
    year = Period.parse("2024")
    cells_of_months = {
        month: Cell(amount) for month, amount in zip(parts_of(year, PeriodKind.MONTH), months, strict=True)
    }
    quarters = parts_of(year, PeriodKind.QUARTER)
    by_quarter = {q: over_time(cells_of_months, parts_of(q, PeriodKind.MONTH), SUM) for q in quarters}
    at_once = over_time(cells_of_months, parts_of(year, PeriodKind.MONTH), SUM)
    assert over_time({q: cell for q, cell in by_quarter.items() if cell}, quarters, SUM) == at_once
