"""Every row of the tables in docs/algorithms/reading.md is what the reader does."""

import pytest

from ansinh.papers.reading.agencies import split_agencies
from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.sentences import read_assignment
from ansinh.papers.reading.tests.papers import documented_rows, paper_of
from ansinh.papers.reading.timeframes import read_timeframe

_PLACES = documented_rows("| Block begins | Place |")
_AGENCIES = documented_rows("| Printed | Read as |")
_TIMES = documented_rows("| Words | Kind | From | To | Last day |")
_SENTENCES = documented_rows("| Sentence | Leads | Supporters |")


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(" / ")) if cell else ()


@pytest.mark.parametrize(("block", "place"), _PLACES)
def test_label_at_the_start_of_a_block_gives_the_documented_place(block: str, place: str) -> None:
    outline = read_outline(paper_of(block.strip("`"), "Nội dung của mục này."))
    assert [entry.code for entry in outline.entries] == ([place] if place else [])


@pytest.mark.parametrize(("printed", "read_as"), _AGENCIES)
def test_list_of_agencies_is_parted_as_documented(printed: str, read_as: str) -> None:
    assert split_agencies(printed) == _names(read_as)


@pytest.mark.parametrize(("words", "kind", "start", "end", "last_day"), _TIMES)
def test_time_frame_is_normalised_as_documented(words: str, kind: str, start: str, end: str, last_day: str) -> None:
    frame = read_timeframe(words)
    found = (
        frame.kind.value,
        str(frame.start_year or ""),
        str(frame.end_year or ""),
        frame.due_on.isoformat() if frame.due_on else "",
    )
    assert found == (kind, start, end, last_day)
    assert frame.raw == words


@pytest.mark.parametrize(("sentence", "leads", "supporters"), _SENTENCES)
def test_sentence_names_who_leads_and_who_supports_as_documented(sentence: str, leads: str, supporters: str) -> None:
    assignment = read_assignment(sentence, 0, len(sentence))
    assert (assignment.leads, assignment.supporters) == (_names(leads), _names(supporters))


def test_documented_tables_are_not_empty() -> None:
    assert min(map(len, (_PLACES, _AGENCIES, _TIMES, _SENTENCES))) >= 6
