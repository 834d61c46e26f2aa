"""Pages of indicators and their figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ansinh.apps.indicators.access import get_indicator
from ansinh.apps.indicators.queries import indicator_list_page, indicator_page
from ansinh.kit.pages import actor_of, show, signed_in


@signed_in
def indicator_list(request: HttpRequest) -> HttpResponse:
    return show(request, "indicators/list.html", indicator_list_page(actor_of(request)))


@signed_in
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    return show(request, "indicators/indicator.html", indicator_page(get_indicator(actor_of(request), code)))
