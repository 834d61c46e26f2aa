"""Run every measurement, or the one that is named: ``python -m bench [NAME [ARGUMENT …]]``."""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

HELPERS = {"__init__", "__main__", "table", "empty_page"}
MEASUREMENTS = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in HELPERS)


def main(name: str = "", *arguments: str) -> int:
    if name and name not in MEASUREMENTS:
        sys.exit(f"no such measurement: {name}; there are: {', '.join(MEASUREMENTS)}")
    print(f"{platform.machine()}, Python {platform.python_version()}", flush=True)
    # A process for each: what one leaves in memory must not count for the next.
    codes = [
        subprocess.run([sys.executable, "-m", f"bench.{chosen}", *arguments], check=False).returncode
        for chosen in ([name] if name else MEASUREMENTS)
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
