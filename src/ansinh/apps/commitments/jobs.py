"""The daily work: dated duties that the year lacks, of every plan. Doing it again adds nothing."""

from __future__ import annotations

from typing import Any

from ansinh.apps.commitments.actions import make_duties
from ansinh.apps.commitments.queries import missing_duties
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.plans.models import Plan
from ansinh.kit.access import system_actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import JobContext, JobResult, job

MAKE_DUTIES = "commitments.make_duties"


@job(MAKE_DUTIES, unit="kế hoạch")
def make_due_duties(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """``year`` may be given; else the present one. Each plan is one transaction, and one that lacks nothing none."""
    day = today()
    year = int(arguments.get("year") or day.year)
    plans = list(Plan.objects.filter(issued_on__year__lte=year).order_by("pk"))
    made = 0
    for number, plan in enumerate(plans, start=1):
        if missing_duties(plan, year, day):
            made += make_duties(actor=system_actor("Lập nghĩa vụ hằng ngày"), plan=plan, year=year, day=day)
        context.progress(number, len(plans))
    said = f"Đã lập thêm {made} nghĩa vụ đến hạn năm {year}." if made else f"Nghĩa vụ đến hạn năm {year} đã lập đủ."
    return JobResult(message=said, url=f"/cam-ket/nghia-vu/?nam={year}")


def daily() -> None:
    """The routine of this room, for `kit.daily`: queues the work only when some plan lacks duties of this year."""
    day = today()
    if any(missing_duties(plan, day.year, day) for plan in Plan.objects.filter(issued_on__lte=day)):
        enqueue(
            actor=system_actor("Lập nghĩa vụ hằng ngày"),
            kind=MAKE_DUTIES,
            title=f"Lập nghĩa vụ đến hạn năm {day.year}",
            arguments={"year": day.year},
            once=True,
        )
