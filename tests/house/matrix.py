"""Who may do what: every address of the house × every role, at the agency concerned and at another one.

A row says which people get the page (``allowed``, answered with ``ok``); all others who are signed in are answered
with ``refused``: 404 where they may not know that the thing exists, 403 where they see it but may not do this.
A new address needs a row here; `test_permission_matrix` says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansinh.domain.roles import Role
from tests.province import Province

#: A role, held at the agency that the thing belongs to ("own") or at another agency ("other").
Who = tuple[Role, str]


def at_own(*roles: Role) -> frozenset[Who]:
    return frozenset((role, "own") for role in roles)


def at_other(*roles: Role) -> frozenset[Who]:
    return frozenset((role, "other") for role in roles)


def anywhere(*roles: Role) -> frozenset[Who]:
    return at_own(*roles) | at_other(*roles)


EVERYONE = anywhere(*Role)
NO_ONE: frozenset[Who] = frozenset()


@dataclass(frozen=True)
class Row:
    address: str  # name of the URL pattern
    arguments: Mapping[str, Any] = field(default_factory=dict)
    method: str = field(default="get", kw_only=True)
    data: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    allowed: frozenset[Who] = field(default=EVERYONE, kw_only=True)
    ok: int = field(default=200, kw_only=True)
    refused: int = field(default=404, kw_only=True)
    #: Of a public address: what a stranger gets. Signed-in addresses send strangers to the sign-in page.
    stranger: int = field(default=302, kw_only=True)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.address}"


def rows(p: Province) -> list[Row]:
    return []
