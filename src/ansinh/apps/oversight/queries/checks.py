"""The programme of checks and supervision of a year, one check with its results, one recommendation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from ansinh.apps.audit.queries import HistoryLine, history_of
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.oversight.access import (
    ANSWER,
    RUN_CHECKS,
    may_decide,
    visible_checks,
    visible_findings,
    visible_recommendations,
)
from ansinh.apps.oversight.models import (
    CheckFinding,
    CheckRecommendation,
    CheckState,
    ComplianceCheck,
    RecommendationState,
)
from ansinh.apps.plans.models import Promise
from ansinh.domain.figures import write_date
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging

MODULE = "kiem-tra"
_ALL = "Kiểm tra, giám sát"
_SIZE = 40
_STATE_MARKS = {CheckState.PLANNED: "empty", CheckState.HELD: "done", CheckState.CANCELLED: "none"}
RECOMMENDATION_MARKS = {
    RecommendationState.OPEN: "empty",
    RecommendationState.ANSWERED: "sent",
    RecommendationState.RETURNED: "back",
    RecommendationState.ACCEPTED: "approved",
}


@dataclass(frozen=True, slots=True)
class CheckLine:
    check: ComplianceCheck
    mark: str
    word: str
    checked: tuple[Organisation, ...]
    asked: int
    unfinished: int


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    asked: CheckRecommendation
    mark: str
    word: str
    url: str
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ChecksPage(Page):
    year: int
    years: tuple[int, ...]
    lines: tuple[CheckLine, ...]
    pager: Pager
    unfinished: tuple[RecommendationLine, ...]
    more_unfinished: int
    may_plan: bool


@dataclass(frozen=True, kw_only=True)
class CheckPage(Page):
    check: ComplianceCheck
    mark: str
    checked: tuple[Organisation, ...]
    promises: tuple[tuple[str, str], ...]  # code, address
    findings: tuple[CheckFinding, ...]
    recommendations: tuple[RecommendationLine, ...]
    may_run: bool
    history: tuple[HistoryLine, ...]

    @property
    def is_planned(self) -> bool:
        return self.check.state == CheckState.PLANNED

    @property
    def is_held(self) -> bool:
        return self.check.state == CheckState.HELD


@dataclass(frozen=True, kw_only=True)
class RecommendationPage(Page):
    asked: CheckRecommendation
    mark: str
    may_answer: bool
    may_decide: bool
    history: tuple[HistoryLine, ...]


def checks_page(actor: Actor, year: int, day: date, paging: Paging) -> ChecksPage:
    """The programme of ``year``, and what is still asked for from every year."""
    seen = visible_checks(actor)
    years = sorted({*seen.values_list("year", flat=True), day.year}, reverse=True)
    rows = seen.filter(year=year).order_by("starts_on", "pk")
    pager = Pager.over(rows.count(), paging, unit="cuộc", size=_SIZE)
    mine = Q(recommendations__in=visible_recommendations(actor).values("pk"))
    shown = list(
        rows.prefetch_related("checked").annotate(
            asked=Count("recommendations", filter=mine),
            unfinished=Count("recommendations", filter=mine & ~Q(recommendations__state=RecommendationState.ACCEPTED)),
        )[pager.slice]
    )
    states = Counter(rows.values_list("state", flat=True))
    open_ones = visible_recommendations(actor).filter(~Q(state=RecommendationState.ACCEPTED)).order_by("due_on", "pk")
    count = open_ones.count()
    return ChecksPage(
        title=_programme_title(year, states, count),
        crumbs=(Crumb(_ALL),),
        module=MODULE,
        year=year,
        years=tuple(years),
        lines=tuple(_check_line(check, day) for check in shown),
        pager=pager,
        unfinished=tuple(_line(asked, day) for asked in open_ones[:_SIZE]),
        more_unfinished=max(count - _SIZE, 0),
        may_plan=actor.organisation_id is not None and actor.can(RUN_CHECKS, actor.organisation_id),
    )


def check_page(actor: Actor, check: ComplianceCheck, day: date) -> CheckPage:
    asked = visible_recommendations(actor).filter(check_held=check).order_by("due_on", "pk")
    return CheckPage(
        title=str(check),
        crumbs=(Crumb(_ALL, f"{reverse('oversight:checks')}?nam={check.year}"), Crumb(check.get_kind_display())),
        module=MODULE,
        note=f"{check.get_kind_display()} · {check.agency.name} · {write_date(check.starts_on)} – "
        f"{write_date(check.ends_on)}",
        check=check,
        mark=_STATE_MARKS[CheckState(check.state)],
        checked=tuple(check.checked.all()),
        promises=tuple((promise.code, _promise_url(promise)) for promise in check.promises.select_related("plan")),
        findings=tuple(visible_findings(actor).filter(check_held=check)),
        recommendations=tuple(_line(one, day) for one in asked),
        may_run=actor.can(RUN_CHECKS, check.agency_id),
        history=history_of("oversight.ComplianceCheck", check.pk),
    )


def recommendation_page(actor: Actor, asked: CheckRecommendation) -> RecommendationPage:
    check = asked.check_held
    return RecommendationPage(
        title=f"Kiến nghị: {asked}",
        crumbs=(
            Crumb(_ALL, reverse("oversight:checks")),
            Crumb(str(check), reverse("oversight:check", args=[check.pk])),
            Crumb("Kiến nghị"),
        ),
        module=MODULE,
        note=f"{asked.organisation} · hạn {write_date(asked.due_on)} · {check.agency} kiến nghị",
        asked=asked,
        mark=RECOMMENDATION_MARKS[RecommendationState(asked.state)],
        may_answer=asked.state in (RecommendationState.OPEN, RecommendationState.RETURNED)
        and actor.can(ANSWER, asked.organisation_id),
        may_decide=asked.state == RecommendationState.ANSWERED and may_decide(actor, asked),
        history=history_of("oversight.CheckRecommendation", asked.pk),
    )


def promises_of_codes(text: str) -> tuple[list[Promise], list[str]]:
    """Promises of live plans by their codes ("III.4.d, II.2.a.3"), and the codes that no plan has."""
    codes = list(dict.fromkeys(code for code in re.split(r"[\s,;]+", text) if code))
    found = list(Promise.objects.filter(code__in=codes).select_related("plan"))
    known = {promise.code for promise in found}
    return found, [code for code in codes if code not in known]


def _programme_title(year: int, states: Counter[str], unfinished: int) -> str:
    total = sum(states.values())
    if not total:
        return f"Chương trình kiểm tra, giám sát năm {year} chưa có cuộc nào"
    held = states[CheckState.HELD]
    rest = f"; {unfinished} kiến nghị chưa xong" if unfinished else ""
    return f"Năm {year}: {total} cuộc kiểm tra, giám sát, {held} đã tiến hành{rest}"


def _check_line(check: ComplianceCheck, day: date) -> CheckLine:
    late = check.state == CheckState.PLANNED and check.ends_on < day
    return CheckLine(
        check=check,
        mark="late" if late else _STATE_MARKS[CheckState(check.state)],
        word="Quá ngày dự kiến" if late else check.get_state_display(),
        checked=tuple(check.checked.all()),
        asked=check.asked,  # type: ignore[attr-defined]
        unfinished=check.unfinished,  # type: ignore[attr-defined]
    )


def _line(asked: CheckRecommendation, day: date) -> RecommendationLine:
    state = RecommendationState(asked.state)
    return RecommendationLine(
        asked=asked,
        mark=RECOMMENDATION_MARKS[state],
        word=asked.get_state_display(),
        url=reverse("oversight:recommendation", args=[asked.pk]),
        is_late=asked.due_on < day and state in (RecommendationState.OPEN, RecommendationState.RETURNED),
    )


def _promise_url(promise: Promise) -> str:
    return reverse(f"plans:{promise.kind}", args=[promise.plan.slug, promise.code])
