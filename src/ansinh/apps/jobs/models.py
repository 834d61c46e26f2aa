"""One table: the queue, which is also what the officer sees of it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q


class JobState(models.TextChoices):
    QUEUED = "queued", "Đang chờ"
    RUNNING = "running", "Đang chạy"
    DONE = "done", "Xong"
    FAILED = "failed", "Không làm được"
    CANCELLED = "cancelled", "Đã dừng"


#: States in which the job still has to be worked on.
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def queued(self) -> Self:
        return self.filter(state=JobState.QUEUED)

    def lapsed_at(self, moment: datetime) -> Self:
        """Running jobs whose lease has run out: their worker is gone, or too slow."""
        return self.filter(state=JobState.RUNNING, lease_until__lt=moment)

    def held_by(self, worker: str, attempts: int) -> Self:
        """Running jobs in the hand of one claim: no other worker, and no earlier or later claim of the same one."""
        return self.filter(state=JobState.RUNNING, worker=worker, attempts=attempts)


class Job(models.Model):
    """One piece of long work. A worker holds it by a lease it keeps renewing; a lease that ran out is taken over.

    ``checkpoint`` is what the work needs to go on from where it stopped; ``done``/``total`` count ``unit`` ("trang").
    """

    kind = models.CharField(max_length=60)
    title = models.CharField("việc", max_length=300)
    arguments = models.JSONField(default=dict)
    #: The same for jobs of which only one may be unfinished; empty for others.
    once_key = models.CharField(max_length=64, default="", blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="jobs"
    )
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=40, default="")
    message = models.TextField(default="", blank=True)
    result_url = models.CharField(max_length=300, default="", blank=True)
    checkpoint = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, default="", blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)  # of the present attempt
    done_at_start = models.PositiveIntegerField(default=0)  # units that earlier attempts had done
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "id"], name="job_queue")]
        constraints = [
            models.UniqueConstraint(
                fields=["once_key"],
                condition=Q(state__in=[state.value for state in UNFINISHED]) & ~Q(once_key=""),
                name="job_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | Q(lease_until__isnull=False), name="running_job_has_lease"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED
