"""Entries in words: what fields and values of ``before``/``after`` are called in Vietnamese.

A field is named by what a room taught (`teach`), by the name that its model gives it, or by the common words here.
Rooms above teach their own words when the house starts (``apps.py``, ``ready``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field
from django.utils import timezone

from ansinh.domain.differences import Words, differing_words
from ansinh.domain.figures import write_date, write_datetime, write_number

_EMPTY = "(trống)"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)")

_field_words: dict[str, str] = {
    "accountable": "cơ quan chịu trách nhiệm chính",
    "agencies": "cơ quan",
    "amount": "kết quả đạt được",
    "answer": "trả lời",
    "arguments": "tham số",
    "baseline": "mức nền",
    "batch": "đợt ghi nhận",
    "benchmark": "mức so sánh",
    "category": "nhóm",
    "change": "thay đổi",
    "changes": "các thay đổi",
    "child": "mục của đơn vị",
    "citation": "trích dẫn nguồn",
    "code": "mã",
    "codes": "các mục",
    "count": "số lượng",
    "counts": "số theo loại",
    "denominator": "mẫu số",
    "difference": "chênh lệch",
    "done_on": "ngày xong",
    "due": "hạn",
    "due_on": "ngày đến hạn",
    "due_year": "năm đích",
    "duties": "số nghĩa vụ",
    "effective_from": "có hiệu lực từ",
    "email": "địa chỉ thư điện tử",
    "end_year": "năm kết thúc",
    "faults": "chỗ sai đã thấy",
    "files": "số tệp",
    "flags": "số chỗ cần xem",
    "found": "số mục tìm thấy",
    "frequency": "định kỳ",
    "from": "từ ngày",
    "full_name": "họ và tên",
    "ground": "căn cứ",
    "groups": "số nhóm cơ quan",
    "heading": "tiêu đề",
    "high": "mức cao",
    "holder": "cơ quan xử lý",
    "ignored": "số bỏ qua",
    "imported": "số ghi mới",
    "indicator": "chỉ số",
    "is_active": "đang dùng",
    "issued_on": "ngày ban hành",
    "job_title": "chức vụ",
    "kind": "loại",
    "known_names": "số cách viết tên",
    "lead_agencies": "cơ quan chủ trì",
    "legal_basis": "căn cứ",
    "link": "liên kết",
    "links": "số mục đã nối",
    "low": "mức thấp",
    "members": "số thành viên nhóm",
    "memberships_ended": "số nhóm đã rời",
    "message": "nội dung",
    "milestone": "mốc",
    "name": "tên",
    "note": "ghi chú",
    "number": "số, ký hiệu",
    "numerator": "tử số",
    "operator": "cách so",
    "organisation": "cơ quan",
    "organisations": "số cơ quan",
    "paper": "số, ký hiệu văn bản",
    "parent": "mục của kế hoạch cấp trên",
    "period": "kỳ",
    "phone": "điện thoại",
    "population": "đối tượng áp dụng",
    "product": "sản phẩm",
    "promises": "số mục của kế hoạch",
    "quotes": "lời văn bản",
    "rank": "thứ hạng",
    "raw": "như văn bản viết",
    "reason": "lý do",
    "role": "vai trò",
    "seconds": "số giây",
    "sha256": "mã băm của tệp",
    "shape": "dạng chỉ tiêu",
    "short_name": "tên gọi tắt",
    "size": "dung lượng (byte)",
    "stage": "bước",
    "stages": "các bước",
    "start_year": "năm bắt đầu",
    "state": "trạng thái",
    "supporting_agencies": "cơ quan phối hợp",
    "text": "lời văn",
    "timeframe": "thời gian",
    "title": "trích yếu",
    "unit": "đơn vị tính",
    "units": "số đơn vị hành chính",
    "updated": "số thay số cũ",
    "user": "người dùng",
    "valid_from": "từ ngày",
    "valid_to": "đến trước ngày",
    "value": "giá trị",
    "version": "lần sửa",
    "what": "nội dung",
    "who": "cơ quan thực hiện",
    "year": "năm",
}
_value_words: dict[str, dict[str, str]] = {
    "operator": {
        ">=": "ít nhất",
        ">": "trên",
        "<=": "không quá",
        "<": "dưới",
        "=": "bằng",
        "~": "khoảng",
        "range": "trong khoảng",
        "maintain": "duy trì",
    },
    "frequency": {
        "once": "một lần",
        "monthly": "hằng tháng",
        "quarterly": "hằng quý",
        "half-yearly": "6 tháng",
        "yearly": "hằng năm",
        "continuous": "thường xuyên",
        "on-event": "khi phát sinh",
    },
}


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an entry: what it was and what it is. ``has_before`` is False where nothing stood before."""

    label: str
    before: tuple[Words, ...]
    after: tuple[Words, ...]
    has_before: bool
    has_after: bool


def teach(fields: Mapping[str, str] | None = None, values: Mapping[str, Mapping[str, str]] | None = None) -> None:
    """Words of a room for its own keys of ``before``/``after``, and for the values of a key."""
    _field_words.update(fields or {})
    for key, words in (values or {}).items():
        _value_words.setdefault(key, {}).update(words)


def changes(subject_type: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """The difference of an entry, field by field, in the order of the new values."""
    old, new = _flat(before), _flat(after)
    paths = [*new, *(path for path in old if path not in new)]
    return tuple(_change(subject_type, path, old, new) for path in paths)


def _change(
    subject_type: str, path: tuple[str, ...], old: Mapping[tuple[str, ...], Any], new: Mapping[tuple[str, ...], Any]
) -> Change:
    was = shown(subject_type, path[-1], old[path]) if path in old else ""
    now = shown(subject_type, path[-1], new[path]) if path in new else ""
    words_before, words_after = differing_words(was, now)
    label = " › ".join(field_label(subject_type, key) for key in path)
    return Change(label[:1].upper() + label[1:], words_before, words_after, path in old, path in new)


def _flat(values: Mapping[str, Any], parents: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Nested values by their path: a time frame is one field for each of its parts."""
    flat: dict[tuple[str, ...], Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping) and value:
            flat |= _flat(value, (*parents, key))
        else:
            flat[(*parents, key)] = value
    return flat


def field_label(subject_type: str, key: str) -> str:
    """The Vietnamese name of a field; the key itself where nobody taught one."""
    field = _model_field(subject_type, key)
    if field is not None and str(field.verbose_name) != key.replace("_", " "):
        return str(field.verbose_name)
    return _field_words.get(key, key)


def shown(subject_type: str, key: str, value: Any) -> str:
    """A value as a person reads it: days and figures in Vietnamese form, choices by their words."""
    if value is None or value == "" or value == [] or value == {}:
        return _EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(_shown_item(subject_type, key, item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{field_label(subject_type, k)}: {shown(subject_type, k, v)}" for k, v in value.items())
    if isinstance(value, int | float):
        return str(value) if "year" in key or "version" in key else write_number(value)
    return _shown_text(subject_type, key, str(value))


def _shown_item(subject_type: str, key: str, item: Any) -> str:
    if isinstance(item, list):
        return " ".join(shown(subject_type, key, part) for part in item)
    return shown(subject_type, key, item)


def _shown_text(subject_type: str, key: str, value: str) -> str:
    field = _model_field(subject_type, key)
    words = dict(field.flatchoices) if field is not None and field.choices else _value_words.get(key, {})
    if value in words:
        return str(words[value])
    if _DAY.fullmatch(value):
        return write_date(date.fromisoformat(value))
    if _MOMENT.fullmatch(value):
        return write_datetime(timezone.localtime(datetime.fromisoformat(value)))
    return value


def _model_field(subject_type: str, key: str) -> Field[Any, Any] | None:
    try:
        field = apps.get_model(subject_type)._meta.get_field(key)
    except (LookupError, ValueError, FieldDoesNotExist):
        return None
    return field if isinstance(field, Field) else None
