"""The frame around every page, as a signed-in officer and a stranger get it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.core.cache import cache
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, PlanAmendment, PlanSection, PlanTask, PromiseKind
from ansinh.domain.roles import Role
from ansinh.kit.pages import Page
from ansinh.web.navigation import Frame, frame_for
from ansinh.web.outline import current_outline
from ansinh.web.place import place_name
from tests.province import ISSUED, Province

DAY = date(2026, 11, 23)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


@pytest.fixture
def officer(province: Province) -> Client:
    client = Client()
    client.force_login(province.person(Role.FOCAL), BACKEND)
    return client


def frame_of(province: Province, page: Page, role: Role = Role.FOCAL, at: Organisation | None = None) -> Frame:
    request: HttpRequest = RequestFactory().get("/")
    request.actor = actor_for(province.person(role, at), DAY)  # type: ignore[attr-defined]
    return frame_for(request, page)


def opened(client: Client, name: str = "web:guide") -> str:
    return client.get(reverse(name)).content.decode()


def test_skip_link_comes_first_and_leads_to_the_content(officer: Client) -> None:
    html = opened(officer)
    first_link = re.search(r"<a [^>]*>", html)
    assert first_link is not None
    assert 'href="#noi-dung"' in first_link.group()
    assert 'id="noi-dung"' in html


def test_page_has_one_title_and_a_language(officer: Client) -> None:
    html = opened(officer)
    assert html.count("<h1") == 1
    assert '<html lang="vi">' in html


def test_page_carries_a_strict_content_policy_and_stays_out_of_shared_caches(officer: Client) -> None:
    response = officer.get(reverse("web:guide"))
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_account_menu_names_who_is_signed_in_and_as_what(officer: Client) -> None:
    html = opened(officer)
    assert "Sở LĐ-TB&amp;XH" in html
    assert '<details class="menu">' in html
    assert "Đầu mối" in html


def test_stranger_gets_the_plain_frame(client: Client, province: Province) -> None:
    html = opened(client)
    assert 'class="rail"' not in html
    assert "data-needs-session" not in html


def test_place_is_the_unit_of_the_provincial_committee(province: Province) -> None:
    assert place_name() == "Tỉnh Quảng Ngãi"


def test_place_is_empty_before_the_first_load(db: None) -> None:
    assert place_name() == ""


def test_demonstration_says_so_on_every_page(officer: Client, client: Client, settings: Settings) -> None:
    assert "Bản trình diễn" not in opened(officer)
    settings.DEMO = True
    assert "Bản trình diễn" in opened(officer)
    assert "Bản trình diễn" in opened(client)


def test_try_out_is_visibly_a_try_out(officer: Client, client: Client, settings: Settings) -> None:
    assert "Bản dùng thử" in opened(officer)
    assert "Bản dùng thử" in opened(client)
    settings.PRODUCTION = True
    assert "Bản dùng thử" not in opened(officer)


def test_rail_links_only_to_pages_that_exist(officer: Client) -> None:
    html = opened(officer)
    rail = html[html.index('id="muc-luc"') : html.index("</nav>")]
    links = [link for link in re.findall(r'href="([^"]*)"', rail) if not link.startswith("#")]
    assert links
    assert all(resolve(link) for link in links)


def test_everyone_sees_the_modules_that_he_may_open(province: Province) -> None:
    page = Page(title="x")

    def seen(role: Role, at: Organisation | None = None) -> list[str]:
        return [entry.label for group in frame_of(province, page, role, at).modules for entry in group.entries]

    administrators = ["Tổng quan", "Việc chạy nền", "Người dùng", "Nhật ký"]
    by_administrator = seen(Role.ADMINISTRATOR, province.committee)
    assert [label for label in by_administrator if label in administrators] == administrators
    assert "Nhập số liệu" not in by_administrator
    assert {"Bàn đọc văn bản", "Việc chạy nền", "Nhật ký"}.isdisjoint(seen(Role.FINANCE))
    assert "Nhập số liệu" in seen(Role.FOCAL)


def test_account_menu_leads_to_the_own_account(province: Province) -> None:
    account = frame_of(province, Page(title="x")).account
    assert account is not None
    assert [entry.label for entry in account.links] == ["Tài khoản", "Đổi mật khẩu", "Xác thực hai bước"]
    assert account.sign_out_url


def test_module_of_the_page_is_the_current_one(province: Province) -> None:
    groups = frame_of(province, Page(title="x", module="van-ban")).modules
    assert [entry.label for group in groups for entry in group.entries if entry.current] == ["Văn bản"]
    assert [group.heading for group in groups if group.is_current] == ["Văn bản và hệ thống"]


def test_long_code_keeps_its_last_parts_in_the_margin(province: Province) -> None:
    assert frame_of(province, Page(title="x", place="II.2.a.3")).margin_code == "II.2.a.3"
    assert frame_of(province, Page(title="x", place="PL1.III.12.a.3")).margin_code == "12.a.3"


def test_outline_shows_the_newest_plan_and_offers_the_others(province: Province) -> None:
    older = province.plan
    newer = _second_plan(province)
    actor = actor_for(province.person(Role.FOCAL), DAY)
    outline = current_outline(actor, "", "")
    assert outline is not None
    assert outline.title == f"Kế hoạch {newer.number}"
    assert [choice.title for choice in outline.others] == [f"Kế hoạch {older.number}"]
    chosen = current_outline(actor, older.slug, "")
    assert chosen is not None
    assert chosen.title == f"Kế hoạch {older.number}"


def test_person_without_a_role_sees_no_plan(province: Province) -> None:
    user = province.person(Role.FOCAL)
    user.role_assignments.update(valid_to=date(2024, 1, 1))
    assert current_outline(actor_for(user, DAY), "", "") is None


def test_amended_plan_has_a_new_outline(province: Province) -> None:
    actor = actor_for(province.person(Role.FOCAL), DAY)
    before = current_outline(actor, "", "")
    assert before is not None
    PlanTask.objects.create(
        plan=province.plan,
        kind=PromiseKind.TASK,
        code="II.9",
        order=9,
        section=PlanSection.objects.get(plan=province.plan),
        began_on=ISSUED,
    )
    unchanged = current_outline(actor, "", "")
    assert unchanged == before
    PlanAmendment.objects.create(
        plan=province.plan, document=province.draft, effective_from=ISSUED + timedelta(90), published_at=timezone.now()
    )
    amended = current_outline(actor, "", "")
    assert amended is not None
    assert len(amended.rows[0].tasks) == len(before.rows[0].tasks) + 1


def test_rail_costs_five_queries_and_then_three(
    province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    actor = actor_for(province.person(Role.FOCAL), DAY)
    # Two of them ask how tasks stand: that changes with every report of an agency, so it is not kept.
    with django_assert_num_queries(5):
        current_outline(actor, "", "II.2")
    with django_assert_num_queries(3):
        current_outline(actor, "", "II.1")


def _second_plan(province: Province) -> Plan:
    return Plan.objects.create(
        document=province.draft,
        slug="70-kh-ubnd-2025",
        number="70/KH-UBND",
        title="Kế hoạch khác",
        issuer=province.committee,
        coordinating_agency=province.own,
        issued_on=date(2025, 1, 10),
        published_at=timezone.now(),
    )


def test_messages_of_an_action_are_read_out(officer: Client, province: Province) -> None:
    request = RequestFactory().get("/")
    request.session = officer.session  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    messages.success(request, "Đã công bố <65/KH-UBND>")
    messages.error(request, "Chưa gửi được")
    html = render_to_string("web/parts/messages.html", request=request)
    assert 'class="alert alert--ok" role="status">Đã công bố &lt;65/KH-UBND&gt;' in html
    assert "alert--late" in html
