"""What has to be done every day without anybody asking: a room registers a routine, a timer runs them all.

A routine is called several times a day, by `ansinh daily` (cron, a systemd timer) or by a worker started with
``--daily``, and at the same time in two places if somebody sets up both. Doing its work once is the duty of the routine:
usually it only queues a job that is not there yet.
"""

from __future__ import annotations

from collections.abc import Callable

Routine = Callable[[], None]

_routines: dict[str, Routine] = {}


def add_routine(name: str, routine: Routine) -> None:
    """Called by a room in its ``ready``; ``name`` is the room's and the routine's ("oversight.remind")."""
    _routines[name] = routine


def run_routines() -> tuple[str, ...]:
    """Run every routine, in the order of registration; their names."""
    for routine in _routines.values():
        routine()
    return tuple(_routines)
