"""Who sees an obstacle, and who stands for which party of it.

An obstacle is seen by the agency that raised it, by those that lead or answer for its promises, by everyone to whom
it was routed, and by those who follow the whole province. For anybody else it is not there.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ansinh.apps.obstacles.models import Obstacle, ObstacleEvidence, ObstacleStep
from ansinh.apps.plans.models import Holding, HoldingRole
from ansinh.domain.obstacles import TRANSITIONS, ObstacleState, Party, Verb, verbs_of
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied, NotThere, Permission, denial, permission
from ansinh.kit.clock import today

SEE = permission(
    "obstacles.see",
    "Xem vướng mắc liên quan đến cơ quan mình",
    at_own=tuple(Role),
    province_wide=[Role.COORDINATOR, Role.LEADER, Role.AUDITOR],
)
RAISE = permission("obstacles.raise", "Nêu vướng mắc, xác nhận đã tháo gỡ", at_own=[Role.FOCAL, Role.COORDINATOR])
ROUTE = permission("obstacles.route", "Điều phối, gộp nhóm vướng mắc", at_own=[Role.COORDINATOR])
ANSWER = permission(
    "obstacles.answer", "Trả lời, chuyển vướng mắc được giao", at_own=[Role.LEADER, Role.APPROVER, Role.COORDINATOR]
)

#: The permission behind each party.
PERMISSIONS = {Party.RAISER: RAISE, Party.COORDINATOR: ROUTE, Party.HOLDER: ANSWER}
_LEADING = (HoldingRole.ACCOUNTABLE, HoldingRole.LEAD)


def visible_obstacles(actor: Actor) -> QuerySet[Obstacle]:
    """Obstacles the actor may see, without duplicates."""
    obstacles = Obstacle.objects.all()
    if actor.can_everywhere(SEE):
        return obstacles
    own = actor.organisations_where(SEE)
    promises = Holding.objects.in_force_on(today()).filter(organisation_id__in=own, role__in=_LEADING)
    routed = ObstacleStep.objects.filter(holder_id__in=own).values("obstacle_id")
    on_promises = Obstacle.promises.through.objects.filter(promise_id__in=promises.values("promise_id"))
    return obstacles.filter(
        Q(organisation_id__in=own)
        | Q(holder_id__in=own)
        | Q(pk__in=routed)
        | Q(pk__in=on_promises.values("obstacle_id"))
        | Q(plan__coordinating_agency_id__in=own)
    )


def get_obstacle(actor: Actor, pk: int) -> Obstacle:
    found = (
        visible_obstacles(actor)
        .select_related("plan__coordinating_agency", "plan__issuer", "organisation", "holder", "group", "answer")
        .filter(pk=pk)
        .first()
    )
    if found is None:
        raise NotThere("Không có vướng mắc này, hoặc vướng mắc không liên quan đến cơ quan của anh/chị.")
    return found


def get_evidence(actor: Actor, obstacle: Obstacle, pk: int) -> ObstacleEvidence:
    """A file of an obstacle the actor sees."""
    found = obstacle.evidence.select_related("file").filter(pk=pk, file__isnull=False).first()
    if found is None:
        raise NotThere("Vướng mắc này không có tệp đó.")
    return found


def parties_of(actor: Actor, obstacle: Obstacle) -> frozenset[Party]:
    """For whom the actor may act."""
    asked = {
        Party.RAISER: obstacle.organisation_id,
        Party.COORDINATOR: obstacle.plan.coordinating_agency_id,
        Party.HOLDER: obstacle.holder_id,
    }
    return frozenset(
        party for party, place in asked.items() if place is not None and actor.can(PERMISSIONS[party], place)
    )


def verbs_for(actor: Actor, obstacle: Obstacle) -> tuple[Verb, ...]:
    """What the actor may do with it now."""
    return verbs_of(ObstacleState(obstacle.state), parties_of(actor, obstacle))


def must_stand_for(actor: Actor, obstacle: Obstacle, verb: Verb) -> None:
    """Raise `Denied` unless the actor stands for a party that ever does ``verb``; the state is another question."""
    wanted = _parties_that(verb)
    if parties_of(actor, obstacle).isdisjoint(wanted):
        raise Denied(denial(_first_permission(wanted)))


def _parties_that(verb: Verb) -> frozenset[Party]:
    return frozenset(party for (_, doing), move in TRANSITIONS.items() if doing == verb for party in move.by)


def _first_permission(parties: Iterable[Party]) -> Permission:
    """The permission to name: of whoever usually does it."""
    usual = (Party.RAISER, Party.HOLDER, Party.COORDINATOR)
    return PERMISSIONS[next(party for party in usual if party in set(parties))]


def may_raise_somewhere(actor: Actor) -> bool:
    return actor.can(RAISE)


def may_group(actor: Actor) -> bool:
    return actor.can(ROUTE)
