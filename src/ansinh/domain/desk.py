"""What an item on the reading desk says, as plain values, and the rules for changing it.

Values are JSON-able so that they can be kept beside what the reader said. Checks give every problem at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from ansinh.domain.headings import short_name
from ansinh.domain.plan_drafts import ObligationDraft, TargetDraft, TaskDraft
from ansinh.domain.readings import (
    Comparison,
    DueRule,
    Frequency,
    GoalReading,
    ObligationKind,
    ObligationReading,
    TargetReading,
    TaskReading,
    Timeframe,
    TimeframeKind,
)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ValueProblem:
    """What is wrong with one value; ``field`` is its key."""

    field: str
    message: str


# From the reading to values ------------------------------------------------------------------------------------


def target_values(target: TargetReading) -> Values:
    return {
        "name": target.name,
        "operator": target.operator.value,
        "value": decimal_text(target.value),
        "low": decimal_text(target.low),
        "high": decimal_text(target.high),
        "denominator": decimal_text(target.denominator),
        "unit": target.unit or "",
        "due_year": target.due_year,
        "population": target.population or "",
    }


def goal_values(goal: GoalReading) -> Values:
    return {"name": _sentence_case(goal.text), "due_year": goal.due_year}


def _sentence_case(text: str) -> str:
    """A fragment from the middle of a sentence stands alone now."""
    return text[:1].upper() + text[1:]


def task_values(task: TaskReading) -> Values:
    frame = task.timeframe
    return {
        "name": short_name(task.text),
        "heading": task.heading or "",
        "text": task.text,
        "timeframe_raw": frame.raw or "",
        "timeframe_kind": frame.kind.value,
        "start_year": frame.start_year,
        "end_year": frame.end_year,
        "due_on": frame.due_on.isoformat() if frame.due_on else None,
        "product": task.product or "",
    }


def obligation_values(obligation: ObligationReading) -> Values:
    return {
        "kind": obligation.kind.value,
        "what": obligation.what,
        "to": obligation.to or "",
        "via": obligation.via or "",
        "due": asdict(obligation.due) if obligation.due else None,
        "frequency": obligation.frequency.value if obligation.frequency else "",
    }


def decimal_text(number: Decimal | float | None) -> str | None:
    """Numbers are kept as text so that 0.1 stays 0.1.

    >>> decimal_text(Decimal("97.500000"))
    '97.5'
    """
    if number is None:
        return None
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    return format(exact.normalize(), "f")


# From values to drafts -----------------------------------------------------------------------------------------


def decimal_or_none(text: object) -> Decimal | None:
    """The number written with a point ("97.5"), or ``None`` for nothing. Raises `InvalidOperation` for words."""
    return None if text in (None, "") else Decimal(str(text))


def target_draft(values: Mapping[str, Any]) -> TargetDraft:
    """A target or, without ``operator``, a promise without a number."""
    operator = values.get("operator") or None
    return TargetDraft(
        name=values["name"],
        comparison=Comparison(operator) if operator else None,
        value=decimal_or_none(values.get("value")),
        low=decimal_or_none(values.get("low")),
        high=decimal_or_none(values.get("high")),
        denominator=decimal_or_none(values.get("denominator")),
        unit=values.get("unit") or "",
        due_year=values.get("due_year"),
        population=values.get("population") or "",
    )


def task_draft(values: Mapping[str, Any]) -> TaskDraft:
    due_on = values.get("due_on")
    return TaskDraft(
        name=values["name"],
        text=values["text"],
        timeframe=Timeframe(
            raw=values.get("timeframe_raw") or None,
            kind=TimeframeKind(values.get("timeframe_kind") or TimeframeKind.NONE),
            start_year=values.get("start_year"),
            end_year=values.get("end_year"),
            due_on=date.fromisoformat(due_on) if due_on else None,
        ),
        product=values.get("product") or "",
    )


def obligation_draft(values: Mapping[str, Any]) -> ObligationDraft:
    due = values.get("due")
    frequency = values.get("frequency")
    return ObligationDraft(
        kind=ObligationKind(values["kind"]),
        what=values["what"],
        to=values.get("to") or "",
        via=values.get("via") or "",
        due=DueRule(**due) if due else None,
        frequency=Frequency(frequency) if frequency else None,
    )


def kind_of(kind: str, values: Mapping[str, Any]) -> str:
    """A target whose comparison was taken away is a promise without a number ("goal"), and the other way round."""
    if kind not in ("target", "goal"):
        return kind
    return "target" if values.get("operator") else "goal"


# Checks --------------------------------------------------------------------------------------------------------

_YEARS = range(2000, 2101)


def value_problems(kind: str, values: Mapping[str, Any]) -> tuple[ValueProblem, ...]:
    """Everything that keeps an item of ``kind`` (target, goal, task, obligation) from being confirmed."""
    checks = {"target": _target_problems, "goal": _goal_problems, "task": _task_problems}
    return tuple(checks.get(kind, _obligation_problems)(values))


def _target_problems(values: Mapping[str, Any]) -> Iterable[ValueProblem]:
    yield from _goal_problems(values)
    try:
        numbers = {key: decimal_or_none(values.get(key)) for key in ("value", "low", "high", "denominator")}
    except InvalidOperation:
        yield ValueProblem("value", "Giá trị phải là số, ví dụ 97,5 hoặc 1.000. Sửa lại rồi chấp nhận.")
        return
    yield from _number_problems(values.get("operator") or "", numbers)


def _number_problems(operator: str, numbers: Mapping[str, Decimal | None]) -> Iterable[ValueProblem]:
    if operator not in set(Comparison):
        yield ValueProblem("operator", "Chưa chọn cách so sánh. Chọn một trong các cách ở danh sách.")
    elif operator == Comparison.RANGE:
        low, high = numbers["low"], numbers["high"]
        if low is None or high is None:
            yield ValueProblem("low", "Chỉ tiêu là một khoảng nên cần cả cận dưới và cận trên.")
        elif low > high:
            yield ValueProblem("low", f"Cận dưới {low} lớn hơn cận trên {high}. Đổi chỗ hai số.")
    elif numbers["value"] is None:
        yield ValueProblem("value", "Chưa có giá trị. Nhập số, hoặc chuyển mục này thành chỉ tiêu định tính.")
    if numbers["denominator"] is not None and numbers["denominator"] <= 0:
        yield ValueProblem("denominator", "Mẫu số phải lớn hơn 0.")


def _goal_problems(values: Mapping[str, Any]) -> Iterable[ValueProblem]:
    if not str(values.get("name") or "").strip():
        yield ValueProblem("name", "Chưa có tên. Ghi tên ngắn gọn, đọc một mình vẫn hiểu.")
    year = values.get("due_year")
    if year is not None and year not in _YEARS:
        yield ValueProblem("due_year", f"Năm đến hạn {year} nằm ngoài khoảng 2000 – 2100. Kiểm tra lại văn bản.")


def _task_problems(values: Mapping[str, Any]) -> Iterable[ValueProblem]:
    for key, label in (("name", "tên ngắn"), ("text", "nội dung")):
        if not str(values.get(key) or "").strip():
            yield ValueProblem(key, f"Nhiệm vụ chưa có {label}.")
    if values.get("timeframe_kind") not in set(TimeframeKind):
        yield ValueProblem("timeframe_kind", "Chưa chọn loại thời gian thực hiện.")
    start, end = values.get("start_year"), values.get("end_year")
    if start and end and start > end:
        yield ValueProblem("start_year", f"Năm bắt đầu {start} sau năm kết thúc {end}. Đổi chỗ hai năm.")


def _obligation_problems(values: Mapping[str, Any]) -> Iterable[ValueProblem]:
    if not str(values.get("what") or "").strip():
        yield ValueProblem("what", "Nghĩa vụ chưa có nội dung phải làm.")
    if values.get("kind") not in set(ObligationKind):
        yield ValueProblem("kind", "Chưa chọn loại nghĩa vụ.")
    due = values.get("due") or {}
    if due.get("day") and due.get("month") and not _is_day_of_year(due["day"], due["month"]):
        yield ValueProblem("due", f"Ngày {due['day']}/{due['month']} không có trong lịch.")


def _is_day_of_year(day: int, month: int) -> bool:
    try:
        date(2024, month, day)  # a leap year: 29/2 may be meant
    except ValueError:
        return False
    return True


# Numbering and merging -----------------------------------------------------------------------------------------


def number_in_sections(sections: Sequence[str]) -> tuple[str, ...]:
    """Codes for targets, in document order: the section's code and a running number ("II.2.a.3").

    Targets with and without a number share one sequence in each section; the text itself has no numbers there.
    """
    counts: dict[str, int] = {}
    codes = []
    for section in sections:
        counts[section] = counts.get(section, 0) + 1
        codes.append(f"{section}.{counts[section]}" if section else str(counts[section]))
    return tuple(codes)


def merged_values(kind: str, parts: Sequence[Mapping[str, Any]]) -> Values:
    """One item out of several of the same kind: the first one's values, with the names joined."""
    merged = dict(parts[0])
    key = "what" if kind == "obligation" else "name"
    merged[key] = "; ".join(dict.fromkeys(str(part[key]).strip() for part in parts))
    if kind == "task":
        merged["text"] = "\n".join(str(part["text"]).strip() for part in parts)
    return merged
