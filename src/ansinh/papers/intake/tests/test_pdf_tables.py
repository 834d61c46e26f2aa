"""Ruled tables of a PDF: grid, merged cells, continuation over pages."""

from ansinh.papers.intake import open_paper
from ansinh.papers.intake.tests.builders import Sheet, pdf, rows, words
from ansinh.papers.paper import Paper

_XS = (60.0, 100.0, 300.0, 420.0, 535.0)


def _read(*sheets: Sheet) -> Paper:
    return open_paper(pdf(sheets), "phu-luc.pdf")


def _put(sheet: Sheet, top: float, *cells: str, size: float = 10.0) -> None:
    for x, cell in zip(_XS, cells, strict=False):
        for number, line in enumerate(cell.split("\n")):
            if line:
                sheet.line(x + 4, top + 14 + 13 * number, line, size)


_HEAD = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian")


def test_a_table_over_three_pages_is_one_without_repeated_heads_and_with_the_cut_row_whole() -> None:
    one, two, three = Sheet(), Sheet(), Sheet()
    one.line(60, 80, "Phụ lục. Danh mục nhiệm vụ")
    one.box(_XS, (600, 630, 700, 780))
    _put(one, 600, *_HEAD)
    _put(one, 630, "1", "Xây dựng Đề án phát triển\ncông nghiệp", "Sở Công Thương", "2026")
    _put(one, 700, "2", "Hoàn thiện cơ chế, chính sách\nhỗ trợ các hộ nghèo và", "Sở Tài chính, Sở Lao", "Quý I/2026")
    two.box(_XS, (60, 90, 130, 200))
    _put(two, 60, *_HEAD)
    _put(two, 90, "", "các đối tượng yếu thế", "động", "")
    _put(two, 130, "3", "Tổ chức hội nghị", "Sở Nội vụ", "2027")
    three.box(_XS, (60, 100))
    _put(three, 60, "4", "Báo cáo", "Văn phòng", "2028")
    paper = _read(one, two, three)
    assert rows(paper) == [
        ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian"],
        ["1", "Xây dựng Đề án phát triển công nghiệp", "Sở Công Thương", "2026"],
        [
            "2",
            "Hoàn thiện cơ chế, chính sách hỗ trợ các hộ nghèo và các đối tượng yếu thế",
            "Sở Tài chính, Sở Lao động",
            "Quý I/2026",
        ],
        ["3", "Tổ chức hội nghị", "Sở Nội vụ", "2027"],
        ["4", "Báo cáo", "Văn phòng", "2028"],
    ]
    assert {block.table for block in paper.blocks if block.cells} == {0}
    assert paper.blocks[-1].page == 3


def test_merged_cells_come_out_of_missing_rules() -> None:
    sheet = Sheet()
    sheet.rules = [
        *((60, y, 535, y) for y in (100, 130, 200)),
        (100, 165, 535, 165),
        *((x, 100, x, 200) for x in (60, 535)),
        *((x, 130, x, 200) for x in (100, 300, 420)),
    ]
    _put(sheet, 100, "I. Nhóm nhiệm vụ về thể chế")
    _put(sheet, 130, "1", "Rà soát", "Sở A", "2026")
    _put(sheet, 165, "", "Báo cáo", "Sở B", "2027")
    paper = _read(sheet)
    assert rows(paper) == [
        ["I. Nhóm nhiệm vụ về thể chế"],
        ["1", "Rà soát", "Sở A", "2026"],
        ["", "Báo cáo", "Sở B", "2027"],
    ]
    assert paper.blocks[0].cells[0].span == 4
    assert paper.blocks[2].cells[0].continued


def test_a_forced_line_in_a_cell_is_a_break_and_a_wrapped_one_is_not() -> None:
    sheet = Sheet()
    sheet.box(_XS, (100, 160))
    _put(sheet, 100, "1", "Hoàn thiện cơ chế, chính sách hỗ trợ\nphát triển", "Sở Y tế\nSở Nội vụ", "2026")
    cells = _read(sheet).blocks[0].cells
    assert cells[1].breaks == ()
    assert len(cells[2].breaks) == 1


def test_words_around_a_table_keep_their_order() -> None:
    sheet = Sheet().line(60, 80, "Trước bảng.")
    sheet.box(_XS, (100, 130))
    _put(sheet, 100, "1", "Rà soát", "Sở A", "2026")
    sheet.line(60, 170, "Sau bảng.")
    assert words(_read(sheet)) == ["Trước bảng.", "1 | Rà soát | Sở A | 2026", "Sau bảng."]


def test_underlines_and_boxes_of_one_column_are_no_tables() -> None:
    sheet = Sheet().line(70, 115, "Mẫu số 01").box((60, 200), (100, 130)).line(60, 200, "Có gạch chân")
    sheet.rules.append((60, 203, 140, 203))
    assert words(_read(sheet)) == ["Mẫu số 01", "Có gạch chân"]


def test_two_tables_with_words_between_are_two() -> None:
    one, two = Sheet(), Sheet()
    one.box(_XS, (700, 740))
    _put(one, 700, "1", "Một", "Sở A", "2026")
    two.line(60, 60, "Phụ lục II. Bảng khác")
    two.box(_XS, (100, 140))
    _put(two, 100, "1", "Hai", "Sở B", "2027")
    assert [block.table for block in _read(one, two).blocks] == [0, None, 1]
