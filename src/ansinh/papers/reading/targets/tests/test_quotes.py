"""Whatever the text, quotes match their offsets and nothing breaks."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.targets import read_targets

from .papers import HEAD, paper_of

_PIECES = (
    "tỷ lệ", "đạt", "trên", "dưới", "ít nhất", "khoảng", "giảm còn", "từ", "trở lên", "đến năm 2030", "vào năm 2025", "95%", "2,5%", "1.000",
    "35-40%", "13/13", "04", "căn nhà ở", "hộ nghèo", "bác sĩ", "trên 10.000 dân", "tỷ đồng/năm", ",", ";", ".", "và", "(khu vực núi", ")", "“", "”",
    ":", "phấn đấu", "mỗi năm", "số 42-NQ/TW", "ngày 22/01/2024", "trong đó", "nhóm 3 nước dẫn đầu", "m2 sàn/người", "/", "-", "người dân được",
)  # fmt: skip
_HEADINGS = ("2. Mục tiêu cụ thể đến năm 2030", "1. Mục tiêu tổng quát", "3. Nhiệm vụ", "4. Kinh phí")


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(_HEADINGS), st.lists(st.sampled_from(_PIECES), min_size=1, max_size=40))
def test_every_quote_equals_the_text_between_its_offsets(heading: str, pieces: list[str]) -> None:
    paper = paper_of(*HEAD, heading, "- " + " ".join(pieces))
    targets, goals, problems = read_targets(paper, read_outline(paper))
    quotes = [*(t.quote for t in targets), *(g.quote for g in goals), *(p.quote for p in problems if p.quote)]
    for quote in quotes:
        assert quote.text == paper.text[quote.start : quote.end]
        assert quote.text.strip() == quote.text != ""
    for target in targets:
        assert target.name
        assert (target.value is None) == (target.low is not None)
        assert 0 <= target.confidence <= 1
        assert target.due_year is None or str(target.due_year) in paper.text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    paper = paper_of(*HEAD, "2. Mục tiêu cụ thể", text.replace("\n", " "))
    read_targets(paper, read_outline(paper))


def test_the_same_paper_gives_the_same_reading() -> None:
    paper = paper_of(*HEAD, "2. Mục tiêu", "- Tỷ lệ A đạt 95% vào năm 2025; 100% xã có B")
    assert read_targets(paper, read_outline(paper)) == read_targets(paper, read_outline(paper))


def test_a_row_of_ten_thousand_numbers_takes_seconds_not_hours() -> None:
    lines = (
        "- " + " ".join(["95 hộ"] * 10_000),
        "- " + "; ".join(["tỷ lệ hộ nghèo đạt 95%"] * 3_000),
        "- " + ", 5 xã" * 5_000,
    )
    paper = paper_of(*HEAD, "2. Mục tiêu cụ thể", *lines)
    before = time.perf_counter()
    read_targets(paper, read_outline(paper))
    assert time.perf_counter() - before < 20
