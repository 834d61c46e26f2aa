"""The worked table of docs/algorithms/excel-round-trip.md, and what holds of any cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.entry_checks import read_typed
from ansinh.domain.form_workbooks import FORM_KIND, IDENTITY_SHEET, Identity, identity_in
from ansinh.domain.tests.doc_tables import rows_under
from ansinh.domain.workbook_cells import CellValue, SheetContent, cell_name, meaning_of, typed_text


def _value(held: str, shown: str) -> CellValue:
    if held == "–" or shown == "error":
        return None
    if shown == "date":
        return date.fromisoformat(held)
    return held if shown == "text" else float(held)


@pytest.mark.parametrize(
    "row", rows_under("excel-round-trip.md", "Worked table"), ids=lambda row: " ".join(row.values())
)
def test_worked_table_holds(row: dict[str, str]) -> None:
    held, shown, means = row["file holds"], row["shown as"], row["means"]
    content = SheetContent(
        "Biểu",
        [[_value(held, shown)]],
        errors={(0, 0): held} if shown == "error" else {},
        uncomputed={(0, 0)} if shown == "uncomputed" else frozenset(),
        percents={(0, 0)} if shown == "percent" else frozenset(),
    )
    meaning = meaning_of(content, 0, 0, is_percentage=row["column counts in"] == "%")
    if means.startswith("refused: "):
        assert means.removeprefix("refused: ") in meaning.problem
        assert meaning.remedy
    else:
        assert (meaning.problem, meaning.text) == ("", "" if means == "nothing" else means)


@given(st.decimals(-(10**9), 10**9, places=6))
def test_any_number_of_a_file_is_read_as_itself(number: Decimal) -> None:
    assert read_typed(typed_text(number)).number == number


@given(st.integers(0, 20_000), st.integers(0, 16_383))
def test_name_of_a_cell_is_unique(row: int, column: int) -> None:
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    assert (int(name[len(letters) :]) - 1, number - 1) == (row, column)


def test_hidden_identity_with_a_slip_in_it_does_not_count() -> None:
    identity = Identity(FORM_KIND, "bieu-01", "abcdef12", "2024", "so-y-te")
    pairs = [[key, value] for key, value in identity.pairs()]
    assert identity_in([SheetContent(IDENTITY_SHEET, pairs, is_hidden=True)]) == (identity, ())
    pairs[3][1] = "2025"
    assert identity_in([SheetContent(IDENTITY_SHEET, pairs, is_hidden=True)]) == (None, ())
