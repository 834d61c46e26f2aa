"""Make or refresh `.venv`: ``python3 tools/environment.py runtime|dev``.

It runs with whatever python3 the machine has, before anything is installed: standard library only, and a syntax that
old versions still read, so that they can say what is wrong instead of failing with a syntax error.

`.venv/.made-from` holds a digest of what the environment was made from. While it fits, nothing is done: a second start
takes a moment. ``dev`` holds everything that ``runtime`` does.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

LOWEST = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / ".made-from"
LOCKS = {"runtime": ROOT / "requirements" / "runtime.txt", "dev": ROOT / "requirements" / "dev.txt"}


def main(kind):
    if sys.version_info < LOWEST:
        sys.exit(
            f"An Sinh cần Python {LOWEST[0]}.{LOWEST[1]} trở lên; {sys.executable} là Python "
            f"{sys.version_info[0]}.{sys.version_info[1]}. Cài bản mới hơn (Debian: apt install python3.11 "
            "python3.11-venv) rồi chạy lại, ví dụ: make run PYTHON=python3.11"
        )
    wanted = {name: digest(name) for name in LOCKS}
    made = STAMP.read_text().split() if STAMP.exists() else []
    if made and (made == ["dev", wanted["dev"]] or made == [kind, wanted[kind]]):
        return
    if not works():
        create()
    say(f"Cài các thư viện đã khóa phiên bản ({LOCKS[kind].relative_to(ROOT)}) …")
    pip("install", "--require-hashes", "--requirement", str(LOCKS[kind]))
    add_project()
    STAMP.write_text(f"{kind} {wanted[kind]}")


def digest(kind):
    """What the environment depends on: the lock, the interpreter, its own place (a moved one does not work), this file."""
    parts = [LOCKS["runtime"].read_bytes(), LOCKS[kind].read_bytes(), Path(__file__).read_bytes()]
    parts += [sys.version.encode(), str(VENV).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def works():
    """True if the environment is there, is whole, was made here and has this interpreter's version."""
    code = "import sys, pip; print(sys.prefix, sys.version_info[:3])"
    try:
        found = subprocess.run([str(python()), "-c", code], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return False
    return found.strip() == f"{VENV} {tuple(sys.version_info[:3])}"


def create():
    say(f"Tạo môi trường .venv bằng Python {sys.version.split()[0]} …")
    trouble = make_venv()
    if trouble and os.geteuid() == 0 and shutil.which("apt-get"):
        say("Cài gói python3-venv của hệ điều hành …")
        apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "Acquire::Retries=3"]
        subprocess.run([*apt, "update"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        subprocess.run([*apt, "install", "--yes", "python3-venv"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        trouble = make_venv()
    if trouble:
        sys.exit(
            "Không tạo được môi trường Python (python3 -m venv). Trên Debian, Ubuntu: apt install python3-venv, rồi "
            "chạy lại.\n" + trouble
        )


def make_venv():
    """What went wrong, or nothing."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, text=True)
    if made.returncode == 0:
        return ""
    shutil.rmtree(VENV, ignore_errors=True)
    return (made.stdout + made.stderr).strip() or f"venv: {made.returncode}"


def pip(*arguments):
    quiet = ["-qq", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([str(python()), "-m", "pip", *arguments, *quiet])
    if done.returncode:
        sys.exit(
            "Không cài được thư viện. Kiểm tra đường mạng tới kho gói Python của cơ quan (cấu hình của pip: biến "
            "PIP_INDEX_URL hoặc tệp pip.conf), rồi chạy lại; phần đã tải không phải tải lại."
        )


def add_project():
    """Make `ansinh` importable and give it its command. No build: that would need a package from the network."""
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    found = subprocess.run([str(python()), "-c", code], capture_output=True, text=True, check=True).stdout
    (Path(found.strip()) / "ansinh-source.pth").write_text(str(ROOT / "src") + "\n", encoding="utf-8")
    script = python().parent / "ansinh"
    script.write_text(f'#!/bin/sh\nexec "{python()}" -m ansinh "$@"\n', encoding="utf-8")
    script.chmod(0o755)


def python():
    return VENV / "bin" / "python"


def say(text):
    print(text, flush=True)


if __name__ == "__main__":
    if sys.argv[1:] not in (["runtime"], ["dev"]):
        sys.exit("usage: environment.py runtime|dev")
    main(sys.argv[1])
