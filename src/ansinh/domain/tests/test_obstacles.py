from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.obstacles import (
    AGE_BANDS,
    ANSWER_LABELS,
    CLOSED_STATES,
    KIND_LABELS,
    LEVEL_DAYS,
    LEVEL_LABELS,
    MOVERS,
    OPEN_STATES,
    PARTY_LABELS,
    STATE_DAYS,
    STATE_LABELS,
    TRANSITIONS,
    VERB_LABELS,
    AnswerKind,
    HandlingLevel,
    ObstacleKind,
    ObstacleState,
    Party,
    Said,
    Verb,
    age_band,
    alike,
    days_of,
    levels_above,
    likeness,
    mover,
    next_level,
    outcome,
    transition,
    verbs_of,
)

PAGE = (Path(__file__).parents[4] / "docs" / "algorithms" / "obstacles.md").read_text(encoding="utf-8")


def table(head: str) -> list[list[str]]:
    """Rows of the table that begins with the line ``head``."""
    lines = PAGE.split(head)[1].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_transitions_are_those_of_the_page() -> None:
    written = {
        (row[0], row[1]): (frozenset(row[2].split(", ")), row[3]) for row in table("| in | verb | by | leads to |")
    }
    made = {
        (state.value, verb.value): (frozenset(p.value for p in move.by), move.to.value if move.to else "answer")
        for (state, verb), move in TRANSITIONS.items()
    }
    assert made == written


def test_states_words_movers_and_days_are_those_of_the_page() -> None:
    written = {row[0]: tuple(row[1:]) for row in table("| state | word | who moves | working days |")}
    made = {}
    for state in ObstacleState:
        party = mover(state)
        days = "by level" if state == ObstacleState.ROUTED else str(STATE_DAYS.get(state, "–"))
        made[state.value] = (STATE_LABELS[state], party.value if party else "nobody", days)
    assert made == written
    levels = {row[0]: (row[1], int(row[2])) for row in table("| level | word | working days |")}
    assert {level.value: (LEVEL_LABELS[level], LEVEL_DAYS[level]) for level in HandlingLevel} == levels


@pytest.mark.parametrize(("one", "other", "same"), table("| one | other | same |"))
def test_worked_cases_of_likeness(one: str, other: str, same: str) -> None:
    said = [Said(1, one, "people", frozenset({7})), Said(2, other, "people", frozenset({7, 8}))]
    assert bool(alike(said)) == (same == "yes")


def test_everything_has_a_word() -> None:
    assert set(KIND_LABELS) == set(ObstacleKind)
    assert set(STATE_LABELS) == set(ObstacleState)
    assert set(LEVEL_LABELS) == set(HandlingLevel)
    assert set(ANSWER_LABELS) == set(AnswerKind)
    assert set(VERB_LABELS) == set(Verb)
    assert set(PARTY_LABELS) == set(Party)


def test_every_open_state_has_one_mover_who_can_do_something_and_a_clock() -> None:
    for state in OPEN_STATES:
        assert verbs_of(state, {MOVERS[state]}), f"{state}: its mover can do nothing"
        assert days_of(state, HandlingLevel.UNIT)
    for state in CLOSED_STATES:
        assert mover(state) is None
        assert verbs_of(state, set(Party)) == ()
        assert days_of(state, None) is None


def test_routed_without_a_level_is_a_fault() -> None:
    with pytest.raises(ValueError, match="level"):
        days_of(ObstacleState.ROUTED, None)


def test_end_can_be_reached_from_every_open_state() -> None:
    reach = {state: {move.to for (at, _), move in TRANSITIONS.items() if at == state} for state in ObstacleState}
    ends = {*CLOSED_STATES, None}
    for state in OPEN_STATES:
        seen: set[ObstacleState | None] = {state}
        while True:
            more = {to for at in seen if at is not None for to in reach[at]} - seen
            if not more:
                break
            seen |= more
        assert seen & ends


@given(st.lists(st.tuples(st.sampled_from(Verb), st.sampled_from(Party), st.sampled_from(AnswerKind)), max_size=40))
def test_no_sequence_of_verbs_leads_where_nobody_knows_what_to_do(tries: list[tuple[Verb, Party, AnswerKind]]) -> None:
    state = ObstacleState.RAISED
    for verb, party, answer in tries:
        move = transition(state, verb)
        if move is None or party not in move.by:
            continue
        state = move.to or outcome(answer)
        assert STATE_LABELS[state]
        assert (mover(state) is None) == (state in CLOSED_STATES)


def test_levels_go_up_to_the_centre_and_end_there() -> None:
    assert next_level(HandlingLevel.UNIT) == HandlingLevel.DEPARTMENT
    assert next_level(HandlingLevel.CENTRAL) is None
    assert levels_above(HandlingLevel.PROVINCE) == (HandlingLevel.CENTRAL,)


def test_refusal_removes_no_obstacle() -> None:
    assert outcome(AnswerKind.REFUSAL) == ObstacleState.CLOSED
    assert {outcome(kind) for kind in AnswerKind if kind != AnswerKind.REFUSAL} == {ObstacleState.RESOLVED}


@given(st.integers(min_value=-5, max_value=5000))
def test_every_age_lies_in_exactly_one_band(days: int) -> None:
    assert [band for band in AGE_BANDS if band.holds(max(days, 0))] == [age_band(days)]


SENTENCES = st.lists(
    st.sampled_from(["kinh phí", "đầu mối", "dữ liệu", "lao động", "nhà ở", "bảo hiểm", "12"]), min_size=0, max_size=6
).map(" ".join)
SAID = st.builds(
    Said,
    st.integers(0, 10**6),
    SENTENCES,
    st.sampled_from(["money", "people"]),
    st.frozensets(st.integers(1, 3), min_size=1),
)


@given(SENTENCES, SENTENCES)
def test_likeness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, other) == likeness(other, one)


@given(st.lists(SAID, max_size=12, unique_by=lambda one: one.pk), st.randoms())
def test_groups_do_not_overlap_and_do_not_depend_on_the_order(said: list[Said], random: object) -> None:
    found = alike(said)
    keys = [pk for group in found for pk in group]
    assert len(keys) == len(set(keys))
    assert all(len(group) > 1 for group in found)
    shuffled = list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert alike(shuffled) == found


def test_other_kind_or_other_promise_is_another_obstacle() -> None:
    words = "chưa cử đầu mối nhập cơ sở dữ liệu"
    assert not alike([Said(1, words, "people", frozenset({1})), Said(2, words, "money", frozenset({1}))])
    assert not alike([Said(1, words, "people", frozenset({1})), Said(2, words, "people", frozenset({2}))])
