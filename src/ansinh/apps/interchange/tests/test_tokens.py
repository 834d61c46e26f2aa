"""Tokens on their page, the page of the API, and two writes at the same time."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.audit.tests.installation import Installation, finished
from ansinh.apps.indicators.models import DataSource
from ansinh.apps.interchange import pages
from ansinh.apps.interchange.access import scopes_open_to
from ansinh.apps.interchange.actions import digest_of
from ansinh.apps.interchange.models import ApiToken, Scope
from ansinh.apps.interchange.tests.conftest import BACKEND, Program
from ansinh.apps.interchange.work import work_source
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Grant
from ansinh.kit.clock import today
from tests.province import Province


def make(browser: Client, **changes: object) -> tuple[int, str]:
    data = {"name": "DHIS2 Sở Y tế", "scopes": ["read:figures"], "days": "90"} | changes
    answer = browser.post(reverse("interchange:tokens"), data)
    return answer.status_code, answer.content.decode()


def test_a_token_is_shown_once_and_kept_as_a_digest_only(browser: Client) -> None:
    status, shown = make(browser)
    token = ApiToken.objects.get()
    secret = shown.partition('<code class="typed">')[2].partition("<")[0]
    assert (status, digest_of(secret), secret[:11]) == (200, token.digest, token.hint)
    assert Program(secret).get("/observations")[0].status_code == 200
    again = browser.get(reverse("interchange:tokens")).content.decode()
    assert ["DHIS2 Sở Y tế" in again, secret in again] == [True, False]
    assert secret not in json.dumps(list(AuditEntry.objects.values("summary", "before", "after")))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Chưa nhập «Dùng cho»"),
        ({"scopes": []}, "Chưa chọn «Phạm vi»"),
        ({"days": "999"}, "366"),
        ({"scopes": ["write:everything"]}, "write:everything"),
    ],
)
def test_a_bad_token_form_is_told_what_is_wrong(browser: Client, changes: dict[str, object], words: str) -> None:
    status, shown = make(browser, **changes)
    assert (status, words in shown) == (400, True)
    assert not ApiToken.objects.exists()


def test_nobody_gives_a_token_more_than_he_may_do_himself(province: Province) -> None:
    administrator = Actor(1, "A", province.own.pk, "", frozenset({Grant(Role.ADMINISTRATOR, province.own.pk)}))
    assert scopes_open_to(administrator) == (Scope.READ_PLANS, Scope.READ_FIGURES)


def test_the_provinces_administrator_sees_and_revokes_every_token(
    program: Program, browser: Client, province: Province
) -> None:
    administrator = Client()
    administrator.force_login(province.person(Role.ADMINISTRATOR, province.committee), BACKEND)
    assert "DHIS2 thử" in administrator.get(reverse("interchange:tokens")).content.decode()
    assert program.token is not None
    administrator.post(reverse("interchange:revoke", args=[program.token.pk]))
    assert program.get("/plans")[0].status_code == 401
    again = administrator.post(reverse("interchange:revoke", args=[program.token.pk]), follow=True)
    assert "đã được thu hồi rồi" in again.content.decode()
    assert "đã thu hồi" in browser.get(reverse("interchange:tokens")).content.decode()


def test_the_owner_is_told_before_a_token_runs_out(
    program_of: Callable[..., Program], coordinator: User, province: Province
) -> None:
    program_of(coordinator, Scope.READ_PLANS, days=60)
    program_of(coordinator, Scope.READ_PLANS, days=10)
    (item,) = work_source(actor_for(coordinator, today()), today())
    assert (item.title, item.due_on) == ("Mã truy cập «DHIS2 thử» sắp hết hạn", today() + timedelta(days=10))
    assert list(work_source(actor_for(province.person(Role.FOCAL), today()), today())) == []


def test_anothers_token_is_not_there(program: Program, province: Province) -> None:
    other = Client()
    other.force_login(province.person(Role.COORDINATOR, province.other), BACKEND)
    assert program.token is not None
    assert other.post(reverse("interchange:revoke", args=[program.token.pk])).status_code == 404
    assert "DHIS2 thử" not in other.get(reverse("interchange:tokens")).content.decode()


def test_the_page_of_the_api_lists_every_operation_of_its_description(browser: Client) -> None:
    described = browser.get("/api/v1/openapi.json").json()
    operations = {(path, method) for path, methods in described["paths"].items() for method in methods}
    page = pages.api_guide_page(
        "https://ansinh.example", {"code": "bhyt", "slug": "ke-hoach", "file_format": "open-sdg"}
    )
    assert {(one.path, one.method.lower()) for one in page.operations} == operations
    assert len(operations) == 12
    answers = [one["responses"] for methods in described["paths"].values() for one in methods.values()]
    assert all("application/problem+json" in answer["default"]["content"] and "200" in answer for answer in answers)
    assert all(one.summary and one.scope_label and one.curl for one in page.operations)
    shown = browser.get(reverse("interchange:api_guide")).content.decode()
    assert "curl -H &#x27;Authorization: Bearer MÃ_TRUY_CẬP&#x27;" in shown
    assert "<code>Idempotency-Key</code>" in shown
    assert all(f'id="{kind.anchor}"' in shown for kind in page.problems)


def test_descriptions_of_the_api_speak_of_every_field_that_is_sent(browser: Client) -> None:
    page = pages.api_guide_page(
        "https://ansinh.example", {"code": "bhyt", "slug": "ke-hoach", "file_format": "open-sdg"}
    )
    (record,) = [one for one in page.operations if one.path == "/api/v1/observations" and one.method == "POST"]
    assert {field.name for field in record.fields} >= {
        "figures",
        "figures.indicator",
        "figures.nil",
        "Idempotency-Key",
        "dryRun",
    }
    needed = [field.name for field in record.fields if field.is_needed]
    assert needed == ["title", "figures", "figures.indicator", "figures.unit", "figures.period"]


@pytest.mark.slow
def test_of_writes_at_once_under_one_key_one_is_done(
    installation: Installation, program: Program, province: Province, source: DataSource
) -> None:
    moment = str(time.time() + 4)  # by then all of them have started
    sender = "ansinh.apps.interchange.tests.sending"
    started = [installation.start(sender, program.secret, moment, "quy-3") for _ in range(3)]
    answers = [json.loads(finished(process)) for process in started]
    assert {one["status"] for one in answers} == {201}, answers
    assert len({one["batch"] for one in answers}) == 1
    assert sorted(one["again"] for one in answers) == ["", "true", "true"]
    assert installation.rows("select count(*) from indicators_observation") == [(1,)]
    assert installation.rows("select count(*) from interchange_storedanswer") == [(1,)]


@pytest.mark.slow
def test_of_equal_writes_at_once_without_a_key_the_later_find_the_figures_recorded(
    installation: Installation, program: Program, province: Province, source: DataSource
) -> None:
    moment = str(time.time() + 4)
    sender = "ansinh.apps.interchange.tests.sending"
    started = [installation.start(sender, program.secret, moment) for _ in range(3)]
    answers = [json.loads(finished(process)) for process in started]
    assert sorted(one["status"] for one in answers) == [200, 200, 201], answers
    assert sorted(one["imported"] for one in answers) == [0, 0, 1]
    assert installation.rows("select count(*) from indicators_observation") == [(1,)]
