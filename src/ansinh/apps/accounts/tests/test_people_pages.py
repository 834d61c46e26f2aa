"""The list of people and the matrix of permissions: who sees what, in how many queries."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ansinh.apps.accounts.access import province_wide_roles
from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import PeopleFilter, people_page, permissions_page
from ansinh.apps.accounts.tests.test_door import lock
from ansinh.apps.accounts.tests.town import Town, actor, client_of, invited, person
from ansinh.domain.roles import Role
from ansinh.kit.access import all_permissions
from ansinh.kit.pages import Paging


def names(user: User, **wanted: str) -> set[str]:
    page = people_page(actor(user), PeopleFilter(**wanted), Paging())
    return {row.person.email.split("@")[0] for row in page.rows}


def test_officer_sees_the_people_of_the_own_organisation(town: Town) -> None:
    assert names(town.officer) == {"quantri.yte", "daumoi", "tonghop"}


def test_coordinator_and_administrator_of_the_province_see_everybody(town: Town) -> None:
    assert len(names(town.coordinator)) == User.objects.count()
    assert len(names(town.province_admin)) == User.objects.count()


def test_person_without_a_role_sees_only_himself(town: Town) -> None:
    assert names(person("khong.vai.tro")) == {"khong.vai.tro"}


def test_filters_narrow_by_name_without_marks_role_state_and_organisation(town: Town) -> None:
    User.objects.filter(pk=town.leader.pk).update(is_active=False)
    person("khong.vai.tro")
    admin = town.province_admin
    assert names(admin, text="nguoi thu DAUMOI") == {"daumoi"}
    assert names(admin, text="lanhdao@") == {"lanhdao"}
    assert names(admin, role="administrator") == {"quantri.tinh", "quantri.yte", "quantri.taichinh"}
    assert names(admin, state="ngung") == {"lanhdao"}
    assert names(admin, state="khong-vai-tro") == {"khong.vai.tro"}
    assert names(admin, organisation="so-tai-chinh") == {"quantri.taichinh"}
    assert names(admin, organisation="so-tai-chinh", role="focal") == set()


def test_page_with_odd_filters_is_shown_all_the_same(town: Town) -> None:
    page = client_of(town.officer).get("/nguoi-dung/?vai_tro=vua&tinh_trang=x&trang=abc&co_quan=khong-co")
    assert page.status_code == 200


def test_open_invitations_are_seen_by_those_who_may_withdraw_them(town: Town) -> None:
    invited(town, town.health_admin)

    def shown(user: User) -> int:
        return len(people_page(actor(user), PeopleFilter(), Paging()).invitations)

    assert [shown(u) for u in (town.health_admin, town.province_admin, town.finance_admin, town.officer)] == [
        1,
        1,
        0,
        0,
    ]


def test_locked_people_are_marked(town: Town, client: Client) -> None:
    lock(client)
    assert "đang khóa" in client_of(town.health_admin).get("/nguoi-dung/").content.decode()


def test_list_takes_the_same_number_of_queries_for_many_people(
    town: Town, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(60):
        person(f"nguoi{number}", Role.FOCAL, town.health)
    who = actor(town.province_admin)
    with django_assert_max_num_queries(7):
        page = people_page(who, PeopleFilter(), Paging())
    assert len(page.rows) == 50
    assert page.title == "66 người dùng"


def test_part_of_an_organisations_page_shows_its_people(town: Town) -> None:
    part = client_of(town.officer).get("/nguoi-dung/co-quan/so-y-te/").content.decode()
    assert "daumoi@tinh.example" in part
    hidden = client_of(town.officer).get("/nguoi-dung/co-quan/so-tai-chinh/").content.decode()
    assert "quantri.taichinh" not in hidden


def test_permission_page_shows_every_declared_permission_and_role(town: Town) -> None:
    page = permissions_page()
    assert {row.permission.name for row in page.rows} == set(all_permissions())
    assert all(len(row.held) == len(Role) for row in page.rows)
    html = client_of(town.officer).get("/quyen/").content.decode()
    assert "Quản trị người dùng của cơ quan" in html


def test_where_a_role_holds_a_permission_is_what_the_page_says(town: Town) -> None:
    rows = {row.permission.name: dict(zip(Role, row.held, strict=True)) for row in permissions_page().rows}
    assert rows["accounts.manage_people"][Role.ADMINISTRATOR] == "own"
    assert rows["accounts.manage_people"][Role.LEADER] == ""
    assert rows["accounts.see_people"][Role.COORDINATOR] == "province"


def test_roles_of_a_department_are_not_province_wide(town: Town) -> None:
    """Else no department could look after its own people."""
    assert province_wide_roles().isdisjoint({Role.FOCAL, Role.APPROVER, Role.FINANCE})
    assert {Role.COORDINATOR, Role.AUDITOR} <= province_wide_roles()


@pytest.mark.parametrize(
    "path", ["/tai-khoan/", "/tai-khoan/mat-khau/", "/tai-khoan/hai-buoc/", "/nguoi-dung/", "/quyen/"]
)
def test_pages_of_signed_in_people_send_strangers_to_the_door_and_back(client: Client, db: None, path: str) -> None:
    assert client.get(path).headers["Location"] == f"/dang-nhap/?next={path}"


def test_own_information_is_changed_on_the_own_page(town: Town) -> None:
    client = client_of(town.officer)
    values = {"full_name": "Phạm Văn Đúng", "job_title": "Chuyên viên", "phone": ""}
    assert client.post("/tai-khoan/", values).status_code == 302
    assert client.post("/tai-khoan/", {**values, "full_name": ""}).status_code == 400
    assert User.objects.get(pk=town.officer.pk).full_name == "Phạm Văn Đúng"
