"""Root URLs: each room hangs its own under a Vietnamese name without marks."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from ansinh.apps.accounts.urls import single_sign_on_answer
from ansinh.web import views

handler400 = "ansinh.web.errors.bad_request"
handler403 = "ansinh.web.errors.denied"
handler404 = "ansinh.web.errors.not_found"
handler500 = "ansinh.web.errors.server_error"

_house: tuple[list[URLPattern], str] = (
    [
        path("huong-dan/", views.guide, name="guide"),
        path("huong-dan/<slug:slug>/", views.guide_chapter, name="guide_chapter"),
        path("thanh-phan/", views.components, name="components"),
        path("suc-khoe/", views.health, name="health"),
        path("phien/", views.session, name="session"),
        path("phien/da-dang-nhap/", views.signed_in_again, name="signed_in_again"),
    ],
    "web",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(_house)),
    path("", include("ansinh.apps.accounts.urls")),
    single_sign_on_answer,
    path("", include("ansinh.apps.orgs.urls")),
    path("", include("ansinh.apps.plans.urls")),
    path("", include("ansinh.apps.indicators.urls")),
    path("chat-luong-so-lieu/", include("ansinh.apps.quality.urls")),
    path("tep-excel/", include("ansinh.apps.workbooks.urls")),
    path("", include("ansinh.apps.cascade.urls")),
    path("", include("ansinh.apps.commitments.urls")),
    path("vuong-mac/", include("ansinh.apps.obstacles.urls")),
    path("chinh-sach/", include("ansinh.apps.policies.urls")),
    path("", include("ansinh.apps.oversight.urls")),
    path("", include("ansinh.apps.interchange.urls")),
    path("ban-doc/", include("ansinh.apps.readings.urls")),
    path("van-ban/", include("ansinh.apps.documents.urls")),
    path("viec-nen/", include("ansinh.apps.jobs.urls")),
    path("nhat-ky/", include("ansinh.apps.audit.urls")),
]
