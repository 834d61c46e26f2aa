"""Bytes to Unicode, and the encodings from before Unicode."""

import pytest

from ansinh.papers.intake import open_paper
from ansinh.papers.intake.legacy import Legacy, detect_legacy, legacy_of_font, to_unicode
from ansinh.papers.intake.tests.builders import words
from ansinh.papers.paper import PaperRefused

_TEXT = "Ủy ban nhân dân tỉnh Quảng Ngãi ban hành Kế hoạch thực hiện các nhiệm vụ của tỉnh."
_TCVN3 = "ñy ban nh©n d©n tØnh Qu¶ng Ng·i ban hµnh KÕ ho¹ch thùc hiÖn c¸c nhiÖm vô cña tØnh."
_VNI = "UÛy ban nhaân daân tænh Quaûng Ngaõi ban haønh Keá hoaïch thöïc hieän caùc nhieäm vuï cuûa tænh."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_with_and_without_a_mark(encoding: str) -> None:
    assert words(open_paper(_TEXT.encode(encoding), "x.txt")) == [_TEXT]


def test_windows_1258_is_composed() -> None:
    coded = "T\u00f4i l\u00e0 ng\u01b0\u01a1\u0300i Vi\u00ea\u0323t Nam \u01a1\u0309 t\u00ednh Qua\u0309ng Nga\u0303i"
    assert words(open_paper(coded.encode("cp1258"), "x.txt")) == ["Tôi là người Việt Nam ở tính Quảng Ngãi"]


@pytest.mark.parametrize(("coded", "legacy"), [(_TCVN3, Legacy.TCVN3), (_VNI, Legacy.VNI)])
def test_old_encodings_are_converted_and_said(coded: str, legacy: Legacy) -> None:
    for data in (coded.encode("latin-1"), coded.encode("utf-8")):
        paper = open_paper(data, "x.txt")
        assert words(paper)[0].casefold() == _TEXT.casefold()
        assert [problem.code for problem in paper.problems] == ["legacy-encoding-converted"]
        assert legacy.value in paper.problems[0].message


def test_the_vowels_with_two_marks_of_vni() -> None:
    coded = "ngöôøi ngheøo, tröôùc ngaøy 30/10, öôùc tính, ñieàu, söû duïng, quyõ, yù kieán, tyû leä, kyø, taêng, laém, ñaëc"
    plain = "người nghèo, trước ngày 30/10, ước tính, điều, sử dụng, quỹ, ý kiến, tỷ lệ, kỳ, tăng, lắm, đặc"
    assert to_unicode(coded, Legacy.VNI) == plain


def test_unicode_text_is_never_taken_for_an_old_encoding() -> None:
    assert detect_legacy(_TEXT * 5) is None
    assert detect_legacy("Señor Muñoz, mañana en España. " * 20) is None


@pytest.mark.parametrize(
    ("font", "legacy"),
    [
        (".VnTime", Legacy.TCVN3),
        ("ABCDEF+.VnArialH", Legacy.TCVN3),
        ("VNI-Times", Legacy.VNI),
        ("Times New Roman", None),
    ],
)
def test_fonts_give_the_encoding_away(font: str, legacy: Legacy | None) -> None:
    assert legacy_of_font(font) is legacy


def test_bytes_of_no_known_encoding_are_refused_with_advice() -> None:
    with pytest.raises(PaperRefused) as refused:
        open_paper(bytes(range(0x80, 0x100)) * 20, "la.txt")
    assert refused.value.code == "unknown-encoding"
    assert "la.txt" in refused.value.message
    assert "UTF-8" in refused.value.message
