"""The pages of the cascade: one frozen dataclass each, made for a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from ansinh.apps.cascade.access import DRAFT, may
from ansinh.apps.cascade.queries import (
    HOME,
    MODULE,
    OUT,
    STATE_WORDS,
    WITHOUT,
    Asked,
    Cascade,
    LinkFact,
    Unit,
    cascade_of,
    crumbs,
    links_on,
)
from ansinh.apps.cascade.sums import SumLine, sum_line, sums_of
from ansinh.apps.documents.access import BRING_IN
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.access import TOP_FIRST, visible_plans
from ansinh.apps.plans.models import Plan, Promise, PromiseKind
from ansinh.apps.plans.queries import Panel, PlanPage, Seen, promise_url
from ansinh.domain.cascade import CellState, UnitState
from ansinh.domain.figures import NBSP
from ansinh.domain.indicators import PlaceRule
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb

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
        crumbs=(Crumb(HOME),),
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
        crumbs=crumbs(plan, Crumb("Đơn vị")),
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
        crumbs=crumbs(
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
    cascade = cascade_of(actor, plan, day, only=promise)
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
