"""HTML of law portals and of "save as web page" → blocks, tables and notes.

Nothing outside the file is touched: scripts, styles, pictures and links are only skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from ansinh.domain.vietnamese import search_key
from ansinh.papers.intake.docx_numbering import number_as
from ansinh.papers.intake.draft import Draft, DraftCell, Pile, Table
from ansinh.papers.intake.encodings import converted_problem
from ansinh.papers.intake.gather import Gatherer
from ansinh.papers.intake.joining import begins_item, is_heading_like
from ansinh.papers.intake.legacy import FontDecoder, Legacy
from ansinh.papers.intake.limits import IntakeLimits, damaged, too_deep
from ansinh.papers.intake.notes import split_numbered
from ansinh.papers.intake.tables import flat_rows, is_frame
from ansinh.papers.intake.words import clean, note_mark, subscript, superscript
from ansinh.papers.paper import BlockKind

_SKIPPED = {
    "script", "style", "head", "noscript", "template", "nav", "aside", "button", "select", "option", "input",
    "textarea", "svg", "iframe", "object", "audio", "video", "canvas", "footer", "del", "map", "title",
}  # fmt: skip
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "center", "section", "article", "pre",
    "dt", "dd", "dl", "ul", "ol", "main", "body", "html", "form", "fieldset", "header", "address", "figure",
    "figcaption", "details", "summary", "hr", "caption",
}  # fmt: skip
_BOLD, _ITALIC = {"b", "strong", "th"}, {"i", "em", "cite"}
_SPACE = re.compile(r"\s+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)
_ALIGNED = re.compile(r"text-align\s*:", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*italic", re.IGNORECASE)
_FONT_STYLE = re.compile(r"font-family\s*:\s*[\"']?([^;\"',]+)", re.IGNORECASE)
_NOTE_TARGET = re.compile(r"#?_?(?:id_)?(?:ftn|edn|footnote|fn|note)[-_]?(\d{1,3})", re.IGNORECASE)
_NOTE_SIGN = re.compile(r"\s*[\[(]?(\d{1,3}|\*{1,3})[\])]?\s*")
_NATIONAL_NAME = "cong hoa xa hoi chu nghia viet nam"
#: An inner element that holds this share of the page's words is the paper; the rest is the portal's frame.
_PAPER_SHARE = 0.7
_MAX_SPAN = 200


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    italic: bool = False
    centred: bool = False
    font: str | None = None


def read_html(text: str, name: str, limits: IntakeLimits) -> Pile:
    """Blocks, tables and notes of an HTML page. Raises `PaperRefused` if it is broken or nested too deep."""
    root = _parse(text, name)
    body = _paper_of(root)
    walker = _Walker(FontDecoder.for_text(_words_of(body)), limits.nesting, name)
    pile = Pile(parts=list(walker.parts(body)))
    pile.notes.update(walker.notes)
    pile.problems.extend(converted_problem(legacy) for legacy in sorted(walker.legacy))
    return pile


def read_table(markup: str, name: str, limits: IntakeLimits) -> list[Draft | Table]:
    """Parts of a piece of HTML inside another format (a table in Markdown)."""
    return read_html(markup, name, limits).parts


def _parse(text: str, name: str) -> etree._Element:
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.XMLSyntaxError, etree.ParserError) as error:
        raise damaged(name, "HTML") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise too_deep(name)
    if root is None:
        raise damaged(name, "HTML")
    return root


def _paper_of(root: etree._Element) -> etree._Element:
    """The innermost element that holds the national name and most of the words; else the whole page."""
    current = root.find("body") if root.find("body") is not None else root
    assert current is not None
    enough = len(_words_of(current)) * _PAPER_SHARE
    while True:
        inner = next((item for item in current if _is_paper(item, enough)), None)
        if inner is None or inner.tag == "table":
            return current
        current = inner


def _is_paper(element: etree._Element, enough: float) -> bool:
    if not isinstance(element.tag, str) or element.tag in _SKIPPED:
        return False
    words = _words_of(element)
    return len(words) >= enough and _NATIONAL_NAME in search_key(words)


def _words_of(element: etree._Element) -> str:
    return "".join(str(text) for text in element.itertext() if text)


@dataclass(slots=True)
class _Walker:
    decoder: FontDecoder
    deepest: int
    name: str
    legacy: set[Legacy] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    _found: list[Draft | Table] = field(default_factory=list)
    _line: Gatherer = field(default_factory=Gatherer)
    _centred: bool = False

    def parts(self, element: etree._Element, look: _Look | None = None, depth: int = 0) -> Iterator[Draft | Table]:
        """Blocks and tables under an element, in order."""
        outer_found, outer_line = self._found, self._line
        self._found, self._line = [], Gatherer()
        self._inside(element, look or _Look(), depth)
        self._close()
        found, self._found, self._line = self._found, outer_found, outer_line
        yield from found

    def _inside(self, element: etree._Element, look: _Look, depth: int) -> None:
        if depth > self.deepest:
            raise too_deep(self.name)
        self._say(element.text, look)
        for item in element:
            if isinstance(item.tag, str):
                self._element(item, look, depth + 1)
            self._say(item.tail, look)

    def _element(self, element: etree._Element, outer: _Look, depth: int) -> None:
        tag = str(element.tag)
        style = element.get("style") or ""
        if tag in _SKIPPED or _HIDDEN.search(style):
            return
        look = _look_of(element, tag, style, outer)
        if tag == "br":
            self._line.break_line()
        elif tag == "table":
            self._close()
            self._found.extend(self._table(element, look, depth))
        elif tag in ("sup", "sub"):
            self._raised(element, tag, look)
        elif tag == "a" and _note_of(element) is not None:
            self._line.add_plain(note_mark(_note_of(element) or ""))
        elif tag in _BLOCKS:
            self._block(element, tag, look, depth)
        else:
            self._inside(element, look, depth)

    def _block(self, element: etree._Element, tag: str, look: _Look, depth: int) -> None:
        self._close()
        if self._take_note(element, tag):
            return
        first = len(self._found)
        self._inside(element, look, depth)
        self._close()
        own = [part for part in self._found[first:] if isinstance(part, Draft)]
        if tag == "li" and own:
            _add_label(own[0], element)
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            for draft in own:
                if is_heading_like(draft.words):
                    draft.kind, draft.level = BlockKind.HEADING, int(tag[1])

    def _raised(self, element: etree._Element, tag: str, look: _Look) -> None:
        words = _words_of(element)
        link = element.find(".//a")
        if link is not None and _note_of(link) is not None:
            self._line.add_plain(note_mark(_note_of(link) or ""))
        elif tag == "sup":
            self._say(superscript(words.strip()), look)
        else:
            self._say(subscript(words.strip()), look)

    def _say(self, text: str | None, look: _Look) -> None:
        if not text:
            return
        decoded, legacy = self.decoder.decode(text, look.font)
        if legacy is not None:
            self.legacy.add(legacy)
        words = _SPACE.sub(" ", clean(decoded).replace("\n", " "))
        if self._line.is_empty:
            self._centred = look.centred
        self._line.add(words, bold=look.bold, italic=look.italic)

    def _close(self) -> None:
        line, self._line = self._line, Gatherer()
        self._found.extend(line.drafts(centred=self._centred))

    def _take_note(self, element: etree._Element, tag: str) -> bool:
        """Keep a footnote's text apart: ``<div id="ftn1">[1] Theo ...</div>``."""
        target = _NOTE_TARGET.fullmatch(element.get("id") or "") if tag in ("div", "p", "li") else None
        if target is None:
            return False
        words = _SPACE.sub(" ", clean(_words_of(element)).replace("\n", " ")).strip()
        numbered = split_numbered(words)
        self.notes.update(numbered or {target.group(1): _NOTE_SIGN.sub("", words, count=1)})
        return True

    def _table(self, element: etree._Element, look: _Look, depth: int) -> Iterator[Draft | Table]:
        rows = [row for row in _rows_of(element) if not _HIDDEN.search(row.get("style") or "")]
        look = replace(look, bold=False, italic=False)
        if is_frame([len(_cells_of(row)) for row in rows]):
            for row in rows:
                for cell in _cells_of(row):
                    yield from self.parts(cell, _look_of(cell, "td", cell.get("style") or "", look), depth + 1)
            return
        yield Table(self._grid(rows, look, depth + 1))

    def _grid(self, rows: list[etree._Element], look: _Look, depth: int) -> list[list[DraftCell]]:
        """Rows of cells with their grid columns; a cell that spans rows comes back as continued below."""
        open_spans: dict[int, tuple[int, int]] = {}  # first column → (rows still to fill, columns)
        grid: list[list[DraftCell]] = []
        for row in rows:
            cells: list[DraftCell] = []
            column = 0
            below: dict[int, tuple[int, int]] = {}
            waiting = _cells_of(row)
            while waiting or any(first >= column for first in open_spans):
                if column in open_spans:
                    left, span = open_spans.pop(column)
                    cells.append(DraftCell([], column, span, continued=True))
                    if left > 1:
                        below[column] = (left - 1, span)
                elif waiting:
                    element = waiting.pop(0)
                    span = _span(element, "colspan")
                    cells.append(DraftCell(self._cell(element, look, depth), column, span))
                    tall = _span(element, "rowspan")
                    if tall > 1:
                        below[column] = (tall - 1, span)
                else:
                    column = min(first for first in open_spans if first >= column)
                    continue
                column += cells[-1].span
            open_spans = {first: item for first, item in open_spans.items() if first >= column} | below
            if cells:
                grid.append(cells)
        return grid

    def _cell(self, element: etree._Element, look: _Look, depth: int) -> list[Draft]:
        own = _look_of(element, str(element.tag), element.get("style") or "", look)
        content: list[Draft] = []
        for part in self.parts(element, own, depth):
            content.extend([part] if isinstance(part, Draft) else flat_rows(part))
        return content


def _look_of(element: etree._Element, tag: str, style: str, outer: _Look) -> _Look:
    align = (element.get("align") or "").lower()
    centred = outer.centred
    if tag in _BLOCKS or tag in ("td", "th"):
        if align or _ALIGNED.search(style):
            centred = align == "center" or _CENTRED.search(style) is not None
        centred = centred or tag == "center"
    font = element.get("face") if tag == "font" else None
    named = _FONT_STYLE.search(style)
    return _Look(
        bold=outer.bold or tag in _BOLD or _BOLD_STYLE.search(style) is not None,
        italic=outer.italic or tag in _ITALIC or _ITALIC_STYLE.search(style) is not None,
        centred=centred,
        font=font or (named.group(1).strip() if named else outer.font),
    )


def _note_of(link: etree._Element) -> str | None:
    """The mark of the footnote that a link points to; ``None`` for other links."""
    target = _NOTE_TARGET.fullmatch(link.get("href") or "")
    return target.group(1) if target is not None and _NOTE_SIGN.fullmatch(_words_of(link)) else None


def _add_label(draft: Draft, element: etree._Element) -> None:
    """Put the number or dash that a browser draws before a list item into the words."""
    parent = element.getparent()
    if begins_item(draft.words) or parent is None:
        return
    label = "-"
    if parent.tag == "ol":
        label = _ordered_label(parent, element)
    draft.words = f"{label} {draft.words.lstrip()}"
    draft.list_label = label


def _ordered_label(parent: etree._Element, element: etree._Element) -> str:
    given = element.get("value") or ""
    start = parent.get("start") or "1"
    position = [item for item in parent if item.tag == "li"].index(element)
    number = int(given) if given.isdigit() else (int(start) if start.isdigit() else 1) + position
    form = parent.get("type") or "1"
    if form in ("a", "A") and 1 <= number <= 26:
        return chr(ord(form) + number - 1) + ("." if form == "A" else ")")
    return f"{number_as(number, 'upperRoman')}." if form == "I" else f"{number}."


def _rows_of(table: etree._Element) -> list[etree._Element]:
    rows: list[etree._Element] = []
    for item in table:
        if item.tag == "tr":
            rows.append(item)
        elif item.tag in ("thead", "tbody", "tfoot"):
            rows.extend(row for row in item if row.tag == "tr")
    return rows


def _cells_of(row: etree._Element) -> list[etree._Element]:
    return [item for item in row if item.tag in ("td", "th")]


def _span(element: etree._Element, name: str) -> int:
    text = (element.get(name) or "").strip()
    return min(max(1, int(text)), _MAX_SPAN) if text.isdigit() else 1
