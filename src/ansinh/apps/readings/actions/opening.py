"""Opening the desk: a document to be read by a job, and a read document laid out."""

from __future__ import annotations

from typing import Any

from ansinh.apps.documents.models import Document
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.jobs.models import Job
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.access import CONFIRM
from ansinh.apps.readings.models import Reading, ReadingPurpose, ReadingState
from ansinh.domain.amendment_readings import AmendmentReading
from ansinh.domain.figures import write_date
from ansinh.domain.readings import PlanReading
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, action, subject_of
from ansinh.kit.clock import now

from .laying import lay_amendment, lay_plan
from .parts import must_be_open

#: The kind of job that reads a document; `readings.jobs` does the work.
READ_DOCUMENT = "readings.read_document"
#: Changes when the reader reads differently; kept with each reading so that old readings can be told apart.
READER_VERSION = "2"


@action("readings.open", "Mở bàn đọc", needs=CONFIRM)
def open_reading(
    *, actor: Actor, document: Document, found: PlanReading, carries_out: Plan | None = None
) -> Done[Reading]:
    """Lay what the reader found on the desk: items in document order, agencies matched to the register.

    ``carries_out`` is the plan that the document says it carries out; an officer may choose another.
    """
    _must_be_new(actor, document)
    reading = Reading.objects.create(
        document=document, carries_out=carries_out, reader_version=READER_VERSION, created_at=now()
    )
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


@action("readings.choose_parent", "Chọn kế hoạch cấp trên", needs=CONFIRM)
def choose_parent(*, actor: Actor, reading: Reading, plan: Plan | None, seen: Plan | None) -> Done[Reading]:
    """Which plan this one carries out. ``seen`` is the one that the officer saw chosen."""
    must_be_open(actor, reading)
    if reading.purpose != ReadingPurpose.NEW_PLAN:
        raise ActionRefused("Văn bản sửa đổi không có kế hoạch cấp trên. Đọc lại là kế hoạch mới rồi chọn.")
    if plan is not None and reading.document.issued_on is not None and plan.issued_on > reading.document.issued_on:
        raise ActionRefused(
            f"Kế hoạch {plan.number} ban hành ngày {write_date(plan.issued_on)}, sau văn bản này "
            f"({write_date(reading.document.issued_on)}). Kiểm tra lại ngày của văn bản hoặc chọn kế hoạch khác."
        )
    unchanged = Reading.objects.filter(pk=reading.pk, carries_out=seen, state=ReadingState.OPEN)
    if not unchanged.update(carries_out=plan):
        raise Conflict("Kế hoạch cấp trên vừa được người khác chọn. Tải lại trang để xem rồi quyết định.")
    reading.carries_out = plan
    said = f"là kế hoạch thực hiện {plan.number}" if plan is not None else "không thực hiện kế hoạch nào ở trên"
    return Done(
        reading,
        subject_of(reading),
        f"Ghi văn bản «{reading.document}» {said}.",
        before={"carries_out": str(seen) if seen else ""},
        after={"carries_out": str(plan) if plan else ""},
    )


def _must_be_new(actor: Actor, document: Document) -> None:
    actor.must(CONFIRM, document.organisation_id)
    if Reading.objects.filter(document=document).exists():
        raise Conflict(f"Văn bản «{document}» đã có trên bàn đọc.")
