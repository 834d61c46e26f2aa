"""Properties stand in the order of ECMA-376 (Part 1, Annex A): Word repairs or refuses what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansinh.papers.official import (
    Align,
    Annex,
    Basis,
    Citation,
    Column,
    Heading,
    Landscape,
    Marking,
    Paragraph,
    Quote,
    Rank,
    Span,
    Table,
    TableCell,
)
from ansinh.papers.official.ooxml import Face, Setting
from ansinh.papers.official.tests.documents import W, plan, rendered

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing mirrorIndents jc textDirection textAlignment outlineLvl rPr "
    "sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike color spacing w kern position sz szCs highlight u effect "
    "bdr shd vertAlign rtl cs em lang",
    "tblPr": "tblStyle tblpPr bidiVisual tblW jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook "
    "tblCaption tblDescription",
    "trPr": "cantSplit trHeight tblHeader jc",
    "tcPr": "cnfStyle tcW gridSpan vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols vAlign "
    "titlePg docGrid",
    "style": "name aliases basedOn next link uiPriority semiHidden unhideWhenUsed qFormat locked pPr rPr tblPr",
    "tbl": "tblPr tblGrid tr",
    "tr": "trPr tc",
    "pBdr": "top left bottom right between bar",
    "tblBorders": "top left bottom right insideH insideV",
    "tblCellMar": "top left bottom right",
}

TABLE = Table(
    (Column("a"), Column("b")),
    ((TableCell("nhóm", span=2),), (TableCell("c", rows=2), "d"), ("e",)),
    caption="Bảng",
    note="Nguồn",
)
EVERYTHING = plan(
    body=(
        Basis("Căn cứ;"),
        *(Heading(rank, "1.", "Tên") for rank in Rank),
        Paragraph(("a", Span("b", bold=True, italic=True), Citation("c")), Align.RIGHT, keep_with_next=True),
        Quote("a", "b"),
        TABLE,
        TABLE,
        Landscape((TABLE,)),
    ),
    addressees=("a", "b"),
    annexes=(Annex("A", (TABLE,), landscape=True), Annex("B", (), kind="Kế hoạch")),
    marking=Marking.SAMPLE,
)


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "word/header1.xml", "word/footer1.xml"])
def test_children_stand_in_the_order_of_the_schema(part):
    seen = set()
    for element in rendered(EVERYTHING).part(part).iter():
        name = element.tag.removeprefix(W)
        if name not in ORDER:
            continue
        seen.add(name)
        order = ORDER[name].split()
        children = [order.index(child.tag.removeprefix(W)) for child in element]
        assert children == sorted(children), (name, [child.tag for child in element])
    assert seen


@given(
    st.builds(
        Setting,
        keep_with_next=st.sampled_from([None, True, False]),
        keep_lines=st.booleans(),
        rule_below=st.booleans(),
        framed=st.booleans(),
        before=st.none() | st.floats(0, 99),
        exact_line=st.none() | st.floats(1, 99),
        left=st.none() | st.floats(0, 99),
        hanging=st.none() | st.floats(0, 9),
        align=st.none() | st.sampled_from(Align),
        outline=st.none() | st.integers(0, 8),
    )
)
def test_any_setting_of_a_paragraph_is_in_order(setting):
    order = ORDER["pPr"].split()
    places = [order.index(child.tag.removeprefix(W)) for child in setting.properties("LoiVan")]
    assert places == sorted(set(places))


@given(
    st.builds(
        Face,
        bold=st.booleans(),
        italic=st.booleans(),
        caps=st.booleans(),
        raised=st.booleans(),
        size=st.none() | st.sampled_from([11.0, 13.0]),
        font=st.none() | st.just("Times New Roman"),
        colour=st.none() | st.just("000000"),
        language=st.none() | st.just("vi-VN"),
    )
)
def test_any_face_is_in_order(face):
    order = ORDER["rPr"].split()
    places = [order.index(child.tag.removeprefix(W)) for child in face.properties()]
    assert places == sorted(set(places))
