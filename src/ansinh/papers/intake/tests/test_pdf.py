"""PDF with a text layer: reading order, paragraphs, furniture, head and foot, footnotes."""

from ansinh.papers.intake import open_paper
from ansinh.papers.intake.pdf_page import read_page
from ansinh.papers.intake.tests.builders import Sheet, pdf, width_of, words
from ansinh.papers.paper import Paper

_LEFT, _RIGHT, _INDENT, _PITCH = 85.0, 540.0, 28.0, 18.0


def _read(*sheets: Sheet) -> Paper:
    return open_paper(pdf(sheets), "ke-hoach.pdf")


def _running(sheet: Sheet, y: float, *paragraphs: str, first_indent: bool = True) -> float:
    """Set paragraphs as Word does: first line indented, lines filled to the right edge. Gives the next y."""
    for paragraph in paragraphs:
        x = _LEFT + (_INDENT if first_indent else 0)
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if x + width_of(longer) > _RIGHT:
                sheet.line(x, y, line)
                x, y, line = _LEFT, y + _PITCH, word
            else:
                line = longer
        sheet.line(x, y, line)
        y += _PITCH
        first_indent = True
    return y


_LONG = (
    "1. Phát triển hệ thống dịch vụ xã hội đa dạng, liên thông, liên tục, chuyên nghiệp, đáp ứng cơ bản nhu cầu và tăng khả "
    "năng tiếp cận cho các nhóm đối tượng. Nâng cao chất lượng hoạt động của các dịch vụ xã hội về việc làm, bảo hiểm xã hội."
)


def test_lines_become_paragraphs_by_indent_and_width() -> None:
    sheet = Sheet()
    _running(sheet, 100, _LONG, "2. Mục tiêu", "Đến năm 2030 đạt 95% dân số.", "- Tỷ lệ hộ nghèo dưới 2%.")
    assert words(_read(sheet)) == [_LONG, "2. Mục tiêu", "Đến năm 2030 đạt 95% dân số.", "- Tỷ lệ hộ nghèo dưới 2%."]


def test_a_sentence_goes_on_over_a_page_past_numbers_and_running_heads() -> None:
    first, second, third = Sheet(), Sheet(), Sheet()
    cut = _LONG.split()
    _running(first, 560, _LONG, _LONG, " ".join(cut[:60]))
    _running(second, 90, " ".join(cut[60:]), first_indent=False)
    _running(third, 90, "3. Kết thúc.")
    for number, sheet in enumerate((first, second, third), 1):
        sheet.line(250, 40, f"CÔNG BÁO TỈNH SỐ 12 NĂM 2026 {number}", 11)
        sheet.line(295, 815, str(number))
    assert words(_read(first, second, third)) == [_LONG, _LONG, _LONG, "3. Kết thúc."]


def test_head_and_foot_are_read_column_by_column() -> None:
    sheet = Sheet()
    sheet.line(100, 70, "ỦY BAN NHÂN DÂN", 13, "b").line(270, 71, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, "b")
    sheet.line(105, 86, "TỈNH QUẢNG NGÃI", 13, "b").line(320, 87, "Độc lập - Tự do - Hạnh phúc", 13, "b")
    sheet.line(110, 110, "Số: 65/KH-UBND", 13).line(300, 110, "Quảng Ngãi, ngày 20 tháng 3 năm 2024", 13, "i")
    sheet.line(277, 145, "KẾ HOẠCH", 14, "b")
    _running(sheet, 180, _LONG)
    sheet.line(_LEFT, 300, "Nơi nhận:", 12, "b").line(370, 297, "TM. ỦY BAN NHÂN DÂN", 13, "b")
    sheet.line(_LEFT, 316, "- Như trên;", 11).line(390, 314, "CHỦ TỊCH", 13, "b")
    sheet.line(_LEFT, 332, "- Lưu: VT.", 11).line(380, 390, "Trần Hoàng Tuấn", 13, "b")
    assert words(_read(sheet)) == [
        "ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI",
        "Số: 65/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Quảng Ngãi, ngày 20 tháng 3 năm 2024",
        "KẾ HOẠCH",
        _LONG,
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Trần Hoàng Tuấn",
    ]


def test_the_national_name_in_running_text_is_no_head() -> None:
    text = (
        "Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 2013 và các luật có liên quan; thực hiện cam kết giữa "
        "nước Cộng hòa xã hội chủ nghĩa Việt Nam và nước ngoài, nước Cộng hòa xã hội chủ nghĩa Việt Nam bảo đảm các quyền ấy."
    )
    sheet = Sheet()
    _running(sheet, 100, text, _LONG)
    assert words(_read(sheet)) == [text, _LONG]


def test_a_centred_title_of_several_lines_is_one_and_its_kind_stands_alone() -> None:
    sheet = Sheet()
    for y, text, style in (
        (100, "KẾ HOẠCH", "b"),
        (118, "Thực hiện Chương trình hành động", "b"),
        (136, "của Tỉnh ủy về chính sách xã hội", "b"),
        (154, "(Kèm theo Quyết định số 1/QĐ)", "i"),
    ):
        sheet.line((_LEFT + _RIGHT - width_of(text)) / 2, y, text, 14, style)
    _running(sheet, 190, _LONG)
    paper = _read(sheet)
    assert words(paper)[:3] == [
        "KẾ HOẠCH",
        "Thực hiện Chương trình hành động của Tỉnh ủy về chính sách xã hội",
        "(Kèm theo Quyết định số 1/QĐ)",
    ]
    assert [(b.centred, b.bold, b.italic) for b in paper.blocks[:3]] == [
        (True, True, False),
        (True, True, False),
        (True, False, True),
    ]


def test_footnotes_at_the_page_s_foot_are_apart_and_their_marks_out_of_the_words() -> None:
    sheet = Sheet()
    _running(sheet, 100, _LONG, _LONG, _LONG)
    sheet.line(_LEFT + _INDENT, 400, "Đạt 95%").line(_LEFT + _INDENT + width_of("Đạt 95%") + 1, 395, "1", 8)
    sheet.line(_LEFT + _INDENT + 60, 400, "dân số và 33 m").line(
        _LEFT + _INDENT + 60 + width_of("dân số và 33 m"), 395, "2", 8
    )
    sheet.rules.append((_LEFT, 740, _LEFT + 144, 740))
    sheet.line(_LEFT, 752, "1", 6).line(_LEFT + 4, 755, "Theo Quyết định số 51/2025/QĐ-TTg.", 10)
    paper = _read(sheet)
    assert words(paper)[-1] == "Đạt 95% dân số và 33 m²"
    assert [(note.mark, note.text) for note in paper.notes] == [("1", "Theo Quyết định số 51/2025/QĐ-TTg.")]


def test_stamps_of_digital_signing_are_left_out() -> None:
    sheet = Sheet()
    sheet.line(400, 30, "Ký bởi: ỦY BAN NHÂN DÂN", 8).line(400, 40, "Ngày ký: 20-03-2024 10:11:12 +07:00", 8)
    _running(sheet, 100, _LONG)
    assert words(_read(sheet)) == [_LONG]


def test_a_turned_page_is_read_as_it_is_displayed() -> None:
    import pypdfium2 as pdfium

    sheet = Sheet(width=842, height=595, rotate=180).line(100, 100, "Phụ lục")
    document = pdfium.PdfDocument(pdf([sheet]))
    page = read_page(document, 0)
    assert [word.text for word in page.words] == []  # upside down: not upright as displayed
    document.close()


def test_old_fonts_in_a_pdf_are_converted() -> None:
    sheet = Sheet().line(_LEFT, 100, "ñy ban nh©n d©n tØnh", 14, "vn")
    paper = _read(sheet)
    assert words(paper) == ["ủy ban nhân dân tỉnh"]
    assert [problem.code for problem in paper.problems] == ["legacy-encoding-converted"]


def test_pages_are_counted_and_blocks_know_theirs() -> None:
    paper = _read(Sheet().line(_LEFT, 100, "1. Trang một."), Sheet().line(_LEFT, 100, "2. Trang hai."))
    assert paper.pages == 2
    assert [block.page for block in paper.blocks] == [1, 2]
