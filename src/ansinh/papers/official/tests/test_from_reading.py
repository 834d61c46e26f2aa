"""A paper that was read and laid out again: its words stay, its look is the decree's."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansinh.domain.readings import DocumentHeader, PlanReading, Signer
from ansinh.papers.official import Landscape, Marking, OfficialPaper, Table, from_paper
from ansinh.papers.official.parts import split
from ansinh.papers.official.styles import HEADING_STYLES, Style
from ansinh.papers.official.tests.documents import W, has, rendered, style_of, text_of, value
from ansinh.papers.paper import Block, BlockKind, Cell, Note, Paper
from ansinh.papers.reading.outline import read_outline

HEAD = (
    "UBND TỈNH QUẢNG NGÃI",
    "SỞ Y TẾ",
    "Số: 65 /KH-SYT",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Quảng Ngãi, ngày 20 tháng 3 năm 2024",
    "KẾ HOẠCH",
    "Về việc triển khai thực hiện chính sách xã hội",
    "giai đoạn 2024 - 2030",
)
BODY = (
    "Căn cứ Nghị quyết số 42-NQ/TW ngày 24/11/2023;",
    "Sở Y tế ban hành Kế hoạch, cụ thể như sau:",
    "I. MỤC ĐÍCH, YÊU CẦU",
    "1. Mục đích",
    "Nhằm quán triệt và triển khai kịp thời.",
    "2. Yêu cầu",
    "a) Một số chỉ tiêu chủ yếu đến năm 2025",
    "- Tỷ lệ tham gia bảo hiểm y tế trên 95% dân số.",
    "b) Tập trung tuyên truyền, giáo dục nâng cao nhận thức.",
    "- Cơ quan chủ trì tham mưu: Phòng Nghiệp vụ Y.",
    "II. TỔ CHỨC THỰC HIỆN",
    "1. Giao Phòng Nghiệp vụ Y theo dõi, tổng hợp, báo cáo./.",
)
CLOSING = (
    "Nơi nhận:",
    "- Bộ Y tế (b/c);",
    "- Lưu: VT, NVY.",
    "KT. GIÁM ĐỐC",
    "PHÓ GIÁM ĐỐC",
    "Trần Văn A",
)
ATTACHED = ("KẾ HOẠCH", "THỰC HIỆN CHÍNH SÁCH", "(Kèm theo Quyết định số 1/QĐ-SYT)", "Một.")
ANNEX = ("Phụ lục I", "DANH MỤC NHIỆM VỤ", "(Kèm theo Kế hoạch số 65/KH-SYT)", "Nội dung của phụ lục.")
HEADER = DocumentHeader(
    number="65/KH-SYT",
    kind="KẾ HOẠCH",
    issuer="SỞ Y TẾ",
    place="Quảng Ngãi",
    issued_on=date(2024, 3, 20),
    title="Về việc triển khai thực hiện chính sách xã hội giai đoạn 2024 - 2030",
    signer=Signer("Trần Văn A", "PHÓ GIÁM ĐỐC", "KT. GIÁM ĐỐC"),
)
RECIPIENTS = ("Bộ Y tế (b/c)", "Lưu: VT, NVY")


def paper_of(*parts, notes=()):
    """A paper of blocks: texts, or lists of cells that make rows of one table."""
    blocks, texts, at, table = [], [], 0, -1
    previous_row = False
    for part in parts:
        if isinstance(part, str):
            text = part
            blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(text)))
            previous_row = False
        else:
            table += not previous_row
            text = " | ".join(part)
            blocks.append(row_of(part, at, table))
            previous_row = True
        texts.append(text)
        at += len(text) + 1
    return Paper("\n".join(texts), tuple(blocks), "txt", notes=notes)


def row_of(cells, at, table, **flags):
    made, start = [], at
    for column, text in enumerate(cells):
        made.append(Cell(start, start + len(text), column))
        start += len(text) + 3
    return Block(BlockKind.ROW, at, start - 3, table=table, cells=tuple(made), **flags)


def reading_of(paper, header=HEADER, recipients=RECIPIENTS):
    return PlanReading(header, recipients=recipients, outline=read_outline(paper).entries)


def laid_out(*parts, notes=(), header=HEADER, recipients=RECIPIENTS, **given) -> OfficialPaper:
    paper = paper_of(*parts, notes=notes)
    return from_paper(paper, reading_of(paper, header, recipients), **given)


#: Styles of what is composed: head, closing, list of notes.
_COMPOSED = {
    Style.NATIONAL_NAME,
    Style.MOTTO,
    Style.SUPERIOR,
    Style.ISSUER,
    Style.NUMBER,
    Style.PLACE_AND_DATE,
    Style.LETTER_SUBJECT,
    Style.AUTHORITY,
    Style.SIGNER,
    Style.RECIPIENTS_LABEL,
    Style.RECIPIENTS,
    Style.SOURCES_HEADING,
    Style.SOURCES,
}


def words_of_body(file):
    """Every word of the produced file between head and closing, and of its annexes, in order."""
    words = []
    # The head's own kind and title; those of a paper issued with it are words of the body.
    once = {Style.TYPE_NAME, Style.TITLE}
    for paragraph in file.paragraphs():
        style = style_of(paragraph)
        if style in once:
            once.discard(style)
        elif style not in _COMPOSED:
            for mark in list(paragraph.iter(f"{W}hyperlink")):
                paragraph.remove(mark)
            words += text_of(paragraph).split()
    return words


def words_of_source(paper, parts):
    words = []
    for block in (*parts.body, *(block for annex in parts.annexes for block in annex)):
        for piece in block.cells or (block,):
            words += paper.words(piece).split()
    return words


def test_head_and_closing_are_composed_from_the_reading():
    official = laid_out(*HEAD, *BODY, *CLOSING)
    assert (official.head.superior, official.head.issuer) == ("UBND TỈNH QUẢNG NGÃI", "SỞ Y TẾ")
    assert (official.head.number, official.head.symbol) == ("65", "KH-SYT")
    assert official.title == HEADER.title
    assert official.signature.authority == ("KT. GIÁM ĐỐC",)
    assert official.recipients == RECIPIENTS
    file = rendered(official)
    assert file.texts(Style.TYPE_NAME) == ["KẾ HOẠCH"]
    assert file.texts(Style.RECIPIENTS) == ["- Bộ Y tế (b/c);", "- Lưu: VT, NVY."]


def test_the_body_keeps_its_words_and_their_order():
    assert words_of_body(rendered(laid_out(*HEAD, *BODY, *CLOSING))) == " ".join(BODY).split()


def test_headings_become_headings_and_sentences_with_a_label_stay_text():
    file = rendered(laid_out(*HEAD, *BODY, *CLOSING))
    assert file.texts(Style.DIVISION) == ["I. MỤC ĐÍCH, YÊU CẦU", "II. TỔ CHỨC THỰC HIỆN"]
    assert file.texts(Style.CLAUSE) == ["1. Mục đích", "2. Yêu cầu"]
    assert file.texts(Style.POINT) == ["a) Một số chỉ tiêu chủ yếu đến năm\u00a02025"]
    assert file.texts(Style.BASIS) == ["Căn cứ Nghị quyết số 42-NQ/TW ngày 24/11/2023;"]


@pytest.mark.parametrize(
    ("line", "is_heading"),
    [
        ("1. Bộ Tài chính:", True),
        ("1. Quyết định này quy định Bộ tiêu chí quốc gia về xã nông thôn mới giai đoạn 2026 - 2030, gồm:", False),
        ("1. Mục đích", True),
        ("1. Theo dõi, tổng hợp.", False),
    ],
)
def test_a_labelled_line_is_a_heading_unless_it_is_a_sentence(line, is_heading):
    file = rendered(laid_out(*HEAD, line, "Một.", *CLOSING))
    assert bool(file.texts(Style.CLAUSE)) == is_heading


def test_names_of_fields_under_a_task_are_in_italics():
    file = rendered(laid_out(*HEAD, *BODY, *CLOSING))
    (line,) = [p for p in file.paragraphs(Style.BODY) if "chủ trì" in text_of(p)]
    italic = [text_of(run) for run in line.findall(f"{W}r") if has(run, "rPr/i")]
    assert italic == ["Cơ quan chủ trì tham mưu:"]


def test_a_table_keeps_its_rows_and_a_wide_one_is_turned():
    narrow = [["TT", "Nhiệm vụ"], ["1", "Tuyên truyền"]]
    wide = [["TT", "Nhiệm vụ", "Chủ trì", "Phối hợp", "Thời gian", "Sản phẩm"], ["1", "a", "b", "c", "d", "e"]]
    official = laid_out(*HEAD, BODY[0], *narrow, "Tiếp theo.", *wide, *CLOSING)
    tables = [piece for piece in official.body if isinstance(piece, Table | Landscape)]
    assert [type(piece) for piece in tables] == [Table, Landscape]
    assert len(tables[0].head_rows) == len(tables[0].rows) == 1


def test_annexes_keep_their_own_label_title_and_reference():
    official = laid_out(*HEAD, *BODY, *CLOSING, *ANNEX, "Phụ lục II", "BIỂU MẪU", "Nội dung hai.")
    first, second = official.annexes
    assert (first.label, first.title, first.reference) == ANNEX[:3]
    assert (second.label, second.title, second.reference) == ("Phụ lục II", "BIỂU MẪU", "")


def test_a_plan_issued_with_a_decision_is_an_annex_with_a_kind():
    official = laid_out(*HEAD, *BODY, *CLOSING, "KẾ HOẠCH", "THỰC HIỆN", "(Kèm theo Quyết định số 1/QĐ-UBND)", "Một.")
    (annex,) = official.annexes
    assert (annex.kind, annex.title) == ("KẾ HOẠCH", "THỰC HIỆN")


def test_words_after_the_reference_of_an_annex_are_its_text():
    lines = ("Phụ lục", "DANH MỤC", "(Kèm theo Kế hoạch số 65/KH-SYT", "của Sở Y tế) Ngày 21 tháng 5 năm 2026.")
    (annex,) = laid_out(*HEAD, *BODY, *CLOSING, *lines).annexes
    assert annex.reference == "(Kèm theo Kế hoạch số 65/KH-SYT của Sở Y tế)"
    assert [piece.words for piece in annex.blocks] == ["Ngày 21 tháng 5 năm 2026."]


def test_a_chapter_takes_its_title_from_the_next_line():
    file = rendered(laid_out(*HEAD, "Chương I", "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi điều chỉnh", "Một.", *CLOSING))
    assert file.texts(Style.CHAPTER) == ["Chương I\nQUY ĐỊNH CHUNG"]
    assert file.texts(Style.ARTICLE) == ["Điều 1. Phạm vi điều chỉnh"]


def test_a_long_article_is_text_with_its_label_in_bold():
    sentence = "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch thực hiện chính sách xã hội."
    file = rendered(laid_out(*HEAD, sentence, *CLOSING))
    (line,) = [p for p in file.paragraphs(Style.BODY) if "Ban hành" in text_of(p)]
    assert [text_of(run) for run in line.findall(f"{W}r") if has(run, "rPr/b")] == ["Điều\u00a01. "]


def test_lines_in_capitals_inside_the_body_are_centred():
    file = rendered(laid_out(*HEAD, "GIÁM ĐỐC SỞ Y TẾ", BODY[0], "QUYẾT ĐỊNH:", "Một.", *CLOSING))
    centred = [text_of(p) for p in file.paragraphs(Style.BODY) if value(p, "pPr/jc") == "center"]
    assert centred == ["GIÁM ĐỐC SỞ Y TẾ", "QUYẾT ĐỊNH:"]


def test_footnotes_become_numbered_notes():
    text = "Đạt 95% theo báo cáo."
    notes = (Note("1", "Báo cáo số 12.", at=len("Đạt 95%")), Note("*", "Làm tròn."))
    paper = paper_of(text, notes=notes)
    file = rendered(from_paper(paper, PlanReading(DocumentHeader())))
    assert text_of(file.paragraphs(Style.BODY)[0]) == "Đạt 95%1 theo báo cáo."
    assert file.texts(Style.SOURCES_HEADING) == ["Chú thích:"]
    assert file.texts(Style.SOURCES) == ["1.\tBáo cáo số\u00a012.", "-\t* Làm tròn."]


def test_a_head_that_the_scan_lost_leaves_dots_or_what_the_register_says():
    header = DocumentHeader("65/KH-UBND", "KẾ HOẠCH", title="Về việc A")
    lost = ("Số: 65/KH-UBND", "KẾ HOẠCH", "Về việc A", "Nội dung.")
    assert rendered(laid_out(*lost, header=header)).texts(Style.ISSUER) == ["…" * 8]
    official = laid_out(*lost, header=header, issuer="Ủy ban nhân dân tỉnh", superior="X")
    assert (official.head.issuer, official.head.superior) == ("Ủy ban nhân dân tỉnh", "X")


def test_the_name_in_the_register_goes_before_the_name_in_the_paper():
    official = laid_out(*HEAD, *BODY, *CLOSING, issuer="Sở Y tế tỉnh Quảng Ngãi")
    assert official.head.issuer == "Sở Y tế tỉnh Quảng Ngãi"


def test_a_draft_without_number_and_day_keeps_its_symbol_and_year():
    header = DocumentHeader(kind="KẾ HOẠCH", issuer="SỞ Y TẾ", place="Quảng Ngãi", title="Về việc A")
    lines = ("SỞ Y TẾ", "Số: /KH-SYT", "Quảng Ngãi, ngày tháng năm 2026", "KẾ HOẠCH", "Về việc A", "Nội dung.")
    official = laid_out(*lines, header=header, marking=Marking.DRAFT)
    file = rendered(official)
    assert file.texts(Style.NUMBER) == ["Số: ……/KH-SYT"]
    assert file.texts(Style.PLACE_AND_DATE) == ["Quảng Ngãi, ngày …… tháng …… năm\u00a02026"]
    assert file.texts(Style.MARKING) == ["DỰ THẢO"]


def test_a_letter_is_laid_out_as_a_letter():
    header = DocumentHeader("12/SYT-NVY", "Công văn", "SỞ Y TẾ", title="V/v đôn đốc báo cáo")
    official = laid_out("SỞ Y TẾ", "Số: 12/SYT-NVY", "V/v đôn đốc báo cáo", "Nội dung.", header=header)
    assert (official.kind, official.title) == (None, "đôn đốc báo cáo")


def test_a_paper_without_title_recipients_or_signer_keeps_every_word():
    lines = ("Một dòng.", "Hai dòng.", "3. Ba")
    paper = paper_of(*lines)
    file = rendered(from_paper(paper, PlanReading(DocumentHeader())))
    assert words_of_body(file) == " ".join(lines).split()


def test_lines_between_recipients_and_signer_that_nobody_accounts_for_are_not_lost():
    closing = (*CLOSING[:3], "Ký bởi: Sở Y tế", *CLOSING[3:])
    paper = paper_of(*HEAD, *BODY, *closing)
    file = rendered(from_paper(paper, reading_of(paper)))
    assert words_of_body(file) == [*" ".join(BODY).split(), "Ký", "bởi:", "Sở", "Y", "tế"]


def test_a_title_that_runs_into_the_text_is_cut_off():
    paper = paper_of(*HEAD[:7], f"{HEADER.title} Thực hiện Nghị quyết số 42-NQ/TW.", *CLOSING)
    file = rendered(from_paper(paper, reading_of(paper)))
    assert words_of_body(file) == ["Thực", "hiện", "Nghị", "quyết", "số", "42-NQ/TW."]


def test_a_signature_with_a_line_nobody_can_read_is_still_a_closing():
    lines = ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐCy]", "Trần Văn A")
    paper = paper_of(*HEAD, *BODY, *lines)
    parts = split(paper, reading_of(paper, recipients=()))
    assert [paper.words(block) for block in parts.closing] == ["KT. GIÁM ĐỐC", "Trần Văn A"]
    assert paper.words(parts.body[-1]) == "PHÓ GIÁM ĐỐCy]"


def test_authority_lines_in_a_row_are_set_one_below_the_other():
    signer = Signer("Trần Văn A", "PHÓ CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH")
    closing = (*CLOSING[:3], "TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Văn A")
    official = laid_out(*HEAD, *BODY, *closing, header=replace(HEADER, signer=signer))
    assert official.signature.authority == ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH")
    assert words_of_body(rendered(official)) == " ".join(BODY).split()


def test_the_label_of_an_annex_is_no_issuer():
    paper = paper_of("PHỤ LỤC II", "DANH MỤC NHIỆM VỤ", "Một.")
    official = from_paper(paper, PlanReading(DocumentHeader()))
    assert official.head.issuer is None or "PHỤ LỤC" not in official.head.issuer


def test_a_signature_printed_before_the_recipients_is_still_the_closing():
    paper = paper_of(*HEAD, *BODY, *CLOSING[3:], *CLOSING[:3])
    parts = split(paper, reading_of(paper))
    assert [paper.words(block) for block in parts.closing] == [*CLOSING[3:], *CLOSING[:3]]


def test_a_closing_without_recipients_is_found_by_the_signer():
    paper = paper_of(*HEAD, *BODY, *CLOSING[3:])
    parts = split(paper, reading_of(paper, recipients=()))
    assert [paper.words(block) for block in parts.closing] == [*CLOSING[3:]]


def test_offices_are_taken_from_the_paper_when_the_reading_has_no_signer():
    header = DocumentHeader("1/KH", "KẾ HOẠCH", "SỞ Y TẾ", title=HEADER.title)
    official = laid_out(*HEAD, *BODY, *CLOSING[:5], header=header)
    assert (official.signature.authority, official.signature.position) == (("KT. GIÁM ĐỐC",), "PHÓ GIÁM ĐỐC")


@pytest.mark.parametrize("printed", ["UBND TỈNH QUẢNG NGÃI SỞ Y TẾ", "SỞ Y TẾ"])
def test_superior_and_issuer_on_one_line_are_told_apart(printed):
    official = laid_out(printed, *HEAD[2:], *BODY, *CLOSING)
    superior = "UBND TỈNH QUẢNG NGÃI" if printed != "SỞ Y TẾ" else None
    assert (official.head.superior, official.head.issuer) == (superior, "SỞ Y TẾ")


SYLLABLES = st.sampled_from(
    ["kế", "hoạch", "Ủy", "ban", "NHÂN", "DÂN", "ngày", "20", "tháng", "3", "95%", "-", "số", "12/QĐ", "đạt:", "1.000"]
)
PHRASES = st.lists(SYLLABLES, min_size=1, max_size=12).map(" ".join)
LABELS = st.sampled_from(
    ["", "", "I. ", "II. ", "1. ", "2. ", "a) ", "b) ", "đ) ", "- ", "+ ", "Điều 1. ", "Chương I", "(Kèm theo "]
)
LINES = st.tuples(LABELS, PHRASES, st.sampled_from(["", ".", ";", ":", ") sau"])).map("".join)
ROWS = st.lists(PHRASES | st.just(""), min_size=1, max_size=7)
CONTENTS = st.lists(LINES | ROWS, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    contents=CONTENTS,
    annex=st.sampled_from([(), ANNEX, ATTACHED]),
    after=CONTENTS,
    head=st.booleans(),
    closing=st.booleans(),
)
def test_words_are_never_changed_lost_or_moved(contents, annex, after, head, closing):
    parts = [*(HEAD if head else ()), *contents, *(CLOSING if closing else ()), *annex, *after]
    paper = paper_of(*parts)
    reading = reading_of(paper)
    file = rendered(from_paper(paper, reading))
    assert words_of_body(file) == words_of_source(paper, split(paper, reading))


@settings(max_examples=60, deadline=None)
@given(contents=CONTENTS, head=st.booleans(), closing=st.booleans())
def test_every_block_is_in_exactly_one_part(contents, head, closing):
    paper = paper_of(*(HEAD if head else ()), *contents, *(CLOSING if closing else ()))
    parts = split(paper, reading_of(paper))
    found = [*parts.head, *parts.body, *parts.closing, *(block for annex in parts.annexes for block in annex)]
    assert sorted(block.start for block in found) == [block.start for block in paper.blocks]


def test_headings_of_a_read_plan_can_be_navigated():
    file = rendered(laid_out(*HEAD, *BODY, *CLOSING))
    headings = [p for p in file.paragraphs() if style_of(p) in set(HEADING_STYLES.values())]
    assert [value(p, "pPr/outlineLvl") for p in headings] == ["0", "1", "1", "2", "0"]
