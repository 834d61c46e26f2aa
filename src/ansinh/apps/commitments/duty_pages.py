"""Pages of dated duties: the year's list, and one duty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.urls import reverse

from ansinh.apps.audit.queries import HistoryLine, history_of, without_details
from ansinh.apps.commitments.access import COMMIT, DECIDE, PROPOSE, evidence_seen
from ansinh.apps.commitments.lines import (
    CLASS_MARKS,
    CLASS_WORDS,
    CLASSES,
    MODULE,
    REASON_WORDS,
    Choice,
    Tile,
    Wanted,
    agency_url,
    due_note,
    tiles,
)
from ansinh.apps.commitments.models import Duty, ProgressEntry
from ansinh.apps.commitments.pages import duties_of_year, follows_a_plan, year_choices
from ansinh.apps.commitments.queries import Holders, holders_on
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Obligation, ObligationWording
from ansinh.apps.plans.queries import promise_url, source_url
from ansinh.domain.commitments import DUTY_MARKS, DUTY_WORDS, DutyState, DutyVerb, Side, duty_verbs
from ansinh.domain.figures import write_date
from ansinh.domain.periods import Period
from ansinh.domain.readings import ObligationKind
from ansinh.domain.timeliness import Timeliness, sort_out, timeliness
from ansinh.kit.access import Actor
from ansinh.kit.forms import whole_number
from ansinh.kit.pages import Crumb, Page, Pager, Paging

KIND_WORDS: Mapping[str, str] = {
    ObligationKind.PLAN: "Ban hành kế hoạch thực hiện",
    ObligationKind.BUDGET: "Lập dự toán kinh phí",
    ObligationKind.REPORT: "Báo cáo kết quả thực hiện",
    ObligationKind.OTHER: "Nghĩa vụ khác",
}
_LATEST = 40
_MOST_TICKED = 200


@dataclass(frozen=True, slots=True)
class DutyLine:
    duty: Duty
    title: str
    url: str
    code_url: str
    period: str
    holder: Organisation
    holder_url: str
    owed_by: str  # where somebody else holds it now
    mark: str
    timing: Timeliness
    due_note: str
    tick: str = ""  # key and version, where the reader may receive it together with others


@dataclass(frozen=True, slots=True)
class Undated:
    """Duties of one obligation and period that have no due date."""

    obligation: Obligation
    title: str
    period: str
    period_label: str
    count: int
    url: str


@dataclass(frozen=True, kw_only=True)
class DutyListPage(Page):
    wanted: Wanted
    total: int
    lines: tuple[DutyLine, ...]
    pager: Pager
    tiles: tuple[Tile, ...]
    undated: tuple[Undated, ...]
    years: tuple[Choice, ...]
    organisations: tuple[Choice, ...]
    obligations: tuple[Choice, ...]
    states: tuple[Choice, ...]
    timings: tuple[Choice, ...]
    may_propose: bool

    @property
    def may_receive(self) -> bool:
        """Whether some line can be ticked."""
        return any(line.tick for line in self.lines)


def duty_list_page(actor: Actor, wanted: Wanted, paging: Paging, day: date) -> DutyListPage:
    """``wanted.section`` is the code of an obligation here."""
    duties, holders = duties_of_year(wanted.year, day)
    kinds = kinds_of({duty.obligation_id for duty in duties})
    holder = {duty.pk: holders.name(holders.of_duty(duty), duty.organisation) for duty in duties}
    within = tuple(
        duty
        for duty in duties
        if (not wanted.organisation or holder[duty.pk].code == wanted.organisation)
        and (not wanted.section or duty.obligation.code == wanted.section)
    )
    found = sort_out(within, lambda duty: duty.time_facts, day)
    shown = found.list_of(wanted.timing) if wanted.timing else within
    shown = tuple(duty for duty in shown if not wanted.state or duty.state == wanted.state)
    pager = Pager.over(len(shown), paging, unit="nghĩa vụ")
    codes = dict.fromkeys((duty.obligation.code, kinds.get(duty.obligation_id, "")) for duty in duties)
    return DutyListPage(
        title=_title(wanted.year, duties),
        crumbs=(
            Crumb("Cam kết năm", reverse("commitments:list") + Wanted(wanted.year).query()),
            Crumb("Nghĩa vụ đến hạn"),
        ),
        module=MODULE,
        note=f"Xem theo ngày {write_date(day)}. «Trước ngày 30/10» là đúng hạn đến hết 29/10.",
        wanted=wanted,
        total=len(duties),
        lines=tuple(
            replace(duty_line(duty, holder[duty.pk], kinds, day), tick=_tick(actor, duty, holders))
            for duty in shown[pager.slice]
        ),
        pager=pager,
        tiles=tiles(found, lambda key: wanted.query(**{"han": key, "tinh-trang": ""}), wanted.timing),
        undated=_undated(actor, duties, kinds),
        years=year_choices(wanted, day),
        organisations=tuple(
            Choice(body.code, body.name, body.code == wanted.organisation)
            for body in sorted({body.pk: body for body in holder.values()}.values(), key=lambda body: body.sort_key)
        ),
        obligations=tuple(Choice(code, f"{code} {title}", code == wanted.section) for code, title in codes),
        states=tuple(Choice(state.value, word, state == wanted.state) for state, word in DUTY_WORDS.items()),
        timings=tuple(Choice(key, CLASS_WORDS[key], key == wanted.timing) for key in CLASSES),
        may_propose=follows_a_plan(actor),
    )


def _tick(actor: Actor, duty: Duty, holders: Holders) -> str:
    return f"{duty.pk}:{duty.version}" if DutyVerb.RECEIVE in _verbs(actor, duty, holders) else ""


def ticked(values: Sequence[str]) -> list[tuple[Duty, int]]:
    """The duties that were ticked, with the versions seen. What is no duty any more is left out."""
    pairs = (value.partition(":") for value in values[:_MOST_TICKED])
    wanted = {whole_number(pk): whole_number(version) for pk, _, version in pairs}
    found = Duty.objects.filter(pk__in=wanted).select_related("obligation__plan", "organisation", "receiver")
    return [(duty, wanted[duty.pk]) for duty in found]


def _title(year: int, duties: tuple[Duty, ...]) -> str:
    owed = [duty for duty in duties if duty.state != DutyState.CANCELLED]
    if not owed:
        return f"Năm {year}: chưa lập nghĩa vụ đến hạn nào"
    handed_in = sum(duty.handed_in_on is not None for duty in owed)
    return f"Năm {year}: {handed_in} trên {len(owed)} nghĩa vụ đã nộp"


def kinds_of(obligations: set[int]) -> dict[int, str]:
    """What kind of duty each obligation is. One query."""
    rows = ObligationWording.objects.filter(obligation__in=obligations).order_by("valid_from")
    return {pk: KIND_WORDS.get(kind, "") for pk, kind in rows.values_list("obligation_id", "obligation_kind")}


def duty_line(duty: Duty, holder: Organisation, kinds: Mapping[int, str], day: date) -> DutyLine:
    facts = duty.time_facts
    return DutyLine(
        duty=duty,
        title=kinds.get(duty.obligation_id) or duty.obligation.code,
        url=reverse("commitments:duty", args=[duty.pk]),
        code_url=source_url(duty.obligation.plan, duty.obligation.code),
        period=Period.parse(duty.period).label,
        holder=holder,
        holder_url=agency_url(holder, duty.year),
        owed_by="" if holder.pk == duty.organisation_id else str(duty.organisation),
        mark=DUTY_MARKS[DutyState(duty.state)],
        timing=timeliness(facts, day),
        due_note=due_note(facts, day),
    )


def _undated(actor: Actor, duties: tuple[Duty, ...], kinds: Mapping[int, str]) -> tuple[Undated, ...]:
    """For who may set a due date: by obligation and period."""
    groups: dict[tuple[int, str], list[Duty]] = {}
    for duty in duties:
        open_one = duty.state in (DutyState.OPEN, DutyState.RETURNED)
        if duty.due_on is None and open_one and actor.can(PROPOSE, duty.obligation.plan.coordinating_agency_id):
            groups.setdefault((duty.obligation_id, duty.period), []).append(duty)
    return tuple(
        Undated(
            rows[0].obligation,
            kinds.get(key, ""),
            period,
            Period.parse(period).label,
            len(rows),
            reverse("commitments:set_due_dates", args=[key, period]),
        )
        for (key, period), rows in groups.items()
    )


@dataclass(frozen=True, kw_only=True)
class SetDuePage(Page):
    count: int
    words: str
    back_url: str


def set_due_page(obligation: Obligation, period: Period) -> SetDuePage:
    count = Duty.objects.filter(
        Q(state=DutyState.OPEN) | Q(state=DutyState.RETURNED), obligation=obligation, period=period.code, due_on=None
    ).count()
    wording = obligation.wordings.order_by("-valid_from").first()
    back = reverse("commitments:duties") + Wanted(period.year).query()
    return SetDuePage(
        title=f"Đặt hạn cho nghĩa vụ {obligation.code}, {period.label}",
        crumbs=(Crumb("Cam kết năm", reverse("commitments:list")), Crumb("Nghĩa vụ đến hạn", back), Crumb("Đặt hạn")),
        module=MODULE,
        note=f"Kế hoạch {obligation.plan.number}",
        count=count,
        words=wording.quote or wording.what if wording else "",
        back_url=back,
    )


# One duty ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class DutyPage(Page):
    line: DutyLine
    duty: Duty
    acceptor: str
    words: str
    words_url: str
    promise_url: str
    class_word: str
    class_mark: str
    reason_word: str
    verbs: frozenset[str]
    entries: tuple[ProgressEntry, ...]
    seen: frozenset[int]
    history: tuple[HistoryLine, ...]


def duty_page(actor: Actor, duty: Duty, day: date) -> DutyPage:
    holders = holders_on(day, [duty.obligation_id])
    holder = holders.name(holders.of_duty(duty), duty.organisation)
    kinds = kinds_of({duty.obligation_id})
    line = duty_line(duty, holder, kinds, day)
    entries = tuple(duty.entries.prefetch_related("evidence__file"))
    plan = duty.obligation.plan
    wording = duty.obligation.wordings.order_by("-valid_from").first()
    is_concerned = bool(evidence_seen(actor, [duty]))
    history = history_of(Duty._meta.label, duty.pk, _LATEST)
    return DutyPage(
        title=f"{line.title}, {line.period}: {duty.organisation.short_name}",
        crumbs=(
            Crumb("Cam kết năm", reverse("commitments:list") + Wanted(duty.year).query()),
            Crumb("Nghĩa vụ đến hạn", reverse("commitments:duties") + Wanted(duty.year).query()),
            Crumb(duty.obligation.code),
        ),
        module=MODULE,
        place=duty.obligation.code,
        note=f"Kế hoạch {plan.number}, mục {duty.obligation.code}",
        line=line,
        duty=duty,
        acceptor=str(Organisation.objects.get(pk=holders.acceptor_of_duty(duty))),
        words=wording.quote if wording else "",
        words_url=source_url(plan, duty.obligation.code),
        promise_url=promise_url(plan, duty.obligation.kind, duty.obligation.code),
        class_word=CLASS_WORDS[line.timing],
        class_mark=CLASS_MARKS[line.timing],
        reason_word=REASON_WORDS.get(duty.state, "Lý do"),
        verbs=frozenset(verb.value for verb in _verbs(actor, duty, holders)),
        entries=entries,
        seen=frozenset(entry.pk for entry in entries) if is_concerned else frozenset(),
        history=history if is_concerned else without_details(history),
    )


def _verbs(actor: Actor, duty: Duty, holders: Holders) -> set[DutyVerb]:
    sides = []
    if actor.can(COMMIT, holders.of_duty(duty)):
        sides.append(Side.HOLDER)
    if actor.can(DECIDE, holders.acceptor_of_duty(duty)):
        sides.append(Side.ACCEPTOR)
    verbs = set(duty_verbs(DutyState(duty.state), sides))
    if actor.user_id is not None and duty.handed_in_by_id == actor.user_id:
        verbs -= {DutyVerb.RECEIVE, DutyVerb.SEND_BACK}
    return verbs
