"""The table of dated duties in docs/algorithms/commitments.md, and what holds for any obligation."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.figures import write_date
from ansinh.domain.obligations_due import due_in_year, is_dated
from ansinh.domain.readings import DueRule, Frequency, ObligationKind
from ansinh.domain.tests.doc_tables import rows_under

RULES = {"–": DueRule(""), "trước ngày 30/10": DueRule("trước ngày 30/10", 30, 10, before=True)}


@pytest.mark.parametrize("row", rows_under("commitments.md", "Dated duties"), ids=lambda row: " ".join(row.values()))
def test_periods_and_last_days_are_those_of_the_page(row: dict[str, str]) -> None:
    frequency = None if row["frequency"] == "–" else Frequency(row["frequency"])
    found = due_in_year(
        ObligationKind(row["kind"]), frequency, RULES[row["due rule"]], int(row["year"]), int(row["began"])
    )
    said = "; ".join(f"{one.period.code}: {write_date(one.due_on) if one.due_on else 'no day'}" for one in found)
    assert (said or "none") == row["periods and last days on time"]


@given(
    st.sampled_from(list(ObligationKind)),
    st.none() | st.sampled_from(list(Frequency)),
    st.builds(
        DueRule, st.just(""), st.none() | st.integers(1, 31), st.none() | st.integers(1, 12), before=st.booleans()
    ),
    st.integers(2020, 2035),
    st.integers(2020, 2035),
)
def test_periods_are_of_the_year_each_once_and_what_is_never_handed_in_has_none(
    kind: ObligationKind, frequency: Frequency | None, rule: DueRule, year: int, first_year: int
) -> None:
    found = due_in_year(kind, frequency, rule, year, first_year)
    assert len({one.period for one in found}) == len(found)
    assert all(one.period.year == year for one in found)
    assert not found or (is_dated(kind, frequency) and year >= first_year)


def test_before_the_first_of_january_is_the_last_day_of_the_year_before() -> None:
    rule = DueRule("trước ngày 01/01", 1, 1, before=True)
    (only,) = due_in_year(ObligationKind.REPORT, Frequency.YEARLY, rule, 2025, 2024)
    assert only.due_on == date(2024, 12, 31)
