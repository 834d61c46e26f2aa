"""New words read as promises, under the headings of the plan that stand above their place.

The words are laid into a small paper of their own: the plan's title and day, the headings above the place, then the words.
The readers of whole documents read it, so years, sections and codes come out as they would in the plan. Offsets
are carried back to the amending document: between two papers they differ by one constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ansinh.domain.amendment_readings import AgencyName, NewPromise, PlanPlace
from ansinh.domain.desk import goal_values, obligation_values, target_values, task_values
from ansinh.domain.readings import OutlineEntry, PlanReading, Quote
from ansinh.papers.paper import Block, BlockKind, Paper

from ..agencies import split_agencies
from ..labels import LabelKind, read_label
from ..reading import read_paper
from ..tasks.labelled import FieldRole, find_fields, is_field
from ..timeframes import read_timeframe
from ..wording import Span, trimmed
from .plan_text import PlanText

_ROLES = {FieldRole.LEAD: "lead", FieldRole.SUPPORT: "supporting"}


@dataclass(frozen=True, slots=True)
class Fields:
    """Single fields of a task ("Cơ quan chủ trì: …"): values of the desk and agencies with their roles."""

    values: Mapping[str, Any]
    agencies: tuple[AgencyName, ...]

    def __bool__(self) -> bool:
        return bool(self.values or self.agencies)


# Promises ------------------------------------------------------------------------------------------------------


def read_promises(paper: Paper, words: Span, place: PlanPlace, plan: PlanText) -> tuple[NewPromise, ...]:
    """The promises that ``words`` of the amending document make at a place of the plan."""
    words = trimmed(paper.text, words.start, words.end)
    before, lead = _context(paper.text[words.start : words.end], place, plan)
    laid = _lay(paper, words, before, lead)
    shift = words.start - (len(laid.text) - (words.end - words.start))
    return tuple(_promises(paper, words, read_paper(laid), shift))


def read_sentence(sentence: str, place: PlanPlace, plan: PlanText) -> tuple[NewPromise, ...]:
    """The promises that a sentence makes at a place; quotes count the sentence's own characters."""
    paper = Paper(sentence, (Block(BlockKind.PARAGRAPH, 0, len(sentence)),), "txt")
    return read_promises(paper, Span(0, len(sentence)), place, plan)


def _context(words: str, place: PlanPlace, plan: PlanText) -> tuple[list[str], str]:
    """The lines above the words, and the label that the words lack."""
    lines = [_day_line(plan), (plan.kind or "Kế hoạch").upper(), plan.title]
    label = read_label(words)
    own = plan.entry(place.code)
    chain = list(plan.chain(place.code))
    if place.dash is not None:
        lead = "" if label is not None and label.kind is LabelKind.BULLET else "- "
    elif label is not None and label.kind is not LabelKind.BULLET:
        chain = _above_label(chain, label.component)
        lead = ""
    elif own is not None and not _holds_others(own, plan):
        chain = chain[:-1]
        lead = f"{own.label} "
    else:
        lead = _missing_label(place, plan) if label is None and own is None else ""
    lines += [f"{entry.label} {entry.heading}".strip() for entry in chain]
    return [line for line in lines if line], lead


def _day_line(plan: PlanText) -> str:
    day = plan.issued_on
    return f"Ngày {day.day} tháng {day.month} năm {day.year}" if day else ""


def _above_label(chain: list[OutlineEntry], component: str) -> list[OutlineEntry]:
    """Without the entry that the words themselves begin with ("c) …" at III.8.c)."""
    if chain and chain[-1].code.rpartition(".")[2] == component:
        return chain[:-1]
    return chain


def _holds_others(entry: OutlineEntry, plan: PlanText) -> bool:
    """Whether the entry is a heading over other entries or over paragraphs, rather than an item with its text."""
    return any(other.code.startswith(f"{entry.code}.") for other in plan.outline) or entry.text_end > entry.end + 1


def _missing_label(place: PlanPlace, plan: PlanText) -> str:
    """The label of a new item that the plan does not have yet: "d) " for III.8.d, "5. " for IV.5."""
    above, _, last = place.code.rpartition(".")
    if not above or plan.entry(above) is None:
        return ""
    return f"{last}. " if last[0].isdigit() else f"{last}) "


def _lay(paper: Paper, words: Span, before: Sequence[str], lead: str) -> Paper:
    """A paper of the lines above and the words, block by block."""
    head = "\n".join([*before, lead])
    offset = len(head) - words.start
    blocks = []
    at = 0
    for line in before:
        blocks.append(Block(BlockKind.PARAGRAPH, at, at + len(line)))
        at += len(line) + 1
    for block in paper.blocks:
        start, end = max(block.start, words.start), min(block.end, words.end)
        if start < end:
            blocks.append(_moved(block, start, end, offset, lead if start == words.start else ""))
    return Paper(head + paper.text[words.start : words.end], tuple(blocks), paper.source_format)


def _moved(block: Block, start: int, end: int, offset: int, lead: str) -> Block:
    cells = tuple(
        replace(
            cell,
            start=min(max(cell.start, start), end) + offset,
            end=min(max(cell.end, start), end) + offset,
            breaks=tuple(at + offset for at in cell.breaks),
        )
        for cell in block.cells
    )
    return replace(block, start=start + offset - len(lead), end=end + offset, cells=cells)


def _promises(paper: Paper, words: Span, found: PlanReading, shift: int) -> Iterable[NewPromise]:
    """What was read in the words, without what was read in the headings above."""
    for target in found.targets:
        yield from _kept(
            paper,
            words,
            shift,
            target.quote,
            "target",
            target.section,
            "",
            target_values(target),
            (),
            target.confidence,
        )
    for goal in found.goals:
        yield from _kept(paper, words, shift, goal.quote, "goal", goal.section, "", goal_values(goal), (), 0.7)
    for task in found.tasks:
        agencies = _named(("lead", task.lead_agencies), ("supporting", task.supporting_agencies))
        section = task.code.rpartition(".")[0]
        yield from _kept(
            paper, words, shift, task.quote, "task", section, task.code, task_values(task), agencies, task.confidence
        )
    for duty in found.obligations:
        section = duty.code.rpartition(".")[0]
        yield from _kept(
            paper, words, shift, duty.quote, "obligation", section, duty.code, obligation_values(duty),
            _named(("lead", duty.who)), 0.8,
        )  # fmt: skip


def _named(*lists: tuple[str, Sequence[str]]) -> tuple[AgencyName, ...]:
    return tuple(AgencyName(role, raw) for role, names in lists for raw in names)


def _kept(
    paper: Paper,
    words: Span,
    shift: int,
    quote: Quote,
    kind: str,
    section: str,
    code: str,
    values: Mapping[str, Any],
    agencies: tuple[AgencyName, ...],
    confidence: float,
) -> Iterable[NewPromise]:
    start, end = max(quote.start + shift, words.start), min(quote.end + shift, words.end)
    if start >= end:
        return
    span = trimmed(paper.text, start, end)
    own_code = "" if "#" in code or code.endswith(".end") else code
    own = Quote(span.of(paper.text), span.start, span.end)
    yield NewPromise(kind, section, own_code, values, agencies, own, confidence)


# Fields --------------------------------------------------------------------------------------------------------


def read_fields(paper: Paper, words: Span, asked: Sequence[FieldRole]) -> Fields:
    """The fields of a task that the words give, if they are nothing but fields.

    ``asked`` are the fields that the order names: words without a label are the value of the only one.
    """
    text = paper.text
    begins = trimmed(text, words.start, words.end, ' \t\n\u00a0-–+*•“"')
    found = find_fields(text, begins.start, words.end)
    if found and is_field(text[begins.start : words.end]):
        return _joined(_field(one.role, one.value(text)) for one in found)
    if len(asked) == 1 and not found:
        return _field(asked[0], begins.of(text).strip(" .;,"))
    return Fields({}, ())


def _field(role: FieldRole, value: str) -> Fields:
    if role in _ROLES:
        return Fields({}, tuple(AgencyName(_ROLES[role], name) for name in split_agencies(value)))
    if role is FieldRole.TIME:
        return Fields(timeframe_values(value), ())
    if role is FieldRole.PRODUCT:
        return Fields({"product": value}, ())
    return Fields({}, ())


def timeframe_values(words: str) -> Mapping[str, Any]:
    """A time frame in the values of the desk."""
    frame = read_timeframe(words)
    return {
        "timeframe_raw": frame.raw or "",
        "timeframe_kind": frame.kind.value,
        "start_year": frame.start_year,
        "end_year": frame.end_year,
        "due_on": frame.due_on.isoformat() if frame.due_on else None,
    }


def _joined(fields: Iterable[Fields]) -> Fields:
    values: dict[str, Any] = {}
    agencies: tuple[AgencyName, ...] = ()
    for one in fields:
        values |= one.values
        agencies += one.agencies
    return Fields(values, agencies)
