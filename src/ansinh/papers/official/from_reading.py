"""A signed paper that was read, laid out again by Decree 30/2020.

Head, signature and recipients are composed from the reading; the words of the body are those of the paper,
in its order, unchanged. What decides the look of a block is its label in the outline, not the file it came
from. What is laid out how: docs/algorithms/official-paper.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ansinh.domain.readings import OutlineEntry, PlanReading
from ansinh.domain.vietnamese import search_key
from ansinh.law.decree_30_2020 import abbreviation
from ansinh.papers.official.language import (
    Align,
    Annex,
    Basis,
    Citation,
    Heading,
    Inline,
    Landscape,
    Letterhead,
    Marking,
    OfficialPaper,
    Paragraph,
    Rank,
    Signature,
    Span,
    Words,
    inlines,
)
from ansinh.papers.official.language import Block as Piece
from ansinh.papers.official.parts import Parts, authority_lines, is_capitals, split
from ansinh.papers.official.tables_read import table_of
from ansinh.papers.official.wording import split_number
from ansinh.papers.paper import Block, BlockKind, Note, Paper
from ansinh.papers.reading.labels import Label, LabelKind, read_label

#: A table with this many columns is set on pages turned sideways.
_WIDE_TABLE = 6
#: A labelled line up to this length is a heading if it does not end like a sentence; up to the second, one
#: that ends with a colon ("1. Bộ Tài chính:").
_LONGEST_HEADING = 150
_LONGEST_BEFORE_COLON = 80
_LONGEST_TITLE = 400
_NOTES_HEADING = "Chú thích"

_RANKS = {
    LabelKind.PART: Rank.PART,
    LabelKind.CHAPTER: Rank.CHAPTER,
    LabelKind.SECTION: Rank.SECTION,
    LabelKind.ARTICLE: Rank.ARTICLE,
    LabelKind.UPPER: Rank.DIVISION,
    LabelKind.ROMAN: Rank.DIVISION,
    LabelKind.NUMBER: Rank.CLAUSE,
    LabelKind.DOTTED: Rank.CLAUSE,
    LabelKind.LETTER: Rank.POINT,
    LabelKind.PAREN: Rank.POINT,
}
_TITLE_BELOW = frozenset({Rank.PART, Rank.CHAPTER, Rank.SECTION, Rank.SUBSECTION})
_BASIS = re.compile(r"(căn cứ|theo đề nghị|xét đề nghị)\b", re.IGNORECASE)
_ATTACHED = re.compile(r"\W{0,3}(ban\s+hành\s+)?kèm\s+theo\b", re.IGNORECASE)
_YEAR = re.compile(r"\bnăm\s+(\d{4})\s*$", re.IGNORECASE)
#: The lines under a task that say who, when and what, with or without a dash.
_FIELD = re.compile(
    r"(?P<dash>[-–+•]\s*)?"
    r"(?P<name>(?:cơ quan|đơn vị)\s+(?:chủ trì|phối hợp|thực hiện)[^:;.]{0,60}"
    r"|thời gian[^:;.]{0,40}|sản phẩm[^:;.]{0,40}|kết quả[^:;.]{0,40}|kinh phí[^:;.]{0,40})(?P<colon>\s*:)",
    re.IGNORECASE,
)


def from_paper(
    paper: Paper,
    reading: PlanReading,
    *,
    issuer: str | None = None,
    superior: str | None = None,
    marking: Marking | None = None,
) -> OfficialPaper:
    """The paper laid out again.

    ``issuer`` and ``superior`` are full names from a register and go before what the paper prints: heads of
    scanned papers are often lost. Where nobody names the body, dots stand. Footnotes become numbered notes at
    the end.
    """
    parts = split(paper, reading)
    layout = _Layout(paper, reading)
    return OfficialPaper(
        head=_letterhead(paper, reading, parts, issuer, superior),
        kind=_kind(reading),
        title=_title(reading),
        body=tuple(layout.pieces(parts.body)),
        signature=_signature(paper, reading, parts),
        recipients=reading.recipients,
        annexes=tuple(layout.annex(chunk) for chunk in parts.annexes),
        marking=marking,
        sources_heading=_NOTES_HEADING,
        further_sources=tuple(f"{note.mark} {note.text}" for note in paper.notes if note.at is None),
    )


def _letterhead(
    paper: Paper, reading: PlanReading, parts: Parts, issuer: str | None, superior: str | None
) -> Letterhead:
    document = reading.document
    number, symbol = split_number(document.number or _number_printed(paper, parts))
    return Letterhead(
        issuer=issuer or document.issuer or parts.issuer,
        superior=superior or parts.superior,
        number=number,
        symbol=symbol,
        place=document.place,
        issued_on=document.issued_on,
        year=_year_printed(paper, parts),
    )


def _number_printed(paper: Paper, parts: Parts) -> str | None:
    """Number and symbol of a paper whose number is not given yet ("Số: /KH-UBND"), which no reading has."""
    lines = (paper.words(block) for block in parts.head)
    return next((line for line in lines if line.casefold().startswith("số") and "/" in line), None)


def _year_printed(paper: Paper, parts: Parts) -> int | None:
    matches = (_YEAR.search(paper.words(block)) for block in parts.head)
    return next((int(match[1]) for match in matches if match), None)


def _kind(reading: PlanReading) -> str | None:
    kind = reading.document.kind
    return None if kind is None or search_key(kind) == "cong van" else kind


def _title(reading: PlanReading) -> str | None:
    title = reading.document.title
    return re.sub(r"^v/v:?\s+", "", title, flags=re.IGNORECASE) if title else None


def _signature(paper: Paper, reading: PlanReading, parts: Parts) -> Signature | None:
    """From the reading; where it knows no signer, from the lines in capitals of the closing."""
    signer = reading.document.signer
    if signer is not None:
        return Signature(authority_lines(signer.authority), signer.position, signer.name)
    lines = [paper.words(block) for block in parts.closing]
    offices = [line for line in lines if is_capitals(line)]
    return Signature(tuple(offices[:-1]), offices[-1]) if offices else None


class _Layout:
    """Turns blocks of a paper into pieces of the language."""

    def __init__(self, paper: Paper, reading: PlanReading) -> None:
        self.paper = paper
        self.entries = {entry.start: entry for entry in reading.outline}
        self.notes = sorted((note for note in paper.notes if note.at is not None), key=_place)
        self.first_entry = min(self.entries, default=len(paper.text))

    def pieces(self, blocks: tuple[Block, ...]) -> Iterator[Piece]:
        """Pieces in the order of the blocks; rows of one table become one table."""
        for table, group in groupby(blocks, key=_table):
            if table is None:
                yield from self._running(list(group))
            else:
                made = table_of(self.paper, list(group), self.words)
                yield Landscape((made,)) if len(made.columns) >= _WIDE_TABLE else made

    def annex(self, blocks: tuple[Block, ...]) -> Annex:
        """What follows the closing: label or kind, title, "(Kèm theo ...)", contents."""
        rest = list(blocks)
        label, kind = self._name_of_annex(rest)
        title = self._take_title(rest)
        reference = self._take_reference(rest)
        columns = max((len(block.cells) for block in rest), default=0)
        landscape = columns >= _WIDE_TABLE
        pieces = tuple(self.pieces(tuple(rest)))
        return Annex(title, _upright(pieces) if landscape else pieces, label, reference, kind, landscape)

    def words(self, start: int, end: int) -> Words:
        """The paper's words between two offsets, with its footnotes as citations."""
        parts: list[Inline] = []
        at = start
        for note in self.notes:
            place = _place(note)
            if start < place <= end:
                parts += [self.paper.text[at:place], Citation(note.text)]
                at = place
        rest = self.paper.text[at:end]
        return (*parts, rest) if parts else rest

    def _text(self, block: Block) -> str:
        return self.paper.words(block)

    def _running(self, blocks: list[Block]) -> Iterator[Piece]:
        pending = list(blocks)
        while pending:
            block = pending.pop(0)
            entry = self.entries.get(block.start)
            label = read_label(self._text(block)) if entry else None
            if entry is None or label is None or label.kind not in _RANKS:
                yield self._plain(block)
                continue
            below = pending[0] if pending and self._is_title_below(block, label, entry, pending[0]) else None
            if below is not None:
                pending.pop(0)
            yield self._labelled(block, label, below)

    def _is_title_below(self, block: Block, label: Label, entry: OutlineEntry, following: Block) -> bool:
        """ "Chương I" on a line of its own has its title on the next."""
        return (
            _rank(label) in _TITLE_BELOW
            and label.length >= len(self._text(block).rstrip())
            and bool(entry.heading)
            and self._text(following) == entry.heading
            and following.start not in self.entries
        )

    def _labelled(self, block: Block, label: Label, below: Block | None) -> Piece:
        text = self._text(block)
        printed = text[: label.length].strip()
        if below is not None:
            return Heading(_rank(label), printed, self.words(below.start, below.end))
        rest = text[label.length :].lstrip()
        start = block.end - len(rest)
        # "1.Mục đích" keeps its missing space: the label stays part of the words.
        apart = text[: len(text) - len(rest)] != printed or not rest
        if self._is_heading(block, label):
            title = self.words(start if apart else block.start, block.end)
            bold = block.bold and label.kind in (LabelKind.LETTER, LabelKind.PAREN)
            return Heading(_rank(label), printed if apart else "", _bold(title) if bold else title)
        if label.kind is LabelKind.ARTICLE and apart:
            return Paragraph((Span(f"{printed} ", bold=True), *inlines(self.words(start, block.end))))
        return self._plain(block)

    def _is_heading(self, block: Block, label: Label) -> bool:
        words = self._text(block)
        if block.kind is BlockKind.HEADING or block.bold:
            return len(words) <= _LONGEST_TITLE
        if label.kind in (LabelKind.PART, LabelKind.CHAPTER, LabelKind.SECTION):
            return True
        longest = _LONGEST_BEFORE_COLON if words.endswith(":") else _LONGEST_HEADING
        return len(words) <= longest and words[-1] not in ".;,"

    def _plain(self, block: Block) -> Piece:
        words = self.words(block.start, block.end)
        text = self._text(block)
        before_outline = block.start < self.first_entry
        if before_outline and _BASIS.match(text):
            return Basis(words)
        if block.centred or is_capitals(text):
            return Paragraph(words, Align.CENTRED, bold=block.bold or is_capitals(text), italic=block.italic)
        field = _FIELD.match(text)
        if field and not block.bold and not block.italic:
            return Paragraph(self._field(block, field))
        return Paragraph(words, bold=block.bold, italic=block.italic)

    def _field(self, block: Block, field: re.Match[str]) -> Words:
        """ "- Cơ quan chủ trì: ..." with its name in italics, as plans print it."""
        dash, name = field["dash"] or "", f"{field['name']}{field['colon']}"
        rest = self.words(block.start + field.end(), block.end)
        return (dash, Span(name, italic=True), *inlines(rest))

    def _name_of_annex(self, rest: list[Block]) -> tuple[str, str | None]:
        """The label of an annex or the kind of an attached paper, taken off the front of ``rest``."""
        if not rest or rest[0].kind is BlockKind.ROW:
            return "", None
        text = self._text(rest[0])
        label = read_label(text)
        if label is not None and label.kind is LabelKind.ANNEX:
            if label.length >= len(text.rstrip()):
                rest.pop(0)
                return text, None
            return "", None  # label and title on one line are set as the title
        if abbreviation(text) is not None:
            rest.pop(0)
            return "", text
        return "", None

    def _take_title(self, rest: list[Block]) -> str:
        """The lines of a title, taken off the front of ``rest``."""
        lines: list[str] = []
        while rest and len(lines) < 5 and self._is_title(rest[0]):
            lines.append(self._text(rest.pop(0)))
        return "\n".join(lines)

    def _take_reference(self, rest: list[Block]) -> str:
        """ "(Kèm theo ...)" over all its lines, taken off the front of ``rest``; words after it stay there."""
        reference = ""
        while rest and (_ATTACHED.match(self._text(rest[0])) if not reference else ")" not in reference):
            block = rest.pop(0)
            text = self._text(block)
            line, closed, after = text.partition(")")
            if closed and after.startswith(" "):
                rest.insert(0, replace(block, start=block.end - len(after.lstrip())))
                text = line + closed
            reference = f"{reference} {text}".strip()
        return reference

    def _is_title(self, block: Block) -> bool:
        text = self._text(block)
        if block.kind is BlockKind.ROW or _ATTACHED.match(text):
            return False
        label = read_label(text)
        if label is not None and label.kind is not LabelKind.ANNEX:
            return False
        return len(text) <= _LONGEST_TITLE and (block.centred or block.bold or text.isupper())


def _table(block: Block) -> int | None:
    return block.table if block.kind is BlockKind.ROW else None


def _place(note: Note) -> int:
    return note.at if note.at is not None else -1


def _rank(label: Label) -> Rank:
    if label.kind is LabelKind.SECTION and label.printed.casefold().startswith("tiểu"):
        return Rank.SUBSECTION
    return _RANKS[label.kind]


def _bold(words: Words) -> Words:
    return tuple(Span(part, bold=True) if isinstance(part, str) else part for part in inlines(words))


def _upright(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Pieces of an annex whose pages are all turned sideways already."""
    return tuple(item for piece in pieces for item in (piece.blocks if isinstance(piece, Landscape) else (piece,)))
