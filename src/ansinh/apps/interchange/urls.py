from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from ansinh.apps.interchange import views
from ansinh.apps.interchange.api.door import for_programs
from ansinh.apps.interchange.api.operations import api

app_name = "interchange"


def _api_patterns() -> list[URLPattern]:
    """The addresses that the operations give, each marked for programs; without the library's own front page."""
    found, _, _ = api.urls
    patterns = [one for one in found if isinstance(one, URLPattern) and one.name != "api-root"]
    for pattern in patterns:
        pattern.callback = for_programs(pattern.callback)
    return patterns


_api = (
    [
        path("openapi.json", views.openapi, name="openapi"),
        *_api_patterns(),
        re_path(r"^(?P<rest>.*)$", views.api_unknown, name="unknown"),
    ],
    "api",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("trao-doi-so-lieu/", views.home, name="home"),
    path("trao-doi-so-lieu/tai-ve/", views.download, name="download"),
    path("trao-doi-so-lieu/gui-tep/", views.send, name="send"),
    path("trao-doi-so-lieu/tep/<int:pk>/", views.sent_file, name="file"),
    path("trao-doi-so-lieu/tep/<int:pk>/ghi-nhan/", views.record, name="record"),
    path("trao-doi-so-lieu/tep/<int:pk>/bo/", views.drop, name="drop"),
    path("trao-doi-so-lieu/ma-truy-cap/", views.tokens, name="tokens"),
    path("trao-doi-so-lieu/ma-truy-cap/<int:pk>/thu-hoi/", views.revoke, name="revoke"),
    path("trao-doi-so-lieu/api/", views.api_guide, name="api_guide"),
    path("api/v1/", include(_api)),
]
