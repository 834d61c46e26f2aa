"""The named styles of a paper: one for each component of the decree, under its Vietnamese name.

Everything about the look of a component is in its style, so an officer who changes the paper in Word changes
it in one place and new words take the right look. Headings are Word's own, for its navigation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from ansinh.papers.official.language import Align, Rank
from ansinh.papers.official.measures import Measures
from ansinh.papers.official.ooxml import Element, Face, Setting, el

LANGUAGE = "vi-VN"


class Style(StrEnum):
    """Identifiers of the styles, as they stand in ``w:pStyle``."""

    NORMAL = "Normal"
    NATIONAL_NAME = "QuocHieu"
    MOTTO = "TieuNgu"
    SUPERIOR = "CoQuanChuQuan"
    ISSUER = "CoQuanBanHanh"
    NUMBER = "SoKyHieu"
    PLACE_AND_DATE = "DiaDanhThoiGian"
    LETTER_SUBJECT = "TrichYeuCongVan"
    MARKING = "DauVanBan"
    TYPE_NAME = "TenLoai"
    TITLE = "TrichYeu"
    RULE = "DuongKe"
    ADDRESSEES = "KinhGui"
    BODY = "LoiVan"
    BASIS = "CanCu"
    PART = "Phan"
    CHAPTER = "Chuong"
    SECTION = "Muc"
    SUBSECTION = "TieuMuc"
    ARTICLE = "Dieu"
    DIVISION = "Heading1"
    CLAUSE = "Heading2"
    POINT = "Heading3"
    QUOTE = "TrichDan"
    PICTURE = "HinhAnh"
    CAPTION = "Caption"
    TABLE_WORDS = "ChuTrongBang"
    TABLE_NOTE = "GhiChuBang"
    AUTHORITY = "QuyenHanChucVu"
    SIGNER = "HoTenNguoiKy"
    RECIPIENTS_LABEL = "NoiNhan"
    RECIPIENTS = "DanhSachNoiNhan"
    ANNEX_LABEL = "PhuLuc"
    ANNEX_TITLE = "TenPhuLuc"
    ANNEX_REFERENCE = "KemTheo"
    SOURCES_HEADING = "NguonSoLieu"
    SOURCES = "DanhSachNguon"
    HEADER = "Header"
    FOOTER = "Footer"
    BREAK = "NgatPhan"


HEADING_STYLES = {
    Rank.PART: Style.PART,
    Rank.CHAPTER: Style.CHAPTER,
    Rank.SECTION: Style.SECTION,
    Rank.SUBSECTION: Style.SUBSECTION,
    Rank.DIVISION: Style.DIVISION,
    Rank.ARTICLE: Style.ARTICLE,
    Rank.CLAUSE: Style.CLAUSE,
    Rank.POINT: Style.POINT,
}


@dataclass(frozen=True, slots=True)
class Definition:
    style: Style
    name: str
    face: Face
    setting: Setting
    following: Style


def styles_element(measures: Measures) -> Element:
    """The whole ``w:styles``: defaults, then one style for each component."""
    defaults = el(
        "docDefaults",
        el("rPrDefault", el("rPr", *_default_face(measures).properties())),
        el("pPrDefault", el("pPr", *Setting(before=0, after=0, line=1.0).properties())),
    )
    fixed = (_no_list(), _character_default(), _table_default())
    return el("styles", defaults, *map(_paragraph_style, definitions(measures)), *fixed)


def definitions(measures: Measures) -> Iterator[Definition]:
    """Every paragraph style."""
    yield Definition(Style.NORMAL, "Normal", Face(), Setting(), Style.NORMAL)
    yield from _letterhead(measures)
    yield from _body(measures)
    yield from _closing(measures)
    yield from _annexes(measures)
    yield from _margins(measures)


def component_face(measures: Measures, key: str) -> Face:
    """Size, weight and slant of a component as the decree gives them."""
    component = measures.law.component(key)
    return Face(bold=component.bold, italic=component.italic, size=measures.size(key))


def _letterhead(measures: Measures) -> Iterator[Definition]:
    def style(style: Style, name: str, key: str, before: float | None = None) -> Definition:
        setting = Setting(align=Align.CENTRED, before=before)
        return Definition(style, name, component_face(measures, key), setting, style)

    number_gap = measures.law.component("letter_subject").space_before or 0
    yield style(Style.NATIONAL_NAME, "Quốc hiệu", "national_name")
    yield style(Style.MOTTO, "Tiêu ngữ", "national_motto")
    yield style(Style.SUPERIOR, "Cơ quan chủ quản", "superior_body")
    yield style(Style.ISSUER, "Cơ quan ban hành", "issuing_body")
    yield style(Style.NUMBER, "Số, ký hiệu", "number", before=6)
    yield style(Style.PLACE_AND_DATE, "Địa danh, thời gian", "place_and_date", before=6)
    yield style(Style.LETTER_SUBJECT, "Trích yếu công văn", "letter_subject", before=number_gap)
    yield style(Style.TYPE_NAME, "Tên loại văn bản", "type_name", before=18)
    yield style(Style.TITLE, "Trích yếu", "title")
    yield Definition(
        Style.MARKING,
        "Dấu dự thảo, mẫu",
        Face(bold=True, size=measures.size("national_name")),
        Setting(align=Align.CENTRED, framed=True, before=10, left=20, right=20),
        Style.MARKING,
    )
    yield Definition(
        Style.RULE,
        "Đường kẻ",
        Face(size=2),
        Setting(align=Align.CENTRED, rule_below=True, exact_line=3),
        Style.BODY,
    )
    yield Definition(
        Style.ADDRESSEES, "Kính gửi", component_face(measures, "addressees"), Setting(before=6), Style.ADDRESSEES
    )


def _body(measures: Measures) -> Iterator[Definition]:
    running = Setting(
        align=Align.JUSTIFIED,
        before=measures.paragraph_space,
        line=measures.line_spacing,
        first_line=measures.first_line_indent,
    )
    body = component_face(measures, "body")
    yield Definition(Style.BODY, "Lời văn", body, running, Style.BODY)
    yield Definition(Style.BASIS, "Căn cứ", component_face(measures, "legal_basis"), running, Style.BASIS)
    yield from _centred_headings(measures)
    yield from _indented_headings(measures, replace(running, keep_with_next=True, keep_lines=True))
    yield Definition(
        Style.QUOTE,
        "Trích dẫn",
        replace(body, italic=True),
        replace(running, first_line=None, left=measures.first_line_indent, right=measures.first_line_indent),
        Style.BODY,
    )
    centred = Setting(align=Align.CENTRED, before=measures.paragraph_space, keep_lines=True)
    table = Face(size=measures.table_size)
    yield Definition(Style.PICTURE, "Hình ảnh", body, replace(centred, keep_with_next=True), Style.CAPTION)
    yield Definition(
        Style.CAPTION,
        "caption",
        replace(table, bold=True),
        replace(centred, keep_with_next=True, after=3),
        Style.BODY,
    )
    yield Definition(Style.TABLE_WORDS, "Chữ trong bảng", table, Setting(before=2, after=2), Style.TABLE_WORDS)
    yield Definition(
        Style.TABLE_NOTE, "Ghi chú bảng", replace(table, italic=True), Setting(before=3, after=6), Style.BODY
    )


def _centred_headings(measures: Measures) -> Iterator[Definition]:
    """Label and title each on a line of its own, centred; the title in capitals (II.6.đ)."""
    names = {
        Style.PART: ("Phần", "part_label", 0),
        Style.CHAPTER: ("Chương", "part_label", 1),
        Style.SECTION: ("Mục", "section_label", 2),
        Style.SUBSECTION: ("Tiểu mục", "section_label", 3),
    }
    for style, (name, key, level) in names.items():
        setting = Setting(align=Align.CENTRED, before=12, keep_with_next=True, keep_lines=True, outline=level)
        yield Definition(style, name, component_face(measures, key), setting, Style.BODY)


def _indented_headings(measures: Measures, setting: Setting) -> Iterator[Definition]:
    names = {
        Style.DIVISION: ("heading 1", "division", 0),
        Style.CLAUSE: ("heading 2", "titled_clause", 1),
        Style.POINT: ("heading 3", "point", 2),
        Style.ARTICLE: ("Điều", "article", 1),
    }
    for style, (name, key, level) in names.items():
        yield Definition(style, name, component_face(measures, key), replace(setting, outline=level), Style.BODY)


def _closing(measures: Measures) -> Iterator[Definition]:
    signer = component_face(measures, "signer_name")
    together = Setting(align=Align.CENTRED, keep_with_next=True)
    yield Definition(
        Style.AUTHORITY,
        "Quyền hạn, chức vụ",
        component_face(measures, "signer_authority"),
        together,
        Style.AUTHORITY,
    )
    yield Definition(
        Style.SIGNER,
        "Họ tên người ký",
        signer,
        Setting(align=Align.CENTRED, before=measures.signing_space),
        Style.BODY,
    )
    yield Definition(
        Style.RECIPIENTS_LABEL,
        "Nơi nhận",
        component_face(measures, "recipients_label"),
        Setting(keep_with_next=True, align=Align.LEFT),
        Style.RECIPIENTS,
    )
    recipients = component_face(measures, "recipients")
    yield Definition(Style.RECIPIENTS, "Danh sách nơi nhận", recipients, Setting(align=Align.LEFT), Style.RECIPIENTS)
    yield Definition(
        Style.SOURCES_HEADING,
        "Nguồn số liệu",
        replace(component_face(measures, "recipients_label"), italic=False),
        Setting(before=18, keep_with_next=True),
        Style.SOURCES,
    )
    yield Definition(
        Style.SOURCES,
        "Danh sách nguồn",
        recipients,
        Setting(align=Align.JUSTIFIED, before=2, left=8, hanging=8),
        Style.SOURCES,
    )


def _annexes(measures: Measures) -> Iterator[Definition]:
    title = component_face(measures, "annex_title")
    together = Setting(align=Align.CENTRED, keep_with_next=True, keep_lines=True)
    yield Definition(
        Style.ANNEX_LABEL,
        "Phụ lục",
        component_face(measures, "annex_label"),
        replace(together, outline=0),
        Style.ANNEX_TITLE,
    )
    yield Definition(Style.ANNEX_TITLE, "Tên phụ lục", replace(title, caps=True), together, Style.BODY)
    yield Definition(
        Style.ANNEX_REFERENCE,
        "Kèm theo văn bản",
        component_face(measures, "annex_reference"),
        together,
        Style.BODY,
    )


def _margins(measures: Measures) -> Iterator[Definition]:
    yield Definition(
        Style.HEADER,
        "header",
        Face(size=measures.page_number_size),
        Setting(align=Align.CENTRED),
        Style.HEADER,
    )
    yield Definition(
        Style.FOOTER,
        "footer",
        Face(size=measures.size("recipients"), italic=True),
        Setting(align=Align.CENTRED),
        Style.FOOTER,
    )
    yield Definition(Style.BREAK, "Ngắt phần", Face(size=1), Setting(exact_line=1), Style.BODY)


def _default_face(measures: Measures) -> Face:
    return Face(font=measures.font, colour=measures.colour, size=measures.body_size, language=LANGUAGE)


def _paragraph_style(definition: Definition) -> Element:
    style, normal = definition.style, definition.style == Style.NORMAL
    attributes: dict[str, str | int] = {"type": "paragraph", "styleId": style.value}
    if normal:
        attributes["default"] = 1
    element = el("style", el("name", val=definition.name), **attributes)
    if not normal:
        element.append(el("basedOn", val=Style.NORMAL.value))
        element.append(el("next", val=definition.following.value))
    element.append(el("qFormat"))
    setting, face = definition.setting.properties(), definition.face.properties()
    if setting:
        element.append(el("pPr", *setting))
    if face:
        element.append(el("rPr", *face))
    return element


def _character_default() -> Element:
    return el(
        "style",
        el("name", val="Default Paragraph Font"),
        el("uiPriority", val=1),
        el("semiHidden"),
        type="character",
        default=1,
        styleId="DefaultParagraphFont",
    )


def _table_default() -> Element:
    margins = ((side, width) for side, width in (("top", 0), ("left", 85), ("bottom", 0), ("right", 85)))
    return el(
        "style",
        el("name", val="Normal Table"),
        el("uiPriority", val=99),
        el("semiHidden"),
        el(
            "tblPr",
            el("tblInd", w=0, type="dxa"),
            el("tblCellMar", *(el(side, w=width, type="dxa") for side, width in margins)),
        ),
        type="table",
        default=1,
        styleId="TableNormal",
    )


def _no_list() -> Element:
    return el(
        "style",
        el("name", val="No List"),
        el("uiPriority", val=99),
        el("semiHidden"),
        type="numbering",
        default=1,
        styleId="NoList",
    )
