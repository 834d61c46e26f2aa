"""What differs between two wordings of a promise, field by field, in the words in which officials name the fields.

Values are those of the reading desk (`domain.desk`); agencies are compared as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ansinh.domain.amendment_readings import AgencyName
from ansinh.domain.desk import target_draft
from ansinh.domain.differences import Words, differing_words
from ansinh.domain.figures import write_quantity

#: Values of a target that stand in force when the words give none.
EMPTY_TARGET: Mapping[str, Any] = {
    "name": "", "operator": "", "value": None, "low": None, "high": None, "denominator": None, "unit": "",
    "due_year": None, "population": "",
}  # fmt: skip
_QUALITATIVE = "định tính, không có số"
_KINDS = {
    "plan": "xây dựng kế hoạch",
    "budget": "lập dự toán, kinh phí",
    "report": "báo cáo",
    "monitor": "theo dõi, đôn đốc, kiểm tra",
    "escalate": "báo cáo vướng mắc",
    "other": "nghĩa vụ khác",
}
_FREQUENCIES = {
    "once": "một lần", "monthly": "hằng tháng", "quarterly": "hằng quý", "half-yearly": "6 tháng", "yearly": "hằng năm",
    "continuous": "thường xuyên", "on-event": "khi phát sinh",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs. ``was`` and ``now`` are the same words cut where they differ; one may be empty."""

    key: str
    label: str
    before: str
    after: str
    was: tuple[Words, ...]
    now: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class PromiseWording:
    """A promise as it reads: its kind at the desk (target, goal, task, obligation), its values, its printed agencies."""

    kind: str
    values: Mapping[str, Any]
    agencies: tuple[AgencyName, ...] = ()


def field_changes(before: PromiseWording | None, after: PromiseWording | None) -> tuple[FieldChange, ...]:
    """The fields that differ, in the order of a form. ``None`` is a promise that is not there (added, dropped)."""
    old, new = _fields(before), _fields(after)
    labels = {key: label for fields in (old, new) for key, (label, _) in fields.items()}
    return tuple(
        _change(key, label, old.get(key, ("", ""))[1], new.get(key, ("", ""))[1])
        for key, label in labels.items()
        if old.get(key, ("", ""))[1] != new.get(key, ("", ""))[1]
    )


def _change(key: str, label: str, before: str, after: str) -> FieldChange:
    was, now = differing_words(before, after)
    if not any(words.differs for words in (*was, *now)):  # two different sentences: all of both differs
        was, now = _all(was), _all(now)
    return FieldChange(key, label, before, after, was, now)


def _all(words: tuple[Words, ...]) -> tuple[Words, ...]:
    return tuple(Words(one.text, True) for one in words)


def _fields(wording: PromiseWording | None) -> dict[str, tuple[str, str]]:
    """(label, words) of each field that says something."""
    if wording is None:
        return {}
    told = {"task": _task, "obligation": _obligation}.get(wording.kind, _target)(wording.values)
    return {key: (label, words) for key, label, words in [*told, *_agencies(wording)] if words}


def _target(values: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    yield "name", "Tên chỉ tiêu", values.get("name") or ""
    yield "quantity", "Đích", write_quantity(_quantity(values)) or _QUALITATIVE
    yield "due_year", "Đến hết năm", str(values.get("due_year") or "")
    yield "population", "Phạm vi tính", values.get("population") or ""


def _quantity(values: Mapping[str, Any]) -> Any:
    draft = target_draft({**EMPTY_TARGET, **values})
    return _Quantity(
        draft.comparison.value if draft.comparison else "",
        draft.value, draft.low, draft.high, draft.denominator, draft.unit,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Quantity:
    comparison: str
    value: Any
    low: Any
    high: Any
    denominator: Any
    unit: str


def _task(values: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    yield "name", "Tên ngắn", values.get("name") or ""
    yield "text", "Nội dung", values.get("text") or ""
    yield "timeframe", "Thời gian", values.get("timeframe_raw") or ""
    yield "product", "Sản phẩm", values.get("product") or ""


def _obligation(values: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
    yield "what", "Nội dung", values.get("what") or ""
    yield "kind", "Loại", _KINDS.get(values.get("kind") or "", "")
    yield "to", "Gửi đến", values.get("to") or ""
    yield "via", "Qua", values.get("via") or ""
    yield "due", "Hạn", (values.get("due") or {}).get("raw") or ""
    yield "frequency", "Định kỳ", _FREQUENCIES.get(values.get("frequency") or "", "")


def _agencies(wording: PromiseWording) -> Iterable[tuple[str, str, str]]:
    lead = "Ai phải làm" if wording.kind == "obligation" else "Chủ trì"
    for role, label in (("lead", lead), ("supporting", "Phối hợp")):
        yield role, label, "; ".join(agency.raw for agency in wording.agencies if agency.role == role)
