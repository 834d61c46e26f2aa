"""The only door through which YAML comes in: what is written is what is meant.

Plain YAML reads ``on`` as true, ``001203001234`` as a number, and takes the last of two equal keys without a word.
Here words stay words, fractions are exact, a number with a leading zero must be quoted, and a key twice is an error.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

_NULL = "tag:yaml.org,2002:null"
_BOOL = "tag:yaml.org,2002:bool"
_INT = "tag:yaml.org,2002:int"
_FLOAT = "tag:yaml.org,2002:float"
_DATE = "tag:yaml.org,2002:timestamp"
_UNQUOTED = "tag:ansinh,2024:unquoted-identifier"

_DIGITS = list("-0123456789")


class YamlError(ValueError):
    """The text is not what it may be; the message names file, line and remedy, in Vietnamese."""


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int):
                raise _at(key_node, f"khóa «{key}» phải là chữ")
            if key in seen:
                raise _at(key_node, f"khóa «{key}» có hai lần; giữ một")
            seen.add(key)
        return super().construct_mapping(node, deep)


def _at(node: yaml.Node, message: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, message, node.start_mark)


def _unquoted(loader: _Loader, node: yaml.ScalarNode) -> str:
    raise _at(node, f"«{node.value}» là mã hay là số? Mã thì đặt trong ngoặc kép, số thì bỏ số 0 ở đầu")


def _date(loader: _Loader, node: yaml.ScalarNode) -> date:
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        raise _at(node, f"không có ngày {node.value} trên lịch") from None


def _set_up() -> None:
    """The few plain words and numbers that mean something; everything else is text."""
    for tag, pattern, first in (
        (_NULL, r"~|null|", ["~", "n", ""]),
        (_BOOL, r"true|false", ["t", "f"]),
        (_UNQUOTED, r"-?0\d+(?:\.\d+)?", _DIGITS),
        (_INT, r"-?\d+", _DIGITS),
        (_FLOAT, r"-?\d+\.\d+", _DIGITS),
        (_DATE, r"\d{4}-\d\d-\d\d", _DIGITS),
    ):
        _Loader.add_implicit_resolver(tag, re.compile(rf"(?:{pattern})\Z"), first)
    _Loader.add_constructor(_INT, lambda loader, node: int(node.value))
    _Loader.add_constructor(_FLOAT, lambda loader, node: Decimal(node.value))
    _Loader.add_constructor(_DATE, _date)
    _Loader.add_constructor(_UNQUOTED, _unquoted)


_set_up()


def load_yaml(text: str, name: str = "") -> Any:
    """The document: dicts, lists, text, int, `Decimal`, `date`, bool, None. Raises `YamlError`; ``name`` is the file's."""
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506  a SafeLoader that takes less, not more
    except yaml.MarkedYAMLError as error:
        line = f", dòng {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise YamlError(f"{name or 'YAML'}{line}: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise YamlError(f"{name or 'YAML'}: {error}.") from error


def load_yaml_file(path: Path) -> Any:
    """`load_yaml` of a file in UTF-8."""
    return load_yaml(path.read_text(encoding="utf-8"), path.name)
