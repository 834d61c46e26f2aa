"""The matcher on a small register; the shipped register is tried in the orgs room."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.agency_matching import Certainty, RegisterEntry, build_register, match_name, match_names

ENTRIES = (
    RegisterEntry("so-ldtbxh", "Sở Lao động - Thương binh và Xã hội", "Sở LĐ-TB&XH", 1, known=("Sở Lao động",)),
    RegisterEntry("so-noi-vu", "Sở Nội vụ", "Sở Nội vụ", 2),
    RegisterEntry("so-ngoai-vu", "Sở Ngoại vụ", "Sở Ngoại vụ", 3),
    RegisterEntry("ubnd-tinh", "Ủy ban nhân dân tỉnh Quảng Ngãi", "UBND tỉnh", 4),
    RegisterEntry("son-ha", "Ủy ban nhân dân huyện Sơn Hà", "UBND huyện Sơn Hà", 5),
    RegisterEntry("son-tay", "Ủy ban nhân dân huyện Sơn Tây", "UBND huyện Sơn Tây", 6),
    RegisterEntry("son-tinh-xa", "Ủy ban nhân dân xã Sơn Tinh, huyện Sơn Tây", "UBND xã Sơn Tinh", 7),
    RegisterEntry("son-tinh", "Ủy ban nhân dân huyện Sơn Tịnh", "UBND huyện Sơn Tịnh", 8),
    RegisterEntry("so-y-te", "Sở Y tế", "Sở Y tế", 9),
    RegisterEntry("hdnd", "Hội đồng nhân dân tỉnh Quảng Ngãi", "HĐND tỉnh", 10),
    RegisterEntry("huyen", "UBND các huyện, thị xã, thành phố", "UBND các huyện, thị xã, thành phố", group_id=1),
    RegisterEntry("so-ban-nganh", "Các sở, ban ngành tỉnh", "Các sở, ban ngành tỉnh", group_id=2),
)
REGISTER = build_register(ENTRIES, "Quảng Ngãi")


def chosen(raw: str) -> str | None:
    match = match_name(raw, REGISTER)
    return match.chosen.entry.code if match.chosen else None


def proposed(raw: str) -> list[str]:
    return [suggestion.entry.code for suggestion in match_name(raw, REGISTER).suggestions]


def test_spacing_dashes_and_tone_position_do_not_matter() -> None:
    assert chosen("Sở Lao động- Thương binh và Xã hội") == "so-ldtbxh"
    assert chosen("  SỞ LAO ĐỘNG –\u00a0THƯƠNG BINH VÀ XÃ HỘI; ") == "so-ldtbxh"
    assert chosen("Uỷ ban nhân dân huyện Sơn Hà") == "son-ha"


def test_decomposed_text_is_read_like_composed_text() -> None:
    assert chosen(unicodedata.normalize("NFD", "Sở Nội vụ")) == "so-noi-vu"


def test_title_stands_for_the_body() -> None:
    assert chosen("Giám đốc Sở Y tế") == "so-y-te"
    assert chosen("Chủ tịch UBND huyện Sơn Tây") == "son-tay"
    assert chosen("Chủ tịch, các Phó Chủ tịch UBND tỉnh") == "ubnd-tinh"
    assert chosen("Thủ trưởng các sở, ban, ngành") == "so-ban-nganh"


def test_province_at_the_end_is_ignored_but_another_province_gets_no_proposal() -> None:
    assert chosen("Sở Y tế tỉnh Quảng Ngãi") == "so-y-te"
    assert chosen("HĐND tỉnh Quảng Ngãi") == "hdnd"
    assert proposed("Sở Y tế tỉnh Kon Tum") == []
    assert proposed("Sở Y tế các tỉnh") == []


def test_initials_shared_by_two_bodies_are_shown_both_and_none_is_chosen() -> None:
    match = match_name("Sở NV", REGISTER)
    assert {s.entry.code for s in match.suggestions} == {"so-noi-vu", "so-ngoai-vu"}
    assert match.chosen is None
    assert match.is_ambiguous


def test_marks_tell_two_places_apart_and_without_marks_both_are_shown() -> None:
    assert chosen("UBND huyện Sơn Tịnh") == "son-tinh"
    assert chosen("UBND xã Sơn Tinh") == "son-tinh-xa"
    assert proposed("UBND huyen Son Tinh") == ["son-tinh"]
    assert match_name("UBND huyen Son Tinh", REGISTER).suggestions[0].certainty is Certainty.LIKELY


def test_a_word_cut_short_is_proposed_for_a_closer_look_not_chosen() -> None:
    match = match_name("UBND huyện Sơn", REGISTER)
    assert match.chosen is None
    assert all(s.certainty is Certainty.LOOK for s in match.suggestions)
    assert len(match.suggestions) == 3


def test_another_kind_of_body_is_never_alike() -> None:
    assert proposed("Bộ Y tế") == []
    assert proposed("Phòng Lao động - Thương binh và Xã hội") == []


def test_concerned_members_of_a_group_are_not_the_group() -> None:
    match = match_name("các sở, ban ngành có liên quan", REGISTER)
    assert [s.ground for s in match.suggestions] == ["chỉ nói «liên quan»"]
    assert match.chosen is None


def test_plural_words_are_compared_with_groups_only() -> None:
    assert chosen("UBND các huyện, TX, TP") == "huyen"
    assert proposed("các phòng, ban của Sở Y tế") == []


def test_names_without_words_have_no_proposal() -> None:
    assert proposed("") == []
    assert proposed("…/…") == []
    assert proposed("(qua Sở Y tế)") == []


def test_each_distinct_name_is_answered_once() -> None:
    answers = match_names(["Sở Y tế", "Sở Nội vụ", "Sở Y tế"], REGISTER)
    assert list(answers) == ["Sở Y tế", "Sở Nội vụ"]


def test_empty_register_answers_with_nothing() -> None:
    assert match_name("Sở Y tế", build_register((), "Quảng Ngãi")).suggestions == ()


@given(st.sampled_from(ENTRIES), st.booleans())
def test_every_entry_is_found_by_its_own_names(entry: RegisterEntry, short: bool) -> None:
    name = entry.short_name if short else entry.name
    assert chosen(name) == entry.code
    assert chosen(name.upper()) == entry.code
    assert chosen(f"- {name} (để báo cáo);") == entry.code


@given(st.text(max_size=80))
def test_any_text_is_answered_and_the_choice_is_among_the_proposals(raw: str) -> None:
    match = match_name(raw, REGISTER)
    assert match.raw == raw
    assert match.chosen is None or match.chosen in match.suggestions
    assert all(len(s.ground) <= 40 and 0 <= s.likeness <= 1.000001 for s in match.suggestions)


@given(
    st.permutations(ENTRIES), st.sampled_from(["Sở NV", "UBND huyện Sơn", "Sở Lao động Thương binh", "huyện Sơn Hà"])
)
def test_answer_does_not_depend_on_the_order_of_the_register(entries: list[RegisterEntry], raw: str) -> None:
    assert match_name(raw, build_register(entries, "Quảng Ngãi")) == match_name(raw, REGISTER)
