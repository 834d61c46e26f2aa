"""Obstacles for tests."""

from __future__ import annotations

from datetime import date

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.obstacles.actions import Described, Shown, raise_obstacle, route
from ansinh.apps.obstacles.models import Obstacle
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.obstacles import HandlingLevel, ObstacleKind
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from tests.province import Province


def actor(p: Province, role: Role, organisation: Organisation | None = None) -> Actor:
    return actor_for(p.person(role, organisation), today())


def described(title: str = "Chưa cử đầu mối nhập cơ sở dữ liệu lao động") -> Described:
    return Described(
        ObstacleKind.PEOPLE, title, date(2023, 12, 4), "Số liệu quý III chưa có.", "Cử đầu mối trước ngày 15/11."
    )


def raised(
    p: Province, organisation: Organisation | None = None, *, evidence: tuple[Shown, ...] = (), title: str = ""
) -> Obstacle:
    """Raised by the focal officer of an agency (``other`` if none is named), about the plan's task."""
    place = organisation or p.other
    return raise_obstacle(
        actor=actor(p, Role.FOCAL, place),
        plan=p.plan,
        organisation=place,
        promises=[p.task],
        described=described(title) if title else described(),
        evidence=evidence,
    )


def routed(p: Province, obstacle: Obstacle, level: HandlingLevel = HandlingLevel.DEPARTMENT) -> Obstacle:
    """Routed by the coordinating officer to ``other``."""
    return route(
        actor=actor(p, Role.COORDINATOR), obstacle=obstacle, version=obstacle.version, level=level, holder=p.other
    )
