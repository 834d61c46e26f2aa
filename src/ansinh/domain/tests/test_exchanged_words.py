import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.exchanged_words import exchanged, holds


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        ("Sở Lao động- Thương binh và Xã hội", "Sở Lao động - Thương binh và Xã hội", "Sở Nội vụ", "Sở Nội vụ"),
        ("trên 95% dân số", "trên 95%", "trên 97%", "trên 97% dân số"),
        ("khoảng 1.000 căn", "khoảng", "", "1.000 căn"),
        ("Sở Y tế tỉnh; sở y tế", "Sở Y tế", "Sở A", "Sở A tỉnh; Sở A"),
        ("Công sở Y tếch", "Sở Y tế", "Sở A", "Công sở Y tếch"),
        ("195% dân số", "95%", "97%", "195% dân số"),
        ("không có gì", "", "mới", "không có gì"),
    ],
)
def test_phrases_are_exchanged_whole_whatever_stands_between_their_words(text, old, new, expected):
    assert exchanged(text, old, new) == expected


@given(st.text(alphabet="ab -,%1", max_size=30), st.text(alphabet="ab -,%1", max_size=6), st.just("mới"))
def test_a_text_without_the_phrase_stays_as_it_is(text, old, new):
    assert holds(text, old) or exchanged(text, old, new) == text
