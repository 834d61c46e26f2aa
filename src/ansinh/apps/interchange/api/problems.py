"""What the API says when it does not do what was asked: RFC 9457 problems, every one at once, in Vietnamese."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.http import HttpRequest, HttpResponse

from ansinh.papers.exchange.rows import Objection

_LOG = logging.getLogger("ansinh.interchange")
#: Where the kinds are explained; a relative address is a good type of a problem.
_TYPES = "/trao-doi-so-lieu/api/#"
MEDIA_TYPE = "application/problem+json"
_TEXT = {"type": "string"}
#: How the OpenAPI description tells of a problem.
PROBLEM_ANSWER = {
    "description": "Không làm được (RFC 9457)",
    "content": {
        MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail"],
                "properties": {
                    "type": _TEXT,
                    "title": _TEXT,
                    "status": {"type": "integer"},
                    "detail": _TEXT,
                    "instance": _TEXT,
                    "problems": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"pointer": _TEXT, "message": _TEXT, "code": _TEXT}},
                    },
                },
            }
        }
    },
}


class Kind(Enum):
    """Name in the address of the explanation, status, title, and what to do."""

    BAD_REQUEST = ("yeu-cau-sai", 400, "Yêu cầu không đọc được", "Sửa cú pháp của yêu cầu rồi gửi lại.")
    NOT_SIGNED_IN = ("chua-xac-thuc", 401, "Chưa xác thực", "Gửi mã truy cập còn hiệu lực ở tiêu đề Authorization.")
    DENIED = ("khong-du-quyen", 403, "Không đủ quyền", "Dùng mã có phạm vi cần thiết, hoặc xin thêm vai trò.")
    NOT_THERE = ("khong-co", 404, "Không có", "Kiểm tra lại địa chỉ và mã.")
    METHOD = ("phuong-thuc", 405, "Sai phương thức", "Dùng phương thức nêu ở tiêu đề Allow.")
    CONFLICT = ("xung-dot", 409, "Xung đột", "Đọc lại trạng thái hiện tại rồi gửi lại.")
    TOO_LARGE = ("qua-lon", 413, "Nội dung quá lớn", "Chia thành nhiều lần gửi.")
    WRONG_DATA = ("du-lieu-sai", 422, "Dữ liệu sai", "Sửa mọi chỗ nêu trong problems rồi gửi lại.")
    KEY_REUSED = ("khoa-da-dung", 422, "Khóa đã dùng", "Dùng Idempotency-Key mới cho nội dung mới.")
    TOO_OFTEN = ("qua-nhieu", 429, "Gọi quá nhiều", "Chờ số giây nêu ở tiêu đề Retry-After.")
    OUR_FAULT = ("loi-he-thong", 500, "Lỗi của hệ thống", "Gửi lại sau; nếu vẫn lỗi, báo quản trị hệ thống.")

    def __init__(self, anchor: str, status: int, title: str, remedy: str) -> None:
        self.anchor, self.status, self.title, self.remedy = anchor, status, title, remedy


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. ``pointer`` is a JSON Pointer into the body, or the name of a parameter or header."""

    message: str
    pointer: str = ""
    code: str = ""

    def as_json(self) -> dict[str, str]:
        return {
            name: text
            for name, text in (("pointer", self.pointer), ("message", self.message), ("code", self.code))
            if text
        }


class Refused(Exception):
    """An operation is not done; the door turns it into a problem."""

    def __init__(self, kind: Kind, detail: str, *faults: Fault) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.faults = kind, detail, faults


def problem_text(kind: Kind, detail: str, faults: Sequence[Fault] = (), instance: str = "") -> str:
    said: dict[str, Any] = {
        "type": _TYPES + kind.anchor,
        "title": kind.title,
        "status": kind.status,
        "detail": detail or kind.remedy,
    }
    if instance:
        said["instance"] = instance
    if faults:
        said["problems"] = [fault.as_json() for fault in faults]
    return json.dumps(said, ensure_ascii=False)


def problem(
    request: HttpRequest, kind: Kind, detail: str = "", faults: Sequence[Fault] = (), **headers: str
) -> HttpResponse:
    text = problem_text(kind, detail, faults, request.path)
    answer = HttpResponse(text, status=kind.status, content_type=MEDIA_TYPE)
    answer.headers["Content-Language"] = "vi"
    for name, value in headers.items():
        answer.headers[name.replace("_", "-")] = value
    return answer


def our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """Nothing of the fault goes out; the log has it whole."""
    _LOG.error("%s %s failed", request.method, request.path, exc_info=error)
    return problem(request, Kind.OUR_FAULT)


def faults_of(objections: Iterable[Objection]) -> tuple[Fault, ...]:
    """Objections of a checked message, with the place of each figure in the body."""
    return tuple(
        Fault(one.message, _pointer("figures", one.at - 1, one.column) if one.at else one.column, one.fault.value)
        for one in objections
    )


def _pointer(*steps: object) -> str:
    return "/" + "/".join(str(step) for step in steps if step != "")


#: What pydantic calls a fault, in our words; ``{…}`` are parts of its context.
_WORDS = {
    "missing": "Thiếu mục này.",
    "extra_forbidden": "Không có mục nào tên này.",
    "decimal_parsing": 'Phải là số viết kiểu máy, ví dụ 1234.5 hoặc "1234.5".',
    "decimal_type": 'Phải là số viết kiểu máy, ví dụ 1234.5 hoặc "1234.5".',
    "finite_number": "Phải là một số hữu hạn.",
    "int_parsing": "Phải là số nguyên.",
    "int_type": "Phải là số nguyên.",
    "bool_parsing": "Phải là true hoặc false.",
    "bool_type": "Phải là true hoặc false.",
    "string_type": "Phải là chữ trong dấu ngoặc kép.",
    "string_too_short": "Không được để trống.",
    "string_too_long": "Dài quá {max_length} ký tự.",
    "list_type": "Phải là một danh sách.",
    "too_short": "Phải có ít nhất {min_length}.",
    "too_long": "Nhiều nhất {max_length}; chia thành nhiều lần gửi.",
    "date_parsing": "Phải là ngày dạng năm-tháng-ngày, ví dụ 2025-07-01.",
    "date_from_datetime_parsing": "Phải là ngày dạng năm-tháng-ngày, ví dụ 2025-07-01.",
    "enum": "Chọn một trong: {expected}.",
    "literal_error": "Chọn một trong: {expected}.",
    "greater_than_equal": "Nhỏ nhất là {ge}.",
    "less_than_equal": "Lớn nhất là {le}.",
    "model_attributes_type": "Phải là một đối tượng {{…}}.",
    "model_type": "Phải là một đối tượng {{…}}.",
    "dict_type": "Phải là một đối tượng {{…}}.",
}


def faults_of_shape(errors: Iterable[Mapping[str, Any]]) -> tuple[Fault, ...]:
    """What the shapes object to. Of the body the place is a JSON Pointer, of the rest the parameter's name."""
    found = []
    for error in errors:
        part, *steps = error["loc"]
        steps = steps[1:] if part == "body" and steps else steps  # the first step is the name of our argument
        words = _WORDS.get(error["type"], "Không đúng dạng.").format(**error.get("ctx", {}))
        pointer = _pointer(*steps) if part == "body" else ".".join(str(step) for step in steps)
        found.append(Fault(words, pointer, error["type"]))
    return tuple(found)
