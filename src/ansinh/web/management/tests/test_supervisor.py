from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from ansinh.web.management.supervisor import Child, Supervisor

_NOTE = "import os, sys; open(sys.argv[1], 'a').write(str(os.getpid()) + '\\n'); "
_SLEEP = "import time; time.sleep(60)"


def _child(log: Path, then: str, *, essential: bool = False) -> Child:
    return Child("Việc thử", [sys.executable, "-c", _NOTE + then, str(log)], essential=essential, pause=0.05)


def _starts(log: Path) -> list[int]:
    return [int(line) for line in log.read_text().split()] if log.exists() else []


def _run(*children: Child, until: Callable[[], bool]) -> tuple[int, list[str]]:
    """The exit code and what was said, after a termination signal as soon as ``until`` holds."""
    said: list[str] = []
    deadline = time.monotonic() + 20

    def tick() -> None:
        if until() or time.monotonic() > deadline:
            os.kill(os.getpid(), signal.SIGTERM)

    return Supervisor(children, said.append, tick).run(), said


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_program_that_ended_is_started_again_and_it_is_said(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code, said = _run(_child(log, "sys.exit(3)"), until=lambda: len(_starts(log)) >= 2)
    assert code == 0
    assert len(_starts(log)) >= 2
    assert said[0].startswith("Việc thử đã dừng (mã 3); chạy lại sau")


def test_pauses_between_starts_grow(tmp_path: Path) -> None:
    log = tmp_path / "log"
    child = _child(log, "sys.exit(3)")
    _run(child, until=lambda: len(_starts(log)) >= 3)
    assert child.pause >= 0.2


def test_end_of_an_essential_program_ends_the_others(tmp_path: Path) -> None:
    web, worker = tmp_path / "web", tmp_path / "worker"
    waits_for_worker = f"import time, os\nwhile not os.path.exists({str(worker)!r}): time.sleep(0.05)\nsys.exit(7)"
    code, said = _run(_child(web, waits_for_worker, essential=True), _child(worker, _SLEEP), until=lambda: False)
    assert code == 1
    assert said == ["Việc thử đã dừng (mã 7)."]
    assert [pid for pid in _starts(worker) if _is_alive(pid)] == []


def test_termination_signal_stops_every_program(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    code, said = _run(
        _child(first, _SLEEP, essential=True), _child(second, _SLEEP), until=lambda: first.exists() and second.exists()
    )
    assert (code, said) == (0, [])
    assert [pid for pid in _starts(first) + _starts(second) if _is_alive(pid)] == []


def test_signal_handlers_are_given_back(tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGTERM)
    _run(_child(tmp_path / "log", _SLEEP), until=lambda: True)
    assert signal.getsignal(signal.SIGTERM) is before
