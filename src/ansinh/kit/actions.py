"""A write is an action: a permission, one transaction, one audit entry.

    @action("readings.reject_item", "Loại bỏ mục đọc được", needs=EDIT_READING)
    def reject_item(*, actor: Actor, item: ReadingItem, reason: str) -> Done[ReadingItem]:
        ...gather, decide, record...
        return Done(item, subject=subject_of(item), summary="Loại bỏ mục a.4: …", after={"reason": reason})

The caller gets the value, not the `Done`. Refusals are raised as `ActionRefused` with every problem at once.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, ParamSpec, TypeVar, cast

from django.db import transaction
from django.db.models import Model

from ansinh.kit.access import Actor, Permission
from ansinh.kit.trail import Trace, record

T = TypeVar("T")
P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where (a form field or cell; empty for the whole), why, and what to do: in ``message``."""

    message: str
    field: str = ""


class ActionRefused(Exception):
    """The action cannot be done; nothing was changed. ``problems`` lists everything that is wrong."""

    def __init__(self, *problems: Problem | str) -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem(p) for p in problems)
        super().__init__("; ".join(p.message for p in self.problems))


class Conflict(ActionRefused):
    """Somebody else changed the same thing first; the message says who, when and what."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """The outcome of an action and its trace. ``subject`` is (type, id, label); see `subject_of`."""

    value: T
    subject: tuple[str, str, str]
    summary: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def subject_of(thing: Model, label: str | None = None) -> tuple[str, str, str]:
    """The audit subject of a row: its model, key and label (``str(thing)`` unless given)."""
    return (thing._meta.label, str(thing.pk), label or str(thing))


@dataclass(frozen=True, slots=True)
class ActionInfo:
    name: str
    label: str
    needs: Permission | None


_actions: dict[str, ActionInfo] = {}


def all_actions() -> Mapping[str, ActionInfo]:
    """Every action by name; the audit page names actions with it."""
    return dict(_actions)


def action(name: str, label: str, *, needs: Permission | None) -> Callable[[Callable[P, Done[T]]], Callable[P, T]]:
    """Make a function an action. ``label`` is what the audit log calls it.

    ``needs`` is checked *somewhere*; an action on a thing of one organisation also calls
    ``actor.must(permission, organisation_id)`` itself. ``needs=None`` is for what anyone may do to their own things
    (change one's own password); such an action says why in its docstring.
    """
    if name in _actions:
        raise ValueError(f"action {name} is declared twice")
    _actions[name] = ActionInfo(name, label, needs)

    def decorate(function: Callable[P, Done[T]]) -> Callable[P, T]:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> T:
            actor = cast(Actor, kwargs["actor"])
            if needs is not None:
                actor.must(needs)
            with transaction.atomic():
                done = function(*args, **kwargs)
                record(actor, Trace(name, done.subject, done.summary, done.before, done.after))
            return done.value

        return run

    return decorate
