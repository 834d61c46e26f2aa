"""`make test`: everything that is tested, in the order in which failing tells most.

1. what can be said of the code without running it (`make check`);
2. the pure floors, the rooms and the house on SQLite, and the documents;
3. the rooms again on a PostgreSQL that is started for this and removed afterwards;
4. journeys in a real browser through the product as `make run` starts it.

Each step runs, also after one has failed. The exit code is 0 only if all passed.
"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from types import FrameType

from tools.check import check
from tools.postgres import throwaway_postgres
from tools.steps import ROOT, Outcome, close, python
from tools.system import install_what_lacks

_NOTHING_COLLECTED = 5  # pytest's exit code


def main() -> int:
    signal.signal(signal.SIGTERM, _leave)
    install_what_lacks()
    print("checks", flush=True)
    outcomes = check()
    with tempfile.TemporaryDirectory(prefix="ansinh-test-") as data_dir:
        clean = _environment(data_dir)
        outcomes.append(_pytest("pure floors, rooms, house and documents on SQLite", clean, "-m", "not browser"))
        with throwaway_postgres() as url:
            outcomes.append(
                _pytest(
                    "rooms on PostgreSQL", {**clean, "ANSINH_DATABASE_URL": url}, "src/ansinh/apps", "src/ansinh/web"
                )
            )
        outcomes.append(_pytest("journeys in the browser", clean, "tests/browser"))
    return close(outcomes)


def _environment(data_dir: str) -> dict[str, str]:
    """The caller's environment without the settings of the product: tests choose their own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANSINH_")}
    return {**kept, "ANSINH_DATA": data_dir}


def _pytest(title: str, environment: Mapping[str, str], *arguments: str) -> Outcome:
    """Run pytest, pass its output on as it comes, and keep its own last line."""
    print(f"\n{title}", flush=True)
    begun = time.monotonic()
    command = python("-m", "pytest", "--color=no", "--durations=5", *arguments)
    said = bytearray()
    with subprocess.Popen(
        command, cwd=ROOT, env=dict(environment), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    ) as process:
        assert isinstance(process.stdout, io.BufferedReader)
        while piece := process.stdout.read1():  # not by lines: pytest shows its progress within one
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            said += piece
    last = said.decode("utf-8", "replace").rstrip().rpartition("\n")[2]
    if process.returncode == _NOTHING_COLLECTED:
        last = "no tests were found: that is a failure, not a success"
    return Outcome(title, process.returncode == 0, time.monotonic() - begun, last)


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(143)  # so that the throw-away database and folders are removed


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
