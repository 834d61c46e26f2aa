"""Plan 65/KH-UBND of Quảng Ngãi, read and laid out again."""

from importlib.resources import files

import pytest

from ansinh.papers.intake import open_paper
from ansinh.papers.official import from_paper
from ansinh.papers.official.parts import split
from ansinh.papers.official.styles import Style
from ansinh.papers.official.tests.documents import rendered, text_of
from ansinh.papers.official.tests.test_from_reading import words_of_body, words_of_source
from ansinh.papers.reading import read_paper

PLAN = files("ansinh") / "apps" / "plans" / "data" / "65-KH-UBND.md"


@pytest.fixture(scope="module")
def plan():
    paper = open_paper(PLAN.read_bytes(), "65-KH-UBND.md")
    reading = read_paper(paper)
    official = from_paper(paper, reading, issuer="Ủy ban nhân dân tỉnh Quảng Ngãi")
    return paper, reading, rendered(official)


def test_every_word_of_the_signed_text_is_there_in_its_order(plan):
    paper, reading, file = plan
    assert words_of_body(file) == words_of_source(paper, split(paper, reading))


def test_its_four_parts_are_headings_and_its_tasks_are_text(plan):
    _, _, file = plan
    assert [text.split(".")[0] for text in file.texts(Style.DIVISION)] == ["I", "II", "III", "IV"]
    assert any(text.startswith("1. Nâng cao nhận thức") for text in file.texts(Style.CLAUSE))
    assert any(text.startswith("a) Tập trung tuyên truyền") for text in file.texts(Style.BODY))


def test_its_head_is_complete_and_its_title_stands_once(plan):
    _, _, file = plan
    assert file.texts(Style.NUMBER) == ["Số: 65/KH-UBND"]
    assert file.texts(Style.ISSUER) == ["ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI"]
    (title,) = file.paragraphs(Style.TITLE)
    assert text_of(title).startswith("Về việc triển khai thực hiện Chương trình hành động")
    assert not [text for text in file.texts(Style.BODY) if text.startswith("Về việc triển khai")]


def test_its_recipients_and_signer_close_it(plan):
    _, reading, file = plan
    assert len(file.texts(Style.RECIPIENTS)) == len(reading.recipients) == 13
    assert file.texts(Style.SIGNER) == ["Trần Hoàng Tuấn"]
