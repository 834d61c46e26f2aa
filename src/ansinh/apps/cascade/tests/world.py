"""A small province with units that owe plans, and a unit's published plan under the province's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.documents.models import Document, StoredFile
from ansinh.apps.indicators.models import Indicator
from ansinh.apps.orgs.models import GroupMembership, Organisation, OrganisationGroup, OrganisationKind
from ansinh.apps.plans.models import (
    Holding,
    HoldingRole,
    Obligation,
    ObligationWording,
    Plan,
    PlanTask,
    Promise,
    PromiseKind,
    Target,
    TargetWording,
    TaskWording,
)
from ansinh.domain.indicators import PlaceRule
from ansinh.domain.readings import Comparison, ObligationKind
from ansinh.domain.roles import Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from tests.province import BEGAN, ISSUED, Province, make_province

UNIT_ISSUED = date(2024, 5, 15)


@dataclass
class World:
    """``districts`` owe plans through a group, as does the department ``p.own``."""

    p: Province
    districts: tuple[Organisation, ...]
    duty: Obligation

    @property
    def plan(self) -> Plan:
        return self.p.plan

    def actor(self, role: Role, organisation: Organisation | None = None) -> Actor:
        return actor_for(self.p.person(role, organisation), today())


def make_world(districts: int = 2, *, rule: PlaceRule = PlaceRule.SUM) -> World:
    p = make_province()
    Indicator.objects.filter(pk=p.indicator.pk).update(over_place=rule.value)
    TargetWording.objects.filter(target=p.target).update(
        name="Xây dựng nhà ở xã hội", value=Decimal(100), unit="căn", comparison=Comparison.EQUAL.value, due_year=2030
    )
    group = OrganisationGroup.objects.create(code="ubnd-cap-huyen", name="UBND các huyện")
    made = tuple(district(at, group) for at in range(1, districts + 1))
    duty = _duty(p.plan, [p.group, group])
    Holding.objects.create(promise=p.task, role=HoldingRole.SUPPORTING, group=group, valid_from=ISSUED, raw="các huyện")
    return World(p, made, duty)


def district(at: int, group: OrganisationGroup) -> Organisation:
    name = f"UBND huyện Số {at}"
    made = Organisation.objects.create(
        code=f"huyen-{at}", name=name, short_name=name, kind=OrganisationKind.DISTRICT_COMMITTEE, valid_from=BEGAN,
        search_key=search_key(name), sort_key=sort_key(name),
    )  # fmt: skip
    GroupMembership.objects.create(group=group, organisation=made, valid_from=BEGAN)
    return made


def _duty(plan: Plan, groups: Sequence[OrganisationGroup]) -> Obligation:
    duty = Obligation.objects.create(plan=plan, kind=PromiseKind.OBLIGATION, code="IV.1", order=9, began_on=ISSUED)
    ObligationWording.objects.create(
        obligation=duty, obligation_kind=ObligationKind.PLAN.value, what="Xây dựng kế hoạch thực hiện",
        document=plan.document, valid_from=ISSUED,
    )  # fmt: skip
    for order, group in enumerate(groups):
        Holding.objects.create(
            promise=duty, role=HoldingRole.LEAD, group=group, valid_from=ISSUED, raw=group.name, order=order
        )
    return duty


def unit_plan(world: World, unit: Organisation, number: str, lines: Sequence[tuple[str, str]]) -> Plan:
    """A published plan of a unit. ``lines`` are (kind, words): "target", "nhà ở đạt 30 căn"; the words are the name."""
    text = "\n".join(words for _, words in lines)
    file = StoredFile.objects.create(
        sha256=f"{number:>064}"[:64], size=1, media_type="text/plain", stored_at=timezone.now()
    )
    document = Document.objects.create(
        file=file, file_name="kh.txt", organisation=unit, uploaded_at=timezone.now(), is_published=True, text=text,
        number=number, kind="Kế hoạch", issued_on=UNIT_ISSUED, title="Thực hiện kế hoạch của tỉnh",
    )  # fmt: skip
    plan = Plan.objects.create(
        document=document, slug=number.replace("/", "-").lower(), number=number, title=document.title, issuer=unit,
        coordinating_agency=unit, parent=world.plan, issued_on=UNIT_ISSUED, published_at=timezone.now(),
    )  # fmt: skip
    for order, (kind, words) in enumerate(lines, 1):
        start = text.index(words)
        _promise(plan, kind, f"I.{order}", order, words, start)
    return plan


def _promise(plan: Plan, kind: str, code: str, order: int, words: str, start: int) -> None:
    common = {"plan": plan, "kind": kind, "code": code, "order": order, "began_on": UNIT_ISSUED}
    name = words.partition(" (")[0]
    said = {
        "document": plan.document,
        "start": start,
        "end": start + len(name),
        "quote": name,
        "valid_from": UNIT_ISSUED,
    }
    if kind == PromiseKind.TASK:
        TaskWording.objects.create(task=PlanTask.objects.create(**common), name=name, text=name, **said)
        return
    name, _, number = name.partition(" đạt ")
    value, _, unit = number.partition(" ")
    TargetWording.objects.create(
        target=Target.objects.create(**common), name=name, comparison=Comparison.EQUAL.value if value else "",
        value=Decimal(value) if value else None, unit=unit, due_year=2030, **said,
    )  # fmt: skip


def child(plan: Plan, at: int) -> Promise:
    return plan.promises.get(code=f"I.{at}")
