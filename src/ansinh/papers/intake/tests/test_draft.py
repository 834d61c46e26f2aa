"""The last step: whatever the drafts, the text and the offsets keep their promises."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.papers.intake.draft import Draft, DraftCell, assemble
from ansinh.papers.intake.limits import DEFAULT
from ansinh.papers.intake.tables import lay_out
from ansinh.papers.intake.words import note_mark
from ansinh.papers.paper import BlockKind, Paper, PaperRefused

_WORDS = st.text(alphabet="aăâbcđêiơưừởạ ẹÀĐ1230.,;:()-\n\t\u00a0%", max_size=40)


def _row(cells: list[str]) -> Draft:
    made = [DraftCell([Draft(piece) for piece in text.split("\n")], column) for column, text in enumerate(cells)]
    return Draft("", kind=BlockKind.ROW, table=0, cells=made)


def _paper(drafts: list[Draft], **notes: str) -> Paper:
    return assemble(drafts, name="x.txt", source_format="txt", limits=DEFAULT, notes=notes)


@given(
    st.lists(st.one_of(_WORDS.map(Draft), st.lists(_WORDS, min_size=1, max_size=5).map(_row)), min_size=1, max_size=12)
)
def test_blocks_tile_the_text_and_cells_lie_inside_their_row(drafts: list[Draft]) -> None:
    paper = _paper([Draft("Kế hoạch"), *drafts])
    assert "\n".join(paper.words(block) for block in paper.blocks) == paper.text
    assert unicodedata.is_normalized("NFC", paper.text)
    assert "  " not in paper.text
    for block in paper.blocks:
        assert paper.words(block).strip() == paper.words(block) != ""
        for cell in block.cells:
            assert block.start <= cell.start <= cell.end <= block.end
            assert all(cell.start < offset < cell.end for offset in cell.breaks)


def test_an_empty_cell_leaves_its_place() -> None:
    paper = _paper([_row(["a", "", "b"]), _row(["", "c", ""])])
    assert paper.text == "a | | b\n| c |"
    assert [[paper.words(cell) for cell in block.cells] for block in paper.blocks] == [["a", "", "b"], ["", "c", ""]]


def test_a_break_inside_a_cell_is_a_space_in_the_text_and_an_offset_beside_it() -> None:
    paper = _paper([_row(["1", "Bộ Tư pháp\nBộ Công an"])])
    cell = paper.blocks[0].cells[1]
    assert paper.words(cell) == "Bộ Tư pháp Bộ Công an"
    assert [paper.text[offset:] for offset in cell.breaks] == ["Bộ Công an"]


def test_a_footnote_mark_leaves_the_words_and_keeps_its_place() -> None:
    paper = _paper([Draft(f"Đạt 95%{note_mark('1')} dân số")], **{"1": "Theo chuẩn  mới."})
    assert paper.text == "Đạt 95% dân số"
    assert [(note.mark, note.text, note.at) for note in paper.notes] == [("1", "Theo chuẩn mới.", 7)]


def test_a_file_without_words_is_refused() -> None:
    with pytest.raises(PaperRefused) as refused:
        _paper(lay_out([Draft("-----"), Draft("./.")]))
    assert refused.value.code == "no-text"
