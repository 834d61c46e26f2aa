"""A document as words and shape, whatever file it came in.

`intake` makes it, `reading` reads it. ``text`` is what `ansinh read FILE --format text` prints, and every
offset in the product counts its characters.

Shape of ``text``: NFC; one block a line, blocks joined by ``"\\n"``; lines that the page or the typesetter
broke are joined again; runs of white space inside a block are one space; Markdown and HTML mark-up is gone.
A table row is one block whose cells are joined by ``" | "``; an empty cell leaves ``"a | | b"``.

Tables that only place words on the page are not rows: the head of the document (issuer beside the national
name), the foot (recipients beside the signer) and boxes of one column become ordinary paragraphs, the left
column first, so that "UBND TỈNH ...", "Số: ...", "CỘNG HÒA ...", "Độc lập ...", place and date, "Nơi nhận:",
"- Như trên;", "TM. ...", the signer's name each stand in a block of their own, from whatever file.

Page numbers, running heads and the marks of footnotes are not in the text; footnotes are in ``Paper.notes``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    HEADING = "heading"  # only where the file itself says so (Word style, Markdown #, <h1>)
    ROW = "row"  # one row of a table


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row. ``column`` is its first grid column; a merged cell spans several.

    A cell that continues one merged downwards is present with ``start == end``, ``continued=True``.
    ``breaks`` are offsets in the paper's text where a new paragraph or forced line begins inside the cell
    ("Bộ A<br>Bộ B"); in the text itself such a break is a space.
    """

    start: int
    end: int
    column: int
    span: int = 1
    continued: bool = False
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    kind: BlockKind
    start: int
    end: int
    page: int | None = None  # 1-based, where the file has pages
    level: int | None = None  # of a heading, 1 = outermost
    bold: bool = False  # the whole block is bold
    italic: bool = False
    centred: bool = False
    list_label: str | None = None  # numbering that the file generates (Word lists), also in the text: "1.", "a)"
    table: int | None = None  # of a row: number of its table, 0-based
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperProblem:
    """Something about the file that the officer must know, in Vietnamese: what, where, what to do."""

    code: str  # stable key, e.g. "ocr-used", "legacy-encoding-converted"
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote. ``at`` is the offset in the paper's text where its mark stood, if known."""

    mark: str
    text: str
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    text: str
    blocks: tuple[Block, ...]
    source_format: str  # docx, pdf, html, md, txt
    pages: int | None = None
    problems: tuple[PaperProblem, ...] = ()
    notes: tuple[Note, ...] = ()

    def words(self, block: Block | Cell) -> str:
        """The text of one block or cell."""
        return self.text[block.start : block.end]


class PaperRefused(Exception):
    """The file cannot be read; ``message`` says in Vietnamese what, where, why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
