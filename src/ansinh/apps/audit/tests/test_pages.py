"""The log as a person reads it, and how much of it each may read."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from ansinh.apps.accounts.models import RoleAssignment, User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.audit.queries import history_of
from ansinh.apps.audit.tests.acts import act
from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import Actor
from ansinh.kit.clock import today

LOG = "/nhat-ky/"


class People:
    """Two agencies and the committee above them, with a person in every role; nothing is in the log yet."""

    def __init__(self) -> None:
        self.own = self._agency("so-ldtbxh", "Sở LĐ-TB&XH")
        self.other = self._agency("so-y-te", "Sở Y tế")
        self.committee = self._agency("ubnd-tinh", "UBND tỉnh", OrganisationKind.PROVINCIAL_COMMITTEE)

    def _agency(self, code: str, name: str, kind: OrganisationKind = OrganisationKind.DEPARTMENT) -> Organisation:
        agency = Organisation.objects.create(
            code=code,
            name=name,
            short_name=name,
            kind=kind,
            valid_from=date(2020, 1, 1),
            search_key=search_key(name),
            sort_key=sort_key(name),
        )
        for role in Role:
            user = User.objects.create_user(f"{role}@{code}.test", f"{ROLE_LABELS[role]} Thử")
            RoleAssignment.objects.create(user=user, role=role, organisation=agency, valid_from=date(2020, 1, 1))
        return agency

    def person(self, role: Role, agency: Organisation | None = None) -> User:
        return User.objects.get(email=f"{role}@{(agency or self.own).code}.test")


@pytest.fixture
def people(db: None) -> People:
    return People()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def auditor(people: People) -> Client:
    return signed_in(people.person(Role.AUDITOR))


def at(moment: datetime, summary: str, actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansinh.apps.audit.actions.now", lambda: moment)
    act(summary, actor)


@pytest.fixture
def acts(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three acts: two of the own agency, one of the other."""
    own = actor_for(people.person(Role.FOCAL), today())
    other = actor_for(people.person(Role.FOCAL, people.other), today())
    at(datetime(2026, 11, 20, 2, 0, tzinfo=UTC), "Xác nhận chỉ tiêu bảo hiểm y tế", own, monkeypatch)
    at(datetime(2026, 11, 21, 16, 30, tzinfo=UTC), "Công bố kế hoạch", own, monkeypatch)  # 23:30 in the province
    at(datetime(2026, 11, 22, 2, 0, tzinfo=UTC), "Đưa văn bản của Sở Y tế vào", other, monkeypatch)


def summaries(client: Client, **filters: str) -> list[str]:
    response = client.get(LOG, filters)
    assert response.status_code == 200
    return [line.summary for day in response.context["page"].days for line in day.lines]


ALL = ["Đưa văn bản của Sở Y tế vào", "Công bố kế hoạch", "Xác nhận chỉ tiêu bảo hiểm y tế"]


# Who reads what ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "place"), [(Role.AUDITOR, "other"), (Role.ADMINISTRATOR, "committee")])
def test_auditors_and_the_administrator_of_the_province_read_the_whole_log(
    people: People, acts: None, role: Role, place: str
) -> None:
    client = signed_in(people.person(role, getattr(people, place)))
    assert summaries(client) == ALL
    assert client.get(reverse("audit:entry", args=[1])).status_code == 200


def test_administrator_of_a_department_reads_what_his_department_did(people: People, acts: None) -> None:
    assert summaries(signed_in(people.person(Role.ADMINISTRATOR, people.own))) == ALL[1:]


def test_coordinator_reads_what_the_own_organisation_did(people: People, acts: None) -> None:
    client = signed_in(people.person(Role.COORDINATOR))
    assert summaries(client) == ALL[1:]
    assert summaries(client, **{"co-quan": str(people.other.pk)}) == ALL[1:]  # not offered, so not a filter
    assert client.get(reverse("audit:entry", args=[1])).status_code == 200
    assert client.get(reverse("audit:entry", args=[3])).status_code == 404
    assert [row[7] for row in exported(client)[1:3]] == ALL[1:]


@pytest.mark.parametrize("role", [Role.FOCAL, Role.APPROVER, Role.LEADER, Role.FINANCE])
def test_others_are_told_who_may_read_the_log(people: People, acts: None, role: Role) -> None:
    client = signed_in(people.person(role))
    for url in (LOG, reverse("audit:export")):
        response = client.get(url)
        assert response.status_code == 403
        assert "Kiểm tra, giám sát" in response.content.decode()
    assert client.get(reverse("audit:entry", args=[1])).status_code == 404


def test_act_of_the_installation_is_not_shown_to_a_coordinator(people: People) -> None:
    act("Nạp dữ liệu ban đầu")
    assert summaries(signed_in(people.person(Role.COORDINATOR))) == []
    assert summaries(signed_in(people.person(Role.AUDITOR))) == ["Nạp dữ liệu ban đầu"]


# Finding -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"tu-ngay": "2026-11-21"}, ALL[:2]),
        ({"den-ngay": "2026-11-21"}, ALL[1:]),
        ({"tu-ngay": "2026-11-21", "den-ngay": "2026-11-21"}, ALL[1:2]),
        ({"tu-khoa": "cong bo"}, ALL[1:2]),
        ({"tu-khoa": "KẾ HOẠCH Công"}, ALL[1:2]),
        ({"tu-khoa": "bao hiem xac nhan"}, ALL[2:]),
        ({"tu-khoa": "không có từ này"}, []),
        ({"nguoi": "đầu mối"}, ALL),
        ({"nguoi": "công bố"}, []),
        ({"viec": "khong-co"}, ALL),
        ({"loai": "plans.Promise", "ma": "12"}, ALL),
        ({"loai": "plans.Promise", "ma": "13"}, []),
    ],
    ids=str,
)
def test_filters_find(auditor: Client, acts: None, filters: dict[str, str], found: list[str]) -> None:
    assert summaries(auditor, **filters) == found


def test_log_is_filtered_by_organisation(auditor: Client, acts: None, people: People) -> None:
    assert summaries(auditor, **{"co-quan": str(people.other.pk)}) == ALL[:1]


def test_title_counts_what_fits_and_what_there_is(auditor: Client, acts: None) -> None:
    assert auditor.get(LOG).context["page"].title == "3 việc đã ghi trong nhật ký"
    assert auditor.get(LOG, {"tu-khoa": "cong bo"}).context["page"].title == "1 việc khớp bộ lọc trong 3 việc đã ghi"


def test_days_in_the_wrong_order_are_said_and_what_was_typed_stays(auditor: Client, acts: None) -> None:
    response = auditor.get(LOG, {"tu-ngay": "2026-11-22", "den-ngay": "2026-11-20", "tu-khoa": "kế hoạch"})
    page = response.content.decode()
    assert "Ngày cuối sớm hơn ngày đầu. Đổi chỗ hai ngày." in page
    assert 'value="2026-11-20"' in page
    assert 'value="kế hoạch"' in page


def test_log_of_many_acts_has_pages_that_keep_the_filter_and_takes_few_queries(
    auditor: Client, people: People, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number in range(120):
        act(f"Việc {number}")
    with django_assert_max_num_queries(14):
        response = auditor.get(LOG, {"tu-khoa": "việc", "trang": "2"})
    page = response.context["page"]
    assert [page.pager.first_row, page.pager.last_row, page.pager.count] == [51, 100, 120]
    assert "tu-khoa=vi%E1%BB%87c&amp;trang=3" in response.content.decode()


def test_empty_log_says_what_will_be_there(auditor: Client) -> None:
    assert "Nhật ký chưa có mục nào" in auditor.get(LOG).content.decode()


def test_stamp_of_the_last_entry_is_shown_to_who_sees_the_whole_log(people: People, acts: None) -> None:
    last = AuditEntry.objects.get(sequence=3)
    stamp = f"3 {last.seal[:4]}-{last.seal[4:8]}"
    assert stamp in signed_in(people.person(Role.AUDITOR)).get(LOG).content.decode()
    assert stamp not in signed_in(people.person(Role.COORDINATOR)).get(LOG).content.decode()


# The difference ------------------------------------------------------------------------------------------------


def test_difference_is_shown_with_vietnamese_names_and_the_changed_words(auditor: Client) -> None:
    act(
        "Sửa mục",
        before={"name": "Tỷ lệ tham gia bảo hiểm y tế trên 93% dân số", "due_year": 2024},
        after={"name": "Tỷ lệ tham gia bảo hiểm y tế trên 95% dân số", "due_year": 2025},
    )
    page = auditor.get(LOG).content.decode()
    assert "<dt>Tên</dt>" in page
    assert "<del>93% </del>" in page
    assert "<mark>95% </mark>" in page
    assert "<dt>Năm đích</dt>" in page
    assert "due_year" not in page


def test_what_officers_typed_is_escaped(auditor: Client) -> None:
    act("Sửa <script>", after={"reason": "<b>đậm</b>"})
    page = auditor.get(LOG).content.decode()
    assert "Sửa &lt;script&gt;" in page
    assert "&lt;b&gt;đậm&lt;/b&gt;" in page


def test_entry_page_shows_its_seals(auditor: Client, acts: None) -> None:
    entry = AuditEntry.objects.get(sequence=2)
    page = auditor.get(reverse("audit:entry", args=[2])).content.decode()
    for seal in (entry.seal, entry.previous_seal):
        assert " ".join(seal[i : i + 8] for i in range(0, 64, 8)) in page


# History of a thing, for other rooms ---------------------------------------------------------------------------


def test_history_of_a_thing_is_newest_first_and_only_its_own(
    db: None, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for number in range(4):
        act(f"Việc {number}", after={"reason": "vì"})
    act("Việc của mục khác", subject=("plans.Promise", "13", "III.4.d"))
    with django_assert_max_num_queries(1):
        history = history_of("plans.Promise", 12, limit=3)
    assert [line.summary for line in history] == ["Việc 3", "Việc 2", "Việc 1"]
    html = render_to_string("audit/history.html", {"history": history})
    assert "<b>Bộ kiểm thử</b> (Hệ thống): Việc 3" in html
    assert "<dt>Lý do</dt>\n<dd>vì</dd>" in html


def test_thing_without_history_says_so(db: None) -> None:
    assert "Chưa có việc nào được ghi." in render_to_string("audit/history.html", {"history": history_of("a.B", "1")})


# The file ------------------------------------------------------------------------------------------------------


def exported(client: Client, **filters: str) -> list[list[Any]]:
    """The rows of the sheet from its head on."""
    response = client.get(reverse("audit:export"), filters)
    assert response.status_code == 200
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response)))
    rows = book.get_sheet_by_index(0).to_python()
    return rows[next(n for n, row in enumerate(rows) if row[0] == "Mục") :]


def test_file_holds_the_filtered_list(auditor: Client, acts: None) -> None:
    head, *rows = exported(auditor, **{"den-ngay": "2026-11-21"})
    assert head[:3] == ["Mục", "Ngày", "Giờ"]
    assert [row[7] for row in rows[:2]] == ALL[1:]
    assert rows[1][:3] == [1, date(2026, 11, 20), "09:00:00"]


def test_file_tells_changes_in_words_and_cuts_what_is_too_long(auditor: Client) -> None:
    act("Sửa", before={"name": "cũ"}, after={"name": "mới", "reason": "x" * 40_000})
    row = exported(auditor)[1]
    assert row[8].startswith("Tên: cũ → mới; Lý do: xxx")
    assert row[8].endswith("… (xem đủ trong hệ thống)")


def test_file_says_when_it_holds_only_the_newest(auditor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ansinh.apps.audit.exports.MOST_ENTRIES", 2)
    for number in range(3):
        act(f"Việc {number}")
    response = auditor.get(reverse("audit:export"))
    rows = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response))).get_sheet_by_index(0).to_python()
    assert "Chỉ gồm 2 mục mới nhất. Thu hẹp khoảng ngày để có đủ." in [row[0] for row in rows]
    assert [row[7] for row in rows if str(row[7]).startswith("Việc ")] == ["Việc 2", "Việc 1"]
