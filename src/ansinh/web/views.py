"""Pages of the house itself: the user's guide, the component sheet, the health check, the session check."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from ansinh.kit.access import NotThere
from ansinh.kit.pages import Crumb, Page, actor_of, public, show
from ansinh.web.component_sheet import component_sheet, sample_form
from ansinh.web.guide import GuidePage, guide_page, guide_pages


@dataclass(frozen=True, kw_only=True)
class GuideIndex(Page):
    pages: tuple[GuidePage, ...]


@dataclass(frozen=True, kw_only=True)
class GuideChapter(Page):
    chapter: GuidePage
    pages: tuple[GuidePage, ...]


@public
def guide(request: HttpRequest) -> HttpResponse:
    page = GuideIndex(title="Hướng dẫn sử dụng", crumbs=(Crumb("Hướng dẫn sử dụng"),), pages=guide_pages())
    return show(request, "web/guide_index.html", page)


@public
def guide_chapter(request: HttpRequest, slug: str) -> HttpResponse:
    found = guide_page(slug)
    if found is None:
        raise NotThere("Hướng dẫn sử dụng không có mục này.")
    crumbs = (Crumb("Hướng dẫn sử dụng", reverse("web:guide")), Crumb(found.title))
    page = GuideChapter(title=found.title, crumbs=crumbs, chapter=found, pages=guide_pages())
    return show(request, "web/guide_chapter.html", page)


@public
def components(request: HttpRequest) -> HttpResponse:
    """Every component with its real template code; for developers, not on a production system."""
    if settings.PRODUCTION:
        raise NotThere("Bảng thành phần chỉ có ở bản dùng thử.")
    return show(request, "web/component_sheet.html", component_sheet(), form=sample_form())


@public
def health(request: HttpRequest) -> HttpResponse:
    """``ok`` when the process answers and reaches its database; 503 otherwise. For monitors and load balancers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("cơ sở dữ liệu không trả lời", status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@public
def session(request: HttpRequest) -> HttpResponse:
    """``lives`` or ``ended``; asked before a form that stood open long is sent."""
    return HttpResponse("lives" if actor_of(request).is_signed_in else "ended", content_type="text/plain")


@public
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where signing in from an interrupted form leads: nothing more to do in this tab."""
    return show(request, "web/signed_in_again.html", Page(title="Đã đăng nhập lại"))
