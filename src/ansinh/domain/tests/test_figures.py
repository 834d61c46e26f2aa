from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.figures import (
    MINUS,
    NBSP,
    with_unit,
    write_date,
    write_datetime,
    write_number,
    write_quantity,
    write_range,
    write_roman,
    write_short_date,
)
from ansinh.domain.readings import Comparison


@dataclass(frozen=True)
class Goal:
    comparison: Comparison | str
    value: Decimal | None = None
    unit: str | None = "%"
    low: Decimal | None = None
    high: Decimal | None = None
    denominator: Decimal | None = None


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (1234567, "1.234.567"),
        (Decimal("1234.50"), "1.234,5"),
        (93.9, "93,9"),
        (Decimal("-1500"), "−1.500"),
        (Decimal("0.000001"), "0,000001"),
        (Decimal("1E+3"), "1.000"),
    ],
)
def test_number_has_dots_between_thousands_and_a_decimal_comma(value: Decimal | float, written: str) -> None:
    assert write_number(value) == written


def test_fixed_places_round_half_up_and_keep_zeros() -> None:
    assert write_number(Decimal("93.25"), 1) == "93,3"
    assert write_number(86, 1) == "86,0"


def test_number_that_rounds_to_nothing_has_no_minus() -> None:
    assert write_number(Decimal("-0.04"), 1) == "0,0"


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_written_number_reads_back_as_the_same_number(value: Decimal) -> None:
    plain = write_number(value).replace(".", "").replace(",", ".").replace(MINUS, "-")
    assert Decimal(plain) == value


def test_range_has_an_en_dash_that_does_not_break() -> None:
    assert write_range(Decimal("93.8"), Decimal("95.3")) == f"93,8{NBSP}–{NBSP}95,3"
    assert write_range(40, 40) == "40"


def test_percent_stands_against_the_number_other_units_after_a_space() -> None:
    assert with_unit("95", "%") == "95%"
    assert with_unit("1.000", "căn") == f"1.000{NBSP}căn"
    assert with_unit("7", None) == "7"


@pytest.mark.parametrize(
    ("goal", "written"),
    [
        (Goal(Comparison.MORE_THAN, Decimal(95)), "> 95%"),
        (Goal(Comparison.AT_LEAST, Decimal(75)), "≥ 75%"),
        (Goal(Comparison.AT_MOST, Decimal("2.5")), "≤ 2,5%"),
        (Goal(Comparison.LESS_THAN, Decimal(15)), "< 15%"),
        (Goal(Comparison.ABOUT, Decimal(1000), "căn"), "≈ 1.000 căn"),
        (Goal(Comparison.EQUAL, Decimal(100)), "100%"),
        (Goal("range", None, low=Decimal(35), high=Decimal(40)), "35 – 40%"),
        (Goal(Comparison.MAINTAIN, Decimal(13), "huyện", denominator=Decimal(13)), "13/13 huyện"),
        (Goal(Comparison.AT_LEAST, Decimal(35), "giường/10.000 dân", denominator=Decimal(10000)), "≥ 35 giường/10.000 dân"),
    ],
)  # fmt: skip
def test_goal_is_written_with_its_sign_and_unit(goal: Goal, written: str) -> None:
    assert write_quantity(goal).replace(NBSP, " ") == written


def test_promise_without_a_number_writes_nothing() -> None:
    assert write_quantity(Goal("", None, "")) == ""


def test_days_in_forms_have_leading_zeros_and_in_documents_not() -> None:
    day = date(2024, 3, 5)
    assert write_date(day) == "05/03/2024"
    assert write_short_date(day) == "5/3/2024"
    assert write_datetime(datetime(2026, 11, 23, 9, 41)) == f"09:41{NBSP}23/11/2026"  # noqa: DTZ001 - local on purpose


def test_roman_numerals_of_the_parts_of_a_plan() -> None:
    assert [write_roman(n) for n in (1, 4, 9, 14, 1999)] == ["I", "IV", "IX", "XIV", "MCMXCIX"]
    with pytest.raises(ValueError, match="0 has no Roman numeral"):
        write_roman(0)


def test_number_of_any_length_is_written() -> None:
    assert write_number(Decimal("9" * 5000)).startswith("99.999.999")
