"""Reading the queue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from ansinh.apps.jobs.access import CONTROL_JOBS, visible_jobs
from ansinh.apps.jobs.models import Job, JobState
from ansinh.domain.figures import write_number
from ansinh.domain.pace import about, seconds_left
from ansinh.kit.access import Actor
from ansinh.kit.clock import now
from ansinh.kit.pages import Crumb, Page, Pager, Paging

_PAGE_SIZE = 50
#: Query parameter of the progress section: end at the result.
OPENS_RESULT = "mo-ket-qua"
#: A job that waits longer while nothing runs probably waits for a worker that is not there.
_NO_WORKER_AFTER = timedelta(seconds=60)
#: Shape and colour of each state, as the design's statuses.
_MARKS = {
    JobState.QUEUED: "empty",
    JobState.RUNNING: "sent",
    JobState.DONE: "done",
    JobState.FAILED: "late",
    JobState.CANCELLED: "none",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How a job stands, for the section that asks for itself again until the job has ended."""

    job_id: int
    title: str
    mark: str
    state: str
    is_finished: bool
    is_done: bool
    is_failed: bool
    percent: int
    label: str  # "trang 9/13"
    note: str  # "còn khoảng 40 giây"
    messages: tuple[str, ...]
    result_url: str
    may_cancel: bool
    is_being_cancelled: bool
    poll_url: str


@dataclass(frozen=True, slots=True)
class JobLine:
    job_id: int
    title: str
    requested_by: str
    mark: str
    state: str
    label: str
    message: str
    created_at: datetime
    finished_at: datetime | None
    result_url: str


@dataclass(frozen=True, kw_only=True)
class JobListPage(Page):
    lines: tuple[JobLine, ...]
    pager: Pager
    sees_all: bool


@dataclass(frozen=True, kw_only=True)
class JobPage(Page):
    progress: Progress
    requested_by: str
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    attempts: int


def job_list_page(actor: Actor, paging: Paging) -> JobListPage:
    """The own jobs, newest first; all of them for who looks after the installation."""
    jobs = visible_jobs(actor)
    pager = Pager.over(jobs.count(), paging, unit="việc", size=_PAGE_SIZE)
    unfinished = jobs.unfinished().count()
    return JobListPage(
        title=f"{write_number(unfinished)} việc đang chạy hoặc chờ" if unfinished else "Không có việc nào đang chạy",
        crumbs=(Crumb("Việc chạy nền"),),
        module="viec-nen",
        lines=tuple(_line(job) for job in jobs.select_related("requested_by").order_by("-id")[pager.slice]),
        pager=pager,
        sees_all=actor.can_everywhere(CONTROL_JOBS),
    )


def job_page(job: Job) -> JobPage:
    return JobPage(
        title=job.title,
        crumbs=(Crumb("Việc chạy nền", reverse("jobs:list")), Crumb(f"Việc số {job.pk}")),
        module="viec-nen",
        note=f"Việc số {job.pk}",
        progress=own_progress(job),
        requested_by=_requested_by(job),
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        attempts=job.attempts,
    )


def progress_of(job: Job, *, poll_url: str = "", may_cancel: bool = True) -> Progress:
    """How a job stands. A room that shows it to others than its owner gives a ``poll_url`` of its own."""
    return Progress(
        job_id=job.pk,
        title=job.title,
        mark=_MARKS[JobState(job.state)],
        state=job.get_state_display(),
        is_finished=job.is_finished,
        is_done=job.state == JobState.DONE,
        is_failed=job.state == JobState.FAILED,
        percent=_percent(job),
        label=_label(job),
        note=_note(job),
        messages=tuple(job.message.splitlines()),
        result_url=job.result_url if job.state == JobState.DONE else "",
        may_cancel=may_cancel and not job.is_finished and not job.cancel_requested,
        is_being_cancelled=job.cancel_requested and not job.is_finished,
        poll_url=poll_url or reverse("jobs:progress", args=[job.pk]),
    )


def own_progress(job: Job) -> Progress:
    """For the job's own page: there the reader is taken to the result when the work is done."""
    return progress_of(job, poll_url=f"{reverse('jobs:progress', args=[job.pk])}?{OPENS_RESULT}=1")


def latest_job(kind: str, arguments: Mapping[str, Any]) -> Job | None:
    """The newest job of this kind for just these arguments: how the reading of one document stands."""
    return Job.objects.filter(kind=kind, arguments=dict(arguments)).order_by("-id").first()


def _line(job: Job) -> JobLine:
    return JobLine(
        job_id=job.pk,
        title=job.title,
        requested_by=_requested_by(job),
        mark=_MARKS[JobState(job.state)],
        state=job.get_state_display(),
        label=_counted(job) if job.state == JobState.RUNNING else "",
        message=job.message,
        created_at=job.created_at,
        finished_at=job.finished_at,
        result_url=job.result_url if job.state == JobState.DONE else "",
    )


def _requested_by(job: Job) -> str:
    return str(job.requested_by) if job.requested_by else "Hệ thống"


def _percent(job: Job) -> int:
    if job.state == JobState.DONE:
        return 100
    return min(100, 100 * job.done // job.total) if job.total else 0


def _counted(job: Job) -> str:
    """ "trang 9/13"; empty while nothing is counted."""
    if not job.total:
        return ""
    return f"{job.unit} {write_number(min(job.done, job.total))}/{write_number(job.total)}".strip()


def _label(job: Job) -> str:
    if job.state == JobState.QUEUED:
        return _place_in_queue(job)
    if job.state == JobState.RUNNING:
        return f"Đang làm: {_counted(job)}" if job.total else "Đang bắt đầu"
    return job.get_state_display()


def _place_in_queue(job: Job) -> str:
    before = Job.objects.queued().filter(id__lt=job.pk).count()
    return f"Đang chờ, còn {write_number(before)} việc trước" if before else "Đang chờ đến lượt"


def _note(job: Job) -> str:
    """Time left, or why nothing moves."""
    moment = now()
    if job.state == JobState.QUEUED:
        return _why_waiting(job, moment)
    if job.state != JobState.RUNNING or job.started_at is None:
        return ""
    if job.lease_until and job.lease_until < moment:
        return "bộ chạy việc nền mất tín hiệu; việc sẽ được làm tiếp từ chỗ dừng"
    left = seconds_left(job.done, job.done_at_start, job.total, (moment - job.started_at).total_seconds())
    return f"còn {about(left)}" if left is not None else ""


def _why_waiting(job: Job, moment: datetime) -> str:
    waited = moment - job.created_at
    if waited < _NO_WORKER_AFTER or Job.objects.filter(state=JobState.RUNNING, lease_until__gte=moment).exists():
        return ""
    return f"đã chờ {about(waited.total_seconds())}; bộ chạy việc nền có thể chưa bật, báo quản trị hệ thống"
