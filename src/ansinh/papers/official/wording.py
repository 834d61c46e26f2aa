"""The set phrases of an official paper: number, place and date, "(Kèm theo ...)", lists of addressees."""

from __future__ import annotations

import re
from datetime import date

from ansinh.papers.official.language import Annex, Letterhead, OfficialPaper
from ansinh.papers.official.letters import FIRM_HYPHEN

#: What stands where something is not known yet.
DOTS = "……"
NBSP = "\u00a0"

_NUMBER = re.compile(r"^\s*(?:số\s*:?\s*)?(?P<number>\d+)?\s*/\s*(?P<symbol>\S+)\s*$", re.IGNORECASE)

#: Words that mean nothing without the number after them, and units that mean nothing before another line.
_BEFORE_NUMBER = r"ngày|tháng|năm|quý|số|Điều|điều|khoản|mục|Chương|chương|Phụ lục|phụ lục|Mẫu|mẫu|trang"
_UNITS = (
    r"%|‰|°C|m²|m³|m2|m3|km²|km2|km|ha|kg|tấn|tuổi|người|hộ|căn|xã|huyện|tháng"
    r"|nghìn|triệu|tỷ|đồng|giường|bác sĩ|lượt"
)
_GLUED = (
    (re.compile(rf"\b({_BEFORE_NUMBER}) (?=\d{{1,4}}(?![\d/-]|[.,]\d)|[IVXLC]+\b)"), rf"\1{NBSP}"),
    (re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w))"), NBSP),
    (re.compile(r"(?<=\d) ([-–]) (?=\d)"), rf"{NBSP}\1{NBSP}"),
)

_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def glue(text: str) -> str:
    """``text`` with no-break spaces where a line must not end: "ngày 20", "Điều 5", "35 tuổi", "2021 - 2025".

    Only spaces change; the words stay. Long numbers ("số 42-NQ/TW", "ngày 24/11/2023") are left alone: kept
    together with the word before them they would make the lines above too loose.
    """
    for pattern, replacement in _GLUED:
        text = pattern.sub(replacement, text)
    return text


def firm(text: str) -> str:
    """``text`` whose hyphens inside words end no line ("43-CTr/TU"); for titles, where nobody searches."""
    return _HYPHEN.sub(FIRM_HYPHEN, text)


def split_number(full: str | None) -> tuple[str | None, str | None]:
    """ "65 /KH-UBND" as ("65", "KH-UBND"); a part that is not there is ``None``.

    >>> split_number("/QĐ-UBND")
    (None, 'QĐ-UBND')
    """
    match = _NUMBER.match(full or "")
    if not match:
        return (full or None, None)
    return match["number"], match["symbol"]


def full_number(head: Letterhead) -> str:
    """Number and symbol, a number under 10 with its zero, dots for what is not known: "05/KH-UBND"."""
    number = head.number
    if number is None:
        printed = DOTS
    elif isinstance(number, int) or number.isdigit():
        printed = f"{int(number):02d}"
    else:
        printed = number
    if head.symbol is None and number is not None:
        return printed
    return f"{printed}/{head.symbol or DOTS}"


def number_line(head: Letterhead) -> str:
    return f"Số: {full_number(head)}"


def date_words(day: date | None, year: int | None = None) -> str:
    """ "ngày 05 tháng 02 năm 2024": days under 10, January and February have a zero, other months none."""
    if day is None:
        return f"ngày {DOTS} tháng {DOTS} năm {year or DOTS}"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def place_and_date(head: Letterhead) -> str:
    return f"{head.place or DOTS}, {date_words(head.issued_on, head.year)}"


def annex_reference(paper: OfficialPaper) -> str:
    """The line under an annex's title: of which paper, of what day and body it is part."""
    head = paper.head
    kind = (paper.kind or "Công văn").capitalize()
    issuer = one_line(head.issuer) if head.issuer else DOTS
    return f"(Kèm theo {kind} số {full_number(head)} {date_words(head.issued_on, head.year)} của {issuer})"


def annex_label(annex: Annex, index: int, count: int) -> str:
    """ "Phụ lục", with a Roman number where there are two or more; an annex's own label goes first."""
    if annex.label is not None:
        return annex.label
    return f"Phụ lục {roman(index + 1)}" if count > 1 else "Phụ lục"


def roman(number: int) -> str:
    """Roman numeral of a number from 1 to 39."""
    if not 1 <= number < 40:
        raise ValueError(f"no Roman numeral for {number}")
    numeral = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        numeral += letters * count
    return numeral


def listed(lines: tuple[str, ...]) -> list[str]:
    """Lines of a list of addressees: a dash before each, a semicolon after it, a full stop after the last."""
    bare = [line.strip().lstrip("-–").strip().rstrip(";.").rstrip() for line in lines]
    last = len(bare) - 1
    return [f"- {line}{'.' if index == last else ';'}" for index, line in enumerate(bare)]


def one_line(name: str) -> str:
    """A name whose forced breaks are spaces again."""
    return " ".join(name.split())
