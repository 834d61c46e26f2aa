from ansinh.domain.amendment_readings import AgencyName
from ansinh.domain.tests.amending import target_values
from ansinh.domain.wording_differences import PromiseWording, field_changes


def test_only_fields_that_differ_are_told_in_the_words_of_officials():
    before = PromiseWording("target", target_values("Tỷ lệ bao phủ", 95))
    after = PromiseWording("target", target_values("Tỷ lệ bao phủ", 97))
    (change,) = field_changes(before, after)
    assert (change.label, change.before, change.after) == ("Đích", "≥\u00a095%", "≥\u00a097%")
    assert [words.text for words in change.was if words.differs] == ["95%"]


def test_a_number_that_goes_is_told_as_qualitative():
    goal = PromiseWording("goal", {"name": "Tỷ lệ bao phủ", "due_year": 2025})
    changes = field_changes(PromiseWording("target", target_values("Tỷ lệ bao phủ", 95)), goal)
    assert [(c.label, c.after) for c in changes] == [("Đích", "định tính, không có số")]


def test_agencies_are_compared_as_printed():
    values = {"name": "Việc", "text": "Việc"}
    before = PromiseWording("task", values, (AgencyName("lead", "Sở A"), AgencyName("supporting", "Sở C")))
    after = PromiseWording("task", values, (AgencyName("lead", "Sở B"), AgencyName("supporting", "Sở C")))
    assert [(c.label, c.before, c.after) for c in field_changes(before, after)] == [("Chủ trì", "Sở A", "Sở B")]


def test_two_different_sentences_differ_as_a_whole():
    before = PromiseWording("obligation", {"kind": "report", "what": "Gửi báo cáo năm"})
    after = PromiseWording("obligation", {"kind": "report", "what": "Lập dự toán"})
    (change,) = field_changes(before, after)
    assert all(words.differs for words in (*change.was, *change.now))


def test_an_added_promise_tells_all_it_says_and_a_dropped_one_all_it_said():
    wording = PromiseWording("target", target_values("Tỷ lệ bao phủ", 95))
    assert [c.label for c in field_changes(None, wording)] == ["Tên chỉ tiêu", "Đích", "Đến hết năm"]
    assert [c.before for c in field_changes(wording, None)] == ["Tỷ lệ bao phủ", "≥\u00a095%", "2025"]
    assert field_changes(wording, wording) == ()
