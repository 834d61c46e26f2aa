from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.entry_checks import (
    Checked,
    ColumnRules,
    Entered,
    Level,
    Whole,
    check_cell,
    check_wholes,
    cut_off_problem,
    read_typed,
)
from ansinh.domain.figures import write_number
from ansinh.domain.figures_recorded import IndicatorRules
from ansinh.domain.indicators import Vintage

SHARE = ColumnRules(
    "A", IndicatorRules("Tỷ lệ bảo hiểm y tế", "%", True, Decimal(100), Decimal(0), Decimal(100), True), 2, True
)
COUNT = ColumnRules("B", IndicatorRules("Hộ nghèo", "hộ", floor=Decimal(0)), 0, jump_limit=Decimal("0.2"))
BUILT = ColumnRules("C", IndicatorRules("Nhà đã làm", "nhà", floor=Decimal(0)), 0, never_falls=True)


def messages(checked):
    return [finding.message for finding in checked.findings]


@pytest.mark.parametrize(
    ("text", "number"),
    [("1.234,5", "1234.5"), ("0", "0"), (" 95% ", "95"), ("1.234.567", "1234567"), ("−3", "-3"), ("0,25", "0.25")],
)
def test_numbers_are_read_as_vietnamese_officials_write_them(text, number):
    assert read_typed(text, 2).number == Decimal(number)


@pytest.mark.parametrize("text", ["1,234.5", "1.5", "1,234", "12,345,678", "abc", "#DIV/0!", "1 2 x", "--"])
def test_what_could_be_two_numbers_or_none_is_a_problem_and_never_a_guess(text):
    typed = read_typed(text, 0)
    assert typed.number is None
    assert text in typed.problem


def test_a_pasted_english_number_is_told_how_to_be_written():
    assert "gõ 1.234,5" in read_typed("1,234.5").problem


def test_three_digits_after_a_comma_are_read_where_the_column_keeps_three():
    assert read_typed("1,234", 3).number == Decimal("1.234")


def test_a_number_longer_than_the_register_is_a_problem():
    assert "14 chữ số" in read_typed("9" * 15).problem


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_every_number_that_we_write_is_read_back(number):
    typed = read_typed(write_number(number), 2)
    assert typed.number == number


@given(st.text(max_size=30))
def test_a_text_means_exactly_one_thing(text):
    typed = read_typed(text)
    meanings = [
        typed.number is not None,
        typed.is_nil,
        typed.is_not_applicable,
        typed.is_missing,
        bool(typed.problem),
    ]
    assert meanings.count(True) == 1


@pytest.mark.parametrize(
    ("text", "is_blank", "is_nil", "value"),
    [("", True, False, None), ("...", True, False, None), ("-", False, True, 0), ("0", False, False, 0)],
)
def test_missing_nothing_occurred_and_zero_are_three_things(text, is_blank, is_nil, value):
    checked = check_cell(Entered(text), COUNT, None)
    assert (checked.is_blank, checked.is_nil, checked.value) == (is_blank, is_nil, value)
    assert checked.findings == ()


def test_a_rate_is_computed_from_its_parts():
    assert check_cell(Entered("1", "3"), SHARE, None).value == Decimal("33.333333")


def test_a_numerator_larger_than_its_denominator_is_an_error():
    assert "lớn hơn mẫu số" in messages(check_cell(Entered("4.912", "4.291"), SHARE, None))[0]


@pytest.mark.parametrize(("upper", "lower", "lacking"), [("5", "", "mẫu số"), ("", "5", "tử số")])
def test_half_a_rate_says_which_half_is_lacking(upper, lower, lacking):
    checked = check_cell(Entered(upper, lower), SHARE, None)
    assert checked.has_error
    assert lacking in messages(checked)[0]


def test_a_denominator_of_zero_is_an_error_and_not_a_crash():
    assert "Mẫu số bằng 0" in messages(check_cell(Entered("0", "0"), SHARE, None))[0]


def test_nothing_occurred_of_a_known_whole_is_zero_per_cent():
    checked = check_cell(Entered("-", "500"), SHARE, None)
    assert (checked.value, checked.denominator, checked.is_nil) == (0, 500, False)


def test_both_halves_of_a_rate_are_complained_of_at_once():
    assert len(messages(check_cell(Entered("a", "1.5"), SHARE, None))) == 2


def test_a_value_below_its_floor_is_an_error():
    assert "nhỏ hơn mức nhỏ nhất" in messages(check_cell(Entered("−1"), COUNT, None))[0]


def test_a_jump_asks_for_an_explanation_and_accepts_one():
    asked = check_cell(Entered("4.876"), COUNT, Decimal(3932))
    assert [finding.level for finding in asked.findings] == [Level.WARNING]
    assert "tăng 24% so với kỳ trước (3.932)" in messages(asked)[0]
    assert asked.needs_explanation
    explained = check_cell(Entered("4.876", explanation="Rà soát lại theo chuẩn mới"), COUNT, Decimal(3932))
    assert explained.findings
    assert not explained.needs_explanation


def test_a_change_within_the_limit_says_nothing():
    assert check_cell(Entered("4.700"), COUNT, Decimal(3932)).findings == ()


def test_a_cumulative_count_that_falls_is_an_error():
    assert "không được giảm" in messages(check_cell(Entered("598"), BUILT, Decimal(614)))[0]


def row(total, women, men):
    cells = {"t": check_cell(Entered(total), COUNT, None), "w": check_cell(Entered(women), COUNT, None)}
    return cells | {"m": check_cell(Entered(men), COUNT, None)}


WHOLE = [Whole("t", ("w", "m"), "giới tính")]
LETTERS = {"t": "A", "w": "B", "m": "C"}


def test_a_total_that_is_not_the_sum_of_its_parts_is_an_error_at_the_total():
    ((key, finding),) = check_wholes(row("10", "4", "5"), WHOLE, LETTERS)
    assert key == "t"
    assert "cột B + C = 9" in finding.message


def test_a_total_with_a_missing_part_is_not_compared_and_nothing_occurred_counts_as_zero():
    assert list(check_wholes(row("10", "4", ""), WHOLE, LETTERS)) == []
    assert list(check_wholes(row("4", "4", "-"), WHOLE, LETTERS)) == []


def test_rates_are_compared_by_their_numerators_and_denominators():
    def rate(upper, lower):
        return check_cell(Entered(upper, lower), SHARE, None)

    found = check_wholes({"t": rate("9", "20"), "w": rate("4", "10"), "m": rate("5", "11")}, WHOLE, LETTERS)
    assert [finding.message.startswith("Mẫu số: 20") for _, finding in found] == [True]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_total_that_is_the_sum_is_never_complained_of(women, men):
    assert list(check_wholes(row(str(women + men), str(women), str(men)), WHOLE, LETTERS)) == []


@pytest.mark.parametrize("sign", ["x", "X", " x ", "×", "KAD"])
def test_what_the_unit_cannot_have_is_neither_missing_nor_nil_nor_a_number(sign):
    checked = check_cell(Entered(sign), COUNT, None)
    assert (checked.is_not_applicable, checked.is_blank, checked.is_nil, checked.value) == (True, False, False, None)
    assert checked.is_figure
    assert check_cell(Entered(sign, ""), SHARE, None).is_not_applicable
    assert check_cell(Entered(sign, sign), SHARE, None).is_not_applicable


def test_not_applicable_beside_a_number_is_an_error():
    assert "gõ «x» ở tử số" in messages(check_cell(Entered("x", "12"), SHARE, None))[0]
    assert "gõ «x» ở tử số" in messages(check_cell(Entered("12", "x"), SHARE, None))[0]


def test_not_applicable_after_a_figure_asks_why():
    asked = check_cell(Entered("x"), COUNT, Decimal(14))
    assert asked.needs_explanation
    assert "kỳ trước có số (14)" in messages(asked)[0]
    assert not check_cell(Entered("x", explanation="Đã nhập xã"), COUNT, Decimal(14)).needs_explanation


def test_what_cannot_occur_counts_as_zero_of_the_whole():
    assert list(check_wholes(row("4", "4", "x"), WHOLE, LETTERS)) == []
    ((key, finding),) = check_wholes(row("x", "4", "x"), WHOLE, LETTERS)
    assert (key, finding.message[:13]) == ("t", "không áp dụng")


@given(st.text(max_size=12), st.text(max_size=12), st.none() | st.decimals(0, 1000, places=2))
def test_whatever_is_typed_is_checked_without_a_crash_and_only_clean_cells_are_figures(upper, lower, previous):
    checked = check_cell(Entered(upper, lower), SHARE, previous)
    assert not (checked.is_figure and checked.value is None and not checked.is_not_applicable)
    assert isinstance(checked, Checked)


@pytest.mark.parametrize(
    ("vintage", "day", "is_refused"),
    [
        (Vintage.FINAL, date(2024, 12, 14), True),
        (Vintage.FINAL, date(2024, 12, 15), False),
        (Vintage.ESTIMATE, date(2024, 11, 1), False),
    ],
)
def test_before_the_cut_off_only_an_estimate_can_be_sent(vintage, day, is_refused):
    assert bool(cut_off_problem(vintage, date(2024, 12, 14), day)) is is_refused


def test_a_form_without_a_cut_off_can_be_sent_any_day():
    assert cut_off_problem(Vintage.FINAL, None, date(2024, 1, 1)) == ""
