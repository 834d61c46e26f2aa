"""What a plan's amendments changed: the wordings and holders of a promise with their dates, and pages of amendments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.urls import reverse

from ansinh.apps.documents.queries import Mark, TextPart, document_text
from ansinh.apps.plans.models import (
    Holding,
    HoldingRole,
    ObligationWording,
    Plan,
    PlanAmendment,
    Promise,
    PromiseKind,
    TargetWording,
    TaskWording,
)
from ansinh.apps.plans.queries import (
    KIND_WORDS,
    HolderName,
    PlanPage,
    Seen,
    Wording,
    amending_words_url,
    holder_name,
    promise_url,
    short_code,
    wording_name,
    wordings_of,
    wordings_on,
    words_anchor,
)
from ansinh.domain.amendment_readings import AgencyName
from ansinh.domain.desk import Values, decimal_text
from ansinh.domain.figures import write_date, write_short_date
from ansinh.domain.wording_differences import FieldChange, PromiseWording, field_changes
from ansinh.kit.access import NotThere
from ansinh.kit.pages import Crumb, Page

# Wordings in the values of the desk ----------------------------------------------------------------------------


def told_by(wording: Wording, holdings: Iterable[Holding] = ()) -> PromiseWording:
    """A wording with its printed agencies, as the desk and the comparison of wordings know promises."""
    agencies = tuple(
        AgencyName(holding.role, holding.raw or holder_name(holding).name)
        for holding in holdings
        if holding.role in (HoldingRole.LEAD, HoldingRole.SUPPORTING)
    )
    match wording:
        case TargetWording():
            return PromiseWording("target" if wording.comparison else "goal", _target_values(wording), agencies)
        case TaskWording():
            return PromiseWording("task", _task_values(wording), agencies)
        case _:
            return PromiseWording("obligation", _obligation_values(wording), agencies)


def _target_values(wording: TargetWording) -> Values:
    return {
        "name": wording.name,
        "operator": wording.comparison,
        "value": decimal_text(wording.value),
        "low": decimal_text(wording.low),
        "high": decimal_text(wording.high),
        "denominator": decimal_text(wording.denominator),
        "unit": wording.unit,
        "due_year": wording.due_year,
        "population": wording.population,
    }


def _task_values(wording: TaskWording) -> Values:
    return {
        "name": wording.name,
        "heading": "",
        "text": wording.text,
        "timeframe_raw": wording.timeframe_raw,
        "timeframe_kind": wording.timeframe_kind,
        "start_year": wording.start_year,
        "end_year": wording.end_year,
        "due_on": wording.due_on.isoformat() if wording.due_on else None,
        "product": wording.product,
    }


def _obligation_values(wording: ObligationWording) -> Values:
    due = {
        "raw": wording.due_raw,
        "day": wording.due_day,
        "month": wording.due_month,
        "year": wording.due_year,
        "before": wording.due_before,
    }
    return {
        "kind": wording.obligation_kind,
        "what": wording.what,
        "to": wording.to,
        "via": wording.via,
        "due": due if any(due.values()) else None,
        "frequency": wording.frequency,
    }


# The history of one promise ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WordingLine:
    """One wording in the history of a promise. ``until`` is the last day it held (empty: it still holds).

    ``changes`` are the fields that differ from the wording before.
    """

    name: str
    quantity: TargetWording | None
    text: str
    document: str
    document_url: str
    since: date
    until: date | None
    is_current: bool
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class HolderLine:
    role: str
    holder: HolderName
    since: date
    until: date | None


def wording_lines(plan: Plan, promise: Promise, holdings: Sequence[Holding], day: date) -> tuple[WordingLine, ...]:
    """Every wording of a promise, the newest first, each with what it changed."""
    wordings: list[Wording] = list(wordings_of(promise).select_related("document").order_by("valid_from"))
    told = [told_by(wording, _in_force(holdings, wording.valid_from)) for wording in wordings]
    before: list[PromiseWording | None] = [None, *told]
    lines = [
        WordingLine(
            name=wording_name(wording),
            quantity=wording if isinstance(wording, TargetWording) and wording.comparison else None,
            text=wording.quote,
            document=str(wording.document),
            document_url=reverse("documents:detail", args=[wording.document_id]),
            since=wording.valid_from,
            until=day_before(wording.valid_to),
            is_current=wording.exists_on(day),
            changes=field_changes(was, now) if was is not None else (),
        )
        for wording, was, now in zip(wordings, before, told, strict=False)
    ]
    return tuple(reversed(lines))


def holder_lines(holdings: Sequence[Holding]) -> tuple[HolderLine, ...]:
    return tuple(
        HolderLine(h.get_role_display(), holder_name(h), h.valid_from, day_before(h.valid_to)) for h in holdings
    )


def _in_force(holdings: Iterable[Holding], day: date) -> list[Holding]:
    return sorted((h for h in holdings if h.exists_on(day)), key=lambda h: (h.role, h.order, h.pk))


def day_before(day: date | None) -> date | None:
    return day - timedelta(days=1) if day else None


# The plan as it was issued ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Amended:
    """A line of the overview: by which document, from when; ``is_future`` as seen on the day of the page."""

    document: str
    url: str
    effective_from: date
    is_future: bool


def amended_by(plan: Plan, day: date) -> tuple[Amended, ...]:
    return tuple(
        Amended(
            str(amendment.document),
            reverse("plans:amending_document", args=[plan.slug, amendment.document_id]),
            amendment.effective_from,
            amendment.effective_from > day,
        )
        for amendment in plan.amendments.select_related("document")
    )


@dataclass(frozen=True, kw_only=True)
class PlanDocumentPage(PlanPage):
    parts: tuple[TextPart, ...]
    amendments: tuple[Amended, ...]


def document_page(plan: Plan, seen: Seen) -> PlanDocumentPage:
    """The signed words; each target is a link to its page, its code an anchor. What was amended since is marked so."""
    document = plan.document
    passages = set(document.passages.values_list("code", flat=True))
    current = wordings_on(plan, seen.day)
    promises = {promise.pk: promise for promise in plan.promises.filter(kind=PromiseKind.TARGET)}
    marks = tuple(
        Mark(
            start=wording.start,
            end=wording.end,
            key=str(pk),
            css="hl hl--live" if current.get(pk) == wording else "hl hl--past",
            label=short_code(promises[pk].code) + _since(wording, current.get(pk)),
            url=promise_url(plan, PromiseKind.TARGET, promises[pk].code) + seen.query,
            # A code of the outline is an anchor already.
            anchor=promises[pk].code if promises[pk].code not in passages else "",
        )
        for pk, wording in wordings_on(plan, plan.issued_on).items()
        if pk in promises and wording.start is not None and wording.end is not None
    )
    return PlanDocumentPage(
        title=f"{plan.get_kind_display()} số {plan.number}",
        note=plan.title,
        crumbs=(Crumb(f"Kế hoạch {plan.number}", reverse("plans:plan", args=[plan.slug])), Crumb("Nguyên văn")),
        plan=plan,
        seen=seen,
        parts=document_text(document, marks),
        amendments=amended_by(plan, seen.day),
    )


def _since(issued: Wording, current: Wording | None) -> str:
    """What became of words of the plan as it was issued."""
    if current == issued:
        return ""
    return " đã sửa đổi" if current is not None else " đã bãi bỏ"


# Amendments ----------------------------------------------------------------------------------------------------

_OP_WORDS = {"change": "Sửa đổi", "add": "Bổ sung", "drop": "Bãi bỏ"}
_OP_ORDER = {"change": 0, "add": 1, "drop": 2}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """What an amendment did to one promise, and the words of the amending document that did it."""

    op: str
    op_word: str
    kind: str
    kind_word: str
    code: str
    name: str
    url: str
    source_url: str
    quote: str
    start: int | None
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class AmendmentBlock:
    amendment: PlanAmendment
    lines: tuple[ChangeLine, ...]
    url: str
    counts: str  # "sửa đổi 3, bổ sung 1, bãi bỏ 1"
    is_future: bool


@dataclass(frozen=True, kw_only=True)
class AmendmentsPage(Page):
    plan: Plan
    blocks: tuple[AmendmentBlock, ...]


@dataclass(frozen=True, kw_only=True)
class AmendingDocumentPage(Page):
    plan: Plan
    block: AmendmentBlock
    parts: tuple[TextPart, ...] = field(default=())


def amendments_page(plan: Plan, day: date) -> AmendmentsPage:
    """Every amendment of a plan with its differences, the newest first."""
    amendments = list(plan.amendments.select_related("document").order_by("-effective_from", "-pk"))
    blocks = tuple(_block(plan, amendment, lines, day) for amendment, lines in _lines_of(plan, amendments))
    count = len(blocks)
    return AmendmentsPage(
        title=f"Kế hoạch {plan.number} có {count} lần sửa đổi, bổ sung"
        if count
        else f"Kế hoạch {plan.number} chưa được sửa đổi, bổ sung",
        note=f"Ban hành {write_short_date(plan.issued_on)}.",
        crumbs=(_plan_crumb(plan), Crumb("Sửa đổi, bổ sung")),
        plan=plan,
        blocks=blocks,
    )


def amending_document_page(plan: Plan, document_pk: int, day: date) -> AmendingDocumentPage:
    """One amendment: its differences, and its signed text with the words that made them marked."""
    amendment = plan.amendments.select_related("document").filter(document__pk=document_pk).first()
    if amendment is None:
        raise NotThere(f"Kế hoạch {plan.number} không được sửa đổi theo văn bản này.")
    (_, lines) = _lines_of(plan, [amendment])[0]
    block = _block(plan, amendment, lines, day)
    document = amendment.document
    return AmendingDocumentPage(
        title=f"{document.kind or 'Văn bản'} {document} sửa đổi kế hoạch {plan.number}",
        note=f"Hiệu lực từ {write_short_date(amendment.effective_from)}: {block.counts}.",
        crumbs=(
            _plan_crumb(plan),
            Crumb("Sửa đổi, bổ sung", reverse("plans:amendments", args=[plan.slug])),
            Crumb(str(document)),
        ),
        plan=plan,
        block=block,
        parts=document_text(document, _marks(lines)),
    )


def _plan_crumb(plan: Plan) -> Crumb:
    return Crumb(f"Kế hoạch {plan.number}", reverse("plans:plan", args=[plan.slug]))


def _block(plan: Plan, amendment: PlanAmendment, lines: Sequence[ChangeLine], day: date) -> AmendmentBlock:
    counted = [(word.lower(), sum(line.op == op for line in lines)) for op, word in _OP_WORDS.items()]
    return AmendmentBlock(
        amendment=amendment,
        lines=tuple(lines),
        url=reverse("plans:amending_document", args=[plan.slug, amendment.document_id]),
        counts=", ".join(f"{word} {count} mục" for word, count in counted if count) or "không có thay đổi nào",
        is_future=amendment.effective_from > day,
    )


def _marks(lines: Sequence[ChangeLine]) -> tuple[Mark, ...]:
    """The words of the changes; a sentence that changes several promises is marked once, for all of them."""
    by_place: dict[tuple[int, int], list[ChangeLine]] = defaultdict(list)
    for line in lines:
        if line.start is not None and line.quote:
            by_place[line.start, line.start + len(line.quote)].append(line)
    return tuple(
        Mark(
            start=start,
            end=end,
            key=f"{start}-{end}",
            css="hl hl--live",
            label=short_code(here[0].code) + (f" và {len(here) - 1} mục" if len(here) > 1 else ""),
            url=here[0].url,
            anchor=words_anchor(start),
        )
        for (start, end), here in by_place.items()
    )


# Differences of amendments, with as many queries for one as for many ---------------------------------------------


def _lines_of(plan: Plan, amendments: Sequence[PlanAmendment]) -> list[tuple[PlanAmendment, tuple[ChangeLine, ...]]]:
    promises = {promise.pk: promise for promise in plan.promises.all()}
    wordings = _wordings_by_promise(plan)
    holdings: dict[int, list[Holding]] = defaultdict(list)
    for holding in Holding.objects.filter(promise__plan=plan).select_related("organisation", "group"):
        holdings[holding.promise_id].append(holding)
    found = []
    for amendment in amendments:
        lines = [
            line
            for pk, promise in promises.items()
            if (line := _line(plan, amendment, promise, wordings[pk], holdings[pk])) is not None
        ]
        found.append((amendment, tuple(sorted(lines, key=lambda line: (_OP_ORDER[line.op], line.start or 0)))))
    return found


def _wordings_by_promise(plan: Plan) -> Mapping[int, list[Wording]]:
    found: dict[int, list[Wording]] = defaultdict(list)
    for target in TargetWording.objects.filter(target__plan=plan).order_by("valid_from"):
        found[target.target_id].append(target)
    for task in TaskWording.objects.filter(task__plan=plan).order_by("valid_from"):
        found[task.task_id].append(task)
    for obligation in ObligationWording.objects.filter(obligation__plan=plan).order_by("valid_from"):
        found[obligation.obligation_id].append(obligation)
    return found


def _line(
    plan: Plan, amendment: PlanAmendment, promise: Promise, wordings: Sequence[Wording], holdings: Sequence[Holding]
) -> ChangeLine | None:
    """What the amendment did to the promise; nothing, for most."""
    day = amendment.effective_from
    was = next((w for w in wordings if w.valid_to == day), None)
    now = next((w for w in wordings if w.valid_from == day and w.document_id == amendment.document_id), None)
    is_dropped = promise.ended_by_id == amendment.pk
    if now is None and not is_dropped:
        return None
    op = "drop" if is_dropped else "change" if was is not None else "add"
    shown = now or was
    assert shown is not None, "a dropped promise had a wording until that day"
    before = told_by(was, _in_force(holdings, day - timedelta(days=1))) if was is not None else None
    after = told_by(now, _in_force(holdings, day)) if now is not None else None
    start = promise.ended_start if is_dropped else shown.start
    return ChangeLine(
        op=op,
        op_word=_OP_WORDS[op],
        kind=promise.kind,
        kind_word=KIND_WORDS[PromiseKind(promise.kind)],
        code=promise.code,
        name=wording_name(shown),
        url=promise_url(plan, promise.kind, promise.code) + _on(amendment, op),
        source_url=amending_words_url(plan, amendment.document_id, start),
        quote=promise.ended_quote if is_dropped else shown.quote,
        start=start,
        changes=field_changes(before, after) if op != "drop" else (),
    )


def _on(amendment: PlanAmendment, op: str) -> str:
    """An added promise may not be there yet today: its page is shown as of the day it begins."""
    return f"?ngay={write_date(amendment.effective_from)}" if op == "add" else ""
