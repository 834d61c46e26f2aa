"""A checker for the part of JSON Schema 2020-12 that plan-reading/1 uses; an unknown keyword is an error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

_TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
_SPOKEN = frozenset({"$schema", "$id", "$defs", "title", "description"})


def violations(data: Any, schema: dict[str, Any], root: dict[str, Any] | None = None, at: str = "$") -> Iterator[str]:
    """What in the data does not fit the schema, each with its place."""
    root = schema if root is None else root
    for keyword, rule in schema.items():
        if keyword not in _SPOKEN:
            yield from _CHECKS[keyword](data, rule, schema, root, at)


def _type(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    names = rule if isinstance(rule, list) else [rule]
    fits = any(isinstance(data, _TYPES[name]) for name in names)
    if not fits or (isinstance(data, bool) and "boolean" not in names):
        yield f"{at}: {data!r} is not {rule}"


def _const(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if data != rule:
        yield f"{at}: {data!r} is not {rule!r}"


def _enum(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if data not in rule:
        yield f"{at}: {data!r} is none of {rule}"


def _required(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(data, dict):
        yield from (f"{at}: {name} is missing" for name in rule if name not in data)


def _properties(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(data, dict):
        for name in data.keys() & rule.keys():
            yield from violations(data[name], rule[name], root, f"{at}.{name}")


def _additional(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if rule is False and isinstance(data, dict):
        yield from (f"{at}: {name} is not foreseen" for name in data.keys() - schema["properties"].keys())


def _items(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from violations(item, rule, root, f"{at}[{index}]")


def _ref(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    yield from violations(data, root["$defs"][rule.removeprefix("#/$defs/")], root, at)


def _minimum(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(data, int | float) and data < rule:
        yield f"{at}: {data} is below {rule}"


def _maximum(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if isinstance(data, int | float) and data > rule:
        yield f"{at}: {data} is above {rule}"


def _format(data: Any, rule: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Iterator[str]:
    if rule == "date" and isinstance(data, str):
        try:
            date.fromisoformat(data)
        except ValueError:
            yield f"{at}: {data!r} is no date"


_CHECKS = {
    "type": _type,
    "const": _const,
    "enum": _enum,
    "required": _required,
    "properties": _properties,
    "additionalProperties": _additional,
    "items": _items,
    "$ref": _ref,
    "minimum": _minimum,
    "maximum": _maximum,
    "format": _format,
}
