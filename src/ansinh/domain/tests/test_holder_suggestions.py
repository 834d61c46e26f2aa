from ansinh.domain.holder_suggestions import Field, HolderSuggester

HEALTH, INSURANCE, BUILDING = 1, 2, 3
SUGGESTER = HolderSuggester(
    [
        Field(HEALTH, "Sở Y tế", "bảo hiểm y tế toàn dân", ("bảo hiểm y tế",)),
        Field(HEALTH, "Sở Y tế", "y tế cơ sở", ("y tế", "trạm y tế")),
        Field(INSURANCE, "BHXH tỉnh", "bảo hiểm xã hội", ("bảo hiểm xã hội", "bảo hiểm")),
        Field(BUILDING, "Sở Xây dựng", "nhà ở", ("nhà ở", "nhà ở xã hội")),
    ]
)


def test_the_longest_words_decide_and_count_once():
    found = SUGGESTER.suggest("Tỷ lệ tham gia bảo hiểm y tế")
    assert found is not None
    assert (found.holder_name, found.field, found.words) == ("Sở Y tế", "bảo hiểm y tế toàn dân", ("bảo hiểm y tế",))


def test_marks_and_capitals_do_not_matter():
    found = SUGGESTER.suggest("NHÀ Ở XÃ HỘI cho công nhân")
    assert found is not None
    assert found.holder == BUILDING


def test_two_agencies_level_give_no_suggestion():
    assert SUGGESTER.suggest("y tế, nhà ở") is None


def test_a_text_of_no_field_gives_no_suggestion():
    assert SUGGESTER.suggest("Ban hành chính sách") is None
