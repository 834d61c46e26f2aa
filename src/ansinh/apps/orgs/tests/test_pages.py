"""The pages of the register: filters, days, forms, numbers of queries."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.orgs.models import GroupMembership, KnownName, Organisation
from ansinh.apps.orgs.queries import OrganisationFilter, group_page, organisations_page, units_page
from ansinh.apps.orgs.tests.conftest import DAY, actor_at
from ansinh.domain.roles import Role
from ansinh.kit.pages import Paging


def client_at(code: str, role: Role) -> Client:
    user = User.objects.create_user(f"{role.value}@{code}.example", "Người Thử", "x")
    place = Organisation.objects.get(code=code)
    RoleAssignment.objects.create(user=user, role=role, organisation=place, valid_from=DAY)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def keeper(register: None) -> Client:
    return client_at("ubnd-tinh", Role.ADMINISTRATOR)


@pytest.fixture
def reader(register: None) -> Client:
    return client_at("so-y-te", Role.FOCAL)


def found(**wanted: str) -> list[str]:
    page = organisations_page(actor_at("so-y-te", Role.FOCAL), OrganisationFilter(day=DAY, **wanted), Paging())
    return [body.code for body in page.organisations]


def test_search_needs_no_marks_and_knows_the_ways_of_writing(register: None) -> None:
    assert found(text="so lao dong") == ["so-ldtbxh"]
    assert found(text="LĐTBXH") == ["so-ldtbxh", "bo-ldtbxh"]
    assert found(text="sơn hà", kind="district_committee") == ["ubnd-huyen-son-ha"]
    assert found(text="không có cơ quan nào như thế") == []


def test_filters_by_kind_and_group_narrow_together(register: None) -> None:
    assert len(found(group="so-ban-nganh-don-vi")) == 22
    assert found(group="so-ban-nganh-don-vi", kind="media") == ["bao-quang-ngai", "dai-ptth"]


def test_list_begins_with_the_province_and_goes_by_the_alphabet_within_a_kind(register: None) -> None:
    codes = found()
    assert codes[0] == "ubnd-tinh"
    assert codes[1:4] == ["ban-dan-toc", "bql-kkt-dung-quat", "so-cong-thuong"]


def test_list_counts_and_pages(register: None, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    who = actor_at("so-y-te", Role.FOCAL)
    with django_assert_max_num_queries(4):
        page = organisations_page(who, OrganisationFilter(day=DAY), Paging(number=2))
    assert page.title == "235 cơ quan, tổ chức tại ngày 20/03/2024"
    assert len(page.organisations) == 50
    assert [count for _, count in page.groups] == [20, 22, 13, 173, 5]


def test_day_before_the_register_says_when_it_begins(reader: Client) -> None:
    for path in ("/co-quan/", "/dia-ban/", "/co-quan/nhom/ubnd-cap-huyen/"):
        text = reader.get(path, {"ngay": "31/01/2020"}).content.decode()
        assert "bắt đầu từ ngày 01/02/2020" in text


def test_later_day_says_what_the_register_was_loaded_from(register: None) -> None:
    who = actor_at("so-y-te", Role.FOCAL)
    notes = [organisations_page(who, OrganisationFilter(day=day), Paging()).note for day in (DAY, date(2026, 1, 1))]
    assert notes[0] == ""
    assert "hiện trạng ngày 20/03/2024" in notes[1]


@pytest.mark.parametrize("query", ["?ngay=khong-phai-ngay", "?loai=la&nhom=la&trang=-3", "?ngay=99/99/9999"])
def test_odd_filters_do_not_break_the_pages(reader: Client, query: str) -> None:
    for path in ("/co-quan/", "/dia-ban/", "/co-quan/nhom/ubnd-cap-huyen/"):
        assert reader.get(path + query).status_code == 200


def test_every_organisation_has_a_page(reader: Client, subtests: pytest.Subtests) -> None:
    for code in ("ubnd-tinh", "so-ldtbxh", "ubnd-huyen-ly-son", "ubnd-xa-binh-thanh-21091", "bo-ldtbxh"):
        with subtests.test(code):
            page = reader.get(f"/co-quan/{code}/")
            assert page.status_code == 200
            assert "từ trước 01/02/2020" in page.content.decode() or code.endswith("21091")


def test_unknown_codes_are_not_there(reader: Client) -> None:
    for path in ("/co-quan/khong-co/", "/co-quan/nhom/khong-co/", "/co-quan/thanh-vien/999999/ra/"):
        assert reader.get(path).status_code == 404


def test_closed_body_says_so(keeper: Client) -> None:
    Organisation.objects.filter(code="so-tttt").update(valid_to=date(2025, 3, 1))
    assert "Không tồn tại vào hôm nay" in keeper.get("/co-quan/so-tttt/").content.decode()


def test_group_shows_members_on_a_day_and_who_has_left(register: None) -> None:
    membership = GroupMembership.objects.get(organisation__code="so-y-te", group__code="so-ban-nganh-tinh")
    GroupMembership.objects.filter(pk=membership.pk).update(valid_to=DAY)
    page = group_page(actor_at("so-y-te", Role.FOCAL), membership.group, DAY)
    assert "so-y-te" not in {row.organisation.code for row in page.members}
    assert [row.organisation.code for row in page.past] == ["so-y-te"]


# Units --------------------------------------------------------------------------------------------------------------


def test_tree_of_units_counts_by_kind(register: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(3):
        page = units_page(DAY, "")
    assert page.title == "13 đơn vị cấp huyện, 173 đơn vị cấp xã tại ngày 20/03/2024"
    assert dict(page.totals) == {"Xã": 148, "Phường": 17, "Thị trấn": 8}
    assert sum(count for row in page.districts for _, count in row.counts) == 173


def test_search_in_the_tree_opens_what_it_finds(register: None) -> None:
    page = units_page(DAY, "son tinh")
    assert [row.unit.name for row in page.districts] == ["Huyện Sơn Tịnh", "Huyện Sơn Tây"]
    assert [commune.name for row in page.districts for commune in row.communes] == ["Xã Tịnh Sơn", "Xã Sơn Tinh"]
    assert page.found_count == 3
    assert units_page(DAY, "21343").found_count == 1


# Forms --------------------------------------------------------------------------------------------------------------

NEW = {
    "name": "Sở Dân tộc và Tôn giáo",
    "short_name": "Sở Dân tộc và Tôn giáo",
    "kind": "department",
    "valid_from": "01/03/2025",
    "legal_basis": "Nghị quyết của HĐND tỉnh",
    "confidence": "stated",
}


def test_administrator_adds_changes_and_closes_a_body_on_the_pages(keeper: Client) -> None:
    assert keeper.post("/co-quan/them/", NEW).headers["Location"] == "/co-quan/so-dan-toc-va-ton-giao/"
    base = "/co-quan/so-dan-toc-va-ton-giao/"
    form = keeper.get(f"{base}sua/").context["form"]
    assert form["valid_from"].value() == "01/03/2025"
    assert keeper.post(f"{base}sua/", {**NEW, "short_name": "Sở DT&TG", "version": "1"}).status_code == 302
    stale = keeper.post(f"{base}sua/", {**NEW, "short_name": "Khác", "version": "1"})
    assert stale.status_code == 409
    assert "Khác" in stale.content.decode()  # nothing typed is lost
    closing = {"valid_to": "01/01/2099", "legal_basis": "Nghị quyết", "version": "2"}
    assert keeper.post(f"{base}ket-thuc/", closing).status_code == 302
    assert Organisation.objects.get(code="so-dan-toc-va-ton-giao").valid_to == date(2099, 1, 1)


def test_all_that_is_wrong_with_a_new_body_is_said_at_once(keeper: Client) -> None:
    wrong = {**NEW, "name": "", "unit": "99999", "valid_from": "30/02/2025"}
    page = keeper.post("/co-quan/them/", wrong)
    assert page.status_code == 400
    assert set(page.context["form"].errors) == {"name", "unit", "valid_from"}


def test_administrator_keeps_ways_of_writing_and_members_on_the_pages(keeper: Client) -> None:
    body = Organisation.objects.get(code="so-ngoai-vu")
    assert keeper.post("/co-quan/so-ngoai-vu/cach-viet/", {"text": "Ngành ngoại vụ"}).status_code == 302
    assert keeper.post("/co-quan/so-ngoai-vu/cach-viet/", {"text": "Ngành ngoại vụ"}).status_code == 400
    name = KnownName.objects.get(text="Ngành ngoại vụ")
    assert keeper.post(f"/co-quan/cach-viet/{name.pk}/bo/").headers["Location"] == "/co-quan/so-ngoai-vu/"
    joined = {"organisation": body.pk, "valid_from": "01/06/2024", "legal_basis": "Công văn 15"}
    assert keeper.post("/co-quan/nhom/so-ban-nganh-don-vi/them/", joined).status_code == 302
    member = GroupMembership.objects.get(organisation=body, group__code="so-ban-nganh-don-vi")
    left = {"valid_to": "01/07/2024", "legal_basis": "Công văn 20"}
    assert keeper.post(f"/co-quan/thanh-vien/{member.pk}/ra/", left).status_code == 302
    assert keeper.post(f"/co-quan/thanh-vien/{member.pk}/ra/", left).status_code == 409


def test_others_see_no_buttons_and_are_denied(reader: Client) -> None:
    page = reader.get("/co-quan/so-y-te/").content.decode()
    assert "Sửa thông tin" not in page
    assert "Ghi nhận cách viết" not in page
    for path in ("/co-quan/them/", "/co-quan/so-y-te/sua/", "/co-quan/nhom/ubnd-cap-xa/them/"):
        assert reader.get(path).status_code == 403
    assert reader.post("/co-quan/so-y-te/cach-viet/", {"text": "x"}).status_code == 403
