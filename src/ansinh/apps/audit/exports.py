"""The filtered log as an Excel workbook."""

from __future__ import annotations

from django.utils import timezone

from ansinh.apps.audit.labels import Change
from ansinh.apps.audit.models import AuditEntryQuerySet
from ansinh.apps.audit.queries import HistoryLine, log_lines
from ansinh.domain.differences import Words
from ansinh.domain.figures import write_datetime, write_number
from ansinh.kit.access import Actor
from ansinh.kit.clock import now
from ansinh.papers.sheets import Column, Kind, Line, Sheet, Workbook, render_xlsx

#: A workbook is for reading and printing; whoever needs more narrows the days.
MOST_ENTRIES = 10_000
#: Longer wordings are read in the system; a cell has an end.
_MOST_CHARACTERS = 2_000
_COLUMNS = (
    Column("Mục", 9, Kind.INTEGER),
    Column("Ngày", 12, Kind.DATE),
    Column("Giờ", 10, centred=True),
    Column("Người làm", 22),
    Column("Cơ quan", 24),
    Column("Việc", 24),
    Column("Đối tượng", 30),
    Column("Nội dung", 44),
    Column("Thay đổi", 50),
)


def log_workbook(actor: Actor, entries: AuditEntryQuerySet) -> bytes:
    """The entries, newest first, at most `MOST_ENTRIES`; the title says if some were left out."""
    count = entries.count()
    moment = now()
    titles = ["Nhật ký hệ thống", f"{write_number(count)} mục, lập lúc {write_datetime(timezone.localtime(moment))}"]
    if count > MOST_ENTRIES:
        titles.append(f"Chỉ gồm {write_number(MOST_ENTRIES)} mục mới nhất. Thu hẹp khoảng ngày để có đủ.")
    lines = [_line(line) for line in log_lines(entries[:MOST_ENTRIES])]
    sheet = Sheet("Nhật ký", _COLUMNS, lines, tuple(titles), source="Nhật ký của hệ thống An Sinh")
    return render_xlsx(Workbook((sheet,), title=titles[0], author=actor.name, made_at=moment))


def _line(line: HistoryLine) -> Line:
    at = timezone.localtime(line.at)
    return (
        line.sequence,
        at.date(),
        f"{at:%H:%M:%S}",
        line.actor,
        line.organisation,
        line.action,
        line.subject,
        _cut(line.summary),
        _cut("; ".join(_change(change) for change in line.changes)),
    )


def _change(change: Change) -> str:
    after = _text(change.after) if change.has_after else "(bỏ)"
    return f"{change.label}: {_text(change.before)} → {after}" if change.has_before else f"{change.label}: {after}"


def _text(words: tuple[Words, ...]) -> str:
    return "".join(word.text for word in words)


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_CHARACTERS else f"{text[:_MOST_CHARACTERS]} … (xem đủ trong hệ thống)"
