"""Opening the desk: a document to be read by a job, and a read document laid out."""

from __future__ import annotations

from typing import Any

from ansinh.apps.documents.models import Document
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.jobs.models import Job
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.access import CONFIRM
from ansinh.apps.readings.models import Reading, ReadingPurpose
from ansinh.domain.amendment_readings import AmendmentReading
from ansinh.domain.readings import PlanReading
from ansinh.kit.access import Actor
from ansinh.kit.actions import Conflict, Done, action, subject_of
from ansinh.kit.clock import now

from .laying import lay_amendment, lay_plan

#: The kind of job that reads a document; `readings.jobs` does the work.
READ_DOCUMENT = "readings.read_document"
#: Changes when the reader reads differently; kept with each reading so that old readings can be told apart.
READER_VERSION = "2"


@action("readings.open", "Mở bàn đọc", needs=CONFIRM)
def open_reading(*, actor: Actor, document: Document, found: PlanReading) -> Done[Reading]:
    """Lay what the reader found on the desk: items in document order, agencies matched to the register."""
    _must_be_new(actor, document)
    reading = Reading.objects.create(document=document, reader_version=READER_VERSION, created_at=now())
    count = lay_plan(reading, found)
    return Done(reading, subject_of(reading), f"Mở bàn đọc văn bản «{document}» với {count} mục.")


@action("readings.open_amendment", "Mở bàn đọc văn bản sửa đổi", needs=CONFIRM)
def open_amendment(*, actor: Actor, document: Document, plan: Plan, found: AmendmentReading) -> Done[Reading]:
    """Lay what an amending document changes in a live plan on the desk, each change beside what is in force."""
    _must_be_new(actor, document)
    reading = Reading.objects.create(
        document=document,
        purpose=ReadingPurpose.AMENDMENT,
        plan=plan,
        reader_version=READER_VERSION,
        created_at=now(),
    )
    count = lay_amendment(reading, found)
    return Done(
        reading,
        subject_of(reading),
        f"Mở bàn đọc văn bản «{document}» sửa đổi kế hoạch {plan.number} với {count} thay đổi.",
    )


@action("readings.start", "Giao máy đọc văn bản", needs=CONFIRM)
def start_reading(*, actor: Actor, document: Document, amends: Plan | None = None) -> Done[Job]:
    """Queue the reading of a document; one that is queued or running already is not queued again.

    ``amends`` is the plan that an officer says it amends; otherwise the document itself is asked.
    """
    actor.must(CONFIRM, document.organisation_id)
    arguments: dict[str, Any] = {"document": document.pk}
    if amends is not None:
        arguments["amends"] = amends.pk
    job = enqueue(
        actor=actor, kind=READ_DOCUMENT, title=f"Đọc văn bản {document.file_name}", arguments=arguments, once=True
    )
    return Done(job, subject_of(document), f"Giao máy đọc văn bản «{document}».")


def _must_be_new(actor: Actor, document: Document) -> None:
    actor.must(CONFIRM, document.organisation_id)
    if Reading.objects.filter(document=document).exists():
        raise Conflict(f"Văn bản «{document}» đã có trên bàn đọc.")
