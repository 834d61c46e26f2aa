"""The verbs of cascading: a draft made for a unit, promises linked, linked many at once, unlinked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from ansinh.apps.cascade.access import DRAFT, LINK, must
from ansinh.apps.cascade.models import LinkKind, PromiseLink, UnitDraft
from ansinh.apps.cascade.queries import KINDS, PLACES, kind_of_link
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, Promise, PromiseKind
from ansinh.domain.cascade import LinkGround
from ansinh.domain.figures import write_number
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now, today
from ansinh.kit.locking import update_if_unchanged


@dataclass(frozen=True, slots=True)
class OwnFigures:
    """A unit's number as an officer writes it beside a link; empty: as the unit's own wording says."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def as_fields(self) -> dict[str, Decimal | None]:
        return {"value": self.value, "numerator": self.numerator, "denominator": self.denominator}


@action("cascade.draft", "Lập dự thảo kế hoạch thực hiện", needs=DRAFT)
def note_draft(*, actor: Actor, plan: Plan, organisation: Organisation) -> Done[UnitDraft]:
    """Note that a draft was made for a unit; made again, the first day stays. The file is the unit's from then on."""
    must(actor, DRAFT, organisation.pk, plan)
    draft, _ = UnitDraft.objects.get_or_create(
        plan=plan,
        organisation=organisation,
        defaults={"made_on": today(), "made_by_id": actor.user_id, "made_by_name": actor.name},
    )
    return Done(draft, subject_of(draft), f"Lập dự thảo kế hoạch của {organisation} thực hiện {plan.number}.")


@action("cascade.link", "Nối mục với kế hoạch cấp trên", needs=LINK)
def link_promise(
    *,
    actor: Actor,
    plan: Plan,
    child: Promise,
    parent: Promise | None,
    ground: LinkGround,
    figures: OwnFigures | None = None,
) -> Done[PromiseLink]:
    """Say which promise above a promise of a unit's plan carries out; ``None``: it is the unit's own matter.

    All that is wrong is said at once.
    """
    _must_link(actor, plan)
    figures = figures or OwnFigures()
    problems = [*_pair_problems(plan, child, parent), *_figure_problems(child, parent, figures)]
    if problems:
        raise ActionRefused(*problems)
    link = _create(actor, plan, child, parent, ground, figures)
    return Done(link, subject_of(link), _said(child, parent), after=_traced(link))


@action("cascade.link_many", "Nối các mục chắc chắn với kế hoạch cấp trên", needs=LINK)
def link_many(
    *, actor: Actor, plan: Plan, pairs: Sequence[tuple[Promise, Promise, LinkGround]]
) -> Done[tuple[int, tuple[str, ...]]]:
    """Link several at once; gives how many, and codes of those that somebody else had linked meanwhile: left alone."""
    _must_link(actor, plan)
    if not pairs:
        raise ActionRefused("Chưa chọn mục nào để nối.")
    problems = [problem for child, parent, _ in pairs for problem in _pair_problems(plan, child, parent)]
    if problems:
        raise ActionRefused(*problems)
    taken = set(
        PromiseLink.objects.filter(child__in=[child for child, _, _ in pairs]).values_list("child_id", flat=True)
    )
    fresh = [pair for pair in pairs if pair[0].pk not in taken]
    for child, parent, ground in fresh:
        _create(actor, plan, child, parent, ground, OwnFigures())
    left = tuple(child.code for child, _, _ in pairs if child.pk in taken)
    codes = [f"{child.code} → {parent.code}" for child, parent, _ in fresh]
    return Done(
        (len(fresh), left), subject_of(plan), f"Nối {len(fresh)} mục của {plan.number}.", after={"links": codes}
    )


@action("cascade.figures", "Ghi số của đơn vị cạnh mối nối", needs=LINK)
def write_figures(
    *, actor: Actor, plan: Plan, link: PromiseLink, figures: OwnFigures, version: int
) -> Done[PromiseLink]:
    """Write a unit's own number beside a link."""
    _must_link(actor, plan)
    problems = _figure_problems(link.child, link.parent, figures)
    if problems:
        raise ActionRefused(*problems)
    before = _traced(link)
    if not update_if_unchanged(PromiseLink.objects.all(), link.pk, version, **figures.as_fields()):
        raise Conflict("Mối nối này vừa được người khác sửa hoặc bỏ. Tải lại trang để xem rồi ghi lại.")
    link.refresh_from_db()
    said = f"Ghi số của đơn vị cho mục {link.child.code}."
    return Done(link, subject_of(link), said, before=before, after=_traced(link))


@action("cascade.unlink", "Bỏ mối nối", needs=LINK)
def unlink(*, actor: Actor, plan: Plan, link: PromiseLink, version: int) -> Done[PromiseLink]:
    """Take a link back: it was a mistake, so it never held; the log keeps it."""
    _must_link(actor, plan)
    subject, before = subject_of(link), _traced(link)
    deleted, _ = PromiseLink.objects.filter(pk=link.pk, version=version).delete()
    if not deleted:
        raise Conflict("Mối nối này vừa được người khác sửa hoặc bỏ. Tải lại trang để xem.")
    where = f" với {link.parent.code}" if link.parent else ""
    return Done(link, subject, f"Bỏ nối mục {link.child.code}{where}.", before=before)


def _must_link(actor: Actor, plan: Plan) -> None:
    """``plan`` is a unit's; it comes with its parent and document (`access.get_unit_plan`)."""
    assert plan.parent is not None
    if not actor.can(LINK, plan.document.organisation_id):
        must(actor, LINK, plan.issuer_id, plan.parent)


def _pair_problems(plan: Plan, child: Promise, parent: Promise | None) -> list[Problem]:
    problems = []
    if child.plan_id != plan.pk or child.kind not in KINDS:
        problems.append(Problem(f"Mục {child.code} không phải chỉ tiêu, nhiệm vụ của kế hoạch {plan.number}.", "child"))
    if parent is not None and (parent.plan_id != plan.parent_id or parent.kind not in KINDS):
        problems.append(
            Problem(f"Mục {parent.code} không phải chỉ tiêu, nhiệm vụ của kế hoạch {plan.parent}.", "parent")
        )
    return problems


def _figure_problems(child: Promise, parent: Promise | None, figures: OwnFigures) -> list[Problem]:
    given = [value for value in figures.as_fields().values() if value is not None]
    if not given:
        return []
    problems = []
    if parent is None or not child.kind == parent.kind == PromiseKind.TARGET:
        problems.append(Problem("Chỉ ghi số cho chỉ tiêu nối với một chỉ tiêu của kế hoạch cấp trên.", "value"))
    if any(value < 0 for value in given):
        problems.append(Problem("Số của đơn vị không thể âm.", "value"))
    if (figures.numerator is None) != (figures.denominator is None):
        problems.append(Problem("Tử số và mẫu số phải ghi cả hai, hoặc để trống cả hai.", "denominator"))
    if figures.denominator is not None and figures.denominator == 0:
        problems.append(Problem("Mẫu số phải lớn hơn 0.", "denominator"))
    return problems


def _create(
    actor: Actor, plan: Plan, child: Promise, parent: Promise | None, ground: LinkGround, figures: OwnFigures
) -> PromiseLink:
    is_place = plan.issuer.kind in PLACES
    kind = kind_of_link(child.kind, parent.kind, is_place) if parent is not None else LinkKind.OWN
    existing = PromiseLink.objects.filter(child=child)
    if existing.filter(kind=LinkKind.OWN).exists() or (parent is None and existing.exists()):
        raise Conflict(f"Mục {child.code} vừa được người khác quyết định. Tải lại trang để xem.")
    try:
        with transaction.atomic():
            return PromiseLink.objects.create(
                child=child,
                parent=parent,
                kind=kind,
                ground=ground.value,
                valid_from=max(plan.issued_on, child.began_on),
                legal_basis=plan.number[:300],
                linked_by_id=actor.user_id,
                linked_by_name=actor.name,
                linked_at=now(),
                **figures.as_fields(),
            )
    except IntegrityError:
        where = f"với {parent.code} " if parent is not None else ""
        raise Conflict(f"Mục {child.code} đã được nối {where}rồi. Tải lại trang để xem.") from None


def _said(child: Promise, parent: Promise | None) -> str:
    if parent is None:
        return f"Ghi mục {child.code} là việc riêng của đơn vị."
    return f"Nối mục {child.code} với {parent.code} của kế hoạch cấp trên."


def _traced(link: PromiseLink) -> dict[str, Any]:
    numbers = {
        name: write_number(value)
        for name in ("value", "numerator", "denominator")
        if (value := getattr(link, name)) is not None
    }
    return {"child": link.child.code, "parent": link.parent.code if link.parent else "", "kind": link.kind} | numbers
