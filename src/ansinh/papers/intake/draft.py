"""Blocks before their place in the text is known, and the last step: drafts → `Paper`.

Every format ends in a list of `Draft`; only `assemble` computes offsets.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ansinh.domain.vietnamese import squeeze
from ansinh.papers.intake.limits import IntakeLimits, no_words, too_much_text
from ansinh.papers.intake.words import is_wordless, split_notes
from ansinh.papers.paper import Block, BlockKind, Cell, Note, Paper, PaperProblem

CELL_SEPARATOR = " | "


@dataclass(slots=True)
class Draft:
    """One block. ``words`` may hold footnote marks; of a row, the words are in ``cells``."""

    words: str
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    level: int | None = None
    bold: bool = False
    italic: bool = False
    centred: bool = False
    list_label: str | None = None
    table: int | None = None
    cells: list[DraftCell] = field(default_factory=list)


@dataclass(slots=True)
class DraftCell:
    """A cell as its paragraphs. ``column`` is its first grid column, ``continued`` as in `Cell`."""

    content: list[Draft]
    column: int
    span: int = 1
    continued: bool = False

    @property
    def words(self) -> str:
        return " ".join(draft.words for draft in self.content)


@dataclass(slots=True)
class Table:
    """Rows of cells as the file has them, before anyone asks whether it is a table or a layout."""

    rows: list[list[DraftCell]]
    page: int | None = None


@dataclass(slots=True)
class Pile:
    """What a format hands over: blocks and tables in document order, notes apart."""

    parts: list[Draft | Table] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    problems: list[PaperProblem] = field(default_factory=list)
    pages: int | None = None


def assemble(
    drafts: Iterable[Draft],
    *,
    name: str,
    source_format: str,
    limits: IntakeLimits,
    pages: int | None = None,
    problems: Iterable[PaperProblem] = (),
    notes: dict[str, str] | None = None,
) -> Paper:
    """The paper of these blocks. Raises `PaperRefused` if no word is left or the bounds are passed."""
    builder = _Builder()
    for draft in drafts:
        builder.add(draft)
        if len(builder.blocks) > limits.blocks:
            raise too_much_text(name, f"hơn {limits.blocks:,} đoạn".replace(",", "."))
        if builder.length > limits.characters:
            raise too_much_text(name, f"hơn {limits.characters:,} ký tự".replace(",", "."))
    if not builder.blocks:
        raise no_words(name)
    return Paper(
        text="".join(builder.pieces),
        blocks=tuple(builder.blocks),
        source_format=source_format,
        pages=pages,
        problems=tuple(problems),
        notes=builder.collect_notes(notes or {}),
    )


class _Builder:
    """Grows the text and the blocks side by side."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.marks: list[tuple[str, int]] = []

    def add(self, draft: Draft) -> None:
        if draft.kind is BlockKind.ROW:
            self._add_row(draft)
        else:
            self._add_words(draft)

    def collect_notes(self, notes: dict[str, str]) -> tuple[Note, ...]:
        where = dict(reversed(self.marks))
        found = [Note(mark, squeeze(split_notes(text)[0]), where.get(mark)) for mark, text in notes.items()]
        return tuple(note for note in found if note.text)

    def _add_words(self, draft: Draft) -> None:
        words, marks = _squeeze_with_notes(draft.words)
        if is_wordless(words):
            return
        start = self._begin_block()
        self._append(words)
        self.marks.extend((mark, start + offset) for mark, offset in marks)
        self.blocks.append(_block(draft, start, self.length, ()))

    def _add_row(self, draft: Draft) -> None:
        contents = [_cell_words(cell) for cell in draft.cells]
        if all(is_wordless(words) for words, _, _ in contents):
            return
        start = self._begin_block()
        cells: list[Cell] = []
        line = ""
        for cell, (words, breaks, marks) in zip(draft.cells, contents, strict=True):
            if cells:
                line += CELL_SEPARATOR if line and not line.endswith(" ") else CELL_SEPARATOR.lstrip()
            at = start + len(line)
            line += words
            cells.append(
                Cell(
                    start=at,
                    end=at + len(words),
                    column=cell.column,
                    span=cell.span,
                    continued=cell.continued,
                    breaks=tuple(at + offset for offset in breaks),
                )
            )
            self.marks.extend((mark, at + offset) for mark, offset in marks)
        line = line.rstrip()
        self._append(line)
        end = start + len(line)
        trimmed = tuple(cell if cell.end <= end else _empty_at(cell, end) for cell in cells)
        self.blocks.append(_block(draft, start, end, trimmed))

    def _begin_block(self) -> int:
        if self.blocks:
            self._append("\n")
        return self.length

    def _append(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)


def _block(draft: Draft, start: int, end: int, cells: tuple[Cell, ...]) -> Block:
    return Block(
        kind=draft.kind,
        start=start,
        end=end,
        page=draft.page,
        level=draft.level,
        bold=draft.bold,
        italic=draft.italic,
        centred=draft.centred,
        list_label=draft.list_label,
        table=draft.table,
        cells=cells,
    )


def _empty_at(cell: Cell, offset: int) -> Cell:
    return Cell(start=offset, end=offset, column=cell.column, span=cell.span, continued=cell.continued)


def _squeeze_with_notes(words: str) -> tuple[str, list[tuple[str, int]]]:
    plain, marks = split_notes(words)
    squeezed = squeeze(plain)
    return squeezed, [(mark, min(len(squeeze(plain[:offset])), len(squeezed))) for mark, offset in marks]


def _cell_words(cell: DraftCell) -> tuple[str, list[int], list[tuple[str, int]]]:
    """Words of a cell, offsets of its inner breaks, marks of notes; offsets count from the cell's start."""
    line = ""
    breaks: list[int] = []
    marks: list[tuple[str, int]] = []
    for draft in cell.content:
        words, found = _squeeze_with_notes(draft.words)
        if is_wordless(words) and len(words) != 1:
            continue
        if line:
            line += " "
            breaks.append(len(line))
        marks.extend((mark, len(line) + offset) for mark, offset in found)
        line += words
    return line, breaks, marks
