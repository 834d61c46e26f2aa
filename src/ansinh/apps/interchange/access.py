"""Who may take figures out, bring files in, and have a program work in his name.

Taking out is for everyone who sees figures; bringing in for who records them (`indicators.record`).
"""

from __future__ import annotations

from django.db.models import QuerySet

from ansinh.apps.indicators.access import RECORD
from ansinh.apps.indicators.access import SEE as SEE_FIGURES
from ansinh.apps.interchange.models import ApiToken, ExchangeFile, Scope
from ansinh.apps.plans.access import SEE as SEE_PLANS
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

HOLD_TOKENS = permission(
    "interchange.hold_tokens", "Tạo mã truy cập API của mình", at_own=[Role.COORDINATOR, Role.ADMINISTRATOR]
)
OVERSEE_TOKENS = permission(
    "interchange.oversee_tokens", "Xem và thu hồi mã truy cập API của mọi người", province_wide=[Role.ADMINISTRATOR]
)
#: The permission without which a scope would be of no use to its owner.
NEEDED_FOR = {Scope.READ_PLANS: SEE_PLANS, Scope.READ_FIGURES: SEE_FIGURES, Scope.WRITE_FIGURES: RECORD}


def scopes_open_to(actor: Actor) -> tuple[Scope, ...]:
    """The scopes that the actor may give to a token of his own."""
    return tuple(scope for scope in Scope if actor.can(NEEDED_FOR[scope]))


def visible_tokens(actor: Actor) -> QuerySet[ApiToken]:
    """One's own tokens; the province's administrators see everybody's."""
    tokens = ApiToken.objects.select_related("owner")
    return tokens if actor.can_everywhere(OVERSEE_TOKENS) else tokens.filter(owner_id=actor.user_id)


def get_token(actor: Actor, pk: int) -> ApiToken:
    token = visible_tokens(actor).filter(pk=pk).first()
    if token is None:
        raise NotThere("Không có mã truy cập này, hoặc mã của người khác.")
    return token


def get_file(actor: Actor, pk: int) -> ExchangeFile:
    """A file that the actor sent himself, or `NotThere`."""
    found = ExchangeFile.objects.select_related("source", "batch").filter(pk=pk, sent_by_id=actor.user_id).first()
    if found is None or not actor.can(RECORD):
        raise NotThere("Không có tệp này, hoặc tệp do người khác gửi.")
    return found
