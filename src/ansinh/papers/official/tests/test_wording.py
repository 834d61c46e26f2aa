from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.papers.official import Annex, Letterhead
from ansinh.papers.official.tests.documents import plan
from ansinh.papers.official.wording import (
    NBSP,
    annex_label,
    annex_reference,
    date_words,
    full_number,
    glue,
    listed,
    place_and_date,
    roman,
    split_number,
)


def test_numbers_under_ten_get_a_zero():
    assert full_number(Letterhead("UBND", number=5, symbol="KH-UBND")) == "05/KH-UBND"
    assert full_number(Letterhead("UBND", number="5", symbol="KH-UBND")) == "05/KH-UBND"
    assert full_number(Letterhead("UBND", number=165, symbol="KH-UBND")) == "165/KH-UBND"


def test_what_is_not_known_yet_is_dots():
    assert full_number(Letterhead("UBND", symbol="KH-UBND")) == "……/KH-UBND"
    assert place_and_date(Letterhead("UBND", place="Quảng Ngãi", year=2026)) == (
        "Quảng Ngãi, ngày …… tháng …… năm 2026"
    )
    assert place_and_date(Letterhead(None)) == "……, ngày …… tháng …… năm ……"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 2, 5), "ngày 05 tháng 02 năm 2024"),
        (date(2024, 1, 31), "ngày 31 tháng 01 năm 2024"),
        (date(2024, 3, 9), "ngày 09 tháng 3 năm 2024"),
        (date(2024, 12, 10), "ngày 10 tháng 12 năm 2024"),
    ],
)
def test_days_under_ten_and_the_first_two_months_get_a_zero(day, words):
    assert date_words(day) == words


@pytest.mark.parametrize(
    ("printed", "parts"),
    [
        ("65 /KH-UBND", ("65", "KH-UBND")),
        ("Số: 07/CT-TTg", ("07", "CT-TTg")),
        ("Số: /KH-UBND", (None, "KH-UBND")),
        ("không số", ("không số", None)),
        (None, (None, None)),
    ],
)
def test_a_printed_number_is_split_at_its_slash(printed, parts):
    assert split_number(printed) == parts


def test_lists_of_addressees_get_dashes_semicolons_and_a_full_stop():
    assert listed(("Tỉnh ủy;", "- HĐND tỉnh", "Lưu: VT, KGVX.")) == ["- Tỉnh ủy;", "- HĐND tỉnh;", "- Lưu: VT, KGVX."]


def test_one_annex_has_no_number_and_several_have_roman_ones():
    annex = Annex("Danh mục", ())
    assert annex_label(annex, 0, 1) == "Phụ lục"
    assert [annex_label(annex, index, 4) for index in range(4)] == [
        "Phụ lục I",
        "Phụ lục II",
        "Phụ lục III",
        "Phụ lục IV",
    ]


def test_annex_names_the_paper_it_belongs_to():
    assert annex_reference(plan()) == (
        "(Kèm theo Kế hoạch số 65/KH-UBND ngày 20 tháng 3 năm 2024 của Ủy ban nhân dân tỉnh Quảng Ngãi)"
    )


def test_roman_numbers_end_at_thirty_nine():
    assert [roman(number) for number in (1, 4, 9, 14, 39)] == ["I", "IV", "IX", "XIV", "XXXIX"]
    with pytest.raises(ValueError, match="40"):
        roman(40)


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("đến ngày 20 tháng 3 năm 2024", ["ngày 20", "tháng 3", "năm 2024"]),
        ("tại Điều 5 và khoản 2 Điều 12.", ["Điều 5", "khoản 2", "Điều 12"]),
        ("đạt 33 m² sàn, 75 tuổi, 268 tỷ đồng", ["33 m²", "75 tuổi", "268 tỷ"]),
        ("giai đoạn 2021 - 2025", ["2021 - 2025"]),
        ("Phụ lục II kèm theo", ["lục II"]),
    ],
)
def test_numbers_stay_with_their_words(text, together):
    glued = glue(text)
    for words in together:
        assert words.replace(" ", NBSP) in glued


def test_long_numbers_are_not_glued_and_words_are_not_units():
    text = "Nghị quyết số 42-NQ/TW ngày 24/11/2023, 5 hộp quà"
    assert glue(text) == text


@given(st.text(alphabet="ngày số 0123456789%/-.,đồng IVX", max_size=60))
def test_gluing_changes_only_spaces(text):
    assert glue(text).replace(NBSP, " ") == text
