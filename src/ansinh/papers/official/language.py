"""What an official paper is made of, before anybody thinks of Word.

An `OfficialPaper` is a letterhead, a kind and title, a body of blocks, a closing and annexes. Everything is
frozen, knows no file format and no clock. Words are plain text; a line feed in them is a forced line.

The author gives words and structure. Sizes, places, lines, capitals of the letterhead, dashes and
semicolons of the lists are the renderer's, from Decree 30/2020/NĐ-CP (see docs/algorithms/official-paper.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Align(StrEnum):
    JUSTIFIED = "justified"
    LEFT = "left"
    CENTRED = "centred"
    RIGHT = "right"


class Rank(StrEnum):
    """What a heading is. Declared from the outermost to the innermost.

    Papers divided into phần, chương, mục, tiểu mục, điều use these; plans and reports use DIVISION ("I."),
    CLAUSE ("1.") and POINT ("a)").
    """

    PART = "phần"
    CHAPTER = "chương"
    SECTION = "mục"
    SUBSECTION = "tiểu mục"
    DIVISION = "mục La Mã"
    ARTICLE = "điều"
    CLAUSE = "khoản"
    POINT = "điểm"


class Marking(StrEnum):
    """What a paper without legal force says on every page."""

    DRAFT = "DỰ THẢO"
    SAMPLE = "MẪU"


@dataclass(frozen=True, slots=True)
class Span:
    """Words in another face than those around them."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A raised number that leads to ``source`` in the list at the end; equal sources share a number."""

    source: str


Inline = str | Span | Citation
Words = str | tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. ``keep_with_next`` forbids a page break after it."""

    words: Words
    align: Align = Align.JUSTIFIED
    bold: bool = False
    italic: bool = False
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class Basis:
    """One line of the legal basis ("Căn cứ ..."); the author ends it with ";" or ".", see `bases`."""

    words: Words


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that Word's navigation shows. ``label`` as printed: "Chương I", "Điều 5.", "II.", "a)"."""

    rank: Rank
    label: str
    title: Words = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of another document, and where they stand ("Kế hoạch số 65/KH-UBND, mục II.2.a")."""

    words: Words
    source: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG. ``description`` is what it says to someone who cannot see it; width in mm."""

    data: bytes
    description: str
    width: float
    caption: str | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell that is more than words: merged over ``span`` columns and ``rows`` rows, or of its own face."""

    words: Words
    span: int = 1
    rows: int = 1
    align: Align | None = None
    bold: bool = False


Row = tuple[TableCell | str, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``weight`` is its share of the width, ``None`` lets the contents decide for the table."""

    title: str = ""
    weight: float | None = None
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head is repeated on every page.

    ``head`` holds the rows of a head of several lines; without it the titles of the columns are the head.
    Raises `ValueError` when the cells of a row, with those merged down from above, do not fill the columns.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    head: tuple[Row, ...] = ()
    caption: str | None = None
    note: Words | None = None

    def __post_init__(self) -> None:
        _must_fill(self.head_rows, len(self.columns), "head")
        _must_fill(self.rows, len(self.columns), "row")

    @property
    def head_rows(self) -> tuple[Row, ...]:
        """The rows repeated on every page; empty when the table has no head."""
        if self.head:
            return self.head
        if any(column.title for column in self.columns):
            return (tuple(column.title for column in self.columns),)
        return ()


@dataclass(frozen=True, slots=True)
class Landscape:
    """Blocks on pages turned sideways, for tables too wide for the sheet (Annex I, I.2)."""

    blocks: tuple[Block, ...]


Block = Paragraph | Basis | Heading | Quote | Picture | PageBreak | Table | Landscape


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Issuer, number and date. What is ``None`` is not known yet and is printed as dots.

    ``number`` is the number alone (5 becomes "05"), ``symbol`` the rest ("KH-UBND"). ``year`` is printed
    while the day is not given. A line feed in a name says where it may break.
    """

    issuer: str | None
    superior: str | None = None
    number: int | str | None = None
    symbol: str | None = None
    place: str | None = None
    issued_on: date | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: authority lines ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), position, name."""

    authority: tuple[str, ...] = ()
    position: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Annex:
    """A part after the signature with page numbers of its own.

    Without ``label`` it is "Phụ lục", with a Roman number where there are several. Without ``reference`` the
    line "(Kèm theo ...)" is written from the letterhead. An empty one prints none. With ``kind`` it is a
    paper of its own issued with this one ("Kế hoạch" with a decision): kind and title stand for the label.
    """

    title: str
    blocks: tuple[Block, ...]
    label: str | None = None
    reference: str | None = None
    kind: str | None = None
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class OfficialPaper:
    """A whole paper. ``kind`` is the type name ("Kế hoạch"); ``None`` makes a công văn, "V/v" and ``title``.

    ``recipients`` are the lines of "Nơi nhận" without dashes and semicolons, ``addressees`` those of
    "Kính gửi". ``further_sources`` close the list of sources without a mark in the text.
    """

    head: Letterhead
    kind: str | None
    title: str | None
    body: tuple[Block, ...]
    signature: Signature | None = None
    recipients: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    marking: Marking | None = None
    sources_heading: str = "Nguồn số liệu"
    further_sources: tuple[str, ...] = ()


def bases(*texts: str) -> tuple[Basis, ...]:
    """The legal basis as the decree ends its lines: a semicolon each, a full stop for the last."""
    last = len(texts) - 1
    return tuple(Basis(text.rstrip(" ;.") + ("." if index == last else ";")) for index, text in enumerate(texts))


def inlines(words: Words) -> tuple[Inline, ...]:
    """Words as a sequence, whichever way they were written."""
    return (words,) if isinstance(words, str) else words


def plain(words: Words) -> str:
    """Words without faces and citations."""
    return "".join(
        part if isinstance(part, str) else part.text for part in inlines(words) if not isinstance(part, Citation)
    )


def cell_of(cell: TableCell | str) -> TableCell:
    """A cell, whichever way it was written."""
    return TableCell(cell) if isinstance(cell, str) else cell


def _must_fill(rows: tuple[Row, ...], columns: int, part: str) -> None:
    """Raise `ValueError` unless every row covers every column exactly once."""
    below = [0] * columns  # rows still to come of a cell merged downwards, by column
    for index, row in enumerate(rows):
        covered = [count > 0 for count in below]
        below = [max(count - 1, 0) for count in below]
        for cell in map(cell_of, row):
            start = covered.index(False) if False in covered else columns
            end = start + cell.span
            if end > columns or any(covered[start:end]):
                raise ValueError(f"{part} {index}: cells do not fit into {columns} columns")
            covered[start:end] = [True] * cell.span
            below[start:end] = [cell.rows - 1] * cell.span
        if not all(covered):
            raise ValueError(f"{part} {index}: cells leave some of {columns} columns empty")
    if any(below):
        raise ValueError(f"{part} {len(rows) - 1}: a cell is merged beyond the last row")
