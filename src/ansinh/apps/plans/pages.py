"""The pages of live plans: one frozen dataclass each, made for a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q
from django.urls import reverse

from ansinh.apps.orgs.models import Organisation
from ansinh.apps.orgs.queries import suggester_on
from ansinh.apps.plans.access import ASSIGN, visible_plans
from ansinh.apps.plans.history import (
    Amended,
    HolderLine,
    WordingLine,
    amended_by,
    day_before,
    holder_lines,
    wording_lines,
)
from ansinh.apps.plans.models import (
    Holding,
    HoldingRole,
    Plan,
    PlanAmendment,
    PlanSection,
    Promise,
    PromiseKind,
    TargetWording,
    TaskWording,
)
from ansinh.apps.plans.queries import (
    FREQUENCIES,
    KIND_WORDS,
    PATHS,
    UNKNOWN,
    PlanPage,
    PromiseFilter,
    PromiseRow,
    Seen,
    Wording,
    filtered,
    held_by,
    obligation_due,
    panels_of,
    promise_row,
    promise_rows,
    source_url,
    standings_of,
    wording_on,
)
from ansinh.domain.figures import NBSP, write_date, write_short_date
from ansinh.domain.headings import rail_heading
from ansinh.domain.holder_suggestions import HolderSuggestion
from ansinh.domain.sentences import Sentence, sentences
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.pages import Crumb, Page, Pager, Paging, Panel

# Overview ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectionBlock:
    """Promises under one heading of the plan."""

    code: str
    heading: str
    source_url: str
    rows: tuple[PromiseRow, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many promises of one kind stand at each status."""

    label: str
    anchor: str
    total: int
    counts: tuple[tuple[str, int], ...]  # (status, how many) in the order of the design
    statuses: tuple[str, ...]  # one per promise, for the strip


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that waits for a decision: what, on what ground, one action."""

    what: str
    ground: str
    url: str
    act: str


@dataclass(frozen=True, kw_only=True)
class OverviewPage(PlanPage):
    tallies: tuple[Tally, ...]
    asks: tuple[Ask, ...]
    target_years: tuple[SectionBlock, ...]
    tasks: tuple[SectionBlock, ...]
    obligations: tuple[PromiseRow, ...]
    amendments: tuple[Amended, ...]
    may_assign: bool


STATUSES = ("done", "ok", "warn", "late", "none")


def overview_page(actor: Actor, plan: Plan, seen: Seen) -> OverviewPage:
    day = seen.day
    rows = promise_rows(plan, day, keep=seen.query)
    targets = [row for row in rows if row.kind == PromiseKind.TARGET]
    tasks = [row for row in rows if row.kind == PromiseKind.TASK]
    obligations = [row for row in rows if row.kind == PromiseKind.OBLIGATION]
    sections = {section.code: section for section in plan.sections.all()}
    blocks = _by_section(plan, targets, sections)
    return OverviewPage(
        title=_overview_title(plan, len(targets), len(tasks), len(obligations)),
        note=_overview_note(plan, rows, day),
        module="tong-quan",
        plan=plan,
        seen=seen,
        tallies=(
            *(_tally(_targets_label(block), f"muc-{block.code}", block.rows) for block in blocks),
            _tally("Nhiệm vụ", "nhiem-vu", tasks),
            _tally("Nghĩa vụ", "nghia-vu", obligations),
        ),
        asks=_asks(plan, targets, tasks),
        target_years=blocks,
        tasks=_by_section(plan, tasks, sections),
        obligations=tuple(obligations),
        amendments=amended_by(plan, day),
        may_assign=actor.can(ASSIGN, plan.document.organisation_id),
    )


def _overview_title(plan: Plan, targets: int, tasks: int, obligations: int) -> str:
    """Counts and their words stay on one line."""
    counts = (f"{targets} chỉ tiêu", f"{tasks} nhiệm vụ", f"{obligations} nghĩa vụ")
    return f"Kế hoạch {plan.number}: " + ", ".join(count.replace(" ", NBSP) for count in counts)


def _overview_note(plan: Plan, rows: Sequence[PromiseRow], day: date) -> str:
    measured = sum(row.status != "none" for row in rows)
    figures = f"{measured} mục đã có số liệu" if measured else "Chưa có số liệu nào"
    return f"{figures}. Ban hành {write_short_date(plan.issued_on)}; xem theo ngày {write_date(day)}."


def _by_section(
    plan: Plan, rows: Sequence[PromiseRow], sections: Mapping[str, PlanSection]
) -> tuple[SectionBlock, ...]:
    grouped: dict[str, list[PromiseRow]] = {}
    for row in rows:
        grouped.setdefault(row.section, []).append(row)
    return tuple(
        SectionBlock(code, sections[code].heading if code in sections else "", source_url(plan, code), tuple(members))
        for code, members in grouped.items()
    )


def _targets_label(block: SectionBlock) -> str:
    """ "Chỉ tiêu 2025" where all targets of a section share the year, else the section's own words."""
    years = {row.due_year for row in block.rows}
    return f"Chỉ tiêu {years.pop()}" if len(years) == 1 and None not in years else rail_heading(block.heading)


def _tally(label: str, anchor: str, rows: Sequence[PromiseRow]) -> Tally:
    ordered = sorted((row.status for row in rows), key=STATUSES.index)
    return Tally(label, anchor, len(rows), tuple((s, ordered.count(s)) for s in STATUSES), tuple(ordered))


def _asks(plan: Plan, targets: Sequence[PromiseRow], tasks: Sequence[PromiseRow]) -> tuple[Ask, ...]:
    asks = []
    several = [row for row in tasks if row.needs_choice and len(row.leads) > 1]
    if several:
        codes = ", ".join(row.code for row in several[:8])
        asks.append(
            Ask(
                f"Chọn cơ quan chịu trách nhiệm chính cho {len(several)} nhiệm vụ có nhiều cơ quan chủ trì",
                f"{codes}; hiện tạm lấy cơ quan được nêu đầu tiên",
                f"{reverse('plans:assign', args=[plan.slug])}?loai=task",
                "Chọn lần lượt",
            )
        )
    unheld = [row for row in targets if row.needs_choice]
    if unheld:
        asks.append(
            Ask(
                f"Giao cơ quan theo dõi cho {len(unheld)} chỉ tiêu mà kế hoạch không nêu cơ quan",
                "Hiện do cơ quan theo dõi chung kế hoạch chịu trách nhiệm",
                f"{reverse('plans:assign', args=[plan.slug])}?loai=target",
                "Giao lần lượt",
            )
        )
    return tuple(asks)


# Lists ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    is_chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class PromiseListPage(PlanPage):
    kind: str
    kind_word: str
    rows: tuple[PromiseRow, ...]
    pager: Pager
    total: int
    wanted: PromiseFilter
    query: str  # the filter as it stands in the address
    organisations: tuple[Option, ...]
    sections: tuple[Option, ...]
    years: tuple[Option, ...]
    statuses: tuple[Option, ...]


def promise_list_page(
    plan: Plan, kind: PromiseKind, wanted: PromiseFilter, paging: Paging, seen: Seen
) -> PromiseListPage:
    day = seen.day
    rows = promise_rows(plan, day, kind, keep=seen.query)
    found = filtered_for(plan, rows, wanted, day)
    pager = Pager.over(len(found), paging, unit=KIND_WORDS[kind], size=100)
    word = KIND_WORDS[kind]
    return PromiseListPage(
        title=f"{len(rows)} {word}" if wanted.is_empty else f"{len(found)} trên {len(rows)} {word}",
        note=f"Kế hoạch {plan.number}; xem theo ngày {write_date(day)}.",
        crumbs=(Crumb(f"Kế hoạch {plan.number}", reverse("plans:plan", args=[plan.slug])), Crumb(word.capitalize())),
        plan=plan,
        seen=seen,
        kind=kind,
        kind_word=word,
        rows=found[pager.slice],
        pager=pager,
        total=len(rows),
        wanted=wanted,
        query=paging.query,
        organisations=_organisation_options(plan, wanted.organisation, day),
        sections=_section_options(plan, rows, wanted.section),
        years=tuple(
            Option(str(year), str(year), year == wanted.year)
            for year in sorted({r.due_year for r in rows if r.due_year})
        ),
        statuses=_status_options(rows, wanted.status),
    )


def _organisation_options(plan: Plan, chosen: str, day: date) -> tuple[Option, ...]:
    """Organisations that hold something of the plan by name; the filter also counts what they hold through a group."""
    held = Holding.objects.in_force_on(day).filter(promise__plan=plan, organisation__isnull=False)
    named = Organisation.objects.filter(Q(pk__in=held.values("organisation_id")) | Q(code=chosen)).order_by("sort_key")
    return tuple(Option(o.code, o.name, o.code == chosen) for o in named)


def _section_options(plan: Plan, rows: Sequence[PromiseRow], chosen: str) -> tuple[Option, ...]:
    used = {row.section for row in rows}
    return tuple(
        Option(section.code, f"{section.code} {section.short_heading}", section.code == chosen)
        for section in plan.sections.all()
        if section.code in used or any(code.startswith(section.code + ".") for code in used)
    )


_STATUS_LABELS = {
    "done": "Hoàn thành",
    "ok": "Đúng tiến độ",
    "warn": "Cần chú ý",
    "late": "Chậm",
    "none": "Chưa có số liệu",
}


def _status_options(rows: Sequence[PromiseRow], chosen: str) -> tuple[Option, ...]:
    present = {row.status for row in rows} | ({chosen} & set(STATUSES))
    return tuple(Option(s, _STATUS_LABELS[s], s == chosen) for s in STATUSES if s in present)


# One promise ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PromisePage(PlanPage):
    promise: Promise
    kind_word: str
    row: PromiseRow
    wording: Wording
    words: str = ""  # of the document, for the quotation
    works: tuple[Sentence, ...] = ()
    history: tuple[WordingLine, ...] = ()
    holders: tuple[HolderLine, ...] = ()
    related: tuple[PromiseRow, ...] = ()
    previous: PromiseRow | None = None
    following: PromiseRow | None = None
    quote_place: str = ""
    may_assign: bool = False
    amendment: PlanAmendment | None = None
    begins_on: date | None = None  # of a promise that an amendment adds from a later day on
    has_ended: bool = False
    facts: tuple[tuple[str, str], ...] = field(default=())
    panels: tuple[Panel, ...] = ()


def promise_page(actor: Actor, plan: Plan, promise: Promise, seen: Seen) -> PromisePage:
    """A promise as it stands on a day; one that was dropped as it stood last, one still to begin as it will begin."""
    day = seen.day
    seen_on = (
        max(day, promise.began_on) if promise.ended_on is None else min(max(day, promise.began_on), _last_day(promise))
    )
    wording = wording_on(promise, seen_on)
    holdings = list(promise.holdings.select_related("organisation", "group").order_by("role", "valid_from", "order"))
    in_force = [h for h in holdings if h.exists_on(seen_on)]
    standing = standings_of(plan, day, PromiseKind(promise.kind)).get(promise.pk, UNKNOWN)
    row = promise_row(plan, promise, wording, in_force, seen_on, standing, keep=seen.query)
    works = sentences(wording.text) if isinstance(wording, TaskWording) else ()
    rows = promise_rows(plan, day, PromiseKind(promise.kind), keep=seen.query)
    before, after = _neighbours(rows, promise)
    return PromisePage(
        title=row.name,
        crumbs=_promise_crumbs(plan, promise),
        place=promise.code,
        plan=plan,
        seen=seen,
        promise=promise,
        kind_word=KIND_WORDS[PromiseKind(promise.kind)],
        row=row,
        wording=wording,
        words=works[0].text if len(works) > 1 else getattr(wording, "text", wording.quote),
        works=works,
        history=wording_lines(plan, promise, holdings, day),
        holders=holder_lines(holdings),
        related=_related(plan, row, seen),
        previous=before,
        following=after,
        quote_place=_quote_place(plan, promise, wording, len(works)),
        may_assign=actor.can(ASSIGN, plan.document.organisation_id) and promise.ended_on is None,
        amendment=promise.ended_by,
        begins_on=promise.began_on if promise.began_on > day else None,
        has_ended=promise.ended_on is not None and promise.ended_on <= day,
        facts=_facts(wording, seen_on),
        panels=panels_of(actor, plan, promise, day),
    )


def _last_day(promise: Promise) -> date:
    last = day_before(promise.ended_on)
    assert last is not None
    return last


def _promise_crumbs(plan: Plan, promise: Promise) -> tuple[Crumb, ...]:
    trail = [Crumb(f"Kế hoạch {plan.number}", reverse("plans:plan", args=[plan.slug]))]
    if promise.section is not None:
        section = promise.section
        trail.append(
            Crumb(f"{section.label} {section.short_heading}", reverse("plans:section", args=[plan.slug, section.code]))
        )
    return (*trail, Crumb(promise.code))


def _neighbours(rows: Sequence[PromiseRow], promise: Promise) -> tuple[PromiseRow | None, PromiseRow | None]:
    at = next((index for index, row in enumerate(rows) if row.pk == promise.pk), None)
    if at is None:
        return None, None
    return (rows[at - 1] if at else None), (rows[at + 1] if at + 1 < len(rows) else None)


def _related(plan: Plan, row: PromiseRow, seen: Seen) -> tuple[PromiseRow, ...]:
    """For a task the targets that its accountable agency holds, for a target the tasks of that agency."""
    other = {PromiseKind.TASK: PromiseKind.TARGET, PromiseKind.TARGET: PromiseKind.TASK}.get(PromiseKind(row.kind))
    if other is None or row.accountable is None or row.needs_choice:
        return ()
    name = row.accountable.name
    return tuple(
        r
        for r in promise_rows(plan, seen.day, other, keep=seen.query)
        if not r.needs_choice and r.accountable is not None and r.accountable.name == name
    )


def _quote_place(plan: Plan, promise: Promise, wording: Wording, works: int) -> str:
    document = wording.document
    place = f"mục {promise.section.code}" if promise.section else "ngoài các mục"
    excerpt = f" · trích câu 1 trong {works} câu" if works > 1 else ""
    if document.pk != plan.document_id:
        return f"{document.kind or 'Văn bản'} số {document}, sửa đổi, bổ sung {place} của kế hoạch{excerpt}"
    return f"{plan.get_kind_display()} số {document}, {place}{excerpt}"


def _facts(wording: Wording, day: date) -> tuple[tuple[str, str], ...]:
    if isinstance(wording, TargetWording):
        pairs: tuple[tuple[str, str], ...] = (("Đơn vị tính", wording.unit), ("Phạm vi tính", wording.population))
    elif isinstance(wording, TaskWording):
        pairs = (("Thời gian", wording.timeframe_raw), ("Sản phẩm", wording.product))
    else:
        pairs = (
            ("Định kỳ", FREQUENCIES.get(wording.frequency, "")),
            ("Gửi đến", wording.to),
            ("Qua", wording.via),
            ("Hạn", obligation_due(wording, day)),
        )
    return tuple((label, value) for label, value in pairs if value)


# Sections, the document, plans ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class SectionPage(PlanPage):
    section: PlanSection
    words: tuple[str, ...]
    groups: tuple[SectionBlock, ...]
    source_url: str


def section_page(plan: Plan, code: str, seen: Seen) -> SectionPage:
    """A heading with everything promised under it; without promises, its own words."""
    section = plan.sections.filter(code=code).first()
    if section is None:
        raise NotThere(f"Kế hoạch {plan.number} không có mục {code}.")
    sections = {s.code: s for s in plan.sections.all()}
    rows = filtered(promise_rows(plan, seen.day, keep=seen.query), PromiseFilter(section=code), frozenset())
    words = plan.document.text[section.start : section.end].split("\n")[1:] if not rows else []
    return SectionPage(
        title=f"{section.label} {section.heading}",
        note=f"{len(rows)} mục; xem theo ngày {write_date(seen.day)}."
        if rows
        else "Mục này không có chỉ tiêu, nhiệm vụ.",
        crumbs=(Crumb(f"Kế hoạch {plan.number}", reverse("plans:plan", args=[plan.slug])), Crumb(section.code)),
        place=section.code,
        plan=plan,
        seen=seen,
        section=section,
        words=tuple(line for line in words if line.strip()),
        groups=_by_section(plan, rows, sections),
        source_url=source_url(plan, code),
    )


@dataclass(frozen=True, kw_only=True)
class PlanListPage(Page):
    plans: tuple[Plan, ...]


def plan_list_page(actor: Actor) -> PlanListPage:
    plans = tuple(visible_plans(actor).select_related("issuer", "coordinating_agency"))
    title = f"{len(plans)} kế hoạch đang thực hiện" if plans else "Chưa có kế hoạch nào"
    return PlanListPage(title=title, crumbs=(Crumb("Kế hoạch"),), plans=plans)


def no_plan_page(actor: Actor) -> PlanListPage:
    return PlanListPage(title="Chưa có kế hoạch nào được công bố", module="tong-quan", plans=())


# Assigning -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AssignPage(Page):
    plan: Plan
    promise: Promise
    row: PromiseRow
    earliest: date
    back_url: str
    suggestion: HolderSuggestion | None


def assign_page(actor: Actor, plan: Plan, promise: Promise, day: date) -> AssignPage:
    actor.must(ASSIGN, plan.document.organisation_id)
    row = next((r for r in promise_rows(plan, day, PromiseKind(promise.kind)) if r.pk == promise.pk), None)
    if row is None:
        raise NotThere(f"Mục {promise.code} đã bị bãi bỏ, không giao được nữa.")
    current = promise.holdings.filter(role=HoldingRole.ACCOUNTABLE, valid_to__isnull=True).first()
    return AssignPage(
        title=f"Giao cơ quan chịu trách nhiệm chính mục {promise.code}",
        note=row.name,
        crumbs=(*_promise_crumbs(plan, promise)[:-1], Crumb(promise.code, row.url), Crumb("Giao cơ quan")),
        place=promise.code,
        plan=plan,
        promise=promise,
        row=row,
        earliest=current.valid_from if current else promise.began_on,
        back_url=row.url,
        suggestion=suggester_on(day).suggest(row.name) if row.kind == PromiseKind.TARGET else None,
    )


@dataclass(frozen=True, slots=True)
class AssignLine:
    row: PromiseRow
    suggestion: HolderSuggestion | None
    url: str


@dataclass(frozen=True, kw_only=True)
class AssignListPage(Page):
    plan: Plan
    kind_word: str
    lines: tuple[AssignLine, ...]
    may_assign: bool

    @property
    def proposed(self) -> int:
        """How many lines have a proposal."""
        return sum(line.suggestion is not None for line in self.lines)


def assign_list_page(actor: Actor, plan: Plan, kind: PromiseKind, day: date) -> AssignListPage:
    rows = [row for row in promise_rows(plan, day, kind) if row.needs_choice]
    suggester = suggester_on(day) if kind == PromiseKind.TARGET else None
    word = KIND_WORDS[kind]
    return AssignListPage(
        title=f"{len(rows)} {word} chưa có ai chọn cơ quan chịu trách nhiệm chính"
        if rows
        else f"Mọi {word} đã có cơ quan chịu trách nhiệm chính",
        crumbs=(Crumb(f"Kế hoạch {plan.number}", reverse("plans:plan", args=[plan.slug])), Crumb("Giao việc")),
        plan=plan,
        kind_word=word,
        lines=tuple(
            AssignLine(
                row,
                suggester.suggest(row.name) if suggester else None,
                reverse(f"plans:assign_{PATHS[kind]}", args=[plan.slug, row.code]),
            )
            for row in rows
        ),
        may_assign=actor.can(ASSIGN, plan.document.organisation_id),
    )


def proposals_ticked(plan: Plan, page: AssignListPage, keys: Sequence[str]) -> list[tuple[Promise, HolderSuggestion]]:
    """The proposals of the page that were ticked, by promise key; what has no proposal is not among them."""
    proposed = {str(line.row.pk): line.suggestion for line in page.lines if line.suggestion is not None}
    wanted = [int(key) for key in keys if key in proposed]
    promises = plan.promises.select_related("plan__document").in_bulk(wanted)
    return [(promises[key], proposed[str(key)]) for key in wanted if key in promises]


def filtered_for(plan: Plan, rows: Sequence[PromiseRow], wanted: PromiseFilter, day: date) -> tuple[PromiseRow, ...]:
    """Rows narrowed as a list page narrows them."""
    organisation = Organisation.objects.filter(code=wanted.organisation).first() if wanted.organisation else None
    members = held_by(plan, organisation, day) if organisation else frozenset()
    return filtered(rows, wanted, members)
