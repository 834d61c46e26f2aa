"""The daily work of this room: what nobody answered in time goes one level up."""

from __future__ import annotations

from datetime import date
from typing import Any

from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.obstacles.actions import escalate_overdue
from ansinh.apps.obstacles.models import Obstacle
from ansinh.kit.access import system_actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import JobContext, JobResult, job

ESCALATE_OVERDUE = "obstacles.escalate_overdue"
_ACTOR = system_actor("Chuyển cấp tự động")


@job(ESCALATE_OVERDUE, unit="vướng mắc")
def escalate(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """``day``. Run as often as one likes: each obstacle goes up in a transaction of its own, once an overdue day."""
    count = escalate_overdue(actor=_ACTOR, day=date.fromisoformat(arguments["day"]))
    context.progress(count, count)
    return JobResult(message=f"Đã chuyển cấp trên {count} vướng mắc quá hạn.")


def daily() -> None:
    """The routine of this room, for `kit.daily`: a job only if there is something to send up."""
    day = today()
    if Obstacle.objects.rising_on(day).exists():
        title = "Chuyển cấp trên vướng mắc quá hạn"
        enqueue(actor=_ACTOR, kind=ESCALATE_OVERDUE, title=title, arguments={"day": day.isoformat()}, once=True)
