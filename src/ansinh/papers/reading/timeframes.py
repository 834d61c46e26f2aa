"""Time frames of tasks, normalised: open, recurring, a year, years, a last day, or none.

``due_on`` is the last day on which the work is still in time: "trước ngày 01/01/2030" is 31/12/2029, a month or a
quarter is its last day. What cannot be turned into a date ("Sau khi Luật được thông qua") keeps its words
and is of kind none. No year is ever supplied from outside the words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from ansinh.domain.readings import Timeframe, TimeframeKind
from ansinh.domain.vietnamese import squeeze

from .labels import roman_to_int
from .wording import Span

_YEAR = r"(?:19|20)\d{2}"
_RECURRING = re.compile(
    r"thường\s+xuyên|(?:hằng|hàng|mỗi)\s+(?:năm|quý|tháng|tuần|ngày)|định\s+kỳ|liên\s+tục|từng\s+năm|theo\s+(?:quý|tháng|năm)\b"
    r"|\d+\s*tháng/lần|\d+\s*lần/(?:năm|quý|tháng)|(?:tháng|quý|năm)/lần",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"(?:và|,)?\s*(?:các|những)\s+năm\s+(?:tiếp\s+theo|sau|tiếp|kế\s+tiếp|về\s+sau)|trở\s+đi|về\s+sau|và\s+các\s+năm\s+tới",
    re.IGNORECASE,
)
_SINCE = re.compile(r"từ (?:ngày|tháng|quý|năm)(?!.*(?:đến|tới|-|–))", re.IGNORECASE)
_DAY = re.compile(
    rf"(?P<d>\d{{1,2}})\s*(?:[/.\-]|\s+tháng\s+)\s*(?P<m>\d{{1,2}})\s*(?:[/.\-]|\s+năm\s+|,\s*năm\s+)\s*(?P<y>{_YEAR})(?!\d)",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    rf"quý\s*(?P<q>[IVX1-4]+)(?:\s*(?:,|và|-|–|đến|/|;)\s*(?:quý\s*)?(?P<q2>[IV]+|[1-4](?![\d/])))*\s*(?:[/.\-,]|năm|\s)\s*(?:năm\s*)?(?P<y>{_YEAR})",
    re.IGNORECASE,
)
_MONTH = re.compile(
    rf"(?:tháng\s*|T\.?\s*|(?<![\d/.]))(?P<m>0?[1-9]|1[0-2])\s*(?:[/.\-]|\s+năm\s+|,\s*năm\s+)\s*(?P<y>{_YEAR})(?!\d)",
    re.IGNORECASE,
)
_HALF = re.compile(rf"6\s+tháng\s+(?P<half>đầu|cuối)\s+(?:của\s+)?năm\s+(?P<y>{_YEAR})", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?<![\d/])(?P<a>{_YEAR})\s*(?:-|–|—|÷|đến(?:\s+hết)?(?:\s+năm)?|tới(?:\s+năm)?|,|;|và|&)\s*(?:hết\s+)?(?:năm\s+)?(?P<b>{_YEAR})(?!\d)",
    re.IGNORECASE,
)
_ONE_YEAR = re.compile(rf"(?<![\d/.\-])(?P<y>{_YEAR})(?![\d/])")
_ANY_YEAR = re.compile(rf"(?<!\d)(?P<y>{_YEAR})(?!\d)")
_BEFORE = re.compile(r"trước(?!\s+mắt)(?:\s+(?:ngày|tháng|năm|quý|thời\s+hạn|hạn))?\s*$", re.IGNORECASE)
_UNTIL = re.compile(r"(?:đến|tới)(?:\s+hết)?(?:\s+năm)?\s*$|hết(?:\s+năm)?\s*$", re.IGNORECASE)
_EMPTY = re.compile(r"^[\s\-–—.…_/]*$")
_VISION = re.compile(r"[,;]?\s*(?:tầm\s+nhìn|định\s+hướng)\s.*$", re.IGNORECASE)

#: A time frame is said in its first words; what is longer is a cell that holds something else.
_LOOKED_AT = 400

NO_TIMEFRAME = Timeframe(None, TimeframeKind.NONE)


def read_timeframe(words: str | None) -> Timeframe:
    """The time frame that the words of a field or a column give; without words, of kind none."""
    if words is None or _EMPTY.match(words):
        return NO_TIMEFRAME
    raw = squeeze(words).strip(" .;,")
    if not raw:
        return NO_TIMEFRAME
    looked_at = raw[:_LOOKED_AT]
    bare = _VISION.sub("", looked_at) or looked_at
    for reader in (_open, _recurring, _dated, _of_years):
        found = reader(looked_at, bare)
        if found is not None:
            return replace(found, raw=raw)
    return Timeframe(raw, TimeframeKind.NONE)


def looks_like_timeframe(words: str) -> bool:
    """Whether a cell of a table holds a time frame and little else."""
    if len(words) > 120:
        return False
    kind = read_timeframe(words).kind
    return kind is not TimeframeKind.NONE and (
        len(words) <= 60 or bool(re.match(r"(?i)hoàn thành|trước|trong|năm|quý|tháng|thường", words))
    )


def _open(raw: str, bare: str) -> Timeframe | None:
    if not _OPEN.search(raw) and not _SINCE.match(raw):
        return None
    years = [int(m["y"]) for m in _ANY_YEAR.finditer(bare)]
    return Timeframe(raw, TimeframeKind.OPEN, start_year=min(years, default=None))


def _recurring(raw: str, bare: str) -> Timeframe | None:
    if not _RECURRING.search(raw) or _DAY.search(raw):
        return None
    years = [int(m["y"]) for m in _ANY_YEAR.finditer(bare)]
    start = min(years, default=None)
    end = max(years) if len(years) > 1 else None
    return Timeframe(raw, TimeframeKind.RECURRING, start_year=start, end_year=end)


def _dated(raw: str, bare: str) -> Timeframe | None:
    """A last day, from the last date, month, quarter or half of a year that the words name."""
    last = _last_deadline(raw)
    if last is None:
        return None
    later = [int(m["y"]) for m in _ONE_YEAR.finditer(bare, last.end) if int(m["y"]) > last.due_on.year]
    if later:  # "Quý IV/2026, 2027": work over several years
        return Timeframe(raw, TimeframeKind.YEARS, start_year=last.due_on.year, end_year=max(later))
    return Timeframe(raw, TimeframeKind.DATE, end_year=last.due_on.year, due_on=last.due_on)


def _of_years(raw: str, bare: str) -> Timeframe | None:
    span = _RANGE.search(bare)
    if span is not None:
        years = [int(span["a"]), int(span["b"]), *(int(m["y"]) for m in _ONE_YEAR.finditer(bare, span.end()))]
        return Timeframe(raw, TimeframeKind.YEARS, start_year=min(years), end_year=max(years))
    match = _ONE_YEAR.search(bare)
    if match is None:
        return None
    year = int(match["y"])
    before = bare[: match.start()]
    if _BEFORE.search(before):
        return Timeframe(raw, TimeframeKind.YEAR, end_year=year - 1)
    start = None if _UNTIL.search(before) else year
    return Timeframe(raw, TimeframeKind.YEAR, start_year=start, end_year=year)


@dataclass(frozen=True, slots=True)
class _Deadline:
    due_on: date
    end: int


def _last_deadline(words: str) -> _Deadline | None:
    """The latest day among the dates, months, quarters and halves of a year in the words."""
    found: list[_Deadline] = []
    taken: list[Span] = []
    for pattern, reader in ((_DAY, _of_day), (_HALF, _of_half), (_QUARTER, _of_quarter), (_MONTH, _of_month)):
        for match in pattern.finditer(words):
            if any(span.start < match.end() and match.start() < span.end for span in taken):
                continue
            bounds = reader(match)
            if bounds is None:
                continue
            taken.append(Span(match.start(), match.end()))
            first, last = bounds
            before = _BEFORE.search(words[: match.start()]) and not words[: match.start()].rstrip().lower().endswith(
                "và trước"
            )
            found.append(_Deadline(first - timedelta(days=1) if before else last, match.end()))
    return max(found, key=lambda d: d.due_on, default=None)


def _of_day(match: re.Match[str]) -> tuple[date, date] | None:
    day = safe_date(int(match["y"]), int(match["m"]), int(match["d"]))
    return None if day is None else (day, day)


def _of_month(match: re.Match[str]) -> tuple[date, date] | None:
    return _months(int(match["y"]), int(match["m"]), int(match["m"]))


def _of_half(match: re.Match[str]) -> tuple[date, date] | None:
    return _months(int(match["y"]), 1, 6) if match["half"].lower() == "đầu" else _months(int(match["y"]), 7, 12)


def _of_quarter(match: re.Match[str]) -> tuple[date, date] | None:
    first = _quarter(match["q"])
    last = _quarter(match["q2"]) if match["q2"] else first
    if first is None or last is None:
        return None
    return _months(int(match["y"]), 3 * first - 2, 3 * max(first, last))


def _quarter(text: str) -> int | None:
    value = int(text) if text.isdigit() else roman_to_int(text.upper())
    return value if value is not None and 1 <= value <= 4 else None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    after = date(year + last // 12, last % 12 + 1, 1)
    return date(year, first, 1), after - timedelta(days=1)


def safe_date(year: int, month: int, day: int) -> date | None:
    """The date, or ``None`` where the calendar has no such day (a slip of the typist or of OCR)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


# --- in prose ---------------------------------------------------------------------------------------------

_POINT = (
    rf"(?:ngày\s+)?\d{{1,2}}\s*(?:[/.\-]|\s+tháng\s+)\s*\d{{1,2}}\s*(?:[/.\-]|\s+năm\s+)\s*{_YEAR}(?!\d)"
    rf"|quý\s+[IV1-4]+(?:\s*(?:,|và|-|–)\s*(?:quý\s+)?[IV1-4]+)?\s*(?:/|-|\s+năm\s+|\s+)\s*{_YEAR}"
    rf"|tháng\s+\d{{1,2}}\s*(?:[/.\-]|\s+năm\s+)\s*{_YEAR}"
    rf"|6\s+tháng\s+(?:đầu|cuối)\s+năm\s+{_YEAR}"
    rf"|năm\s+{_YEAR}(?:\s*[-–]\s*{_YEAR})?"
    rf"|{_YEAR}(?!\d)"
    rf"|\d{{1,2}}\s*/\s*{_YEAR}(?!\d)"
)
#: In prose a date is a time frame only behind a word that makes it one; others are dates of cited papers.
_IN_PROSE = re.compile(
    rf"(?P<phrase>(?:(?:phải\s+)?(?:hoàn\s+thành|xong)\s+)?(?:trước|trong|chậm\s+nhất(?:\s+là)?(?:\s+(?:vào|đến|trong|trước))?|vào|xong|"
    rf"muộn\s+nhất(?:\s+là)?(?:\s+vào)?|hoàn\s+thành(?:\s+vào)?|(?:hoàn\s+thành\s+|xong\s+|đến\s+)hết)\s*:?\s+(?:{_POINT}))",
    re.IGNORECASE,
)
_CYCLE = re.compile(
    r"(?:^|[.;,(]\s*)(?P<phrase>(?:định\s+kỳ\s+)?(?:hằng|hàng)\s+(?:năm|quý|tháng)|thường\s+xuyên(?=\s*[,.;)]|\s+(?:theo|rà|tổ|kiểm|cập|tuyên|đôn|phối|thực|chỉ|tăng|nắm|quan|hướng|đánh)))",
    re.IGNORECASE,
)
_ROLLING = re.compile(r"(?P<phrase>(?:định\s+kỳ\s+)?(?:hằng|hàng)\s+(?:năm|quý|tháng))", re.IGNORECASE)


def find_timeframe(text: str, start: int, end: int) -> Timeframe:
    """The time frame of a task told in prose between the offsets; of kind none where the prose gives none."""
    best: Timeframe | None = None
    for match in _IN_PROSE.finditer(text, start, end):
        frame = read_timeframe(match["phrase"])
        if frame.kind is TimeframeKind.NONE:
            continue
        if best is None or (best.kind is TimeframeKind.YEAR and frame.kind is TimeframeKind.DATE):
            best = frame
    if best is not None:
        return best
    cycle = _CYCLE.search(text, start, min(end, start + 400)) or _ROLLING.match(text, start, end)
    return read_timeframe(cycle["phrase"]) if cycle is not None else NO_TIMEFRAME
