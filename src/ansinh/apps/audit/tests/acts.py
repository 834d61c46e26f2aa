"""Small acts for the tests of the log; run as a module, they are committed one by one by a process of their own.

python -m ansinh.apps.audit.tests.acts COUNT [--hold SECONDS] [--roll-back]
"""

from __future__ import annotations

import argparse
import sys
import time

from ansinh.kit.access import Actor, system_actor
from ansinh.kit.trail import Trace, record

SUBJECT = ("plans.Promise", "12", "II.2.a.3 Tỷ lệ tham gia bảo hiểm y tế")


def act(summary: str = "Sửa mục II.2.a.3", actor: Actor | None = None, **changes: object) -> None:
    """One act in the log."""
    values = {"action": "tests.act", "subject": SUBJECT, "before": {}, "after": {}, **changes}
    record(actor or system_actor("Bộ kiểm thử"), Trace(summary=summary, **values))  # type: ignore[arg-type]


def main() -> None:
    import django

    django.setup()
    from django.db import transaction

    parser = argparse.ArgumentParser()
    parser.add_argument("count", type=int)
    parser.add_argument("--hold", type=float, default=0)
    parser.add_argument("--roll-back", action="store_true")
    asked = parser.parse_args()
    for number in range(asked.count):
        with transaction.atomic():
            act(f"Việc {number}")
            sys.stdout.write("appended\n")
            sys.stdout.flush()
            time.sleep(asked.hold)
            transaction.set_rollback(asked.roll_back)


if __name__ == "__main__":
    main()
