"""PDF → blocks and tables: pages are read, cleared of furniture, and their words put in reading order.

Pages without a usable text layer go through `ocr`; from there on both kinds are handled alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

import pypdfium2 as pdfium

from ansinh.papers.intake.draft import Draft, Pile, Table
from ansinh.papers.intake.encodings import converted_problem
from ansinh.papers.intake.joining import glue, merge
from ansinh.papers.intake.language import is_readable
from ansinh.papers.intake.limits import IntakeLimits, check_pages, damaged
from ansinh.papers.intake.ocr import Progress, missing_parts, page_list, recognise
from ansinh.papers.intake.pdf_lines import (
    Columns,
    Line,
    body_size,
    lines_of,
    split_columns,
    take_footnotes,
    without_furniture,
)
from ansinh.papers.intake.pdf_page import PDFIUM, PdfPage, Word, read_page
from ansinh.papers.intake.pdf_paragraphs import (
    FEW_LINES,
    Measure,
    column_drafts,
    goes_over_page,
    measure_of,
    paragraphs,
    right_edge,
)
from ansinh.papers.intake.pdf_tables import Grid, grids_of, same_table, table_of
from ansinh.papers.paper import PaperProblem, PaperRefused

_FEW_LETTERS = 20
_MANY_OUTLINES = 400
_RIGHT_EDGE = 0.9  # of the page's width


def read_pdf(data: bytes, name: str, limits: IntakeLimits, progress: Progress | None = None) -> Pile:
    """Blocks and tables of a PDF. Raises `PaperRefused` for damage, a password, or too many pages."""
    with PDFIUM:
        document = _open(data, name)
    try:
        with PDFIUM:
            check_pages(len(document), name, limits)
            sheets = _read_pages(document, name)
        pile = Pile(pages=len(sheets))
        pile.problems.extend(_recognise_scans(document, sheets, name, limits, progress))
    finally:
        with PDFIUM:
            document.close()
    _fill(pile, sheets)
    legacy = set().union(*(sheet.legacy for sheet in sheets))
    pile.problems.extend(converted_problem(item) for item in sorted(legacy))
    return pile


def _open(data: bytes, name: str) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise PaperRefused(
                "encrypted",
                f"Tệp “{name}” được đặt mật khẩu nên không đọc được. Mở tệp bằng phần mềm xem PDF, nhập mật "
                "khẩu, in lại thành PDF không mật khẩu rồi tải lên.",
            ) from error
        raise damaged(name, "PDF") from error


def _read_pages(document: pdfium.PdfDocument, name: str) -> list[PdfPage]:
    sheets: list[PdfPage] = []
    for index in range(len(document)):
        try:
            sheets.append(read_page(document, index))
        except pdfium.PdfiumError as error:
            raise PaperRefused(
                "damaged-file",
                f"Trang {index + 1} của tệp “{name}” bị hỏng nên không đọc được. Mở tệp bằng phần mềm xem PDF, in "
                "lại thành PDF mới rồi tải lên.",
            ) from error
    return sheets


def _recognise_scans(
    document: pdfium.PdfDocument,
    sheets: list[PdfPage],
    name: str,
    limits: IntakeLimits,
    progress: Progress | None,
) -> list[PaperProblem]:
    wanted = [index for index, sheet in enumerate(sheets) if is_scan(sheet)]
    if not wanted:
        return []
    missing = missing_parts()
    if not missing:
        return recognise(document, sheets, wanted, name, limits, progress)
    packages = " và ".join(missing)
    if any(sheet.letters for sheet in sheets):
        return [
            PaperProblem(
                "pages-not-read",
                f"Trang {page_list(wanted)} là ảnh quét, chưa đọc được vì máy chủ thiếu gói {packages}. Đề nghị "
                "quản trị cài gói này rồi đọc lại tệp.",
                page=wanted[0] + 1,
            )
        ]
    raise PaperRefused(
        "ocr-missing",
        f"Tệp “{name}” là bản quét (chỉ có ảnh, không có lớp chữ), cần nhận dạng chữ nhưng máy chủ thiếu gói "
        f"{packages} của Debian. Đề nghị quản trị cài gói này, hoặc tải lên bản .docx, PDF có lớp chữ.",
    )


def is_scan(sheet: PdfPage) -> bool:
    """True for a page that shows words but gives none: a picture, drawn outlines, or a broken text layer."""
    if sheet.letters < _FEW_LETTERS:
        return sheet.has_picture or sheet.outlines > _MANY_OUTLINES
    return not is_readable([word.text for word in sheet.words])


@dataclass(slots=True)
class _Flow:
    """Parts of the paper so far, and what the next page may continue."""

    parts: list[Draft | Table] = field(default_factory=list)
    last_line: Line | None = None
    last_measure: Measure | None = None
    open_grids: list[Grid] = field(default_factory=list)
    open_words: list[list[Word]] = field(default_factory=list)

    def close_table(self) -> None:
        if self.open_grids:
            self.parts.append(table_of(self.open_grids, self.open_words))
            self.open_grids, self.open_words = [], []
            self.last_line = None

    def add_grid(self, grid: Grid, words: list[Word]) -> None:
        if self.open_grids and not (
            grid.page == self.open_grids[-1].page + 1 and same_table(self.open_grids[-1], grid)
        ):
            self.close_table()
        self.open_grids.append(grid)
        self.open_words.append(words)

    def add_lines(self, lines: list[Line], measure: Measure) -> None:
        if not lines:
            return
        self.close_table()
        drafts = paragraphs(lines, measure)
        last = self.parts[-1] if self.parts else None
        if (
            isinstance(last, Draft)
            and self.last_line is not None
            and self.last_measure is not None
            and self.last_line.page != lines[0].page
            and goes_over_page(self.last_line, self.last_measure, lines[0], measure, last.words)
        ):
            merge(last, drafts.pop(0))
        self.parts.extend(drafts)
        self.last_line, self.last_measure = lines[-1], measure

    def add_columns(self, columns: Columns, page: int) -> None:
        self.close_table()
        self.parts.extend(column_drafts(columns, page))
        self.last_line = None


def _fill(pile: Pile, sheets: Sequence[PdfPage]) -> None:
    grids = [grids_of(sheet) for sheet in sheets]
    free = [
        lines_of([word for word in sheet.words if not any(grid.holds(word) for grid in own)], sheet.number)
        for sheet, own in zip(sheets, grids, strict=True)
    ]
    running = without_furniture(free, sheets)
    size = body_size(running)
    usual = _usual_edges(sheets, running)
    flow = _Flow()
    open_mark: str | None = None
    for sheet, own, page_lines in zip(sheets, grids, running, strict=True):
        lines, notes = take_footnotes(page_lines, sheet, size, open_mark)
        if open_mark in notes:
            pile.notes[open_mark] = glue(pile.notes[open_mark], notes.pop(open_mark))
        fresh = _unique(notes, pile.notes, sheet.number)
        pile.notes.update(fresh)
        open_mark = next(reversed(fresh), None)
        _flow_page(flow, sheet, own, lines, usual[round(sheet.width)])
    flow.close_table()
    pile.parts.extend(flow.parts)


def _usual_edges(sheets: Sequence[PdfPage], running: Sequence[list[Line]]) -> dict[int, float]:
    """Right edge of the running text by width of the page; where no page shows it, where Decree 30/2020 puts it."""
    edges: dict[int, list[float]] = {}
    for sheet, lines in zip(sheets, running, strict=True):
        found = edges.setdefault(round(sheet.width), [])
        if len(lines) >= FEW_LINES:
            found.append(right_edge(lines))
    return {width: median(found) if found else _RIGHT_EDGE * width for width, found in edges.items()}


def _unique(notes: dict[str, str], taken: dict[str, str], page: int) -> dict[str, str]:
    """Notes under marks that no page before has used: numbers may start anew on each page."""
    return {mark if mark not in taken else f"{mark} (trang {page})": text for mark, text in notes.items()}


def _flow_page(flow: _Flow, sheet: PdfPage, grids: list[Grid], lines: list[Line], usual_right: float) -> None:
    parts = split_columns(lines, sheet)
    measure = measure_of([part for part in parts if isinstance(part, Line)], usual_right)
    waiting = list(grids)
    group: list[Line] = []

    def close_group() -> None:
        flow.add_lines(list(group), measure)
        group.clear()

    def tables_above(y: float) -> None:
        while waiting and waiting[0].top < y:
            close_group()
            grid = waiting.pop(0)
            flow.add_grid(grid, [word for word in sheet.words if grid.holds(word)])

    for part in parts:
        if isinstance(part, Columns):
            top = min(line.y for line in [*part.left, *part.right])
            tables_above(top)
            close_group()
            flow.add_columns(part, sheet.number)
        else:
            tables_above(part.y)
            group.append(part)
    close_group()
    tables_above(sheet.height + 1)
