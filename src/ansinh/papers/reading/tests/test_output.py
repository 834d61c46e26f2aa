"""What `ansinh read` prints: JSON in the shape of plan-reading/1, a table for people, messages in Vietnamese."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from ansinh.__main__ import READ, REFUSED, WRONG_USE, main
from ansinh.papers.reading import read_paper, reading_to_json, reading_to_table
from ansinh.papers.reading.tests.papers import paper_of, plan_65
from ansinh.papers.reading.tests.schema_check import violations


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = files("ansinh.papers.reading").joinpath("plan-reading.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@pytest.fixture
def plan_file(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.md"
    path.write_bytes(files("ansinh.apps.plans").joinpath("data", "65-KH-UBND.md").read_bytes())
    return path


def test_json_of_plan_65_is_valid(schema: dict[str, Any]) -> None:
    data = json.loads(reading_to_json(read_paper(plan_65())))
    assert list(violations(data, schema)) == []
    assert (len(data["tasks"]), len(data["obligations"]), len(data["recipients"])) == (24, 5, 13)
    assert data["document"]["issued_on"] == "2024-03-20"


def test_json_of_an_empty_reading_is_valid(schema: dict[str, Any]) -> None:
    data = json.loads(reading_to_json(read_paper(paper_of("Xin chào các bạn"))))
    assert list(violations(data, schema)) == []
    assert data["problems"] != []


def test_schema_finds_what_does_not_fit(schema: dict[str, Any]) -> None:
    data = json.loads(reading_to_json(read_paper(plan_65())))
    data["tasks"][0]["confidence"] = 2
    data["tasks"][1]["timeframe"]["kind"] = "sometimes"
    del data["recipients"]
    data["extra"] = True
    assert len(list(violations(data, schema))) == 4


def test_json_keeps_vietnamese_letters() -> None:
    assert "Sở Lao động- Thương binh và Xã hội" in reading_to_json(read_paper(plan_65()))


def test_table_names_every_part_with_its_count() -> None:
    table = reading_to_table(read_paper(plan_65()))
    for line in ("NHIỆM VỤ (24)", "NGHĨA VỤ (5)", "NƠI NHẬN (13)", "Hạn: trước ngày 30/10. Kỳ: hằng năm"):
        assert line in table
    assert max(map(len, table.splitlines())) <= 400


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
