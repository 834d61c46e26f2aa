from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.indicators.actions import record_figures
from ansinh.apps.indicators.models import Batch, Category, DataSource, Dimension
from ansinh.apps.interchange.actions import make_token
from ansinh.apps.interchange.models import ApiToken, Scope
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel, UnitMembership
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.roles import Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.access import system_actor
from ansinh.kit.clock import today
from tests.province import BEGAN, Province

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass
class Program:
    """A program with a token; ``get`` and ``post`` give the answer and its JSON."""

    secret: str
    token: ApiToken | None = None

    def get(self, path: str, **query: Any) -> tuple[HttpResponse, Any]:
        answer = Client().get(f"/api/v1{path}", query, headers=self._headers())
        return answer, answer.json()

    def post(self, path: str, body: Any, **more: str) -> tuple[HttpResponse, Any]:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = more.pop("content_type", "application/json")
        answer = Client().post(f"/api/v1{path}", data, content_type=kind, headers={**self._headers(), **more})
        return answer, answer.json()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"}


@pytest.fixture(autouse=True)
def _calls_are_counted_anew() -> None:
    cache.clear()


@pytest.fixture
def source(db: None) -> DataSource:
    return DataSource.objects.create(code="bhxh", name="BHXH tỉnh", rank=10)


@pytest.fixture
def sexes(province: Province) -> Dimension:
    dimension = Dimension.objects.create(code="gioi-tinh", name="Giới tính")
    for order, code in enumerate(("nam", "nu"), 1):
        Category.objects.create(dimension=dimension, code=code, name=code, order=order)
    province.indicator.dimensions.add(dimension)
    return dimension


@pytest.fixture
def district(province: Province) -> AdministrativeUnit:
    unit = AdministrativeUnit.objects.create(
        code="522", name="Bình Sơn", kind="Huyện", level=UnitLevel.DISTRICT, valid_from=BEGAN,
        search_key=search_key("Bình Sơn"), sort_key=sort_key("Bình Sơn"),
    )  # fmt: skip
    UnitMembership.objects.create(unit=unit, parent=province.unit, valid_from=BEGAN)
    return unit


@pytest.fixture
def coordinator(province: Province) -> User:
    return province.person(Role.COORDINATOR)


@pytest.fixture
def browser(coordinator: User) -> Client:
    client = Client()
    client.force_login(coordinator, BACKEND)
    return client


@pytest.fixture
def program_of() -> Callable[..., Program]:
    def make(person: User, *scopes: Scope, days: int = 30) -> Program:
        actor = actor_for(person, today())
        made = make_token(actor=actor, name="DHIS2 thử", scopes=[str(scope) for scope in scopes], days=days)
        return Program(made.secret, made.token)

    return make


@pytest.fixture
def program(program_of: Callable[..., Program], coordinator: User) -> Program:
    return program_of(coordinator, *Scope)


@pytest.fixture
def record(province: Province, source: DataSource) -> Callable[..., Batch]:
    def _record(unit: AdministrativeUnit, period: str = "2024", **said: Any) -> Batch:
        said = said or {"numerator": 939, "denominator": 1000}
        said |= {name: Decimal(said[name]) for name in ("value", "numerator", "denominator") if name in said}
        figure = Figure(province.indicator.pk, unit.pk, period, source_id=source.pk, **said)
        return record_figures(actor=system_actor("Thử"), kind=Batch.Kind.LOAD, title="Số đầu kỳ", figures=[figure])

    return _record
