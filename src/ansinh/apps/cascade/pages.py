"""The pages of the cascade: one frozen dataclass each, made for a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.urls import reverse

from ansinh.apps.cascade.access import DRAFT, LINK, may
from ansinh.apps.cascade.exports import STATE_WORDS, DraftMatter
from ansinh.apps.cascade.models import PromiseLink
from ansinh.apps.cascade.queries import (
    OUT,
    WITHOUT,
    Asked,
    Cascade,
    ChildFact,
    LinkFact,
    Sum,
    Unit,
    cascade_of,
    children_of,
    links_on,
    sums_of,
)
from ansinh.apps.documents.access import BRING_IN
from ansinh.apps.orgs.models import GroupMembership, Organisation
from ansinh.apps.plans.access import TOP_FIRST, visible_plans
from ansinh.apps.plans.models import Holding, HoldingRole, ObligationWording, Plan, Promise, PromiseKind, TargetWording
from ansinh.apps.plans.queries import Panel, PlanPage, Seen, promise_url
from ansinh.domain.cascade import CellState, LeftOut, LinkGround, UnitState, Verdict
from ansinh.domain.figures import NBSP, with_unit, write_number, write_quantity
from ansinh.domain.indicators import PLACE_RULE_LABELS, PlaceRule
from ansinh.domain.readings import ObligationKind
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging

MODULE = "cu-the-hoa"
_HOME = "Cụ thể hóa kế hoạch"
#: The mark of each state; the words are `STATE_WORDS`.
STATE_MARKS = {
    UnitState.NONE: "empty",
    UnitState.DRAFTED: "none",
    UnitState.ON_DESK: "sent",
    UnitState.UNLINKED: "warn",
    UnitState.ISSUED: "approved",
}


def top_plan(actor: Actor) -> Plan | None:
    """The plan whose cascade is shown when none is named."""
    return visible_plans(actor).order_by(*TOP_FIRST).first()


@dataclass(frozen=True, slots=True)
class StateTally:
    mark: str
    word: str
    count: int


def _tally(units: Sequence[Unit]) -> tuple[StateTally, ...]:
    return tuple(
        StateTally(STATE_MARKS[state], STATE_WORDS[state], count)
        for state in reversed(UnitState)
        if (count := sum(unit.state is state for unit in units))
    )


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit with its state in words, its plans and what it still has to do."""

    unit: Unit
    mark: str
    word: str
    url: str
    carried: int
    asked: int


def _unit_line(cascade: Cascade, unit: Unit) -> UnitLine:
    states = [row.state_of(unit.pk) for row in cascade.asked]
    return UnitLine(
        unit=unit,
        mark=STATE_MARKS[unit.state],
        word=STATE_WORDS[unit.state],
        url=reverse("cascade:unit", args=[cascade.plan.slug, unit.code]),
        carried=states.count(CellState.CARRIED),
        asked=len(states) - states.count(CellState.NOT_EXPECTED),
    )


def _crumbs(plan: Plan, *more: Crumb) -> tuple[Crumb, ...]:
    return (Crumb(_HOME, reverse("cascade:matrix_of", args=[plan.slug])), *more)


def _issued_title(cascade: Cascade) -> str:
    out, all_of = len(cascade.in_state(*OUT)), len(cascade.owing)
    if not all_of:
        return f"{cascade.plan.number} không giao đơn vị nào xây dựng kế hoạch thực hiện"
    return f"{out}{NBSP}trên{NBSP}{all_of} đơn vị đã ban hành kế hoạch thực hiện {cascade.plan.number}"


# The matrix ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MatrixFilter:
    """What the matrix is narrowed to. Empty values do not narrow."""

    group: str = ""
    section: str = ""
    only: str = ""  # "thieu": rows in which a unit is missing


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One promise over the units shown. ``cells`` are (state, links) in the order of the columns."""

    asked: Asked
    code: str
    carried: int
    expected: int
    cells: tuple[tuple[CellState, tuple[LinkFact, ...]], ...]


@dataclass(frozen=True, slots=True)
class MatrixBlock:
    code: str
    heading: str
    rows: tuple[MatrixRow, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class MatrixPage(PlanPage):
    cascade: Cascade
    columns: tuple[UnitLine, ...]
    blocks: tuple[MatrixBlock, ...]
    row_count: int
    column_totals: tuple[tuple[int, int], ...]  # carried, asked
    untaken: tuple[Asked, ...]
    without: tuple[UnitLine, ...]
    tally: tuple[StateTally, ...]
    additive: tuple[SumLine, ...]
    filter: MatrixFilter
    group_choices: tuple[Choice, ...]
    section_choices: tuple[Choice, ...]
    query: str
    columns_wide: int
    others: tuple[Plan, ...]


def matrix_page(actor: Actor, plan: Plan, seen: Seen, wanted: MatrixFilter) -> MatrixPage:
    cascade = cascade_of(actor, plan, seen.day)
    sections = list(plan.sections.all())
    headings = {section.code: f"{section.label} {section.heading}" for section in sections}
    units = matrix_units(cascade, wanted)
    rows = matrix_rows(cascade, units, wanted)
    used = dict.fromkeys(row.section for row in cascade.asked)
    return MatrixPage(
        title=_issued_title(cascade),
        crumbs=(Crumb(_HOME),),
        module=MODULE,
        plan=plan,
        seen=seen,
        cascade=cascade,
        columns=tuple(_unit_line(cascade, unit) for unit in units),
        blocks=tuple(_blocks(rows, headings)),
        row_count=len(rows),
        column_totals=_column_totals(rows, len(units)),
        untaken=cascade.untaken,
        without=tuple(_unit_line(cascade, unit) for unit in cascade.in_state(*WITHOUT)),
        tally=_tally(cascade.owing),
        additive=tuple(sum_line(found) for found in sums_of(cascade) if found.rule is PlaceRule.SUM),
        filter=wanted,
        group_choices=tuple(Choice(code, name) for code, name in cascade.groups),
        section_choices=tuple(Choice(code, headings.get(code, code)) for code in used),
        query=_query(wanted, seen),
        columns_wide=len(units) + 3,
        others=tuple(visible_plans(actor).filter(parent=None).exclude(pk=plan.pk)),
    )


def _query(wanted: MatrixFilter, seen: Seen) -> str:
    asked = {"nhom": wanted.group, "muc": wanted.section, "xem": wanted.only}
    given = urlencode({name: value for name, value in asked.items() if value})
    return "&".join(part for part in (given, seen.query.removeprefix("?")) if part)


def matrix_units(cascade: Cascade, wanted: MatrixFilter) -> tuple[Unit, ...]:
    return tuple(unit for unit in cascade.units if not wanted.group or unit.group == wanted.group)


def matrix_rows(cascade: Cascade, units: Sequence[Unit], wanted: MatrixFilter) -> tuple[MatrixRow, ...]:
    rows = (
        _matrix_row(row, units)
        for row in cascade.asked
        if not wanted.section or row.section == wanted.section or row.section.startswith(f"{wanted.section}.")
    )
    return tuple(row for row in rows if wanted.only != "thieu" or row.carried < row.expected)


def _matrix_row(row: Asked, units: Sequence[Unit]) -> MatrixRow:
    cells = tuple((row.state_of(unit.pk), row.links.get(unit.pk, ())) for unit in units)
    states = [state for state, _ in cells]
    return MatrixRow(
        asked=row,
        code=row.code,
        carried=states.count(CellState.CARRIED),
        expected=len(states) - states.count(CellState.NOT_EXPECTED),
        cells=cells,
    )


def _blocks(rows: Sequence[MatrixRow], headings: dict[str, str]) -> Iterable[MatrixBlock]:
    for section in dict.fromkeys(row.asked.section for row in rows):
        inside = tuple(row for row in rows if row.asked.section == section)
        yield MatrixBlock(section, headings.get(section, section), inside)


def _column_totals(rows: Sequence[MatrixRow], width: int) -> tuple[tuple[int, int], ...]:
    return tuple(
        (
            sum(row.cells[at][0] is CellState.CARRIED for row in rows),
            sum(row.cells[at][0] is not CellState.NOT_EXPECTED for row in rows),
        )
        for at in range(width)
    )


# Who has a plan ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitGroup:
    name: str
    lines: tuple[UnitLine, ...]
    tally: tuple[StateTally, ...]


@dataclass(frozen=True, kw_only=True)
class UnitsPage(PlanPage):
    groups: tuple[UnitGroup, ...]
    tally: tuple[StateTally, ...]
    duties: tuple[Choice, ...]  # code and address of the words


def units_page(actor: Actor, plan: Plan, seen: Seen) -> UnitsPage:
    cascade = cascade_of(actor, plan, seen.day)
    groups = [
        (name, [unit for unit in cascade.units if unit.group == code and (unit.owes or unit.plans)])
        for code, name in cascade.groups
    ]
    return UnitsPage(
        title=_issued_title(cascade),
        crumbs=_crumbs(plan, Crumb("Đơn vị")),
        module=MODULE,
        plan=plan,
        seen=seen,
        tally=_tally(cascade.owing),
        groups=tuple(
            UnitGroup(name, tuple(_unit_line(cascade, unit) for unit in units), _tally(units)) for name, units in groups
        ),
        duties=tuple(Choice(code, promise_url(plan, PromiseKind.OBLIGATION, code)) for code in cascade.duties),
    )


@dataclass(frozen=True, slots=True)
class UnitPromise:
    row: Asked
    state: CellState
    links: tuple[LinkFact, ...]


@dataclass(frozen=True, kw_only=True)
class UnitPage(PlanPage):
    organisation: Organisation
    line: UnitLine | None  # nothing for a body that neither owes a plan nor has one
    targets: tuple[UnitPromise, ...]
    tasks: tuple[UnitPromise, ...]
    missing: int
    may_draft: bool
    may_bring_in: bool


def unit_page(actor: Actor, plan: Plan, organisation: Organisation, seen: Seen) -> UnitPage:
    cascade = cascade_of(actor, plan, seen.day)
    unit = next((unit for unit in cascade.units if unit.pk == organisation.pk), None)
    mine = [
        UnitPromise(row, state, row.links.get(organisation.pk, ()))
        for row in cascade.asked
        if (state := row.state_of(organisation.pk)) is not CellState.NOT_EXPECTED
    ]
    line = _unit_line(cascade, unit) if unit else None
    return UnitPage(
        title=organisation.name,
        crumbs=_crumbs(
            plan, Crumb("Đơn vị", reverse("cascade:units", args=[plan.slug])), Crumb(organisation.short_name)
        ),
        module=MODULE,
        plan=plan,
        seen=seen,
        organisation=organisation,
        line=line,
        targets=tuple(one for one in mine if one.row.kind == PromiseKind.TARGET),
        tasks=tuple(one for one in mine if one.row.kind == PromiseKind.TASK),
        missing=sum(one.state is CellState.MISSING for one in mine),
        may_draft=unit is not None and seen.is_today and may(actor, DRAFT, organisation.pk, plan),
        may_bring_in=actor.can(BRING_IN, organisation.pk),
    )


def draft_matter(actor: Actor, plan: Plan, organisation: Organisation, day: date) -> DraftMatter:
    """What the draft of a unit is made of: its tasks, the targets expected of it, the reports it owes."""
    cascade = cascade_of(actor, plan, day)
    mine = [row for row in cascade.asked if organisation.pk in row.expected]
    leads = list(
        Holding.objects.in_force_on(day)
        .filter(promise__plan=plan, role=HoldingRole.LEAD)
        .select_related("organisation")
        .order_by("promise__order", "order")
    )
    groups = set(
        GroupMembership.objects.in_force_on(day).filter(organisation=organisation).values_list("group_id", flat=True)
    )
    names: dict[int, list[str]] = {}
    for holding in leads:
        names.setdefault(holding.promise_id, []).append(
            holding.organisation.short_name if holding.organisation else holding.raw
        )
    held = {
        holding.promise_id
        for holding in leads
        if holding.organisation_id == organisation.pk or holding.group_id in groups
    }
    reports = ObligationWording.objects.in_force_on(day).filter(
        obligation__plan=plan, obligation__in=held, obligation_kind=ObligationKind.REPORT.value
    )
    return DraftMatter(
        plan=plan,
        unit=organisation,
        sections=list(plan.sections.all()),
        targets=[row for row in mine if row.kind == PromiseKind.TARGET],
        tasks=[row for row in mine if row.kind == PromiseKind.TASK],
        duties=list(reports.select_related("obligation").order_by("obligation__order")),
        leads=frozenset(held),
        lead_names={pk: "; ".join(found) for pk, found in names.items()},
        cited=[quote for basis in plan.document.legal_bases if (quote := (basis.get("quote") or {}).get("text"))],
        day=day,
    )


# Do the numbers add up -------------------------------------------------------------------------------------------------

_LEFT_OUT = {
    LeftOut.NO_VALUE: "kế hoạch của đơn vị không nêu một con số",
    LeftOut.OTHER_UNIT: "đơn vị tính khác",
    LeftOut.LATER: "hạn sau hạn của tỉnh",
    LeftOut.NO_PARTS: "tỷ lệ không kèm tử số, mẫu số",
    LeftOut.UNASKED: "không phải địa bàn, không cộng vào",
}
_VERDICTS = {
    Verdict.NO_NUMBER: ("none", "không có con số để cộng"),
    Verdict.NOTHING: ("empty", "chưa đơn vị nào nêu số"),
    Verdict.LISTED: ("none", "không cộng được, xem từng số"),
    Verdict.INCOMPLETE: ("warn", "chưa đủ đơn vị"),
    Verdict.SHORT: ("late", "đủ đơn vị, chưa đạt số của tỉnh"),
    Verdict.REACHES: ("done", "đủ đơn vị, đạt số của tỉnh"),
}


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One number of one unit; ``why_not`` is empty for what is in the sum."""

    unit: str
    number: str
    url: str
    code: str
    why_not: str


@dataclass(frozen=True, slots=True)
class SumLine:
    """One target: the province's number, what the units' numbers come to, and who is missing."""

    row: Asked
    rule: str
    goal: str
    total: str
    gap: str
    has: str
    mark: str
    word: str
    span: str
    lines: tuple[OwnLine, ...]
    missing: tuple[Unit, ...]


def sum_line(found: Sum) -> SumLine:
    made, wording = found.made, found.row.wording
    assert isinstance(wording, TargetWording)
    unit, digits = wording.unit, found.places if found.rule is PlaceRule.RATIO_OF_SUMS else None
    mark, word = _VERDICTS[made.verdict]
    missing = tuple(one for one in found.expected if one.pk in made.missing)
    return SumLine(
        row=found.row,
        rule=PLACE_RULE_LABELS[found.rule] if found.rule else "chưa gắn chỉ số, không rõ cách cộng",
        goal=write_quantity(wording),
        total="" if made.total is None else with_unit(write_number(made.total, digits), unit),
        gap=_gap(made.gap, unit, digits),
        has=f"{len(made.counted)}/{len(found.expected)}",
        mark=mark,
        word=word,
        span=_span(found, unit),
        lines=tuple(_own_lines(found, unit)),
        missing=missing if found.rule in (PlaceRule.SUM, PlaceRule.RATIO_OF_SUMS) else (),
    )


def _gap(gap: Decimal | None, unit: str, digits: int | None) -> str:
    if gap is None:
        return ""
    if gap > 0:
        return f"còn {with_unit(write_number(gap, digits), unit)}"
    return f"vượt {with_unit(write_number(-gap, digits), unit)}" if gap < 0 else "vừa bằng"


def _span(found: Sum, unit: str) -> str:
    made = found.made
    if made.verdict is not Verdict.LISTED or made.least is None or made.most is None:
        return ""
    least, most = (with_unit(write_number(value), unit) for value in (made.least, made.most))
    return f"từ {least} đến {most}" if least != most else f"cùng {least}"


def _own_lines(found: Sum, unit: str) -> Iterable[OwnLine]:
    why = {id(number): reason for number, reason in found.made.left_out}
    links = [link for group in found.row.links.values() for link in group]
    for link, number in zip(links, found.numbers, strict=True):
        reason = why.get(id(number))
        figure = "" if number.value is None else with_unit(write_number(number.value), number.unit or unit)
        if number.has_parts and number.numerator is not None and number.denominator is not None:
            figure += f" ({write_number(number.numerator)}/{write_number(number.denominator)})"
        yield OwnLine(
            unit=found.names[link.unit],
            number=figure or "không nêu số",
            url=link.url,
            code=link.child_code,
            why_not=_LEFT_OUT[reason] if reason else "",
        )


@dataclass(frozen=True, kw_only=True)
class SumsPage(PlanPage):
    lines: tuple[SumLine, ...]
    counts: tuple[tuple[str, str, int], ...]  # mark, word, how many


def sums_page(actor: Actor, plan: Plan, seen: Seen) -> SumsPage:
    found = sums_of(cascade_of(actor, plan, seen.day))
    lines = tuple(sum_line(one) for one in found)
    reaching = sum(one.made.verdict is Verdict.REACHES for one in found)
    additive = sum(one.rule is PlaceRule.SUM for one in found)
    return SumsPage(
        title=f"{reaching} trên {len(found)} chỉ tiêu có số của đủ đơn vị và cộng lại đạt số của tỉnh",
        note=f"{additive} chỉ tiêu cộng được giữa các địa bàn; số còn lại là tỷ lệ hoặc không cộng được.",
        crumbs=_crumbs(plan, Crumb("Số của các đơn vị")),
        module=MODULE,
        plan=plan,
        seen=seen,
        lines=lines,
        counts=tuple(
            (mark, word, count)
            for verdict, (mark, word) in _VERDICTS.items()
            if (count := sum(one.made.verdict is verdict for one in found))
        ),
    )


# Linking ----------------------------------------------------------------------------------------------------------------

_GROUNDS = {
    LinkGround.MARK: "mã ghi trong văn bản",
    LinkGround.WORDS: "tên, nội dung giống",
    LinkGround.CHOSEN: "cán bộ chọn",
}


@dataclass(frozen=True, slots=True)
class MadeLink:
    link: PromiseLink
    parent_url: str
    ground: str
    number: str


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A target or task of a unit's plan on the page where it is linked."""

    pk: int
    code: str
    url: str
    name: str
    number: str
    is_target: bool
    links: tuple[MadeLink, ...]
    proposed: Asked | None
    proposed_label: str
    ground: str
    is_sure: bool


@dataclass(frozen=True, kw_only=True)
class LinksPage(Page):
    plan: Plan
    parent: Plan
    sure: tuple[ChildLine, ...]
    loose: tuple[ChildLine, ...]
    pager: Pager
    linked: tuple[ChildLine, ...]
    parent_labels: tuple[str, ...]
    may_link: bool


#: Items to be decided are shown so many at a time: each has a form.
LOOSE_A_PAGE = 25


def links_page(actor: Actor, plan: Plan, day: date, paging: Paging) -> LinksPage:
    assert plan.parent is not None
    asked = cascade_of(actor, plan.parent, day).asked
    lines = [_child_line(plan, fact, asked) for fact in children_of(plan, asked, day)]
    open_lines = [line for line in lines if not line.links]
    loose = [line for line in open_lines if not line.is_sure]
    pager = Pager.over(len(loose), paging, unit="mục", size=LOOSE_A_PAGE)
    left = len(open_lines)
    title = (
        f"{left} trên {len(lines)} mục của {plan.number} chưa nối với {plan.parent.number}"
        if left
        else f"Cả {len(lines)} mục của {plan.number} đã nối với {plan.parent.number}"
    )
    return LinksPage(
        title=title,
        crumbs=_crumbs(plan.parent, Crumb(plan.number)),
        module=MODULE,
        plan=plan,
        parent=plan.parent,
        sure=tuple(line for line in open_lines if line.is_sure),
        loose=tuple(loose[pager.slice]),
        pager=pager,
        linked=tuple(line for line in lines if line.links),
        parent_labels=tuple(parent_label(row) for row in asked),
        may_link=actor.can(LINK, plan.document.organisation_id) or may(actor, LINK, plan.issuer_id, plan.parent),
    )


def parent_label(row: Asked) -> str:
    """What an officer chooses by: kind, code and name, as targets and tasks may share a code."""
    kind = "Chỉ tiêu" if row.kind == PromiseKind.TARGET else "Nhiệm vụ"
    year = f" (đến {row.wording.due_year})" if isinstance(row.wording, TargetWording) and row.wording.due_year else ""
    return f"{kind} {row.code} {row.name}{year}"[:300]


def _child_line(plan: Plan, fact: ChildFact, asked: Sequence[Asked]) -> ChildLine:
    rows = {row.pk: row for row in asked}
    proposed = rows.get(fact.proposal.parent) if fact.proposal else None
    wording = fact.wording
    return ChildLine(
        pk=fact.promise.pk,
        code=fact.promise.code,
        url=promise_url(plan, fact.promise.kind, fact.promise.code),
        name=getattr(wording, "name", ""),
        number=write_quantity(wording) if isinstance(wording, TargetWording) and wording.comparison else "",
        is_target=fact.promise.kind == PromiseKind.TARGET,
        links=tuple(_made_link(plan, link) for link in fact.links),
        proposed=proposed,
        proposed_label=parent_label(proposed) if proposed else "",
        ground=_ground(fact),
        is_sure=fact.proposal is not None and fact.proposal.is_sure,
    )


def _ground(fact: ChildFact) -> str:
    if fact.proposal is None:
        return ""
    said = _GROUNDS[fact.proposal.ground]
    return f"{said} {fact.proposal.likeness:.0%}" if fact.proposal.ground is LinkGround.WORDS else said


def _made_link(plan: Plan, link: PromiseLink) -> MadeLink:
    assert plan.parent is not None
    numbers = [write_number(link.value)] if link.value is not None else []
    if link.numerator is not None and link.denominator is not None:
        numbers.append(f"{write_number(link.numerator)}/{write_number(link.denominator)}")
    return MadeLink(
        link=link,
        parent_url=promise_url(plan.parent, link.parent.kind, link.parent.code) if link.parent else "",
        ground=_GROUNDS[LinkGround(link.ground)],
        number="; ".join(numbers),
    )


# On the page of a promise ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnitCell:
    """How a unit stands to the promise: carried out, or why not."""

    name: str
    mark: str
    word: str
    url: str
    code: str


@dataclass(frozen=True, slots=True)
class UnitsPanel:
    cells: tuple[UnitCell, ...]
    tally: tuple[StateTally, ...]
    units_url: str


@dataclass(frozen=True, slots=True)
class AbovePanel:
    links: tuple[tuple[str, str, str], ...]  # code, address, what the link is


_CARRIED = ("approved", "đã cụ thể hóa")
_NO_ITEM = ("warn", "đã ban hành kế hoạch, chưa có mục này")
_NO_PLAN = ("empty", "chưa ban hành kế hoạch")


def panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    """For `plans.queries.add_panel_source`: how the units carry out a target or task, or what a unit's one carries out."""
    if promise.kind not in (PromiseKind.TARGET, PromiseKind.TASK):
        return ()
    if plan.parent_id is not None:
        return tuple(_above(promise, day))
    cascade = cascade_of(actor, plan, day, only=promise.pk)
    if not cascade.duties or not cascade.asked:
        return ()
    cells = tuple(_unit_cells(cascade))
    if not cells:
        return ()
    data = UnitsPanel(
        cells=cells,
        tally=tuple(
            StateTally(mark, word, count)
            for mark, word in (_CARRIED, _NO_ITEM, _NO_PLAN)
            if (count := sum(cell.mark == mark for cell in cells))
        ),
        units_url=reverse("cascade:units", args=[plan.slug]),
    )
    note = f"Theo {', '.join(cascade.duties)}: mỗi cơ quan, địa phương xây dựng kế hoạch thực hiện"
    return (Panel("Kế hoạch cụ thể hóa của các cơ quan", "cascade/panel_units.html", data, note=note),)


def _unit_cells(cascade: Cascade) -> Iterable[UnitCell]:
    row = cascade.asked[0]
    for unit in cascade.units:
        state = row.state_of(unit.pk)
        if state is CellState.NOT_EXPECTED:
            continue
        links = row.links.get(unit.pk, ())
        mark, word = _CARRIED if links else _NO_ITEM if unit.state in OUT else _NO_PLAN
        yield UnitCell(
            name=unit.column,
            mark=mark,
            word=word,
            url=links[0].url if links else reverse("cascade:unit", args=[cascade.plan.slug, unit.code]),
            code=links[0].child_code if links else "",
        )


def _above(promise: Promise, day: date) -> Iterable[Panel]:
    """One query."""
    links = links_on(day).filter(child=promise).select_related("parent__plan")
    found = tuple(
        (
            f"{link.parent.code} {link.parent.plan.number}",
            promise_url(link.parent.plan, link.parent.kind, link.parent.code),
            link.get_kind_display(),
        )
        for link in links
        if link.parent is not None
    )
    if found:
        yield Panel("Thực hiện mục của kế hoạch cấp trên", "cascade/panel_above.html", AbovePanel(found))
