"""The background work of this room: reading a document."""

from __future__ import annotations

from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse

from ansinh.apps.accounts.queries import actor_by_id
from ansinh.apps.documents.actions import keep_reading, refuse_document, storage_path
from ansinh.apps.documents.models import Document
from ansinh.apps.plans.access import visible_plans
from ansinh.apps.readings.actions import READ_DOCUMENT, open_amendment, open_reading
from ansinh.apps.readings.live import amended_plan, carried_out_plan, read_against
from ansinh.apps.readings.models import Reading
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import JobContext, JobResult, job
from ansinh.papers.paper import PaperRefused


@job(READ_DOCUMENT, unit="trang")
def read_document(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """Read a stored file into words and promises and lay them on the desk. Run twice, it does the work once."""
    document = Document.objects.select_related("file").get(pk=arguments["document"])
    done = Reading.objects.filter(document=document).first()
    if done is None:
        done = _read(context, document, arguments.get("amends"))
    return JobResult(message=f"Đã đọc xong «{document}».", url=reverse("readings:desk", args=[done.pk]))


def _read(context: JobContext, document: Document, amends: int | None) -> Reading:
    # The document libraries take long to load and only the worker needs them.
    from ansinh.papers.intake import open_paper
    from ansinh.papers.reading import read_paper

    actor = _reader(context.requested_by_id)
    with default_storage.open(storage_path(document.file.sha256)) as file:
        data = file.read()
    try:
        paper = open_paper(data, document.file_name, progress=context.progress)
    except PaperRefused as refusal:
        refuse_document(actor=actor, document=document, code=refusal.code, message=refusal.message)
        raise
    reading = read_paper(paper)
    plans = visible_plans(actor).select_related("document")
    plan = plans.filter(pk=amends).first() if amends is not None else amended_plan(plans, paper, reading.document)
    with transaction.atomic():
        keep_reading(actor=actor, document=document, paper=paper, reading=reading)
        if plan is None:
            above = carried_out_plan(plans, reading.document)
            return open_reading(actor=actor, document=document, found=reading, carries_out=above)
        return open_amendment(actor=actor, document=document, plan=plan, found=read_against(document, plan))


def _reader(user_id: int | None) -> Actor:
    """On whose behalf the document is read; the installation itself at its first load."""
    return system_actor("Nạp dữ liệu ban đầu") if user_id is None else actor_by_id(user_id, today())
