from __future__ import annotations

from django.http import HttpResponse, QueryDict
from hypothesis import given
from hypothesis import strategies as st

from ansinh.kit.pages import Pager, Paging, announce


def asked(query: str) -> Paging:
    return Paging.asked_by(QueryDict(query))


def test_links_keep_the_filters_of_the_list() -> None:
    pager = Pager.over(500, asked("co-quan=s%E1%BB%9F&nam=2025&trang=2"), unit="chỉ tiêu")
    assert pager.number == 2
    assert pager.next_url == "?co-quan=s%E1%BB%9F&nam=2025&trang=3"
    assert pager.previous_url == "?co-quan=s%E1%BB%9F&nam=2025&trang=1"


def test_nonsense_asks_for_the_first_page() -> None:
    assert [asked(query).number for query in ("", "trang=abc", "trang=-1", "trang=0", "trang=²", "trang=99999999")] == [
        1
    ] * 6


def test_page_past_the_end_is_the_last_page() -> None:
    assert Pager.over(120, asked("trang=77"), unit="dòng").number == 3


def test_rows_shown_are_counted_from_one() -> None:
    pager = Pager.over(120, asked("trang=3"), unit="dòng")
    assert (pager.first_row, pager.last_row) == (101, 120)
    assert list(range(120))[pager.slice] == list(range(100, 120))


def test_empty_list_has_one_page_and_no_rows() -> None:
    pager = Pager.over(0, asked(""), unit="dòng")
    assert (pager.first_row, pager.last_row, pager.is_needed) == (0, 0, False)
    assert pager.next_url == pager.previous_url == ""


def test_far_pages_are_left_out_behind_a_gap() -> None:
    labels = [link.label for link in Pager.over(1000, asked("trang=10"), unit="dòng").links]
    assert labels == ["1", "…", "8", "9", "10", "11", "12", "…", "20"]


@given(count=st.integers(0, 5000), number=st.integers(1, 300), size=st.integers(1, 100))
def test_every_row_is_on_exactly_one_page(count: int, number: int, size: int) -> None:
    pager = Pager.over(count, Paging(number), unit="dòng", size=size)
    pages = [Pager.over(count, Paging(n), unit="dòng", size=size) for n in range(1, pager.last_number + 1)]
    rows = [row for page in pages for row in range(count)[page.slice]]
    assert rows == list(range(count))


def test_announcement_reaches_the_status_line_in_vietnamese() -> None:
    header = announce(HttpResponse(), "Đã chấp nhận mục a.3").headers["HX-Trigger"]
    assert header.encode("ascii")
    assert "ansinh:status" in header
