"""From what day an amending document is in force, and which document it amends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from ansinh.domain.amendment_readings import AmendedDocument
from ansinh.domain.readings import DocumentHeader, Quote
from ansinh.papers.paper import Paper

from ..timeframes import safe_date
from ..wording import Span, quote, sentences

_DAY = r"(?P<d>\d{1,2})\s*(?:[/.\-]|\s+tháng\s+)\s*(?P<m>\d{1,2})\s*(?:[/.\-]|\s+năm\s+)\s*(?P<y>(?:19|20)\d{2})"
_FORCE = re.compile(
    rf"có\s+hiệu\s+lực(?:\s+thi\s+hành)?(?:\s+kể)?(?:\s+từ)?\s+(?:ngày\s+)?(?:(?P<signed>ký|ban\s+hành)(?!\w)|{_DAY})",
    re.IGNORECASE,
)
_AMENDING = re.compile(
    r"(?<!\w)(?:sửa\s+đổi|bổ\s+sung|điều\s+chỉnh|thay\s+thế|bãi\s+bỏ|hủy\s+bỏ|huỷ\s+bỏ|đính\s+chính)(?!\w)",
    re.IGNORECASE,
)
_SYMBOL = r"[A-ZĐƯ][A-ZĐƯa-zđư0-9]*(?:\s?[-–/.&]\s?[A-ZĐƯ][\wĐƯ]*)*"
_REFERENCE = re.compile(
    r"(?P<kind>(?i:Kế hoạch|Quyết định|Nghị quyết|Chỉ thị|Chương trình(?: hành động)?|Đề án|Dự án|Phương án))"
    rf"[^,;.“”\"\d]{{0,80}}?(?:(?i:số)\s*:?\s*)?(?P<number>\d[\d.]*)\s*(?P<sign>[-/])\s*(?P<symbol>{_SYMBOL})"
    rf"(?:,?\s*(?:(?i:ban hành)\s+)?(?i:ngày)\s+{_DAY})?"
)
#: The title, in the paper, is within its first so many characters; the first order soon after it.
_HEAD = 6000


def read_force(paper: Paper, issued_on: date | None) -> tuple[date | None, Quote | None]:
    """The day of force and the sentence that says it; nothing where no sentence does."""
    match = _FORCE.search(paper.text)
    if match is None:
        return None, None
    words = _sentence_at(paper, match.start())
    if match["signed"]:
        return issued_on, words
    return safe_date(int(match["y"]), int(match["m"]), int(match["d"])), words


def find_amended(paper: Paper, header: DocumentHeader) -> tuple[AmendedDocument, ...]:
    """The documents that the paper says it amends, in the order in which it names them; empty if it amends none.

    Its title must speak of amending; the number may stand in the title or in the first sentence that orders something.
    """
    title = header.title or ""
    if not _AMENDING.search(title):
        return ()
    found: dict[str, AmendedDocument] = {}
    for span in _sentences_of_amending(paper):
        verb = _AMENDING.search(paper.text, span.start, span.end)
        if verb is None:
            continue
        for match in _REFERENCE.finditer(paper.text, verb.end(), span.end):
            one = _amended(paper, match)
            if one.number != header.number:
                found.setdefault(one.number, one)
    return tuple(found.values())


def _sentences_of_amending(paper: Paper) -> Iterator[Span]:
    """Paragraphs near the head that speak of amending: the title, the first order; grounds ("Căn cứ …") are none."""
    for block in paper.blocks:
        if block.start > _HEAD:
            return
        words = paper.words(block)
        if not re.match(r"\W*(?:căn cứ|xét|theo đề nghị|theo)\b", words, re.IGNORECASE):
            yield Span(block.start, block.end)


def _amended(paper: Paper, match: re.Match[str]) -> AmendedDocument:
    symbol = re.sub(r"\s+", "", match["symbol"])
    issued_on = safe_date(int(match["y"]), int(match["m"]), int(match["d"])) if match["y"] else None
    return AmendedDocument(
        f"{match['number']}{match['sign']}{symbol}", issued_on, quote(paper, match.start(), match.end())
    )


def _sentence_at(paper: Paper, offset: int) -> Quote:
    block = next(block for block in paper.blocks if block.start <= offset < block.end)
    span = next(s for s in sentences(paper.text, block.start, block.end) if s.end > offset)
    return quote(paper, span.start, span.end)
