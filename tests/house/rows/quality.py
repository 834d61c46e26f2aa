"""Doubts are seen by the agencies they concern, by coordinators and auditors; officers of the agency decide."""

from __future__ import annotations

from typing import Any

from ansinh.apps.quality.models import QualityFlag
from ansinh.domain.quality.checks import Check
from ansinh.domain.roles import Role
from ansinh.kit.clock import today
from tests.house.matrix import EVERYONE, Row, anywhere, at_own, post
from tests.province import Province


def rows(p: Province) -> list[Row]:
    flag = QualityFlag.objects.create(
        kind=Check.FLAT.value,
        key="flat:thu",
        fingerprint="f" * 64,
        indicator=p.indicator,
        organisation=p.own,
        sentence="Cùng một số bốn năm liền.",
        found_on=today(),
    )
    visitors = anywhere(Role.FOCAL, Role.APPROVER, Role.LEADER, Role.COORDINATOR, Role.AUDITOR)
    see: dict[str, Any] = {"allowed": visitors, "denied": EVERYONE - visitors}
    seers = at_own(Role.FOCAL, Role.APPROVER, Role.LEADER) | anywhere(Role.COORDINATOR, Role.AUDITOR)
    officers = anywhere(Role.FOCAL, Role.APPROVER, Role.COORDINATOR)
    deciders = at_own(Role.FOCAL, Role.APPROVER) | anywhere(Role.COORDINATOR)
    decide: dict[str, Any] = {"allowed": deciders, "denied": seers - deciders}
    decision = {"flag": f"{flag.pk}:1", "decision": "right", "reason": "Đã đối chiếu"}
    kind = {"slug": "lap-lai"}
    others_see_no_line = dict.fromkeys(officers - deciders, 400)
    return [
        Row("quality:overview", **see),
        Row("quality:reporting", **see),
        Row("quality:flags", kind, **see),
        post("quality:ask_survey", {}, allowed=officers, denied=EVERYONE - officers),
        post(
            "quality:review", kind, decision, allowed=deciders, denied=EVERYONE - officers, special=others_see_no_line
        ),
        Row("quality:flag", {"pk": flag.pk}, allowed=seers),
        post("quality:flag", {"pk": flag.pk}, decision, **decide),
        post("quality:withdraw", {"pk": flag.pk}, {"flag": f"{flag.pk}:1"}, **decide),
    ]
