"""The filtered log as a file that Excel opens."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone

from ansinh.apps.audit.models import AuditEntryQuerySet
from ansinh.apps.audit.queries import HistoryLine, log_lines
from ansinh.kit.clock import today

_HEAD = ("Mục", "Ngày", "Giờ", "Người làm", "Cơ quan", "Việc", "Đối tượng", "Nội dung", "Thay đổi")
#: A cell that begins so would be run as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def log_file(entries: AuditEntryQuerySet) -> StreamingHttpResponse:
    """Every entry of the list, newest first, as CSV in the form that Vietnamese Excel takes."""
    response = StreamingHttpResponse(_csv(entries), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="nhat-ky-{today().isoformat()}.csv"'
    return response


class _Echo:
    """What csv writes, given back instead of kept."""

    def write(self, text: str) -> str:
        return text


def _csv(entries: AuditEntryQuerySet) -> Iterator[str]:
    writer: Any = csv.writer(_Echo(), delimiter=";")
    yield "\ufeff" + writer.writerow(_HEAD)
    for line in log_lines(entries):
        yield writer.writerow([_harmless(cell) for cell in _row(line)])


def _row(line: HistoryLine) -> tuple[str, ...]:
    at = timezone.localtime(line.at)
    changes = "; ".join(f"{change.label}: {_words(change.before)} → {_words(change.after)}" for change in line.changes)
    day, hour = f"{at:%d/%m/%Y}", f"{at:%H:%M:%S}"
    return (
        str(line.sequence),
        day,
        hour,
        line.actor,
        line.organisation,
        line.action,
        line.subject,
        line.summary,
        changes,
    )


def _words(words: tuple[Any, ...]) -> str:
    return "".join(word.text for word in words) or "(chưa có)"


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
