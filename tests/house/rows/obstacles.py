"""Obstacles: an agency's own and those concerned; the coordinating agency routes; leaders and auditors see all."""

from __future__ import annotations

from datetime import date
from typing import Any

from ansinh.apps.obstacles.models import Obstacle, ObstacleEvidence
from ansinh.domain.roles import Role
from tests.house.matrix import EVERYONE, Row, anywhere, at_own, post
from tests.province import Province


def rows(p: Province) -> list[Row]:
    obstacle = _raised(p)
    pk = {"pk": obstacle.pk}
    evidence = ObstacleEvidence.objects.create(obstacle=obstacle, label="bien-ban.txt", file=p.document.file)
    seers = at_own(*Role) | anywhere(Role.COORDINATOR, Role.LEADER, Role.AUDITOR)
    raisers, coordinators = anywhere(Role.FOCAL, Role.COORDINATOR), anywhere(Role.COORDINATOR)
    routing: dict[str, Any] = {"allowed": at_own(Role.COORDINATOR), "denied": seers - at_own(Role.COORDINATOR)}
    own = at_own(Role.FOCAL, Role.COORDINATOR)
    said = {"version": obstacle.version, "text": "Lý do."}
    hands = {"version": obstacle.version, "holder": p.other.name, "level": "department"}
    answer = {**said, "kind": "guidance"}
    new = {
        "promises": [p.task.pk], "title": "Thiếu người", "kind": "people", "since": "01/10/2024",
        "consequence": "Chậm.", "recommendation": "Bổ sung.",
    }  # fmt: skip
    return [
        Row("obstacles:list"),
        Row("obstacles:brief"),
        Row("obstacles:raise", allowed=raisers, denied=EVERYONE - raisers),
        post("obstacles:raise", {}, new, allowed=raisers, denied=EVERYONE - raisers),
        Row("obstacles:group", allowed=coordinators, denied=EVERYONE - coordinators),
        Row("obstacles:obstacle", pk, allowed=seers),
        Row("obstacles:evidence", {**pk, "evidence_pk": evidence.pk}, allowed=seers),
        post("obstacles:ungroup", pk, {"version": obstacle.version}, **routing),
        Row("obstacles:act", {**pk, "path": "chuyen"}, **routing),
        post("obstacles:act", {**pk, "path": "chuyen"}, hands, **routing),
        post("obstacles:act", {**pk, "path": "tra-lai"}, said, **routing),
        post("obstacles:act", {**pk, "path": "tra-loi"}, answer, **routing),  # nobody holds it yet
        post("obstacles:act", {**pk, "path": "rut"}, said, allowed=own, denied=seers - own),
    ]


def _raised(p: Province) -> Obstacle:
    obstacle = Obstacle.objects.create(
        plan=p.plan,
        organisation=p.own,
        raised_by_name="Đầu mối Thử",
        raised_on=date(2024, 10, 1),
        kind="people",
        title="Thiếu người",
        since=date(2024, 9, 2),
        consequence="Chậm.",
        recommendation="Bổ sung người.",
        due_on=date(2024, 10, 4),
    )
    obstacle.promises.add(p.task)
    return obstacle
