"""The reader: pages a second and peak memory, beside nothing but taking the text out of the same file.

``python -m bench reader [FILE …]``; without files, the plan that comes with the product.
"""

from __future__ import annotations

import io
import json
import resource
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.table import show

RUNS = 5
#: A printed page of an official document, for files that do not know their pages.
LETTERS_A_PAGE = 2500


def main(files: list[str]) -> None:
    rows = []
    for file in files or [str(_own_plan())]:
        full, bare = _in_a_process("read", file), _in_a_process("bare", file)
        pages = full["pages"]
        rows.append(
            [
                Path(file).name,
                f"{pages:.0f}",
                f"{full['seconds']:.3f}",
                f"{pages / full['seconds']:.1f}",
                f"{full['megabytes']:.0f}",
                *_beside(full, bare if Path(file).suffix.lower() in TAKERS else None),
            ]
        )
    heads = ["file", "pages", "s", "pages/s", "peak MB", "text alone: s", "ratio", "peak MB"]
    note = f"median of {RUNS} after one warm-up; a page without page breaks = {LETTERS_A_PAGE} letters of text"
    show("Reading a document (opening it and finding targets, tasks, obligations)", heads, rows, note)


def _beside(full: dict[str, Any], bare: dict[str, Any] | None) -> list[str]:
    """A text file is its text already: there is nothing to compare with."""
    if bare is None:
        return ["–", "–", "–"]
    return [f"{bare['seconds']:.3f}", f"{full['seconds'] / bare['seconds']:.1f}", f"{bare['megabytes']:.0f}"]


def _own_plan() -> Path:
    from ansinh.apps import plans

    return Path(plans.__file__).parent / "data" / "65-KH-UBND.md"


def _in_a_process(what: str, file: str) -> dict[str, Any]:
    """Peak memory can only be asked of a whole process, so each measurement gets its own."""
    command = [sys.executable, "-m", "bench.reader", f"--{what}", file]
    measured: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return measured


def _measure(work: Callable[[bytes, str], float], file: str) -> None:
    data = Path(file).read_bytes()
    pages = work(data, file)
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        work(data, file)
        times.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": statistics.median(times), "megabytes": peak, "pages": pages}))


def _read(data: bytes, file: str) -> float:
    from ansinh.papers.intake import open_paper
    from ansinh.papers.reading import read_paper

    paper = open_paper(data, Path(file).name)
    read_paper(paper)
    return paper.pages or max(1, len(paper.text) / LETTERS_A_PAGE)


def _bare(data: bytes, file: str) -> float:
    """Only the text, in file order, by the library that the reader stands on."""
    text = TAKERS.get(Path(file).suffix.lower(), lambda content: content.decode("utf-8", "replace"))(data)
    return max(1, len(text) / LETTERS_A_PAGE)


def _text_of_pdf(data: bytes) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def _text_of_word(data: bytes) -> str:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "".join(etree.fromstring(archive.read("word/document.xml")).itertext())


def _text_of_html(data: bytes) -> str:
    from lxml import html

    return str(html.fromstring(data).text_content())


TAKERS: dict[str, Callable[[bytes], str]] = {".pdf": _text_of_pdf, ".docx": _text_of_word, ".html": _text_of_html}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        _measure(_read, sys.argv[2])
    elif sys.argv[1:2] == ["--bare"]:
        _measure(_bare, sys.argv[2])
    else:
        main(sys.argv[1:])
