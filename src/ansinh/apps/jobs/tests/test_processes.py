"""Workers as real processes: killed, stopped, side by side. The same on either database."""

from __future__ import annotations

import subprocess
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ansinh.apps.audit.tests.installation import Installation, finished
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.jobs.tests.kinds import COUNTING, HANGING, SMALL, WORKER
from ansinh.apps.jobs.worker import EXIT_HUNG
from ansinh.kit.access import system_actor

pytestmark = pytest.mark.slow


def queue(kind: str, count: int = 1, **arguments: Any) -> None:
    for _ in range(count):
        enqueue(actor=system_actor("Kiểm thử"), kind=kind, title="Việc thử", arguments=arguments)


def job_of(installation: Installation) -> dict[str, Any]:
    columns = ("state", "done", "attempts", "worker", "message")
    rows = installation.rows(f"SELECT {', '.join(columns)} FROM jobs_job ORDER BY id")
    return dict(zip(columns, rows[0], strict=True))


def effects(installation: Installation) -> list[tuple[str, str]]:
    return installation.rows("SELECT subject_id, summary FROM audit_auditentry ORDER BY sequence")


def worker(installation: Installation, *options: str) -> subprocess.Popen[str]:
    return installation.start(WORKER, "--poll", "0.1", *options)


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not in {seconds} s"
        time.sleep(0.05)


def stopped(process: subprocess.Popen[str]) -> None:
    process.terminate()
    finished(process, timeout=30)


def test_killed_worker_loses_nothing_and_nothing_is_done_twice(installation: Installation) -> None:
    queue(COUNTING, total=30, seconds=0.05)
    first = worker(installation, "--lease", "2")
    wait_until(lambda: len(effects(installation)) >= 3)
    first.kill()  # SIGKILL: no chance to tidy up
    first.wait()
    assert job_of(installation)["state"] == "running"
    assert 3 <= len(effects(installation)) < 30
    second = worker(installation, "--lease", "2")
    wait_until(lambda: job_of(installation)["state"] == "done")
    stopped(second)
    assert [text for _, text in effects(installation)] == [f"mục {number}" for number in range(1, 31)]
    job = job_of(installation)
    assert (job["done"], job["attempts"], job["message"]) == (30, 2, "Xong 30 mục.")


def test_stopped_worker_gives_its_job_back_at_once_and_another_goes_on(installation: Installation) -> None:
    queue(COUNTING, total=40, seconds=0.05)
    first = worker(installation)  # the usual lease of half a minute: nobody waits for it to run out
    wait_until(lambda: len(effects(installation)) >= 2)
    stopped(first)
    left = job_of(installation)
    assert (left["state"], left["worker"], left["attempts"]) == ("queued", "", 0)
    second = worker(installation)
    wait_until(lambda: job_of(installation)["state"] == "done")
    stopped(second)
    assert [text for _, text in effects(installation)] == [f"mục {number}" for number in range(1, 41)]


def test_several_workers_never_run_the_same_job(installation: Installation) -> None:
    queue(SMALL, 120)
    workers = [installation.start(WORKER, "--until-empty") for _ in range(3)]
    counts = [int(finished(process).split()[2]) for process in workers]
    assert installation.rows("SELECT state, count(*) FROM jobs_job GROUP BY state") == [("done", 120)]
    assert set(Counter(job for job, _ in effects(installation)).values()) == {1}
    assert sum(counts) == len(effects(installation)) == 120


def test_job_that_loses_its_worker_too_often_is_given_up_with_a_message(installation: Installation) -> None:
    queue(COUNTING, total=100_000, seconds=0.05)
    for attempt in (1, 2, 3):
        process = worker(installation, "--lease", "1")
        wait_until(lambda attempt=attempt: job_of(installation)["attempts"] == attempt)  # type: ignore[misc]
        process.kill()
        process.wait()
    last = worker(installation, "--lease", "1")
    wait_until(lambda: job_of(installation)["state"] == "failed")
    stopped(last)
    assert "đã 3 lần bị ngắt giữa chừng" in job_of(installation)["message"]


def test_worker_whose_job_hangs_says_so_and_ends_itself(installation: Installation) -> None:
    queue(HANGING)
    process = worker(installation, "--lease", "2")
    process.wait(timeout=60)
    assert process.returncode == EXIT_HUNG
    job = job_of(installation)
    assert job["state"] == "failed"
    assert "đứng yên quá" in job["message"]
