"""Good practice and commendations: the list, one of them, and those of a promise on its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from ansinh.apps.audit.queries import HistoryLine, history_of
from ansinh.apps.oversight.access import PROPOSE_PRAISE, may_decide_praise, visible_commendations
from ansinh.apps.oversight.models import Commendation, CommendationState
from ansinh.apps.plans.models import Plan, Promise
from ansinh.apps.plans.queries import Panel
from ansinh.domain.figures import write_number
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging

MODULE = "cach-lam-hay"
_ALL = "Cách làm hay, khen thưởng"
_SIZE = 30
_MARKS = {
    CommendationState.PROPOSED: "sent",
    CommendationState.RETURNED: "back",
    CommendationState.APPROVED: "approved",
}


@dataclass(frozen=True, slots=True)
class PraiseLine:
    praise: Commendation
    mark: str
    word: str
    promise_url: str


@dataclass(frozen=True, kw_only=True)
class PraiseListPage(Page):
    lines: tuple[PraiseLine, ...]
    pager: Pager
    may_propose: bool


@dataclass(frozen=True, kw_only=True)
class PraisePage(Page):
    line: PraiseLine
    may_change: bool
    may_decide: bool
    history: tuple[HistoryLine, ...]


def praise_list_page(actor: Actor, paging: Paging) -> PraiseListPage:
    """What waits for a decision first, then the latest."""
    seen = visible_commendations(actor)
    approved = seen.filter(state=CommendationState.APPROVED).count()
    pager = Pager.over(seen.count(), paging, unit="ghi nhận", size=_SIZE)
    return PraiseListPage(
        title=f"{write_number(approved)} cách làm hay, khen thưởng đã ghi nhận" if approved else _ALL,
        crumbs=(Crumb(_ALL),),
        module=MODULE,
        lines=tuple(_line(praise) for praise in seen.order_by("-state", "-proposed_at", "-pk")[pager.slice]),
        pager=pager,
        may_propose=actor.can(PROPOSE_PRAISE),
    )


def praise_page(actor: Actor, praise: Commendation) -> PraisePage:
    undecided = praise.state != CommendationState.APPROVED
    return PraisePage(
        title=praise.title,
        crumbs=(Crumb(_ALL, reverse("oversight:commendations")), Crumb(praise.get_kind_display())),
        module=MODULE,
        note=f"{praise.get_kind_display()} · {praise.organisation} · {praise.who}",
        line=_line(praise),
        may_change=undecided and actor.can(PROPOSE_PRAISE, praise.organisation_id),
        may_decide=praise.state == CommendationState.PROPOSED and may_decide_praise(actor, praise),
        history=history_of("oversight.Commendation", praise.pk),
    )


def panels(actor: Actor, plan: Plan, promise: Promise, day: date) -> Sequence[Panel]:
    """For `plans.queries.add_panel_source`: what was approved for the promise; nothing if there is none. One query."""
    found = Commendation.objects.filter(promise_id=promise.pk, state=CommendationState.APPROVED)
    praise = tuple(found.select_related("organisation"))
    return (Panel(_ALL, "oversight/panel_praise.html", praise, f"{len(praise)} ghi nhận"),) if praise else ()


def _line(praise: Commendation) -> PraiseLine:
    promise = praise.promise
    return PraiseLine(
        praise=praise,
        mark=_MARKS[CommendationState(praise.state)],
        word=praise.get_state_display(),
        promise_url=reverse(f"plans:{promise.kind}", args=[promise.plan.slug, promise.code]),
    )
