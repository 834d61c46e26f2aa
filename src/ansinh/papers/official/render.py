"""From an `OfficialPaper` to the bytes of a Word file."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from docx.document import Document as DocumentObject
from docx.oxml.ns import qn

from ansinh.papers.official import wording
from ansinh.papers.official.body import Stretch, stretches
from ansinh.papers.official.citations import Citations
from ansinh.papers.official.closing import closing_elements
from ansinh.papers.official.head import centred_title, head_elements
from ansinh.papers.official.language import Annex, Marking, OfficialPaper
from ansinh.papers.official.measures import Measures, Sheet, house_measures, twips
from ansinh.papers.official.ooxml import Element, Setting, el, end_section, keep_with_next, page_number, paragraph, run
from ansinh.papers.official.package import describe, new_document, to_bytes
from ansinh.papers.official.styles import Style, styles_element
from ansinh.papers.official.workshop import Workshop, outline_levels

_MARKING_NOTES = {
    Marking.DRAFT: "DỰ THẢO - chưa có giá trị thi hành",
    Marking.SAMPLE: "MẪU - số liệu giả định, không có giá trị thi hành",
}


@dataclass(frozen=True, slots=True)
class _Section:
    """A run of pages with one sheet; ``restart`` begins its page numbers anew, hiding the first."""

    stretch: Stretch
    restart: bool


def render_docx(paper: OfficialPaper, *, made_at: datetime) -> bytes:
    """The paper as a .docx laid out by Decree 30/2020; the same paper and time give the same bytes.

    ``made_at`` (with a time zone) is written into the file's properties as the time of making. Raises
    `ValueError` for a time without a zone and `docx.image.exceptions.UnrecognizedImageError` for a picture
    of an unknown format.
    """
    document = new_document()
    measures = house_measures()
    blocks = (*paper.body, *(block for annex in paper.annexes for block in annex.blocks))
    workshop = Workshop(document, measures, Citations(), outline_levels(blocks))
    _replace_styles(document, measures)
    main = _main(paper, workshop)
    annexes = _annexes(paper, workshop)
    # Only now are all citations known, those of the annexes too.
    _end_with(main, workshop.citations.listing(paper.sources_heading, paper.further_sources), measures.sheet)
    _fill(
        document,
        [*_sections(main), *(section for annex in annexes for section in _sections(annex))],
        _margin_parts(document, paper.marking),
    )
    describe(
        document,
        title=_title(paper),
        author=wording.one_line(paper.head.issuer or ""),
        made_at=made_at,
    )
    return to_bytes(document)


def _main(paper: OfficialPaper, workshop: Workshop) -> list[Stretch]:
    """Head, body and closing."""
    measures = workshop.measures
    made = stretches(paper.body, measures.sheet, workshop)
    made[0].elements[:0] = head_elements(paper, measures)
    closing = closing_elements(paper, measures)
    if closing and made[-1].elements[-1].tag == qn("w:p"):
        keep_with_next(made[-1].elements[-1])  # a signature never stands alone on a page
    _end_with(made, closing, measures.sheet)
    return made


def _annexes(paper: OfficialPaper, workshop: Workshop) -> list[list[Stretch]]:
    annexes = []
    for index, annex in enumerate(paper.annexes):
        sheet = workshop.measures.sheet.turned() if annex.landscape else workshop.measures.sheet
        made = stretches(annex.blocks, sheet, workshop)
        label = wording.annex_label(annex, index, len(paper.annexes))
        made[0].elements[:0] = _annex_head(paper, annex, label, sheet, workshop.measures)
        annexes.append(made)
    return annexes


def _end_with(made: list[Stretch], elements: list[Element], sheet: Sheet) -> None:
    """Add elements that stand on upright pages to the end."""
    if elements and made[-1].sheet.landscape:
        made.append(Stretch(sheet, []))
    made[-1].elements.extend(elements)


def _sections(made: list[Stretch]) -> list[_Section]:
    """One section a stretch; the first begins the page numbers."""
    return [_Section(stretch, restart=index == 0) for index, stretch in enumerate(made)]


def _annex_head(paper: OfficialPaper, annex: Annex, label: str, sheet: Sheet, measures: Measures) -> list[Element]:
    if annex.kind is not None:
        elements = [paragraph(Style.TYPE_NAME, [run(annex.kind.upper())], Setting(before=0, outline=0))]
        style, key = Style.TITLE, "title"
    else:
        elements = [paragraph(Style.ANNEX_LABEL, [run(label)])] if label else []
        style, key = Style.ANNEX_TITLE, "annex_title"
    if annex.title:
        elements += centred_title(annex.title, style, key, sheet, measures, ruled=False)
    reference = wording.annex_reference(paper) if annex.reference is None else annex.reference
    if reference:
        elements += centred_title(reference, Style.ANNEX_REFERENCE, "annex_reference", sheet, measures)
    return elements


def _fill(document: DocumentObject, sections: list[_Section], margins: list[Element]) -> None:
    """Put the sections into the file; each but the last ends with a paragraph that carries its pages' shape."""
    body = document.element.body
    for section in sections[:-1]:
        elements = _apart(section.stretch.elements)
        if not elements or elements[-1].tag != qn("w:p"):
            elements.append(paragraph(Style.BREAK))
        end_section(elements[-1], _section_properties(section, margins))
        body.extend(elements)
    body.extend(_apart(sections[-1].stretch.elements))
    if len(body) == 0 or body[-1].tag != qn("w:p"):
        body.append(paragraph(Style.BREAK))
    body.append(_section_properties(sections[-1], margins))


def _apart(elements: list[Element]) -> list[Element]:
    """The elements with something between two tables, which Word would else join."""
    table = qn("w:tbl")
    apart: list[Element] = []
    for element in elements:
        if apart and apart[-1].tag == element.tag == table:
            apart.append(paragraph(Style.BREAK, setting=Setting(before=6)))
        apart.append(element)
    return apart


def _section_properties(section: _Section, margins: list[Element]) -> Element:
    sheet = section.stretch.sheet
    measures = house_measures()
    size = {"w": twips(sheet.width), "h": twips(sheet.height)}
    orientation = {"orient": "landscape"} if sheet.landscape else {}
    properties = el(
        "sectPr",
        *(deepcopy(reference) for reference in margins),
        el("type", val="nextPage"),
        el("pgSz", **size, **orientation),
        el(
            "pgMar",
            top=twips(sheet.top),
            right=twips(sheet.right),
            bottom=twips(sheet.bottom),
            left=twips(sheet.left),
            header=twips(measures.header_distance),
            footer=twips(measures.header_distance),
            gutter=0,
        ),
    )
    if section.restart:
        properties.append(el("pgNumType", start=measures.law.page_number.starts_at))
    properties.append(el("cols", space=720))
    if section.restart and not measures.law.page_number.first_page_shown:
        properties.append(el("titlePg"))
    return properties


def _margin_parts(document: DocumentObject, marking: Marking | None) -> list[Element]:
    """References to what stands in the margins of every section: the page number, and what the paper is.

    The first page of a section that restarts has an empty margin of its own instead of the number.
    """
    references = []
    for kind, content in (("default", page_number()), ("first", [])):
        part, relation = document.part.add_header_part()  # type: ignore[no-untyped-call]
        _write(part.element, paragraph(Style.HEADER, content))
        references.append(_reference("headerReference", kind, relation))
    if marking is not None:
        for kind in ("default", "first"):
            part, relation = document.part.add_footer_part()  # type: ignore[no-untyped-call]
            _write(part.element, paragraph(Style.FOOTER, [run(_MARKING_NOTES[marking])]))
            references.append(_reference("footerReference", kind, relation))
    return references


def _reference(tag: str, kind: str, relation: str) -> Element:
    reference = el(tag, type=kind)
    reference.set(qn("r:id"), relation)
    return reference


def _write(margin: Element, words: Element) -> None:
    for child in list(margin):
        margin.remove(child)
    margin.append(words)


def _replace_styles(document: DocumentObject, measures: Measures) -> None:
    styles = document.styles.element
    styles.extend(styles_element(measures))


def _title(paper: OfficialPaper) -> str:
    kind = (paper.kind or "Công văn").capitalize()
    name = f"{kind} số {wording.full_number(paper.head)}"
    return f"{name}: {wording.one_line(paper.title)}" if paper.title else name
