"""How an action leaves its trace. The `audit` room registers the recorder; the kit itself has no tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansinh.kit.access import Actor


@dataclass(frozen=True, slots=True)
class Trace:
    """One entry of the audit log: who did what to which thing, and what changed.

    ``subject`` is (type, id, label), e.g. ("plans.Target", "12", "II.2.a.3 Tỷ lệ tham gia bảo hiểm y tế").
    ``summary`` is a Vietnamese sentence without the doer's name. ``before``/``after`` are JSON-able and hold only
    what changed; no secrets, no sensitive personal data.
    """

    action: str
    subject: tuple[str, str, str]
    summary: str
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


Recorder = Callable[[Actor, Trace], None]
_recorder: Recorder | None = None


def set_recorder(recorder: Recorder) -> None:
    """Called once by the audit room when the house starts."""
    global _recorder
    _recorder = recorder


def record(actor: Actor, trace: Trace) -> None:
    """Append to the audit log, in the transaction of the action that calls it."""
    if _recorder is None:
        raise RuntimeError("no audit recorder: the audit room is not installed")
    _recorder(actor, trace)
