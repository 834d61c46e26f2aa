"""Giving and ending roles: where, by whom, and never the last administrator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ansinh.apps.accounts.access import may_manage_person
from ansinh.apps.accounts.actions import deactivate, end_role, grant_role, reactivate
from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.accounts.tests.town import BEGAN, Town, actor, client_of, log_of, person
from ansinh.domain.roles import Role
from ansinh.kit.access import Denied, system_actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today


def give(town: Town, by: User, to: User, role: Role = Role.FINANCE, **more: object) -> RoleAssignment:
    values = {"organisation": town.health, "valid_from": today(), **more}
    return grant_role(actor=actor(by), person=to, role=role, **values)  # type: ignore[arg-type]


def held(user: User, role: Role) -> RoleAssignment:
    return RoleAssignment.objects.get(user=user, role=role)


def end(by: User, assignment: RoleAssignment, on: date | None = None) -> None:
    end_role(actor=actor(by), assignment=assignment, valid_to=on or today(), legal_basis="Quyết định 12/QĐ-SYT")


def test_role_counts_from_its_day_until_its_day(town: Town) -> None:
    begins, ends = today() + timedelta(days=5), today() + timedelta(days=10)
    give(town, town.health_admin, town.leader, valid_from=begins, valid_to=ends)
    days = [begins - timedelta(days=1), begins, ends - timedelta(days=1), ends]
    counts = [RoleAssignment.objects.in_force_on(day).filter(role=Role.FINANCE).count() for day in days]
    assert counts == [0, 1, 1, 0]


def test_role_cannot_end_before_it_begins_or_be_held_twice(town: Town) -> None:
    with pytest.raises(ActionRefused):
        give(town, town.health_admin, town.leader, valid_to=today())
    give(town, town.health_admin, town.leader)
    with pytest.raises(ActionRefused):
        give(town, town.health_admin, town.leader, valid_from=today() + timedelta(days=3))


def test_role_at_a_body_that_does_not_exist_then_is_refused(town: Town) -> None:
    with pytest.raises(ActionRefused):
        give(town, town.health_admin, town.leader, valid_from=BEGAN - timedelta(days=1))


def test_administrator_gives_roles_at_the_own_organisation_only(town: Town) -> None:
    for by in (town.finance_admin, town.officer, town.leader):
        with pytest.raises(Denied):
            give(town, by, town.leader)
    with pytest.raises(Denied):
        give(town, town.health_admin, town.leader, organisation=town.finance)
    give(town, town.health_admin, town.leader)


def test_administrator_of_the_province_gives_roles_everywhere(town: Town) -> None:
    give(town, town.province_admin, town.officer, Role.COORDINATOR, organisation=town.finance)


def test_administrator_cannot_give_himself_a_role_that_reaches_beyond_his_organisation(town: Town) -> None:
    for role in (Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(Denied):
            give(town, town.health_admin, town.health_admin, role)


def test_role_of_another_organisation_is_not_there_for_an_administrator(town: Town) -> None:
    pk = held(town.officer, Role.FOCAL).pk
    assert client_of(town.finance_admin).get(f"/nguoi-dung/vai-tro/{pk}/ket-thuc/").status_code == 404
    with pytest.raises(Denied):
        end(town.finance_admin, held(town.officer, Role.FOCAL))


def test_ended_role_gives_nothing_from_that_day_and_stays_written(town: Town) -> None:
    end(town.health_admin, held(town.officer, Role.FOCAL))
    assert not actor(town.officer).grants
    ended = held(town.officer, Role.FOCAL)
    assert ended.valid_to == today()
    assert "Quyết định 12/QĐ-SYT" in ended.legal_basis
    assert log_of("accounts.end_role")[0].before["valid_to"] is None


def test_role_may_be_given_again_after_it_ended(town: Town) -> None:
    end(town.health_admin, held(town.officer, Role.FOCAL))
    give(town, town.health_admin, town.officer, Role.FOCAL)
    assert actor(town.officer).grants


def test_two_who_end_one_role_at_once_are_told(town: Town) -> None:
    seen = held(town.officer, Role.FOCAL)
    end(town.health_admin, held(town.officer, Role.FOCAL))
    with pytest.raises(Conflict):
        end(town.province_admin, seen, today() + timedelta(days=9))


# The last administrator ---------------------------------------------------------------------------------------------


def test_last_administrator_cannot_be_ended_by_anybody(town: Town) -> None:
    last = held(town.province_admin, Role.ADMINISTRATOR)
    with pytest.raises(ActionRefused):
        end(town.province_admin, last)
    with pytest.raises(ActionRefused):
        end_role(actor=system_actor("Lệnh"), assignment=last, valid_to=today(), legal_basis="thử")


def test_last_administrator_cannot_be_deactivated(town: Town) -> None:
    with pytest.raises(ActionRefused):
        deactivate(actor=system_actor("Lệnh"), person=town.province_admin, reason="thử")
    assert User.objects.get(pk=town.province_admin.pk).is_active


def test_administrator_may_go_when_another_is_there_that_day(town: Town) -> None:
    other = person("quantri.hai", Role.ADMINISTRATOR, town.committee)
    end(other, held(town.province_admin, Role.ADMINISTRATOR))
    with pytest.raises(ActionRefused):
        end(other, held(other, Role.ADMINISTRATOR))


def test_deactivated_administrator_does_not_count_as_another(town: Town) -> None:
    other = person("quantri.hai", Role.ADMINISTRATOR, town.committee)
    deactivate(actor=actor(town.province_admin), person=other, reason="nghỉ")
    with pytest.raises(ActionRefused):
        end(town.province_admin, held(town.province_admin, Role.ADMINISTRATOR))
    reactivate(actor=actor(town.province_admin), person=other)
    end(town.province_admin, held(town.province_admin, Role.ADMINISTRATOR))


def test_administrator_whose_role_ends_before_does_not_count_as_another(town: Town) -> None:
    other = person("quantri.hai", Role.ADMINISTRATOR, town.committee)
    RoleAssignment.objects.filter(user=other).update(valid_to=today() + timedelta(days=2))
    with pytest.raises(ActionRefused):
        end(town.province_admin, held(town.province_admin, Role.ADMINISTRATOR), today() + timedelta(days=5))


def test_of_two_administrators_who_dismiss_each_other_one_stays(town: Town) -> None:
    """Each has read the other's role before either acts."""
    other = person("quantri.hai", Role.ADMINISTRATOR, town.committee)
    mine, theirs = held(town.province_admin, Role.ADMINISTRATOR), held(other, Role.ADMINISTRATOR)
    first, second = actor(town.province_admin), actor(other)
    end_role(actor=first, assignment=theirs, valid_to=today(), legal_basis="thử")
    with pytest.raises(ActionRefused):
        end_role(actor=second, assignment=mine, valid_to=today(), legal_basis="thử")
    assert (
        RoleAssignment.objects.in_force_on(today()).filter(organisation=town.committee, role="administrator").exists()
    )


def test_nobody_deactivates_himself(town: Town) -> None:
    person("quantri.hai", Role.ADMINISTRATOR, town.committee)
    with pytest.raises(ActionRefused):
        deactivate(actor=actor(town.province_admin), person=town.province_admin, reason="thử")


# Who looks after whom -----------------------------------------------------------------------------------------------


def test_small_role_of_a_leader_does_not_put_the_leader_into_the_hands_of_a_department(town: Town) -> None:
    give(town, town.health_admin, town.leader)
    assert not may_manage_person(actor(town.health_admin), town.leader)
    assert may_manage_person(actor(town.province_admin), town.leader)
    page = client_of(town.health_admin).get(f"/nguoi-dung/{town.leader.pk}/")
    assert page.status_code == 200
    assert "Tạo liên kết đặt lại mật khẩu" not in page.content.decode()
    assert client_of(town.health_admin).post(f"/nguoi-dung/{town.leader.pk}/lien-ket/").status_code == 403


def test_person_with_a_province_wide_role_is_looked_after_by_the_province(town: Town) -> None:
    assert not may_manage_person(actor(town.health_admin), town.coordinator)
    assert may_manage_person(actor(town.health_admin), town.officer)


def test_person_without_any_role_is_looked_after_by_the_province(town: Town) -> None:
    end(town.health_admin, held(town.officer, Role.FOCAL))
    assert not may_manage_person(actor(town.health_admin), town.officer)


def test_people_of_other_organisations_are_not_there(town: Town) -> None:
    assert client_of(town.finance_admin).get(f"/nguoi-dung/{town.officer.pk}/").status_code == 404


def test_forms_of_the_person_pages_do_what_they_say(town: Town) -> None:
    admin = client_of(town.health_admin)
    base = f"/nguoi-dung/{town.officer.pk}/"
    day = today().strftime("%d/%m/%Y")
    given = {"role": "finance", "organisation": town.health.pk, "valid_from": day, "legal_basis": "Công văn 3"}
    assert admin.post(f"{base}vai-tro/", given).status_code == 302
    assert admin.post(f"{base}vai-tro/", given).status_code == 400
    changed = {"full_name": "Nguyễn Thị Đổi Tên", "job_title": "Chuyên viên", "phone": "0255 3822 000"}
    assert admin.post(f"{base}sua/", changed).status_code == 302
    pk = held(town.officer, Role.FINANCE).pk
    ended = {"valid_to": "31/12/2099", "legal_basis": "hết việc"}
    assert admin.post(f"/nguoi-dung/vai-tro/{pk}/ket-thuc/", ended).status_code == 302
    assert admin.post(f"{base}ngung/", {"reason": "nghỉ hưu"}).status_code == 302
    assert admin.post(f"{base}mo-lai/").status_code == 302
    assert admin.post(f"{base}khong-co-viec-nay/").status_code == 404
    found = User.objects.get(pk=town.officer.pk)
    assert (found.full_name, found.is_active, found.sort_key[:3]) == ("Nguyễn Thị Đổi Tên", True, "t0e")
