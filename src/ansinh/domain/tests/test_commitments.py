"""The tables of docs/algorithms/commitments.md, and what holds for any sequence of allowed steps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.commitments import (
    COMMITMENT_MARKS,
    COMMITMENT_STEPS,
    COMMITMENT_WORDS,
    DUTY_MARKS,
    DUTY_STEPS,
    DUTY_WORDS,
    CommitmentState,
    DutyState,
    DutyVerb,
    HoldersOfDay,
    Side,
    Verb,
    accepting_agency,
    commitment_after,
    commitment_holder,
    commitment_verbs,
    duty_after,
    duty_holder,
    duty_verbs,
    promise_status,
)
from ansinh.domain.tests.doc_tables import rows_under
from ansinh.domain.timeliness import TimeFacts

PAGE = "commitments.md"
TODAY = date(2024, 11, 4)
ORGANISATIONS = st.integers(1, 6)


def _written(step: object) -> dict[str, str]:
    sources, target = step.sources, step.target  # type: ignore[attr-defined]
    return {
        "from": ", ".join(sorted(s.value for s in sources)),
        "side": step.side.value,  # type: ignore[attr-defined]
        "to": target.value if target else "(stays)",
        "reason": "yes" if step.needs_reason else "no",  # type: ignore[attr-defined]
    }


def _table(heading: str) -> dict[str, dict[str, str]]:
    return {
        row["verb"]: {**row, "from": ", ".join(sorted(row["from"].split(", ")))} for row in rows_under(PAGE, heading)
    }


def test_steps_of_a_commitment_are_those_of_the_page() -> None:
    table = _table("Steps of a commitment")
    assert {v.value: {"verb": v.value, **_written(s)} for v, s in COMMITMENT_STEPS.items()} == table


def test_steps_of_a_duty_are_those_of_the_page() -> None:
    assert {v.value: {"verb": v.value, **_written(s)} for v, s in DUTY_STEPS.items()} == _table("Steps of a duty")


def test_states_have_the_words_of_the_page() -> None:
    table = {row["state"]: row["words"] for row in rows_under(PAGE, "States of a commitment")}
    assert table == {state.value: word for state, word in COMMITMENT_WORDS.items()}


def test_every_state_has_a_word_and_a_mark() -> None:
    assert set(COMMITMENT_WORDS) == set(COMMITMENT_MARKS) == set(CommitmentState)
    assert set(DUTY_WORDS) == set(DUTY_MARKS) == set(DutyState)
    assert set(COMMITMENT_STEPS) == set(Verb)
    assert set(DUTY_STEPS) == set(DutyVerb)


def test_a_cancelled_proposal_is_reopened_as_a_proposal() -> None:
    assert commitment_after(CommitmentState.CANCELLED, Verb.REOPEN, was_accepted=False) == CommitmentState.PROPOSED
    assert commitment_after(CommitmentState.CANCELLED, Verb.REOPEN, was_accepted=True) == CommitmentState.ACCEPTED


@given(st.lists(st.sampled_from(list(Verb)), max_size=40))
def test_every_reachable_state_lets_somebody_go_on(verbs: list[Verb]) -> None:
    state, was_accepted = CommitmentState.PROPOSED, False
    for verb in verbs:
        state = commitment_after(state, verb, was_accepted) or state
        was_accepted = was_accepted or state == CommitmentState.ACCEPTED
        assert commitment_verbs(state, Side), "no dead end"
        for one in commitment_verbs(state, Side):
            assert commitment_after(state, one, was_accepted) in CommitmentState


@given(st.lists(st.sampled_from(list(DutyVerb)), max_size=40))
def test_a_duty_is_never_in_a_dead_end(verbs: list[DutyVerb]) -> None:
    state = DutyState.OPEN
    for verb in verbs:
        state = duty_after(state, verb) or state
        assert duty_verbs(state, Side)


@pytest.mark.parametrize("row", rows_under(PAGE, "Who holds, who accepts"), ids=lambda row: " ".join(row.values()))
def test_holders_are_those_of_the_page(row: dict[str, str]) -> None:
    leads = frozenset(int(one) for one in row["leads on the day"].split(", ") if one != "–")
    accountable = None if row["accountable on the day"] == "–" else int(row["accountable on the day"])
    held = HoldersOfDay(accountable, leads)
    made_by = int(row["made by"])
    holder = (
        duty_holder(made_by, row["exists"] == "yes", held)
        if row["thing"] == "duty"
        else commitment_holder(made_by, row["thing"] == "main", held)
    )
    assert holder == int(row["holder"])


@given(ORGANISATIONS, st.booleans(), st.none() | ORGANISATIONS, st.frozensets(ORGANISATIONS))
def test_there_is_exactly_one_holder_and_the_promise_knows_it(
    made_by: int, is_main: bool, accountable: int | None, leads: frozenset[int]
) -> None:
    """Whatever the holdings of a day are: who made it, or who answers for the promise on that day."""
    held = HoldersOfDay(accountable, leads)
    assert commitment_holder(made_by, is_main, held) in {made_by, accountable}
    assert duty_holder(made_by, is_main, held) in {made_by, accountable}


@given(ORGANISATIONS, st.lists(ORGANISATIONS, min_size=1))
def test_nobody_accepts_their_own_while_there_is_anybody_else(doer: int, candidates: list[int]) -> None:
    chosen = accepting_agency(doer, candidates)
    assert chosen in candidates
    assert chosen != doer or set(candidates) == {doer}


@pytest.mark.parametrize("row", rows_under(PAGE, "How a promise stands"), ids=lambda row: " ".join(row.values()))
def test_a_promise_stands_as_the_page_says(row: dict[str, str]) -> None:
    def late(text: str) -> date:
        return TODAY - timedelta(days=int(text)) if text not in ("–", "0") else TODAY

    is_done = row["committed"] == "done"
    commitments = [TimeFacts(late(row["commitments overdue at most"]), TODAY if is_done else None, is_accepted=is_done)]
    milestones = [TimeFacts(late(row["milestones overdue at most"]))]
    if row["committed"] == "none":
        commitments, milestones = [], []
    assert promise_status(commitments, milestones, int(row["waiting"]), TODAY) == row["status"]


def test_cancelled_commitments_are_as_good_as_none() -> None:
    assert promise_status([TimeFacts(TODAY, is_cancelled=True)], [], 0, TODAY) == "none"
