"""Fields and values of an entry in words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from ansinh.apps.audit import labels
from ansinh.apps.audit.labels import changes, field_label, shown, teach


@pytest.fixture
def _own_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_field_words", dict(labels._field_words))
    monkeypatch.setattr(labels, "_value_words", {key: dict(v) for key, v in labels._value_words.items()})


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("value", None, "(trống)"),
        ("value", "", "(trống)"),
        ("value", [], "(trống)"),
        ("value", True, "có"),
        ("value", False, "không"),
        ("value", 1234.5, "1.234,5"),
        ("value", 10_000, "10.000"),
        ("due_year", 2025, "2025"),
        ("due_on", "2026-10-30", "30/10/2026"),
        ("at", "2026-11-23T02:41:00+00:00", "09:41\u00a023/11/2026"),
        ("agencies", ["Sở Y tế", "Công an tỉnh"], "Sở Y tế; Công an tỉnh"),
        ("changes", [["drop", "III.4.d"], ["add", "III.5"]], "drop III.4.d; add III.5"),
        ("operator", ">=", "ít nhất"),
        ("frequency", "yearly", "hằng năm"),
        ("name", "12/2026", "12/2026"),
    ],
)
def test_values_are_shown_as_officials_write_them(key: str, value: Any, words: str) -> None:
    assert shown("nothing.Known", key, value) == words


def test_choices_and_names_of_the_model_are_used() -> None:
    assert shown("jobs.Job", "state", "running") == "Đang chạy"
    assert field_label("jobs.Job", "title") == "việc"


def test_nested_values_are_fields_of_their_own() -> None:
    found = changes("a.B", {"timeframe": {"start_year": 2024}}, {"timeframe": {"start_year": 2025, "raw": "Năm 2025"}})
    assert [(c.label, c.has_before) for c in found] == [
        ("Thời gian › năm bắt đầu", True),
        ("Thời gian › như văn bản viết", False),
    ]


def test_field_that_was_dropped_stands_last() -> None:
    assert [c.label for c in changes("a.B", {"note": "x"}, {"reason": "y"})] == ["Lý do", "Ghi chú"]


@pytest.mark.usefixtures("_own_words")
def test_rooms_teach_their_own_words() -> None:
    assert field_label("a.B", "promise_count") == "promise_count"
    teach({"promise_count": "số cam kết"}, {"colour": {"red": "đỏ"}})
    assert field_label("a.B", "promise_count") == "số cam kết"
    assert shown("a.B", "colour", "red") == "đỏ"


def keys_written_in_actions() -> dict[str, str]:
    """Each key that an action writes into ``before`` or ``after``, and where: in the call itself, in a name that is
    set in the same file, or in a function of that file that makes it."""
    rooms = Path(__file__).parents[2]
    found: dict[str, str] = {}
    for path in rooms.rglob("*.py"):
        if "tests" in path.parts:
            continue
        module = ast.parse(path.read_text(encoding="utf-8"))
        for written in _written(module):
            for literal in _literals(written, module):
                keys = [key.value for key in literal.keys if isinstance(key, ast.Constant)]
                found |= {str(key): f"{path.relative_to(rooms)}:{literal.lineno}" for key in keys}
    return found


def _written(module: ast.Module) -> Iterator[ast.expr]:
    """What calls of ``Done`` hand over as ``before`` and ``after``."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Done":
            yield from node.args[3:]
            yield from (word.value for word in node.keywords if word.arg in ("before", "after"))


def _literals(written: ast.expr, module: ast.Module) -> Iterator[ast.Dict]:
    makers = {written.id} if isinstance(written, ast.Name) else set()
    calls = (node for node in ast.walk(written) if isinstance(node, ast.Call))
    makers |= {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    yield from (node for node in ast.walk(written) if isinstance(node, ast.Dict))
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name in makers:
            yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.Dict))
        elif isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id in makers for t in node.targets):
            yield from (inner for inner in ast.walk(node.value) if isinstance(inner, ast.Dict))


def test_every_key_that_an_action_writes_has_a_vietnamese_name() -> None:
    """A new key: add it to `labels`, or have the room `teach` it in its ``apps.py``."""
    written = keys_written_in_actions()
    assert written
    models = [model._meta.label for model in apps.get_models()]
    nameless = {key: place for key, place in written.items() if all(field_label(model, key) == key for model in models)}
    assert nameless == {}
