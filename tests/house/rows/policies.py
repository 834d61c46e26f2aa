"""Acts that the plan promises: everyone reads; the coordinating agency keeps the list; holder and lead move them."""

from __future__ import annotations

from datetime import date
from typing import Any

from ansinh.apps.policies.models import PolicyPipeline, PolicyStage
from ansinh.domain.policy_stages import STAGES, ActKind
from ansinh.domain.roles import Role
from tests.house.matrix import EVERYONE, Row, at_own, post
from tests.province import Province


def rows(p: Province) -> list[Row]:
    policy = _active(p)
    pk = {"pk": policy.pk}
    keepers, movers = at_own(Role.COORDINATOR), at_own(Role.COORDINATOR, Role.FOCAL, Role.APPROVER)
    keep: dict[str, Any] = {"allowed": keepers, "denied": EVERYONE - keepers}
    move: dict[str, Any] = {"allowed": movers, "denied": EVERYONE - movers}
    new = {"promise": p.task.pk, "name": "Chính sách khác", "kind": "decision", "lead": p.own.name}
    version = {"version": policy.version}
    paper = {"stage": "propose", "label": "Tờ trình", "url": "https://quangngai.gov.vn/to-trinh"}
    return [
        Row("policies:list"),
        post("policies:find", {}, **keep),
        Row("policies:add", **keep),
        post("policies:add", {}, new, **keep),
        Row("policies:policy", pk),
        Row("policies:act", {**pk, "verb": "xong-buoc"}, **move),
        post(
            "policies:act",
            {**pk, "verb": "xong-buoc"},
            {**version, "done_on": "01/06/2024", "holder": p.other.name},
            **move,
        ),
        post("policies:act", {**pk, "verb": "ho-so"}, paper, **move),
        post("policies:act", {**pk, "verb": "thoi"}, {**version, "text": "Trung ương đã quy định."}, **keep),
    ]


def _active(p: Province) -> PolicyPipeline:
    began = date(2024, 5, 6)
    policy = PolicyPipeline.objects.create(
        plan=p.plan, promise=p.task, name="Chính sách thử", kind="decision", state="active", lead=p.own, holder=p.own,
        began_on=began, moved_on=began,
    )  # fmt: skip
    PolicyStage.objects.bulk_create(
        PolicyStage(pipeline=policy, stage=stage.value, order=order)
        for order, stage in enumerate(STAGES[ActKind.DECISION], 1)
    )
    return policy
