"""Paragraphs that end with a colon rule the list below them: that targets follow, by when, and of what."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ansinh.papers.paper import Block, Paper

from ..labels import LabelKind, read_label
from .names import without_years
from .sections import Place, SectionKind, kind_of_lead
from .words import STRONG_HEADS
from .years import Sense, find_years

_BULLET_RANKS = {"-": 2, "–": 2, "—": 2, "+": 3, "*": 4, "•": 4, "●": 4}


@dataclass(frozen=True, slots=True)
class _Lead:
    code: str
    rank: int
    kind: SectionKind
    year: int | None
    subject: str


class Leads:
    """The paragraphs that rule the block in hand; fed with the blocks in their order."""

    def __init__(self, paper: Paper) -> None:
        self._paper = paper
        self._open: list[_Lead] = []

    def place_for(self, block: Block, place: Place) -> tuple[Place, str]:
        """The place of a block as its leads change it, and the subject that they give it."""
        rank = _rank(self._paper.words(block))
        self._open = [lead for lead in self._open if _rules(lead, rank, place.code)]
        kind, year, subject = place.kind, place.year, ""
        for lead in self._open:
            kind = lead.kind if lead.kind is not SectionKind.PLAIN else kind
            year = lead.year if lead.year is not None else year
            subject = lead.subject or subject
        general = place.general and kind is place.kind and not self._open
        return replace(place, kind=kind, year=year, general=general), subject

    def note(self, block: Block, place: Place, issued: int | None) -> None:
        """Remember a block that rules those after it."""
        words = self._paper.words(block).rstrip()
        year = _year_heading(words, issued)
        if year is not None:
            self._open.append(_Lead(place.code, _rank(words), SectionKind.PLAIN, year, ""))
        if year is not None or not words.endswith((":", "sau")):
            return
        last = words[max(words.rfind(". "), words.rfind("Mục tiêu"), words.rfind("Chỉ tiêu"), 0) :]
        due = [y.year for y in find_years(last, not_before=issued) if y.sense is Sense.DUE]
        kind = SectionKind.PLAIN if place.normative else kind_of_lead(last)
        lead = _Lead(place.code, _rank(words), kind, due[-1] if due else None, _subject(words))
        if lead.kind is not SectionKind.PLAIN or lead.year is not None or lead.subject:
            self._open.append(lead)


_YEAR_WORDS = 9


def _year_heading(words: str, issued: int | None) -> int | None:
    """The year of a block that says nothing else: "- Giai đoạn 2025 - 2027", "+ Đến năm 2030:"."""
    label = read_label(words)
    said = words[label.length if label else 0 :].strip(" :.;")
    if len(said.split()) > _YEAR_WORDS or without_years(said).strip(" :.-–"):
        return None
    return next((y.year for y in find_years(said, not_before=issued) if y.sense is Sense.DUE), None)


def _rules(lead: _Lead, rank: int, code: str) -> bool:
    if rank <= lead.rank and code == lead.code:
        return False
    return code == lead.code or code.startswith(f"{lead.code}.") or (lead.code == "" and rank > lead.rank)


def _subject(words: str) -> str:
    """ "Tỷ lệ hộ được sử dụng nước sạch:" above a list gives its subject to the items."""
    label = read_label(words)
    subject = words[label.length if label else 0 :].rstrip(": ")
    plain = STRONG_HEADS.match(subject) and not any(c.isdigit() for c in subject)
    return subject if plain and len(subject.split()) > 1 else ""


def _rank(words: str) -> int:
    """How deep a block's own label lies: paragraphs 0, items 1, then - and +."""
    label = read_label(words)
    if label is None:
        return 0
    return _BULLET_RANKS.get(label.printed[:1], 3) if label.kind is LabelKind.BULLET else 1
