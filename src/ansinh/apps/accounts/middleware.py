"""Turns the signed-in user into an `Actor` with the grants in force today, and holds who must change a password."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from ansinh.apps.accounts.queries import actor_for
from ansinh.kit.clock import today

#: In the session of a person who has to change their password before anything else.
MUST_CHANGE = "accounts.must_change_password"
_OPEN_MEANWHILE = frozenset({"accounts:password", "accounts:sign_out", "web:session"})


class ActorMiddleware:
    """Sets ``request.actor``, lazily: a page that never asks costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_for(request.user, today()))  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponse | None:
        """Until the password is changed every address leads to the page that changes it."""
        match = request.resolver_match
        if match is None or match.view_name in _OPEN_MEANWHILE or MUST_CHANGE not in request.session:
            return None
        return redirect("accounts:password")
