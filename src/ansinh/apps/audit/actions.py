"""The one write of this room: appending to the chain. It is called by the kit, in the transaction of an action."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from ansinh.apps.audit.models import AuditEntry
from ansinh.kit.access import Actor
from ansinh.kit.clock import now
from ansinh.kit.trail import Trace

#: The seal before the first entry.
GENESIS = "0" * 64
_ATTEMPTS = 20


def seal_of(fields: dict[str, Any], previous_seal: str) -> str:
    """HMAC-SHA-256, with the installation's audit key, over the previous seal and the entry's own fields.

    The key is not in the database: whoever can change rows cannot make the seals fit again.
    """
    body = json.dumps([previous_seal, fields], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(settings.AUDIT_KEY.encode(), body.encode(), hashlib.sha256).hexdigest()


def sealed_fields(entry: AuditEntry) -> dict[str, Any]:
    """Everything of an entry that its seal covers, in a form that both databases give back equal."""
    return {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": [entry.actor_id, entry.actor_name],
        "organisation": [entry.organisation_id, entry.organisation_name],
        "action": entry.action,
        "subject": [entry.subject_type, entry.subject_id, entry.subject_label],
        "summary": entry.summary,
        "before": entry.before,
        "after": entry.after,
    }


def append(actor: Actor, trace: Trace) -> None:
    """Add one entry at the end of the chain.

    Two transactions may reach for the same number: the unique constraint lets one through, the other waits for it
    to commit and takes the next number.
    """
    for _ in range(_ATTEMPTS):
        last = AuditEntry.objects.order_by("-sequence").only("sequence", "seal").first()
        entry = _entry(actor, trace, last)
        try:
            with transaction.atomic():
                entry.save(force_insert=True)
            return
        except IntegrityError:
            continue
    raise RuntimeError("audit log: no free sequence number after many attempts")


def _entry(actor: Actor, trace: Trace, last: AuditEntry | None) -> AuditEntry:
    subject_type, subject_id, subject_label = trace.subject
    entry = AuditEntry(
        sequence=last.sequence + 1 if last else 1,
        at=now(),
        actor_id=actor.user_id,
        actor_name=actor.name[:200],
        organisation_id=actor.organisation_id,
        organisation_name=actor.organisation_name[:300],
        action=trace.action,
        subject_type=subject_type,
        subject_id=subject_id,
        subject_label=subject_label[:400],
        summary=trace.summary,
        # A round trip through JSON: what is sealed is what the database will give back.
        before=json.loads(json.dumps(dict(trace.before))),
        after=json.loads(json.dumps(dict(trace.after))),
        previous_seal=last.seal if last else GENESIS,
    )
    entry.seal = seal_of(sealed_fields(entry), entry.previous_seal)
    return entry
