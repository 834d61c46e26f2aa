"""Long work: a room registers the function, the `jobs` room queues and runs it.

    @job("readings.read_document", unit="trang")
    def read_document(context: JobContext, arguments: dict[str, Any]) -> JobResult:
        for number, page in enumerate(pages, start=1):
            ...
            context.progress(number, len(pages))
        return JobResult(message="Đã đọc xong.", url="/ban-doc/7/")

A job runs outside any transaction and may be stopped, or its worker killed, at any moment; another worker then calls
the function again. Never to leave something half done, or done twice, is the duty of the function. Two ways:

- the whole effect in one transaction at the end, after looking whether it is there already;
- chunks, each in one transaction *together with its checkpoint*, going on from ``context.saved``:

        with transaction.atomic():
            import_rows(rows)
            context.checkpoint({"next": end})

Refusals (`ActionRefused`, `PaperRefused`) end the job with their own words; any other exception is a fault of the
system. A failed job is not tried again by itself. See docs/algorithms/jobs.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


class JobStopped(BaseException):
    """The work has to end now: somebody stopped the job, or this worker no longer holds it. Let it pass.

    Not an `Exception`, so that no broad handler on the way takes it for a fault (as with asyncio's CancelledError).
    """


@dataclass(frozen=True, slots=True)
class JobResult:
    """What the officer is told in the end, in Vietnamese, and where the result is."""

    message: str = ""
    url: str = ""


class JobContext(Protocol):
    """What a job knows of itself, and its line to the queue."""

    @property
    def job_id(self) -> int: ...

    @property
    def requested_by_id(self) -> int | None:
        """Who asked for the work; ``None`` for the installation itself."""

    @property
    def saved(self) -> Mapping[str, Any]:
        """The last checkpoint of an earlier run that did not finish; empty on the first run."""

    def progress(self, done: int, total: int) -> None:
        """``done`` of ``total`` units are done. Cheap: call it after every unit. May raise `JobStopped`."""

    def checkpoint(self, data: Mapping[str, Any]) -> None:
        """Remember where to go on: JSON-able, small. Stands or falls with the transaction it is called in.

        Raises `JobStopped` if another worker has taken the job over: then the transaction is rolled back.
        """

    def should_stop(self) -> bool:
        """Whether to end soon: a function with long units asks, sets a checkpoint, and calls `progress`."""


JobFunction = Callable[[JobContext, dict[str, Any]], JobResult]


@dataclass(frozen=True, slots=True)
class JobKind:
    """A registered kind of job. ``unit`` is what progress counts ("trang"); see `job` for ``quiet_minutes``."""

    name: str
    unit: str
    quiet_minutes: float
    function: JobFunction


_kinds: dict[str, JobKind] = {}


def job(name: str, *, unit: str = "", quiet_minutes: float = 10) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the work of a kind of job. Rooms do this in ``jobs.py``, imported when the house starts.

    A run that calls neither `progress` nor `checkpoint` for ``quiet_minutes`` is taken for hung and is ended.
    """
    if name in _kinds:
        raise ValueError(f"job {name} is declared twice")

    def register(function: JobFunction) -> JobFunction:
        _kinds[name] = JobKind(name, unit, quiet_minutes, function)
        return function

    return register


def job_kind(name: str) -> JobKind | None:
    """The kind of this name; ``None`` if no room registers it (any more)."""
    return _kinds.get(name)


def forget_job_kind(name: str) -> None:
    """Take a kind off the register again: for tests and benches that bring their own."""
    _kinds.pop(name, None)


@dataclass
class DirectContext:
    """Runs a job's function without the queue: loaders at the first start, tests of the function."""

    job_id: int = 0
    requested_by_id: int | None = None
    saved: Mapping[str, Any] = field(default_factory=dict)
    #: What the function reported, in order.
    reports: list[tuple[int, int]] = field(default_factory=list)

    def progress(self, done: int, total: int) -> None:
        self.reports.append((done, total))

    def checkpoint(self, data: Mapping[str, Any]) -> None:
        self.saved = dict(data)

    def should_stop(self) -> bool:
        return False
