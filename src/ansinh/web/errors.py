"""What a user sees when something is refused or fails: what happened, why, and what to do.

An HTMX request gets the same words as plain text, which the page shows in its alert.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from ansinh.kit.access import Denied, NotThere
from ansinh.kit.pages import Page, show

#: Fields that are never shown back.
_SECRET = ("password", "token", "mat_khau", "code", "otp")
#: Longest text shown back after a failed sending; more is in nobody's interest.
_TYPED_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Typed:
    name: str
    value: str


@dataclass(frozen=True, kw_only=True)
class ErrorPage(Page):
    """``tone`` colours the message ("late", "warn"); ``typed`` is what was sent and would otherwise be lost."""

    explanation: tuple[str, ...]
    tone: str = "warn"
    offers_back: bool = False
    typed: tuple[Typed, ...] = ()


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    page = ErrorPage(
        title="Máy chủ không hiểu yêu cầu này",
        explanation=("Địa chỉ hoặc nội dung gửi lên không hợp lệ. Mở lại trang từ mục lục rồi làm lại.",),
        offers_back=True,
    )
    return _answer(request, page, 400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Says who may see it and how to ask."""
    message = (
        exception.message
        if isinstance(exception, Denied)
        else "Trang này dành cho người được giao quyền. Cần xem thì đề nghị quản trị hệ thống của cơ quan giao quyền."
    )
    page = ErrorPage(title="Anh/chị chưa được giao quyền này", explanation=(message,), offers_back=True)
    return _answer(request, page, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    said = str(exception) if isinstance(exception, NotThere) else ""
    page = ErrorPage(
        title="Không có trang này",
        explanation=tuple(
            line
            for line in (
                said,
                "Trang không tồn tại, đã chuyển chỗ hoặc không dành cho anh/chị. "
                "Kiểm tra lại địa chỉ, hoặc tìm theo mã, tên ở ô tìm kiếm.",
            )
            if line
        ),
        offers_back=True,
    )
    return _answer(request, page, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the request: whatever failed (the database, a session) must not fail again."""
    if _is_htmx(request):
        text = "Máy chủ gặp lỗi. Lỗi đã được ghi lại; thử lại sau ít phút."
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened before the last sign-in, or too long ago. What was typed is shown back."""
    page = ErrorPage(
        title="Trang đã mở quá lâu nên nội dung chưa được gửi",
        explanation=(
            "Chưa có gì được lưu. Có thể anh/chị đã đăng nhập lại ở thẻ khác, hoặc trình duyệt chặn cookie của An Sinh.",
            "Quay lại trang trước, tải lại trang rồi gửi lại.",
        ),
        offers_back=True,
        typed=_typed(request),
    )
    return _answer(request, page, 403)


def _typed(request: HttpRequest) -> tuple[Typed, ...]:
    """What our own page sent. A form of another site is not shown back: it would put its words into our page."""
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        return ()
    return tuple(
        Typed(name, value[:_TYPED_LIMIT])
        for name, values in request.POST.lists()
        for value in values
        if isinstance(value, str) and value and not any(part in name for part in _SECRET)
    )


def _is_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _answer(request: HttpRequest, page: ErrorPage, status: int) -> HttpResponse:
    if _is_htmx(request):
        return HttpResponse(" ".join(page.explanation), status=status, content_type="text/plain; charset=utf-8")
    return show(request, "web/error.html", page, status=status)
