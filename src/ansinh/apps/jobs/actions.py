"""Asking for work and calling it off. What the worker does is in `worker`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from ansinh.apps.jobs.access import CONTROL_JOBS
from ansinh.apps.jobs.models import Job, JobState
from ansinh.domain.figures import write_datetime
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Done, action, subject_of
from ansinh.kit.clock import now
from ansinh.kit.jobs import job_kind

_ATTEMPTS = 5


def enqueue(*, actor: Actor, kind: str, title: str, arguments: Mapping[str, Any], once: bool = False) -> Job:
    """Put work in the queue; it begins when the transaction is committed.

    Called inside the action of the room whose work it is: that action holds the permission, and its audit entry says
    who asked for what. ``once``: if the same work (kind and arguments) is unfinished, that job is given back.
    """
    known = job_kind(kind)
    if known is None:
        raise ValueError(f"no room registers the job kind {kind}")
    wanted = Job(
        kind=kind,
        title=title[:300],
        arguments=dict(arguments),
        once_key=_once_key(kind, arguments) if once else "",
        requested_by_id=actor.user_id,
        organisation_id=actor.organisation_id,
        unit=known.unit,
        created_at=now(),
    )
    return _insert_or_find(wanted)


@action("jobs.cancel", "Dừng việc chạy nền", needs=None)
def request_cancel(*, actor: Actor, job: Job) -> Done[Job]:
    """Call work off: at once if it waits, at the next unit if it runs.

    Needs no permission for the own jobs; for those of others `access.CONTROL_JOBS`.
    """
    if job.requested_by_id is None or job.requested_by_id != actor.user_id:
        actor.must(CONTROL_JOBS)
    waiting = Job.objects.queued().filter(pk=job.pk)
    stopped = waiting.update(state=JobState.CANCELLED, finished_at=now(), message="Đã dừng trước khi bắt đầu.")
    if not stopped and not Job.objects.unfinished().filter(pk=job.pk).update(cancel_requested=True):
        job.refresh_from_db()
        at = write_datetime(timezone.localtime(job.finished_at)) if job.finished_at else ""
        raise ActionRefused(f"Việc này đã kết thúc lúc {at}: {job.get_state_display().lower()}. Không còn gì để dừng.")
    job.refresh_from_db()
    return Done(job, subject_of(job), f"Dừng việc chạy nền: {job.title}")


def _insert_or_find(wanted: Job) -> Job:
    """The job in the queue, or the unfinished one that bars it. That one may end just while it is looked for."""
    for _ in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                wanted.save(force_insert=True)
            return wanted
        except IntegrityError:
            if not wanted.once_key:
                raise
            unfinished = Job.objects.unfinished().filter(once_key=wanted.once_key).first()
            if unfinished is not None:
                return unfinished
    raise RuntimeError(f"could not queue {wanted.kind}: another one came and went {_ATTEMPTS} times")


def _once_key(kind: str, arguments: Mapping[str, Any]) -> str:
    return sha256(json.dumps([kind, dict(arguments)], sort_keys=True).encode()).hexdigest()
