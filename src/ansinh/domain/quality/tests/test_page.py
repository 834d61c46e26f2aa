"""The worked tables of docs/algorithms/data-quality.md, row by row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ansinh.domain.indicators import PlaceRule
from ansinh.domain.periods import Period
from ansinh.domain.quality.agreement import Claim, groups_disagree, sources_disagree, total_disagrees
from ansinh.domain.quality.changes import Lean
from ansinh.domain.quality.flat import flat_runs
from ansinh.domain.quality.heaping import Heaping
from ansinh.domain.quality.outliers import Measure, outliers_among, outliers_of_series
from ansinh.domain.quality.reporting import Rate, Sheet, arrival
from ansinh.domain.rollup import Cell, RollUpRules, Tree, roll_up
from ansinh.domain.series import Measured

PAGE = Path(__file__).parents[5] / "docs" / "algorithms" / "data-quality.md"
PERSONS = Measure("hộ", 0, Decimal(1))
SHARES = Measure("%", 1, Decimal("0.5"))
HUNDRED = Decimal(100)


def rows(*heads: str) -> list[list[str]]:
    """Of the table whose head is ``heads``."""
    head = "| " + " | ".join(heads) + " |\n"
    lines = PAGE.read_text(encoding="utf-8").split(head)[1].splitlines()
    table = lines[1 : next((n for n, line in enumerate(lines) if not line.startswith("|")), len(lines))]
    assert table
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def series(written: str) -> list[Measured]:
    return [
        Measured(Period.parse(str(year)), Decimal(figure))
        for year, figure in enumerate(written.split(), 2018)
        if figure != "–"
    ]


def cell(written: str) -> Cell | None:
    if written == "–":
        return None
    if "/" in written:
        numerator, denominator = (Decimal(part) for part in written.split("/"))
        return Cell(numerator / denominator * HUNDRED, numerator, denominator)
    return Cell(Decimal(written))


def in_november(written: str) -> date | None:
    return None if written == "–" else date(2026, 11, int(written))


@pytest.mark.parametrize("row", rows("due", "first sent", "seen on", "arrival"), ids=" ".join)
def test_worked_row_of_timeliness(row: list[str]) -> None:
    sheet = Sheet(in_november(row[0]), in_november(row[1]), expected=1, filled=1)
    assert arrival(sheet, date(2026, 11, int(row[2]))) == row[3]


@pytest.mark.parametrize("row", rows("filled", "expected", "written"), ids=" ".join)
def test_worked_row_of_completeness(row: list[str]) -> None:
    assert Rate(int(row[0]), int(row[1])).written == row[2]


@pytest.mark.parametrize("row", rows("series", "others' spread", "doubts (value: expected)"), ids=" ".join)
def test_worked_row_of_own_series(row: list[str]) -> None:
    found = outliers_of_series(series(row[0]), PERSONS, Decimal(row[1]))
    assert ", ".join(f"{one.value}: {one.expected:.0f}" for one in found) == row[2].replace("–", "")


@pytest.mark.parametrize("row", rows("shares of units", "doubts"), ids=" ".join)
def test_worked_row_of_other_units(row: list[str]) -> None:
    found = outliers_among({unit: Decimal(share) for unit, share in enumerate(row[0].split())}, SHARES)
    assert " ".join(str(one.value) for one in found) == row[1].replace("–", "")


@pytest.mark.parametrize("row", rows("series", "run"), ids=" ".join)
def test_worked_row_of_flat_lines(row: list[str]) -> None:
    found = flat_runs(series(row[0]), (Decimal(0), HUNDRED))
    assert ", ".join(f"{len(run.periods)} × {run.value}" for run in found) == row[1].replace("–", "")


@pytest.mark.parametrize("row", rows("end in 0 or 5", "of", "index", "doubt"), ids=" ".join)
def test_worked_row_of_heaping(row: list[str]) -> None:
    found = Heaping(int(row[0]), int(row[1]))
    assert (f"{found.index:.0f}", found.is_doubtful) == (row[2], row[3] == "yes")


@pytest.mark.parametrize("row", rows("in force", "others", "doubt"), ids=" ".join)
def test_worked_row_of_two_sources(row: list[str]) -> None:
    others = [Claim(f"nguồn {number}", Decimal(value)) for number, value in enumerate(row[1].split())]
    found = sources_disagree(Claim("đang dùng", Decimal(row[0])), others)
    assert (str(found.other.value) if found else "–") == row[2]


@pytest.mark.parametrize("row", rows("rule", "total", "units", "doubt"), ids=" ".join)
def test_worked_row_of_a_total_and_its_units(row: list[str]) -> None:
    cells = {unit: one for unit, written in enumerate(row[2].split(), 1) if (one := cell(written))}
    units = tuple(range(1, len(row[2].split()) + 1))
    rule = PlaceRule(row[0])
    made = roll_up(Tree(0, {0: units}, frozenset({0, *units})), cells, RollUpRules(rule, scale=HUNDRED))
    own = Cell(Decimal(row[1]))
    found = total_disagrees(own, made, list(cells.values()), rule, is_counted=True)
    assert (found is not None) is (row[3] == "yes")


@pytest.mark.parametrize("row", rows("rule", "total", "groups", "doubt"), ids=" ".join)
def test_worked_row_of_a_total_and_its_groups(row: list[str]) -> None:
    groups = [cell(written) or Cell(None) for written in row[2].split()]
    found = groups_disagree(Cell(Decimal(row[1])), groups, PlaceRule(row[0]), "giới tính")
    assert (found is not None) is (row[3] == "yes")


@pytest.mark.parametrize("row", rows("better", "of", "doubt"), ids=" ".join)
def test_worked_row_of_changes_that_lean(row: list[str]) -> None:
    assert Lean(int(row[0]), int(row[1])).is_doubtful is (row[2] == "yes")
