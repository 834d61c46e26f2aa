"""Words of a page → lines; page furniture out; the two columns of head and foot apart.

Measures are points, as in `pdf_page`; thresholds are in units of the letters' size where possible.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, median_high

from ansinh.domain.vietnamese import search_key
from ansinh.papers.intake.joining import glue, is_capitals
from ansinh.papers.intake.pdf_page import PdfPage, Word
from ansinh.papers.intake.words import is_wordless, note_mark, superscript

_SAME_BASELINE = 0.3
_SMALL = 0.78  # of the line's size: superscripts and footnote marks
_HEAD_LINES = 4  # above the national name: the superior body at the left
_HEAD_SPACING = 4.5  # of the size, between lines of the head
_LEFTMOST_SPLIT = 0.25  # of the page's width
_SPLIT_REACH = 70.0  # points: how far the gap of one line may lie from the others'
_NOTE_RULE, _WIDEST_RULE = 0.45, 0.95  # of the page's width: a rule over notes, over the rest of a note
_HIGHEST_NOTE = 0.35  # of the page's height
_BODY_SHARE = 0.15  # of the letters
_NOTE_SIZE = 0.93  # of the running text's size
_MAX_RAISED, _RAISED_LENGTH = 12, 4  # words raised on one line; signs in one raised word
_MARGIN_ZONE = 0.13  # of the page's height, at top and bottom
_EDGE_LINES = 3
_PAGE_NUMBER = re.compile(
    r"(?:[-–—.\s]*(?:trang|page)?\s*\d{1,4}(?:\s*(?:/|of|\|)\s*\d{1,4})?[-–—.\s]*)|\d{1,4}\s*\|\s*(?:page|trang)",
    re.IGNORECASE,
)
_GAZETTE = re.compile(r"\d*\s*CÔNG BÁO/Số\s.{1,60}", re.IGNORECASE)
_SIGNED_BY = re.compile(r"(?:Ký bởi|Người ký|Email|Cơ quan|Thời gian ký|Ngày ký|Chức vụ)\s*:", re.IGNORECASE)
_SIGNED_AT = re.compile(r"(?:Thời gian ký|Ngày ký|Email)\s*:", re.IGNORECASE)
_PRINT_STAMP = re.compile(r"\S+[-_ ]\d{1,2}/\d{1,2}/\d{4}[ _-]\d{1,2}:\d{2}(?::\d{2})?.*")
_UNIT = re.compile(r"(?:^|[\d/])(?:m|km|cm|dm|mm|hm)$", re.IGNORECASE)
_DATE_LINE = re.compile(r"ngày.{0,12}tháng.{0,12}năm", re.IGNORECASE)


@dataclass(slots=True)
class Line:
    words: list[Word]
    page: int

    @property
    def x0(self) -> float:
        return min(word.x0 for word in self.words)

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def y(self) -> float:
        size = self.size
        return median(word.y for word in self.words if word.size >= _SMALL * size)

    @property
    def size(self) -> float:
        return median_high(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words if not is_wordless(word.text))

    @property
    def italic(self) -> bool:
        return all(word.italic for word in self.words if not is_wordless(word.text))

    @property
    def text(self) -> str:
        """The words, raised digits as superscripts, raised numbers after a word as footnote marks."""
        pieces: list[str] = []
        for index, word in enumerate(self.words):
            if index > 0 and _is_raised(word, self.words[index - 1]):
                pieces.append(_raised_text(word, self.words[index - 1]))
            else:
                pieces.append((" " if pieces else "") + word.text)
        return "".join(pieces)

    @property
    def first_width(self) -> float:
        """Width of the first word: what would have had to fit on the line before."""
        return self.words[0].x1 - self.words[0].x0

    def widest_gap(self) -> tuple[float, float, float]:
        """The widest gap between neighbouring words: its width, left end and right end."""
        best = (0.0, self.x0, self.x0)
        reach = self.words[0].x1
        for word in self.words[1:]:
            if word.x0 - reach > best[0]:
                best = (word.x0 - reach, reach, word.x0)
            reach = max(reach, word.x1)
        return best


def _is_raised(word: Word, before: Word) -> bool:
    return (
        word.size < _SMALL * before.size
        and before.y - 0.75 * before.size < word.y < before.y - 0.08 * before.size
        and word.x0 - before.x1 < 0.5 * before.size
        and len(word.text) <= _RAISED_LENGTH
    )


def _raised_text(word: Word, before: Word) -> str:
    digits = word.text.strip("()[]")
    if digits.isdigit() and _UNIT.search(before.text):
        return superscript(digits)
    return note_mark(digits) if digits.isdigit() or not digits.strip("*") else superscript(word.text)


def lines_of(words: Iterable[Word], page: int) -> list[Line]:
    """Lines from top to bottom, words from left to right; raised words go with the line they stand on."""
    groups = _by_baseline(sorted(words, key=lambda word: (word.y, word.x0)))
    lines: list[list[Word]] = []
    for index, group in enumerate(groups):
        host = next((other for other in groups[index + 1 : index + 4] if _stand_on(group, other)), None)
        if host is None:
            lines.append(group)
        else:
            host.extend(group)
    found = [Line(sorted(line, key=lambda word: word.x0), page) for line in lines]
    return sorted(found, key=lambda line: line.y)


def _by_baseline(words: list[Word]) -> list[list[Word]]:
    lines: list[list[Word]] = []
    for word in words:
        if lines and _same_baseline(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    return lines


def _same_baseline(line: list[Word], word: Word) -> bool:
    first, last = line[0], line[-1]
    reach = _SAME_BASELINE * min(max(word.size, last.size), 2 * word.size)
    return word.y - last.y <= reach and word.y - first.y <= 2 * reach


def _stand_on(group: list[Word], host: list[Word]) -> bool:
    """True if every word of the group is small, short, raised over the other line and beside one of its words."""
    return len(group) <= _MAX_RAISED and all(any(_raised_at(word, other) for other in host) for word in group)


def _raised_at(word: Word, other: Word) -> bool:
    beside = (
        -0.4 * other.size < word.x0 - other.x1 < 0.5 * other.size
        or -0.1 * other.size < other.x0 - word.x1 < 0.8 * other.size
    )
    raised = other.y - 0.75 * other.size < word.y < other.y - 0.08 * other.size
    return beside and raised and word.size < _SMALL * other.size and len(word.text) <= _RAISED_LENGTH


def without_furniture(pages: Sequence[list[Line]], sheets: Sequence[PdfPage]) -> list[list[Line]]:
    """Lines of each page without page numbers, running heads and feet, and stamps of digital signing."""
    repeated = _repeated_keys(pages, sheets)
    kept: list[list[Line]] = []
    for lines, sheet in zip(pages, sheets, strict=True):
        edges = _edge_lines(lines, sheet)
        signing = _signing_stamp(lines)
        kept.append(
            [
                line
                for line in lines
                if id(line) not in signing
                and not _PRINT_STAMP.fullmatch(line.text)
                and not (id(line) in edges and (_is_furniture(line) or _key(line) in repeated))
            ]
        )
    return kept


def _edge_lines(lines: list[Line], sheet: PdfPage) -> set[int]:
    edges: set[int] = set()
    for line in [*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]]:
        if line.y < _MARGIN_ZONE * sheet.height or line.y > (1 - _MARGIN_ZONE) * sheet.height:
            edges.add(id(line))
    return edges


def _is_furniture(line: Line) -> bool:
    text = line.text.strip()
    return _PAGE_NUMBER.fullmatch(text) is not None or _GAZETTE.fullmatch(text) is not None


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", search_key(line.text)) + f"@{round(line.y / 12)}"


def _repeated_keys(pages: Sequence[list[Line]], sheets: Sequence[PdfPage]) -> set[str]:
    """Keys of edge lines that come back on a third of the pages, three at least."""
    seen: Counter[str] = Counter()
    for lines, sheet in zip(pages, sheets, strict=True):
        edges = _edge_lines(lines, sheet)
        seen.update({_key(line) for line in lines if id(line) in edges})
    enough = max(3, len(pages) // 3)
    return {key for key, count in seen.items() if count >= enough}


def _signing_stamp(lines: list[Line]) -> set[int]:
    stamps = [line for line in lines if _SIGNED_BY.match(line.text.strip())]
    if any(_SIGNED_AT.match(line.text.strip()) for line in stamps):
        return {id(line) for line in stamps}
    return set()


# ---------------------------------------------------------------------------------------------------------
# Head and foot: two columns of words side by side


@dataclass(slots=True)
class Columns:
    """Lines of a two-column part, each column from top to bottom."""

    left: list[Line]
    right: list[Line]


def split_columns(lines: list[Line], sheet: PdfPage) -> list[Line | Columns]:
    """Lines of a page with every head and foot in two columns taken together."""
    parts: list[Line | Columns] = []
    index = 0
    while index < len(lines):
        found = _head_at(lines, index, sheet) or _foot_at(lines, index, sheet)
        if found is None:
            parts.append(lines[index])
            index += 1
            continue
        columns, index = found
        while parts and _belongs_above(parts[-1], columns):
            parts.pop()
        parts.append(columns)
    return parts


def _head_at(lines: list[Line], index: int, sheet: PdfPage) -> tuple[Columns, int] | None:
    """The document's head, if it begins here: issuer at the left, national name at the right."""
    for name_at in range(index, min(index + _HEAD_LINES, len(lines))):
        split = _start_of_national_name(lines[name_at])
        if split is not None:
            break
    else:
        return None
    if split < _LEFTMOST_SPLIT * sheet.width:
        return None
    end = name_at + 1
    while end < len(lines) and _in_head(lines[end], lines[end - 1], split, sheet):
        end += 1
    left: list[Line] = []
    right: list[Line] = []
    for line in lines[index:end]:
        _deal(line, split, left, right)
    return (Columns(left, right), end) if right else None


def _start_of_national_name(line: Line) -> float | None:
    """Where the national name begins; it is printed in capitals, in running text the same words are not."""
    for index, word in enumerate(line.words):
        name = line.words[index : index + 5]
        key = search_key(" ".join(other.text for other in name))
        if key.startswith(("cong hoa xa hoi", "dang cong san viet nam")) and all(w.text.isupper() for w in name[:4]):
            return word.x0 - 1
    return None


def _in_head(line: Line, before: Line, split: float, sheet: PdfPage) -> bool:
    if line.y - before.y > _HEAD_SPACING * line.size:
        return False
    if line.x1 < split:
        return True
    centred = abs((line.x0 + line.x1) / 2 - sheet.width / 2) < 0.04 * sheet.width
    if _DATE_LINE.search(line.text):
        return True
    if line.x0 > split:
        return not centred
    return _gap_near(line, split) is not None


def _gap_near(line: Line, split: float) -> float | None:
    """The middle of a gap between words near x = ``split``, wide enough to part two columns."""
    reach = line.words[0].x1
    best: tuple[float, float] | None = None
    for word in line.words[1:]:
        gap = word.x0 - reach
        middle = (word.x0 + reach) / 2
        if gap > 0.8 * line.size and abs(middle - split) < _SPLIT_REACH and (best is None or gap > best[0]):
            best = (gap, middle)
        reach = max(reach, word.x1)
    return best[1] if best is not None else None


def _deal(line: Line, split: float, left: list[Line], right: list[Line]) -> None:
    """Put the line, or its two halves, into the columns."""
    if line.x1 <= split:
        left.append(line)
        return
    own = _start_of_national_name(line)
    cut = own if own is not None else _gap_near(line, split)
    if cut is None:
        (left if (line.x0 + line.x1) / 2 < split else right).append(line)
        return
    halves = [word for word in line.words if word.x1 <= cut + 1], [word for word in line.words if word.x1 > cut + 1]
    for words, column in zip(halves, (left, right), strict=True):
        if words:
            column.append(Line(words, line.page))


def _foot_at(lines: list[Line], index: int, sheet: PdfPage) -> tuple[Columns, int] | None:
    """The document's foot, if it begins here: recipients at the left, the signer at the right."""
    if not _begins_recipients(lines[index], sheet):
        return None
    rest = lines[index:]
    split = _gutter(rest, sheet)
    if split is None:
        return None
    end = index
    while end < len(lines) and not _crosses(lines[end], split):
        end += 1
    return _columns(lines[index:end], split, sheet.number), end


def _begins_recipients(line: Line, sheet: PdfPage) -> bool:
    """True for the line "Nơi nhận:"; on a scan also where only its first letters were misread (and mended then)."""
    first, second = line.words[0], line.words[min(1, len(line.words) - 1)]
    key = search_key(f"{first.text} {second.text}")
    if key == "noi nhan" or search_key(line.text).startswith("noi nhan"):
        return True
    misread = sheet.recognised and len(line.words) > 1 and re.fullmatch(r"[a-z]{2,4} nhan", key) is not None
    if misread and second.text.endswith(":") and line.y > sheet.height * 0.15:
        first.text, second.text = "Nơi", "nhận:"
        return True
    return False


def _belongs_above(part: Line | Columns, columns: Columns) -> bool:
    """Pull in a signer's line that stands a little higher than "Nơi nhận:" (its own baseline)."""
    if isinstance(part, Columns) or not columns.right or not columns.left:
        return False
    left_edge = max(line.x1 for line in columns.left)
    first = min([*columns.left, *columns.right], key=lambda line: line.y)
    if part.x0 <= left_edge or first.y - part.y > 2.2 * part.size or not is_capitals(part.text):
        return False
    columns.right.insert(0, part)
    return True


def _gutter(lines: list[Line], sheet: PdfPage) -> float | None:
    """An upright strip in the middle of the page that no word of these lines touches."""
    usable: list[Line] = []
    left, right = 0.28 * sheet.width, 0.72 * sheet.width
    for line in lines:
        width, gap_left, gap_right = line.widest_gap()
        new_left, new_right = left, right
        if line.x1 < right and line.x1 <= 0.62 * sheet.width and line.x0 < 0.4 * sheet.width:
            new_left = max(left, line.x1)
        elif line.x0 > left and line.x0 >= 0.38 * sheet.width:
            new_right = min(right, line.x0)
        elif width > 1.2 * line.size:
            new_left, new_right = max(left, gap_left), min(right, gap_right)
        else:
            break
        if new_right - new_left < 4:
            break
        left, right = new_left, new_right
        usable.append(line)
    has_right = any(line.x1 > right for line in usable)
    return (left + right) / 2 if usable and has_right else None


def _crosses(line: Line, split: float) -> bool:
    return any(word.x0 < split < word.x1 for word in line.words) or (
        line.x0 < split < line.x1 and line.widest_gap()[0] < line.size and _gap_at(line, split) < line.size
    )


def _gap_at(line: Line, split: float) -> float:
    left = max((word.x1 for word in line.words if word.x1 <= split), default=line.x0)
    right = min((word.x0 for word in line.words if word.x0 >= split), default=line.x1)
    return right - left


def _columns(lines: list[Line], split: float, page: int) -> Columns:
    words = [word for line in lines for word in line.words]
    left = [word for word in words if (word.x0 + word.x1) / 2 < split]
    right = [word for word in words if (word.x0 + word.x1) / 2 >= split]
    return Columns(lines_of(left, page), lines_of(right, page))


# ---------------------------------------------------------------------------------------------------------
# Footnotes


def take_footnotes(
    lines: list[Line], sheet: PdfPage, body: float, open_mark: str | None
) -> tuple[list[Line], dict[str, str]]:
    """The running lines, and the footnotes at the page's foot by their mark.

    Footnotes stand under a rule or are set smaller than the text, and begin with a raised number; under a rule
    the first may be the rest of ``open_mark``, the last note of the page before.
    """
    first = next(
        (index for index, line in enumerate(lines) if _begins_notes(lines[index:], sheet, body, open_mark)), None
    )
    if first is None:
        return lines, {}
    notes: dict[str, str] = {}
    mark = open_mark or ""
    for line in lines[first:]:
        begun = _note_number(line)
        words = line
        if begun is not None:
            mark = begun
            words = Line(line.words[1:], line.page) if len(line.words) > 1 else line
        text = words.text if begun is None or len(line.words) > 1 else ""
        notes[mark] = glue(notes.get(mark, ""), text)
    return lines[:first], notes


def _begins_notes(rest: list[Line], sheet: PdfPage, body: float, open_mark: str | None) -> bool:
    if any(line.size > _NOTE_SIZE * body for line in rest):
        return False
    if _note_number(rest[0]) is None:
        return open_mark is not None and _has_rule_above(rest[0], sheet, _WIDEST_RULE)
    if rest[0].y < sheet.height * _HIGHEST_NOTE:
        return False
    raised = rest[0].words[0].size < _SMALL * rest[0].size
    return raised or _has_rule_above(rest[0], sheet, _NOTE_RULE)


def _note_number(line: Line) -> str | None:
    text = line.words[0].text.strip("()[].")
    return text if len(text) <= 3 and (text.isdigit() or (text and not text.strip("*"))) else None


def _has_rule_above(line: Line, sheet: PdfPage, widest: float) -> bool:
    return any(
        rule.y0 == rule.y1
        and 0.1 * sheet.width < rule.x1 - rule.x0 < widest * sheet.width
        and 0 < line.y - rule.y0 < 3 * line.size
        for rule in sheet.rules
    )


def body_size(pages: Sequence[Sequence[Line]]) -> float:
    """The size of the running text: the largest that a good part of the letters has (footnotes may outnumber it)."""
    weights: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            weights[round(line.size * 2) / 2] += sum(len(word.text) for word in line.words)
    enough = _BODY_SHARE * sum(weights.values())
    return max((size for size, letters in weights.items() if letters >= enough), default=12.0)
