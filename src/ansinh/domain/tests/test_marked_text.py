from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.marked_text import Span, cut, spans_by_block


def test_words_of_a_span_become_one_piece_between_plain_ones():
    pieces = cut("Có ít nhất 75% dân số", 0, 21, [Span(3, 14, "a.9")])
    assert [(p.text, p.key) for p in pieces] == [("Có ", None), ("ít nhất 75%", "a.9"), (" dân số", None)]


def test_a_nested_span_wins_over_the_one_around_it():
    pieces = cut("một hai ba", 0, 10, [Span(0, 10, "task"), Span(4, 7, "product")])
    assert [(p.text, p.key) for p in pieces] == [("một ", "task"), ("hai", "product"), (" ba", "task")]
    assert pieces[1].keys == ("task", "product")
    assert pieces[1].starts == ("product",)


def test_a_span_over_two_blocks_is_found_in_both():
    spans = [Span(2, 12, "x"), Span(20, 22, "y")]
    assert spans_by_block([(0, 5), (6, 15), (16, 30)], spans) == ((spans[0],), (spans[0],), (spans[1],))


@given(
    st.text(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8),
)
def test_pieces_joined_are_the_text_again(text, pairs):
    spans = [Span(min(a, b), max(a, b), str(i)) for i, (a, b) in enumerate(pairs)]
    assert "".join(piece.text for piece in cut(text, 0, len(text), spans)) == text


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 10)), max_size=8))
def test_every_block_gets_exactly_the_spans_that_touch_it(pairs):
    spans = [Span(start, start + length, str(i)) for i, (start, length) in enumerate(pairs)]
    blocks = [(0, 9), (10, 29), (30, 70)]
    for (start, end), found in zip(blocks, spans_by_block(blocks, spans), strict=True):
        assert set(found) == {s for s in spans if s.start < end and s.end > start}
