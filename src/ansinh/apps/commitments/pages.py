"""Pages of commitments: the year's list, proposing, timeliness by agency, an agency. One frozen dataclass each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.urls import reverse

from ansinh.apps.commitments.access import PROPOSE
from ansinh.apps.commitments.lines import (
    CLASS_WORDS,
    CLASSES,
    MODULE,
    Choice,
    CommitmentLine,
    Gathered,
    Tile,
    Wanted,
    agency_url,
    gather,
    names_of,
    tiles,
)
from ansinh.apps.commitments.models import (
    Commitment,
    CommitmentShare,
    Duty,
    ShareState,
)
from ansinh.apps.commitments.queries import Holders, holders_on
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, Promise
from ansinh.domain.commitments import (
    COMMITMENT_WORDS,
    CommitmentState,
)
from ansinh.domain.figures import write_date
from ansinh.domain.timeliness import (
    DUE_SOON_WORDS,
    TimeFacts,
    Timeliness,
    sort_out,
)
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.pages import Crumb, Page, Pager, Paging

T = TypeVar("T")
#: The agency has said something.
_SPOKEN = (CommitmentState.SUBMITTED, CommitmentState.ACCEPTED, CommitmentState.CLAIMED, CommitmentState.DONE)


# The year's list -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SilentAgency:
    """An agency that was asked and has committed to nothing."""

    organisation: Organisation
    url: str
    asked: int
    returned: int
    codes: str


@dataclass(frozen=True, kw_only=True)
class CommitmentListPage(Page):
    wanted: Wanted
    total: int
    lines: tuple[CommitmentLine, ...]
    pager: Pager
    silent: tuple[SilentAgency, ...]
    tiles: tuple[Tile, ...]
    years: tuple[Choice, ...]
    organisations: tuple[Choice, ...]
    sections: tuple[Choice, ...]
    states: tuple[Choice, ...]
    timings: tuple[Choice, ...]
    may_propose: bool


def commitment_list_page(actor: Actor, wanted: Wanted, paging: Paging, day: date) -> CommitmentListPage:
    everything = gather(Commitment.objects.of_year(wanted.year), day)
    within = _within(everything, wanted)
    found = sort_out(within, lambda one: one.time_facts, day)
    shown = found.list_of(wanted.timing) if wanted.timing else within
    shown = tuple(one for one in shown if not wanted.state or one.state == wanted.state)
    silent = silent_agencies(everything)
    pager = Pager.over(len(shown), paging, unit="cam kết")
    return CommitmentListPage(
        title=_list_title(wanted.year, everything, len(silent)),
        crumbs=(Crumb("Cam kết năm"),),
        module=MODULE,
        note=f"Xem theo ngày {write_date(day)}. Cam kết đứng dưới tên cơ quan đã cam kết, do cơ quan đang nắm việc giữ.",
        wanted=wanted,
        total=len(everything.commitments),
        lines=tuple(everything.line(one) for one in shown[pager.slice]),
        pager=pager,
        silent=silent,
        tiles=tiles(found, lambda key: wanted.query(**{"han": key, "tinh-trang": ""}), wanted.timing),
        years=year_choices(wanted, day),
        organisations=_organisation_choices(everything, wanted.organisation),
        sections=_section_choices(everything, wanted.section),
        states=tuple(Choice(s.value, w, s == wanted.state) for s, w in COMMITMENT_WORDS.items()),
        timings=tuple(Choice(key, CLASS_WORDS[key], key == wanted.timing) for key in CLASSES),
        may_propose=follows_a_plan(actor),
    )


def _within(everything: Gathered, wanted: Wanted) -> tuple[Commitment, ...]:
    """Narrowed by agency and section, before timeliness is counted."""
    return tuple(
        one
        for one in everything.commitments
        if (not wanted.organisation or everything.holder(one).code == wanted.organisation)
        and (not wanted.section or _section(one.promise) == wanted.section)
    )


def _section(promise: Promise) -> str:
    return promise.section.code if promise.section else ""


def _list_title(year: int, everything: Gathered, silent: int) -> str:
    asked = [one for one in everything.commitments if one.state != CommitmentState.CANCELLED]
    if not asked:
        return f"Năm {year}: chưa có cam kết nào"
    taken = sum(one.accepted_on is not None for one in asked)
    said = f"{silent} cơ quan chưa cam kết gì" if silent else "mọi cơ quan đã cam kết"
    return f"Năm {year}: {taken} trên {len(asked)} cam kết đã nhận, {said}"


def silent_agencies(everything: Gathered) -> tuple[SilentAgency, ...]:
    """Agencies asked to commit that have not sent anything, those asked for most first."""
    asked: dict[Organisation, list[Commitment]] = {}
    for one in everything.commitments:
        if one.state != CommitmentState.CANCELLED:
            asked.setdefault(everything.holder(one), []).append(one)
    silent = [
        SilentAgency(
            body,
            agency_url(body, rows[0].year),
            len(rows),
            sum(row.state == CommitmentState.RETURNED for row in rows),
            ", ".join(row.promise.code for row in rows[:6]) + ("…" if len(rows) > 6 else ""),
        )
        for body, rows in asked.items()
        if not any(row.state in _SPOKEN for row in rows)
    ]
    return tuple(sorted(silent, key=lambda one: (-one.asked, one.organisation.sort_key)))


def year_choices(wanted: Wanted, day: date) -> tuple[Choice, ...]:
    """Years that have something, this year and the one asked for."""
    known = set(Commitment.objects.order_by().values_list("year", flat=True).distinct())
    known |= set(Duty.objects.order_by().values_list("year", flat=True).distinct())
    years = sorted(known | {day.year, wanted.year}, reverse=True)
    return tuple(Choice(str(y), f"Năm {y}", y == wanted.year, wanted.query(nam=str(y))) for y in years)


def _organisation_choices(everything: Gathered, chosen: str) -> tuple[Choice, ...]:
    bodies = {body.pk: body for body in map(everything.holder, everything.commitments)}.values()
    return tuple(Choice(body.code, body.name, body.code == chosen) for body in sorted(bodies, key=lambda b: b.sort_key))


def _section_choices(everything: Gathered, chosen: str) -> tuple[Choice, ...]:
    found = {}
    for one in everything.commitments:
        section = one.promise.section
        if section is not None:
            found[section.code] = f"{section.code} {section.short_heading}"
    return tuple(Choice(code, label, code == chosen) for code, label in found.items())


# Proposing -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ProposePage(Page):
    plans: tuple[Plan, ...]
    years: tuple[int, ...]


def follows_a_plan(actor: Actor) -> bool:
    """Whether the actor's agency coordinates some plan, so that there is something to propose. One query."""
    own = actor.organisations_where(PROPOSE)
    return bool(own) and Plan.objects.filter(coordinating_agency_id__in=own).exists()


def plans_to_propose(actor: Actor) -> tuple[Plan, ...]:
    """Plans whose coordinating agency the actor works for."""
    plans = Plan.objects.select_related("coordinating_agency")
    return tuple(plan for plan in plans if actor.can(PROPOSE, plan.coordinating_agency_id))


def propose_page(actor: Actor, day: date) -> ProposePage:
    actor.must(PROPOSE)
    return ProposePage(
        title="Đề xuất cam kết và lập nghĩa vụ đến hạn",
        crumbs=(Crumb("Cam kết năm", reverse("commitments:list")), Crumb("Đề xuất cho một năm")),
        module=MODULE,
        plans=plans_to_propose(actor),
        years=(day.year, day.year + 1),
    )


# By agency -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgencyCounts:
    """One agency and its counts in the order of `CLASSES`; each opens the list that it counts."""

    name: str
    url: str
    total: int
    counts: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class CountTable:
    heading: str
    unit: str
    rows: tuple[AgencyCounts, ...]
    total: AgencyCounts | None


@dataclass(frozen=True, kw_only=True)
class TimelinessPage(Page):
    wanted: Wanted
    years: tuple[Choice, ...]
    heads: tuple[str, ...]
    tables: tuple[CountTable, ...]


def timeliness_page(year: int, day: date) -> TimelinessPage:
    """Official two by two by agency, of commitments and of dated duties."""
    wanted = Wanted(year)
    everything = gather(Commitment.objects.of_year(year), day)
    duties, holders = duties_of_year(year, day)
    tables = (
        _count_table(
            "Cam kết", "cam kết", everything.commitments, everything.holder, lambda one: one.time_facts,
            reverse("commitments:list"), wanted, day,
        ),
        _count_table(
            "Nghĩa vụ đến hạn", "nghĩa vụ", duties,
            lambda one: holders.name(holders.of_duty(one), one.organisation), lambda one: one.time_facts,
            reverse("commitments:duties"), wanted, day,
        ),
    )  # fmt: skip
    late = sum(
        tile.count for table in tables if table.total for tile in table.total.counts if tile.key == Timeliness.OPEN_LATE
    )
    return TimelinessPage(
        title=f"Năm {year}: {late} việc chưa hoàn thành, quá hạn" if late else f"Năm {year}: không có việc nào quá hạn",
        crumbs=(Crumb("Cam kết năm", reverse("commitments:list") + wanted.query()), Crumb("Thời hạn theo cơ quan")),
        module=MODULE,
        note=(
            f"Xem theo ngày {write_date(day)}. Mỗi việc nằm ở đúng một cột, trừ cột «{DUE_SOON_WORDS}» là một phần của cột "
            "trong hạn; việc chưa có hạn và đã hủy không tính vào bốn cột đầu."
        ),
        wanted=wanted,
        years=year_choices(wanted, day),
        heads=tuple(CLASS_WORDS[key] for key in CLASSES),
        tables=tables,
    )


def duties_of_year(year: int, day: date) -> tuple[tuple[Duty, ...], Holders]:
    """Dated duties of a year and who holds them: two queries."""
    duties = tuple(Duty.objects.filter(year=year).select_related("obligation__plan", "organisation", "receiver"))
    return duties, holders_on(day, {duty.obligation_id for duty in duties})


def _count_table(
    heading: str,
    unit: str,
    things: Sequence[T],
    holder_of: Callable[[T], Organisation],
    facts_of: Callable[[T], TimeFacts],
    url: str,
    wanted: Wanted,
    day: date,
) -> CountTable:
    by_agency: dict[int, list[T]] = {}
    bodies: dict[int, Organisation] = {}
    for thing in things:
        body = holder_of(thing)
        bodies[body.pk] = body
        by_agency.setdefault(body.pk, []).append(thing)
    rows = [
        AgencyCounts(
            bodies[pk].short_name,
            agency_url(bodies[pk], wanted.year),
            len(mine),
            tiles(sort_out(mine, facts_of, day), _links(url, wanted, bodies[pk].code)),
        )
        for pk, mine in sorted(by_agency.items(), key=lambda pair: bodies[pair[0]].sort_key)
    ]
    total = AgencyCounts("Cộng", "", len(things), tiles(sort_out(things, facts_of, day), _links(url, wanted, "")))
    return CountTable(heading, unit, tuple(rows), total if rows else None)


def _links(url: str, wanted: Wanted, code: str) -> Callable[[str], str]:
    return lambda key: url + wanted.query(**{"co-quan": code, "han": key})


@dataclass(frozen=True, slots=True)
class ShareLine:
    share: CommitmentShare
    url: str
    name: str
    code: str
    mark: str
    lead: str


SHARE_MARKS: Mapping[str, str] = {
    ShareState.ASKED: "empty",
    ShareState.ACCEPTED: "approved",
    ShareState.DECLINED: "back",
}


@dataclass(frozen=True, kw_only=True)
class AgencyPage(Page):
    organisation: Organisation
    wanted: Wanted
    years: tuple[Choice, ...]
    tiles: tuple[Tile, ...]
    lines: tuple[CommitmentLine, ...]
    shares: tuple[ShareLine, ...]
    duties: tuple[Duty, ...]
    duties_url: str


def agency_page(code: str, year: int, day: date) -> AgencyPage:
    """What one agency holds in a year on a day: commitments, shares in those of others, dated duties."""
    organisation = Organisation.objects.filter(code=code).first()
    if organisation is None:
        raise NotThere("Không có cơ quan này.")
    everything = gather(Commitment.objects.of_year(year), day)
    mine = [
        one for one in everything.commitments if organisation.pk in (everything.holder(one).pk, one.organisation_id)
    ]
    held = [one for one in mine if everything.holder(one).pk == organisation.pk]
    wanted = Wanted(year, organisation=code)
    duties, holders = duties_of_year(year, day)
    shares = organisation.commitment_shares.filter(commitment__year=year).select_related(
        "commitment__promise", "commitment__organisation"
    )
    names = names_of({share.commitment.promise_id for share in shares}, day)
    own_url = reverse("commitments:agency", args=[code])
    return AgencyPage(
        title=_agency_title(organisation, year, held),
        crumbs=(
            Crumb("Cam kết năm", reverse("commitments:list") + Wanted(year).query()),
            Crumb(organisation.short_name),
        ),
        module=MODULE,
        note=f"Xem theo ngày {write_date(day)}.",
        organisation=organisation,
        wanted=wanted,
        years=tuple(
            Choice(c.value, c.label, c.is_chosen, f"{own_url}?nam={c.value}") for c in year_choices(wanted, day)
        ),
        tiles=tiles(
            sort_out(held, lambda one: one.time_facts, day),
            lambda key: reverse("commitments:list") + wanted.query(han=key),
        ),
        lines=tuple(everything.line(one) for one in mine),
        shares=tuple(_share_line(share, names) for share in shares),
        duties=tuple(duty for duty in duties if holders.of_duty(duty) == organisation.pk),
        duties_url=reverse("commitments:duties") + Wanted(year, organisation=code).query(),
    )


def _agency_title(organisation: Organisation, year: int, held: Sequence[Commitment]) -> str:
    asked = [one for one in held if one.state != CommitmentState.CANCELLED]
    if not asked:
        return f"{organisation.short_name}: không có cam kết nào năm {year}"
    said = sum(one.state in _SPOKEN for one in asked)
    if not said:
        return f"{organisation.short_name} chưa cam kết gì cho năm {year}"
    return f"{organisation.short_name}: {said} trên {len(asked)} cam kết năm {year} đã gửi"


def _share_line(share: CommitmentShare, names: Mapping[int, str]) -> ShareLine:
    promise = share.commitment.promise
    return ShareLine(
        share,
        reverse("commitments:commitment", args=[share.commitment_id]) + "#phoi-hop",
        names.get(promise.pk, promise.code),
        promise.code,
        SHARE_MARKS[share.state],
        str(share.commitment.organisation),
    )
