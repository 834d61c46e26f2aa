"""The worked tables of docs/algorithms/cascade.md, row by row, and what must hold of any numbers."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.cascade import (
    CellState,
    Item,
    LeftOut,
    OwnNumber,
    ParentNumber,
    Verdict,
    add_up,
    cell_state,
    column_name,
    marked_codes,
    propose_links,
    unit_state,
    write_mark,
)
from ansinh.domain.indicators import PlaceRule
from ansinh.domain.readings import Comparison

PAGE = Path(__file__).parents[4] / "docs" / "algorithms" / "cascade.md"
PARENTS = {
    "A": Item(1, "target", "A", "Tỷ lệ tham gia bảo hiểm y tế", due_year=2025),
    "B": Item(2, "target", "B", "Dân số tham gia bảo hiểm y tế", due_year=2030),
    "C": Item(3, "task", "C", "Hỗ trợ nhà ở cho hộ nghèo"),
}


def _rows(heading: str) -> list[list[str]]:
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


# Who owes a plan ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", _rows("Who owes a plan"), ids=" ".join)
def test_worked_row_of_unit_states(row: list[str]) -> None:
    drafted, on_desk, issued, linked = (written == "yes" for written in row[:4])
    assert unit_state(drafted=drafted, on_desk=on_desk, issued=issued, linked=linked) == row[4]


def test_what_is_not_asked_for_is_not_missing_and_what_is_done_unasked_counts() -> None:
    assert cell_state(expected=False, carried=False) is CellState.NOT_EXPECTED
    assert cell_state(expected=True, carried=False) is CellState.MISSING
    assert cell_state(expected=False, carried=True) is CellState.CARRIED


# Which promise is which ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", _rows("Which promise is which"), ids=lambda row: " ".join(row[:3]))
def test_worked_row_of_proposals(row: list[str]) -> None:
    kind, name = row[0].split(": ")
    child = Item(
        9,
        kind,
        "I.1",
        name,
        due_year=None if row[1] == "–" else int(row[1]),
        marks=() if row[2] == "–" else (row[2],),
    )
    proposal = propose_links([child], list(PARENTS.values())).get(9)
    if row[3] == "–":
        assert proposal is None
    else:
        assert proposal is not None
        assert proposal.parent == PARENTS[row[3]].key
        assert proposal.is_sure == (row[4] == "yes")


TEXT = "Xây 120 căn nhà ở (thực hiện mục II.2.a.4, II.2.b.30 và III.6.đ Kế hoạch số 65/KH-UBND).\nĐoạn sau."


def test_mark_is_found_behind_the_words_of_the_item() -> None:
    assert marked_codes(TEXT, 4, 12, "65 /KH-UBND") == ("II.2.a.4", "II.2.b.30", "III.6.đ")


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [(None, None, "65/KH-UBND"), (4, 12, "66/KH-UBND"), (TEXT.index("Đoạn"), len(TEXT), "65/KH-UBND")],
)
def test_mark_of_another_plan_or_paragraph_is_none(start: int | None, end: int | None, number: str) -> None:
    assert marked_codes(TEXT, start, end, number) == ()


@given(st.from_regex(r"[IVX]{1,4}(\.[1-9a-zđ]{1,2}){1,3}", fullmatch=True))
def test_mark_that_is_written_is_read_back(code: str) -> None:
    text = f"Dân số có thẻ 96% {write_mark(code, '65/KH-UBND')}."
    assert marked_codes(text, 0, 17, "65/KH-UBND") == (code,)


# Do the numbers add up -----------------------------------------------------------------------------------------------------


def _number(holder: int, written: str) -> OwnNumber | None:
    if written == "–":
        return None
    figure, _, year = written.partition("@")
    figure, _, unit = figure.partition(" ")
    value, _, denominator = figure.partition("/")
    return OwnNumber(
        holder,
        Decimal(value),
        unit or "căn",
        int(year) if year else None,
        numerator=Decimal(value) if denominator else None,
        denominator=Decimal(denominator) if denominator else None,
    )


@pytest.mark.parametrize("row", _rows("Do the units' own numbers add up"), ids=" ".join)
def test_worked_row_of_sums(row: list[str]) -> None:
    sign, _, value = row[1].partition(" ")
    goal = ParentNumber(Comparison(sign), Decimal(value), "căn", 2030) if value else ParentNumber(None, None)
    rule = None if row[0] == "–" else PlaceRule(row[0])
    numbers = [number for at, written in enumerate(row[2:5], 1) if (number := _number(at, written))]
    made = add_up(goal, rule, {1, 2, 3}, numbers)
    assert _written(made.total) == row[5]
    assert _written(made.gap) == row[6]
    assert f"{len(made.counted)}/3" == row[7]
    assert made.verdict == row[8]


def _written(value: Decimal | None) -> str:
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def test_number_of_a_department_is_not_added_to_those_of_the_districts() -> None:
    goal = ParentNumber(Comparison.EQUAL, Decimal(10), "căn")
    numbers = [OwnNumber(1, Decimal(10), "căn"), OwnNumber(7, Decimal(10), "căn")]
    made = add_up(goal, PlaceRule.SUM, {1}, numbers)
    assert made.total == 10
    assert [why for _, why in made.left_out] == [LeftOut.UNASKED]


def test_two_lines_of_one_unit_are_added_and_the_unit_counts_once() -> None:
    goal = ParentNumber(Comparison.EQUAL, Decimal(10), "căn")
    made = add_up(goal, PlaceRule.SUM, {1}, [OwnNumber(1, Decimal(4)), OwnNumber(1, Decimal(6))])
    assert (made.total, made.verdict, made.counted) == (Decimal(10), Verdict.REACHES, {1})


NUMBERS = st.lists(
    st.builds(
        OwnNumber,
        holder=st.integers(1, 6),
        value=st.none() | st.decimals(0, 500, places=1),
        unit=st.sampled_from(["", "căn", "ha"]),
        due_year=st.sampled_from([None, 2025, 2030, 2035]),
        numerator=st.none() | st.decimals(0, 500, places=0),
        denominator=st.none() | st.decimals(0, 500, places=0),
    ),
    max_size=12,
)
GOALS = st.builds(
    ParentNumber,
    comparison=st.sampled_from(list(Comparison)),
    value=st.none() | st.decimals(0, 500, places=1),
    unit=st.just("căn"),
    due_year=st.sampled_from([None, 2030]),
)


@given(GOALS, st.none() | st.sampled_from(list(PlaceRule)), st.sets(st.integers(1, 5)), NUMBERS)
def test_sum_without_a_unit_never_claims_to_be_complete_and_no_number_gets_lost(
    goal: ParentNumber, rule: PlaceRule | None, expected: set[int], numbers: list[OwnNumber]
) -> None:
    made = add_up(goal, rule, expected, numbers)
    assert made.counted | made.missing == expected
    assert not made.counted & made.missing
    if made.missing:
        assert made.verdict not in (Verdict.REACHES, Verdict.SHORT)
    out = {id(number) for number, _ in made.left_out}
    for number in numbers:
        is_shown = (
            id(number) in out or number.holder in made.counted or made.verdict in (Verdict.LISTED, Verdict.NO_NUMBER)
        )
        assert is_shown


@given(NUMBERS)
def test_order_of_the_units_does_not_matter(numbers: list[OwnNumber]) -> None:
    goal = ParentNumber(Comparison.AT_LEAST, Decimal(100), "căn", 2030)
    one = add_up(goal, PlaceRule.SUM, {1, 2, 3}, numbers)
    other = add_up(goal, PlaceRule.SUM, {1, 2, 3}, list(reversed(numbers)))
    assert (one.total, one.verdict, one.counted) == (other.total, other.verdict, other.counted)


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("UBND huyện Bình Sơn", "Bình Sơn"),
        ("UBND thành phố Quảng Ngãi", "TP Quảng Ngãi"),
        ("UBND thị xã Đức Phổ", "TX Đức Phổ"),
        ("Sở Y tế", "Sở Y tế"),
    ],
)
def test_column_is_named_by_the_place(name: str, column: str) -> None:
    assert column_name(name) == column
