"""Headers that every page carries, and what no address may contain."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

# No inline script and no inline style anywhere: geometry lives in SVG attributes, scripts are files.
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class ContentSecurityPolicy:
    """Adds a strict content security policy and keeps pages with data out of shared caches."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", _POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class NoNulInAddress:
    """Refuses an address with a NUL character, in its path or its query: no page has one, and PostgreSQL fails on it.

    Fields of a form are not its concern: forms refuse them with what was typed kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        values = (value for _, listed in request.GET.lists() for value in listed)
        if any("\0" in text for text in (request.path_info, *request.GET, *map(str, values))):
            raise BadRequest("The address contains a NUL character.")
        return self.get_response(request)
