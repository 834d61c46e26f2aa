"""Who may read the log: all of it, that of the own organisation, or only the history of a thing they may see.

The last needs no permission of this room: the page of the thing asks its own room, then `queries.history_of`.
"""

from __future__ import annotations

from ansinh.apps.audit.models import AuditEntry, AuditEntryQuerySet
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

SEE_LOG = permission(
    "audit.see",
    "Xem nhật ký",
    at_own=[Role.COORDINATOR, Role.ADMINISTRATOR],
    province_wide=[Role.AUDITOR, Role.ADMINISTRATOR],
)
KEEP_LOG = permission("audit.keep", "Ghi nhận nhật ký sau khi khôi phục", province_wide=[Role.ADMINISTRATOR])


def visible_entries(actor: Actor) -> AuditEntryQuerySet:
    """Entries the actor may read: the whole log, or what people of the own organisation did."""
    entries: AuditEntryQuerySet = AuditEntry.objects.all()
    if actor.can_everywhere(SEE_LOG):
        return entries
    return entries.filter(organisation_id__in=actor.organisations_where(SEE_LOG))


def get_entry(actor: Actor, sequence: int) -> AuditEntry:
    """The entry, or `NotThere`."""
    entry = visible_entries(actor).filter(sequence=sequence).first()
    if entry is None:
        raise NotThere("Không có mục này trong nhật ký, hoặc mục không thuộc cơ quan của anh/chị.")
    return entry
