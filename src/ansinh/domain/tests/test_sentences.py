from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.sentences import sentences


def test_a_task_is_split_into_the_works_it_names():
    text = "Tổ chức các sàn giao dịch việc làm. Xây dựng quan hệ lao động hài hoà; Mở rộng tín dụng."
    assert [s.text for s in sentences(text)] == [
        "Tổ chức các sàn giao dịch việc làm.",
        "Xây dựng quan hệ lao động hài hoà;",
        "Mở rộng tín dụng.",
    ]


def test_thousands_and_abbreviations_do_not_end_a_sentence():
    text = "Xây 3.340 nhà ở TP. Quảng Ngãi; hỗ trợ hộ nghèo."
    assert len(sentences(text)) == 1


@given(st.text(max_size=200))
def test_every_sentence_stands_where_it_says(text):
    for sentence in sentences(text):
        assert text[sentence.start : sentence.start + len(sentence.text)] == sentence.text
