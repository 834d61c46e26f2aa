"""A document as it is shown: blocks of its text with anchors of its outline and with words marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from ansinh.apps.documents.access import visible_documents
from ansinh.apps.documents.models import Document
from ansinh.domain.marked_text import Piece, Span, cut, spans_by_block
from ansinh.domain.readings import DocumentHeader, OutlineEntry, PlanReading, Signer
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging
from ansinh.papers.keeping import paper_from
from ansinh.papers.paper import Paper

#: A run of at least this many blocks without a mark is folded on the desk.
FOLD_FROM = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """Words to highlight: ``css`` class, ``url`` they link to, ``label`` shown small after them, ``anchor`` id."""

    start: int
    end: int
    key: str
    css: str = "hl"
    label: str = ""
    url: str = ""
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class TextPiece:
    text: str
    mark: Mark | None = None
    #: The first piece of a mark carries its anchor, the last its label.
    anchor: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class TextCell:
    pieces: tuple[TextPiece, ...]
    span: int = 1


@dataclass(frozen=True, slots=True)
class TextBlock:
    """One paragraph, heading or table row. ``anchors`` are the outline codes that begin here."""

    kind: str
    start: int
    anchors: tuple[str, ...]
    place: str  # the code shown in the margin; the last of anchors
    pieces: tuple[TextPiece, ...] = ()
    cells: tuple[TextCell, ...] = ()
    is_marked: bool = False
    page: int | None = None
    emphasis: str = ""  # "strong", "em" or ""


@dataclass(frozen=True, slots=True)
class TextPart:
    """Consecutive blocks shown alike: a table, a fold of unmarked blocks, or plain running text."""

    kind: str  # "text", "table", "fold"
    blocks: tuple[TextBlock, ...]
    summary: str = ""
    parts: tuple[TextPart, ...] = ()  # of a fold


def document_text(document: Document, marks: Sequence[Mark] = (), *, fold: bool = False) -> tuple[TextPart, ...]:
    """The document ready to show. With ``fold``, long stretches without a mark are closed (a link opens them)."""
    blocks = _blocks(document, marks)
    if not fold:
        return _runs(blocks)
    parts: list[TextPart] = []
    for is_marked, run in groupby(_with_headings_of_marked(blocks), key=lambda pair: pair[0]):
        stretch = tuple(block for _, block in run)
        if is_marked or len(stretch) < FOLD_FROM:
            parts += _runs(stretch)
        else:
            parts.append(TextPart("fold", (), _fold_summary(stretch), _runs(stretch)))
    return tuple(parts)


def _blocks(document: Document, marks: Sequence[Mark]) -> tuple[TextBlock, ...]:
    raw: list[dict[str, Any]] = document.blocks
    by_key = {mark.key: mark for mark in marks}
    spans = spans_by_block(
        [(block["start"], block["end"]) for block in raw], [Span(m.start, m.end, m.key) for m in marks]
    )
    anchors = _anchors(document, raw)
    return tuple(
        _block(document.text, block, found, by_key, anchors.get(block["start"], ()))
        for block, found in zip(raw, spans, strict=True)
    )


def _anchors(document: Document, raw: Sequence[dict[str, Any]]) -> dict[int, tuple[str, ...]]:
    starts = sorted(block["start"] for block in raw)
    found: dict[int, list[str]] = {}
    position = 0
    for code, start in document.passages.order_by("start", "order").values_list("code", "start"):
        while position + 1 < len(starts) and starts[position + 1] <= start:
            position += 1
        if starts:
            found.setdefault(starts[position], []).append(code)
    return {start: tuple(codes) for start, codes in found.items()}


def _block(
    text: str, block: dict[str, Any], spans: Sequence[Span], by_key: dict[str, Mark], anchors: tuple[str, ...]
) -> TextBlock:
    cells = tuple(
        TextCell(_pieces(text, cell["start"], cell["end"], spans, by_key), cell["span"])
        for cell in block["cells"]
        if not cell["continued"]
    )
    emphasis = "strong" if block["bold"] else "em" if block["italic"] else ""
    return TextBlock(
        kind=block["kind"],
        start=block["start"],
        anchors=anchors,
        place=anchors[-1] if anchors else "",
        pieces=() if cells else _pieces(text, block["start"], block["end"], spans, by_key),
        cells=cells,
        is_marked=bool(spans),
        page=block["page"],
        emphasis="" if block["kind"] == "heading" else emphasis,
    )


def _pieces(text: str, start: int, end: int, spans: Sequence[Span], by_key: dict[str, Mark]) -> tuple[TextPiece, ...]:
    pieces = []
    position = start
    for piece in cut(text, start, end, spans):
        position += len(piece.text)
        pieces.append(_text_piece(piece, position, by_key))
    return tuple(pieces)


def _text_piece(piece: Piece, end: int, by_key: dict[str, Mark]) -> TextPiece:
    mark = by_key[piece.key] if piece.key is not None else None
    if mark is None:
        return TextPiece(piece.text)
    begins = end - len(piece.text) == mark.start
    return TextPiece(piece.text, mark, mark.anchor if begins else "", mark.label if end == mark.end else "")


def _with_headings_of_marked(blocks: Sequence[TextBlock]) -> Iterable[tuple[bool, TextBlock]]:
    """A heading right before marked words stays open with them."""
    following = [*blocks[1:], None]
    for block, after in zip(blocks, following, strict=True):
        leads_in = bool(block.anchors) and after is not None and after.is_marked
        yield block.is_marked or leads_in, block


def _runs(blocks: Sequence[TextBlock]) -> tuple[TextPart, ...]:
    parts = []
    for is_row, run in groupby(blocks, key=lambda block: block.kind == "row"):
        parts.append(TextPart("table" if is_row else "text", tuple(run)))
    return tuple(parts)


def _fold_summary(blocks: Sequence[TextBlock]) -> str:
    places = [block.place for block in blocks if block.place]
    where = f"{places[0]} đến {places[-1]}, " if len(places) > 1 else f"{places[0]}, " if places else ""
    return f"{where}{len(blocks)} đoạn không có mục nào"


# The paper again -----------------------------------------------------------------------------------------------


def paper_of(document: Document) -> Paper:
    """The paper as it was read, from what was kept."""
    return paper_from(
        document.text,
        document.source_format,
        document.pages,
        blocks=document.blocks,
        notes=document.notes,
        problems=document.problems,
    )


def header_and_outline_of(document: Document) -> PlanReading:
    """What the document says of itself, without its promises (those live in rooms above)."""
    signer = Signer(document.signer_name or None, document.signer_position or None, document.signer_authority or None)
    return PlanReading(
        document=DocumentHeader(
            number=document.number or None,
            kind=document.kind or None,
            issuer=document.issuer or None,
            place=document.place or None,
            issued_on=document.issued_on,
            title=document.title or None,
            signer=signer if document.signer_name else None,
        ),
        recipients=tuple(document.recipients),
        outline=tuple(
            OutlineEntry(p.code, p.label, p.heading, p.level, p.start, p.end, p.text_end)
            for p in document.passages.all()
        ),
    )


# Pages ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DocumentListPage(Page):
    documents: tuple[Document, ...]
    pager: Pager
    may_bring_in: bool


@dataclass(frozen=True, kw_only=True)
class DocumentPage(Page):
    document: Document
    parts: tuple[TextPart, ...]
    file_size: str


def document_list_page(actor: Actor, may_bring_in: bool, paging: Paging) -> DocumentListPage:
    """Two queries however many documents there are."""
    visible = visible_documents(actor)
    pager = Pager.over(visible.count(), paging, unit="văn bản")
    newest = visible.select_related("organisation").defer("text", "blocks").order_by("-uploaded_at", "-pk")
    return DocumentListPage(
        title=f"{pager.count} văn bản trong hệ thống" if pager.count else "Chưa có văn bản nào",
        crumbs=(Crumb("Văn bản"),),
        module="van-ban",
        documents=tuple(newest[pager.slice]),
        pager=pager,
        may_bring_in=may_bring_in,
    )


def document_page(document: Document) -> DocumentPage:
    return DocumentPage(
        title=" số ".join(part for part in (document.kind, document.number) if part) or document.file_name,
        crumbs=(Crumb("Văn bản", "/van-ban/"), Crumb(str(document))),
        module="van-ban",
        document=document,
        parts=document_text(document),
        file_size=_file_size(document.file.size),
    )


def _file_size(size: int) -> str:
    """In the unit officers see in Windows."""
    return f"{size / 1048576:.1f} MB".replace(".", ",") if size >= 1048576 else f"{max(1, size // 1024)} KB"
