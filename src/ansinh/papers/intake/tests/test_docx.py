"""Word: what the reader of the page sees, in order."""

import pytest

from ansinh.papers.intake import open_paper
from ansinh.papers.intake.docx_numbering import number_as
from ansinh.papers.intake.tests.builders import docx, p, rows, tbl, tc, words
from ansinh.papers.paper import BlockKind, Paper

_NUMBERING = (
    '<w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/></w:lvl>'
    "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="2">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf02d"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def _read(body: str, **parts: str) -> Paper:
    return open_paper(docx(body, **parts), "ke-hoach.docx")


def _item(text: str, level: int, number: int = 1) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def test_numbers_that_word_draws_are_in_the_words_and_the_label() -> None:
    paper = _read(
        _item("Mục tiêu", 0)
        + _item("Chung", 1)
        + _item("Riêng", 2)
        + _item("Nữa", 2)
        + _item("Cụ thể", 1)
        + _item("Lại", 2)
        + _item("Nhiệm vụ", 0)
        + _item("Đầu", 1)
        + _item("Gạch", 0, 2)
        + _item("Năm", 1, 3)
        + _item("Sáu", 1, 3),
        numbering=_NUMBERING,
    )
    assert words(paper) == [
        "I. Mục tiêu", "1. Chung", "a) Riêng", "b) Nữa", "2. Cụ thể", "a) Lại", "II. Nhiệm vụ", "1. Đầu", "- Gạch",
        "5. Năm", "6. Sáu",
    ]  # fmt: skip
    assert [block.list_label for block in paper.blocks][:3] == ["I.", "1.", "a)"]


def test_a_number_from_a_style_counts_too() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H1b"><w:basedOn w:val="H1"/></w:style>'
    )
    paper = _read(
        p("MỤC ĐÍCH", '<w:pStyle w:val="H1"/>') + p("YÊU CẦU", '<w:pStyle w:val="H1b"/>'),
        numbering=_NUMBERING,
        styles=styles,
    )
    assert words(paper) == ["I. MỤC ĐÍCH", "II. YÊU CẦU"]
    assert [(b.kind, b.level, b.bold) for b in paper.blocks] == [(BlockKind.HEADING, 1, True)] * 2


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (4, "upperRoman", "IV"),
        (9, "lowerRoman", "ix"),
        (27, "lowerLetter", "aa"),
        (3, "decimalZero", "03"),
        (7, "none", ""),
    ],
)
def test_number_formats(number: int, form: str, shown: str) -> None:
    assert number_as(number, form) == shown


def test_tracked_changes_are_read_as_accepted() -> None:
    paper = _read(
        '<w:p><w:r><w:t xml:space="preserve">Đạt </w:t></w:r><w:del><w:r><w:delText>90%</w:delText></w:r></w:del>'
        "<w:ins><w:r><w:t>95%</w:t></w:r></w:ins></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Nửa đầu</w:t></w:r></w:p>"
        + p("nửa sau.")
        + "<w:moveFrom><w:r><w:t>Đã chuyển</w:t></w:r></w:moveFrom>"
    )
    assert words(paper) == ["Đạt 95%", "Nửa đầu nửa sau."]


def test_fields_of_page_numbers_and_contents_are_out_and_other_results_stay() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def coded(instruction: str, result: str) -> str:
        return (
            mark("begin")
            + f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
            + mark("separate")
            + f"<w:r><w:t>{result}</w:t></w:r>"
            + mark("end")
        )

    paper = _read(
        f"<w:p>{coded(' PAGE ', '3')}<w:r><w:t xml:space='preserve'>Xem </w:t></w:r>{coded(' REF x ', 'Mục II')}</w:p>"
        + f"<w:p>{coded(' TOC ', 'Mục lục 1')}</w:p>"
    )
    assert words(paper) == ["Xem Mục II"]


def test_merged_cells_both_ways() -> None:
    paper = _read(
        tbl(
            ["TT", tc("Nhiệm vụ", '<w:vMerge w:val="restart"/>'), tc("Thời gian", '<w:gridSpan w:val="2"/>')],
            ["1", tc("", "<w:vMerge/>"), "Quý I", "Quý II"],
        )
    )
    assert rows(paper) == [["TT", "Nhiệm vụ", "Thời gian"], ["1", "", "Quý I", "Quý II"]]
    assert [(c.column, c.span, c.continued) for c in paper.blocks[1].cells] == [
        (0, 1, False),
        (1, 1, True),
        (2, 1, False),
        (3, 1, False),
    ]


def test_forced_line_breaks_part_titles_and_not_sentences() -> None:
    paper = _read(
        "<w:p><w:r><w:t>KẾ HOẠCH</w:t><w:br/><w:t>Triển khai Chương trình</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Các cơ quan của tỉnh</w:t><w:br/><w:t>phối hợp thực hiện.</w:t></w:r></w:p>"
    )
    assert words(paper) == ["KẾ HOẠCH", "Triển khai Chương trình", "Các cơ quan của tỉnh phối hợp thực hiện."]


def test_text_boxes_follow_their_paragraph_once_and_footnotes_are_apart() -> None:
    box = "<w:txbxContent>" + p("DỰ THẢO") + "</w:txbxContent>"
    paper = _read(
        f"<w:p><w:r><w:t>Đạt 95%</w:t><w:footnoteReference w:id='2'/><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}"
        f"</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
        footnotes=f"<w:footnote w:type='separator' w:id='0'>{p('---')}</w:footnote><w:footnote w:id='2'>{p('Theo Luật.')}</w:footnote>",
    )
    assert words(paper) == ["Đạt 95%", "DỰ THẢO"]
    assert [(note.text, note.at) for note in paper.notes] == [("Theo Luật.", 7)]


def test_raised_digits_symbols_hidden_words_and_drawn_capitals() -> None:
    paper = _read(
        "<w:p><w:r><w:t>33 m</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r><w:r><w:t xml:space='preserve"
        "'> lúa</w:t><w:noBreakHyphen/><w:t>cá </w:t><w:sym w:font='Wingdings' w:char='F0E0'/></w:r></w:p>"
        + p("kế hoạch", run="<w:caps/>")
    )
    assert words(paper) == ["33 m² lúa-cá →", "KẾ HOẠCH"]


def test_head_foot_and_addressees_in_tables_are_paragraphs() -> None:
    head = tbl(
        [
            "<w:tc>" + p("ỦY BAN NHÂN DÂN") + p("TỈNH QUẢNG NGÃI") + "</w:tc>",
            "<w:tc>"
            + p("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
            + p("Độc lập - Tự do - Hạnh phúc")
            + p("________")
            + "</w:tc>",
        ],
        ["Số:      /KH-UBND", "Quảng Ngãi, ngày     tháng 3 năm 2024"],
    )
    foot = tbl(
        [
            "<w:tc>" + p("Nơi nhận:") + p("- Như trên;") + "</w:tc>",
            "<w:tc>" + p("TM. ỦY BAN NHÂN DÂN") + p("KT. CHỦ TỊCH") + p("Trần Hoàng Tuấn") + "</w:tc>",
        ]
    )
    paper = _read(head + p("KẾ HOẠCH") + tbl(["Kính gửi:", "- Sở Y tế;"]) + foot)
    assert words(paper) == [
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI", "Số: /KH-UBND", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "Quảng Ngãi, ngày tháng 3 năm 2024", "KẾ HOẠCH", "Kính gửi:", "- Sở Y tế;", "Nơi nhận:", "- Như trên;", "TM. ỦY BAN NHÂN DÂN",
        "KT. CHỦ TỊCH", "Trần Hoàng Tuấn",
    ]  # fmt: skip


def test_old_fonts_are_converted_only_where_the_words_are_really_in_their_codes() -> None:
    coded = p("ñy ban nh©n d©n tØnh vµ c¸c së", run='<w:rFonts w:ascii=".VnTime"/>')
    capital = p("kÕ ho¹ch", run='<w:rFonts w:ascii=".VnTimeH"/>')
    paper = _read(coded + capital)
    assert words(paper) == ["ủy ban nhân dân tỉnh và các sở", "KẾ HOẠCH"]
    assert [problem.code for problem in paper.problems] == ["legacy-encoding-converted"]
    font = '<w:rPr><w:rFonts w:ascii=".VnTime"/></w:rPr>'
    first = f'<w:r>{font}<w:t xml:space="preserve">Ủy ban nhân dân tỉnh </w:t></w:r>'
    plain = _read(f"<w:p>{first}<w:r>{font}<w:t>và</w:t></w:r></w:p>")
    assert words(plain) == ["Ủy ban nhân dân tỉnh và"]
    assert plain.problems == ()


def test_a_sentence_styled_as_heading_is_no_heading() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 4"/><w:pPr><w:outlineLvl w:val="3"/></w:pPr></w:style>'
    paper = _read(p("- Lồng ghép tuyên truyền với các phong trào.", '<w:pStyle w:val="H"/>'), styles=styles)
    assert paper.blocks[0].kind is BlockKind.PARAGRAPH
