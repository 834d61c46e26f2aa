from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.amendment_readings import AgencyName, NewNumber, Op, PlanPlace
from ansinh.domain.amendments import LOOK, free_code, replaced_sets
from ansinh.domain.promise_matching import at_place
from ansinh.domain.tests.amending import (
    NAMES,
    exchange,
    live_duty,
    live_target,
    live_task,
    new_target,
    new_task,
    order,
    proposed,
)

COVER = NAMES["A"]


def documented_rows():
    page = Path(__file__).parents[4] / "docs" / "algorithms" / "amendments.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    rows = []
    for line in lines[lines.index("| In force | New words | Proposed |") + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def told(side):
    return [(letter, int(value)) for letter, value in (part.split() for part in side.split(";"))]


@pytest.mark.parametrize(("in_force", "new_words", "expected"), documented_rows())
def test_old_and_new_promises_of_a_place_are_paired_as_documented(in_force, new_words, expected):
    live = [live_target(f"II.1.{n}", NAMES[letter], value) for n, (letter, value) in enumerate(told(in_force), 1)]
    new = tuple(new_target(NAMES[letter], value) for letter, value in told(new_words))
    found = proposed(live, order(Op.CHANGE, "II.1", 1, promises=new))
    assert "; ".join(shown(change, live) for change in found.changes) == expected


def shown(change, live):
    old = {promise.promise_id: promise for promise in live}.get(change.promise_id)
    letter = next(key for key, name in NAMES.items() if name == (old or change).values["name"])
    if change.is_open:
        return f"? {letter}"
    look = ", cần xem kỹ" if change.op is Op.CHANGE and change.confidence <= LOOK else ""
    return f"{change.op} {letter}" + ("" if change.op is Op.DROP else f": {change.values['value']}{look}")


# Places --------------------------------------------------------------------------------------------------------


def test_a_place_means_everything_below_it():
    live = [live_task("III.8.a", "một"), live_task("III.8.b", "hai"), live_task("III.80.a", "ba")]
    found = proposed(live, order(Op.DROP, "III.8"))
    assert [(c.op, c.code) for c in found.changes] == [(Op.DROP, "III.8.a"), (Op.DROP, "III.8.b")]


def test_the_last_dash_is_the_last_of_its_place():
    live = [live_target("II.1.1", "một", dash=1), live_target("II.1.2", "chín", dash=9)]
    assert at_place(live, [PlanPlace("II.1", -1)]).promises == (live[1],)


def test_a_place_that_the_plan_does_not_have_is_left_open_with_the_reference_as_written():
    missing = replace(order(Op.DROP), places=(PlanPlace("III.8.h", raw="điểm h khoản 8 Mục III"),))
    found = proposed([live_task("III.8.a", "một")], order(Op.DROP, "III.8.a"), missing)
    opened = found.changes[1]
    assert (opened.is_open, opened.promise_id) == (True, None)
    assert "điểm h khoản 8 Mục III" in opened.note


def test_a_row_of_an_annex_is_found_in_its_group():
    live = [live_task("PL2.I.4", "bốn"), live_task("PL2.II.5", "năm")]
    assert [c.code for c in proposed(live, order(Op.DROP, "PL2.5")).changes] == ["PL2.II.5"]


def test_dashes_of_a_place_with_later_additions_are_to_be_looked_at():
    live = [live_target("II.1.1", COVER), live_target("II.1.2", NAMES["B"], dash=None, is_added=True)]
    (change,) = proposed(live, order(Op.CHANGE, "II.1", 1, promises=(new_target(COVER, 97),))).changes
    assert change.confidence <= LOOK
    assert "đã có mục được bổ sung" in change.note


# One promise, one proposal ---------------------------------------------------------------------------------------


def test_several_orders_for_one_promise_are_one_proposal():
    task = live_task("III.1", "Tuyên truyền", ("lead", "Sở A"))
    orders = (
        order(Op.CHANGE, "III.1", values={"product": "Báo cáo"}),
        exchange("Sở A", "Sở B"),
    )
    (change,) = proposed([task], *orders).changes
    assert change.orders == (0, 1)
    assert (change.values["product"], change.agencies) == ("Báo cáo", (AgencyName("lead", "Sở B"),))
    assert set(change.sets) == {"product", "agencies"}


def test_a_promise_that_is_changed_and_dropped_is_dropped_and_said_so():
    live = [live_target("II.1.1", COVER)]
    orders = (order(Op.CHANGE, "II.1", 1, promises=(new_target(COVER, 97),)), order(Op.DROP, "II.1.1"))
    (change,) = proposed(live, *orders).changes
    assert change.op is Op.DROP
    assert "vừa sửa vừa bãi bỏ" in change.note


def test_new_words_that_say_the_same_are_told_not_proposed():
    found = proposed([live_target("II.1.1", COVER)], order(Op.CHANGE, "II.1", 1, promises=(new_target(COVER, 95),)))
    assert found.changes == ()
    assert "giống nội dung đang có hiệu lực" in found.problems[0][1]


# Numbers -------------------------------------------------------------------------------------------------------


def number(old, new, **more):
    told = {"value": old, "unit": "%"} if old else {}
    return {"number": NewNumber(told, {"value": new, "unit": "%", **more})}


def test_a_number_changes_and_the_comparison_in_force_stays():
    live = [live_target("II.1.1", COVER), live_target("II.1.2", NAMES["B"])]
    (change,) = proposed(live, order(Op.CHANGE, subject="tỷ lệ tham gia bảo hiểm y tế", **number("95", "97"))).changes
    assert (change.code, change.values["value"], change.values["operator"]) == ("II.1.1", "97", ">=")
    assert change.sets == ("value",)


def test_a_number_that_is_not_the_one_in_force_is_left_open():
    live = [live_target("II.1.1", COVER, 96)]
    (change,) = proposed(live, order(Op.CHANGE, subject=COVER, **number("95", "97"))).changes
    assert change.is_open
    assert "khác số đang có hiệu lực" in change.note


def test_the_year_named_with_a_target_tells_two_of_one_name_apart():
    later = live_target("II.2.1", COVER)
    later = replace(later, values=later.values | {"due_year": 2030})
    live = [live_target("II.1.1", COVER), later]
    (change,) = proposed(live, order(Op.CHANGE, subject=COVER, due_year=2030, **number("95", "98"))).changes
    assert change.code == "II.2.1"
    (unsure,) = proposed(live, order(Op.CHANGE, subject=COVER, **number("95", "98"))).changes
    assert unsure.is_open


def test_a_name_that_fits_nothing_is_left_open():
    found = proposed([live_target("II.1.1", COVER)], order(Op.DROP, subject="Xây dựng cầu cảng"))
    assert found.changes[0].is_open
    assert "Xây dựng cầu cảng" in found.changes[0].note


# Words exchanged -------------------------------------------------------------------------------------------------


def test_an_agency_is_exchanged_wherever_it_is_printed_and_named_once():
    live = [
        live_task("III.1", "Việc", ("lead", "Sở Lao động- Thương binh và Xã hội"), ("lead", "Sở Nội vụ")),
        live_task("III.2", "Việc khác", ("lead", "Sở Y tế")),
    ]
    (change,) = proposed(live, exchange("Sở Lao động - Thương binh và Xã hội", "Sở Nội vụ")).changes
    assert (change.code, change.agencies) == ("III.1", (AgencyName("lead", "Sở Nội vụ"),))


def test_words_in_a_targets_sentence_change_its_number():
    (change,) = proposed([live_target("II.1.1", COVER)], exchange("ít nhất 95%", "ít nhất 97%", "II.1")).changes
    assert (change.values["value"], change.sets) == ("97", ("value",))


def test_a_sentence_that_its_reader_does_not_give_back_is_left_to_a_person():
    odd = live_target("II.1.1", COVER, quote="câu khác hẳn 95%")
    found = proposed([odd], exchange("95%", "97%"))
    assert found.changes == ()
    assert found.problems


def test_words_of_a_time_frame_and_of_a_due_day_are_read_again():
    live = [
        live_task("III.1", "Việc", time="Năm 2024"),
        live_duty(
            "IV.1",
            "Báo cáo trước ngày 30/10",
            due={"raw": "trước ngày 30/10", "day": 30, "month": 10, "year": None, "before": True},
        ),
    ]
    task, duty = proposed(live, exchange("Năm 2024", "Năm 2026"), exchange("30/10", "15/11")).changes
    assert (task.values["timeframe_raw"], task.values["end_year"]) == ("Năm 2026", 2026)
    assert (duty.values["what"], duty.values["due"]["day"]) == ("Báo cáo trước ngày 15/11", 15)


def test_words_that_stand_nowhere_are_a_problem_and_no_change():
    found = proposed([live_target("II.1.1", COVER)], exchange("Sở Ngoại vụ", "Sở Nội vụ"))
    assert found.changes == ()
    assert "Sở Ngoại vụ" in found.problems[0][1]


def test_a_sentence_that_stands_nowhere_is_left_open_with_what_is_to_stand_instead():
    lost = replace(exchange("Câu không có trong kế hoạch", "Câu mới"), promises=(new_target(COVER, 97),))
    (change,) = proposed([live_target("II.1.1", COVER)], lost).changes
    assert (change.is_open, change.values["value"]) == (True, "97")
    assert change.near is not None, "the target of the same name is proposed"
    assert "Không tìm thấy nguyên văn" in change.note


def test_agencies_may_come_beside_those_that_stand_there():
    task = live_task("III.1", "Việc", ("lead", "Sở A"), ("supporting", "Sở C"))
    joined = order(Op.CHANGE, "III.1", agencies=(AgencyName("supporting", "Sở D"),), joins=True)
    (change,) = proposed([task], joined).changes
    assert [agency.raw for agency in change.agencies] == ["Sở A", "Sở C", "Sở D"]


# New words -----------------------------------------------------------------------------------------------------


def test_a_task_keeps_what_its_new_words_do_not_give():
    task = live_task("III.8.b", "Triển khai chương trình", ("lead", "Sở A"), ("supporting", "Sở C"))
    new = new_task("III.8.b", "Triển khai chương trình mới", ("lead", "Sở B"))
    (change,) = proposed([task], order(Op.CHANGE, "III.8.b", promises=(new,))).changes
    assert change.values["timeframe_raw"] == "Năm 2024"
    assert change.agencies == (AgencyName("lead", "Sở B"), AgencyName("supporting", "Sở C"))


def test_a_target_may_lose_its_number():
    goal = replace(new_target(COVER, None), kind="goal", values={"name": COVER, "due_year": None})
    (change,) = proposed([live_target("II.1.1", COVER)], order(Op.CHANGE, "II.1", 1, promises=(goal,))).changes
    assert (change.kind, change.values["operator"], change.values["value"], change.values["due_year"]) == (
        "goal",
        "",
        None,
        2025,
    )


def test_added_promises_get_the_next_code_of_their_section():
    live = [live_target("II.1.1", COVER), live_target("II.1.2", NAMES["B"]), live_task("III.8.a", "một")]
    new = (new_target(NAMES["C"], 60), new_target(NAMES["D"], 30))
    orders = (order(Op.ADD, "II.1", promises=new), order(Op.ADD, "III.8", promises=(new_task("", "hai"),)))
    assert [c.code for c in proposed(live, *orders).changes][:2] == ["II.1.3", "II.1.4"]


def test_a_code_that_the_plan_has_already_is_not_given_twice():
    live = [live_task("III.8.c", "ba")]
    (change,) = proposed(live, order(Op.ADD, "III.8.c", promises=(new_task("III.8.c", "khác"),))).changes
    assert change.code == "III.8.d"
    assert "III.8.c đã có" in change.note


def test_an_addition_of_what_the_plan_has_is_to_be_looked_at():
    (change,) = proposed(
        [live_target("II.1.1", COVER)], order(Op.ADD, "II.1", promises=(new_target(COVER, 99),))
    ).changes
    assert "II.1.1 cùng tên" in change.note


@pytest.mark.parametrize(
    ("kind", "section", "used", "expected"),
    [
        ("target", "II.2.a", ["II.2.a.1", "II.2.a.10", "II.2.b.40"], "II.2.a.11"),
        ("task", "III.8", ["III.8.a", "III.8.d"], "III.8.đ"),
        ("task", "III", ["III.1", "III.2"], "III.3"),
        ("obligation", "IV", ["IV.1", "IV.end"], "IV.2"),
        ("task", "", [], "a"),
    ],
)
def test_free_codes_follow_the_numbering_of_their_section(kind, section, used, expected):
    assert free_code(kind, section, used) == expected


def test_a_change_pointed_at_another_promise_sets_only_what_the_document_gives():
    target = live_target("II.1.1", COVER)
    assert replaced_sets(target, {"value": "97", "name": "khác"}, ["value"]) == target.values | {"value": "97"}
    assert (
        replaced_sets(target, {"end_year": 2026, "timeframe_raw": "Năm 2026"}, ["timeframe_raw", "end_year"])[
            "due_year"
        ]
        == 2026
    )


# Invariants ----------------------------------------------------------------------------------------------------

_LETTERS = st.sampled_from(sorted(NAMES))
_LIVE = st.lists(st.tuples(_LETTERS, st.integers(1, 99)), unique_by=lambda pair: pair[0], max_size=5).map(
    lambda pairs: [live_target(f"II.1.{n}", NAMES[letter], value, dash=n) for n, (letter, value) in enumerate(pairs, 1)]
)
_NEW = st.lists(st.tuples(_LETTERS, st.integers(1, 99)), unique_by=lambda pair: pair[0], min_size=1, max_size=4).map(
    lambda pairs: tuple(new_target(NAMES[letter], value) for letter, value in pairs)
)
_ORDERS = st.lists(
    st.one_of(
        st.builds(lambda dash, new: order(Op.CHANGE, "II.1", dash, promises=new), st.integers(1, 6), _NEW),
        st.builds(lambda new: order(Op.ADD, "II.1", promises=new), _NEW),
        st.builds(lambda n: order(Op.DROP, f"II.1.{n}"), st.integers(1, 6)),
        st.builds(lambda letter: order(Op.DROP, subject=NAMES[letter]), _LETTERS),
        st.builds(lambda a, b: exchange(f"{a}%", f"{b}%"), st.integers(1, 99), st.integers(1, 99)),
        st.builds(
            lambda letter, b: order(Op.CHANGE, subject=NAMES[letter], **number(None, str(b))),
            _LETTERS,
            st.integers(1, 99),
        ),
    ),
    max_size=6,
)


@given(_LIVE, _ORDERS)
def test_every_promise_has_at_most_one_proposal_and_every_order_an_answer(live, orders):
    found = proposed(live, *orders)
    touched = [change.promise_id for change in found.changes if change.promise_id is not None]
    assert len(touched) == len(set(touched))
    codes = [change.code for change in found.changes if change.code]
    assert len(codes) == len(set(codes))
    answered = {index for change in found.changes for index in change.orders} | {index for index, _ in found.problems}
    assert answered == set(range(len(orders)))


@given(_LIVE, _ORDERS)
def test_nothing_that_no_order_reaches_is_proposed(live, orders):
    found = proposed(live, *orders)
    by_id = {promise.promise_id: promise for promise in live}
    for change in found.changes:
        if change.promise_id is None:
            continue
        reached = [orders[index] for index in change.orders]
        assert reached
        assert all(_reaches(one, by_id[change.promise_id]) for one in reached)


def _reaches(one, promise):
    if one.op is Op.WORDS:
        return True
    if one.places:
        return any(
            promise.code == place.code or (promise.place == place.code and place.dash in (None, promise.dash))
            for place in one.places
        )
    return one.subject == promise.values["name"]


@given(_LIVE, st.integers(1, 5), _NEW)
def test_applied_to_the_plan_a_place_says_what_its_new_words_say(live, dash, new):
    """Unless a person has to decide: then nothing of the old words is lost."""
    found = proposed(live, order(Op.CHANGE, "II.1", dash, promises=new))
    here = {promise.promise_id: promise for promise in live if promise.dash == dash}
    after = {pk: dict(promise.values) for pk, promise in here.items()}
    for change in found.changes:
        if change.op is Op.DROP:
            del after[change.promise_id]
        elif not change.is_open:
            after[change.promise_id or change.code] = dict(change.values)
    said = sorted((values["name"], values["value"]) for values in after.values())
    wanted = sorted((promise.values["name"], promise.values["value"]) for promise in new)
    assert said == wanted or any(change.is_open for change in found.changes)
