"""What a reader of amendments needs of the amended plan: its title, its day, its headings; and where its dashes stand."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.domain.readings import OutlineEntry
from ansinh.papers.paper import Block, BlockKind, Paper

from ..labels import LabelKind, read_label
from ..wording import Span


@dataclass(frozen=True, slots=True)
class PlanText:
    """The plan as it was issued. ``outline`` is its own outline, in the order of its text."""

    kind: str
    title: str
    issued_on: date | None
    outline: tuple[OutlineEntry, ...]

    def entry(self, code: str) -> OutlineEntry | None:
        return next((entry for entry in self.outline if entry.code == code), None)

    def chain(self, code: str) -> tuple[OutlineEntry, ...]:
        """The entries that contain ``code``, outermost first, and the entry itself if the plan has it."""
        parts = code.split(".")
        codes = [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
        return tuple(entry for wanted in codes if (entry := self.entry(wanted)) is not None)


def dashes(paper: Paper, outline: Sequence[OutlineEntry]) -> Mapping[str, tuple[Span, ...]]:
    """The bullets of each place in their order: a bullet, and what hangs below it, up to the next one.

    Only bullets of the outer level are counted, as officials count them.
    """
    found: dict[str, list[Span]] = {}
    signs: dict[str, str] = {}
    for block, code in _placed(paper, outline):
        label = read_label(paper.words(block)) if block.kind is not BlockKind.ROW else None
        if label is not None and label.kind is not LabelKind.BULLET:
            continue
        spans = found.setdefault(code, [])
        sign = signs.setdefault(code, label.printed) if label is not None else ""
        if label is not None and label.printed == sign:
            spans.append(Span(block.start, block.end))
        elif spans:
            spans[-1] = Span(spans[-1].start, block.end)
    return {code: tuple(spans) for code, spans in found.items() if spans}


def _placed(paper: Paper, outline: Sequence[OutlineEntry]) -> Iterator[tuple[Block, str]]:
    """The blocks that stand in some entry, each with the code of the innermost one. One walk over both."""
    waiting = deque(sorted(outline, key=lambda entry: (entry.start, -entry.text_end)))
    inside: list[OutlineEntry] = []
    for block in paper.blocks:
        inside = [entry for entry in inside if entry.text_end > block.start]
        while waiting and waiting[0].start <= block.start:
            entry = waiting.popleft()
            if entry.text_end > block.start:
                inside.append(entry)
        if inside:
            yield block, inside[-1].code
