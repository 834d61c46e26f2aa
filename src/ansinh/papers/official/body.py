"""The body of a paper: each block of the language as elements of Word."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from docx.shared import Mm

from ansinh.papers.official.language import (
    Align,
    Basis,
    Block,
    Heading,
    Landscape,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Rank,
    Table,
)
from ansinh.papers.official.measures import Sheet
from ansinh.papers.official.ooxml import Element, Face, Setting, el, paragraph, run
from ansinh.papers.official.styles import HEADING_STYLES, Style
from ansinh.papers.official.tables import table_elements
from ansinh.papers.official.workshop import Workshop

#: Headings whose label stands on a line of its own, title below (II.6.đ).
_ON_TWO_LINES = frozenset({Rank.PART, Rank.CHAPTER, Rank.SECTION, Rank.SUBSECTION})
#: Headings whose title is in capitals (II.6.đ, V.6).
_IN_CAPITALS = _ON_TWO_LINES | {Rank.DIVISION}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Elements that stand on pages of one kind."""

    sheet: Sheet
    elements: list[Element]


def stretches(blocks: tuple[Block, ...], sheet: Sheet, workshop: Workshop) -> list[Stretch]:
    """The blocks as elements, a new stretch wherever pages turn sideways or back. At least one stretch."""
    made = [Stretch(sheet, [])]
    for block in blocks:
        if isinstance(block, Landscape):
            turned = sheet if sheet.landscape else sheet.turned()
            inside = [element for item in block.blocks for element in _elements(item, turned, workshop)]
            made += [Stretch(turned, inside), Stretch(sheet, [])]
        else:
            made[-1].elements.extend(_elements(block, sheet, workshop))
    return [stretch for index, stretch in enumerate(made) if stretch.elements or index == 0]


def _elements(block: Block, sheet: Sheet, workshop: Workshop) -> Iterator[Element]:
    match block:
        case Paragraph():
            yield _paragraph(block, workshop)
        case Basis():
            yield paragraph(Style.BASIS, workshop.runs(block.words))
        case Heading():
            yield _heading(block, workshop)
        case Table():
            yield from table_elements(block, sheet.text_width, workshop)
        case Quote():
            yield from _quote(block, workshop)
        case Picture():
            yield from _picture(block, sheet, workshop)
        case PageBreak():
            yield paragraph(Style.BREAK, [el("r", el("br", type="page"))])
        case Landscape():
            for item in block.blocks:
                yield from _elements(item, sheet, workshop)


def _paragraph(block: Paragraph, workshop: Workshop) -> Element:
    setting = Setting(keep_with_next=block.keep_with_next or None)
    if block.align is not Align.JUSTIFIED:
        setting = replace(setting, align=block.align, first_line=0)
    face = Face(bold=block.bold, italic=block.italic)
    return paragraph(Style.BODY, workshop.runs(block.words, face), setting)


def _heading(block: Heading, workshop: Workshop) -> Element:
    title = workshop.runs(block.title, Face(caps=block.rank in _IN_CAPITALS))
    between = ""
    if block.label and title:
        between = "\n" if block.rank in _ON_TWO_LINES else " "
    content = [run(block.label + between), *title] if block.label else title
    level = Setting(outline=workshop.levels.get(block.rank))
    return paragraph(HEADING_STYLES[block.rank], content, level)


def _quote(block: Quote, workshop: Workshop) -> Iterator[Element]:
    yield paragraph(Style.QUOTE, workshop.runs(block.words), Setting(keep_with_next=True))
    yield paragraph(Style.QUOTE, workshop.runs(f"({block.source})"), Setting(align=Align.RIGHT, before=0))


def _picture(block: Picture, sheet: Sheet, workshop: Workshop) -> Iterator[Element]:
    """The picture, never wider than the text, with its description for those who cannot see it."""
    width = Mm(min(block.width, sheet.text_width))
    inline = workshop.document.part.new_pic_inline(io.BytesIO(block.data), width)
    inline.docPr.set("descr", block.description)
    yield paragraph(Style.PICTURE, [el("r", el("drawing", inline))], Setting(keep_with_next=bool(block.caption)))
    if block.caption:
        yield paragraph(Style.CAPTION, workshop.runs(block.caption), Setting(keep_with_next=False))
