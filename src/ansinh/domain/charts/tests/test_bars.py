from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.charts.bars import Group, bar_chart

_values = st.decimals(-10_000, 10_000, places=2)


def group(value: Decimal | None, name: str = "Nam") -> Group:
    return Group(name, value, "chưa có số liệu" if value is None else str(value))


def test_a_group_without_a_figure_has_its_words_and_no_bar() -> None:
    drawn = bar_chart([group(Decimal(40)), group(None, "Nữ")])
    assert drawn is not None
    assert [bar.is_known for bar in drawn.bars] == [True, False]
    assert drawn.bars[1].width == "0.0"
    assert drawn.bars[1].words.text == "chưa có số liệu"


def test_where_no_group_has_a_figure_there_is_no_picture() -> None:
    assert bar_chart([group(None), group(None)]) is None


def test_bars_are_as_long_as_their_values_and_the_whole_is_a_line() -> None:
    drawn = bar_chart([group(Decimal(20)), group(Decimal(40))], Group("Chung", Decimal(30), "30%"))
    assert drawn is not None
    short, long = (float(bar.width) for bar in drawn.bars)
    assert abs(long - 2 * short) < 0.2
    assert float(drawn.zero) + short < float(drawn.whole) < float(drawn.zero) + long


@given(st.lists(st.none() | _values, min_size=1, max_size=6), st.none() | _values)
def test_every_bar_lies_inside_the_picture_and_begins_at_zero(
    values: list[Decimal | None], whole: Decimal | None
) -> None:
    drawn = bar_chart([group(value) for value in values], None if whole is None else group(whole))
    if drawn is None:
        assert all(value is None for value in values)
        return
    for bar in drawn.bars:
        left, right = float(bar.x), float(bar.x) + float(bar.width)
        assert -0.1 <= left <= right <= float(drawn.width) + 0.1
        assert min(abs(left - float(drawn.zero)), abs(right - float(drawn.zero))) < 0.2
