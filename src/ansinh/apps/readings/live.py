"""The amended plan as the readers and the proposals need it: its text, and its promises in force on a day.

Only the desk of an amending document uses this; what it proposes is `domain.amendments`' business.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from ansinh.apps.documents.models import Document, Passage
from ansinh.apps.documents.queries import paper_of
from ansinh.apps.plans.history import told_by
from ansinh.apps.plans.models import (
    Holding,
    HoldingRole,
    ObligationWording,
    Plan,
    Promise,
    TargetWording,
    TaskWording,
)
from ansinh.apps.plans.queries import Wording, wordings_on
from ansinh.domain.amendment_readings import AmendmentReading, PlanPlace
from ansinh.domain.amendments import Proposal, propose
from ansinh.domain.promise_matching import NAMED, LivePromise, name_of
from ansinh.domain.readings import DocumentHeader, OutlineEntry
from ansinh.domain.wording_differences import PromiseWording
from ansinh.papers.paper import Paper
from ansinh.papers.reading.amendments import (
    PlanText,
    dashes,
    find_amended,
    read_amendment,
    read_sentence,
    timeframe_values,
)
from ansinh.papers.reading.obligations import read_due

# The plan in force ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LiveAgency:
    """A printed agency of a promise in force, with what it is matched to. ``role`` is lead or supporting."""

    role: str
    raw: str
    organisation_id: int | None
    group_id: int | None


@dataclass(frozen=True, slots=True)
class LiveState:
    """A promise in force with its matched agencies and who is accountable."""

    promise: LivePromise
    agencies: tuple[LiveAgency, ...]
    accountable_id: int | None
    document: str  # number of the one whose words are in force

    @property
    def wording(self) -> PromiseWording:
        return PromiseWording(self.promise.kind, self.promise.values, self.promise.agencies)

    @property
    def label(self) -> str:
        """As officers choose it from a list: code and name."""
        return f"{self.promise.code} {name_of(self.promise.values)}"

    def kept(self) -> dict[str, Any]:
        """What is kept with an item, to notice later changes: plain JSON-able data."""
        return {
            "kind": self.promise.kind,
            "values": dict(self.promise.values),
            "agencies": [[a.role, a.raw, a.organisation_id, a.group_id] for a in self.agencies],
        }


@dataclass(frozen=True, slots=True)
class LivePlan:
    """A plan on a day. ``used_codes`` are all codes it ever had, by kind of the plans room."""

    text: PlanText
    states: Mapping[int, LiveState]
    used_codes: frozenset[str]

    @property
    def promises(self) -> list[LivePromise]:
        return [state.promise for state in self.states.values()]

    def called(self, label: str) -> LiveState | None:
        """The promise that an officer chose by code, or by code and name."""
        wanted = label.strip()
        by_label = next((s for s in self.states.values() if s.label == wanted), None)
        code = wanted.partition(" ")[0]
        with_code = [s for s in self.states.values() if s.promise.code == code]
        return by_label or (with_code[0] if len(with_code) == 1 else None)


def live_plan(plan: Plan, day: date) -> LivePlan:
    """The promises in force on a day, with where their first words stand in the plan's text: eleven queries."""
    document = plan.document
    passages = list(document.passages.all())
    places = _Places(document, passages)
    promises = list(plan.promises.select_related("section"))
    wordings, first = wordings_on(plan, day), _issued_spans(plan)
    holdings: dict[int, list[Holding]] = defaultdict(list)
    for holding in Holding.objects.in_force_on(day).filter(promise__plan=plan).order_by("role", "order", "pk"):
        holdings[holding.promise_id].append(holding)
    documents = _documents(plan)
    states = {
        promise.pk: _state(
            promise,
            wording,
            holdings[promise.pk],
            places,
            first.get(promise.pk),
            documents.get(wording.document_id, ""),
        )
        for promise in promises
        if (wording := wordings.get(promise.pk)) is not None
    }
    return LivePlan(plan_text(plan, passages), states, frozenset(promise.code for promise in promises))


def plan_text(plan: Plan, passages: Sequence[Passage]) -> PlanText:
    """The plan as it was issued, as the readers of amendments need it."""
    outline = tuple(OutlineEntry(p.code, p.label, p.heading, p.level, p.start, p.end, p.text_end) for p in passages)
    return PlanText(plan.get_kind_display(), plan.title, plan.issued_on, outline)


def _documents(plan: Plan) -> dict[int, str]:
    """Numbers of the documents whose words a promise of the plan may have."""
    amendments = plan.amendments.select_related("document").defer("document__text", "document__blocks")
    return {plan.document_id: str(plan.document)} | {a.document_id: str(a.document) for a in amendments}


def _state(
    promise: Promise,
    wording: Wording,
    holdings: Sequence[Holding],
    places: _Places,
    start: int | None,
    document: str,
) -> LiveState:
    told = told_by(wording, holdings)
    section = promise.section.code if promise.section else promise.code.rpartition(".")[0]
    place, dash, count = places.at(start) if start is not None else (section, None, 0)
    accountable = next((h.organisation_id for h in holdings if h.role == HoldingRole.ACCOUNTABLE), None)
    live = LivePromise(
        promise_id=promise.pk,
        kind=told.kind,
        code=promise.code,
        section=section,
        values=told.values,
        agencies=told.agencies,
        quote=wording.quote,
        place=place,
        dash=dash,
        dashes=count,
        is_added=start is None,
    )
    printed = tuple(
        LiveAgency(h.role, h.raw, h.organisation_id, h.group_id)
        for h in holdings
        if h.role in (HoldingRole.LEAD, HoldingRole.SUPPORTING)
    )
    return LiveState(live, printed, accountable, document)


def _issued_spans(plan: Plan) -> dict[int, int]:
    """Where the words of each promise begin in the plan as it was issued."""
    document = plan.document_id
    rows = [
        *TargetWording.objects.filter(target__plan=plan, document=document).values_list("target_id", "start"),
        *TaskWording.objects.filter(task__plan=plan, document=document).values_list("task_id", "start"),
        *ObligationWording.objects.filter(obligation__plan=plan, document=document).values_list(
            "obligation_id", "start"
        ),
    ]
    return {pk: start for pk, start in rows if start is not None}


class _Places:
    """The outline of the plan's text, to look offsets up in."""

    def __init__(self, document: Document, passages: Sequence[Passage]) -> None:
        self.passages = sorted(passages, key=lambda passage: passage.start)
        self.starts = [passage.start for passage in self.passages]
        entries = [OutlineEntry(p.code, p.label, p.heading, p.level, p.start, p.end, p.text_end) for p in self.passages]
        self.dashes = dashes(paper_of(document), entries)

    def at(self, offset: int) -> tuple[str, int | None, int]:
        """Innermost place, turn of the dash there (if it is in one), how many dashes the place has."""
        index = bisect_right(self.starts, offset) - 1
        while index >= 0 and self.passages[index].text_end <= offset:
            index -= 1
        if index < 0:
            return "", None, 0
        code = self.passages[index].code
        spans = self.dashes.get(code, ())
        turn = next((n for n, span in enumerate(spans, start=1) if span.start <= offset < span.end), None)
        return code, turn, len(spans)


# Reading an amending document ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SentenceReader:
    """The readers of single sentences, under the headings of one plan (`domain.amendments.Rereader`)."""

    text: PlanText

    def target(self, sentence: str, section: str) -> Mapping[str, Any] | None:
        found = [p for p in read_sentence(sentence, PlanPlace(section, 1), self.text) if p.kind in NAMED]
        return found[0].values if len(found) == 1 else None

    def timeframe(self, words: str) -> Mapping[str, Any]:
        return timeframe_values(words)

    def due(self, words: str) -> Mapping[str, Any] | None:
        rule = read_due(words)
        return asdict(rule) if rule is not None else None


def amended_plan(plans: Iterable[Plan], paper: Paper, header: DocumentHeader) -> Plan | None:
    """The plan, of those given, that the paper says it amends."""
    by_number = {_number_key(plan.number): plan for plan in plans}
    for amended in find_amended(paper, header):
        plan = by_number.get(_number_key(amended.number))
        if plan is not None and amended.issued_on in (None, plan.issued_on):
            return plan
    return None


def carried_out_plan(plans: Iterable[Plan], header: DocumentHeader) -> Plan | None:
    """The plan, of those given, that a paper says it carries out: in its title, else among its legal bases."""
    title = _number_key(header.title or "")
    cited = {_number_key(basis.number or ""): basis.issued_on for basis in header.legal_bases}
    own = _number_key(header.number or "")
    found = [
        (_number_key(plan.number) in title, plan)
        for plan in plans
        if (key := _number_key(plan.number)) != own
        and (key in title or key in cited)
        and cited.get(key) in (None, plan.issued_on)
    ]
    return max(found, key=lambda pair: (pair[0], pair[1].issued_on))[1] if found else None


def _number_key(number: str) -> str:
    return "".join(number.split()).casefold()


def read_against(document: Document, plan: Plan) -> AmendmentReading:
    """A kept document read as an amendment of a plan."""
    header = DocumentHeader(number=document.number or None, issued_on=document.issued_on, title=document.title or None)
    return read_amendment(paper_of(document), plan_text(plan, list(plan.document.passages.all())), header)


def propose_against(live: LivePlan, found: AmendmentReading) -> Proposal:
    """What the orders of an amending document do to the plan in force."""
    return propose(live.promises, found.instructions, live.used_codes, SentenceReader(live.text))
