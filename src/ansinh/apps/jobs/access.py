"""Who may see and stop jobs: whoever asked for them, and those who look after the installation."""

from __future__ import annotations

from ansinh.apps.jobs.models import Job, JobQuerySet
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere, permission

CONTROL_JOBS = permission("jobs.control", "Xem và dừng việc chạy nền", province_wide=[Role.ADMINISTRATOR])


def visible_jobs(actor: Actor) -> JobQuerySet:
    """Jobs the actor may see: the own ones, or all."""
    jobs: JobQuerySet = Job.objects.all()
    if actor.can_everywhere(CONTROL_JOBS):
        return jobs
    return jobs.filter(requested_by_id=actor.user_id) if actor.user_id else jobs.none()


def get_job(actor: Actor, pk: int) -> Job:
    """The job, or `NotThere`."""
    job = visible_jobs(actor).filter(pk=pk).first()
    if job is None:
        raise NotThere("Không có việc này, hoặc việc do người khác yêu cầu.")
    return job
