from ansinh.papers.official.language import Align, plain
from ansinh.papers.official.tables_read import table_of
from ansinh.papers.paper import Block, BlockKind, Cell, Paper


def made(*rows, bold=()):
    """A table read from rows of (text, column, span, continued, breaks) with the defaults left out."""
    blocks, texts, at = [], [], 0
    for index, row in enumerate(rows):
        cells, start = [], at
        for column, item in enumerate(row):
            text, options = (item, {}) if isinstance(item, str) else item
            options = {"column": column, **options}
            options["breaks"] = tuple(start + offset for offset in options.get("breaks", ()))
            cells.append(Cell(start, start + len(text), **options))
            start += len(text) + 3
        texts.append(" | ".join(item if isinstance(item, str) else item[0] for item in row))
        blocks.append(Block(BlockKind.ROW, at, start - 3, table=0, cells=tuple(cells), bold=index in bold))
        at += len(texts[-1]) + 1
    paper = Paper("\n".join(texts), tuple(blocks), "docx")
    return table_of(paper, blocks, lambda start, end: paper.text[start:end])


def texts(rows):
    return [[cell if isinstance(cell, str) else plain(cell.words) for cell in row] for row in rows]


def test_the_first_row_is_the_head_when_it_is_bold_or_begins_with_tt():
    assert texts(made(["TT", "Việc"], ["1", "a"]).head_rows) == [["TT", "Việc"]]
    assert texts(made(["Việc", "Ai"], ["a", "b"], bold={0}).head_rows) == [["Việc", "Ai"]]
    assert made(["Việc", "Ai"], ["a", "b"]).head_rows == ()


def test_numbers_of_columns_belong_to_the_head():
    table = made(["TT", "Việc"], ["(1)", "(2)"], ["1", "a"])
    assert texts(table.head_rows) == [["TT", "Việc"], ["(1)", "(2)"]]


def test_a_table_that_is_all_head_has_none():
    assert made(["TT", "Việc"]).head_rows == ()


def test_a_head_merged_downwards_takes_the_rows_it_covers():
    table = made(
        ["TT", ("Kết quả", {"span": 2})],
        [("", {"continued": True}), "Năm 2024", "Năm 2025"],
        ["1", "a", "b"],
    )
    assert len(table.head_rows) == 2
    assert table.head_rows[0][0].rows == 2


def test_cells_merged_downwards_cover_the_rows_below():
    table = made(["a", "b"], [("", {"continued": True}), "c"], ["d", "e"])
    assert [cell.rows for cell in table.rows[0]] == [2, 1]
    assert texts(table.rows) == [["a", "b"], ["c"], ["d", "e"]]


def test_a_continuation_of_nothing_is_an_empty_cell():
    assert texts(made([("", {"continued": True}), "b"]).rows) == [["", "b"]]


def test_gaps_are_filled_and_overlapping_cells_moved_to_the_right():
    gap = made(["a", ("b", {"column": 2})], ["c", "d", "e"])
    assert texts(gap.rows) == [["a", "", "b"], ["c", "d", "e"]]
    overlap = made([("a", {"span": 2}), ("b", {"column": 1})], ["c", "d", "e"])
    assert texts(overlap.rows) == [["a", "b"], ["c", "d", "e"]]


def test_lines_inside_a_cell_stay_lines():
    assert texts(made(["Bộ A Bộ B"]).rows) == [["Bộ A Bộ B"]]
    assert texts(made([("Bộ A Bộ B", {"breaks": (5,)})]).rows) == [["Bộ A\nBộ B"]]


def test_ordinals_are_centred_figures_to_the_right_words_to_the_left():
    table = made(["TT", "Việc", "Số"], ["1", "a", "1.000"], ["2", "b", "95,5%"])
    assert [column.align for column in table.columns] == [Align.CENTRED, Align.LEFT, Align.RIGHT]
