"""Keeps the programs of a try-out running side by side, and stops them together."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

_TICK = 0.2  # seconds between two looks at the children
_GRACE = 10.0  # seconds a child has to finish after it was asked to stop
_FIRST_PAUSE = 1.0  # seconds before a program is started again; doubles while it keeps ending at once
_LONGEST_PAUSE = 30.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass
class Child:
    """A program to keep running. When an ``essential`` one ends, all end; another is started again."""

    label: str  # as messages name it
    command: Sequence[str]
    essential: bool
    pause: float = _FIRST_PAUSE  # before the next start
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    started: float = field(default=0.0, init=False)
    due: float = field(default=0.0, init=False)


class Supervisor:
    """Runs ``children`` until Ctrl+C, a termination signal, or the end of an essential one.

    ``say`` prints a line. ``tick`` is called between looks, e.g. to notice that the web server answers.
    """

    def __init__(self, children: Sequence[Child], say: Callable[[str], None], tick: Callable[[], None]) -> None:
        self.children = children
        self.say = say
        self.tick = tick
        self.asked_to_stop = False

    def run(self) -> int:
        """Exit code: 0 after a stop that was asked for, 1 if an essential program ended by itself."""
        before = {number: signal.signal(number, self._ask_to_stop) for number in _STOP_SIGNALS}
        try:
            for child in self.children:
                self._start(child)
            while not self.asked_to_stop:
                ended = next((c for c in self.children if c.essential and not _is_running(c)), None)
                if ended is not None:
                    self.say(f"{ended.label} đã dừng (mã {_exit_code(ended)}).")
                    return 1
                self._restart_what_ended()
                self.tick()
                time.sleep(_TICK)
            return 0
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _ask_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True

    def _start(self, child: Child) -> None:
        # Of its own session: Ctrl+C reaches only the supervisor, which then stops the children in order.
        child.process = subprocess.Popen(  # noqa: S603 (our own programs, no user input)
            child.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
        )
        child.started = time.monotonic()
        child.due = 0.0

    def _restart_what_ended(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if _is_running(child):
                continue
            if not child.due:
                if now - child.started > _LONGEST_PAUSE:
                    child.pause = _FIRST_PAUSE
                child.due = now + child.pause
                self.say(f"{child.label} đã dừng (mã {_exit_code(child)}); chạy lại sau {child.pause:.0f} giây.")
                child.pause = min(child.pause * 2, _LONGEST_PAUSE)
            elif now >= child.due:
                self._start(child)

    def _stop_all(self) -> None:
        running = [c.process for c in self.children if c.process is not None and c.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _GRACE
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _is_running(child: Child) -> bool:
    return child.process is not None and child.process.poll() is None


def _exit_code(child: Child) -> int | None:
    return child.process.returncode if child.process else None


def _end_with_parent() -> None:
    """In the child: ask the kernel for a termination signal when the supervisor dies, however it dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
