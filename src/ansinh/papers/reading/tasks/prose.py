"""Tasks told in prose: numbered sentences ("Sở X chủ trì, phối hợp với …") and agency blocks.

In an agency block a heading names the agency ("3. Sở Tài chính", "Điều 4. Trách nhiệm của Sở Y tế") and each
item below is a task of that agency unless the item names another. An order that ends in a colon hands its
agencies to the items below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ansinh.papers.paper import Paper

from ..items import Item, agency_heading
from ..labels import LabelKind
from ..sections import carries_out, is_background, is_work
from ..sentences import Assignment, closes_paper, is_order, read_assignment
from ..timeframes import find_timeframe
from ..wording import sentences
from .draft import TaskDraft
from .fields import heading_above

#: A heading is a line without a full stop that is no longer than this.
_HEADING_LENGTH = 220
#: An introduction that tells what was, not what to do.
_NARRATIVE = re.compile(r"\s*,?\s*(?:đã|còn|chưa|vẫn|hiện|đang|thống nhất đánh giá|gồm)\b")
#: "Kinh phí thực hiện … được bố trí từ …" says where money comes from, not what an agency does.
_MONEY = re.compile(r"(?:nguồn )?kinh phí", re.IGNORECASE)
#: Sentences that close a paper or praise its subject below the last agency's block.
_CLOSING = re.compile(
    r"(?:trên đây là|nhận được|trong quá trình|căn cứ (?:kế hoạch|chỉ thị|nội dung) này)\b|[^.;,]{0,90}\blà (?:một )?(?:nhiệm vụ|trách nhiệm|yêu cầu)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Charge:
    """Agencies that a heading or an order above has charged with what follows."""

    leads: tuple[str, ...] = ()
    supporters: tuple[str, ...] = ()
    heading: str | None = None


@dataclass(slots=True)
class ProseReader:
    """Walks the items; ``taken`` are blocks that other readers account for, ``strict`` is for regulations,
    where only the part on who carries it out assigns tasks."""

    paper: Paper
    taken: set[int]
    strict: bool = False
    drafts: list[TaskDraft] = field(default_factory=list)

    def read(self, items: Iterable[Item]) -> list[TaskDraft]:
        for item in items:
            if item.parent is None:
                guarded = self.strict or item.kind is LabelKind.ANNEX
                self._visit(item, _Charge(), not guarded)
        return self.drafts

    def _visit(self, item: Item, charge: _Charge, assigning: bool) -> None:
        words = item.words(self.paper)
        if is_background(item, words) and not charge.leads:
            return
        assigning = assigning or carries_out(words) or is_work(words)
        named = agency_heading(words)
        if named is not None and item.children:
            self._visit_children(item, _Charge(named.names, (), words.strip(" :.")), assigning)
            return
        if item.block in self.taken:
            self._visit_children(item, _Charge(), assigning)
            return
        assignment = read_assignment(self.paper.text, item.words_start, item.end, charged=bool(charge.leads))
        if _hands_down(item, words):
            self._hand_down(item, words, assignment, charge, assigning)
            return
        if self._is_task(item, words, assignment, charge, assigning):
            self._add(item, assignment, charge)
            charge = _Charge()
        self._visit_children(item, charge, assigning)

    def _visit_children(self, item: Item, charge: _Charge, assigning: bool) -> None:
        for child in item.children:
            self._visit(child, charge, assigning)

    def _hand_down(self, item: Item, words: str, assignment: Assignment, charge: _Charge, assigning: bool) -> None:
        """An order that ends in a colon, or a title within a block: what is below it is the task."""
        orders = bool(assignment.leads) and _NARRATIVE.match(self.paper.text, assignment.rest, item.end) is None
        leads = assignment.leads if orders and (assigning or assignment.leading) else ()
        if leads or charge.leads:
            below = _Charge(leads or charge.leads, assignment.supporters, words.strip(" :"))
            self._visit_children(item, below, assigning)
        else:
            self._visit_children(item, _Charge(), assigning)

    def _is_task(self, item: Item, words: str, assignment: Assignment, charge: _Charge, assigning: bool) -> bool:
        """Outside a part that assigns work, only what a charged agency or a named lead is to do is a task."""
        if closes_paper(words) or len(words) < 20:
            return False
        if not assigning and (self.strict or not (charge.leads or assignment.leading)):
            return False
        if assignment.leads:
            return is_order(self.paper.text, assignment, item.end)
        if not charge.leads or _MONEY.match(words) or _CLOSING.match(words):
            return False
        return item.kind is not None or words[:1].isupper()

    def _add(self, item: Item, assignment: Assignment, charge: _Charge) -> None:
        text = self.paper.text
        parts = _parts(text, item) if assignment.at_start else []
        if len(parts) > 1:
            for start, end, part in parts:
                self._append(item, part, charge, start, end)
            return
        self._append(item, assignment, charge, item.words_start, _end(item))

    def _append(self, item: Item, assignment: Assignment, charge: _Charge, start: int, end: int) -> None:
        leads = assignment.leads or charge.leads
        supporters = assignment.supporters or charge.supporters
        words = self.paper.text[start : item.end if end > item.end else end].strip(" ;")
        self.drafts.append(
            TaskDraft(
                code=_code(item, bool(charge.leads)),
                heading=charge.heading or heading_above(self.paper, item),
                text=self.paper.text[start:end].strip(" ;") if end > item.end else words,
                leads=leads,
                supporters=tuple(name for name in supporters if name not in leads),
                timeframe=find_timeframe(self.paper.text, start, end),
                product=None,
                start=item.start if start == item.words_start else start,
                end=end,
                confidence=_confidence(assignment, charge),
            )
        )


def _hands_down(item: Item, words: str) -> bool:
    """Whether the item only introduces the items below it."""
    below = [child for child in item.children if child.kind is not None or child.level == item.level + 1]
    if not below:
        return False
    if words.rstrip().endswith(":"):
        return True
    is_list = any(child.kind is not None for child in below)
    return is_list and len(words) <= _HEADING_LENGTH and words.rstrip()[-1:] not in ".;" and item.kind is not None


def _code(item: Item, charged: bool) -> str:
    """Of several paragraphs below an agency, each is cited by its turn; a single one by the agency's number."""
    if item.kind is not None or item.parent is None or not charged:
        return item.code
    paragraphs = [child for child in item.parent.children if child.kind is None]
    return item.code if len(paragraphs) < 2 else f"{item.code}#{paragraphs.index(item) + 1}"


def _end(item: Item) -> int:
    """The task reaches over the lines that only carry its sentence on."""
    end = item.end
    for child in item.children:
        if child.kind is None and child.code == item.code and child.parent is item and item.kind is LabelKind.BULLET:
            end = child.end
    return end


def _parts(text: str, item: Item) -> list[tuple[int, int, Assignment]]:
    """Several orders to different leads in one item, one a sentence."""
    parts: list[tuple[int, int, Assignment]] = []
    for span in sentences(text, item.words_start, item.end):
        assignment = read_assignment(text, span.start, span.end)
        own = assignment.at_start and is_order(text, assignment, span.end)
        if parts and (not own or not assignment.leading or assignment.leads == parts[-1][2].leads):
            start, _, before = parts[-1]
            parts[-1] = (start, span.end, before)
        else:
            parts.append((span.start, span.end, assignment))
    return parts


def _confidence(assignment: Assignment, charge: _Charge) -> float:
    if assignment.leads:
        return 0.85 if assignment.leading else 0.75
    return 0.8 if charge.heading else 0.7
