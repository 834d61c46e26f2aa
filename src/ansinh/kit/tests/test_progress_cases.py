from __future__ import annotations

from pathlib import Path

import pytest

import ansinh.domain
from ansinh.__main__ import main
from ansinh.kit.progress_cases import compare_file

CASES = Path(ansinh.domain.__file__).parent / "tests" / "data" / "progress-cases.yml"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cases.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_published_case_comes_out_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", str(CASES), "--method", "open-sdg"]) == 0
    assert capsys.readouterr().out == "open-sdg: 43 trường hợp, 43 có đáp án; 0 sai khác ở 0 trường hợp.\n"


def test_every_difference_is_told_and_the_exit_code_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = CASES.read_text(encoding="utf-8").replace("score: 2.5185563910306596", "score: 2.51856")
    assert main(["progress", str(written(tmp_path, wrong))]) == 1
    out = capsys.readouterr().out
    assert "1-2-1 › series 1: score đã công bố 2.51856, tính được 2.5185563910306596" in out
    assert "1 sai khác ở 1 trường hợp" in out


def test_a_label_and_a_missing_answer_differ_too(tmp_path: Path) -> None:
    text = CASES.read_text(encoding="utf-8").replace("status: not_available", "status: deterioration", 1)
    found = compare_file(written(tmp_path, text.replace("progress_value: null", "progress_value: 0.1", 1)), "open-sdg")
    assert {difference.what for difference in found.differences} == {"status", "progress_value"}


def test_escap_cases_are_computed_from_their_points(tmp_path: Path) -> None:
    text = """
1: {a: {base_year: 2015, base_value: 0, current_year: 2020, current_value: 200, direction: 1, target: 5000,
  target_year: 2030, current_status: 0.4, anticipated_gap: 88.0}}
"""
    found = compare_file(written(tmp_path, text), "escap")
    assert (found.cases, found.answered, found.differences) == (1, 1, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- 1", "ở ngoài cùng phải là các chỉ số"),
        ("{}", "không có trường hợp nào"),
        ("a: {b: {base_year: 2015}}", "a › b: thiếu base_value"),
        ("a: {b: {base_value: nhiều, base_year: 1, current_year: 1, current_value: 1, direction: 1}}", "«nhiều»"),
        ("a: {b: {base_value: 1, base_year: 1, current_year: 1, current_value: 1, direction: 0}}", "direction là 0"),
        ("a: 1\na: 2", "có hai lần"),
    ],
)
def test_what_is_no_file_of_cases_is_refused_with_the_place(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["progress", str(written(tmp_path, text))]) == 2
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["progress", "không-có.yml"]) == 2
    assert "không có tệp này" in capsys.readouterr().err
