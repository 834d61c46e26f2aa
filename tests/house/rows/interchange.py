"""Exchange of figures: everybody takes out what he may see; who records brings in; tokens are their owner's.

The API knows no cookie: whoever is signed in to the pages and has no token gets 401 like a stranger.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from ansinh.apps.interchange.models import ApiToken, ExchangeFile, Scope
from ansinh.domain.roles import Role
from tests.house.matrix import COMMITTEE, EVERYONE, Row, anywhere, at_own, post
from tests.province import Province

_TABLE = b"dataelement,period,orgunit,value\r\n"


def rows(p: Province) -> list[Row]:
    return [*_files(p), *_tokens(p), *_api(p)]


def _files(p: Province) -> Iterator[Row]:
    coordinators = anywhere(Role.COORDINATOR)
    bring: dict[str, Any] = {"allowed": coordinators, "denied": EVERYONE - coordinators}
    sender = at_own(Role.COORDINATOR)
    now = timezone.now()
    kept = ExchangeFile.objects.create(
        file_format="dhis2-csv", file_name="quy-3.csv", sha256="0" * 64, content=_TABLE, sent_at=now,
        sent_by=p.person(Role.COORDINATOR), organisation=p.own,
    )  # fmt: skip
    pk = {"pk": kept.pk}
    yield Row("interchange:home")
    yield Row("interchange:download", data=lambda: {"dinh_dang": "dhis2-json"})
    yield post(
        "interchange:send", {}, lambda: {"loai_tep": "dhis2-csv", "tep": ContentFile(_TABLE, "quy-3.csv")}, **bring
    )
    yield Row("interchange:file", pk, allowed=sender)
    yield post("interchange:record", pk, {"version": "1"}, allowed=sender, ok=400)  # nothing is in it
    yield post("interchange:drop", pk, {"version": "1"}, allowed=sender)


def _tokens(p: Province) -> Iterator[Row]:
    holders = anywhere(Role.COORDINATOR, Role.ADMINISTRATOR)
    hold: dict[str, Any] = {"allowed": holders, "denied": EVERYONE - holders}
    now = timezone.now()
    token = ApiToken.objects.create(
        owner=p.person(Role.COORDINATOR), name="DHIS2", digest="0" * 64, hint="ansinh_0000", created_at=now,
        scopes=[Scope.READ_PLANS.value], expires_at=now + timedelta(days=9),
    )  # fmt: skip
    yield Row("interchange:tokens", **hold)
    yield post("interchange:tokens", {}, {"name": "DHIS2", "scopes": "read:plans", "days": "30"}, **hold, ok=200)
    yield post("interchange:revoke", {"pk": token.pk}, allowed=at_own(Role.COORDINATOR) | COMMITTEE)
    yield Row("interchange:api_guide")


def _api(p: Province) -> Iterator[Row]:
    plan = {"slug": p.plan.slug}
    no_token: dict[str, Any] = {"ok": 401, "stranger": 401}
    yield Row("interchange:api:openapi", stranger=200)
    yield Row("interchange:api:unknown", {"rest": "khong-co"}, ok=404, stranger=404)
    for name in ("indicators", "dimensions", "sources", "units", "observations", "plans"):
        yield Row(f"interchange:api:{name}", **no_token)
    yield Row("interchange:api:definition", {"code": p.indicator.code}, **no_token)
    yield Row("interchange:api:figures_file", {"file_format": "sdmx-csv"}, **no_token)
    yield Row("interchange:api:promises", plan, **no_token)
    yield Row("interchange:api:targets", plan, **no_token)
    for name in ("record_observations", "record_data_value_sets"):
        yield Row(f"interchange:api:{name}", method="post", **no_token)
