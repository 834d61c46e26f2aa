"""Scanned pages → words with positions, by Tesseract run as a separate program.

A page is recognised at two resolutions; where the two readings of a word differ, the one Tesseract is surer of
counts. Positions come back in points from the top left corner, as in `pdf_page`, made level if the scan leans.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess  # only the fixed program below, never a shell
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2 as pdfium
from PIL import Image

from ansinh.papers.intake.limits import IntakeLimits
from ansinh.papers.intake.pdf_page import PDFIUM, PdfPage, Rule, Word
from ansinh.papers.intake.scan_rules import rules_in
from ansinh.papers.intake.words import clean
from ansinh.papers.paper import PaperProblem, PaperRefused

Progress = Callable[[int, int], None]

_PROGRAM = "tesseract"
_LANGUAGE = "vie"
#: Tesseract's model is trained on letters about as high as 14-point type at 150 dpi; the finer reading saves
#: small type and words that a stamp or a signature crosses.
_DPI, _FINE_DPI = 150, 225
_POINTS = 72.0
_MAX_SIDE = 6000  # pixels; a larger page is read more coarsely
_SURE, _LONE_SURE, _LOST_SURE = 30.0, 45.0, 60.0
_SIDEWAYS = 45.0  # mean confidence under which a page is tried turned
_DESCENDS = re.compile(r"[gjpqyQ,;()\[\]ạặậẹệịọộợụựỵẠẶẬẸỆỊỌỘỢỤỰỴ/]")
_FINE_ONLY = "fine"  # block of words that only the finer reading has
_WORD_ROW = "5"
_LABELS = {"©)": "c)", "c©)": "c)", "ø)": "g)", "ä)": "a)", "â)": "a)", "ã)": "a)", "đ)": "đ)", "Đ)": "đ)", "ñ)": "đ)"}
_FIELDS = 12
_MAX_WORKERS = 4


@dataclass(frozen=True, slots=True)
class _Seen:
    """A recognised word; the box in points, ``sure`` from 0 to 100."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    sure: float
    line: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Pictures:
    """A page rendered for recognition."""

    index: int
    coarse: Image.Image
    fine: Image.Image
    scale: float  # 1.0, or less if the page had to be made smaller


def missing_parts() -> list[str]:
    """Debian packages that recognition needs and this machine lacks."""
    program = shutil.which(_PROGRAM)
    if program is None:
        return ["tesseract-ocr", "tesseract-ocr-vie"]
    listed = subprocess.run(  # noqa: S603 - fixed program, no input from outside
        [program, "--list-langs"], capture_output=True, text=True, timeout=30, check=False
    )
    return [] if _LANGUAGE in listed.stdout.split() else ["tesseract-ocr-vie"]


def recognise(
    document: pdfium.PdfDocument,
    sheets: list[PdfPage],
    wanted: Sequence[int],
    name: str,
    limits: IntakeLimits,
    progress: Progress | None,
) -> list[PaperProblem]:
    """Fill the words and rules of the ``wanted`` pages (indexes into ``sheets``) by recognition.

    Returns what the officer must know. Raises `PaperRefused` if there are more pages than may be recognised.
    """
    if len(wanted) > limits.ocr_pages:
        raise PaperRefused(
            "too-many-scanned-pages",
            f"Tệp “{name}” có {len(wanted)} trang quét, vượt mức nhận dạng mỗi lần {limits.ocr_pages} trang. Tách "
            "phần cần đọc (thân kế hoạch, phụ lục nhiệm vụ) thành tệp riêng rồi tải lên.",
        )
    deadline = time.monotonic() + limits.ocr_seconds
    failed: list[int] = []
    done = 0
    with ThreadPoolExecutor(min(_MAX_WORKERS, os.cpu_count() or 1)) as pool:
        for batch in _batches(wanted):
            if time.monotonic() > deadline:
                failed.extend(wanted[done:])
                break
            running = [_start(pool, _render(document, index), limits.ocr_page_seconds) for index in batch]
            for index, (pictures, readings) in zip(batch, running, strict=True):
                if progress is not None:
                    progress(index + 1, len(sheets))
                if not _finish(sheets[index], pictures, readings):
                    failed.append(index)
                done += 1
    return _problems(sheets, wanted, failed)


def _batches(wanted: Sequence[int]) -> Iterator[Sequence[int]]:
    size = max(1, (os.cpu_count() or 1) // 2)
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]


Readings = tuple["Future[list[_Seen]]", "Future[list[_Seen]]"]


def _start(pool: ThreadPoolExecutor, pictures: _Pictures, seconds: float) -> tuple[_Pictures, Readings]:
    coarse = pool.submit(_read, pictures.coarse, round(_DPI * pictures.scale), seconds)
    fine = pool.submit(_read, pictures.fine, round(_FINE_DPI * pictures.scale), seconds)
    return pictures, (coarse, fine)


def _finish(sheet: PdfPage, pictures: _Pictures, readings: Readings) -> bool:
    try:
        coarse, fine = readings[0].result(), readings[1].result()
        seen = _vote(coarse, fine)
        turned = pictures.coarse
        if seen and _mean_sure(seen) < _SIDEWAYS:
            seen, turned = _best_turn(pictures, seen)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError, OSError):
        return False
    if turned.size != pictures.coarse.size:
        sheet.width, sheet.height = sheet.height, sheet.width
    per_pixel = _POINTS / (_DPI * pictures.scale)
    slope = _slope(seen)
    sheet.words = _words(seen, slope)
    if sheet.has_picture or not sheet.rules:
        sheet.rules = _level_rules(rules_in(turned, per_pixel), slope)
    sheet.recognised = True
    return True


def _problems(sheets: list[PdfPage], wanted: Sequence[int], failed: Sequence[int]) -> list[PaperProblem]:
    problems: list[PaperProblem] = []
    read = [index for index in wanted if index not in failed]
    if read:
        where = "Văn bản này" if len(read) == len(sheets) else f"Trang {page_list(read)}"
        problems.append(
            PaperProblem(
                "ocr-used",
                f"{where} không có lớp chữ dùng được (ảnh quét hoặc phông chữ lỗi) nên chữ do máy nhận dạng, có thể "
                "sai dấu, sai số. Đối chiếu số hiệu, ngày tháng và các con số với bản gốc trước khi xác nhận; chữ viết "
                "tay thường không đọc được.",
                page=read[0] + 1,
            )
        )
    if failed:
        problems.append(
            PaperProblem(
                "ocr-incomplete",
                f"Chưa nhận dạng được trang {page_list(failed)}: quá thời gian cho phép hoặc ảnh quá xấu. Quét lại "
                "rõ hơn (300 dpi, đen trắng), hoặc tách riêng các trang này rồi tải lên.",
                page=failed[0] + 1,
            )
        )
    return problems


def page_list(indexes: Sequence[int]) -> str:
    """Page numbers for a sentence: ``[0, 1, 2, 6]`` → ``"1-3, 7"``."""
    runs: list[list[int]] = []
    for number in sorted(index + 1 for index in indexes):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _render(document: pdfium.PdfDocument, index: int) -> _Pictures:
    with PDFIUM:
        return _render_page(document, index)


def _render_page(document: pdfium.PdfDocument, index: int) -> _Pictures:
    page = document[index]
    try:
        width, height = page.get_size()
        scale = min(1.0, _MAX_SIDE / max(width, height, 1.0) * _POINTS / _FINE_DPI)
        return _Pictures(
            index, _picture(page, _DPI * scale / _POINTS), _picture(page, _FINE_DPI * scale / _POINTS), scale
        )
    finally:
        page.close()


def _picture(page: pdfium.PdfPage, scale: float) -> Image.Image:
    """The page in grey, seen through a red filter: red stamps fade, black and blue ink stay."""
    image = page.render(scale=scale, may_draw_forms=False).to_pil()
    grey: Image.Image = image.getchannel(0) if image.mode in ("RGB", "RGBA") else image.convert("L")
    return grey


def _read(image: Image.Image, dpi: int, seconds: float) -> list[_Seen]:
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    program = shutil.which(_PROGRAM) or _PROGRAM
    finished = subprocess.run(  # noqa: S603 - fixed program and arguments; the picture goes in by pipe
        [program, "stdin", "stdout", "-l", _LANGUAGE, "--psm", "3", "--dpi", str(dpi), "tsv"],
        input=buffer.getvalue(),
        capture_output=True,
        timeout=seconds,
        check=True,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    )
    return list(_parse(finished.stdout.decode("utf-8", "replace"), _POINTS / dpi))


def _parse(table: str, per_pixel: float) -> Iterator[_Seen]:
    for row in table.splitlines():
        fields = row.split("\t")
        if len(fields) != _FIELDS or fields[0] != _WORD_ROW:
            continue
        text = clean(fields[11]).strip()
        left, top, width, height = (float(item) * per_pixel for item in fields[6:10])
        sure = float(fields[10])
        if text and _is_plausible(text, sure):
            yield _Seen(text, left, top, left + width, top + height, sure, (fields[2], fields[3], fields[4]))


def _is_plausible(text: str, sure: float) -> bool:
    """False for strokes of a signature or dirt that were taken for signs."""
    if any(char.isalnum() for char in text):
        return sure >= (_LONE_SURE if len(text) == 1 and text.isalpha() else _SURE if len(text) > 2 else _SURE / 2)
    return (len(text) == 1 and text in "-–+•*~") or (sure >= _SURE and text in ("./.", "...", "…", "%"))


def _vote(coarse: list[_Seen], fine: list[_Seen]) -> list[_Seen]:
    """The coarse reading with the surer word at each place, and the words that only the fine one has."""
    used: set[int] = set()
    result: list[_Seen] = []
    for word in coarse:
        best = word
        for number, other in enumerate(fine):
            if not _meet(word, other):
                continue
            used.add(number)
            if other.sure > best.sure and _same_place(word, other):
                best = replace(
                    other, left=word.left, right=word.right, top=word.top, bottom=word.bottom, line=word.line
                )
        result.append(best)
    lost = [other for number, other in enumerate(fine) if number not in used and other.sure >= _LOST_SURE]
    result.extend(replace(other, line=(_FINE_ONLY, *other.line[1:])) for other in lost)
    return result


def _meet(word: _Seen, other: _Seen) -> bool:
    return min(word.right, other.right) > max(word.left, other.left) and min(word.bottom, other.bottom) > max(
        word.top, other.top
    )


def _same_place(word: _Seen, other: _Seen) -> bool:
    across = min(word.right, other.right) - max(word.left, other.left)
    down = min(word.bottom, other.bottom) - max(word.top, other.top)
    wide = max(word.right - word.left, other.right - other.left)
    high = min(word.bottom - word.top, other.bottom - other.top)
    return across > 0.8 * wide and down > 0.5 * high


def _mean_sure(seen: list[_Seen]) -> float:
    return sum(word.sure for word in seen) / len(seen)


def _best_turn(pictures: _Pictures, seen: list[_Seen]) -> tuple[list[_Seen], Image.Image]:
    """The reading of the page as it stands or turned, whichever Tesseract is surest of."""
    best, best_picture = seen, pictures.coarse
    for turn in (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_270, Image.Transpose.ROTATE_180):
        picture = pictures.coarse.transpose(turn)
        reading = _read(picture, round(_DPI * pictures.scale), 60.0)
        if reading and len(reading) * _mean_sure(reading) > len(best) * _mean_sure(best):
            best, best_picture = reading, picture
    return best, best_picture


def _words(seen: list[_Seen], slope: float) -> list[Word]:
    """Words on level baselines: all words of a recognised line share one."""
    lines: dict[tuple[str, str, str], list[_Seen]] = {}
    for word in seen:
        lines.setdefault(word.line, []).append(word)
    levels: list[tuple[float, float]] = []
    words: list[Word] = []
    lost: list[tuple[_Seen, float]] = []
    for key, line in lines.items():
        heights = sorted(word.bottom - word.top for word in line)
        size = heights[len(heights) * 3 // 4]
        if key[0] == _FINE_ONLY:
            lost.extend((word, size) for word in line)
            continue
        level = median(_baseline(word, size) - slope * (word.left + word.right) / 2 for word in line)
        levels.append((level, size))
        words.extend(_level_word(word, level, size, slope) for word in line)
    for word, size in lost:
        own = _baseline(word, size) - slope * (word.left + word.right) / 2
        level, size = min(levels, key=lambda item: abs(item[0] - own), default=(own, size))
        words.append(_level_word(word, level if abs(level - own) < 0.5 * size else own, size, slope))
    return words


def _level_word(word: _Seen, level: float, size: float, slope: float) -> Word:
    shift = slope * level
    return Word(_tidy(word.text), word.left + shift, word.right + shift, level, size)


def _tidy(text: str) -> str:
    """Signs that Tesseract confuses: a lone tilde is the dash of a list, "©)" and "ø)" are the labels c) and g)."""
    if text in ("~", "*", "•", "–"):
        return "-"
    return _LABELS.get(text, text)


def _baseline(word: _Seen, size: float) -> float:
    if not any(char.isalnum() for char in word.text):
        return (word.top + word.bottom) / 2 + 0.25 * size
    return word.bottom - (0.22 * size if _DESCENDS.search(word.text) else 0.0)


def _slope(seen: list[_Seen]) -> float:
    """How much the scan leans: rise over run of its long lines."""
    lines: dict[tuple[str, str, str], list[_Seen]] = {}
    for word in seen:
        lines.setdefault(word.line, []).append(word)
    slopes = [
        (line[-1].bottom - line[0].bottom) / (line[-1].left - line[0].left)
        for line in (
            [word for word in words if not _DESCENDS.search(word.text) and word.text[0].isalnum()]
            for words in lines.values()
        )
        if len(line) >= 4 and line[-1].left - line[0].left > 100
    ]
    return median(slopes) if len(slopes) >= 3 else 0.0


def _level_rules(rules: list[Rule], slope: float) -> list[Rule]:
    level: list[Rule] = []
    for rule in rules:
        across = slope * (rule.y0 + rule.y1) / 2
        down = slope * (rule.x0 + rule.x1) / 2
        level.append(Rule(rule.x0 + across, rule.y0 - down, rule.x1 + across, rule.y1 - down))
    return level
