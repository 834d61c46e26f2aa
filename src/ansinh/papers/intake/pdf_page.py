"""One page of a PDF as words with positions and as ruling lines, read through pdfium.

Coordinates are points from the top left corner of the page as it is displayed (rotation applied); ``y`` grows
downwards. Nothing here knows lines, paragraphs or tables.
"""

from __future__ import annotations

import ctypes
import math
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
import pypdfium2.raw as c_pdf

from ansinh.papers.intake.legacy import FontDecoder, Legacy
from ansinh.papers.intake.words import clean

#: pdfium may be used by one thread at a time; whoever calls it holds this.
PDFIUM = threading.RLock()

Point = tuple[float, float]
Matrix = tuple[float, float, float, float, float, float]

_WORD_GAP = 0.28  # of the size; a wider gap parts words even without a space between them
_LEVEL = 0.25  # of the size; a larger change of the baseline parts words
#: What pdfium gives for a hyphen at the end of a line; in Vietnamese it is always a written one.
_HYPHENS = {0xFFFE: "-", 0x02: "-", 0xAD: "-"}
_DRAWN_RULE = re.compile(r"[_*=~]{2,}|[-–—.]{4,}")
_UPRIGHT = 0.1  # radians
_THIN = 3.5  # points; a filled box thinner than this is a ruling line
_STRAIGHT = 1.0  # points; how far a line may lean and still be horizontal or vertical
_MIN_RULE = 2.0
_FORM_DEPTH = 6
_MAX_OBJECTS = 60_000
_MAX_CHARS = 60_000
_PICTURE_SHARE = 0.3


@dataclass(slots=True)
class Word:
    text: str
    x0: float
    x1: float
    y: float  # of the baseline
    size: float
    bold: bool = False
    italic: bool = False
    line: int | None = None  # line number that a recogniser gave

    @property
    def centre(self) -> Point:
        return (self.x0 + self.x1) / 2, self.y - self.size * 0.35


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight ruling line; horizontal if ``y0 == y1``, else vertical."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class PdfPage:
    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    has_picture: bool = False  # a picture covers a good part of the page
    outlines: int = 0  # drawn paths; many of them without words are letters turned into curves
    recognised: bool = False  # the words come from OCR
    legacy: set[Legacy] = field(default_factory=set)

    @property
    def letters(self) -> int:
        return sum(1 for word in self.words for char in word.text if char.isalnum())


@dataclass(slots=True)
class _Glyph:
    char: str
    x0: float
    x1: float
    y: float
    size: float
    index: int


def read_page(document: pdfium.PdfDocument, index: int) -> PdfPage:
    """Words and rules of one page (``index`` from 0). Raises `pypdfium2.PdfiumError` for a broken page."""
    page = document[index]
    try:
        width, height = page.get_size()
        result = PdfPage(index + 1, width, height)
        place = _placer(page)
        text_page = page.get_textpage()
        try:
            result.words = _words(text_page, place, result.legacy)
        finally:
            text_page.close()
        _read_objects(page, place, result)
    finally:
        page.close()
    return result


def _placer(page: pdfium.PdfPage) -> Callable[[float, float], Point]:
    """From the page's own coordinates to display coordinates."""
    left, bottom, right, top = page.get_cropbox()
    turns: dict[int, Callable[[float, float], Point]] = {
        0: lambda x, y: (x - left, top - y),
        90: lambda x, y: (y - bottom, x - left),
        180: lambda x, y: (right - x, y - bottom),
        270: lambda x, y: (top - y, right - x),
    }
    return turns[page.get_rotation() % 360]


def _words(text_page: pdfium.PdfTextPage, place: Callable[[float, float], Point], legacy: set[Legacy]) -> list[Word]:
    words: list[Word] = []
    open_word: list[_Glyph] = []
    decoder = FontDecoder.for_text(text_page.get_text_range(0, min(text_page.count_chars(), _MAX_CHARS)))

    def close() -> None:
        if open_word:
            words.append(_word(text_page, open_word, decoder, legacy))
            open_word.clear()

    for glyph in _glyphs(text_page, place):
        if glyph is None:
            close()
            continue
        if open_word and not _same_word(open_word[-1], glyph):
            close()
        open_word.append(glyph)
    close()
    return [word for word in words if word.text and not _DRAWN_RULE.fullmatch(word.text)]


def _glyphs(text_page: pdfium.PdfTextPage, place: Callable[[float, float], Point]) -> Iterator[_Glyph | None]:
    """Upright glyphs in the order of the file; ``None`` where words part."""
    box = c_pdf.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(min(text_page.count_chars(), _MAX_CHARS)):
        char = _HYPHENS.get(code := c_pdf.FPDFText_GetUnicode(text_page, index)) or chr(code)
        if char.isspace() or char in "\0\u00a0":
            yield None
            continue
        c_pdf.FPDFText_GetLooseCharBox(text_page, index, box)
        c_pdf.FPDFText_GetCharOrigin(text_page, index, x, y)
        left, top = place(box.left, box.top)
        right, bottom = place(box.right, box.bottom)
        origin_x, origin_y = place(x.value, y.value)
        if not _is_upright(text_page, index, place):
            yield None
            continue
        size = abs(bottom - top)
        yield _Glyph(char, min(left, right, origin_x), max(left, right), origin_y, size or 1.0, index)


def _is_upright(text_page: pdfium.PdfTextPage, index: int, place: Callable[[float, float], Point]) -> bool:
    angle = c_pdf.FPDFText_GetCharAngle(text_page, index)
    if angle < 0:
        return True
    (x0, y0), (x1, y1) = place(0, 0), place(math.cos(angle), -math.sin(angle))
    return x1 - x0 > 0 and abs(math.atan2(y1 - y0, x1 - x0)) < _UPRIGHT


def _same_word(before: _Glyph, glyph: _Glyph) -> bool:
    if unicodedata.combining(glyph.char):
        return True
    size = max(before.size, glyph.size)
    if abs(glyph.y - before.y) > _LEVEL * size:
        return False
    gap = glyph.x0 - before.x1
    return -size < gap < _WORD_GAP * size


def _word(text_page: pdfium.PdfTextPage, glyphs: list[_Glyph], decoder: FontDecoder, legacy: set[Legacy]) -> Word:
    font = _font_name(text_page, glyphs[0].index)
    text = _whole("".join(glyph.char for glyph in glyphs))
    text, coded = decoder.decode(text, font)
    if coded is not None:
        legacy.add(coded)
    sizes = sorted(glyph.size for glyph in glyphs)
    style = font.lower()
    return Word(
        text=clean(text).strip(),
        x0=min(glyph.x0 for glyph in glyphs),
        x1=max(glyph.x1 for glyph in glyphs),
        y=glyphs[0].y,
        size=sizes[len(sizes) // 2],
        bold="bold" in style or "black" in style,
        italic="italic" in style or "oblique" in style,
    )


def _whole(text: str) -> str:
    """The text with surrogate halves, which pdfium gives one by one, put together."""
    if not any("\ud800" <= char <= "\udfff" for char in text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _font_name(text_page: pdfium.PdfTextPage, index: int) -> str:
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    length = c_pdf.FPDFText_GetFontInfo(text_page, index, buffer, 128, flags)
    return buffer.value.decode("utf-8", "replace") if 0 < length <= 128 else ""


def _read_objects(page: pdfium.PdfPage, place: Callable[[float, float], Point], result: PdfPage) -> None:
    covered = 0.0
    for handle, matrix in _objects(page):
        kind = c_pdf.FPDFPageObj_GetType(handle)
        if kind == c_pdf.FPDF_PAGEOBJ_PATH:
            result.outlines += 1
            result.rules.extend(_rules_of(handle, matrix, place))
        elif kind == c_pdf.FPDF_PAGEOBJ_IMAGE:
            covered += _area(handle)
    result.has_picture = covered > _PICTURE_SHARE * result.width * result.height


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[object, Matrix]]:
    """Handles of all objects with the matrix of the forms around them."""
    budget = [_MAX_OBJECTS]
    count = c_pdf.FPDFPage_CountObjects(page)
    for index in range(count):
        yield from _inside(c_pdf.FPDFPage_GetObject(page, index), (1, 0, 0, 1, 0, 0), 0, budget)


def _inside(handle: object, outer: Matrix, depth: int, budget: list[int]) -> Iterator[tuple[object, Matrix]]:
    budget[0] -= 1
    if budget[0] < 0 or not handle:
        return
    if c_pdf.FPDFPageObj_GetType(handle) != c_pdf.FPDF_PAGEOBJ_FORM:
        yield handle, outer
        return
    if depth >= _FORM_DEPTH:
        return
    matrix = _times(_matrix(handle), outer)
    for index in range(max(0, c_pdf.FPDFFormObj_CountObjects(handle))):
        yield from _inside(c_pdf.FPDFFormObj_GetObject(handle, index), matrix, depth + 1, budget)


def _matrix(handle: object) -> Matrix:
    raw = c_pdf.FS_MATRIX()
    if not c_pdf.FPDFPageObj_GetMatrix(handle, raw):
        return (1, 0, 0, 1, 0, 0)
    return (raw.a, raw.b, raw.c, raw.d, raw.e, raw.f)


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


def _area(handle: object) -> float:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not c_pdf.FPDFPageObj_GetBounds(handle, left, bottom, right, top):
        return 0.0
    return abs((right.value - left.value) * (top.value - bottom.value))


def _rules_of(handle: object, outer: Matrix, place: Callable[[float, float], Point]) -> list[Rule]:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not c_pdf.FPDFPath_GetDrawMode(handle, fill, stroke):
        return []
    matrix = _times(_matrix(handle), outer)
    rules: list[Rule] = []
    for outline in _outlines(handle, matrix, place):
        thin = _thin_box(outline)
        if fill.value and thin is not None:
            rules.append(thin)
        elif stroke.value:
            rules.extend(_straight(outline))
    return rules


def _outlines(handle: object, matrix: Matrix, place: Callable[[float, float], Point]) -> Iterator[list[Point]]:
    """Sub-paths as corner points; curves are given by their end only."""
    points: list[Point] = []
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(min(c_pdf.FPDFPath_CountSegments(handle), _MAX_OBJECTS)):
        segment = c_pdf.FPDFPath_GetPathSegment(handle, index)
        c_pdf.FPDFPathSegment_GetPoint(segment, x, y)
        if c_pdf.FPDFPathSegment_GetType(segment) == c_pdf.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        points.append(place(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if c_pdf.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _thin_box(outline: list[Point]) -> Rule | None:
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if height <= _THIN and width > height and width >= _MIN_RULE:
        middle = (max(ys) + min(ys)) / 2
        return Rule(min(xs), middle, max(xs), middle)
    if width <= _THIN and height > width and height >= _MIN_RULE:
        middle = (max(xs) + min(xs)) / 2
        return Rule(middle, min(ys), middle, max(ys))
    return None


def _straight(outline: list[Point]) -> Iterator[Rule]:
    for (x0, y0), (x1, y1) in pairwise(outline):
        if abs(y1 - y0) <= _STRAIGHT and abs(x1 - x0) >= _MIN_RULE:
            yield Rule(min(x0, x1), (y0 + y1) / 2, max(x0, x1), (y0 + y1) / 2)
        elif abs(x1 - x0) <= _STRAIGHT and abs(y1 - y0) >= _MIN_RULE:
            yield Rule((x0 + x1) / 2, min(y0, y1), (x0 + x1) / 2, max(y0, y1))
