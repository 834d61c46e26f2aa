"""Kinds of jobs for tests, and a worker process that knows them.

    python -m ansinh.apps.jobs.tests.kinds [options of run_jobs]

The effect of a job is an entry in the audit log: a row that nothing can take back or overwrite.
"""

from __future__ import annotations

import sys
import time
from typing import Any

from ansinh.kit.access import system_actor
from ansinh.kit.jobs import JobContext, JobResult, job
from ansinh.kit.trail import Trace, record

WORKER = "ansinh.apps.jobs.tests.kinds"
COUNTING = "tests.counting"
SMALL = "tests.small"
HANGING = "tests.hanging"


def effect(context: JobContext, text: str) -> None:
    record(system_actor("Việc nền"), Trace("tests.job", ("jobs.Job", str(context.job_id), "việc"), text))


@job(COUNTING, unit="mục")
def count(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """Units one after the other, each in one transaction with its checkpoint."""
    from django.db import transaction

    total = arguments["total"]
    for number in range(context.saved.get("next", 1), total + 1):
        time.sleep(arguments.get("seconds", 0))
        with transaction.atomic():
            effect(context, f"mục {number}")
            context.checkpoint({"next": number + 1})
        context.progress(number, total)
    return JobResult(message=f"Xong {total} mục.", url="/ket-qua/")


@job(SMALL)
def small(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    effect(context, "một lần")
    return JobResult()


@job(HANGING, quiet_minutes=0.01)
def hang(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    context.progress(0, 1)
    time.sleep(60)
    return JobResult()


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("run_jobs", *sys.argv[1:])


if __name__ == "__main__":
    main()
