"""Every address that the house answers to, from its URL resolver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

#: A value that each converter accepts; what it names does not exist.
_ANYTHING = {
    "IntConverter": 987654,
    "StringConverter": "khong-co",
    "SlugConverter": "khong-co",
    "PathConverter": "khong-co",
    "UUIDConverter": "00000000-0000-4000-8000-000000000000",
}


@dataclass(frozen=True)
class Address:
    name: str  # "plans:overview"
    view: Callable[..., Any]
    converters: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        return self.name

    @property
    def audience(self) -> str:
        return str(getattr(self.view, "audience", ""))

    def path_with_anything(self) -> str:
        return reverse(self.name, kwargs={name: _ANYTHING.get(kind, "khong-co") for name, kind in self.converters})


def addresses() -> list[Address]:
    return list(_walk(get_resolver(), "", ()))


def _walk(resolver: URLResolver, space: str, above: tuple[tuple[str, str], ...]) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        converters = above + tuple((name, type(c).__name__) for name, c in entry.pattern.converters.items())
        if isinstance(entry, URLResolver):
            yield from _walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space, converters)
        elif isinstance(entry, URLPattern):
            yield Address(f"{space}{entry.name}", entry.callback, converters)
