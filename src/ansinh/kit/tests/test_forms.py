from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.figures import write_date, write_number
from ansinh.kit.actions import ActionRefused, Problem
from ansinh.kit.forms import DateField, DecimalField, Form, read_day, read_decimal, whole_number, year_in


class Report(Form):
    title = forms.CharField(label="Tên báo cáo")
    share = DecimalField(label="Tỷ lệ", minimum=0, maximum=100, places=1)
    households = DecimalField(label="Số hộ", places=0, required=False)
    due_on = DateField(label="Hạn nộp", earliest=date(2024, 1, 1), latest=date(2030, 12, 31))
    kind = forms.ChoiceField(label="Loại", choices=[("a", "Năm")])
    password = forms.CharField(label="Mật khẩu", required=False, widget=forms.PasswordInput)


def sent(**changed: str) -> Report:
    return Report({"title": "Báo cáo", "share": "95,5", "due_on": "30/10/2024", "kind": "a", **changed})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1.234.567", "1234567"),
        ("−3", "-3"),
        ("-3", "-3"),
        (" 95% ", "95"),
        ("1\u00a0234,5", "1234.5"),
        ("0,07", "0.07"),
    ],
)
def test_decimal_is_read_as_officials_write_it(typed: str, number: str) -> None:
    assert read_decimal(typed) == Decimal(number)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_number_that_we_write_is_read_back(value: Decimal) -> None:
    assert read_decimal(write_number(value)) == value


@given(st.dates())
def test_day_that_we_write_is_read_back_and_one_of_no_paper_is_asked_back(day: date) -> None:
    if 1900 <= day.year <= 2199:
        assert read_day(write_date(day)) == day
    else:
        with pytest.raises(ValidationError, match="1900 – 2199"):
            read_day(f"{day:%d/%m}/{day.year:04d}")


@pytest.mark.parametrize("typed", ["1.5", "12.34", "1.2345"])
def test_number_that_may_be_read_in_two_ways_is_asked_back(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_decimal(typed)
    assert typed.replace(".", ",") in refused.value.messages[0]


@pytest.mark.parametrize("typed", ["abc", "1,2,3", "1.23.456", "", "--1", "12e3"])
def test_what_is_not_a_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="không phải là số"):
        read_decimal(typed)


@pytest.mark.parametrize(
    "typed", ["20/3/2024", "20/03/2024", "20-03-2024", "20.3.2024", "2024-03-20", " 20 / 3 / 2024 "]
)
def test_day_is_read_in_the_ways_people_type_it(typed: str) -> None:
    assert read_day(typed) == date(2024, 3, 20)


def test_day_that_the_calendar_does_not_have_is_told_from_a_wrong_form() -> None:
    with pytest.raises(ValidationError, match="Không có ngày 31/02/2024"):
        read_day("31/02/2024")
    with pytest.raises(ValidationError, match="không đúng dạng"):
        read_day("tháng 3")


def test_values_come_out_typed() -> None:
    form = sent(households="1.234")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["share"] == Decimal("95.5")
    assert form.cleaned_data["households"] == 1234
    assert form.cleaned_data["due_on"] == date(2024, 10, 30)


def test_limits_name_the_number_and_the_limit() -> None:
    form = sent(share="104,55", households="1,5")
    assert form.errors["share"] == [
        "104,55 lớn hơn mức cao nhất cho phép là 100.",
        "104,55 có phần lẻ quá dài; ô này nhận nhiều nhất 1 chữ số sau dấu phẩy.",
    ]
    assert form.errors["households"] == ["1,5 có phần lẻ quá dài; ô này nhận số nguyên."]


def test_days_outside_the_limits_are_told_apart() -> None:
    assert "sớm hơn" in sent(due_on="31/12/2023").errors["due_on"][0]
    assert "muộn hơn" in sent(due_on="01/01/2031").errors["due_on"][0]


def test_missing_values_are_named() -> None:
    form = Report({})
    assert form.errors["title"] == ["Chưa nhập «Tên báo cáo»."]
    assert form.errors["kind"] == ["Chưa chọn «Loại»."]


def test_what_was_typed_stays_in_the_control() -> None:
    html = str(sent(share="104.5")["share"])
    assert 'value="104.5"' in html


def test_initial_values_are_shown_as_vietnamese_officials_write_them() -> None:
    form = Report(initial={"share": Decimal("1234.5"), "due_on": date(2024, 3, 5)})
    assert 'value="1.234,5"' in str(form["share"])
    assert 'value="05/03/2024"' in str(form["due_on"])


def test_unchanged_initial_values_are_not_a_change() -> None:
    form = Report(
        {"title": "x", "share": "1.234,50", "due_on": "5/3/2024"},
        initial={"title": "x", "share": Decimal("1234.5"), "due_on": date(2024, 3, 5)},
    )
    assert not {"title", "share", "due_on"} & set(form.changed_data)


def test_text_comes_in_nfc_but_a_password_stays_as_typed() -> None:
    decomposed = unicodedata.normalize("NFD", "Báo cáo hằng năm")
    form = sent(title=decomposed, password=decomposed)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == "Báo cáo hằng năm"
    assert form.cleaned_data["password"] == decomposed


def test_every_problem_of_a_refused_action_lands_where_it_belongs() -> None:
    form = sent()
    assert form.is_valid()
    form.refuse(ActionRefused(Problem("Số hộ vượt tổng.", field="households"), Problem("Kỳ đã chốt.", field="period")))
    assert form.errors["households"] == ["Số hộ vượt tổng."]
    assert form.non_field_errors() == ["Kỳ đã chốt."]


def test_a_number_longer_than_any_arithmetic_is_refused_in_words() -> None:
    field = DecimalField(places=0)
    assert field.clean("9" * 60) == Decimal("9" * 60)
    with pytest.raises(ValidationError, match="số nguyên"):
        field.clean("9" * 60 + ",5")


@pytest.mark.parametrize("sent", ["", "abc", "-1", "1.5", "9" * 5000, "1\0"])
def test_a_key_that_no_page_sends_names_nothing(sent: str) -> None:
    assert whole_number(sent) == 0
    assert whole_number(sent, otherwise=-1) == -1
    assert year_in(sent) is None


def test_years_of_addresses_are_those_of_plans() -> None:
    assert [year_in(text) for text in ("2024", "1999", "0000", "9999", "20245")] == [2024, 1999, None, None, None]
    assert whole_number("12") == 12


@pytest.mark.django_db
def test_a_key_that_no_column_holds_is_no_choice() -> None:
    class Choosing(Form):
        one = forms.ModelChoiceField(get_user_model().objects.all(), label="Người")
        many = forms.ModelMultipleChoiceField(get_user_model().objects.all(), label="Những người")

    form = Choosing(QueryDict(f"one={'9' * 20}&many=1&many={'9' * 20}"))
    assert not form.is_valid()
    assert form.errors["one"] == form.errors["many"] == ["Lựa chọn này không có trong danh sách. Chọn lại."]
