"""Keeping a line of progress with what proves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import PurePath
from typing import IO

from ansinh.apps.commitments.models import Commitment, Duty, Evidence, Milestone, ProgressEntry
from ansinh.apps.documents.actions import keep_file
from ansinh.domain.vietnamese import nfc
from ansinh.kit.access import Actor
from ansinh.kit.actions import Problem
from ansinh.kit.clock import now

#: Largest file of evidence, in bytes.
EVIDENCE_LIMIT = 20 * 1024 * 1024
MOST_FILES = 5
_OFFICE = (b"PK\x03\x04",)
_OLD_OFFICE = (b"\xd0\xcf\x11\xe0",)
#: How files of each accepted ending begin.
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF",),
    ".docx": _OFFICE,
    ".xlsx": _OFFICE,
    ".pptx": _OFFICE,
    ".odt": _OFFICE,
    ".ods": _OFFICE,
    ".doc": _OLD_OFFICE,
    ".xls": _OLD_OFFICE,
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG",),
}
ENDINGS = tuple(_BEGINNINGS)


@dataclass(frozen=True, slots=True)
class NewFile:
    """An uploaded file; ``size`` in bytes."""

    upload: IO[bytes]
    name: str
    size: int
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class NewEvidence:
    """What is handed in as proof: any of the three."""

    files: tuple[NewFile, ...] = ()
    link: str = ""
    paper: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.files or self.link or self.paper.strip())


@dataclass(frozen=True, slots=True)
class Progress:
    """A line of the log as it is written. ``amount``: what has been reached so far, in the unit of the commitment."""

    text: str
    amount: Decimal | None = None
    milestone: Milestone | None = None
    evidence: NewEvidence = field(default_factory=NewEvidence)


def progress_problems(progress: Progress) -> list[Problem]:
    """Everything that keeps a line from being written."""
    problems = []
    if not progress.text.strip():
        problems.append(Problem("Chưa ghi nội dung. Ghi ngắn gọn đã làm gì, kết quả ra sao.", "text"))
    if progress.milestone is not None and progress.milestone.reached_on is not None:
        problems.append(Problem(f"Mốc «{progress.milestone}» đã được báo đạt trước đó.", "milestone"))
    link = progress.evidence.link
    if link and not link.lower().startswith(("https://", "http://")):
        problems.append(Problem(f"Liên kết «{link}» không bắt đầu bằng https://. Ghi đủ địa chỉ.", "link"))
    return problems + file_problems(progress.evidence.files)


def file_problems(files: Sequence[NewFile]) -> list[Problem]:
    """What is wrong with uploaded files: too many, too large, of another kind than their name says."""
    problems = []
    if len(files) > MOST_FILES:
        problems.append(Problem(f"Mỗi lần gửi nhiều nhất {MOST_FILES} tệp; đang chọn {len(files)} tệp.", "proof"))
    for file in files:
        ending = PurePath(file.name).suffix.lower()
        if ending not in _BEGINNINGS:
            problems.append(
                Problem(f"Tệp «{file.name}» không thuộc loại được nhận ({', '.join(ENDINGS)}). Chọn tệp khác.", "proof")
            )
        elif file.size > EVIDENCE_LIMIT:
            limit = EVIDENCE_LIMIT // 1048576
            problems.append(
                Problem(
                    f"Tệp «{file.name}» có {file.size // 1048576} MB, quá giới hạn {limit} MB. Giảm cỡ tệp.", "proof"
                )
            )
        elif not _begins_rightly(file, ending):
            problems.append(
                Problem(
                    f"Tệp «{file.name}» không đúng là tệp {ending}, hoặc là tệp rỗng. Mở lại tệp để kiểm tra.", "proof"
                )
            )
    return problems


def _begins_rightly(file: NewFile, ending: str) -> bool:
    file.upload.seek(0)
    head = file.upload.read(8)
    file.upload.seek(0)
    return head.startswith(_BEGINNINGS[ending])


def write_entry(actor: Actor, thing: Commitment | Duty, progress: Progress, day: date) -> ProgressEntry:
    """Keep the line and its evidence; part of an action that has checked both."""
    entry = ProgressEntry.objects.create(
        commitment=thing if isinstance(thing, Commitment) else None,
        duty=thing if isinstance(thing, Duty) else None,
        day=day,
        text=nfc(progress.text).strip(),
        amount=progress.amount,
        milestone=progress.milestone,
        written_by_name=actor.name,
        organisation_name=actor.organisation_name,
        written_at=now(),
    )
    evidence = progress.evidence
    rows = [
        Evidence(entry=entry, file=keep_file(file.upload, file.media_type), file_name=nfc(file.name)[-255:])
        for file in evidence.files
    ]
    if evidence.link:
        rows.append(Evidence(entry=entry, link=evidence.link))
    if evidence.paper.strip():
        rows.append(Evidence(entry=entry, paper=nfc(evidence.paper).strip()))
    Evidence.objects.bulk_create(rows)
    return entry
