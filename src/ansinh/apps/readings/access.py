"""Who may work at the reading desk: officers of the organisation that brought the document in."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ansinh.apps.documents.access import SEE_DRAFTS
from ansinh.apps.readings.models import Reading, ReadingItem
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

CONFIRM = permission(
    "readings.confirm",
    "Xác nhận mục đọc được ở bàn đọc",
    at_own=[Role.COORDINATOR, Role.FOCAL],
    province_wide=[],
)


def visible_readings(actor: Actor) -> QuerySet[Reading]:
    """Readings whose document the actor may see as a draft, and readings of published documents of those."""
    if actor.can_everywhere(SEE_DRAFTS):
        return Reading.objects.all()
    own = Q(document__organisation_id__in=actor.organisations_where(SEE_DRAFTS))
    return Reading.objects.filter(own)


def get_reading(actor: Actor, pk: int) -> Reading:
    reading = (
        visible_readings(actor)
        .select_related("document", "document__organisation", "plan", "carries_out", "published_by")
        .filter(pk=pk)
        .first()
    )
    if reading is None:
        raise NotThere("Không có bản đọc này, hoặc văn bản không thuộc cơ quan của anh/chị.")
    return reading


def get_item(actor: Actor, reading: Reading, pk: int) -> ReadingItem:
    item = reading.items.filter(pk=pk).first()
    if item is None:
        raise NotThere("Không có mục này trên bàn đọc.")
    item.reading = reading
    return item
