import pytest

from ansinh.papers.official import Citation, Column, Span, Table, TableCell, bases
from ansinh.papers.official.language import plain

THREE = (Column("TT"), Column("Nhiệm vụ"), Column("Cơ quan chủ trì"))


def test_legal_basis_ends_lines_with_semicolons_and_the_last_with_a_full_stop():
    made = bases("Căn cứ Luật A", "Căn cứ Nghị định B;", "Theo đề nghị của Sở C.")
    assert [line.words for line in made] == ["Căn cứ Luật A;", "Căn cứ Nghị định B;", "Theo đề nghị của Sở C."]


def test_plain_words_leave_citations_out():
    assert plain(("Đạt ", Span("95%", bold=True), Citation("Báo cáo số 1"), ".")) == "Đạt 95%."


def test_a_row_that_leaves_a_column_empty_is_refused():
    with pytest.raises(ValueError, match="row 0: cells leave some of 3 columns empty"):
        Table(THREE, (("1", "Nhiệm vụ"),))


def test_a_row_with_too_many_cells_is_refused():
    with pytest.raises(ValueError, match="row 1: cells do not fit into 3 columns"):
        Table(THREE, (("1", "a", "b"), ("2", TableCell("a", span=2), "b")))


def test_a_cell_merged_downwards_leaves_room_in_the_rows_below():
    table = Table(THREE, ((TableCell("1", rows=2), "a", "b"), ("c", "d")))
    assert len(table.rows) == 2
    with pytest.raises(ValueError, match="row 1"):
        Table(THREE, ((TableCell("1", rows=2), "a", "b"), ("2", "c", "d")))


def test_a_cell_merged_beyond_the_last_row_is_refused():
    with pytest.raises(ValueError, match="merged beyond the last row"):
        Table(THREE, (("1", "a", TableCell("b", rows=2)),))


def test_titles_of_columns_are_the_head_unless_one_is_given():
    assert Table(THREE, ()).head_rows == (("TT", "Nhiệm vụ", "Cơ quan chủ trì"),)
    given = ((TableCell("Chung", span=3),),)
    assert Table(THREE, (), head=given).head_rows == given
    assert Table((Column(),), (("a",),)).head_rows == ()
