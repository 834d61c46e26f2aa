"""What the seal of an entry covers, the key it is made with, and the stamps kept outside the table.

Rows cut off the end of the table leave no trace in the table itself; they are missed by comparing with the stamps
file: number and short seal of every entry, beside the database, only ever added to. Its one line an entry
(``1204 9f3a-11bc-0d2e-77aa``) lets the operating system forbid anything but appending.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings

from ansinh.domain.chain import Stamp

#: Columns that the seal covers beside ``sequence``: everything but the row's key and the seals themselves.
SEALED_COLUMNS = (
    "at",
    "actor_id",
    "actor_name",
    "organisation_id",
    "organisation_name",
    "action",
    "subject_type",
    "subject_id",
    "subject_label",
    "summary",
    "before",
    "after",
    "actor_key",
    "search_key",
)


def sealed_fields(values: Sequence[Any]) -> dict[str, Any]:
    """The values of `SEALED_COLUMNS` in a form that both databases give back equal."""
    fields = dict(zip(SEALED_COLUMNS, values, strict=True))
    fields["at"] = fields["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return fields


def audit_key() -> bytes:
    """The installation's key. Without it nobody can seal an entry."""
    return str(settings.AUDIT_KEY).encode()


def stamps_file() -> Path:
    """``ANSINH_DATA/audit-head``."""
    return Path(settings.DATA_DIR) / "audit-head"


def keep_stamp(stamp: Stamp) -> None:
    """Add one line. A single short write in append mode: lines of several processes do not mix."""
    descriptor = os.open(stamps_file(), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(descriptor, f"{stamp}\n".encode())
    finally:
        os.close(descriptor)


def kept_stamps() -> Iterator[Stamp]:
    """Every stamp in the file, in the order of writing; none if there is no file.

    A line that is no stamp raises ValueError with its number: somebody wrote into the file.
    """
    path = stamps_file()
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield Stamp.parse(line)
            except ValueError as error:
                raise ValueError(f"Tệp {path}, dòng {number}: {error}") from error


def start_new_file(suffix: str) -> None:
    """Put the file aside under ``audit-head.<suffix>`` as evidence; the next stamp starts a new one."""
    path = stamps_file()
    if path.exists():
        path.rename(path.with_name(f"{path.name}.{suffix}"))
