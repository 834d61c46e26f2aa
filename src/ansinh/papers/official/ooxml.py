"""Elements of WordprocessingML in the order its schema demands.

Word refuses or silently repairs a file whose properties stand in the wrong order, so properties are made
only here. Lengths are mm, letter sizes and spacing points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from ansinh.papers.official.language import Align
from ansinh.papers.official.letters import FIRM_HYPHEN
from ansinh.papers.official.measures import twips, twips_of_points

Element = etree._Element

_PARTS = re.compile(rf"[\n\t{FIRM_HYPHEN}]|[^\n\t{FIRM_HYPHEN}]+")
_SIGNS = {"\n": "br", "\t": "tab", FIRM_HYPHEN: "noBreakHyphen"}
_NOT_XML = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")

#: Thickness of lines, in eighths of a point.
LINE = 6
_ALIGNMENT = {Align.JUSTIFIED: "both", Align.LEFT: "left", Align.CENTRED: "center", Align.RIGHT: "right"}


def el(tag: str, *children: Element, **attributes: str | int) -> Element:
    """An element of the ``w`` namespace with attributes of the same namespace."""
    element: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend(children)
    return element


@dataclass(frozen=True, slots=True)
class Face:
    """How letters look. ``None`` leaves it to the style."""

    bold: bool = False
    italic: bool = False
    caps: bool = False
    raised: bool = False
    size: float | None = None
    font: str | None = None
    colour: str | None = None
    language: str | None = None

    def properties(self) -> list[Element]:
        """The children of ``w:rPr``."""
        return list(self._properties())

    def _properties(self) -> Iterator[Element]:
        if self.font:
            yield el("rFonts", ascii=self.font, hAnsi=self.font, eastAsia=self.font, cs=self.font)
        if self.bold:
            yield from (el("b"), el("bCs"))
        if self.italic:
            yield from (el("i"), el("iCs"))
        if self.caps:
            yield el("caps")
        if self.colour:
            yield el("color", val=self.colour)
        if self.size is not None:
            half_points = round(self.size * 2)
            yield from (el("sz", val=half_points), el("szCs", val=half_points))
        if self.raised:
            yield el("vertAlign", val="superscript")
        if self.language:
            yield el("lang", val=self.language, eastAsia=self.language)


@dataclass(frozen=True, slots=True)
class Setting:
    """How a paragraph is set. ``None`` leaves it to the style."""

    keep_with_next: bool | None = None
    keep_lines: bool = False
    page_break_before: bool = False
    rule_below: bool = False
    framed: bool = False
    before: float | None = None
    after: float | None = None
    line: float | None = None  # multiple of single spacing
    exact_line: float | None = None  # points
    left: float | None = None
    right: float | None = None
    first_line: float | None = None
    hanging: float | None = None
    align: Align | None = None
    outline: int | None = None

    def properties(self, style: str | None = None) -> list[Element]:
        """The children of ``w:pPr``."""
        return list(self._properties(style))

    def _properties(self, style: str | None) -> Iterator[Element]:
        if style:
            yield el("pStyle", val=style)
        if self.keep_with_next is not None:
            yield el("keepNext") if self.keep_with_next else el("keepNext", val=0)
        if self.keep_lines:
            yield el("keepLines")
        if self.page_break_before:
            yield el("pageBreakBefore")
        if self.rule_below:
            yield el("pBdr", border("bottom"))
        elif self.framed:
            yield el("pBdr", *(border(side, space=4) for side in ("top", "left", "bottom", "right")))
        yield from self._spacing()
        yield from self._indents()
        if self.align is not None:
            yield el("jc", val=_ALIGNMENT[self.align])
        if self.outline is not None:
            yield el("outlineLvl", val=self.outline)

    def _spacing(self) -> Iterator[Element]:
        values: dict[str, str | int] = {}
        if self.before is not None:
            values["before"] = twips_of_points(self.before)
        if self.after is not None:
            values["after"] = twips_of_points(self.after)
        if self.exact_line is not None:
            values |= {"line": twips_of_points(self.exact_line), "lineRule": "exact"}
        elif self.line is not None:
            values |= {"line": round(self.line * 240), "lineRule": "auto"}
        if values:
            yield el("spacing", **values)

    def _indents(self) -> Iterator[Element]:
        given = {
            "left": self.left,
            "right": self.right,
            "hanging": self.hanging,
            "firstLine": self.first_line if self.hanging is None else None,
        }
        values = {name: twips(value) for name, value in given.items() if value is not None}
        if values:
            yield el("ind", **values)


PLAIN = Face()
AS_STYLED = Setting()


def run(text: str, face: Face = PLAIN) -> Element:
    """A run; line feeds, tabs and firm hyphens become Word's; characters that XML cannot hold are left out."""
    element = el("r")
    properties = face.properties()
    if properties:
        element.append(el("rPr", *properties))
    for part in _PARTS.findall(printable(text)):
        if part in _SIGNS:
            element.append(el(_SIGNS[part]))
        else:
            element.append(_text(part))
    return element


def printable(text: str) -> str:
    """The text without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)


def _text(words: str) -> Element:
    element = el("t")
    element.text = words
    if words != words.strip():
        element.set(qn("xml:space"), "preserve")
    return element


def paragraph(style: str, content: Iterable[Element] = (), setting: Setting = AS_STYLED) -> Element:
    element = el("p", el("pPr", *setting.properties(style)))
    element.extend(content)
    return element


def keep_with_next(words: Element) -> None:
    """Forbid a page break after a paragraph that is made already."""
    properties = _properties_of(words)
    if properties.find(qn("w:keepNext")) is None:
        properties.insert(1, el("keepNext"))  # right after the style


def end_section(last: Element, properties: Element) -> None:
    """Make a paragraph the last of a section with these properties."""
    _properties_of(last).append(properties)


def _properties_of(words: Element) -> Element:
    properties = words.find(qn("w:pPr"))
    if properties is None:
        raise ValueError("a paragraph without properties was not made here")
    return properties


def border(side: str, space: int = 1, size: int = LINE) -> Element:
    """A solid black line on one side of a paragraph, cell or table."""
    return el(side, val="single", sz=size, space=space, color="000000")


def page_number(face: Face = PLAIN) -> list[Element]:
    """The runs of a field that shows the number of the page."""

    def part(child: Element) -> Element:
        properties = face.properties()
        return el("r", el("rPr", *properties), child) if properties else el("r", child)

    instruction = el("instrText")
    instruction.text = " PAGE "
    instruction.set(qn("xml:space"), "preserve")
    shown = el("t")
    shown.text = "1"
    return [
        part(el("fldChar", fldCharType="begin")),
        part(instruction),
        part(el("fldChar", fldCharType="separate")),
        part(shown),
        part(el("fldChar", fldCharType="end")),
    ]


def bookmark(identifier: int, name: str, content: Iterable[Element]) -> list[Element]:
    """Content that links can lead to."""
    return [
        el("bookmarkStart", id=identifier, name=name),
        *content,
        el("bookmarkEnd", id=identifier),
    ]


def link(anchor: str, *content: Element) -> Element:
    """Content that leads to a bookmark of the same paper."""
    return el("hyperlink", *content, anchor=anchor, history=1)


def tight_table(widths: tuple[float, ...], *rows: Element) -> Element:
    """A table without lines and cell margins that only places words on the page; widths in mm."""
    none = (el(side, w=0, type="dxa") for side in ("top", "left", "bottom", "right"))
    properties = el(
        "tblPr",
        el("tblW", w=sum(map(twips, widths)), type="dxa"),
        el("tblLayout", type="fixed"),
        el("tblCellMar", *none),
        el("tblLook", val="0000", firstRow=0, lastRow=0, firstColumn=0, lastColumn=0, noHBand=1, noVBand=1),
    )
    return el("tbl", properties, grid(widths), *rows)


def grid(widths: tuple[float, ...]) -> Element:
    return el("tblGrid", *(el("gridCol", w=twips(width)) for width in widths))


def row(*cells: Element, whole: bool = True) -> Element:
    """A row; a ``whole`` one is not divided between pages."""
    element = el("tr")
    if whole:
        element.append(el("trPr", el("cantSplit")))
    element.extend(cells)
    return element


def cell(width: float, *content: Element) -> Element:
    """A cell of ``width`` mm. Its width stands in the cell, because Word ignores the grid without it."""
    return el("tc", el("tcPr", el("tcW", w=twips(width), type="dxa")), *(content or (el("p"),)))
