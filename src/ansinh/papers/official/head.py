"""The head of a paper: letterhead (boxes 1-4), title (5a) or subject of a letter (5b), addressees (9a)."""

from __future__ import annotations

from collections.abc import Iterator

from ansinh.law.decree_30_2020 import Component
from ansinh.papers.official import wording
from ansinh.papers.official.language import Align, OfficialPaper
from ansinh.papers.official.letters import Cut, balanced_width, break_lines, width
from ansinh.papers.official.measures import Measures, Sheet
from ansinh.papers.official.ooxml import Element, Face, Setting, cell, paragraph, row, run, tight_table
from ansinh.papers.official.styles import Style

#: Words before which the name of a body is broken first: "ỦY BAN NHÂN DÂN / TỈNH QUẢNG NGÃI".
_BREAK_BEFORE = (" TỈNH ", " THÀNH PHỐ ", " HUYỆN ", " THỊ XÃ ", " PHƯỜNG ", " XÃ ", " ĐẶC KHU ")
#: A title keeps this distance in mm from both edges of the text.
_TITLE_INSET = 8.0
#: Titles get a little more than their words need: no program breaks lines on the last decimal, and
#: LibreOffice sets a no-break space half a mm wider than a space.
_SLACK = 1.01
_NBSP_SLACK = 0.5
_TO = "Kính gửi"
#: Where "Kính gửi:" begins when it heads a list, in mm from the left edge of the text.
_LIST_OF_ADDRESSEES_AT = 35.0


def head_elements(paper: OfficialPaper, measures: Measures) -> list[Element]:
    """Everything above the body."""
    elements = [_letterhead(paper, measures)]
    if paper.kind is not None:
        elements.append(paragraph(Style.TYPE_NAME, [run(paper.kind.upper())]))
        if paper.title:
            elements += centred_title(paper.title, Style.TITLE, "title", measures.sheet, measures)
    if paper.addressees:
        elements += _addressees(paper.addressees, measures)
    return elements


def centred_title(
    text: str, style: Style, key: str, sheet: Sheet, measures: Measures, *, ruled: bool = True
) -> list[Element]:
    """A centred component in lines of about the same length.

    ``ruled`` draws the line below that the decree gives the component.
    """
    component = measures.law.component(key)
    limit = sheet.text_width - 2 * _TITLE_INSET
    glued = wording.firm(wording.glue(text))
    shown = glued.upper() if component.upper else glued
    lines_width = balanced_width(shown, measures.size(key), cut_of(component), limit)
    lines_width = min(lines_width * _SLACK + _NBSP_SLACK * shown.count(wording.NBSP), limit)
    side = (sheet.text_width - lines_width) / 2
    elements = [paragraph(style, [run(glued)], Setting(left=side, right=side))]
    if component.rule and ruled:
        elements.append(rule(shown, key, measures, lines_width, outside=side, after=6))
    return elements


def rule(text: str, key: str, measures: Measures, lines_width: float, outside: float = 0, after: float = 0) -> Element:
    """The line under a component, as long as the decree wants it for these words.

    ``lines_width`` is the width in mm the words are broken at, ``outside`` what is left and right of it,
    ``after`` the space below in points.
    """
    component = measures.law.component(key)
    size, cut = measures.size(key), cut_of(component)
    words = max(width(line, size, cut) for line in break_lines(text, size, cut, lines_width))
    length = words if component.rule == "text" else measures.rule_width(words)
    indent = outside + max(lines_width - length, 0) / 2
    return paragraph(Style.RULE, setting=Setting(left=indent, right=indent, after=after or None))


def cut_of(component: Component) -> Cut:
    """The cut of the typeface that a component is set in."""
    if component.bold:
        return Cut.BOLD
    return Cut.ITALIC if component.italic else Cut.REGULAR


def name_in_lines(name: str, key: str, measures: Measures, available: float) -> str:
    """A body's name in capitals, broken at a line feed, else before its place, else into even lines."""
    capitals = name.upper()
    size, cut = measures.size(key), cut_of(measures.law.component(key))
    if "\n" in capitals or width(capitals, size, cut) <= available:
        return capitals
    for lines in _halves(capitals):
        if all(width(line, size, cut) <= available for line in lines):
            return "\n".join(lines)
    return "\n".join(break_lines(capitals, size, cut, balanced_width(capitals, size, cut, available)))


def _halves(name: str) -> Iterator[tuple[str, str]]:
    """Ways of breaking a body's name in two, the best first: before its place, after a dash, before "và"."""
    for words in _BREAK_BEFORE:
        body, found, rest = name.rpartition(words)
        if found:
            yield body, (found + rest).strip()
    first, found, second = name.partition(" - ")
    if found:
        yield f"{first} -", second
    first, found, second = name.rpartition(" VÀ ")
    if found:
        yield first, f"VÀ {second}"


def _letterhead(paper: OfficialPaper, measures: Measures) -> Element:
    left, right = measures.letterhead_columns
    return tight_table(
        (left, right),
        row(cell(left, *_issuer(paper, measures, left)), cell(right, *_nation(measures, right))),
        row(cell(left, *_number(paper)), cell(right, *_place_and_date(paper))),
    )


def _issuer(paper: OfficialPaper, measures: Measures, available: float) -> list[Element]:
    head = paper.head
    elements = []
    if head.superior:
        superior = name_in_lines(head.superior, "superior_body", measures, available)
        elements.append(paragraph(Style.SUPERIOR, [run(superior)]))
    issuer = name_in_lines(head.issuer or wording.DOTS * 4, "issuing_body", measures, available)
    elements.append(paragraph(Style.ISSUER, [run(issuer)]))
    elements.append(rule(issuer, "issuing_body", measures, available))
    return elements


def _nation(measures: Measures, available: float) -> list[Element]:
    name = measures.law.component("national_name").text or ""
    motto = measures.law.component("national_motto").text or ""
    return [
        paragraph(Style.NATIONAL_NAME, [run(name)]),
        paragraph(Style.MOTTO, [run(motto)]),
        rule(motto, "national_motto", measures, available),
    ]


def _number(paper: OfficialPaper) -> list[Element]:
    elements = [paragraph(Style.NUMBER, [run(wording.number_line(paper.head))])]
    if paper.kind is None and paper.title:
        elements.append(paragraph(Style.LETTER_SUBJECT, [run(f"V/v {wording.glue(paper.title)}")]))
    if paper.marking:
        elements.append(paragraph(Style.MARKING, [run(paper.marking.value)]))
    return elements


def _place_and_date(paper: OfficialPaper) -> list[Element]:
    return [paragraph(Style.PLACE_AND_DATE, [run(wording.glue(wording.place_and_date(paper.head)))])]


def _addressees(addressees: tuple[str, ...], measures: Measures) -> list[Element]:
    """One addressee beside "Kính gửi:"; several below it, their dashes under the colon (II.9.d)."""
    if len(addressees) == 1:
        line = f"{_TO}: {addressees[0]}"
        return [paragraph(Style.ADDRESSEES, [run(line)], Setting(align=Align.CENTRED, before=12, after=6))]
    size = measures.size("addressees")
    dash = width("- ", size)
    at = _LIST_OF_ADDRESSEES_AT + width(_TO, size)
    label = paragraph(Style.ADDRESSEES, [run(f"{_TO}:")], Setting(before=12, left=_LIST_OF_ADDRESSEES_AT))
    items = [
        paragraph(Style.ADDRESSEES, [run(line, Face())], Setting(before=3, left=at + dash, hanging=dash))
        for line in wording.listed(addressees)
    ]
    return [label, *items]
