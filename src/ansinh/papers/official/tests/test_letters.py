import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.papers.official.letters import Cut, balanced_width, break_lines, width

SYLLABLES = st.sampled_from(
    [
        "kế",
        "hoạch",
        "triển",
        "khai",
        "thực",
        "hiện",
        "số",
        "43-CTr/TU",
        "ngày",
        "22/01/2024",
        "của",
        "Tỉnh",
        "ủy",
        "-",
        "được",
    ]
)
SENTENCES = st.lists(SYLLABLES, min_size=1, max_size=40).map(" ".join)


def test_marks_do_not_change_the_width_but_horns_do():
    assert width("ệ", 14) == width("e", 14)
    assert width("Ấ", 14, Cut.BOLD) == width("A", 14, Cut.BOLD)
    assert width("ư", 14) > width("u", 14)


def test_width_grows_with_the_size():
    assert width("Độc lập", 28) == pytest.approx(2 * width("Độc lập", 14))


def test_combining_marks_have_the_width_of_the_composed_letter():
    assert width("e\u0323\u0302", 14) == width("ệ", 14)


@given(SENTENCES, st.floats(20, 160))
def test_breaking_loses_no_words_and_no_line_is_too_long(text, limit):
    lines = break_lines(text, 14, Cut.BOLD, limit)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        assert width(line, 14, Cut.BOLD) <= limit or " " not in line


@given(SENTENCES, st.floats(40, 160))
def test_balancing_needs_no_more_lines_and_never_more_width(text, limit):
    narrow = balanced_width(text, 14, Cut.BOLD, limit)
    assert narrow <= limit
    assert len(break_lines(text, 14, Cut.BOLD, narrow)) == len(break_lines(text, 14, Cut.BOLD, limit))


def test_a_balanced_title_has_no_last_line_of_one_word():
    title = "Về việc triển khai thực hiện Chương trình hành động của Tỉnh ủy về chính sách xã hội giai đoạn mới"
    wide = break_lines(title, 14, Cut.BOLD, 150)
    even = break_lines(title, 14, Cut.BOLD, balanced_width(title, 14, Cut.BOLD, 150))
    assert len(even) == len(wide)
    assert min(width(line, 14, Cut.BOLD) for line in even) > min(width(line, 14, Cut.BOLD) for line in wide)
