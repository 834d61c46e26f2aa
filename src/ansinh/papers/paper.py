"""A document as words and shape, whatever file it came in.

`intake` makes it, `reading` reads it. ``text`` is what `ansinh read FILE --format text` prints, and every
offset in the product counts its characters.

Shape of ``text``: NFC; one block a line, blocks joined by ``"\\n"``; lines that the page or the typesetter
broke are joined again; runs of white space inside a block are one space; Markdown and HTML mark-up is gone.
A table row is one block whose cells are joined by ``" | "``.
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
    """

    start: int
    end: int
    column: int
    span: int = 1
    continued: bool = False


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
    list_label: str | None = None  # numbering that the file generates (Word lists): "1.", "a)", "-"
    table: int | None = None  # of a row: number of its table, 0-based
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperProblem:
    """Something about the file that the officer must know, in Vietnamese: what, where, what to do."""

    code: str  # stable key, e.g. "ocr-used", "legacy-encoding-converted"
    message: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    text: str
    blocks: tuple[Block, ...]
    source_format: str  # docx, pdf, html, md, txt
    pages: int | None = None
    problems: tuple[PaperProblem, ...] = ()

    def words(self, block: Block | Cell) -> str:
        """The text of one block or cell."""
        return self.text[block.start : block.end]


class PaperRefused(Exception):
    """The file cannot be read; ``message`` says in Vietnamese what, where, why and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
