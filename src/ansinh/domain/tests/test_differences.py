"""The runs always give both wordings back; only what differs is marked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.differences import Words, differing_words

sentences = st.lists(st.sampled_from(["tỷ", "lệ", "trên", "95%", "93%", "\n", "  ", "dân"]), max_size=20).map(" ".join)


def test_only_the_changed_number_is_marked() -> None:
    before, after = differing_words("Trên 93% dân số tham gia", "Trên 95% dân số tham gia")
    assert [w.text for w in before if w.differs] == ["93% "]
    assert [w.text for w in after if w.differs] == ["95% "]


def test_two_different_sentences_are_shown_without_marks() -> None:
    before, after = differing_words("Sở Y tế", "Bảo hiểm xã hội tỉnh")
    assert before == (Words("Sở Y tế"),)
    assert after == (Words("Bảo hiểm xã hội tỉnh"),)


def test_something_against_nothing_is_one_run_or_none() -> None:
    assert differing_words("", "có") == ((), (Words("có"),))


def test_very_long_texts_are_not_compared() -> None:
    before, after = differing_words("a b " * 2000, "a c " * 2000)
    assert len(before) == len(after) == 1


@given(sentences, sentences)
def test_runs_joined_give_the_wordings_back(old: str, new: str) -> None:
    before, after = differing_words(old, new)
    assert "".join(w.text for w in before) == old
    assert "".join(w.text for w in after) == new
