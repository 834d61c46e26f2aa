"""Places in the outline: what a code means, and where an offset belongs."""

from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.tests.papers import Line, paper_of


def _codes(*lines: Line) -> list[str]:
    return [entry.code for entry in read_outline(paper_of(*lines)).entries]


def test_letters_nest_in_numbers_and_numbers_in_romans() -> None:
    assert _codes("I. MỤC ĐÍCH", "1. Mục đích", "a) Một", "b) Hai", "2. Yêu cầu", "II. MỤC TIÊU", "1. Chung") == [
        "I", "I.1", "I.1.a", "I.1.b", "I.2", "II", "II.1",
    ]  # fmt: skip


def test_d_with_stroke_is_a_letter_between_d_and_e() -> None:
    assert _codes("1. Nhiệm vụ", "d) Bốn", "đ) Năm", "e) Sáu", "g) Bảy") == ["1", "1.d", "1.đ", "1.e", "1.g"]


def test_dotted_numbers_belong_to_the_number_they_begin_with() -> None:
    assert _codes("II. NỘI DUNG", "1. Một", "1.1. Một một", "1.2. Một hai", "2. Hai", "2.1. Hai một") == [
        "II", "II.1", "II.1.1", "II.1.2", "II.2", "II.2.1",
    ]  # fmt: skip


def test_dotted_number_without_its_parent_is_kept_under_the_heading() -> None:
    assert _codes("II. NỘI DUNG", "2.1. Rà soát", "2.2. Tổng hợp") == ["II", "II.2.1", "II.2.2"]


def test_articles_are_cited_without_their_chapter() -> None:
    assert _codes("Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi", "Chương II", "TỔ CHỨC", "Điều 2. Thực hiện", "1. Sở A") == [
        "Chương I", "Điều 1", "Chương II", "Điều 2", "Điều 2.1",
    ]  # fmt: skip


def test_heading_of_a_chapter_stands_on_the_next_line() -> None:
    outline = read_outline(paper_of("Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi"))
    assert outline.entries[0].heading == "QUY ĐỊNH CHUNG"


def test_attached_plan_starts_anew_beside_the_articles_of_its_decision() -> None:
    assert _codes(
        "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch.", "Điều 2. Hiệu lực.", "Nơi nhận:", "- Như Điều 2;",
        "KẾ HOẠCH", "(Kèm theo Quyết định số 1/QĐ-UBND ngày 01/01/2025)", "I. MỤC TIÊU", "1. Chung", "II. NHIỆM VỤ",
    ) == ["Điều 1", "Điều 2", "I", "I.1", "II"]  # fmt: skip


def test_annex_with_a_title_of_a_plan_remains_an_annex() -> None:
    assert _codes("I. MỤC TIÊU", "PHỤ LỤC", "KẾ HOẠCH CHI TIẾT", "(Kèm theo Kế hoạch số 1/KH-UBND)", "1. Việc một") == [
        "I", "PL", "PL.1",
    ]  # fmt: skip


def test_a_place_that_comes_twice_gets_a_number() -> None:
    assert _codes("I. MỘT", "1. Việc", "1. Việc khác") == ["I", "I.1", "I.1#2"]


def test_labels_in_the_list_of_recipients_are_no_places() -> None:
    assert _codes("I. MỘT", "Nơi nhận:", "- Bộ A;", "- Lưu: VT.") == ["I"]


def test_offset_belongs_to_the_innermost_entry_that_is_still_open() -> None:
    paper = paper_of("I. MỤC TIÊU", "1. Chung", "Nội dung chung.", "II. NHIỆM VỤ", "Lời dẫn.", "Nơi nhận:", "- Bộ A;")
    outline = read_outline(paper)
    assert outline.place_at(paper.text.index("Nội dung")) == "I.1"
    assert outline.place_at(paper.text.index("Lời dẫn")) == "II"
    assert outline.place_at(paper.text.index("Nơi nhận")) == ""
    assert [entry.code for entry in outline.ancestors("I.1")] == ["I"]
    assert [entry.code for entry in outline.children("I")] == ["I.1"]


def test_bent_roman_number_is_read_before_a_heading_in_capitals_only() -> None:
    assert _codes("I1. MỤC TIÊU", "lI. NHIỆM VỤ") == ["II", "II#2"]
    assert _codes("11. Các sở, ban, ngành") == ["11"]
