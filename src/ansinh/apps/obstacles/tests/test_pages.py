from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ansinh.apps.obstacles.actions import group_obstacles
from ansinh.apps.obstacles.forms import filter_from
from ansinh.apps.obstacles.models import Obstacle
from ansinh.apps.obstacles.pages import brief_page, group_page, panels
from ansinh.apps.obstacles.queries import obstacle_list_page
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import PlanTask, TaskWording
from ansinh.domain.obstacles import HandlingLevel
from ansinh.domain.roles import Role
from ansinh.kit.pages import Paging
from tests.province import Province

from .making import actor, raised, routed

LIST = "/vuong-mac/"


def browser(province: Province, role: Role, place: Organisation | None = None) -> Client:
    client = Client()
    client.force_login(province.person(role, place), "django.contrib.auth.backends.ModelBackend")
    return client


def some(province: Province) -> None:
    """Raised over a year, here and there."""
    for day, place in (
        (date(2024, 1, 8), province.own),
        (date(2024, 8, 5), province.other),
        (date(2024, 11, 1), province.own),
    ):
        with override_settings(TODAY=day):
            obstacle = raised(province, place, title=f"Vướng từ {day}")
            if place == province.other:
                routed(province, obstacle, HandlingLevel.PROVINCE)


@override_settings(TODAY=date(2024, 11, 4))
def test_counts_of_the_ageing_table_are_the_lists_they_lead_to(province: Province) -> None:
    some(province)
    who = actor(province, Role.LEADER)
    page = obstacle_list_page(who, filter_from(QueryDict()), Paging(), oldest_first=True)
    assert page.title == "3 vướng mắc đang chờ, 2 quá hạn"
    assert page.sums.total.count == 3
    assert [cell.count for cell in page.sums.cells] == [1, 0, 0, 2]
    for line in (*page.ageing, page.sums):
        for cell in (*line.cells, line.total, line.overdue):
            wanted = filter_from(QueryDict(cell.url.removeprefix("?")))
            assert obstacle_list_page(who, wanted, Paging(), oldest_first=True).pager.count == cell.count
    assert sum(line.total.count for line in page.ageing) == page.sums.total.count


@override_settings(TODAY=date(2024, 11, 4))
def test_leader_sees_what_has_waited_longest_first(province: Province) -> None:
    some(province)
    page = obstacle_list_page(actor(province, Role.LEADER), filter_from(QueryDict()), Paging(), oldest_first=True)
    assert [row.raised_on.month for row in page.rows] == [1, 8, 11]
    assert [line.row.raised_on.month for line in brief_page(actor(province, Role.LEADER)).lines] == [1, 8, 11]


@override_settings(TODAY=date(2024, 11, 4))
def test_the_minute_says_how_many_decisions_there_are_when_obstacles_are_grouped(province: Province) -> None:
    same = [raised(province, place) for place in (province.own, province.other)]
    leader = actor(province, Role.LEADER)
    assert brief_page(leader).title == "2 vướng mắc chờ quyết định, 0 quá hạn"
    group_obstacles(
        actor=actor(province, Role.COORDINATOR), plan=same[0].plan, obstacles=same, title="Các huyện chưa cử đầu mối"
    )
    page = brief_page(leader)
    assert (page.title, len(page.lines)) == ("2 vướng mắc chờ quyết định trong 1 việc, 0 quá hạn", 1)


@override_settings(TODAY=date(2024, 11, 4))
def test_list_says_how_many_days_something_is_late(province: Province) -> None:
    some(province)
    text = browser(province, Role.LEADER).get(LIST).content.decode()
    assert re.search(r"Quá \d+ ngày", text)
    assert "chờ lâu nhất trước" in text


def test_empty_list_says_what_to_do(province: Province) -> None:
    text = browser(province, Role.FOCAL).get(LIST).content.decode()
    assert "Báo vướng mắc đầu tiên" in text


@pytest.mark.parametrize(
    "parameters",
    [
        "tinh-trang=dang-mo",
        "loai=money",
        "cap=province",
        "tuoi=91",
        "muc=II.2",
        "q=xyz",
        "co-quan=so-y-te",
        "tinh-trang=vo-nghia",
        "trang=99",
        "nhom=abc",
    ],
)
def test_filters_never_fail(province: Province, parameters: str) -> None:
    some(province)
    assert browser(province, Role.AUDITOR).get(f"{LIST}?{parameters}").status_code == 200


def test_focal_officer_raises_with_a_file_and_the_coordinator_routes_it(province: Province) -> None:
    answer = browser(province, Role.FOCAL, province.other).post(
        reverse("obstacles:raise"),
        {
            "promises": [str(province.task.pk)], "title": "Chưa cử đầu mối", "kind": "people", "since": "06/05/2024",
            "consequence": "Chậm.", "recommendation": "Cử đầu mối.", "link": "quangngai.gov.vn/vb",
            "file": SimpleUploadedFile("bien ban.txt", b"noi dung"),
        },
    )  # fmt: skip
    obstacle = Obstacle.objects.get()
    assert answer.status_code == 302
    assert [shown.label for shown in obstacle.evidence.all()] == ["https://quangngai.gov.vn/vb", "bien ban.txt"]
    kept = obstacle.evidence.get(file__isnull=False)
    download = browser(province, Role.COORDINATOR).get(reverse("obstacles:evidence", args=[obstacle.pk, kept.pk]))
    assert b"".join(download.streaming_content) == b"noi dung"  # type: ignore[attr-defined]
    coordinator = browser(province, Role.COORDINATOR)
    url = reverse("obstacles:act", args=[obstacle.pk, "chuyen"])
    assert "Cơ quan xử lý" in coordinator.get(url).content.decode()
    sent = {"version": "1", "holder": province.other.name, "level": "department", "text": ""}
    assert coordinator.post(url, sent).status_code == 302
    obstacle.refresh_from_db()
    assert obstacle.holder == province.other


def test_refused_form_keeps_what_was_typed_and_lists_everything(province: Province) -> None:
    answer = browser(province, Role.FOCAL).post(
        reverse("obstacles:raise"), {"title": "Thiếu người", "since": "31/02/2024", "link": "không phải địa chỉ"}
    )
    text = answer.content.decode()
    assert answer.status_code == 400
    assert "Thiếu người" in text
    assert "31/02/2024" in text
    for words in ("Chưa chọn mục nào", "Không có ngày 31/02/2024", "Chưa nhập «Hệ quả»", "Chưa nhập «Kiến nghị»"):
        assert words in text


def test_unknown_agency_is_refused_with_the_word_that_was_typed(province: Province) -> None:
    obstacle = raised(province)
    answer = browser(province, Role.COORDINATOR).post(
        reverse("obstacles:act", args=[obstacle.pk, "chuyen"]), {"version": "1", "holder": "Sở Vũ trụ", "level": "unit"}
    )
    assert answer.status_code == 400
    assert "Không có cơ quan «Sở Vũ trụ»" in answer.content.decode()


def test_form_of_a_verb_that_is_over_leads_back_to_the_obstacle(province: Province) -> None:
    obstacle = routed(province, raised(province))
    coordinator = browser(province, Role.COORDINATOR)
    assert coordinator.get(reverse("obstacles:act", args=[obstacle.pk, "chuyen"])).status_code == 302
    late = coordinator.post(
        reverse("obstacles:act", args=[obstacle.pk, "chuyen"]),
        {"version": "1", "holder": province.other.name, "level": "unit"},
    )
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("path", "role"),
    [("chuyen", Role.COORDINATOR), ("tra-lai", Role.COORDINATOR), ("tra-loi", Role.COORDINATOR), ("rut", Role.FOCAL)],
)
def test_every_form_can_be_opened(province: Province, path: str, role: Role) -> None:
    obstacle = raised(province, province.own)
    assert browser(province, role).get(reverse("obstacles:act", args=[obstacle.pk, path])).status_code == 200


def test_proposals_of_groups_name_those_who_say_the_same(province: Province) -> None:
    raised(province)
    raised(province, province.own, title="Đơn vị chưa cử được đầu mối nhập cơ sở dữ liệu về lao động")
    raised(province, title="Thiếu máy tính")
    page = group_page(actor(province, Role.COORDINATOR))
    assert [(proposal.units, len(proposal.rows)) for proposal in page.proposals] == [(2, 2)]
    assert [row.title for row in page.rest] == ["Thiếu máy tính"]
    ticked = [str(row.pk) for row in page.proposals[0].rows]
    client = browser(province, Role.COORDINATOR)
    assert client.post(reverse("obstacles:group"), {"chon": ticked, "title": "Chưa cử đầu mối"}).status_code == 302
    assert {o.group.title for o in Obstacle.objects.filter(pk__in=ticked) if o.group} == {"Chưa cử đầu mối"}
    assert group_page(actor(province, Role.COORDINATOR)).proposals == ()


def test_grouping_nothing_says_so(province: Province) -> None:
    answer = browser(province, Role.COORDINATOR).post(reverse("obstacles:group"), {"title": "Nhóm"})
    assert answer.status_code == 400
    assert "Chưa chọn vướng mắc nào" in answer.content.decode()


def test_promise_shows_its_obstacles_to_those_who_may_see_them(province: Province) -> None:
    raised(province, province.own)
    task = province.task
    (panel,) = panels(actor(province, Role.COORDINATOR), province.plan, task, date(2024, 11, 4))
    assert len(panel.data.rows) == 1
    (stranger,) = panels(actor(province, Role.FOCAL, province.other), province.plan, task, date(2024, 11, 4))
    assert stranger.data.rows == ()
    page = browser(province, Role.COORDINATOR).get(reverse("plans:task", args=[province.plan.slug, task.code]))
    assert "Cử đầu mối trước ngày 15/11." in page.content.decode()


def test_number_of_queries_does_not_grow_with_the_list(province: Province) -> None:
    client = browser(province, Role.LEADER)
    some(province)
    client.get(LIST)
    few = _queries(client)
    for _ in range(8):
        raised(province)
    assert _queries(client) == few


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(LIST)
    return len(queries)


def test_page_of_an_obstacle_asks_no_more_of_a_long_plan(province: Province) -> None:
    """Counted by the page itself, before and after the plan gets ten more tasks."""
    obstacle = raised(province, province.own)
    officer = browser(province, Role.COORDINATOR)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(f"{LIST}{obstacle.pk}/").status_code == 200
        return len(queries)

    asked()  # fills the cache of the rail
    before = asked()
    section = province.task.section
    for number in range(10):
        task = PlanTask.objects.create(
            plan=province.plan,
            section=section,
            kind="task",
            code=f"IX.{number}",
            order=900 + number,
            began_on=province.plan.issued_on,
        )
        TaskWording.objects.create(
            task=task, document=province.document, name="Việc", text="Việc", valid_from=province.plan.issued_on
        )
    assert asked() <= before + 1
