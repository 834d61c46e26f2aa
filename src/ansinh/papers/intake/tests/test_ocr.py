"""Scanned pages. A stand-in for Tesseract gives known readings, so that the tests need no such program."""

import stat
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from ansinh.papers.intake import IntakeLimits, ocr, open_paper
from ansinh.papers.intake.pdf_page import PdfPage
from ansinh.papers.intake.pdf_tables import grids_of
from ansinh.papers.intake.scan_rules import rules_in
from ansinh.papers.intake.tests.builders import Sheet, pdf, words
from ansinh.papers.paper import PaperRefused

_HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"


def _table(dpi: int, lines: list[tuple[int, float, str, float]]) -> str:
    """A reading as Tesseract prints it: (x and y in points, words, confidence), eight points a letter."""
    out = [_HEAD]
    for number, (x, y, text, sure) in enumerate(lines):
        place = float(x)
        for word in text.split():
            box = [round(value * dpi / 72) for value in (place, y, 8 * len(word), 12)]
            out.append("\t".join(map(str, [5, 1, 1, 1, number, 1, *box, sure, word])))
            place += 8 * (len(word) + 1)
    return "\n".join(out)


def _install(folder: Path, monkeypatch: pytest.MonkeyPatch, coarse: str, fine: str, body: str = "") -> None:
    """Put a program named tesseract first in the path that answers with these readings."""
    (folder / "150").write_text(coarse, encoding="utf-8")
    (folder / "225").write_text(fine, encoding="utf-8")
    program = folder / "tesseract"
    program.write_text(
        f"#!{sys.executable}\nimport sys, pathlib\n"
        "if '--list-langs' in sys.argv: print('vie'); sys.exit()\n"
        f"sys.stdin.buffer.read()\n{body}\n"
        f"sys.stdout.buffer.write((pathlib.Path({str(folder)!r}) / sys.argv[sys.argv.index('--dpi') + 1]).read_bytes())\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(folder))


def test_the_surer_reading_of_each_word_counts_and_lost_words_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    coarse = _table(150, [(100, 100, "phòng chống tham những", 60), (100, 130, "Sở Y tế", 96)])
    fine = _table(225, [(100, 100, "phòng chống tham nhũng", 95), (100, 130, "Sở Y tế chủ trì.", 90)])
    _install(tmp_path, monkeypatch, coarse, fine)
    paper = open_paper(pdf([Sheet(picture=True)]), "quet.pdf")
    assert paper.text.replace("\n", " ") == "phòng chống tham nhũng Sở Y tế chủ trì."
    assert [problem.code for problem in paper.problems] == ["ocr-used"]


def test_only_pages_without_words_are_recognised_and_progress_tells_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = "Chữ nhận dạng được."
    _install(tmp_path, monkeypatch, _table(150, [(100, 100, reading, 95)]), _table(225, [(100, 100, reading, 95)]))
    seen: list[tuple[int, int]] = []
    sheets = [Sheet().line(80, 100, "Trang này có sẵn lớp chữ để đọc."), Sheet(picture=True)]
    paper = open_paper(pdf(sheets), "quet.pdf", progress=lambda page, pages: seen.append((page, pages)))
    assert words(paper) == ["Trang này có sẵn lớp chữ để đọc.", reading]
    assert seen == [(2, 2)]
    assert "Trang 2" in paper.problems[0].message


def test_strokes_of_a_pen_and_dirt_are_not_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [(100, 100, "CHỦ TỊCH", 96.0), (100, 130, "l", 27.0), (100, 150, "——", 20.0), (100, 170, "PTTovNda", 0.0)]
    _install(tmp_path, monkeypatch, _table(150, lines), _table(225, lines))
    assert words(open_paper(pdf([Sheet(picture=True)]), "quet.pdf")) == ["CHỦ TỊCH"]


def test_a_broken_text_layer_is_recognised_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = "Kế hoạch kiểm tra năm 2026."
    _install(tmp_path, monkeypatch, _table(150, [(100, 100, reading, 95)]), _table(225, [(100, 100, reading, 95)]))
    broken = Sheet()
    for row in range(6):
        broken.line(60, 100 + 20 * row, "tu vdn giSm s6t thi c6ng khnng dinh dAy dt theo", 12)
    assert words(open_paper(pdf([broken]), "quet.pdf")) == [reading]


def test_without_tesseract_a_scan_is_refused_by_the_names_of_the_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PaperRefused) as refused:
        open_paper(pdf([Sheet(picture=True)]), "quet.pdf")
    assert refused.value.code == "ocr-missing"
    assert "tesseract-ocr và tesseract-ocr-vie" in refused.value.message


def test_without_tesseract_a_paper_with_some_scanned_pages_is_read_and_says_which_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    sheets = [Sheet().line(80, 100, "Trang này có sẵn lớp chữ để đọc."), Sheet(picture=True), Sheet(picture=True)]
    paper = open_paper(pdf(sheets), "quet.pdf")
    assert [problem.code for problem in paper.problems] == ["pages-not-read"]
    assert "2-3" in paper.problems[0].message


def test_a_page_that_takes_too_long_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, monkeypatch, _HEAD, _HEAD, body="import time; time.sleep(20)")
    sheets = [Sheet().line(80, 100, "Trang này có sẵn lớp chữ để đọc."), Sheet(picture=True)]
    paper = open_paper(pdf(sheets), "quet.pdf", limits=IntakeLimits(ocr_page_seconds=0.3))
    assert [(problem.code, problem.page) for problem in paper.problems] == [("ocr-incomplete", 2)]


def test_too_many_scanned_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(tmp_path, monkeypatch, _HEAD, _HEAD)
    with pytest.raises(PaperRefused) as refused:
        open_paper(pdf([Sheet(picture=True)] * 3), "quet.pdf", limits=IntakeLimits(ocr_pages=2))
    assert refused.value.code == "too-many-scanned-pages"


def test_page_lists_for_a_sentence() -> None:
    assert ocr.page_list([6, 0, 1, 2]) == "1-3, 7"


def test_the_rules_of_a_scanned_table_are_found_and_those_of_a_stamp_are_no_table() -> None:
    image = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(image)
    for y in (300, 400, 500):
        draw.line((150, y, 1100, y + 2), fill=0, width=2)
    for x in (150, 250, 700, 1100):
        draw.line((x, 300, x, 502), fill=0, width=2)
    draw.rectangle((800, 900, 1000, 1000), outline=0, width=2)
    draw.line((900, 900, 900, 1000), fill=0, width=2)
    page = PdfPage(1, 595, 842, rules=rules_in(image, 72 / 150), recognised=True)
    grids = grids_of(page)
    assert [(len(grid.xs), len(grid.ys)) for grid in grids] == [(4, 3)]
