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


MAIN_PAGES: tuple[MainPage, ...] = ()


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
