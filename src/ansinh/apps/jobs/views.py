"""Pages of background work."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from ansinh.apps.jobs.access import get_job
from ansinh.apps.jobs.actions import request_cancel
from ansinh.apps.jobs.queries import OPENS_RESULT, job_list_page, job_page, own_progress, progress_of
from ansinh.kit.actions import ActionRefused
from ansinh.kit.pages import Paging, actor_of, announce, show, show_part, signed_in


@signed_in
def job_list(request: HttpRequest) -> HttpResponse:
    return show(request, "jobs/list.html", job_list_page(actor_of(request), Paging.asked_by(request.GET)))


@signed_in
def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, "jobs/detail.html", job_page(get_job(actor_of(request), pk)))


@signed_in
def job_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The progress section, asked for again by itself; from the job's own page it ends at the result."""
    job = get_job(actor_of(request), pk)
    opens_result = OPENS_RESULT in request.GET
    progress = own_progress(job) if opens_result else progress_of(job)
    if opens_result and progress.result_url:
        return HttpResponseClientRedirect(progress.result_url)
    response = show_part(request, "jobs/progress.html", progress=progress)
    return announce(response, f"{progress.title}: {progress.state}") if progress.is_finished else response


@signed_in
@require_POST
def job_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    job = get_job(actor, pk)
    try:
        request_cancel(actor=actor, job=job)
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("jobs:detail", pk=pk)
