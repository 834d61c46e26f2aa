"""docs/algorithms/amendments.md says what is read; these tests hold the reader to its tables."""

from datetime import date

import pytest

from ansinh.domain.amendment_readings import Instruction, Op
from ansinh.domain.readings import DocumentHeader
from ansinh.papers.reading.amendments import find_amended, read_amendment
from ansinh.papers.reading.amendments.force import read_force
from ansinh.papers.reading.amendments.places import find_places
from ansinh.papers.reading.amendments.tests.decision import documented_rows, order_paper, plan
from ansinh.papers.reading.tests.papers import paper_of

SIGNED = date(2025, 5, 15)
FORCE = documented_rows("| Sentence (signed 15/5/2025) | Day |")


@pytest.mark.parametrize(("words", "expected"), documented_rows("| Words | Amends |"))
def test_a_title_names_the_amended_document(words, expected):
    found = find_amended(paper_of("QUYẾT ĐỊNH", words, "Điều 1. Nội dung."), DocumentHeader(title=words))
    told = [f"{one.number}, {one.issued_on}" if one.issued_on else one.number for one in found]
    assert "; ".join(told) == expected


@pytest.mark.parametrize(("sentence", "expected"), FORCE)
def test_a_sentence_of_force_gives_the_day(sentence, expected):
    day, words = read_force(paper_of(sentence), SIGNED)
    assert (day.isoformat() if day else "") == expected
    assert (words is not None) == bool(expected)


@pytest.mark.parametrize(("reference", "expected"), documented_rows("| Reference | Places |"))
def test_references_are_read_as_places(reference, expected):
    assert " / ".join(map(str, find_places(reference, 0, len(reference)).places)) == expected


@pytest.mark.parametrize(("order", "expected"), documented_rows("| Order | Read as |"))
def test_orders_are_read(order, expected):
    found = read_amendment(order_paper(order), plan())
    assert " // ".join(map(shown, found.instructions)) == expected


def shown(instruction: Instruction) -> str:
    """An order in the notation of the table."""
    places = " / ".join(map(str, instruction.places))
    subject = instruction.subject + (
        f" ({instruction.due_year})" if instruction.due_year and instruction.number else ""
    )
    told = [
        part
        for part in (_words(instruction), _number(instruction, subject), _promises(instruction), _fields(instruction))
        if part
    ]
    return f"{instruction.op} · {places} · {' '.join(told) or subject}".replace("·  ·", "· ·").removesuffix(" · ")


def _words(instruction: Instruction) -> str:
    return f"{instruction.old_words} → {instruction.new_words}".strip() if instruction.op is Op.WORDS else ""


def _number(instruction: Instruction, subject: str) -> str:
    if instruction.number is None:
        return ""
    sides = (instruction.number.old, instruction.number.new)
    told = [" ".join(str(side[key]) for key in ("operator", "value", "unit") if key in side) for side in sides]
    return f"number {subject} {' → '.join(told)}"


def _promises(instruction: Instruction) -> str:
    if instruction.op is Op.WORDS:  # read for when the old words stand nowhere
        return ""
    return " ".join(
        f"task {p.code}"
        if p.kind == "task"
        else f"{p.kind} {p.values['name']} {p.values['operator']} {p.values['value']} "
        f"{p.values['unit']} {p.values['due_year']}"
        for p in instruction.promises
    )


def _fields(instruction: Instruction) -> str:
    agencies = " / ".join(agency.raw for agency in instruction.agencies) + (
        " (beside those in force)" if instruction.joins else ""
    )
    time = instruction.values.get("timeframe_raw", "")
    return " ".join(
        [*([f"{instruction.agencies[0].role} {agencies}"] if agencies else []), *([f"time {time}"] if time else [])]
    )
