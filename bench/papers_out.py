"""Papers out: the real plan to Word and 3,000 rows to Excel, beside the bare library writing the same words.

``python -m bench papers_out [FILE …]``; without files, the plan that comes with the product.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import xlsxwriter
from docx import Document

from ansinh.papers.intake import open_paper
from ansinh.papers.official import from_paper, render_docx
from ansinh.papers.paper import Paper
from ansinh.papers.reading import read_paper
from ansinh.papers.sheets import Assignment, Sheet, Workbook, assignments_sheet, render_xlsx
from bench.table import show

RUNS = 5
ROWS = 3000
MADE_AT = datetime(2024, 3, 20, tzinfo=UTC)


def main(names: list[str]) -> None:
    rows = [_word(Path(name)) for name in names or [str(_own_plan())]]
    rows.append(_excel())
    heads = ["paper", "s", "bytes", "bare library: s", "ratio", "bytes"]
    note = f"median of {RUNS} after one warm-up; the bare library writes the same words without any layout"
    show("Writing papers", heads, rows, note)


def _own_plan() -> Path:
    return Path(str(files("ansinh"))) / "apps" / "plans" / "data" / "65-KH-UBND.md"


def _word(path: Path) -> list[str]:
    paper = open_paper(path.read_bytes(), path.name)
    reading = read_paper(paper)
    return _compared(
        f"{path.name} to .docx",
        lambda: render_docx(from_paper(paper, reading), made_at=MADE_AT),
        lambda: _bare_word(paper),
    )


def _excel() -> list[str]:
    sheet = _assignments()
    book = Workbook((sheet,), "Phân công nhiệm vụ", "An Sinh", MADE_AT)
    return _compared(f"{ROWS:,} assignments to .xlsx", lambda: render_xlsx(book), lambda: _bare_excel(sheet))


def _assignments() -> Sheet:
    """Sentences of the real plan, each with its number so that no two rows are equal."""
    plan = _own_plan()
    paper = open_paper(plan.read_bytes(), plan.name)
    sentences = [paper.words(block)[:300] for block in paper.blocks]
    made = (
        Assignment(
            code=f"III.{number // 100 + 1}.{number % 100 + 1}",
            task=f"{number}. {sentences[number % len(sentences)]}",
            lead_agencies=("Sở Y tế",),
            supporting_agencies=("Các sở, ban ngành tỉnh", "UBND các huyện, thị xã, thành phố"),
            timeframe="Năm 2024 và các năm tiếp theo",
            product=None,
            quote=sentences[(number * 7) % len(sentences)],
            heading=f"{number // 100 + 1}. Nhóm nhiệm vụ",
        )
        for number in range(ROWS)
    )
    return assignments_sheet(made, titles=("Phân công nhiệm vụ",), source="số liệu giả định")


def _bare_word(paper: Paper) -> bytes:
    document = Document()
    for block in paper.blocks:
        document.add_paragraph(paper.words(block))
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _bare_excel(sheet: Sheet) -> bytes:
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True}) as file:
        target = file.add_worksheet()
        for row, line in enumerate(sheet.lines):
            for column, value in enumerate(line if isinstance(line, tuple) else (line.title,)):
                if isinstance(value, str):
                    target.write_string(row, column, value)
                elif isinstance(value, int):
                    target.write_number(row, column, value)
    return packed.getvalue()


def _compared(name: str, full: Callable[[], bytes], bare: Callable[[], bytes]) -> list[str]:
    data, seconds = _timed(full)
    bare_data, bare_seconds = _timed(bare)
    return [
        name,
        f"{seconds:.3f}",
        f"{len(data):,}",
        f"{bare_seconds:.3f}",
        f"{seconds / bare_seconds:.1f}",
        f"{len(bare_data):,}",
    ]


def _timed(work: Callable[[], bytes]) -> tuple[bytes, float]:
    data = work()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return data, statistics.median(times)


if __name__ == "__main__":
    main(sys.argv[1:])
