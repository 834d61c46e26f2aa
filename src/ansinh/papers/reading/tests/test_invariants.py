"""What holds for every text, however strange."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansinh.papers.paper import Paper
from ansinh.papers.reading import read_paper, reading_to_json
from ansinh.papers.reading.agencies import split_agencies, take_agencies
from ansinh.papers.reading.labels import LETTERS, int_to_roman, read_label, roman_to_int
from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.tests.papers import Line, paper_of
from ansinh.papers.reading.timeframes import find_timeframe, read_timeframe

_FRAGMENTS = st.sampled_from(
    [
        "I. ",
        "II. MỤC TIÊU",
        "1. ",
        "1.1. ",
        "a) ",
        "đ) ",
        "- ",
        "+ ",
        "Điều 1. ",
        "PHỤ LỤC",
        "Phần thứ hai",
        "Sở Y tế",
        "UBND các xã",
        "chủ trì",
        ", phối hợp với ",
        "Cơ quan chủ trì: ",
        "Thời gian: ",
        "Quý II/2026",
        "trước ngày 30/10",
        "báo cáo ",
        "Nơi nhận:",
        "TM. ",
        "KẾ HOẠCH",
        "Số: 65 /KH-UBND",
        "Căn cứ Nghị quyết số 42-NQ/TW ngày 24/11/2023",
        "; ",
        ", ",
        " và ",
        "(",
        ")",
        ":",
        ".",
        "\u00a0",
        "95%",
        "Giao Sở Nội vụ ",
        "nếu có vướng mắc ",
        "(Kèm theo Quyết định số 1)",
        "TT",
        "Nhiệm vụ",
        "các Bộ: Y tế, Tài chính",
    ]
)
_WORDS = st.lists(st.one_of(_FRAGMENTS, st.text(max_size=12)), max_size=10).map(
    lambda parts: " ".join("".join(parts).split())
)
_ROWS = st.lists(st.one_of(st.none(), _WORDS), min_size=3, max_size=6)
_PAPERS = st.lists(st.one_of(_WORDS, _ROWS), max_size=25).map(lambda lines: paper_of(*_clean(lines)))


def _clean(lines: list[Line]) -> list[Line]:
    return [line for line in lines if not isinstance(line, str) or line]


@settings(max_examples=80, deadline=None)
@given(_PAPERS)
def test_any_text_is_read_and_every_quote_equals_its_text(paper: Paper) -> None:
    reading = read_paper(paper)
    quotes = [task.quote for task in reading.tasks] + [duty.quote for duty in reading.obligations]
    quotes += [b.quote for b in reading.document.legal_bases if b.quote] + [
        p.quote for p in reading.problems if p.quote
    ]
    assert all(paper.text[quote.start : quote.end] == quote.text for quote in quotes)
    json.loads(reading_to_json(reading))


@settings(max_examples=80, deadline=None)
@given(_PAPERS)
def test_codes_are_unique_and_entries_nest(paper: Paper) -> None:
    reading = read_paper(paper)
    codes = [task.code for task in reading.tasks]
    assert len(codes) == len(set(codes))
    outline = read_outline(paper)
    places = [entry.code for entry in outline.entries]
    assert len(places) == len(set(places))
    for entry, parent in zip(outline.entries, outline.parents, strict=True):
        assert entry.start <= entry.end <= len(paper.text)
        assert entry.start <= entry.text_end
        if parent is not None:
            above = outline.entries[parent]
            assert above.start < entry.start
            assert entry.text_end <= above.text_end
            assert entry.level == above.level + 1


@settings(max_examples=40, deadline=None)
@given(_PAPERS)
def test_same_paper_gives_the_same_reading(paper: Paper) -> None:
    assert read_paper(paper) == read_paper(paper)


@given(
    st.lists(
        st.sampled_from(
            ["Sở Y tế", "Bộ Tài chính", "UBND các xã, phường", "Công an tỉnh", "Sở Văn hóa, Thể thao và Du lịch"]
        ),
        unique=True,
        min_size=1,
    )
)
def test_list_joined_with_semicolons_or_commas_is_parted_into_its_members(names: list[str]) -> None:
    assert list(split_agencies("; ".join(names))) == names
    assert list(split_agencies(", ".join(names))) == names
    assert list(split_agencies(" và ".join(names))) == names


@given(st.text(max_size=80))
def test_parting_and_taking_never_fail_and_never_give_empty_names(words: str) -> None:
    assert all(name.strip() for name in split_agencies(words))
    taken = take_agencies(words, 0, len(words))
    assert taken is None or (taken.names and taken.end <= len(words))


@given(st.text(max_size=60))
def test_time_frames_never_fail_and_keep_their_words(words: str) -> None:
    frame = read_timeframe(words)
    assert frame.raw is None or frame.raw
    find_timeframe(words, 0, len(words))
    read_label(words)


@given(st.integers(min_value=1, max_value=399))
def test_roman_numbers_go_both_ways(value: int) -> None:
    assert roman_to_int(int_to_roman(value)) == value


def test_letters_of_points_are_the_twenty_three_of_the_law() -> None:
    assert len(LETTERS) == len(set(LETTERS)) == 23
    assert LETTERS.index("đ") == LETTERS.index("d") + 1
    assert not set("fjwz") & set(LETTERS)


@pytest.mark.parametrize(
    "words",
    [
        "Sở Y tế, " * 8000,
        "giao cho các sở " * 6000,
        "Giao Sở Y tế " + "(" * 20000,
        "1" * 30000 + " " + "1.1." * 8000,
        "trước ngày 30/6/2025 " * 4000,
        "Cơ quan chủ trì: " + "; " * 20000,
        "Các sở " + "định kỳ báo cáo " * 6000,
        "I" * 20000 + "a." * 5000,
        "Đơn vị: " + "…" * 5000 + " Mã chương: " + "." * 5000,
        "Sở Y tế " + "- " * 8000 + "và " * 4000,
        "UBND " + "( chủ trì ) " * 3000,
        "(" * 3000 + "Sở Y tế" + ")" * 3000,
        "Quý " + "IV, " * 5000 + "/2026",
        "I - " * 5000 + "a) " * 5000,
        "Căn cứ Nghị quyết số 1" * 5000,
    ],
    ids=lambda words: words[:12],
)
def test_time_grows_with_the_length_of_the_text_only(words: str) -> None:
    paper = paper_of(
        "IV. TỔ CHỨC THỰC HIỆN", "1. " + words, words, ("TT", "Nhiệm vụ", "Cơ quan chủ trì"), ("1", "Việc", words)
    )
    begun = time.process_time()
    read_paper(paper)
    assert time.process_time() - begun < 20


def test_plan_of_three_thousand_items_is_read_in_seconds() -> None:
    lines = [
        line
        for number in range(1, 3001)
        for line in (
            f"{number}. Nâng cao chất lượng công tác xã hội lần thứ {number}.",
            "- Cơ quan chủ trì: Sở Y tế.",
            "- Thời gian thực hiện: Năm 2026.",
        )
    ]
    begun = time.process_time()
    reading = read_paper(paper_of("III. NHIỆM VỤ", *lines))
    assert len(reading.tasks) == 3000
    assert time.process_time() - begun < 30
