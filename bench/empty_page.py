"""The house with one more address: a page for signed-in people that says nothing. The lower bound of every page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from ansinh.kit.pages import actor_of, signed_in
from ansinh.web.urls import urlpatterns as house


@signed_in
def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse(actor_of(request).name)


urlpatterns = [*house, path("trang-trong/", empty, name="empty")]
