"""Bringing in a paper, and keeping what the reader made of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from ansinh.apps.documents.access import BRING_IN
from ansinh.apps.documents.models import Document, DocumentState, Passage, StoredFile
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.readings import DocumentHeader, LegalBasis, PlanReading
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Done, action, subject_of
from ansinh.kit.clock import now
from ansinh.papers.keeping import shape_of
from ansinh.papers.paper import Paper, PaperProblem

_CHUNK = 1024 * 1024
_BATCH = 500


def storage_path(sha256: str) -> str:
    """Where a file lies: under its own hash, so the same bytes are never kept twice."""
    return f"goc/{sha256[:2]}/{sha256}"


def _digest(upload: IO[bytes]) -> tuple[str, int]:
    digest = hashlib.sha256()
    size = 0
    upload.seek(0)
    while chunk := upload.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    upload.seek(0)
    return digest.hexdigest(), size


def _stored(upload: IO[bytes], media_type: str) -> StoredFile:
    sha256, size = _digest(upload)
    path = storage_path(sha256)
    if not default_storage.exists(path):
        default_storage.save(path, upload)
    file, _ = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "media_type": media_type[:120], "stored_at": now()}
    )
    return file


@action("documents.receive", "Đưa văn bản vào hệ thống", needs=BRING_IN)
def receive_document(
    *, actor: Actor, organisation: Organisation, upload: IO[bytes], file_name: str, media_type: str
) -> Done[tuple[Document, bool]]:
    """Keep an uploaded file under its hash. Gives (document, True if it is new); the same file twice is one document."""
    actor.must(BRING_IN, organisation.pk)
    file = _stored(upload, media_type)
    name = nfc(file_name)[-255:]
    try:
        with transaction.atomic():
            document = Document.objects.create(
                file=file,
                file_name=name,
                organisation=organisation,
                uploaded_by_id=actor.user_id,
                uploaded_at=now(),
            )
    except IntegrityError:
        document = Document.objects.get(file=file)
        return Done(
            (document, False), subject_of(document), f"Tải lên lại tệp «{name}», trùng văn bản đã có «{document}»."
        )
    return Done(
        (document, True),
        subject_of(document, name),
        f"Đưa tệp «{name}» vào hệ thống cho {organisation}.",
        after={"sha256": file.sha256, "size": file.size},
    )


@action("documents.keep_reading", "Lưu kết quả đọc văn bản", needs=BRING_IN)
def keep_reading(*, actor: Actor, document: Document, paper: Paper, reading: PlanReading) -> Done[Document]:
    """Keep the words, shape, header and outline that the reader found."""
    _keep_words(document, paper)
    _keep_header(document, reading.document)
    document.recipients = list(reading.recipients)
    document.state = DocumentState.READ
    document.save()
    _keep_outline(document, reading)
    return Done(
        document,
        subject_of(document),
        f"Đọc xong văn bản «{document}»: {len(reading.targets) + len(reading.goals)} chỉ tiêu, "
        f"{len(reading.tasks)} nhiệm vụ, {len(reading.obligations)} nghĩa vụ.",
        after={"number": document.number, "issued_on": document.issued_on and document.issued_on.isoformat()},
    )


@action("documents.refuse", "Ghi nhận văn bản không đọc được", needs=BRING_IN)
def refuse_document(*, actor: Actor, document: Document, code: str, message: str) -> Done[Document]:
    """Keep why the file could not be read, so that the officer finds it with the file."""
    document.state = DocumentState.REFUSED
    document.problems = [asdict(PaperProblem(code, message))]
    document.save(update_fields=["state", "problems"])
    return Done(document, subject_of(document), f"Không đọc được văn bản «{document}»: {message}")


@action("documents.correct_header", "Sửa thông tin văn bản", needs=BRING_IN)
def correct_header(*, actor: Actor, document: Document, header: Mapping[str, Any]) -> Done[Document]:
    """What an officer reads at the head of the paper, where the reader could not. Only before publishing."""
    actor.must(BRING_IN, document.organisation_id)
    if document.is_published:
        raise ActionRefused("Văn bản đã công bố, thông tin không sửa được nữa. Sửa đổi bằng văn bản khác.")
    before = {name: _plain(getattr(document, name)) for name in header}
    for name, value in header.items():
        setattr(document, name, value)
    document.save(update_fields=list(header))
    after = {name: _plain(value) for name, value in header.items()}
    changed = {name for name in after if after[name] != before[name]}
    return Done(
        document,
        subject_of(document),
        f"Sửa thông tin văn bản «{document}».",
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def mark_published(document: Document) -> None:
    """Open the document to everyone signed in; part of the action that publishes a plan on it."""
    Document.objects.filter(pk=document.pk).update(is_published=True)


def _keep_words(document: Document, paper: Paper) -> None:
    document.source_format = paper.source_format
    document.pages = paper.pages
    document.text = paper.text
    shape = shape_of(paper)
    document.blocks, document.notes, document.problems = shape["blocks"], shape["notes"], shape["problems"]


def _keep_header(document: Document, header: DocumentHeader) -> None:
    document.number = header.number or ""
    document.kind = header.kind or ""
    document.issuer = header.issuer or ""
    document.place = header.place or ""
    document.issued_on = header.issued_on
    document.title = header.title or ""
    signer = header.signer
    document.signer_name = (signer and signer.name) or ""
    document.signer_position = (signer and signer.position) or ""
    document.signer_authority = (signer and signer.authority) or ""
    document.legal_bases = [_legal_basis(basis) for basis in header.legal_bases]


def _legal_basis(basis: LegalBasis) -> dict[str, object]:
    return {
        "number": basis.number,
        "issued_on": _iso(basis.issued_on),
        "quote": asdict(basis.quote) if basis.quote else None,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _keep_outline(document: Document, reading: PlanReading) -> None:
    document.passages.all().delete()
    Passage.objects.bulk_create(
        [
            Passage(
                document=document,
                order=order,
                code=entry.code[:60],
                label=entry.label[:40],
                heading=entry.heading,
                level=entry.level,
                start=entry.start,
                end=entry.end,
                text_end=entry.text_end,
            )
            for order, entry in enumerate(reading.outline)
        ],
        batch_size=_BATCH,
    )
