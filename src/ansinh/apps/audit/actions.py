"""Appending to the chain (called by the kit, in the transaction of an action), and taking note of a restored one."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction

from ansinh.apps.audit import guard
from ansinh.apps.audit.access import KEEP_LOG
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.audit.seals import SEALED_COLUMNS, audit_key, keep_stamp, sealed_fields, start_new_file
from ansinh.domain.chain import GENESIS, Fault, Stamp, seal_of, settled
from ansinh.domain.vietnamese import search_key, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Done, Problem, action
from ansinh.kit.clock import now
from ansinh.kit.trail import Trace

#: Key of PostgreSQL's advisory lock: the bytes of "ansinhAL".
_TURN = int.from_bytes(b"ansinhAL", "big", signed=True)


def append(actor: Actor, trace: Trace) -> None:
    """Add one entry at the end of the chain, in the transaction that is open (or one of its own).

    Writers take turns until their transaction ends, so a number is never reached for twice and a rolled-back
    transaction leaves no gap. The unique number is the second lock: were a turn ever skipped, the writer would fail.
    """
    with transaction.atomic(savepoint=False):
        _take_turn()
        last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "seal").first()
        entry = _entry(actor, trace, *(last or (0, GENESIS)))
        entry.save(force_insert=True)
        stamp = Stamp.of(entry.sequence, entry.seal)
        # robust: the act is committed by then; a full disk must not tell its doer that it failed.
        transaction.on_commit(lambda: keep_stamp(stamp), robust=True)


@action("audit.accept_restored", "Ghi nhận nhật ký sau khi khôi phục", needs=KEEP_LOG)
def accept_restored(*, actor: Actor, reason: str, faults: Sequence[Fault]) -> Done[None]:
    """Take note that the table was restored from a backup and no longer fits the stamps kept outside it.

    ``faults`` are what the stamps showed; a chain that is broken in itself is never accepted (the caller looks).
    The stamps kept so far are put aside as evidence, and a new file begins with this entry.
    """
    if not squeeze(reason):
        raise ActionRefused(Problem("Chưa có lý do. Ghi rõ đã khôi phục từ bản sao lưu nào, vì sao.", "reason"))
    suffix = now().strftime("%Y%m%d%H%M%S")
    # Registered before the stamp of this very entry: callbacks run in that order.
    transaction.on_commit(lambda: start_new_file(suffix), robust=True)
    return Done(
        None,
        subject=("audit.AuditEntry", str(faults[0].sequence), f"Nhật ký từ mục {faults[0].sequence}"),
        summary=f"Ghi nhận nhật ký sau khi khôi phục từ bản sao lưu: {squeeze(reason)}",
        after={"reason": squeeze(reason), "faults": [fault.message for fault in faults]},
    )


@action("audit.restore_lock", "Đặt lại khóa chống sửa nhật ký", needs=KEEP_LOG)
def restore_lock(*, actor: Actor) -> Done[None]:
    """Put the triggers back on the table."""
    was_there = guard.is_installed(connection)
    guard.install(connection)
    return Done(
        None,
        subject=("audit.AuditEntry", "", "Bảng nhật ký"),
        summary="Đặt lại khóa chống sửa, xóa trên bảng nhật ký; trước đó khóa "
        + ("còn." if was_there else "không còn đủ."),
    )


def _take_turn() -> None:
    """Wait until no other transaction is appending; the turn is held until this transaction ends.

    SQLite needs nothing: BEGIN IMMEDIATE lets one writer in at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def _entry(actor: Actor, trace: Trace, last: int, previous_seal: str) -> AuditEntry:
    subject_type, subject_id, subject_label = trace.subject
    entry = AuditEntry(
        sequence=last + 1,
        at=now(),
        actor_id=actor.user_id,
        actor_name=_text(actor.name, 200),
        organisation_id=actor.organisation_id,
        organisation_name=_text(actor.organisation_name, 300),
        action=trace.action,
        subject_type=subject_type,
        subject_id=subject_id,
        subject_label=_text(subject_label, 400),
        summary=_text(trace.summary),
        before=settled(trace.before),
        after=settled(trace.after),
        previous_seal=previous_seal,
    )
    entry.actor_key = search_key(entry.actor_name)[:260]
    entry.search_key = search_key(f"{entry.summary} {entry.subject_label} {entry.actor_name} {entry.organisation_name}")
    covered = sealed_fields([getattr(entry, column) for column in SEALED_COLUMNS])
    entry.seal = seal_of(audit_key(), entry.sequence, covered, entry.previous_seal)
    return entry


def _text(value: str, length: int | None = None) -> str:
    return str(settled(value))[:length]
