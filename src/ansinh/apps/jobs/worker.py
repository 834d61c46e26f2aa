"""The worker: claims jobs, runs their functions, and keeps what is held apart from what was taken over.

A claim is a conditional update, so of two workers one gets the job, on both databases. What a worker then writes about
the job (progress, checkpoint, end) counts only while the claim is still its own: a worker that was slow to die cannot
touch a job that another has taken over. See docs/algorithms/jobs.md.
"""

from __future__ import annotations

import logging
import math
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest

from ansinh.apps.jobs.models import Job, JobQuerySet, JobState
from ansinh.domain.chain import settled
from ansinh.kit.access import Denied, NotThere
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import now
from ansinh.kit.jobs import JobKind, JobResult, JobStopped, job_kind
from ansinh.papers.paper import PaperRefused

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
#: A job whose worker was lost so often is not tried again: it probably is what kills the workers.
MOST_ATTEMPTS = 3
#: Progress is written at most this often, in seconds.
_WRITE_EVERY = 0.5
#: Seconds that a job which was called off may go on without a sign of life.
_CANCEL_PATIENCE = 60.0
#: Exit code of a worker that ends itself because its job hangs; its service manager starts it again.
EXIT_HUNG = 70
_LOST_CONNECTION = (OperationalError, InterfaceError)
_CANDIDATES = 5

_CALLED_OFF = "Đã dừng theo yêu cầu. Phần đã làm xong trước khi dừng được giữ nguyên."
_GIVEN_UP = (
    f"Việc này đã {MOST_ATTEMPTS} lần bị ngắt giữa chừng (bộ chạy việc nền tắt đột ngột), nên không tự chạy lại nữa. "
    "Thử yêu cầu lại; nếu vẫn bị, báo quản trị hệ thống kèm số việc ở đầu trang."
)
_UNKNOWN_KIND = (
    "Phiên bản đang cài không còn loại việc này, thường do vừa nâng cấp. Yêu cầu lại từ trang của văn bản, kế hoạch."
)


def worker_name() -> str:
    """Host, process and a random part: no two workers have the same."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(3)}"


# Claiming ------------------------------------------------------------------------------------------------------


def claim(worker: str, moment: datetime, lease: timedelta) -> Job | None:
    """Take the next job: first one whose lease ran out, else the one that has waited longest; ``None`` if none."""
    for candidates in (Job.objects.lapsed_at(moment), Job.objects.queued()):
        for job in candidates.order_by("id")[:_CANDIDATES]:
            if job.cancel_requested or job.attempts >= MOST_ATTEMPTS:
                _close_unworked(candidates, job, moment)
            elif _take(candidates, job, worker, moment, lease):
                job.refresh_from_db()
                return job
    return None


def _take(candidates: JobQuerySet, job: Job, worker: str, moment: datetime, lease: timedelta) -> bool:
    """True if the job was still there to be taken, as it was seen."""
    return bool(
        candidates.filter(pk=job.pk, attempts=job.attempts).update(
            state=JobState.RUNNING,
            worker=worker,
            lease_until=moment + lease,
            attempts=F("attempts") + 1,
            started_at=moment,
            done_at_start=F("done"),
        )
    )


def _close_unworked(candidates: JobQuerySet, job: Job, moment: datetime) -> None:
    state, message = (JobState.CANCELLED, _CALLED_OFF) if job.cancel_requested else (JobState.FAILED, _GIVEN_UP)
    candidates.filter(pk=job.pk, attempts=job.attempts).update(
        state=state, message=message, finished_at=moment, worker="", lease_until=None
    )


# One run of one job --------------------------------------------------------------------------------------------


class Run:
    """One claim at work: the `kit.jobs.JobContext` of its function. The heartbeat calls `beat` from its own thread."""

    def __init__(self, job: Job, worker: Worker) -> None:
        self.job = job
        self.worker = worker
        self.is_lost = self.is_cancelled = False
        self.last_sign = time.monotonic()
        self._reached = (job.done, job.total)
        self._written_at = 0.0

    # The context ---------------------------------------------------------------

    @property
    def job_id(self) -> int:
        return int(self.job.pk)

    @property
    def requested_by_id(self) -> int | None:
        return self.job.requested_by_id

    @property
    def saved(self) -> Mapping[str, Any]:
        saved: Mapping[str, Any] = self.job.checkpoint
        return saved

    def progress(self, done: int, total: int) -> None:
        self.last_sign = time.monotonic()
        is_first_or_last = self._reached[1] != total or done >= total
        self._reached = (max(0, min(done, total)), max(0, total))
        if is_first_or_last or self.last_sign - self._written_at >= _WRITE_EVERY or self.should_stop():
            self._write()
        if self.should_stop():
            raise JobStopped

    def checkpoint(self, data: Mapping[str, Any]) -> None:
        self.last_sign = time.monotonic()
        self._write(checkpoint=settled(data))

    def should_stop(self) -> bool:
        return self.is_lost or self.is_cancelled or self.worker.stop.is_set()

    def _write(self, **more: Any) -> None:
        """Renew the lease and write how far the work is; `JobStopped` if the claim is no longer ours."""
        self._written_at = time.monotonic()
        if not self._held().update(**self._standing(), **more):
            self.is_lost = True
            raise JobStopped
        self.is_cancelled = self.is_cancelled or self._held().filter(cancel_requested=True).exists()

    def _held(self) -> JobQuerySet:
        return Job.objects.held_by(self.worker.name, self.job.attempts).filter(pk=self.job.pk)

    def _standing(self) -> dict[str, Any]:
        done, total = self._reached
        return {
            "lease_until": self.worker.clock() + self.worker.lease,
            # The bar never goes back, also when an attempt begins anew; another total is another stage.
            "done": Case(When(total=total, then=Greatest(F("done"), Value(done))), default=Value(done)),
            "total": total,
        }

    # The heartbeat -------------------------------------------------------------

    def beat(self) -> None:
        """Renew the lease while the function is busy with one long unit; notice when it was called off."""
        if not self._held().update(**self._standing()):
            self.is_lost = True
        elif self._held().filter(cancel_requested=True).exists():
            self.is_cancelled = True

    def silence(self) -> float:
        """Seconds since the function last gave a sign of life."""
        return time.monotonic() - self.last_sign

    # Its end -------------------------------------------------------------------

    def finish(self, result: JobResult) -> None:
        _, total = self._reached
        self._close(JobState.DONE, result.message, result_url=result.url[:300], done=total)

    def fail(self, message: str) -> None:
        self._close(JobState.FAILED, message)

    def stopped(self) -> None:
        """The function let go: because it was called off, because this worker ends, or because the job is lost."""
        if self.is_cancelled:
            self._close(JobState.CANCELLED, _CALLED_OFF)
        elif not self.is_lost:
            # Back to the queue; ending a worker in order is no failed attempt.
            self._held().update(state=JobState.QUEUED, worker="", lease_until=None, attempts=F("attempts") - 1)

    def _close(self, state: JobState, message: str, **changes: Any) -> None:
        closed = self._held().update(
            state=state, message=message, finished_at=self.worker.clock(), worker="", lease_until=None, **changes
        )
        if not closed:
            logger.warning("job %s was taken over before %s could end it", self.job.pk, self.worker.name)


# The worker ----------------------------------------------------------------------------------------------------


@dataclass
class Worker:
    """Runs jobs one after the other. Set ``stop`` to have it end after, or between the units of, the present one."""

    name: str = field(default_factory=worker_name)
    lease: timedelta = LEASE
    clock: Callable[[], datetime] = now
    stop: threading.Event = field(default_factory=threading.Event)
    #: What is done between jobs every ``routine_every`` seconds, from the start on; see `kit.daily`.
    routine: Callable[[], object] | None = None
    routine_every: float = 600.0
    _routine_at: float = field(default=-math.inf, init=False)

    def run_until_stopped(self, poll: float = 1.0) -> None:
        """Work, and look for work every ``poll`` seconds. Outlives a database that goes away for a while."""
        heartbeat = Heartbeat(self.lease)
        heartbeat.start()
        try:
            while not self.stop.is_set():
                self._try_routine()
                if not self._try_next(heartbeat):
                    self.stop.wait(poll)
        finally:
            heartbeat.end()

    def run_waiting(self) -> int:
        """Run what waits, in this thread, until nothing is left; how many jobs were run."""
        count = 0
        while not self.stop.is_set() and self.run_next():
            count += 1
        return count

    def run_next(self, heartbeat: Heartbeat | None = None) -> bool:
        """Run the next job; False if there is none."""
        job = claim(self.name, self.clock(), self.lease)
        if job is None:
            return False
        run = Run(job, self)
        if heartbeat:
            heartbeat.watch(run)
        try:
            _work(run)
        finally:
            if heartbeat:
                heartbeat.watch(None)
        return True

    def _try_routine(self) -> None:
        if self.routine is None or time.monotonic() - self._routine_at < self.routine_every:
            return
        self._routine_at = time.monotonic()
        close_old_connections()
        try:
            self.routine()
        except Exception:  # whatever is wrong with a routine, jobs go on; it is tried again after a while
            logger.exception("the daily routine of worker %s failed", self.name)

    def _try_next(self, heartbeat: Heartbeat) -> bool:
        close_old_connections()
        try:
            return self.run_next(heartbeat)
        except _LOST_CONNECTION:
            logger.exception("worker %s lost the database", self.name)
            return False


def run_jobs_once() -> int:
    """Run everything that waits in the queue, here and now; for tests and first loads. Gives the number of jobs."""
    return Worker().run_waiting()


def _work(run: Run) -> None:
    kind = job_kind(run.job.kind)
    if kind is None:
        run.fail(_UNKNOWN_KIND)
        return
    try:
        result = kind.function(run, dict(run.job.arguments))
    except JobStopped:
        run.stopped()
    except ActionRefused as refusal:
        run.fail("\n".join(problem.message for problem in refusal.problems))
    except (PaperRefused, Denied) as refusal:
        run.fail(refusal.message)
    except NotThere as refusal:
        run.fail(str(refusal))
    except _LOST_CONNECTION:
        raise  # not the job's fault: its lease runs out and it is taken over, as after a lost worker
    except Exception:  # whatever is wrong with one job, the worker goes on with the next and the officer is told
        _fault_of_the_system(run, kind)
    else:
        run.finish(result)


def _fault_of_the_system(run: Run, kind: JobKind) -> None:
    code = secrets.token_hex(4)
    logger.exception("job %s (%s) failed, code %s", run.job.pk, kind.name, code)
    run.fail(
        f"Lỗi của hệ thống, không phải do dữ liệu anh/chị đưa vào. Mã lỗi: {code}. Báo mã này cho quản trị hệ thống; "
        "chi tiết nằm trong nhật ký máy chủ."
    )


class Heartbeat(threading.Thread):
    """Renews the lease of the run that it watches, over a connection of its own, and ends a worker that hangs."""

    def __init__(self, lease: timedelta) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self._every = min(2.0, lease.total_seconds() / 5)
        self._watched: Run | None = None
        self._ended = threading.Event()

    def watch(self, run: Run | None) -> None:
        self._watched = run

    def end(self) -> None:
        self._ended.set()
        self.join(timeout=5)

    def run(self) -> None:
        while not self._ended.wait(self._every):
            watched = self._watched
            if watched is not None:
                self._beat(watched)
        connection.close()

    def _beat(self, watched: Run) -> None:
        try:
            watched.beat()
            self._end_if_hung(watched)
        except _LOST_CONNECTION:
            # Busy or away: the next beat tries again, and a lease that runs out meanwhile is taken over.
            logger.warning("heartbeat of job %s missed", watched.job.pk, exc_info=True)
            connection.close_if_unusable_or_obsolete()

    def _end_if_hung(self, watched: Run) -> None:
        kind = job_kind(watched.job.kind)
        if kind is None or self._watched is not watched:
            return
        if watched.is_cancelled and watched.silence() > _CANCEL_PATIENCE:
            watched.stopped()
        elif watched.silence() > kind.quiet_minutes * 60:
            watched.fail(
                f"Việc này đứng yên quá {kind.quiet_minutes:g} phút nên đã bị ngắt. Yêu cầu lại; nếu vẫn bị, báo quản "
                "trị hệ thống kèm tệp hoặc dữ liệu đã đưa vào."
            )
        else:
            return
        logger.error("job %s hangs: worker %s ends itself", watched.job.pk, watched.worker.name)
        os._exit(EXIT_HUNG)  # a thread cannot be stopped from outside; the service manager starts a new worker
