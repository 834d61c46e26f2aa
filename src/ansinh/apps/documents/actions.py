"""Bringing in a paper, and keeping what the reader made of it."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from tempfile import mkstemp
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F

from ansinh.apps.documents.access import BRING_IN, visible_documents
from ansinh.apps.documents.models import Document, DocumentState, Passage, StoredFile
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.readings import DocumentHeader, LegalBasis, PlanReading
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now
from ansinh.kit.locking import update_if_unchanged
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


def _keep_bytes(upload: IO[bytes], path: str, size: int) -> None:
    """Written whole beside its place, then put there at once: a crash in mid-write leaves no half file under a hash.

    A file of another size under this hash is the rest of an older accident and is replaced.
    """
    target = Path(default_storage.path(path))
    if target.exists() and target.stat().st_size == size:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            shutil.copyfileobj(upload, file, _CHUNK)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, target)
    finally:
        Path(draft).unlink(missing_ok=True)


def keep_file(upload: IO[bytes], media_type: str) -> StoredFile:
    """Keep bytes once under their hash; called inside an action, for documents here and for evidence in rooms above."""
    sha256, size = _digest(upload)
    _keep_bytes(upload, storage_path(sha256), size)
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
    file = keep_file(upload, media_type)
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
        if not visible_documents(actor).filter(pk=document.pk).exists():
            # Nothing of the other agency's draft is told, not even in the audit log of this one.
            raise ActionRefused(
                Problem(
                    "Tệp này đã có trong hệ thống dưới dạng văn bản chưa công bố của cơ quan khác, nên không đưa vào "
                    "lần nữa được. Chờ văn bản được công bố, hoặc hỏi cơ quan theo dõi kế hoạch.",
                    "file",
                )
            ) from None
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
    """Keep the words, shape, header and outline that the reader found; never over a published document."""
    actor.must(BRING_IN, document.organisation_id)
    found = _words_of(paper) | _header_of(reading.document)
    found |= {"recipients": list(reading.recipients), "state": DocumentState.READ}
    # The document in memory may be older than a long reading: only these columns are written, and only on a draft.
    if not Document.objects.filter(pk=document.pk, is_published=False).update(version=F("version") + 1, **found):
        raise Conflict(f"Văn bản «{document}» đã công bố nên không đọc lại được nữa.")
    document.refresh_from_db()
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
    actor.must(BRING_IN, document.organisation_id)
    why = {"state": DocumentState.REFUSED, "problems": [asdict(PaperProblem(code, message))]}
    if not Document.objects.filter(pk=document.pk).exclude(state=DocumentState.READ).update(**why):
        raise Conflict(f"Văn bản «{document}» đã được đọc ở lần khác; lần đọc này không ghi đè.")
    document.refresh_from_db()
    return Done(document, subject_of(document), f"Không đọc được văn bản «{document}»: {message}")


@action("documents.correct_header", "Sửa thông tin văn bản", needs=BRING_IN)
def correct_header(*, actor: Actor, document: Document, header: Mapping[str, Any], version: int) -> Done[Document]:
    """What an officer reads at the head of the paper, where the reader could not. Only before publishing.

    ``version`` is the one the officer saw; somebody else's correction in between is told, not overwritten.
    """
    actor.must(BRING_IN, document.organisation_id)
    if document.is_published:
        raise ActionRefused("Văn bản đã công bố, thông tin không sửa được nữa. Sửa đổi bằng văn bản khác.")
    before = {name: _plain(getattr(document, name)) for name in header}
    drafts = Document.objects.filter(is_published=False)
    if not update_if_unchanged(drafts, document.pk, version, **header):
        raise Conflict(
            "Thông tin văn bản vừa được người khác sửa, hoặc văn bản vừa được công bố. "
            "Mở lại trang ở thẻ khác để xem nội dung mới; điều anh/chị nhập vẫn còn trong ô."
        )
    document.refresh_from_db()
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


def _words_of(paper: Paper) -> dict[str, Any]:
    return {
        "source_format": paper.source_format,
        "pages": paper.pages,
        "text": paper.text,
        **shape_of(paper),
    }


def _header_of(header: DocumentHeader) -> dict[str, Any]:
    """The head of the paper, each part as long as its column may be: a garbled head is longer than any real one."""
    signer = header.signer
    words = {
        "number": header.number,
        "kind": header.kind,
        "issuer": header.issuer,
        "place": header.place,
        "title": header.title,
        "signer_name": signer and signer.name,
        "signer_position": signer and signer.position,
        "signer_authority": signer and signer.authority,
    }
    return {
        **{name: (said or "")[: _room_of(name)] for name, said in words.items()},
        "issued_on": header.issued_on,
        "legal_bases": [_legal_basis(basis) for basis in header.legal_bases],
    }


def _room_of(name: str) -> int | None:
    """How many characters a column of `Document` holds; SQLite would not say when it is too many, PostgreSQL stops."""
    room: int | None = getattr(Document._meta.get_field(name), "max_length", None)
    return room


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
