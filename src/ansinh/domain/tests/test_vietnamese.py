import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from ansinh.domain.vietnamese import find_words, nfc, person_sort_key, search_key, sort_key

WORDS = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạÀĐỆ -0123456789", max_size=40)


def test_search_finds_without_marks_and_in_both_tone_styles():
    assert search_key("Hoà bình") == search_key("HÒA BÌNH") == "hoa binh"
    assert search_key("Đức Phổ") == "duc pho"


def test_d_with_stroke_sorts_between_d_and_e():
    assert sorted(["Em", "Đức", "Dung", "Duyên", "Ân", "Ăn", "An"], key=sort_key) == [
        "An",
        "Ăn",
        "Ân",
        "Dung",
        "Duyên",
        "Đức",
        "Em",
    ]


def test_people_sort_by_given_name():
    assert sorted(["Trần Văn Bình", "Lê Thị An", "Nguyễn An"], key=person_sort_key) == [
        "Nguyễn An",
        "Lê Thị An",
        "Trần Văn Bình",
    ]


def test_words_are_found_where_they_stand_in_the_marked_text():
    text = "Tỷ lệ tham gia bảo hiểm y tế trên 95%"
    assert find_words(text, search_key("bao hiem y te")) == (15, 28)
    assert find_words(text, search_key("that nghiep")) is None


@given(WORDS)
def test_decomposed_and_composed_text_have_the_same_keys(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert search_key(decomposed) == search_key(text)
    assert sort_key(decomposed) == sort_key(text)
    assert nfc(decomposed) == nfc(text)


@given(WORDS, WORDS)
def test_a_part_of_a_text_is_found_in_it(before, words):
    key = search_key(words)
    found = find_words(nfc(f"{before} {words}"), key)
    assert (found is not None) == bool(key)
