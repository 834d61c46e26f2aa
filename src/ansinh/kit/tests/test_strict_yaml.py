from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ansinh.kit.strict_yaml import YamlError, load_yaml


def test_words_that_plain_yaml_takes_for_truth_stay_words() -> None:
    assert load_yaml("on: yes\noff: no") == {"on": "yes", "off": "no"}


def test_fractions_are_exact_and_days_are_days() -> None:
    assert load_yaml("a: 0.1\nb: -12\nc: 2024-03-20\nd: true\ne: null\nf:") == {
        "a": Decimal("0.1"), "b": -12, "c": date(2024, 3, 20), "d": True, "e": None, "f": None,
    }  # fmt: skip


def test_numbers_in_other_dress_stay_text() -> None:
    assert load_yaml("[1_000, 0x1F, 1e3, 12:30, '001', 1.2.3]") == ["1_000", "0x1F", "1e3", "12:30", "001", "1.2.3"]


def test_an_identifier_with_leading_zeros_must_be_quoted() -> None:
    with pytest.raises(YamlError, match=r"dòng 2.*001203001234.*ngoặc kép"):
        load_yaml("a: 1\nb: 001203001234")


def test_a_key_named_twice_is_an_error_with_its_line() -> None:
    with pytest.raises(YamlError, match=r"thu\.yaml, dòng 3: khóa «a» có hai lần"):
        load_yaml("a: 1\nb: 2\na: 3", "thu.yaml")


def test_a_key_named_twice_deep_inside_is_an_error() -> None:
    with pytest.raises(YamlError, match="có hai lần"):
        load_yaml("x:\n  - {a: 1, a: 2}")


def test_a_day_that_is_not_on_the_calendar_is_an_error() -> None:
    with pytest.raises(YamlError, match="không có ngày 2023-02-30"):
        load_yaml("a: 2023-02-30")


@pytest.mark.parametrize("text", ["!!python/object:os.system {}", "a: [1", "? [a]\n: 1", "\x00"])
def test_what_is_not_plain_data_is_refused(text: str) -> None:
    with pytest.raises(YamlError):
        load_yaml(text)
