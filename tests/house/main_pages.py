"""The pages that officers open most, on the real plan; their SQL queries are recorded and their time is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ansinh.apps.accounts.models import RoleAssignment
from ansinh.apps.commitments.actions import make_duties, propose_commitments
from ansinh.apps.commitments.models import Commitment
from ansinh.apps.indicators.actions import open_sheets
from ansinh.apps.indicators.models import EntryForm
from ansinh.apps.plans.models import Plan, Promise, PromiseKind
from ansinh.apps.quality.actions import survey
from ansinh.apps.readings.models import Reading
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.roles import Role
from ansinh.kit.access import system_actor
from ansinh.kit.clock import today


@dataclass(frozen=True)
class MainPage:
    address: str
    arguments: Callable[[], Mapping[str, Any]] = dict
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.address, kwargs=dict(self.arguments())) + (f"?{self.query}" if self.query else "")

    def __str__(self) -> str:
        return f"{self.address}?{self.query}" if self.query else self.address


def _plan() -> dict[str, Any]:
    return {"slug": Plan.objects.get().slug}


def _promise(kind: PromiseKind, code: str) -> Callable[[], dict[str, Any]]:
    """A promise of the real plan; its code must be there."""
    return lambda: {**_plan(), "code": Promise.objects.get(kind=kind, code=code).code}


def _desk() -> dict[str, Any]:
    return {"pk": Reading.objects.get().pk}


def _sheet() -> dict[str, Any]:
    """A sheet of the health form, opened if there is none yet: 13 districts, each column a rate."""
    form = EntryForm.objects.get(code="bieu-01-y-te")
    if not form.sheets.exists():
        open_sheets(actor=system_actor("Thử"), form=form, period=Period.parse("2024"), vintage=Vintage.FINAL)
    return {"pk": form.sheets.get().pk}


def _surveyed() -> dict[str, Any]:
    survey(actor=system_actor("Thử"))
    return {}


def _committed() -> dict[str, Any]:
    """This year's commitments proposed and dated duties made."""
    if not Commitment.objects.exists():
        on: dict[str, Any] = {"plan": Plan.objects.get(), "year": today().year, "day": today()}
        propose_commitments(actor=system_actor("Thử"), **on)
        make_duties(actor=system_actor("Thử"), **on)
    return {}


def _sampled(command: str) -> Callable[[], dict[str, Any]]:
    """With the samples of the demonstration, which stand last: they change the pages of the plan too."""

    def sample() -> dict[str, Any]:
        with override_settings(DEMO=True):
            call_command(command)
        return {}

    return sample


MAIN_PAGES: tuple[MainPage, ...] = (
    MainPage("accounts:users"),
    MainPage("audit:list"),
    MainPage("commitments:duties", _committed),
    MainPage("commitments:list", _committed),
    MainPage("commitments:timeliness", _committed),
    MainPage("cascade:matrix"),
    MainPage("cascade:sums", _plan),
    MainPage("cascade:units", _plan),
    MainPage("documents:detail", lambda: {"pk": Plan.objects.get().document_id}),
    MainPage("documents:list"),
    MainPage("indicators:batch_list"),
    MainPage("indicators:list"),
    MainPage("indicators:sheet", _sheet),
    MainPage("indicators:sheets"),
    MainPage("interchange:home"),
    MainPage("jobs:list"),
    MainPage("orgs:organisations"),
    MainPage("orgs:units"),
    MainPage("plans:assign", _plan),
    MainPage("plans:document", _plan),
    MainPage("plans:obligations", _plan),
    MainPage("plans:overview"),
    MainPage("plans:plan_docx", _plan),
    MainPage("plans:plan_xlsx", _plan),
    MainPage("plans:search", query="q=bao hiem y te"),
    MainPage("plans:section", lambda: {**_plan(), "code": "III.4"}),
    MainPage("plans:target", _promise(PromiseKind.TARGET, "II.2.a.3")),
    MainPage("plans:targets", _plan),
    MainPage("plans:task", _promise(PromiseKind.TASK, "III.4.d")),
    MainPage("plans:tasks", _plan),
    MainPage("quality:flags", lambda: {"slug": "khac-chuoi"}),
    MainPage("quality:overview", _surveyed),
    MainPage("quality:reporting"),
    MainPage("readings:desk", _desk),
    MainPage("readings:list"),
    MainPage("obstacles:list", _sampled("load_obstacles_demo")),
    MainPage("obstacles:brief"),
    MainPage("oversight:calendar"),
    MainPage("oversight:checks"),
    MainPage("oversight:my_work"),
    MainPage("oversight:overdue"),
    MainPage("oversight:scorecards"),
    MainPage("policies:list", _sampled("load_policies_demo")),
    MainPage("workbooks:list"),
)


def coordinating_officer() -> Client:
    """A browser in which the coordinating officer is signed in."""
    held = RoleAssignment.objects.filter(role=Role.COORDINATOR.value).select_related("user").earliest("pk")
    client = Client()
    client.force_login(held.user, "django.contrib.auth.backends.ModelBackend")
    return client


def count_queries(client: Client, url: str) -> int:
    """SQL statements for the page when nothing is in the cache yet."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(url)
    assert answer.status_code == 200, f"{url}: {answer.status_code}"
    return len(queries)
