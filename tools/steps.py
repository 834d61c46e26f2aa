"""Running programs one after the other and telling plainly how each one ended."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"


@dataclass(frozen=True)
class Outcome:
    title: str
    passed: bool
    seconds: float
    detail: str = ""  # the program's own last line, when it says more than "passed"


def tool(name: str) -> str:
    """A program of the project's environment."""
    return str(BIN / name)


def python(*arguments: str) -> list[str]:
    return [tool("python"), *arguments]


def run_quiet(title: str, command: Sequence[str], environment: Mapping[str, str]) -> Outcome:
    """Run and show the output only when it failed."""
    begun = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False)
    outcome = Outcome(title, done.returncode == 0, time.monotonic() - begun)
    print(f"  {'ok    ' if outcome.passed else 'FAILED'} {title} ({outcome.seconds:.1f} s)", flush=True)
    if not outcome.passed:
        print((done.stdout + done.stderr).rstrip(), flush=True)
    return outcome


def close(outcomes: Sequence[Outcome]) -> int:
    """Print the closing lines; the exit code of the whole."""
    failed = [outcome for outcome in outcomes if not outcome.passed]
    seconds = sum(outcome.seconds for outcome in outcomes)
    print()
    for outcome in outcomes:
        detail = f"  {outcome.detail}" if outcome.detail else ""
        print(f"  {'ok    ' if outcome.passed else 'FAILED'} {outcome.title} ({outcome.seconds:.1f} s){detail}")
    verdict = f"{len(failed)} of {len(outcomes)} FAILED" if failed else f"all {len(outcomes)} passed"
    print(f"\n{verdict} in {seconds:.0f} s", flush=True)
    return 1 if failed else 0


def fail(message: str) -> None:
    """Stop with a message on the error stream."""
    print(message, file=sys.stderr, flush=True)
    sys.exit(1)
