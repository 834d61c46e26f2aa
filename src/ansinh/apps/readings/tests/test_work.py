"""What the reading desk gives people to do."""

from __future__ import annotations

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.readings.models import ReadingState
from ansinh.apps.readings.work import work_source
from ansinh.domain.roles import Role
from ansinh.kit.clock import today
from tests.province import Province


def test_open_desk_is_work_of_the_organisation_that_brought_the_paper_in(province: Province) -> None:
    (item,) = work_source(actor_for(province.person(Role.FOCAL), today()), today())
    assert item.detail == "Còn 2 mục chờ xác nhận."
    assert item.url == f"/ban-doc/{province.reading.pk}/"


def test_desk_with_nothing_left_asks_to_be_published(province: Province) -> None:
    province.reading.items.update(state="confirmed")
    (item,) = work_source(actor_for(province.person(Role.FOCAL), today()), today())
    assert item.act == "Công bố"


def test_published_desk_and_desk_of_others_are_nobodys_work(province: Province) -> None:
    other = actor_for(province.person(Role.FOCAL, province.other), today())
    assert list(work_source(other, today())) == []
    province.reading.state = ReadingState.PUBLISHED
    province.reading.save()
    assert list(work_source(actor_for(province.person(Role.FOCAL), today()), today())) == []
