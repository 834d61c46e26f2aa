"""Items of a unit's plan: what is proposed for each, and the page where an officer decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ansinh.apps.cascade.access import LINK, may
from ansinh.apps.cascade.models import PromiseLink
from ansinh.apps.cascade.queries import KINDS, MODULE, Asked, cascade_of, crumbs
from ansinh.apps.plans.models import Plan, Promise, PromiseKind, TargetWording, TaskWording
from ansinh.apps.plans.queries import Wording, promise_url, wording_name, wordings_on
from ansinh.domain.cascade import Item, LinkGround, Proposal, marked_codes, propose_links
from ansinh.domain.figures import write_number, write_quantity
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging


@dataclass(frozen=True, slots=True)
class ChildFact:
    """A target or task of a unit's plan, what it is linked to, and what is proposed where nothing is."""

    promise: Promise
    wording: Wording
    links: tuple[PromiseLink, ...]
    proposal: Proposal | None


def children_of(plan: Plan, parents: Sequence[Asked], day: date) -> tuple[ChildFact, ...]:
    """The targets and tasks of a unit's plan in its order. Five queries, and the words of both plans compared."""
    promises = list(plan.promises.alive_on(day).filter(kind__in=KINDS))
    wordings = wordings_on(plan, day)
    links: dict[int, list[PromiseLink]] = defaultdict(list)
    for link in PromiseLink.objects.filter(child__plan=plan).select_related("parent"):
        links[link.child_id].append(link)
    loose = [promise for promise in promises if promise.pk not in links and promise.pk in wordings]
    proposals = propose_links(
        [_item(promise, wordings[promise.pk], _marks(plan, wordings[promise.pk])) for promise in loose],
        [_item(row, row.wording) for row in parents],
    )
    return tuple(
        ChildFact(promise, wordings[promise.pk], tuple(links[promise.pk]), proposals.get(promise.pk))
        for promise in promises
        if promise.pk in wordings
    )


def _marks(plan: Plan, wording: Wording) -> tuple[str, ...]:
    """Codes of the plan above that the item names; words of an amending document stand in another text."""
    if plan.parent is None or wording.document_id != plan.document_id:
        return ()
    return marked_codes(plan.document.text, wording.start, wording.end, plan.parent.number)


def _item(promise: Promise | Asked, wording: Wording, marks: tuple[str, ...] = ()) -> Item:
    return Item(
        promise.pk,
        promise.kind,
        promise.code,
        wording_name(wording),
        wording.text if isinstance(wording, TaskWording) else "",
        wording.due_year if isinstance(wording, TargetWording) else None,
        marks,
    )


# The page --------------------------------------------------------------------------------------------------------------

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
    loose_count: int
    open_count: int  # sure or not
    linked: tuple[ChildLine, ...]
    linked_count: int
    pager: Pager  # of the items to be decided, or of those decided when they are looked at
    parent_labels: tuple[str, ...]
    may_link: bool


#: Items are shown so many at a time: each has a form.
ITEMS_A_PAGE = 25


def links_page(actor: Actor, plan: Plan, day: date, paging: Paging, *, decided: bool = False) -> LinksPage:
    """What is to be decided; with ``decided``, or when nothing is left, what was decided already."""
    assert plan.parent is not None
    asked = cascade_of(actor, plan.parent, day).asked
    lines = [_child_line(plan, fact, asked) for fact in children_of(plan, asked, day)]
    open_lines = [line for line in lines if not line.links]
    loose = [line for line in open_lines if not line.is_sure]
    linked = [line for line in lines if line.links]
    decided = decided or not open_lines
    pager = Pager.over(len(linked if decided else loose), paging, unit="mục", size=ITEMS_A_PAGE)
    left = len(open_lines)
    title = (
        f"{left} trên {len(lines)} mục của {plan.number} chưa nối với {plan.parent.number}"
        if left
        else f"Cả {len(lines)} mục của {plan.number} đã nối với {plan.parent.number}"
    )
    return LinksPage(
        title=title,
        crumbs=crumbs(plan.parent, Crumb(plan.number)),
        module=MODULE,
        plan=plan,
        parent=plan.parent,
        sure=() if decided else tuple(line for line in open_lines if line.is_sure),
        loose=() if decided else tuple(loose[pager.slice]),
        loose_count=len(loose),
        open_count=left,
        linked=tuple(linked[pager.slice]) if decided else (),
        linked_count=len(linked),
        pager=pager,
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
