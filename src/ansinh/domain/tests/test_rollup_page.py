"""The worked tables of docs/algorithms/roll-up.md, row by row."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from ansinh.domain.indicators import PlaceRule, TimeRule
from ansinh.domain.periods import Period, PeriodKind
from ansinh.domain.rollup import NOT_APPLICABLE, Cell, RollUpRules, Tree, over_time, parts_of, roll_up

PAGE = Path(__file__).parents[4] / "docs" / "algorithms" / "roll-up.md"
HUNDRED = Decimal(100)


def _rows(heading: str) -> list[list[str]]:
    section = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def _cell(written: str) -> Cell | None:
    if written == "–":
        return None
    if written == "nil":
        return Cell(Decimal(0), is_nil=True)
    if written == "x":
        return NOT_APPLICABLE
    if "/" in written:
        numerator, denominator = (Decimal(part) for part in written.split("/"))
        return Cell(numerator / denominator * HUNDRED, numerator, denominator)
    if "·" in written:
        value, weight = (Decimal(part) for part in written.split("·"))
        return Cell(value, denominator=weight)
    return Cell(Decimal(written))


def _number(written: str) -> Decimal | None:
    return None if written in ("–", "x") else Decimal(written)


@pytest.mark.parametrize("row", _rows("Over places"), ids=lambda row: " ".join(row[:4]))
def test_worked_row_of_places(row: list[str]) -> None:
    tree = Tree(0, {0: (1, 2, 3)}, frozenset({0, 1, 2, 3}))
    cells = {unit: cell for unit, written in enumerate(row[1:4], 1) if (cell := _cell(written))}
    made = roll_up(tree, cells, RollUpRules(PlaceRule(row[0]), scale=HUNDRED))
    assert made.value == _number(row[4])
    if row[5] != "–":
        assert f"{made.numerator}/{made.denominator}" == row[5]
    outside = f", {len(made.not_applicable)} x" if made.not_applicable else ""
    assert f"{made.present}/{made.expected}{outside}" == row[6]


@pytest.mark.parametrize("row", _rows("By group"), ids=lambda row: " ".join(row[:7]))
def test_worked_row_of_groups(row: list[str]) -> None:
    tree = Tree(0, {0: (1, 2)}, frozenset({0, 1, 2}))
    rules = RollUpRules(PlaceRule(row[0]), scale=HUNDRED)
    has = []
    for first, expected in zip((1, 3, 5), row[7:10], strict=True):
        cells = {unit: cell for unit, written in enumerate(row[first : first + 2], 1) if (cell := _cell(written))}
        made = roll_up(tree, cells, rules)
        assert made.value == _number(expected)
        has.append(f"{made.present}/{made.expected}")
    assert ", ".join(has) == row[10]


@pytest.mark.parametrize("row", _rows("Over time"), ids=lambda row: " ".join(row[:5]))
def test_worked_row_of_time(row: list[str]) -> None:
    quarters = parts_of(Period.parse("2024"), PeriodKind.QUARTER)
    cells = {quarter: cell for quarter, written in zip(quarters, row[1:5], strict=True) if (cell := _cell(written))}
    made = over_time(cells, quarters, RollUpRules(PlaceRule.SUM, TimeRule(row[0]), HUNDRED))
    assert (made.value if made else None) == _number(row[5])
    assert (made is not None and made.is_not_applicable) == (row[5] == "x")
    assert ("–" if made is None else "no" if made.is_partial else "yes") == row[6]
