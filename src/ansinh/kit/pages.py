"""A page has a type: a frozen dataclass that a query makes and a template shows.

Templates compute nothing; what a page says stands in its dataclass, so tests can read it without HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Self

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django_htmx.http import trigger_client_event

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


#: The query parameter that carries the page number.
PAGE_PARAMETER = "trang"


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of a list is asked for, and the filters that its links must keep (URL-encoded)."""

    number: int = 1
    query: str = ""

    @classmethod
    def asked_by(cls, parameters: QueryDict) -> Self:
        """From ``request.GET``. Anything that is not a page number asks for the first page."""
        filters = parameters.copy()
        asked = filters.pop(PAGE_PARAMETER, ["1"])[-1]
        number = int(asked) if isinstance(asked, str) and asked.isdecimal() and len(asked) < 7 else 1
        return cls(max(number, 1), filters.urlencode())


@dataclass(frozen=True, slots=True)
class PageLink:
    """One link of a pager; ``url`` is empty for the gap between numbers."""

    label: str
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Panel:
    """A section that a room puts on a page of a room below it; ``template`` gets ``data``."""

    heading: str
    template: str
    data: Any
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Which of ``count`` rows are shown: page ``number`` of pages of ``size``; ``unit`` names a row ("nhiệm vụ").

    ``rows[pager.slice]`` are the rows of the page. A number past the end gives the last page.
    """

    number: int
    size: int
    count: int
    unit: str
    query: str = ""

    @classmethod
    def over(cls, count: int, paging: Paging, *, unit: str, size: int = 50) -> Self:
        """The page that ``paging`` asks for, or the nearest that exists."""
        last = max(1, -(-count // size))
        return cls(min(paging.number, last), size, count, unit, paging.query)

    @property
    def slice(self) -> slice:
        return slice((self.number - 1) * self.size, self.number * self.size)

    @property
    def last_number(self) -> int:
        return max(1, -(-self.count // self.size))

    @property
    def first_row(self) -> int:
        """Number of the first row shown, counted from 1; 0 when there are none."""
        return (self.number - 1) * self.size + 1 if self.count else 0

    @property
    def last_row(self) -> int:
        return min(self.number * self.size, self.count)

    @property
    def is_needed(self) -> bool:
        return self.last_number > 1

    @property
    def previous_url(self) -> str:
        return self.url_of(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url_of(self.number + 1) if self.number < self.last_number else ""

    def url_of(self, number: int) -> str:
        """Link to another page of the same list, with the same filters."""
        return "?" + "&".join(part for part in (self.query, f"{PAGE_PARAMETER}={number}") if part)

    @property
    def links(self) -> tuple[PageLink, ...]:
        """First, last and the neighbours of the current page, with gaps between."""
        shown = sorted({1, self.last_number, *range(self.number - 2, self.number + 3)})
        links: list[PageLink] = []
        before = 0
        for number in shown:
            if not 1 <= number <= self.last_number:
                continue
            if number > before + 1:
                links.append(PageLink("…"))
            links.append(PageLink(str(number), self.url_of(number), number == self.number))
            before = number
        return tuple(links)


def announce(response: HttpResponse, message: str) -> HttpResponse:
    """Have an HTMX answer say a short message in the page's ``role="status"`` line."""
    return trigger_client_event(response, "ansinh:status", {"text": message})


def show(request: HttpRequest, template: str, page: Page, *, status: int = 200, **extra: Any) -> HttpResponse:
    """Render a whole page. ``extra`` is for forms only."""
    return render(request, template, {"page": page, **extra}, status=status)


def show_part(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """Render a section or a table row for an HTMX swap."""
    return render(request, template, context)


#: A view may also give a file or a stream.
View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """The view is for signed-in people; others go to the sign-in page and come back. Every view carries this
    or `public`, and a test walks all URLs to see that it does."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
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
