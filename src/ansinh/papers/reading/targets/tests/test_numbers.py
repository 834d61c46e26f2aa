from hypothesis import given
from hypothesis import strategies as st

from ansinh.papers.reading.targets.numbers import format_number, parse_number


def test_dots_are_thousands_and_commas_are_decimals() -> None:
    assert parse_number("1.000") == 1000
    assert parse_number("2.875") == 2875
    assert parse_number("97,5") == 97.5
    assert parse_number("1.234,5") == 1234.5
    assert parse_number("04") == 4


def test_slips_are_read_by_what_stands_around_them() -> None:
    assert parse_number("2.5") == 2.5
    assert parse_number("2.875", percent=True) == 2.875
    assert parse_number("1,000") == 1000
    assert parse_number("0,125") == 0.125
    assert parse_number("1,234,567") == 1234567


def test_numbering_is_not_a_number() -> None:
    assert parse_number("1.2.3") is None


@given(st.integers(0, 10**9), st.integers(0, 99))
def test_a_formatted_number_parses_to_itself(whole: int, hundredths: int) -> None:
    value = float(f"{whole}.{hundredths:02d}")
    assert parse_number(format_number(value)) == value
