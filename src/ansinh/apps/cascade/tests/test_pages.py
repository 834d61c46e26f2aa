"""The pages as officers meet them: the matrix, the units, linking, and what is handed out."""

from __future__ import annotations

import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ansinh.apps.accounts.models import User
from ansinh.apps.cascade.models import PromiseLink, UnitDraft
from ansinh.apps.orgs.models import OrganisationGroup
from ansinh.apps.plans.models import Plan
from ansinh.domain.cascade import marked_codes
from ansinh.domain.roles import Role
from ansinh.papers.intake import open_paper
from ansinh.papers.reading import read_paper

from .world import World, child, district, make_world, unit_plan

HOMES = [("target", "Nhà ở đạt 30 căn (thực hiện mục II.1 Kế hoạch số 65/KH-UBND)."), ("task", "Tuyên truyền vận động")]


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.fixture
def plan(world: World) -> Plan:
    return unit_plan(world, world.districts[0], "1/KH-UBND", HOMES)


@pytest.fixture
def browser(world: World, client: Client) -> Client:
    """The officer who follows the whole plan."""
    client.force_login(world.p.person(Role.COORDINATOR), "django.contrib.auth.backends.ModelBackend")
    return client


def _text(answer) -> str:  # type: ignore[no-untyped-def]
    return answer.content.decode().replace("\u00a0", " ")


def test_matrix_says_how_many_have_a_plan_and_links_to_what_carries_out(
    world: World, plan: Plan, browser: Client
) -> None:
    browser.post(reverse("cascade:accept", args=[plan.slug]), {"item": child(plan, 1).pk})
    page = _text(browser.get(reverse("cascade:matrix")))
    assert "1 trên 3 đơn vị đã ban hành kế hoạch thực hiện 65/KH-UBND" in page
    assert "1 mục chưa đơn vị nào nhận" in page
    assert "2 đơn vị chưa ban hành kế hoạch" in page
    assert reverse("plans:target", args=[plan.slug, "I.1"]) in page


def test_matrix_narrowed_to_a_group_has_its_columns_only(world: World, browser: Client) -> None:
    page = browser.get(reverse("cascade:matrix"), {"nhom": "ubnd-cap-huyen", "muc": "II"}).context["page"]
    assert [line.unit.column for line in page.columns] == ["Số 1", "Số 2"]
    assert browser.get(reverse("cascade:matrix"), {"nhom": "khong-co"}).context["page"].columns == ()


def test_query_count_of_the_matrix_does_not_grow_with_units_and_plans(world: World, browser: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(reverse("cascade:matrix")).status_code == 200
        return len(captured)

    unit_plan(world, world.districts[0], "1/KH-UBND", HOMES)
    before = queries()
    group = OrganisationGroup.objects.get(code="ubnd-cap-huyen")
    for at in range(3, 9):
        unit_plan(world, district(at, group), f"{at}/KH-UBND", HOMES)
    assert queries() <= before


def test_workbook_holds_what_the_page_shows(world: World, plan: Plan, browser: Client) -> None:
    browser.post(reverse("cascade:accept", args=[plan.slug]), {"item": child(plan, 1).pk})
    answer = browser.get(reverse("cascade:matrix_xlsx", args=[world.plan.slug]), {"nhom": "ubnd-cap-huyen"})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    cells = [cell for row in book.get_sheet_by_name("Ma trận").to_python() for cell in row]
    assert "có (I.1)" in cells
    assert "thiếu" in cells
    assert "Sở LĐ-TB&XH" not in cells


def test_draft_comes_back_with_every_item_recognised(world: World, browser: Client) -> None:
    answer = browser.post(reverse("cascade:draft", args=[world.plan.slug, "huyen-1"]))
    assert UnitDraft.objects.get().organisation == world.districts[0]
    paper = open_paper(answer.content, "du-thao.docx")
    reading = read_paper(paper)
    assert "Kế hoạch số 65/KH-UBND" in (reading.document.title or "")
    found = {
        code
        for item in (*reading.targets, *reading.goals, *reading.tasks)
        for code in marked_codes(paper.text, item.quote.start, item.quote.end, "65/KH-UBND")
    }
    assert found == {"II.1", "II.2"}


def test_item_is_decided_by_code_by_name_or_as_the_units_own(world: World, plan: Plan, browser: Client) -> None:
    url = reverse("cascade:link", args=[plan.slug, child(plan, 1).pk])
    assert browser.post(url, {"parent": "II.1", "value": "45"}).status_code == 302
    assert PromiseLink.objects.get().value == 45
    own = reverse("cascade:link", args=[plan.slug, child(plan, 2).pk])
    page = _text(browser.post(own, {"own": "on", "parent": "gì đó"}, follow=True))
    assert "Đã ghi mục I.2 là việc riêng của đơn vị." in page
    assert "Cả 2 mục của 1/KH-UBND đã nối" in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"parent": ""}, "Chưa chọn mục của kế hoạch cấp trên"),
        ({"parent": "XX.9"}, "không có mục «XX.9»"),
        ({"parent": "II.1", "value": "1.5"}, "có thể hiểu theo hai cách"),
        ({"parent": "II.1", "numerator": "3"}, "Tử số và mẫu số phải ghi cả hai"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    world: World, plan: Plan, browser: Client, typed: dict[str, str], said: str
) -> None:
    words = "Trồng rừng"
    other = unit_plan(world, world.districts[1], "2/KH-UBND", [("target", f"{words} đạt 5 ha")])
    answer = browser.post(reverse("cascade:link", args=[other.slug, child(other, 1).pk]), typed)
    assert answer.status_code == 400
    assert said in _text(answer)
    assert f'value="{typed["parent"]}"' in _text(answer)
    assert not PromiseLink.objects.exists()


def test_number_beside_a_link_is_kept_only_over_the_version_that_was_seen(
    world: World, plan: Plan, browser: Client
) -> None:
    browser.post(reverse("cascade:accept", args=[plan.slug]), {"item": child(plan, 1).pk})
    link = PromiseLink.objects.get()
    url = reverse("cascade:figures", args=[plan.slug, link.pk])
    assert browser.post(url, {"value": "45", "version": link.version}).status_code == 302
    stale = browser.post(url, {"value": "46", "version": link.version})
    assert stale.status_code == 409
    assert "người khác sửa hoặc bỏ" in _text(stale)
    link.refresh_from_db()
    assert link.value == 45


def test_sums_page_says_how_many_places_gave_a_number(world: World, plan: Plan, browser: Client) -> None:
    browser.post(reverse("cascade:accept", args=[plan.slug]), {"item": child(plan, 1).pk})
    page = _text(browser.get(reverse("cascade:sums", args=[world.plan.slug])))
    assert "còn 70 căn" in page
    assert ">1/2<" in page
    assert "chưa đủ đơn vị" in page


def test_page_of_a_promise_shows_who_carries_it_out_and_what_it_carries_out(
    world: World, plan: Plan, browser: Client
) -> None:
    browser.post(reverse("cascade:accept", args=[plan.slug]), {"item": child(plan, 1).pk})
    above = _text(browser.get(reverse("plans:target", args=[world.plan.slug, "II.1"])))
    assert "Kế hoạch cụ thể hóa của các cơ quan" in above
    assert "1 đã cụ thể hóa" in above
    below = _text(browser.get(reverse("plans:target", args=[plan.slug, "I.1"])))
    assert "Thực hiện mục của kế hoạch cấp trên" in below


def test_page_of_a_unit_tells_what_it_still_lacks(world: World, plan: Plan, browser: Client) -> None:
    browser.post(reverse("cascade:accept", args=[plan.slug]), {"item": child(plan, 1).pk})
    page = _text(browser.get(reverse("cascade:unit", args=[world.plan.slug, "huyen-1"])))
    assert "giao 2 mục, đã cụ thể hóa 1, còn thiếu 1" in page


def test_installation_without_a_plan_says_where_one_comes_from(db: None, client: Client) -> None:
    user = User.objects.create_user(email="a@b.example", full_name="Người Thử", password="mot cau de nho 1")
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    assert "Chưa có kế hoạch nào" in _text(client.get(reverse("cascade:matrix")))


def test_long_list_of_items_is_paged_and_decided_ones_stand_apart(world: World, browser: Client) -> None:
    lines = [("task", f"Việc riêng số {at:03}") for at in range(30)]
    plan = unit_plan(world, world.districts[0], "1/KH-UBND", lines)
    url = reverse("cascade:links", args=[plan.slug])
    browser.post(reverse("cascade:link", args=[plan.slug, child(plan, 1).pk]), {"own": "on"})
    page = browser.get(url).context["page"]
    assert (len(page.loose), page.loose_count, page.linked) == (25, 29, ())
    assert len(browser.get(url, {"trang": "2"}).context["page"].loose) == 4
    decided = browser.get(url, {"xem": "da-quyet-dinh"}).context["page"]
    assert (len(decided.linked), decided.loose) == (1, ())
