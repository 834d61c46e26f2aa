"""Rows of the permission matrix that belong to one room each: a module of the room's name with ``rows(province)``."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.house.matrix import Row
    from tests.province import Province


def rows_of_rooms(province: Province) -> Iterator[Row]:
    for module in iter_modules(__path__):
        yield from import_module(f"{__name__}.{module.name}").rows(province)
