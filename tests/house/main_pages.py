"""The pages that officers open most, on the real plan; their SQL queries are recorded and their time is measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ansinh.apps.accounts.models import RoleAssignment
from ansinh.apps.plans.models import Plan, Promise, PromiseKind
from ansinh.apps.readings.models import Reading
from ansinh.domain.roles import Role


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


MAIN_PAGES: tuple[MainPage, ...] = (
    MainPage("accounts:users"),
    MainPage("audit:list"),
    MainPage("documents:detail", lambda: {"pk": Plan.objects.get().document_id}),
    MainPage("documents:list"),
    MainPage("indicators:batch_list"),
    MainPage("indicators:list"),
    MainPage("indicators:sheets"),
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
    MainPage("readings:desk", _desk),
    MainPage("readings:list"),
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
