"""Programs of the operating system that the tests need, and how they come onto a machine that lacks them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tools.steps import fail


@dataclass(frozen=True)
class Need:
    what: str  # what the tests do with it
    packages: tuple[str, ...]  # Debian's names
    is_here: Callable[[], bool]


def postgres_programs() -> Path | None:
    """The folder with initdb and pg_ctl: Debian keeps them off the path, by version."""
    versions = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    if versions:
        return max(versions, key=lambda folder: float(folder.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def chromium() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def reads_vietnamese_scans() -> bool:
    if not shutil.which("tesseract"):
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "vie" in listed.stdout.split()


NEEDS = (
    Need("the room tests on PostgreSQL", ("postgresql",), lambda: postgres_programs() is not None),
    Need("the browser journeys", ("chromium", "fonts-noto-core"), lambda: chromium() is not None),
    Need("reading scanned documents", ("tesseract-ocr", "tesseract-ocr-vie"), reads_vietnamese_scans),
)


def install_what_lacks() -> None:
    """Install the packages that are missing, as root or by sudo without a password; else say which they are."""
    lacking = [need for need in NEEDS if not need.is_here()]
    if not lacking:
        return
    packages = [package for need in lacking for package in need.packages]
    for need in lacking:
        print(f"missing for {need.what}: {' '.join(need.packages)}", flush=True)
    prefix = _privilege()
    if prefix is None or not shutil.which("apt-get"):
        fail(f"Install them first, e.g.: sudo apt-get install {' '.join(packages)}")
        return
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    apt += ["-o", "Acquire::Retries=3"]
    _must([*apt, "update"])
    _must([*apt, "install", "--yes", "--no-install-recommends", *packages])
    still = [need.what for need in NEEDS if not need.is_here()]
    if still:
        fail(f"Installed {' '.join(packages)}, but this still lacks its programs: {'; '.join(still)}")


def _privilege() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None


def _must(command: list[str]) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        fail(f"failed ({done.returncode}): {' '.join(command)}")


if __name__ == "__main__":
    install_what_lacks()
