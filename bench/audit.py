"""The audit log: what an entry costs beside a bare row, and how fast a long chain is verified.

Runs on a throw-away SQLite; ``python -m bench audit URL`` on the empty database of that URL.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable

from bench.table import show

ACTS = 2_000
CHAIN = 100_000
_BATCH = 5_000


def main(url: str = "") -> None:
    with tempfile.TemporaryDirectory(prefix="ansinh-bench-") as data_dir:
        os.environ.update(ANSINH_DATA=data_dir, DJANGO_SETTINGS_MODULE="ansinh.web.settings")
        if url:
            os.environ["ANSINH_DATABASE_URL"] = url
        else:
            os.environ.pop("ANSINH_DATABASE_URL", None)
        import django

        django.setup()
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    bare = _seconds(_bare_rows)
    chained = _seconds(_entries)
    rows = [
        ["bare row in a transaction", f"{bare / ACTS * 1e3:.2f}", "1.0"],
        ["entry in a transaction", f"{chained / ACTS * 1e3:.2f}", f"{chained / bare:.1f}"],
    ]
    show(
        f"One act in the audit log, {connection.vendor}",
        ["", "CPU ms", "× bare"],
        rows,
        f"{ACTS:,} of each, one process",
    )
    growing = _seconds(lambda: _grow(CHAIN - ACTS))
    seconds = _seconds(_verify)
    show(
        f"Verifying {CHAIN:,} entries with their stamps, {connection.vendor}",
        ["", "CPU s", "entries/s", "most memory MB"],
        [["verify_audit", f"{seconds:.1f}", f"{CHAIN / seconds:,.0f}", f"{_memory(_verify):.0f}"]],
        f"the chain was made in {growing:.0f} CPU s, {_BATCH:,} entries a transaction",
    )


def _bare_rows() -> None:
    """The same columns without a chain: what a row costs anyway."""
    from django.db import connection, transaction

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare AS SELECT * FROM audit_auditentry WHERE 1 = 0")
    values = [1, "2026-11-23 02:41:00", "Nguyễn Văn A", "Sở Y tế", "plans.assign", "plans.Promise", "12"]
    values += ["II.2.a.3", "Giao cơ quan chịu trách nhiệm chính", "{}", '{"ground": "công văn"}', "0" * 64, "f" * 64]
    columns = "sequence, at, actor_name, organisation_name, action, subject_type, subject_id, subject_label, summary"
    columns += ", before, after, previous_seal, seal"
    insert = f"INSERT INTO bench_bare ({columns}) VALUES ({', '.join(['%s'] * len(values))})"
    for _ in range(ACTS):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, values)


def _entries() -> None:
    from django.db import transaction

    for number in range(ACTS):
        with transaction.atomic():
            _act(number)


def _grow(count: int) -> None:
    from django.db import transaction

    for start in range(0, count, _BATCH):
        with transaction.atomic():
            for number in range(start, min(start + _BATCH, count)):
                _act(number)


def _act(number: int) -> None:
    from ansinh.kit.access import system_actor
    from ansinh.kit.trail import Trace, record

    subject = ("plans.Promise", str(number % 70), f"II.2.a.{number % 70}")
    changes = {"accountable": "Sở Y tế", "ground": "công văn"}
    record(
        system_actor("Đo tốc độ"),
        Trace("plans.assign", subject, f"Giao cơ quan chịu trách nhiệm chính, lần {number}", {}, changes),
    )


def _verify() -> None:
    from ansinh.apps.audit.queries import verify

    found = verify()
    if not found.is_whole or found.chain.count != CHAIN or found.stamps_compared != CHAIN:
        sys.exit(f"the chain is not whole: {found}")


def _seconds(work: Callable[[], None]) -> float:
    """Seconds of this process on a core: other programs on the machine do not count."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _memory(work: Callable[[], None]) -> float:
    """Most memory that the work holds at once, in MB."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
