"""The daily work of this room: what nobody answered in time goes one level up."""

from __future__ import annotations

from typing import Any

from ansinh.apps.obstacles.actions import escalate_overdue
from ansinh.kit.access import system_actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import JobContext, JobResult, job

ESCALATE_OVERDUE = "obstacles.escalate_overdue"


@job(ESCALATE_OVERDUE, unit="vướng mắc")
def escalate(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """Run as often as one likes: each obstacle goes up in a transaction of its own, once an overdue day."""
    count = escalate_overdue(actor=system_actor("Chuyển cấp tự động"), day=today())
    context.progress(count, count)
    return JobResult(message=f"Đã chuyển cấp trên {count} vướng mắc quá hạn.")
