import io
from datetime import datetime

import pytest
from docx import Document
from PIL import Image

from ansinh.papers.official import (
    Align,
    Annex,
    Citation,
    Heading,
    Landscape,
    Letterhead,
    Marking,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Rank,
    Signature,
    Span,
    render_docx,
)
from ansinh.papers.official.styles import Style
from ansinh.papers.official.tests.documents import MADE_AT, W, has, plan, rendered, style_of, text_of, value


def png(width=60, height=30):
    data = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(data, "PNG")
    return data.getvalue()


def test_letterhead_says_who_what_where_and_when():
    paper = rendered(plan(head=Letterhead("Sở Y tế", superior="UBND tỉnh Quảng Ngãi", symbol="BC-SYT", year=2026)))
    assert paper.texts(Style.SUPERIOR) == ["UBND TỈNH QUẢNG NGÃI"]
    assert paper.texts(Style.ISSUER) == ["SỞ Y TẾ"]
    assert paper.texts(Style.NUMBER) == ["Số: ……/BC-SYT"]
    assert paper.texts(Style.PLACE_AND_DATE) == ["……, ngày …… tháng …… năm\u00a02026"]


def test_long_names_break_at_the_place_at_the_dash_or_evenly():
    def issuer(name):
        return rendered(plan(head=Letterhead(name))).texts(Style.ISSUER)[0].split("\n")

    assert issuer("Ủy ban nhân dân thành phố Quảng Ngãi") == ["ỦY BAN NHÂN DÂN", "THÀNH PHỐ QUẢNG NGÃI"]
    assert issuer("Sở Lao động - Thương binh và Xã hội") == ["SỞ LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI"]
    assert issuer("Ban\nDân tộc") == ["BAN", "DÂN TỘC"]
    assert len(issuer("Trung tâm Bảo trợ và Công tác xã hội người khuyết tật, người cao tuổi")) > 1


def test_an_issuer_not_known_leaves_dots_and_never_a_guess():
    assert rendered(plan(head=Letterhead(None))).texts(Style.ISSUER) == ["…" * 8]


def test_no_line_of_a_title_ends_inside_a_symbol():
    paper = rendered(plan(title="Thực hiện Chương trình số 43-CTr/TU"))
    (title,) = paper.paragraphs(Style.TITLE)
    assert len(list(title.iter(f"{W}noBreakHyphen"))) == 1
    assert text_of(title) == "Thực hiện Chương trình số 43-CTr/TU"


def test_a_letter_has_no_type_name_and_its_subject_under_the_number():
    paper = rendered(plan(kind=None, title="đôn đốc báo cáo", addressees=("Sở Y tế",)))
    assert paper.texts(Style.TYPE_NAME) == []
    assert paper.texts(Style.LETTER_SUBJECT) == ["V/v đôn đốc báo cáo"]
    (subject,) = paper.paragraphs(Style.LETTER_SUBJECT)
    assert style_of(subject.getprevious()) == Style.NUMBER


def test_one_addressee_stands_beside_the_word_and_several_below_its_colon():
    assert rendered(plan(addressees=("Sở Y tế",))).texts(Style.ADDRESSEES) == ["Kính gửi: Sở Y tế"]
    paper = rendered(plan(addressees=("Sở Y tế", "Sở Nội vụ")))
    assert paper.texts(Style.ADDRESSEES) == ["Kính gửi:", "- Sở Y tế;", "- Sở Nội vụ."]
    label, *items = (int(value(p, "pPr/ind", "left") or 0) for p in paper.paragraphs(Style.ADDRESSEES))
    assert len(set(items)) == 1
    assert items[0] > label


def test_recipients_and_signature_stand_side_by_side_in_a_row_that_is_never_divided():
    paper = rendered(plan())
    closing = paper.body.findall(f"{W}tbl")[-1]
    (row,) = closing.findall(f"{W}tr")
    assert has(row, "trPr/cantSplit")
    left, right = row.findall(f"{W}tc")
    assert [text_of(p) for p in left][1:] == ["Nơi nhận:", "- Thường trực Tỉnh ủy;", "- Lưu: VT, KGVX."]
    assert [text_of(p) for p in right][1:] == ["TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Văn A"]


def test_the_last_words_of_the_body_stay_with_the_signature():
    (last,) = rendered(plan()).paragraphs(Style.BODY)
    assert has(last, "pPr/keepNext")


def test_a_paper_with_neither_signer_nor_recipients_has_no_closing():
    paper = rendered(plan(signature=None, recipients=()))
    assert len(paper.body.findall(f"{W}tbl")) == 1
    assert paper.texts(Style.RECIPIENTS_LABEL) == []


def test_a_signer_of_whom_only_the_name_is_known_keeps_the_room_above_it():
    paper = rendered(plan(signature=Signature(name="Trần Văn A")))
    assert paper.texts(Style.AUTHORITY) == [""]
    assert paper.texts(Style.SIGNER) == ["Trần Văn A"]


def test_headings_make_an_outline_without_gaps_for_the_navigation_of_word():
    body = (
        Heading(Rank.DIVISION, "I.", "Mục đích"),
        Heading(Rank.POINT, "a)", "Một"),
        Landscape((Heading(Rank.DIVISION, "II.", "Tổ chức"),)),
    )
    paper = rendered(plan(body=body))
    levels = [value(p, "pPr/outlineLvl") for p in paper.paragraphs() if has(p, "pPr/outlineLvl")]
    assert levels == ["0", "1", "0"]
    assert value(paper.style(Style.DIVISION), "name") == "heading 1"


def test_label_and_title_of_a_chapter_stand_on_two_lines_and_of_an_article_on_one():
    body = (Heading(Rank.CHAPTER, "Chương I", "Chung"), Heading(Rank.ARTICLE, "Điều 1.", "Phạm vi"))
    paper = rendered(plan(body=body))
    assert paper.texts(Style.CHAPTER) == ["Chương I\nChung"]
    assert paper.texts(Style.ARTICLE) == ["Điều 1. Phạm vi"]


def test_faces_inside_words_and_forced_lines_are_kept():
    paper = rendered(plan(body=(Paragraph(("a ", Span("b", bold=True), Span(" c\nd", italic=True))),)))
    (paragraph,) = paper.paragraphs(Style.BODY)
    assert text_of(paragraph) == "a b c\nd"
    assert [(has(r, "rPr/b"), has(r, "rPr/i")) for r in paragraph.findall(f"{W}r")] == [
        (False, False),
        (True, False),
        (False, True),
    ]


def test_a_paragraph_that_is_not_justified_is_not_indented():
    paper = rendered(plan(body=(Paragraph("QUYẾT ĐỊNH:", Align.CENTRED, bold=True), Paragraph("Sau."))))
    centred = paper.paragraphs(Style.BODY)[0]
    assert (value(centred, "pPr/jc"), value(centred, "pPr/ind", "firstLine")) == ("center", "0")


def test_characters_that_a_file_cannot_hold_are_left_out_and_tabs_kept():
    paper = rendered(plan(body=(Paragraph("a\x0bb\x00\tc"),), title="x\x07y"))
    assert paper.texts(Style.BODY) == ["ab\tc"]
    assert paper.texts(Style.TITLE) == ["xy"]


def test_equal_sources_share_a_number_that_leads_to_the_list():
    report, book = Citation("Báo cáo số 12/BC-SYT"), Citation("Niên giám thống kê 2023")
    body = (Paragraph(("Một", report, " hai", book, " ba", report)),)
    paper = rendered(plan(body=body, further_sources=("Số liệu khác",)))
    (paragraph,) = paper.paragraphs(Style.BODY)
    links = paragraph.findall(f"{W}hyperlink")
    assert [text_of(link) for link in links] == ["1", "2", "1"]
    assert all(value(link, "r/rPr/vertAlign") == "superscript" for link in links)
    marks = [mark.get(f"{W}name") for mark in paper.body.iter(f"{W}bookmarkStart")]
    assert [link.get(f"{W}anchor") for link in links] == [marks[0], marks[1], marks[0]]
    assert paper.texts(Style.SOURCES_HEADING) == ["Nguồn số liệu:"]
    assert paper.texts(Style.SOURCES) == ["1.\tBáo cáo số 12/BC-SYT", "2.\tNiên giám thống kê 2023", "-\tSố liệu khác"]


def test_sources_cited_in_annexes_are_in_the_list_too():
    annex = Annex("Bảng", (Paragraph(("Một", Citation("Sổ theo dõi"))),))
    paper = rendered(plan(annexes=(annex,)))
    assert paper.texts(Style.SOURCES) == ["1.\tSổ theo dõi"]


def test_a_paper_without_citations_has_no_list_of_sources():
    assert rendered(plan()).texts(Style.SOURCES_HEADING) == []


def test_a_quotation_names_its_source():
    paper = rendered(plan(body=(Quote("Trên 95% dân số.", "mục II.2.a"),)))
    assert paper.texts(Style.QUOTE) == ["Trên 95% dân số.", "(mục\u00a0II.2.a)"]


def test_a_picture_has_words_for_those_who_cannot_see_it_and_is_no_wider_than_the_text():
    paper = rendered(plan(body=(Picture(png(), "Biểu đồ tỷ lệ hộ nghèo", 400, "Hình 1"),)))
    (inline,) = paper.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline")
    properties = inline.find("{*}docPr")
    assert properties.get("descr") == "Biểu đồ tỷ lệ hộ nghèo"
    assert int(inline.find("{*}extent").get("cx")) / 36000 <= 165
    assert "Hình 1" in paper.texts(Style.CAPTION)


@pytest.mark.parametrize("marking", Marking)
def test_a_paper_without_force_says_so_on_every_page(marking):
    annex = Annex("A", (Paragraph("Một."),))
    paper = rendered(plan(marking=marking, annexes=(annex,), body=(Landscape((Paragraph("x"),)),)))
    assert paper.texts(Style.MARKING) == [marking.value]
    for section in paper.sections():
        for kind in ("default", "first"):
            assert marking.value in text_of(paper.margin(section, kind, "footer"))


def test_a_paper_in_force_says_nothing_in_its_margins():
    paper = rendered(plan())
    assert paper.texts(Style.MARKING) == []
    assert paper.margin(paper.sections()[0], "default", "footer") is None


def test_landscape_pages_stand_between_upright_ones_and_go_on_counting():
    body = (Paragraph("Trước."), Landscape((Paragraph("Ngang."),)), Paragraph("Sau."))
    sections = rendered(plan(body=body)).sections()
    assert [value(s, "pgSz", "orient") for s in sections] == [None, "landscape", None]
    wide = sections[1].find(f"{W}pgSz")
    assert int(wide.get(f"{W}w")) > int(wide.get(f"{W}h"))
    assert [has(s, "titlePg") for s in sections] == [True, False, False]
    assert [has(s, "pgNumType") for s in sections] == [True, False, False]


def test_the_closing_stands_on_an_upright_page_after_a_landscape_table():
    paper = rendered(plan(body=(Landscape((Paragraph("Ngang."),)),)))
    assert [value(s, "pgSz", "orient") for s in paper.sections()] == [None, "landscape", None]


def test_an_annex_has_label_title_and_the_paper_it_belongs_to():
    paper = rendered(plan(annexes=(Annex("Danh mục nhiệm vụ", (), landscape=True),)))
    assert paper.texts(Style.ANNEX_LABEL) == ["Phụ lục"]
    assert paper.texts(Style.ANNEX_TITLE) == ["Danh mục nhiệm vụ"]
    (reference,) = paper.texts(Style.ANNEX_REFERENCE)
    assert reference.startswith("(Kèm theo Kế hoạch số 65/KH-UBND")
    assert value(paper.sections()[-1], "pgSz", "orient") == "landscape"


def test_a_paper_issued_with_another_shows_its_kind_instead_of_a_label():
    paper = rendered(plan(kind="Quyết định", annexes=(Annex("Thực hiện chính sách", (), kind="Kế hoạch"),)))
    assert paper.texts(Style.TYPE_NAME) == ["QUYẾT ĐỊNH", "KẾ HOẠCH"]
    assert paper.texts(Style.ANNEX_LABEL) == []


def test_an_annex_may_print_neither_label_nor_reference():
    paper = rendered(plan(annexes=(Annex("", (Paragraph("x"),), label="", reference=""),)))
    assert paper.texts(Style.ANNEX_LABEL) == paper.texts(Style.ANNEX_REFERENCE) == []


def test_the_same_paper_and_time_give_the_same_bytes():
    paper = plan(body=(Paragraph(("Một", Citation("a"))), Picture(png(), "b", 50), PageBreak()), marking=Marking.DRAFT)
    assert render_docx(paper, made_at=MADE_AT) == render_docx(paper, made_at=MADE_AT)


def test_the_time_of_making_is_in_the_properties_and_nowhere_else():
    first, second = rendered(plan()), render_docx(plan(), made_at=MADE_AT.replace(year=2025))
    other = type(first)(second)
    assert first.names == other.names
    differing = [n for n in first.names if not n.endswith(".rels") and raw(first, n) != raw(other, n)]
    assert differing == ["docProps/core.xml"]


def raw(paper, name):
    from lxml import etree

    return etree.tostring(paper.part(name))


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        render_docx(plan(), made_at=datetime(2024, 3, 20))  # noqa: DTZ001


def test_the_file_opens_again_and_says_what_it_is():
    document = Document(io.BytesIO(render_docx(plan(), made_at=MADE_AT)))
    properties = document.core_properties
    assert (
        properties.title == "Kế hoạch số 65/KH-UBND: Triển khai thực hiện Chương trình hành động về chính sách xã hội"
    )
    assert properties.author == "Ủy ban nhân dân tỉnh Quảng Ngãi"
    assert properties.language == "vi-VN"
    assert properties.created == properties.modified == MADE_AT


def test_the_file_holds_nothing_of_a_foreign_template():
    names = rendered(plan()).names
    assert not [name for name in names if "thumbnail" in name or "customXml" in name or "theme" in name]


def test_a_body_that_ends_or_is_empty_in_any_way_still_gives_a_file():
    for body in ((), (Landscape(()),), (Landscape((Paragraph("x"),)),), (PageBreak(),)):
        Document(io.BytesIO(render_docx(plan(body=body, signature=None, recipients=()), made_at=MADE_AT)))
