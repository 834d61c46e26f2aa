"""The queue: small jobs a second with two workers.

Runs on a throw-away SQLite; ``python -m bench jobs URL`` on the empty database of that URL.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter

from bench.table import show

JOBS = 1_000
WORKERS = 2
_KIND = "bench.small"
#: In place of an address: be one of the workers.
_WORK = "--work"


def main(url: str = "") -> None:
    if url == _WORK:
        _work()
        return
    with tempfile.TemporaryDirectory(prefix="ansinh-bench-") as data_dir:
        os.environ.update(ANSINH_DATA=data_dir, DJANGO_SETTINGS_MODULE="ansinh.web.settings")
        if url:
            os.environ["ANSINH_DATABASE_URL"] = url
        else:
            os.environ.pop("ANSINH_DATABASE_URL", None)
        _set_up()
        _measure()


def _set_up() -> None:
    import django

    from ansinh.kit.jobs import JobResult, job

    job(_KIND)(lambda context, arguments: JobResult())
    django.setup()


def _measure() -> None:
    from django.core.management import call_command
    from django.db import connection, transaction
    from django.db.models import Max, Min

    from ansinh.apps.jobs.actions import enqueue
    from ansinh.apps.jobs.models import Job
    from ansinh.kit.access import system_actor

    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():
        for number in range(JOBS):
            enqueue(actor=system_actor("Đo tốc độ"), kind=_KIND, title="Việc thử", arguments={"number": number})
    begun = time.perf_counter()
    command = [sys.executable, "-m", "bench.jobs", _WORK]
    workers = [subprocess.Popen(command) for _ in range(WORKERS)]
    codes = [worker.wait() for worker in workers]
    states = Counter(Job.objects.values_list("state", "attempts"))
    if any(codes) or states != {("done", 1): JOBS}:
        sys.exit(f"not every job was done once: {codes}, {states}")
    span = Job.objects.aggregate(first=Min("started_at"), last=Max("finished_at"))
    seconds = (span["last"] - span["first"]).total_seconds()
    show(
        f"Small jobs with {WORKERS} workers, {connection.vendor}",
        ["", "jobs", "seconds", "jobs/s", "with start of workers"],
        [["done once", f"{JOBS:,}", f"{seconds:.1f}", f"{JOBS / seconds:.0f}", f"{time.perf_counter() - begun:.1f} s"]],
    )


def _work() -> None:
    _set_up()
    from ansinh.apps.jobs.worker import run_jobs_once

    run_jobs_once()


if __name__ == "__main__":
    main(*sys.argv[1:])
