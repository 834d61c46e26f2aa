"""A reading as a text that a person reads in a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date

from ansinh.domain.readings import (
    Comparison,
    DocumentHeader,
    Frequency,
    ObligationKind,
    ObligationReading,
    PlanReading,
    TargetReading,
    TaskReading,
    Timeframe,
    TimeframeKind,
)

_WIDTH = 100
_OBLIGATIONS = {
    ObligationKind.PLAN: "xây dựng kế hoạch",
    ObligationKind.BUDGET: "lập dự toán",
    ObligationKind.REPORT: "báo cáo",
    ObligationKind.MONITOR: "theo dõi, kiểm tra",
    ObligationKind.ESCALATE: "phản ánh vướng mắc",
    ObligationKind.OTHER: "nghĩa vụ khác",
}
_FREQUENCIES = {
    Frequency.ONCE: "một lần",
    Frequency.MONTHLY: "hằng tháng",
    Frequency.QUARTERLY: "hằng quý",
    Frequency.HALF_YEARLY: "6 tháng một lần",
    Frequency.YEARLY: "hằng năm",
    Frequency.CONTINUOUS: "thường xuyên",
    Frequency.ON_EVENT: "khi phát sinh",
}
_COMPARISONS = {
    Comparison.AT_LEAST: "≥",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "≤",
    Comparison.LESS_THAN: "<",
    Comparison.EQUAL: "=",
    Comparison.ABOUT: "≈",
    Comparison.RANGE: "từ",
    Comparison.MAINTAIN: "duy trì",
}


def reading_to_table(reading: PlanReading) -> str:
    """The reading in lines of about a hundred characters: header, targets, tasks, duties, recipients, problems."""
    return "\n".join(
        [
            *_header(reading.document),
            *_part("CHỈ TIÊU", len(reading.targets), (_target(target) for target in reading.targets)),
            *_part(
                "MỤC TIÊU KHÔNG CÓ SỐ LIỆU", len(reading.goals), ([f"{g.section}  {g.text}"] for g in reading.goals)
            ),
            *_part("NHIỆM VỤ", len(reading.tasks), (_task(task) for task in reading.tasks)),
            *_part("NGHĨA VỤ", len(reading.obligations), (_obligation(o) for o in reading.obligations)),
            *_part("NƠI NHẬN", len(reading.recipients), ([name] for name in reading.recipients)),
            *_part("ĐIỂM CẦN XEM LẠI", len(reading.problems), ([p.message] for p in reading.problems)),
        ]
    )


def _part(title: str, count: int, entries: Iterable[list[str]]) -> Iterator[str]:
    yield ""
    yield f"{title} ({count})"
    for entry in entries:
        first, *rest = entry
        yield textwrap.shorten(first, 4 * _WIDTH, placeholder=" …") if len(first) > 4 * _WIDTH else first
        for line in rest:
            yield from textwrap.wrap(line, _WIDTH, initial_indent="    ", subsequent_indent="      ")


def _header(header: DocumentHeader) -> Iterator[str]:
    number = header.number or "(chưa có số)"
    yield f"{header.kind or 'Văn bản'} {number}".strip()
    if header.title:
        yield from textwrap.wrap(header.title, _WIDTH)
    facts = (
        ("Cơ quan ban hành", header.issuer),
        ("Nơi, ngày", ", ".join(filter(None, (header.place, _day(header.issued_on)))) or None),
        ("Người ký", _signer(header)),
        ("Căn cứ", ", ".join(b.number for b in header.legal_bases if b.number) or None),
    )
    for name, value in facts:
        if value:
            yield f"{name}: {value}"


def _signer(header: DocumentHeader) -> str | None:
    signer = header.signer
    if signer is None or signer.name is None:
        return None
    return f"{signer.name} ({signer.position})" if signer.position else signer.name


def _day(value: date | None) -> str | None:
    return f"{value.day:02d}/{value.month:02d}/{value.year}" if value is not None else None


def _number(value: float | None) -> str:
    if value is None:
        return ""
    text = f"{value:,.10g}" if value != int(value) else f"{int(value):,}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".")


def _target(target: TargetReading) -> list[str]:
    if target.operator is Comparison.RANGE:
        amount = f"{_number(target.low)}-{_number(target.high)}"
    elif target.denominator is not None and target.operator is Comparison.MAINTAIN:
        amount = f"{_number(target.value)}/{_number(target.denominator)}"
    else:
        amount = _number(target.value)
    due = f", đến năm {target.due_year}" if target.due_year else ""
    return [
        f"{target.section}  {target.name}: {_COMPARISONS[target.operator]} {amount} {target.unit or ''}".rstrip() + due
    ]


def _task(task: TaskReading) -> list[str]:
    lines = [f"{task.code or '(không số)'}  {textwrap.shorten(task.text, 240, placeholder=' …')}"]
    lines.append(f"Chủ trì: {'; '.join(task.lead_agencies) or 'chưa rõ'}")
    if task.supporting_agencies:
        lines.append(f"Phối hợp: {'; '.join(task.supporting_agencies)}")
    if task.timeframe.raw:
        lines.append(f"Thời gian: {_timeframe(task.timeframe)}")
    if task.product:
        lines.append(f"Sản phẩm: {task.product}")
    return lines


def _timeframe(frame: Timeframe) -> str:
    due = _day(frame.due_on) if frame.kind is TimeframeKind.DATE else None
    return f"{frame.raw} (chậm nhất {due})" if due else str(frame.raw)


def _obligation(obligation: ObligationReading) -> list[str]:
    lines = [f"{obligation.code or '(không số)'}  {_OBLIGATIONS[obligation.kind]}: {'; '.join(obligation.who)}"]
    facts = (
        ("Gửi", obligation.to),
        ("Qua", obligation.via),
        ("Hạn", obligation.due.raw if obligation.due else None),
        ("Kỳ", _FREQUENCIES[obligation.frequency] if obligation.frequency else None),
    )
    facts_line = ". ".join(f"{name}: {value}" for name, value in facts if value)
    if facts_line:
        lines.append(facts_line)
    lines.append(textwrap.shorten(obligation.what, 240, placeholder=" …"))
    return lines
