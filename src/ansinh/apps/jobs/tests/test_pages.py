"""What officers see of background work, and whose."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ansinh.apps.accounts.models import User
from ansinh.apps.jobs.models import Job, JobState
from ansinh.apps.jobs.queries import OPENS_RESULT, latest_job, progress_of
from ansinh.domain.roles import Role
from ansinh.kit.clock import now
from tests.province import Province

Limit = Callable[[int], Any]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def owner(province: Province) -> Client:
    return signed_in(province.person(Role.COORDINATOR))


def stand(job: Job, **changes: Any) -> Job:
    for name, value in changes.items():
        setattr(job, name, value)
    job.save()
    return job


def running(job: Job, **changes: Any) -> Job:
    started = now() - timedelta(seconds=90)
    lease = now() + timedelta(seconds=30)
    usual = {"state": JobState.RUNNING, "done": 9, "total": 13, "unit": "trang"}
    return stand(job, **{**usual, "started_at": started, "lease_until": lease, "attempts": 1, **changes})


def test_running_job_counts_its_unit_and_says_how_long_it_will_take(province: Province) -> None:
    progress = progress_of(running(province.job))
    assert (progress.percent, progress.label, progress.note) == (69, "Đang làm: trang 9/13", "còn khoảng 40 giây")


def test_waiting_job_says_how_many_are_before_it(province: Province) -> None:
    later = Job.objects.create(kind="test", title="Việc sau", created_at=now())
    assert progress_of(province.job).label == "Đang chờ đến lượt"
    assert progress_of(later).label == "Đang chờ, còn 1 việc trước"


def test_job_that_waits_long_while_nothing_runs_says_that_the_worker_may_be_off(province: Province) -> None:
    stand(province.job, created_at=now() - timedelta(minutes=3))
    assert progress_of(province.job).note == (
        "đã chờ khoảng 3 phút; bộ chạy việc nền có thể chưa bật, báo quản trị hệ thống"
    )
    running(Job(kind="test", title="Việc khác", created_at=now()))
    assert progress_of(province.job).note == ""


def test_job_whose_worker_is_silent_says_that_it_will_go_on(province: Province) -> None:
    running(province.job, lease_until=now() - timedelta(seconds=1))
    assert "mất tín hiệu; việc sẽ được làm tiếp" in progress_of(province.job).note


def test_page_of_a_running_job_asks_for_itself_and_works_without_scripts(owner: Client, province: Province) -> None:
    running(province.job)
    page = owner.get(reverse("jobs:detail", args=[province.job.pk])).content.decode()
    poll = f"{reverse('jobs:progress', args=[province.job.pk])}?{OPENS_RESULT}=1"
    assert f'hx-get="{poll}" hx-trigger="every 2s"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page
    assert 'role="progressbar" aria-valuenow="69"' in page
    assert "Có thể rời trang này" in page
    assert "Dừng việc này" in page


def test_finished_section_asks_no_more_and_links_to_the_result(owner: Client, province: Province) -> None:
    stand(province.job, state=JobState.DONE, message="Đã đọc xong.", result_url="/ban-doc/7/", finished_at=now())
    response = owner.get(reverse("jobs:progress", args=[province.job.pk]))
    section = response.content.decode()
    assert "hx-trigger" not in section
    assert 'href="/ban-doc/7/"' in section
    assert "Đã đọc xong." in section
    assert "ansinh:status" in response.headers["HX-Trigger"]


def test_own_page_ends_at_the_result(owner: Client, province: Province) -> None:
    url = f"{reverse('jobs:progress', args=[province.job.pk])}?{OPENS_RESULT}=1"
    running(province.job)
    assert "HX-Redirect" not in owner.get(url).headers
    stand(province.job, state=JobState.DONE, result_url="/ban-doc/7/", finished_at=now())
    assert owner.get(url).headers["HX-Redirect"] == "/ban-doc/7/"
    assert owner.get(reverse("jobs:detail", args=[province.job.pk])).status_code == 200


def test_failed_job_shows_every_line_of_its_message(owner: Client, province: Province) -> None:
    stand(province.job, state=JobState.FAILED, message="Thiếu ngày.\nThiếu <tên>.", finished_at=now())
    page = owner.get(reverse("jobs:detail", args=[province.job.pk])).content.decode()
    assert "<p>Thiếu ngày.</p><p>Thiếu &lt;tên&gt;.</p>" in page
    assert "Không làm được" in page
    assert 'hx-trigger="every' not in page
    assert "noscript" not in page


def test_owner_calls_a_job_off(owner: Client, province: Province) -> None:
    response = owner.post(reverse("jobs:cancel", args=[province.job.pk]), follow=True)
    province.job.refresh_from_db()
    assert province.job.state == JobState.CANCELLED
    assert "Đã dừng" in response.content.decode()


def test_job_that_has_ended_meanwhile_says_so(owner: Client, province: Province) -> None:
    stand(province.job, state=JobState.DONE, finished_at=now())
    response = owner.post(reverse("jobs:cancel", args=[province.job.pk]), follow=True)
    assert "Việc này đã kết thúc lúc" in response.content.decode()


def test_running_job_that_was_called_off_says_that_it_is_stopping(owner: Client, province: Province) -> None:
    running(province.job)
    page = owner.post(reverse("jobs:cancel", args=[province.job.pk]), follow=True).content.decode()
    assert "Đã yêu cầu dừng" in page
    assert "Dừng việc này" not in page


@pytest.mark.parametrize("address", ["jobs:detail", "jobs:progress"])
def test_job_of_another_is_not_there(province: Province, address: str) -> None:
    url = reverse(address, args=[province.job.pk])
    assert signed_in(province.person(Role.FOCAL)).get(url).status_code == 404
    assert signed_in(province.person(Role.ADMINISTRATOR, province.committee)).get(url).status_code == 200


def test_job_of_another_cannot_be_called_off(province: Province) -> None:
    url = reverse("jobs:cancel", args=[province.job.pk])
    assert signed_in(province.person(Role.LEADER)).post(url).status_code == 404
    assert signed_in(province.person(Role.ADMINISTRATOR, province.committee)).post(url).status_code == 302
    province.job.refresh_from_db()
    assert province.job.state == JobState.CANCELLED


def test_list_shows_the_own_jobs_and_to_the_administrator_all(owner: Client, province: Province) -> None:
    Job.objects.create(kind="test", title="Việc của hệ thống", created_at=now())
    own = owner.get(reverse("jobs:list")).content.decode()
    assert "Đọc văn bản 70/KH-UBND" in own
    assert "Việc của hệ thống" not in own
    assert "1 việc đang chạy hoặc chờ" in own
    everything = (
        signed_in(province.person(Role.ADMINISTRATOR, province.committee)).get(reverse("jobs:list")).content.decode()
    )
    assert "Việc của hệ thống" in everything
    assert "Người yêu cầu" in everything


def test_empty_list_says_what_will_be_there(province: Province) -> None:
    page = signed_in(province.person(Role.FINANCE)).get(reverse("jobs:list")).content.decode()
    assert "Việc cần nhiều thời gian" in page


def test_list_of_many_jobs_takes_few_queries(province: Province, django_assert_max_num_queries: Limit) -> None:
    who = province.person(Role.COORDINATOR)
    Job.objects.bulk_create(
        [Job(kind="test", title=f"Việc {n}", requested_by=who, created_at=now()) for n in range(80)]
    )
    client = signed_in(who)
    with django_assert_max_num_queries(12):
        assert client.get(reverse("jobs:list")).status_code == 200


def test_latest_job_of_a_thing_is_found_by_its_arguments(db: None) -> None:
    old = Job.objects.create(kind="a", title="cũ", arguments={"document": 1}, created_at=now())
    new = Job.objects.create(kind="a", title="mới", arguments={"document": 1}, created_at=now())
    Job.objects.create(kind="a", title="khác", arguments={"document": 2}, created_at=now())
    assert latest_job("a", {"document": 1}) == new != old
    assert latest_job("b", {"document": 1}) is None
