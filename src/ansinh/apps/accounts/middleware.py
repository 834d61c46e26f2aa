"""Turns the signed-in user into an `Actor` with the grants in force today."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from ansinh.apps.accounts.queries import actor_for
from ansinh.kit.clock import today


class ActorMiddleware:
    """Sets ``request.actor``, lazily: a page that never asks costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_for(request.user, today()))  # type: ignore[attr-defined]
        return self.get_response(request)
