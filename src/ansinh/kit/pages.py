"""A page has a type: a frozen dataclass that a query makes and a template shows.

Templates compute nothing; what a page says stands in its dataclass, so tests can read it without HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ansinh.kit.access import NOBODY, Actor


@dataclass(frozen=True, slots=True)
class Crumb:
    label: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """What every page has. ``title`` is the h1: a sentence that is the answer, or the thing's own name."""

    title: str
    crumbs: tuple[Crumb, ...] = ()
    #: Key of the module in the rail ("tong-quan", "ban-doc", …) that is the current place.
    module: str = ""
    #: Code in the plan's outline ("III.4.d") that is the current place.
    place: str = ""
    #: One line under the title: period and source of what is shown.
    note: str = ""


def show(request: HttpRequest, template: str, page: Page, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Render a whole page. ``extra`` is for forms only."""
    return render(request, template, {"page": page, **extra}, status=status)


def show_part(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Render a section or a table row for an HTMX swap."""
    return render(request, template, context)


View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """The view is for signed-in people; others go to the sign-in page and come back. Every view carries this
    or `public`, and a test walks all URLs to see that it does."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not actor_of(request).is_signed_in:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.audience = "signed-in"  # type: ignore[attr-defined]
    return guarded


def public(view: View) -> View:
    """The view is for anyone, on purpose."""
    view.audience = "public"  # type: ignore[attr-defined]
    return view


def actor_of(request: HttpRequest) -> Actor:
    """Who is asking (set by the accounts room's middleware)."""
    actor: Actor = getattr(request, "actor", NOBODY)
    return actor
