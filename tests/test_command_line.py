"""The command ``ansinh read``: what it prints, how it refuses, and that it needs no server."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from ansinh.__main__ import READ, REFUSED, WRONG_USE, main


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.md"
    path.write_bytes(files("ansinh.apps.plans").joinpath("data", "65-KH-UBND.md").read_bytes())
    return path


def test_command_prints_json(plan_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(plan_file), "--format", "json"]) == READ
    assert json.loads(capsys.readouterr().out)["document"]["number"] == "65/KH-UBND"


def test_text_that_the_command_prints_is_what_offsets_count(
    plan_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["read", str(plan_file), "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    main(["read", str(plan_file), "--format", "text"])
    text = capsys.readouterr().out
    quotes = [task["quote"] for task in data["tasks"]]
    assert len(quotes) == 24
    assert all(text[quote["start"] : quote["end"]] == quote["text"] for quote in quotes)


def test_missing_file_is_refused_in_vietnamese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "khong-co.docx")]) == REFUSED
    assert "không có tệp này" in capsys.readouterr().err


def test_unreadable_content_is_refused_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "rong.docx"
    empty.write_bytes(b"")
    assert main(["read", str(empty)]) == REFUSED
    assert capsys.readouterr().err.strip() != ""


def test_wrong_use_says_how_the_command_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read"]) == WRONG_USE
    assert "ansinh read TỆP" in capsys.readouterr().err


def test_reading_needs_no_django(plan_file: Path) -> None:
    code = (
        "import sys; from ansinh.__main__ import main; "
        f"main(['read', {str(plan_file)!r}]); sys.exit(int('django' in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
