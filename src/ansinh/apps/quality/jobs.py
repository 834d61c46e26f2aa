"""The survey as background work."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ansinh.apps.accounts.queries import actor_by_id
from ansinh.apps.quality.actions import SURVEY, survey
from ansinh.domain.figures import write_number
from ansinh.kit.access import system_actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import JobContext, JobResult, job


@job(SURVEY, unit="số liệu")
def survey_quality(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """Look over every figure. Run twice, it finds the same twice."""
    user = context.requested_by_id
    actor = system_actor("Soát số liệu tự động") if user is None else actor_by_id(user, today())
    done = survey(actor=actor)
    return JobResult(message=f"Đã soát {write_number(done.figures)} số liệu.", url=reverse("quality:overview"))
