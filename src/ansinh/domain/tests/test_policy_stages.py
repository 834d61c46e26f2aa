from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.policy_stages import (
    ACT_LABELS,
    STAGE_LABELS,
    STAGES,
    STATE_LABELS,
    ActKind,
    PipelineState,
    PolicyStep,
    StageDates,
    earlier_stages,
    find_acts,
    is_same_act,
    legal_basis,
    next_stage,
    planned_problems,
    progress,
)

PAGE = (Path(__file__).parents[4] / "docs" / "algorithms" / "policy-stages.md").read_text(encoding="utf-8")


def table(head: str) -> list[list[str]]:
    rows = []
    for line in PAGE.split(head)[1].splitlines()[2:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_stages_are_those_of_the_page() -> None:
    for stage, word, *places in table("| stage | word | resolution | decision |"):
        assert STAGE_LABELS[PolicyStep(stage)] == word
        for kind, place in zip((ActKind.RESOLUTION, ActKind.DECISION), places, strict=True):
            found = STAGES[kind].index(PolicyStep(stage)) + 1 if PolicyStep(stage) in STAGES[kind] else "–"
            assert str(found) == place


@pytest.mark.parametrize(("words", "form"), table("| words | form |"))
def test_worked_cases_of_finding(words: str, form: str) -> None:
    assert [act.kind.value for act in find_acts(words)] == ([] if form == "none" else [form])


@pytest.mark.parametrize(
    ("plan", "done", "moved", "day", "stage", "late", "idle"),
    table("| plan | done | moved | day | stage | late | idle |"),
)
def test_worked_cases_of_standing(plan: str, done: str, moved: str, day: str, stage: str, late: str, idle: str) -> None:
    days = zip(STAGES[ActKind.DECISION], plan.split(), done.split(), strict=True)
    stages = [StageDates(step, _day(planned), _day(real)) for step, planned, real in days]
    found = progress(stages, date.fromisoformat(moved), date.fromisoformat(day))
    assert (found.current or "–", found.late, found.idle) == (stage, int(late), int(idle))
    assert found.is_stalled == (found.late > 0 or found.idle > 0)


def _day(text: str) -> date | None:
    return None if text == "–" else date.fromisoformat(text)


def test_everything_has_a_word() -> None:
    assert set(STAGE_LABELS) == set(PolicyStep)
    assert set(ACT_LABELS) == set(ActKind)
    assert set(STATE_LABELS) == set(PipelineState)


@pytest.mark.parametrize("kind", ActKind)
def test_each_stage_leads_to_the_next_and_back_to_all_before(kind: ActKind) -> None:
    stages = STAGES[kind]
    assert [next_stage(kind, stage) for stage in stages] == [*stages[1:], None]
    assert [len(earlier_stages(kind, stage)) for stage in stages] == list(range(len(stages)))


def test_law_is_the_one_of_the_day() -> None:
    assert "80/2015/QH13" in legal_basis(ActKind.RESOLUTION, date(2025, 3, 31))
    assert "127" in legal_basis(ActKind.DECISION, date(2024, 5, 1))
    assert "64/2025/QH15" in legal_basis(ActKind.DECISION, date(2025, 4, 1))


def test_planned_days_that_go_backwards_are_named() -> None:
    stages = [
        StageDates(PolicyStep.PROPOSE, date(2024, 6, 1)),
        StageDates(PolicyStep.DRAFT),
        StageDates(PolicyStep.CONSULT, date(2024, 5, 1)),
    ]
    assert planned_problems(stages) == (
        "Bước «Lấy ý kiến» dự kiến xong trước bước «Đề xuất». Sửa lại cho ngày sau không sớm hơn ngày trước.",
    )


WORDS = st.lists(
    st.sampled_from(
        [
            "Trình HĐND tỉnh",
            "ban hành",
            "chính sách",
            "hỗ trợ",
            "Có",
            "xây dựng",
            "quy chế",
            ";",
            ".",
            "\n",
            "để",
            "65/KH",
            "a)",
        ]
    ),
    max_size=30,
).map(" ".join)


@given(WORDS)
def test_quotes_are_words_of_the_text_and_do_not_overlap(text: str) -> None:
    end = 0
    for act in find_acts(text):
        assert text[act.start : act.end] == act.quote
        assert act.start >= end
        assert act.name
        end = act.end


@given(
    st.lists(st.booleans(), min_size=6, max_size=6), st.dates(date(2024, 1, 1), date(2025, 12, 31)), st.integers(0, 400)
)
def test_a_later_day_never_makes_an_act_less_late(done: list[bool], moved: date, days: int) -> None:
    until = done.index(False) if False in done else len(done)
    stages = [
        StageDates(stage, moved + timedelta(days=10), moved if place < until else None)
        for place, stage in enumerate(STAGES[ActKind.DECISION])
    ]
    early, late = (progress(stages, moved, moved + timedelta(days=n)) for n in (days, days + 1))
    assert early.current == late.current
    assert early.late <= late.late
    assert early.idle <= late.idle
    assert early.done == until


def test_target_and_task_that_promise_the_same_are_one_act() -> None:
    one = "Chính sách hỗ trợ cho Bà mẹ Việt Nam anh hùng trên địa bàn tỉnh"
    assert is_same_act(one, "Chính sách hỗ trợ Bà mẹ Việt Nam anh hùng trên địa bàn tỉnh")
    assert not is_same_act(one, "Chính sách hỗ trợ giá nước sạch")
