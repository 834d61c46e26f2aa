"""Refusals and failures in the user's words."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.test import Client, RequestFactory

from ansinh.domain.roles import Role
from ansinh.kit.access import Denied, NotThere, denial, permission
from ansinh.web import errors
from tests.province import Province

SAMPLE = permission("tests.sample", "Công bố thử", at_own=[Role.COORDINATOR])


@pytest.fixture
def request_of_nobody(db: None) -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = Client().session  # type: ignore[assignment]
    return request


def test_unknown_page_is_answered_in_vietnamese(client: Client, db: None) -> None:
    response = client.get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert "Không có trang này" in response.content.decode()


def test_signed_in_officer_keeps_the_rail_on_an_error_page(client: Client, province: Province) -> None:
    client.force_login(province.person(Role.FOCAL), "django.contrib.auth.backends.ModelBackend")
    assert 'id="muc-luc"' in client.get("/khong-co-trang-nay/").content.decode()


def test_thing_that_is_not_there_is_named(request_of_nobody: HttpRequest) -> None:
    html = errors.not_found(request_of_nobody, NotThere("Không có kế hoạch này.")).content.decode()
    assert "Không có kế hoạch này." in html


def test_resolver_details_of_django_are_not_shown(request_of_nobody: HttpRequest) -> None:
    html = errors.not_found(request_of_nobody, Http404({"tried": "urlconf"})).content.decode()
    assert "urlconf" not in html


def test_denial_says_who_may_and_how_to_ask(request_of_nobody: HttpRequest) -> None:
    response = errors.denied(request_of_nobody, Denied(denial(SAMPLE)))
    html = response.content.decode()
    assert response.status_code == 403
    assert "Công bố thử" in html
    assert "Cán bộ tổng hợp" in html
    assert "đề nghị quản trị hệ thống" in html


def test_denial_without_words_still_says_how_to_ask(request_of_nobody: HttpRequest) -> None:
    assert "đề nghị quản trị hệ thống" in errors.denied(request_of_nobody, PermissionDenied()).content.decode()


def test_bad_request_is_answered_in_vietnamese(request_of_nobody: HttpRequest) -> None:
    response = errors.bad_request(request_of_nobody, ValueError("x"))
    assert response.status_code == 400
    assert "Máy chủ không hiểu" in response.content.decode()


def test_failure_page_needs_neither_session_nor_database() -> None:
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Máy chủ gặp lỗi" in response.content.decode()


@pytest.mark.parametrize("status", [403, 404, 500])
def test_part_of_a_page_gets_the_words_without_a_page(request_of_nobody: HttpRequest, status: int) -> None:
    request_of_nobody.META["HTTP_HX_REQUEST"] = "true"
    response = {
        403: lambda: errors.denied(request_of_nobody, Denied("Chỉ cán bộ tổng hợp được công bố.")),
        404: lambda: errors.not_found(request_of_nobody, NotThere("Mục này đã bị gộp.")),
        500: lambda: errors.server_error(request_of_nobody),
    }[status]()
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/plain")
    assert "<" not in response.content.decode()


def _sent_without_token(client: Client, **headers: str) -> str:
    typed = {"ghi_chu": "Đoạn dài đã gõ", "password": "bí mật", "csrfmiddlewaretoken": "cũ"}
    response = client.post("/huong-dan/", typed, headers=headers)
    assert response.status_code == 403
    return response.content.decode()


def test_what_was_typed_is_shown_back_when_the_token_is_stale(db: None) -> None:
    html = _sent_without_token(Client(enforce_csrf_checks=True), sec_fetch_site="same-origin")
    assert "Đoạn dài đã gõ" in html
    assert "data-back" in html
    assert "bí mật" not in html


def test_words_of_another_site_are_never_shown_in_our_page(db: None) -> None:
    html = _sent_without_token(Client(enforce_csrf_checks=True), sec_fetch_site="cross-site")
    assert "Đoạn dài đã gõ" not in html


@pytest.mark.parametrize("address", ["/ke-hoach/x%00/", "/tim/?q=a%00b", "/tim/?a%00b=1"])
def test_address_with_a_nul_character_is_refused_with_a_page(client: Client, province: Province, address: str) -> None:
    client.force_login(province.person(Role.FOCAL), "django.contrib.auth.backends.ModelBackend")
    response = client.get(address)
    assert response.status_code == 400
    assert "Máy chủ không hiểu yêu cầu này" in response.content.decode()
