"""`make lock`: write requirements/*.txt from requirements/*.in, with hashes, for every platform, naming no host.

`uv pip compile` is used because its output, unlike uv.lock and pylock.toml, has no addresses in it and plain pip
installs it (docs/adr/0006-locked-dependencies.md). uv itself is no dependency of the project: it is put into build/lock.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv

from tools.steps import ROOT

PLACE = ROOT / "build" / "lock"
OPTIONS = ("--universal", "--generate-hashes", "--no-header", "--no-emit-index-url", "--no-emit-find-links", "--quiet")
LOWEST_PYTHON = "3.11"


def main(upgrade: list[str]) -> None:
    """``upgrade`` names packages to bring up to date; without names, versions stay as far as the .in files allow."""
    if not (PLACE / "bin" / "uv").exists():
        venv.create(PLACE, with_pip=True, clear=True)
        subprocess.run([PLACE / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"], check=True)
    chosen = [word for name in upgrade for word in ("--upgrade-package", name)]
    for name in ("runtime", "dev"):
        command = [str(PLACE / "bin" / "uv"), "pip", "compile", *OPTIONS, "--python-version", LOWEST_PYTHON, *chosen]
        command += [f"{name}.in", "--output-file", f"{name}.txt"]
        subprocess.run(command, check=True, cwd=ROOT / "requirements", env=_like_pip())
        print(f"requirements/{name}.txt", flush=True)


def _like_pip() -> dict[str, str]:
    """uv does not read pip's settings: hand over the index and the certificates that pip would use."""
    environment = {**os.environ, "UV_PYTHON_DOWNLOADS": "never"}
    for theirs, ours in (("PIP_INDEX_URL", "UV_DEFAULT_INDEX"), ("PIP_CERT", "SSL_CERT_FILE")):
        if theirs in os.environ:
            environment.setdefault(ours, os.environ[theirs])
    return environment


if __name__ == "__main__":
    main(sys.argv[1:])
