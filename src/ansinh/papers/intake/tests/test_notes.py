from ansinh.papers.intake.notes import split_numbered


def test_notes_that_run_together_are_told_apart():
    assert split_numbered("[2] Một. [3] Hai.") == {"2": "Một.", "3": "Hai."}


def test_words_without_a_number_hold_no_note():
    assert split_numbered("Theo quy định hiện hành.") == {}
