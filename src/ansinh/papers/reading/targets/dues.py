"""By which year the clauses of one sentence are due.

In this order: a year inside the clause itself (behind the number before ahead of it); the year that opens the
sentence; the year of a later clause that shares this one's subject ("đạt 90% ở tuyến tỉnh; 75% ở tuyến huyện vào
năm 2025"); the year that opened the paragraph; the headings' year; last, any earlier year of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .clauses import Clause
from .years import Sense, YearMention

_OPENING = re.compile(
    r"\W*(?:(?:chỉ|mục)\s+tiêu\s+\d+\s*:\s*)?(?:phấn\s+đấu\s+|(?:đặt\s+)?mục\s+tiêu\s+|trong\s+|từ\s+|đến\s+|tới\s+|vào\s+|hết\s+|cuối\s+|giai\s+đoạn\s+|và\s+|"
    r"trước\s+)*(?:năm\s+|giai\s+đoạn\s+)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Dues:
    """The years of a sentence and of what it stands in."""

    mentions: tuple[YearMention, ...]
    opening: int | None  # of this sentence
    paragraph: int | None  # the latest opening of its paragraph
    section: int | None

    def own(self, at: int, start: int, end: int) -> int | None:
        """The year inside ``start`` to ``end`` that belongs to what stands at ``at``."""
        inside = [y for y in self.mentions if y.sense is Sense.DUE and start <= y.start < end]
        later = [y for y in inside if y.start >= at]
        earlier = [y for y in inside if y.start < at]
        if later and earlier and not later[0].explicit and earlier[-1].explicit:
            return earlier[-1].year
        if later:
            return later[0].year
        return earlier[-1].year if earlier else None

    def of(self, clause: Clause, sharing: Sequence[Clause]) -> int | None:
        """The due year of a clause; ``sharing`` are the later clauses that share its subject."""
        year = self.own(clause.quantity.start, clause.start, clause.end)
        if year is not None:
            return year
        if self.opening is not None:
            return self.opening
        for later in sharing:
            year = self.own(later.quantity.start, later.start, later.end)
            if year is not None:
                return year
        return self.around(clause.start)

    def of_span(self, start: int, end: int) -> int | None:
        """The due year of words without a number."""
        return self.own(start, start, end) or self.opening or self.around(start)

    def around(self, start: int) -> int | None:
        if self.paragraph is not None:
            return self.paragraph
        if self.section is not None:
            return self.section
        earlier = [y for y in self.mentions if y.sense is Sense.DUE and y.start < start]
        return earlier[-1].year if earlier else None


def opening_year(text: str, begin: int, mentions: Sequence[YearMention]) -> int | None:
    """The due year with which a sentence opens: "Đến năm 2030, …"."""
    for mention in mentions:
        if mention.sense is Sense.DUE and _OPENING.match(text[begin : mention.start]):
            return mention.year
    return None


def opens_in_the_past(text: str, begin: int, mentions: Sequence[YearMention], issued: int | None) -> bool:
    """Whether a sentence tells of a year before the document's own: "Năm 2018, tốc độ tăng trưởng đạt 13%"."""
    if issued is None:
        return False
    first = next((mention for mention in mentions if mention.sense is not Sense.NAME), None)
    told = first is not None and first.year < issued and _OPENING.match(text[begin : first.start]) is not None
    return told and text[first.end : first.end + 2].lstrip().startswith(",") if first is not None else False
