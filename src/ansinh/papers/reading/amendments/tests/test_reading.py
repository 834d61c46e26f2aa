import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansinh.domain.amendment_readings import Op
from ansinh.domain.readings import DocumentHeader
from ansinh.papers.reading.amendments import dashes, find_amended, read_amendment
from ansinh.papers.reading.amendments.quotations import find_quotations, masked
from ansinh.papers.reading.amendments.tests.decision import decision, order_paper, plan
from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.tests.papers import paper_of


def test_the_decision_says_what_it_amends_and_from_what_day():
    found = read_amendment(decision(), plan())
    assert found.amends is not None
    assert (found.amends.number, found.amends.issued_on) == ("65/KH-UBND", date(2024, 3, 20))
    assert found.effective_from == date(2025, 6, 1)
    assert found.problems == ()


def test_every_order_of_the_decision_is_read_in_its_order():
    found = read_amendment(decision(), plan())
    assert [(i.op, [str(place) for place in i.places]) for i in found.instructions] == [
        (Op.CHANGE, ["II.2.a, gạch đầu dòng 2"]),
        (Op.CHANGE, ["II.2.b"]),
        (Op.ADD, ["II.2.a"]),
        (Op.DROP, ["III.8.c"]),
        (Op.CHANGE, ["III.8.b"]),
        (Op.WORDS, ["III.1", "III.2"]),
    ]


def test_an_order_below_another_takes_its_outer_places_from_it():
    below = ("a) Bãi bỏ điểm c.", "b) Bổ sung điểm d như sau: “d) Lập cơ sở dữ liệu. Cơ quan chủ trì: Sở Nội vụ.”")
    found = read_amendment(order_paper("Sửa đổi, bổ sung khoản 8 Mục III như sau:", *below), plan())
    assert [(i.op, i.places[0].code) for i in found.instructions] == [(Op.DROP, "III.8.c"), (Op.ADD, "III.8.d")]
    assert [promise.code for promise in found.instructions[1].promises] == ["III.8.d"]


def test_new_words_inherit_the_year_of_the_heading_above_them():
    order = "Sửa đổi gạch đầu dòng thứ nhất điểm b khoản 2 Mục II như sau: “- Tỷ lệ thất nghiệp chung dưới 1,5%.”"
    (instruction,) = read_amendment(order_paper(order), plan()).instructions
    assert [(p.section, p.values["due_year"]) for p in instruction.promises] == [("II.2.b", 2030)]


def test_new_words_over_several_paragraphs_are_one_task_with_its_fields():
    found = read_amendment(decision(), plan())
    (task,) = found.instructions[4].promises
    assert (task.code, [agency.raw for agency in task.agencies]) == (
        "III.8.b",
        ["Sở Khoa học và Công nghệ", "Các Sở, ban ngành tỉnh"],
    )
    assert task.values["timeframe_raw"] == "Năm 2025 và các năm tiếp theo"


def test_new_words_without_quotation_marks_hang_below_their_order():
    below = ("d) Xây dựng cơ sở dữ liệu an sinh xã hội.", "- Cơ quan chủ trì: Sở Nội vụ.")
    found = read_amendment(order_paper("Bổ sung điểm d khoản 8 Mục III như sau:", *below), plan())
    ((task,),) = (instruction.promises for instruction in found.instructions)
    assert (task.code, task.agencies[0].raw) == ("III.8.d", "Sở Nội vụ")


def test_dashes_are_counted_in_their_place_with_what_hangs_below_them():
    paper = paper_of(
        "I. MỤC TIÊU",
        "- Một.",
        "+ thuộc về một",
        "- Hai,",
        "viết tiếp",
        "1. Nhóm",
        "- Ba.",
        "II. NHIỆM VỤ",
        "Không có gạch.",
    )
    found = dashes(paper, read_outline(paper).entries)
    assert {code: [span.of(paper.text) for span in spans] for code, spans in found.items()} == {
        "I": ["- Một.\n+ thuộc về một", "- Hai,\nviết tiếp"],
        "I.1": ["- Ba."],
    }


def test_quotations_may_hold_others():
    paper = paper_of('Sửa đổi như sau: “Phát huy truyền thống "Uống nước nhớ nguồn" và “Đền ơn”.” Hết.')
    (found,) = find_quotations(paper, 0, len(paper.text))
    assert found.inner.of(paper.text) == 'Phát huy truyền thống "Uống nước nhớ nguồn" và “Đền ơn”.'


def test_straight_marks_close_where_the_order_goes_on():
    paper = paper_of('Thay cụm từ "Sở Y tế" bằng cụm từ "Sở Nội vụ".')
    assert [q.inner.of(paper.text) for q in find_quotations(paper, 0, len(paper.text))] == ["Sở Y tế", "Sở Nội vụ"]


def test_an_unclosed_quotation_ends_before_the_next_article_and_is_told():
    paper = paper_of(
        "Điều 1. Sửa đổi gạch đầu dòng thứ hai điểm a khoản 2 Mục II như sau:",
        "“- Tỷ lệ tham gia bảo hiểm y tế trên 97%.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày 01/6/2025.",
    )
    found = read_amendment(paper, plan())
    assert [p.values["value"] for i in found.instructions for p in i.promises] == ["97"]
    assert any("mà không đóng" in problem.message for problem in found.problems)


def test_what_is_ordered_without_saying_where_is_told_not_guessed():
    found = read_amendment(order_paper("Bãi bỏ các quy định trước đây trái với Quyết định này."), plan())
    assert found.instructions == ()
    assert any("chưa rõ sửa nội dung nào" in problem.message for problem in found.problems)


def test_a_plan_that_only_cites_another_does_not_amend_it():
    paper = decision()
    header = DocumentHeader(number="70/KH-UBND", title="Thực hiện chính sách xã hội năm 2025")
    assert find_amended(paper, header) == ()


def test_orders_of_a_table_of_tasks_are_read_from_its_rows():
    rows = (
        ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"),
        ("1", "Rà soát hộ nghèo trên địa bàn tỉnh", "Sở Nội vụ", "Năm 2026"),
    )
    found = read_amendment(order_paper("Bổ sung các nhiệm vụ sau vào khoản 5 Mục III như sau:", *rows), plan())
    (task,) = (promise for instruction in found.instructions for promise in instruction.promises)
    assert task.values["text"] == "Rà soát hộ nghèo trên địa bàn tỉnh"


COMPARISON = (
    ("TT", "Chỉ tiêu", "Theo Kế hoạch số 65/KH-UBND", "Điều chỉnh"),
    ("1", "Tỷ lệ tham gia bảo hiểm y tế", "trên 95%", "trên 97%"),
    ("2", "Số năm sống khỏe", "tối thiểu 68 năm", "Bãi bỏ"),
)


def test_a_table_of_old_and_new_is_one_order_a_row():
    found = read_amendment(order_paper("Điều chỉnh một số chỉ tiêu theo bảng sau:", *COMPARISON), plan())
    change, drop = found.instructions
    assert change.number is not None
    assert (change.subject, change.number.old["value"], change.number.new["value"]) == (
        "Tỷ lệ tham gia bảo hiểm y tế",
        "95",
        "97",
    )
    assert (drop.op, drop.subject) == (Op.DROP, "Số năm sống khỏe")
    assert found.problems == ()


def test_a_table_below_an_order_holds_at_its_places():
    found = read_amendment(order_paper("Điều chỉnh chỉ tiêu tại điểm a khoản 2 Mục II như sau:", *COMPARISON), plan())
    assert {place.code for instruction in found.instructions for place in instruction.places} == {"II.2.a"}


def test_sentences_side_by_side_are_exchanged():
    rows = (
        ("Nội dung theo Kế hoạch số 65/KH-UBND", "Nội dung sửa đổi, bổ sung"),
        (
            "- Tỷ lệ tham gia bảo hiểm y tế trên 95% dân số toàn tỉnh.",
            "- Tỷ lệ tham gia bảo hiểm y tế trên 97% dân số toàn tỉnh.",
        ),
    )
    (exchange,) = read_amendment(order_paper("Sửa đổi một số nội dung như sau:", *rows), plan()).instructions
    assert (exchange.op, exchange.old_words) == (Op.WORDS, "Tỷ lệ tham gia bảo hiểm y tế trên 95% dân số toàn tỉnh")
    assert [promise.values["value"] for promise in exchange.promises] == ["97"]


def test_another_table_is_told_as_one_that_is_not_read():
    rows = (("Mã", "Tỉnh"), ("51", "Quảng Ngãi"))
    found = read_amendment(order_paper("Bãi bỏ điểm c khoản 8 Mục III.", *rows), plan())
    assert any("không đọc thành thay đổi" in problem.message for problem in found.problems)


_PIECES = st.sampled_from(
    [
        "Điều 1. ", "1. ", "a) ", "- ", "Sửa đổi ", "Bổ sung ", "Bãi bỏ ", "Thay thế cụm từ ", "bằng cụm từ ", "“", "”", '"', "«", "»",
        "điểm a ", "khoản 2 ", "Mục II ", "Phần III ", "gạch đầu dòng thứ hai ", "Phụ lục II ", "như sau: ", "vào sau ", "từ 95% lên 97%",
        "tỷ lệ tham gia bảo hiểm y tế ", "\n", "; ", ". ", "Nơi nhận:", "có hiệu lực từ ngày 31/2/2025", "Sở Y tế ", "|",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_words_are_read_and_every_quote_stands_in_the_text(text):
    paper = paper_of(*[line for line in text.split("\n") if line.strip()] or ["-"])
    found = read_amendment(paper, plan())
    quotes = [i.quote for i in found.instructions] + [p.quote for i in found.instructions for p in i.promises]
    quotes += [problem.quote for problem in found.problems if problem.quote]
    assert all(paper.text[quote.start : quote.end] == quote.text for quote in quotes)
    assert read_amendment(paper, plan()) == found


@given(st.text(alphabet='ab “”"«»\n.', max_size=60))
def test_blanking_keeps_the_length_and_the_words_outside(text):
    paper = paper_of(text)
    quotations = find_quotations(paper, 0, len(paper.text))
    blanked = masked(paper.text, 0, len(paper.text), quotations)
    assert len(blanked) == len(paper.text)
    inside = {at for q in quotations for at in range(q.inner.start, q.inner.end)}
    assert all(blanked[at] == paper.text[at] for at in range(len(blanked)) if at not in inside)


@pytest.mark.slow
def test_a_document_of_a_thousand_orders_is_read_in_seconds():
    orders = [
        f"{n}. Sửa đổi gạch đầu dòng thứ {n % 5 + 1} điểm a khoản 2 Mục II như sau: “- Đạt {n % 90}% hộ.”"
        for n in range(1, 1001)
    ]
    began = time.monotonic()
    found = read_amendment(paper_of("Điều 1. Sửa đổi như sau:", *orders), plan())
    assert len(found.instructions) == 1000
    assert time.monotonic() - began < 20
