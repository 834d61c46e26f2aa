"""Word (.docx) → blocks and tables, in the order and with the words that the reader of the page sees.

Accepted view of tracked changes; numbering that Word draws is put into the text; headers, footers, comments,
hidden text, page-number fields and tables of contents are out; text boxes follow the paragraph they hang on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields

from lxml import etree

from ansinh.papers.intake.container import Container
from ansinh.papers.intake.docx_numbering import Numbering
from ansinh.papers.intake.docx_styles import Look, Styles, paragraph_look, run_look
from ansinh.papers.intake.docx_xml import attribute, child, children, local, value
from ansinh.papers.intake.draft import Draft, DraftCell, Pile, Table
from ansinh.papers.intake.encodings import converted_problem
from ansinh.papers.intake.gather import Gatherer
from ansinh.papers.intake.joining import glue, is_heading_like
from ansinh.papers.intake.legacy import FontDecoder, Legacy
from ansinh.papers.intake.limits import IntakeLimits, too_deep
from ansinh.papers.intake.tables import flat_rows, is_frame
from ansinh.papers.intake.words import clean, note_mark, subscript, superscript
from ansinh.papers.paper import BlockKind, PaperRefused

_BODY_TEXT = 9
_WRAPPERS = {"ins", "moveTo", "smartTag", "hyperlink", "sdtContent", "customXml", "dir", "bdo"}
_GONE = {"del", "moveFrom", "pPr", "rPr", "proofErr", "commentRangeStart", "commentRangeEnd"}
_FIELDS_OUT = ("PAGE", "NUMPAGES", "SECTIONPAGES", "TOC", "PAGEREF")
_NO_NUMBER = "0"


def read_docx(data: bytes, name: str, limits: IntakeLimits) -> Pile:
    """Blocks, tables and notes of a .docx. Raises `PaperRefused` for what is not a readable one."""
    container = Container(data, name, limits)
    part = _document_part(container, name)
    folder = part.rsplit("/", 1)[0]
    document = container.parse(part)
    reader = _Reader(
        decoder=FontDecoder.for_text("".join(str(text) for text in document.itertext())),
        styles=Styles(_optional(container, f"{folder}/styles.xml")),
        numbering=Numbering(_optional(container, f"{folder}/numbering.xml")),
        deepest=limits.nesting,
        name=name,
    )
    body = child(document, "body")
    pile = Pile(parts=list(reader.blocks(body)) if body is not None else [])
    for kind in ("footnote", "endnote"):
        root = _optional(container, f"{folder}/{kind}s.xml")
        pile.notes.update(reader.notes(root, kind))
    pile.problems.extend(converted_problem(legacy) for legacy in sorted(reader.legacy))
    return pile


def _document_part(container: Container, name: str) -> str:
    for part in ("word/document.xml", "word/document2.xml"):
        if part in container:
            return part
    raise PaperRefused(
        "not-word",
        f"Tệp “{name}” mang đuôi Word nhưng bên trong không có phần văn bản (word/document.xml). Mở bằng Word, "
        "lưu lại thành .docx rồi tải lên.",
    )


def _optional(container: Container, part: str) -> etree._Element | None:
    return container.parse(part) if part in container else None


@dataclass(slots=True)
class _Runs:
    """Words and text boxes of a paragraph while its runs are read."""

    words: Gatherer = field(default_factory=Gatherer)
    boxes: list[etree._Element] = field(default_factory=list)

    def add(self, text: str, look: Look) -> None:
        self.words.add(text, bold=bool(look.bold), italic=bool(look.italic))


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, and whether its result has begun."""

    instruction: str = ""
    in_result: bool = False

    @property
    def is_out(self) -> bool:
        words = self.instruction.split()
        return bool(words) and words[0].upper() in _FIELDS_OUT


@dataclass(slots=True)
class _Reader:
    styles: Styles
    numbering: Numbering
    decoder: FontDecoder
    deepest: int
    name: str
    legacy: set[Legacy] = field(default_factory=set)
    _fields: list[_Field] = field(default_factory=list)

    def blocks(self, parent: etree._Element, depth: int = 0) -> Iterator[Draft | Table]:
        """Paragraphs and tables under a body, a cell, a text box or a content control."""
        self._check_depth(depth)
        carried: Draft | None = None
        for part in self._blocks(parent, depth):
            if carried is not None and isinstance(part, Draft):
                part.words = glue(carried.words, part.words)
                carried = None
            elif carried is not None:
                yield carried
                carried = None
            if isinstance(part, _CutDraft):
                carried = part
            else:
                yield part
        if carried is not None:
            yield carried

    def notes(self, root: etree._Element | None, kind: str) -> dict[str, str]:
        """Texts of footnotes or endnotes by their mark; Word's own separators are not notes."""
        found: dict[str, str] = {}
        for element in children(root, kind):
            if attribute(element, "type") in ("separator", "continuationSeparator", "continuationNotice"):
                continue
            words = [part.words for part in self.blocks(element) if isinstance(part, Draft)]
            found[_mark_of(kind, attribute(element, "id"))] = " ".join(words)
        return found

    def _blocks(self, parent: etree._Element, depth: int) -> Iterator[Draft | Table]:
        for element in parent:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element, depth)
            elif name == "tbl":
                yield from self._table(element, depth + 1)
            elif name == "sdt":
                if not _is_contents(element):
                    content = child(element, "sdtContent")
                    if content is not None:
                        yield from self._blocks(content, depth + 1)
            elif name in _WRAPPERS:
                self._check_depth(depth + 1)
                yield from self._blocks(element, depth + 1)
            elif name == "AlternateContent":
                choice = child(element, "Choice")
                if choice is not None:
                    yield from self._blocks(choice, depth + 1)

    def _check_depth(self, depth: int) -> None:
        if depth > self.deepest:
            raise too_deep(self.name)

    def _paragraph(self, element: etree._Element, depth: int) -> Iterator[Draft | Table]:
        properties = child(element, "pPr")
        style = value(child(properties, "pStyle"))
        look = paragraph_look(properties).over(self.styles.look(style))
        contents_line = self.styles.name(style).startswith("toc ")
        runs = _Runs()
        self._runs(element, look, runs)
        if not runs.words.is_empty and not contents_line:
            yield from self._drafts(runs.words, look, style, _mark_is_deleted(properties))
        for box in runs.boxes:
            yield from self.blocks(box, depth + 1)

    def _drafts(self, words: Gatherer, look: Look, style: str | None, cut: bool) -> Iterator[Draft]:
        drafts = words.drafts(centred=bool(look.centred))
        label = self._label(look, style)
        if label and drafts:
            drafts[0].words = f"{label} {drafts[0].words.lstrip()}"
            drafts[0].list_label = label
        level = self._level(look, style)
        for draft in drafts:
            if level is not None and is_heading_like(draft.words):
                draft.kind, draft.level = BlockKind.HEADING, level
        if cut and drafts:
            drafts[-1] = _CutDraft(**{item.name: getattr(drafts[-1], item.name) for item in fields(Draft)})
        yield from drafts

    def _label(self, look: Look, style: str | None) -> str | None:
        number_id = look.number_id
        if number_id is None or number_id == _NO_NUMBER:
            return None
        level = look.number_level
        if level is None and style is not None:
            level = self.numbering.level_of_style(number_id, style)
        return self.numbering.label(number_id, level or 0)

    def _level(self, look: Look, style: str | None) -> int | None:
        if look.outline is not None and look.outline < _BODY_TEXT:
            return look.outline + 1
        return 1 if self.styles.name(style) == "title" else None

    def _runs(self, parent: etree._Element, look: Look, runs: _Runs) -> None:
        for element in parent:
            name = local(element)
            if name == "r":
                self._run(element, look, runs)
            elif name == "fldSimple":
                field_ = _Field(attribute(element, "instr") or "", in_result=True)
                if not field_.is_out:
                    self._runs(element, look, runs)
            elif name == "sdt":
                content = child(element, "sdtContent")
                if content is not None:
                    self._runs(content, look, runs)
            elif name in _WRAPPERS:
                self._runs(element, look, runs)
            elif name == "oMath":
                self._add("".join(str(text) for text in element.itertext()), look, runs, None)

    def _run(self, element: etree._Element, paragraph: Look, runs: _Runs) -> None:
        properties = child(element, "rPr")
        look = run_look(properties).over(self._character_look(properties, paragraph))
        if look.hidden:
            return
        raised = value(child(properties, "vertAlign"))
        for item in element:
            name = local(item)
            if name == "fldChar":
                self._field_mark(item)
            elif name == "instrText":
                if self._fields and not self._fields[-1].in_result:
                    self._fields[-1].instruction += item.text or ""
            elif self._in_dropped_field():
                continue
            elif name == "t":
                self._add(item.text or "", look, runs, raised)
            else:
                self._other(name, item, look, runs)

    def _character_look(self, properties: etree._Element | None, paragraph: Look) -> Look:
        style = value(child(properties, "rStyle"))
        return self.styles.look(style).over(paragraph) if style is not None else paragraph

    def _other(self, name: str, item: etree._Element, look: Look, runs: _Runs) -> None:
        if name == "tab":
            runs.words.add_plain(" ")
        elif name in ("br", "cr"):
            if attribute(item, "type") == "page":
                runs.words.add_plain(" ")
            else:
                runs.words.break_line()
        elif name == "noBreakHyphen":
            runs.words.add_plain("-")
        elif name == "sym":
            runs.add(_symbol(item), look)
        elif name in ("footnoteReference", "endnoteReference"):
            runs.words.add_plain(note_mark(_mark_of(name.removesuffix("Reference"), attribute(item, "id"))))
        elif name in ("drawing", "pict", "AlternateContent", "object"):
            runs.boxes.extend(_text_boxes(item))

    def _add(self, text: str, look: Look, runs: _Runs, raised: str | None) -> None:
        decoded, legacy = self.decoder.decode(text, look.font)
        if legacy is not None:
            self.legacy.add(legacy)
        text = clean(decoded)
        if raised == "superscript":
            text = superscript(text)
        elif raised == "subscript":
            text = subscript(text)
        runs.add(text.upper() if look.capitals else text, look)

    def _field_mark(self, item: etree._Element) -> None:
        kind = attribute(item, "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _in_dropped_field(self) -> bool:
        return any(not open_field.in_result or open_field.is_out for open_field in self._fields)

    def _table(self, element: etree._Element, depth: int) -> Iterator[Draft | Table]:
        rows = [row for row in _rows_of(element) if not _is_deleted_row(row)]
        if is_frame([len(list(_cells_of(row))) for row in rows]):
            for row in rows:
                for cell in _cells_of(row):
                    yield from self.blocks(cell, depth)
            return
        yield Table([self._row(row, depth) for row in rows])

    def _row(self, row: etree._Element, depth: int) -> list[DraftCell]:
        column = _integer(value(child(child(row, "trPr"), "gridBefore")), 0)
        cells: list[DraftCell] = []
        for element in _cells_of(row):
            properties = child(element, "tcPr")
            span = max(1, _integer(value(child(properties, "gridSpan")), 1))
            merge = child(properties, "vMerge")
            continued = merge is not None and (value(merge) or "continue") == "continue"
            sideways = child(properties, "hMerge")
            if sideways is not None and value(sideways) != "restart" and cells:
                cells[-1].span += span
            else:
                content = [] if continued else self._cell_content(element, depth)
                cells.append(DraftCell(content, column, span, continued))
            column += span
        return cells

    def _cell_content(self, element: etree._Element, depth: int) -> list[Draft]:
        content: list[Draft] = []
        for part in self.blocks(element, depth):
            content.extend([part] if isinstance(part, Draft) else flat_rows(part))
        return content


class _CutDraft(Draft):
    """A paragraph whose mark a tracked change deleted: the next one goes on in it."""


def _mark_of(kind: str, identifier: str | None) -> str:
    return f"{'e' if kind == 'endnote' else ''}{identifier or ''}"


def _mark_is_deleted(properties: etree._Element | None) -> bool:
    run = child(properties, "rPr")
    return child(run, "del") is not None or child(run, "moveFrom") is not None


def _is_deleted_row(row: etree._Element) -> bool:
    return child(child(row, "trPr"), "del") is not None


def _is_contents(element: etree._Element) -> bool:
    gallery = value(child(child(child(element, "sdtPr"), "docPartObj"), "docPartGallery"))
    return gallery == "Table of Contents"


def _rows_of(table: etree._Element) -> Iterator[etree._Element]:
    yield from _through_wrappers(table, "tr")


def _cells_of(row: etree._Element) -> Iterator[etree._Element]:
    yield from _through_wrappers(row, "tc")


def _through_wrappers(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    for element in parent:
        name = local(element)
        if name == wanted:
            yield element
        elif name == "sdt":
            content = child(element, "sdtContent")
            if content is not None:
                yield from _through_wrappers(content, wanted)
        elif name in _WRAPPERS:
            yield from _through_wrappers(element, wanted)


def _text_boxes(element: etree._Element) -> list[etree._Element]:
    """Contents of the text boxes in a drawing; of two alternatives the first, as Word shows it."""
    if local(element) == "txbxContent":
        return [element]
    if local(element) == "AlternateContent":
        choice = child(element, "Choice")
        found = _text_boxes(choice) if choice is not None else []
        fallback = child(element, "Fallback")
        return found or (_text_boxes(fallback) if fallback is not None else [])
    return [box for item in element for box in _text_boxes(item)]


def _symbol(item: etree._Element) -> str:
    code = attribute(item, "char") or ""
    try:
        return clean(chr(int(code, 16)))
    except ValueError:
        return ""


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdigit() else default
