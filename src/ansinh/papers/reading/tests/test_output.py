"""What a reading looks like outside: JSON in the shape of plan-reading/1, a table for people."""

import json
from importlib.resources import files
from typing import Any

import pytest

from ansinh.papers.reading import read_paper, reading_to_json, reading_to_table
from ansinh.papers.reading.tests.papers import paper_of, plan_65
from ansinh.papers.reading.tests.schema_check import violations


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    text = files("ansinh.papers.reading").joinpath("plan-reading.schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


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
