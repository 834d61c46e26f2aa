import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.papers.official import Align, Column, Landscape, Table, TableCell
from ansinh.papers.official.styles import Style
from ansinh.papers.official.tables import column_widths
from ansinh.papers.official.tests.documents import MM, W, has, plan, rendered, text_of, value

COLUMNS = (Column("TT", align=Align.CENTRED), Column("Nhiệm vụ"), Column("Số liệu", align=Align.RIGHT))
TABLE = Table(COLUMNS, (("1", "Tuyên truyền", "1.000"), ("2", "Khen thưởng", "95")), caption="Bảng 1", note="Nguồn: A")


def table_in(table):
    paper = rendered(plan(body=(table,), signature=None, recipients=()))
    return paper, paper.body.findall(f"{W}tbl")[-1]


def test_the_head_is_repeated_on_every_page_and_marked_as_head():
    _, table = table_in(TABLE)
    rows = table.findall(f"{W}tr")
    assert [has(row, "trPr/tblHeader") for row in rows] == [True, False, False]
    assert value(table, "tblPr/tblLook", "firstRow") == "1"


def test_a_head_of_several_rows_is_repeated_whole():
    head = ((TableCell("TT", rows=2), TableCell("Kết quả", span=2)), ("Kế hoạch", "Thực hiện"))
    _, table = table_in(Table(COLUMNS, (("1", "a", "b"),), head=head))
    assert [has(row, "trPr/tblHeader") for row in table.findall(f"{W}tr")] == [True, True, False]


def test_every_cell_says_its_width_and_rows_fill_the_text():
    _, table = table_in(TABLE)
    grid = [int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")]
    assert sum(grid) / MM == pytest.approx(165, abs=0.2)
    for row in table.findall(f"{W}tr"):
        assert [int(value(cell, "tcPr/tcW", "w") or 0) for cell in row.findall(f"{W}tc")] == grid


def test_a_landscape_table_fills_the_wider_page():
    paper = rendered(plan(body=(Landscape((TABLE,)),)))
    table = paper.body.findall(f"{W}tbl")[1]
    assert sum(int(column.get(f"{W}w")) for column in table.iter(f"{W}gridCol")) / MM == pytest.approx(252, abs=0.2)


def test_columns_are_aligned_as_told_and_the_head_is_centred():
    _, table = table_in(TABLE)
    head, first, _ = ([value(p, "pPr/jc") for p in row.iter(f"{W}p")] for row in table.findall(f"{W}tr"))
    assert head == ["center"] * 3
    assert first == ["center", "left", "right"]


def test_merged_cells_span_columns_and_rows():
    rows = ((TableCell("I. Nhóm", span=3, bold=True),), (TableCell("1", rows=2), "a", "b"), ("c", "d"))
    _, table = table_in(Table(COLUMNS, rows))
    _, group, first, second = table.findall(f"{W}tr")
    (merged,) = group.findall(f"{W}tc")
    assert value(merged, "tcPr/gridSpan") == "3"
    assert value(first.find(f"{W}tc"), "tcPr/vMerge") == "restart"
    assert value(second.find(f"{W}tc"), "tcPr/vMerge") == "continue"
    assert [text_of(cell) for cell in second.findall(f"{W}tc")] == ["", "c", "d"]


def test_rows_are_not_divided_between_pages_unless_they_could_fill_one():
    _, table = table_in(Table(COLUMNS, (("1", "ngắn", ""), ("2", "rất dài " * 400, ""))))
    assert [has(row, "trPr/cantSplit") for row in table.findall(f"{W}tr")] == [True, True, False]


def test_caption_stands_above_and_stays_with_the_table_and_the_note_below():
    paper, table = table_in(TABLE)
    caption = table.getprevious()
    assert text_of(caption) == "Bảng 1"
    assert has(paper.style(Style.CAPTION), "pPr/keepNext")
    assert value(table, "tblPr/tblCaption") == "Bảng 1"
    assert text_of(table.getnext()) == "Nguồn: A"


def test_two_tables_in_a_row_stay_two():
    bare = Table(COLUMNS, (("1", "a", "b"),))
    paper = rendered(plan(body=(bare, bare), kind=None, title=None))
    for table in paper.body.findall(f"{W}tbl"):
        assert table.getnext().tag == f"{W}p"


def test_weights_decide_widths_where_they_are_given():
    columns = (Column("a", weight=1), Column("b", weight=3))
    assert column_widths(Table(columns, (("x", "y"),)), 100, 13) == (25, 75)


def test_a_narrow_column_leaves_its_width_to_the_long_one():
    narrow, wide = column_widths(Table((Column("TT"), Column("Nhiệm vụ")), (("1", "rất nhiều chữ " * 30),)), 165, 13)
    assert narrow < 15
    assert wide > 150


@given(
    st.lists(
        st.tuples(*[st.text(alphabet="ab ệ", max_size=30)] * 3),
        min_size=1,
        max_size=6,
    )
)
def test_widths_add_up_to_the_text_whatever_the_cells_hold(rows):
    widths = column_widths(Table(COLUMNS, tuple(rows)), 165, 13)
    assert sum(widths) == pytest.approx(165)
    assert min(widths) > 0


def test_a_paper_that_ends_with_a_table_has_a_paragraph_after_it():
    paper, _ = table_in(Table(COLUMNS, (("1", "a", "b"),)))
    assert [child.tag for child in paper.body][-3:] == [f"{W}tbl", f"{W}p", f"{W}sectPr"]
