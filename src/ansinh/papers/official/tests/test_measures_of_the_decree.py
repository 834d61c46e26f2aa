"""The produced file held against the law's own data: no measure is written down here a second time."""

import pytest

from ansinh.law.decree_30_2020 import layout
from ansinh.papers.official import Annex, Basis, Heading, Paragraph, Rank, Table, TableCell
from ansinh.papers.official.language import Column
from ansinh.papers.official.letters import Cut, break_lines, width
from ansinh.papers.official.styles import HEADING_STYLES, Style
from ansinh.papers.official.tests.documents import MM, W, has, plan, rendered, text_of, value

LAW = layout()

#: The components of the decree and the styles they are set in.
STYLES = {
    "national_name": Style.NATIONAL_NAME,
    "national_motto": Style.MOTTO,
    "superior_body": Style.SUPERIOR,
    "issuing_body": Style.ISSUER,
    "number": Style.NUMBER,
    "place_and_date": Style.PLACE_AND_DATE,
    "type_name": Style.TYPE_NAME,
    "title": Style.TITLE,
    "letter_subject": Style.LETTER_SUBJECT,
    "body": Style.BODY,
    "legal_basis": Style.BASIS,
    "part_label": Style.CHAPTER,
    "section_label": Style.SECTION,
    "division": Style.DIVISION,
    "article": Style.ARTICLE,
    "titled_clause": Style.CLAUSE,
    "point": Style.POINT,
    "signer_authority": Style.AUTHORITY,
    "signer_name": Style.SIGNER,
    "addressees": Style.ADDRESSEES,
    "recipients_label": Style.RECIPIENTS_LABEL,
    "recipients": Style.RECIPIENTS,
    "annex_label": Style.ANNEX_LABEL,
    "annex_title": Style.ANNEX_TITLE,
    "annex_reference": Style.ANNEX_REFERENCE,
}


@pytest.fixture(scope="module")
def paper():
    return rendered(plan(annexes=(Annex("Danh mục", (Paragraph("Một."),)),)))


@pytest.mark.parametrize("key", STYLES)
def test_every_component_has_the_size_weight_and_slant_of_the_decree(paper, key):
    component, style = LAW.component(key), paper.style(STYLES[key])
    size = value(style, "rPr/sz")
    assert size is not None
    assert int(size) / 2 in component.size
    assert has(style, "rPr/b") == component.bold
    assert has(style, "rPr/i") == component.italic


def test_the_components_laid_out_are_those_of_the_decree_but_for_stamps_and_lines_made_by_hand():
    made_by_hand = {"urgency", "circulation", "drafter", "address"}
    #: Titles stand in the style of their label; a clause without a title is running text.
    shared = {"part_title", "section_title", "clause"}
    assert {component.key for component in LAW.components} == STYLES.keys() | made_by_hand | shared


def test_sizes_that_move_together_do(paper):
    name, motto, place = (
        int(value(paper.style(STYLES[key]), "rPr/sz") or 0)
        for key in ("national_name", "national_motto", "place_and_date")
    )
    assert (motto - name, place - motto) == (2, 0)


def test_every_page_is_a4_with_margins_of_the_decree(paper):
    for section in paper.sections():
        size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
        assert round(int(size.get(f"{W}w")) / MM) == LAW.page.width
        assert round(int(size.get(f"{W}h")) / MM) == LAW.page.height
        for side in ("top", "bottom", "left", "right"):
            assert round(int(margin.get(f"{W}{side}")) / MM, 1) in getattr(LAW.page, side)


def test_letters_are_times_new_roman_black_and_vietnamese(paper):
    defaults = paper.part("word/styles.xml").find(f"{W}docDefaults/{W}rPrDefault")
    assert value(defaults, "rPr/rFonts", "ascii") == LAW.font
    assert value(defaults, "rPr/rFonts", "hAnsi") == LAW.font
    assert value(defaults, "rPr/color") == LAW.colour
    assert value(defaults, "rPr/lang") == "vi-VN"
    assert not list(paper.body.iter(f"{W}rFonts"))
    assert not list(paper.body.iter(f"{W}color"))


def test_running_text_is_justified_indented_and_spaced_within_the_limits(paper):
    style = paper.style(Style.BODY)
    assert value(style, "pPr/jc") == "both"
    indent = int(value(style, "pPr/ind", "firstLine") or 0) / MM
    assert min(abs(indent - allowed) for allowed in LAW.body.first_line_indents) < 0.05
    assert int(value(style, "pPr/spacing", "before") or 0) / 20 >= LAW.body.least_paragraph_space
    assert value(style, "pPr/spacing", "lineRule") == "auto"
    assert int(value(style, "pPr/spacing", "line") or 0) / 240 in LAW.body.line_spacing


def test_page_number_is_a_field_centred_in_the_top_margin_and_not_on_the_first_page(paper):
    section = paper.sections()[0]
    header = paper.margin(section, "default")
    assert [text_of_field(header)] == ["PAGE"]
    style = paper.style(Style.HEADER)
    assert value(style, "pPr/jc") == "center"
    assert int(value(style, "rPr/sz") or 0) / 2 in LAW.page_number.size
    assert not has(style, "rPr/i")
    margin = section.find(f"{W}pgMar")
    assert 0 < int(margin.get(f"{W}header")) < int(margin.get(f"{W}top"))
    assert has(section, "titlePg")
    assert text_of(paper.margin(section, "first")) == ""
    assert text_of_field(paper.margin(section, "first")) == ""


def text_of_field(part):
    return "".join(node.text or "" for node in part.iter(f"{W}instrText")).strip()


def test_every_annex_has_page_numbers_of_its_own(paper):
    annexes = (Annex("A", (Paragraph("Một."),)), Annex("B", (Paragraph("Hai."),)))
    sections = rendered(plan(annexes=annexes)).sections()
    assert LAW.page_number.annexes_numbered_separately
    assert len(sections) == 3
    for section in sections:
        assert value(section, "pgNumType", "start") == str(LAW.page_number.starts_at)
        assert has(section, "titlePg")


def rules_under(paper, style):
    """Widths in mm of the lines under the paragraphs of a style, in a column of ``available`` mm."""
    found = []
    for paragraph in paper.paragraphs(style):
        line = paragraph.getnext()
        assert line.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == Style.RULE
        indents = sum(int(value(line, "pPr/ind", side) or 0) for side in ("left", "right")) / MM
        column = line.getparent()
        if column.tag == f"{W}tc":
            available = int(value(column, "tcPr/tcW", "w") or 0) / MM
        else:
            page = LAW.page
            available = page.width - page.left.low - page.right.low
        found.append(available - indents)
    return found


def longest_line(text, key, available):
    size = LAW.component(key).size.high
    return max(width(line, size, Cut.BOLD) for line in break_lines(text, size, Cut.BOLD, available))


def test_the_line_under_the_motto_is_as_long_as_the_motto(paper):
    (line,) = rules_under(paper, Style.MOTTO)
    motto = LAW.component("national_motto").text
    assert line == pytest.approx(longest_line(motto, "national_motto", 165), abs=0.2)


def test_the_line_under_the_issuer_is_a_third_to_a_half_of_its_name(paper):
    (line,) = rules_under(paper, Style.ISSUER)
    low, high = LAW.short_rule
    assert low <= line / longest_line("ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI", "issuing_body", 165) <= high


@pytest.mark.parametrize("title", ["Kết quả năm 2024", "Triển khai thực hiện Chương trình hành động của Tỉnh ủy " * 4])
def test_the_line_under_a_title_is_a_third_to_a_half_of_its_lines(title):
    (line,) = rules_under(rendered(plan(title=title.strip())), Style.TITLE)
    low, high = LAW.short_rule
    assert low <= line / longest_line(title.strip(), "title", 149) <= high


def test_the_line_is_solid(paper):
    assert value(paper.style(Style.RULE), "pPr/pBdr/bottom") == "single"


def test_national_name_and_motto_fit_on_one_line_each(paper):
    for style, key in ((Style.NATIONAL_NAME, "national_name"), (Style.MOTTO, "national_motto")):
        (paragraph,) = paper.paragraphs(style)
        assert text_of(paragraph) == LAW.component(key).text
        column = int(value(paragraph.getparent(), "tcPr/tcW", "w") or 0) / MM
        assert width(text_of(paragraph), LAW.component(key).size.high, Cut.BOLD) < column


def test_columns_of_the_letterhead_have_no_margins_that_would_narrow_them(paper):
    table = paper.body.find(f"{W}tbl")
    for side in ("left", "right"):
        assert value(table, f"tblPr/tblCellMar/{side}", "w") == "0"


def test_the_seal_has_room_between_office_and_name(paper):
    space = int(value(paper.style(Style.SIGNER), "pPr/spacing", "before") or 0) / 20
    assert space >= 60  # points; about two thirds of a seal of 36 mm, which overlaps the lines above


def test_headings_are_never_the_last_line_of_a_page(paper):
    for style in {*HEADING_STYLES.values(), Style.ANNEX_LABEL, Style.ANNEX_TITLE}:
        assert has(paper.style(style), "pPr/keepNext"), style


def test_titles_that_the_decree_wants_in_capitals_are():
    headings = (
        Heading(Rank.CHAPTER, "Chương I", "Quy định chung"),
        Heading(Rank.DIVISION, "I.", "Kết quả"),
        Heading(Rank.CLAUSE, "1.", "Mục đích"),
    )
    paper = rendered(plan(body=headings))
    for style, capitals in ((Style.CHAPTER, True), (Style.DIVISION, True), (Style.CLAUSE, False)):
        (heading,) = paper.paragraphs(style)
        assert bool(list(heading.iter(f"{W}caps"))) == capitals
    assert paper.texts(Style.TYPE_NAME) == ["KẾ HOẠCH"]
    assert paper.texts(Style.ISSUER) == ["ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI"]


def test_words_in_tables_are_not_smaller_than_the_body_may_be():
    table = Table((Column("TT"), Column("Việc")), (("1", TableCell("Một")),))
    style = rendered(plan(body=(Basis("Căn cứ;"), table))).style(Style.TABLE_WORDS)
    assert int(value(style, "rPr/sz") or 0) / 2 in LAW.body.size
