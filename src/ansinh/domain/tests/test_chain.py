"""Whatever is done to a chain without the key, the place is found and named."""

from __future__ import annotations

import dataclasses
import doctest
import json
import tracemalloc
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansinh.domain.chain import (
    FAULTS_NAMED,
    GENESIS,
    Fault,
    FaultKind,
    Link,
    Stamp,
    StampComparison,
    seal_of,
    settled,
    walk,
)

KEY = b"a key of the tests"


def chain(length: int, key: bytes = KEY) -> list[Link]:
    return list(endless(key, length))


def endless(key: bytes, length: int) -> Iterator[Link]:
    previous = GENESIS
    for sequence in range(1, length + 1):
        fields = {"summary": f"Việc số {sequence}"}
        seal = seal_of(key, sequence, fields, previous)
        yield Link(sequence, fields, previous, seal)
        previous = seal


def first_fault(links: list[Link]) -> Fault:
    return walk(links, KEY).faults[0]


def test_untouched_chain_is_whole_and_gives_its_head() -> None:
    links = chain(30)
    report = walk(links, KEY)
    assert report.is_whole
    assert report.count == 30
    assert report.head == Stamp(30, links[-1].seal[:16])


def test_empty_chain_is_whole() -> None:
    assert walk([], KEY) == walk(iter([]), KEY)
    assert walk([], KEY).is_whole


def test_changed_entry_is_named() -> None:
    links = chain(10)
    links[6] = dataclasses.replace(links[6], fields={"summary": "Việc khác"})
    report = walk(links, KEY)
    assert report.faults == (Fault(FaultKind.CHANGED, 7),)
    assert report.faults[0].message == (
        "Mục 7: nội dung không khớp dấu của chính mục này; mục đã bị sửa hoặc bị chèn vào."
    )


def test_entry_sealed_with_another_key_is_named() -> None:
    links = chain(10)
    fields = {"summary": "Việc khác"}
    forged = seal_of(b"a guess", 7, fields, links[5].seal)
    links[6] = Link(7, fields, links[5].seal, forged)
    assert first_fault(links) == Fault(FaultKind.CHANGED, 7)


def test_missing_entries_are_named_as_a_range() -> None:
    links = chain(10)
    del links[3:6]
    report = walk(links, KEY)
    assert report.faults == (Fault(FaultKind.MISSING, 4, 6),)
    assert report.faults[0].message == "Mục 4 đến 6: không còn trong nhật ký; đã bị xóa."


def test_missing_beginning_is_named() -> None:
    assert first_fault(chain(10)[2:]) == Fault(FaultKind.MISSING, 1, 2)


def test_two_entries_that_changed_places_are_both_named_with_their_own_numbers() -> None:
    links = chain(10)
    links[3], links[6] = (
        dataclasses.replace(links[6], sequence=4),
        dataclasses.replace(links[3], sequence=7),
    )
    report = walk(links, KEY)
    assert report.faults == (Fault(FaultKind.MOVED, 4, 7), Fault(FaultKind.MOVED, 7, 4))
    assert report.faults[0].message == "Mục 4: mục này vốn mang số 7; thứ tự đã bị đổi."


def test_repeated_entry_is_named() -> None:
    links = chain(10)
    links.insert(5, links[4])
    assert walk(links, KEY).faults == (Fault(FaultKind.REPEATED, 5),)


def test_end_replaced_by_whoever_has_the_key_does_not_link() -> None:
    links = chain(10)
    other = seal_of(KEY, 7, {"summary": "Việc khác"}, links[5].seal)
    links[6] = Link(7, {"summary": "Việc khác"}, links[5].seal, other)
    assert walk(links, KEY).faults == (Fault(FaultKind.UNLINKED, 8),)


def test_with_another_key_every_entry_is_counted_and_only_the_first_are_named() -> None:
    report = walk(chain(200, b"another key"), KEY)
    assert report.fault_count == 200
    assert len(report.faults) == FAULTS_NAMED
    assert report.faults[0].sequence == 1


def test_memory_does_not_grow_with_the_chain() -> None:
    def peak(length: int) -> int:
        tracemalloc.start()
        walk(endless(KEY, length), KEY)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(6000) < peak(1000) * 1.5


@given(
    length=st.integers(2, 40),
    data=st.data(),
)
@settings(max_examples=150, deadline=None)
def test_any_tampering_is_found_at_or_before_its_place(length: int, data: st.DataObject) -> None:
    links = chain(length)
    at = data.draw(st.integers(0, length - 2), label="place")
    kind = data.draw(st.sampled_from(["change", "delete", "repeat", "swap", "seal", "previous"]), label="kind")
    if kind == "change":
        links[at] = dataclasses.replace(links[at], fields={"summary": "khác"})
    elif kind == "delete":
        del links[at]
    elif kind == "repeat":
        links.insert(at, links[at])
    elif kind == "swap":
        links[at], links[at + 1] = links[at + 1], links[at]
    elif kind == "seal":
        links[at] = dataclasses.replace(links[at], seal="f" * 64)
    else:
        links[at] = dataclasses.replace(links[at], previous_seal="f" * 64)
    report = walk(links, KEY)
    assert not report.is_whole
    assert report.faults[0].sequence <= at + 2


def test_examples_of_the_page_about_the_chain_are_true() -> None:
    page = Path(__file__).parents[4] / "docs" / "algorithms" / "audit-chain.md"
    assert doctest.testfile(str(page), module_relative=False, encoding="utf-8") == (0, 13)


# Stamps kept outside the chain ---------------------------------------------------------------------------------


def held_against(links: list[Link], stamps: list[Stamp]) -> tuple[Fault, ...]:
    comparison = StampComparison(walk(links, KEY).head.sequence if links else 0)
    seals = {link.sequence: link.seal for link in links}
    for start in range(0, len(stamps), 3):
        comparison.add(stamps[start : start + 3], seals)
    return comparison.faults


def stamps_of(links: list[Link]) -> list[Stamp]:
    return [Stamp.of(link.sequence, link.seal) for link in links]


def test_end_that_was_cut_off_is_found_only_by_the_stamps() -> None:
    links = chain(10)
    assert walk(links[:7], KEY).is_whole
    faults = held_against(links[:7], stamps_of(links))
    assert faults == (Fault(FaultKind.CUT_OFF, 8, 10),)
    assert faults[0].message == (
        "Mục 8 đến 10: đã từng có (dấu niêm còn giữ) nhưng không còn trong nhật ký; phần cuối đã bị cắt."
    )


def test_whole_chain_that_was_removed_is_found_by_the_stamps() -> None:
    assert held_against([], stamps_of(chain(3))) == (Fault(FaultKind.CUT_OFF, 1, 3),)


def test_end_that_was_written_anew_is_found_by_the_stamps() -> None:
    links = chain(10)
    anew = [*links[:8]]
    for sequence in (9, 10, 11):
        fields = {"summary": f"Việc viết lại {sequence}"}
        anew.append(Link(sequence, fields, anew[-1].seal, seal_of(KEY, sequence, fields, anew[-1].seal)))
    assert walk(anew, KEY).is_whole
    assert held_against(anew, stamps_of(links)) == (Fault(FaultKind.REPLACED, 9), Fault(FaultKind.REPLACED, 10))


def test_stamps_in_any_order_and_entries_appended_meanwhile_are_no_fault() -> None:
    links = chain(10)
    comparison = StampComparison(8)  # the walk ended before 9 and 10 came
    comparison.add(reversed(stamps_of(links)), {link.sequence: link.seal for link in links})
    assert comparison.faults == ()
    assert comparison.compared == 10


def test_stamp_is_read_as_people_write_it() -> None:
    stamp = Stamp(1204, "9f3a11bc0d2e77aa")
    assert str(stamp) == "1204 9f3a-11bc-0d2e-77aa"
    for text in ("1204 9f3a-11bc-0d2e-77aa", " 1204  9F3A 11BC 0D2E 77AA\n", "1204 9f3a11bc0d2e77aa"):
        assert Stamp.parse(text) == stamp


@pytest.mark.parametrize("text", ["", "1204", "1204 9f3a", "x 9f3a-11bc-0d2e-77aa", "1204 9f3a-11bc-0d2e-77ag"])
def test_text_that_is_no_stamp_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="ví dụ: 1204 9f3a-11bc-0d2e-77aa"):
        Stamp.parse(text)


# What is sealed is what the database gives back ----------------------------------------------------------------

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(json_values)
def test_settled_values_survive_json_and_settle_only_once(value: object) -> None:
    once = settled(value)
    assert json.loads(json.dumps(once, allow_nan=False)) == once
    assert settled(once) == once


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_settled_numbers_come_back_equal_from_a_database_that_keeps_decimals(value: float) -> None:
    once = settled(value)
    assert settled(float(Decimal(json.dumps(once)))) == once


def test_what_json_does_not_know_becomes_text() -> None:
    assert settled({"day": date(2026, 11, 23), "sum": Decimal("1.50"), "set": {2, 1}, "nul": "a\x00b"}) == {
        "day": "2026-11-23",
        "sum": "1.50",
        "set": [1, 2],
        "nul": "a\ufffdb",
    }
