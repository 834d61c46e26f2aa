"""Papers to render, and eyes to look at what came out."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from lxml import etree

from ansinh.papers.official import Letterhead, OfficialPaper, Paragraph, Signature, render_docx

MADE_AT = datetime(2024, 3, 20, 1, 2, 3, tzinfo=UTC)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MM = 1440 / 25.4  # twips in a mm

PLAN = OfficialPaper(
    head=Letterhead(
        "Ủy ban nhân dân tỉnh Quảng Ngãi",
        number=65,
        symbol="KH-UBND",
        place="Quảng Ngãi",
        issued_on=date(2024, 3, 20),
    ),
    kind="Kế hoạch",
    title="Triển khai thực hiện Chương trình hành động về chính sách xã hội",
    body=(Paragraph("Ủy ban nhân dân tỉnh ban hành Kế hoạch như sau./."),),
    signature=Signature(("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH"), "PHÓ CHỦ TỊCH", "Trần Văn A"),
    recipients=("Thường trực Tỉnh ủy", "Lưu: VT, KGVX"),
)


def plan(**changes: object) -> OfficialPaper:
    return replace(PLAN, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Rendered:
    """A rendered paper, taken apart again."""

    data: bytes

    def part(self, name: str) -> etree._Element:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return etree.fromstring(archive.read(name))

    @property
    def names(self) -> list[str]:
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.namelist()

    @property
    def body(self) -> etree._Element:
        found = self.part("word/document.xml").find(f"{W}body")
        assert found is not None
        return found

    def paragraphs(self, style: str | None = None) -> list[etree._Element]:
        """Every paragraph, in tables too; with ``style`` only those of that style."""
        found = list(self.body.iter(f"{W}p"))
        return [p for p in found if style is None or style_of(p) == style]

    def texts(self, style: str) -> list[str]:
        return [text_of(p) for p in self.paragraphs(style)]

    def style(self, identifier: str) -> etree._Element:
        for style in self.part("word/styles.xml").iter(f"{W}style"):
            if style.get(f"{W}styleId") == identifier:
                return style
        raise AssertionError(f"no style {identifier}")

    def sections(self) -> list[etree._Element]:
        return list(self.body.iter(f"{W}sectPr"))

    def margin(self, section: etree._Element, kind: str, where: str = "header") -> etree._Element | None:
        """What stands in the margin of a section's pages: ``kind`` is default or first."""
        relations = self.part("word/_rels/document.xml.rels")
        targets = {relation.get("Id"): relation.get("Target") for relation in relations}
        for reference in section.iter(f"{W}{where}Reference"):
            if reference.get(f"{W}type") == kind:
                return self.part(f"word/{targets[reference.get(f'{R}id')]}")
        return None


def rendered(paper: OfficialPaper) -> Rendered:
    return Rendered(render_docx(paper, made_at=MADE_AT))


def style_of(paragraph: etree._Element) -> str | None:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return None if style is None else style.get(f"{W}val")


def text_of(element: etree._Element) -> str:
    """The words of an element; forced lines, tabs and firm hyphens as the characters they stand for."""
    signs = {f"{W}br": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "-"}
    inside = (node for node in element.iter(f"{W}t", *signs) if node.getparent().tag == f"{W}r")
    return "".join(signs.get(node.tag) or node.text or "" for node in inside)


def value(element: etree._Element, path: str, attribute: str = "val") -> str | None:
    """The attribute of the element at a path of local names, ``None`` where it is not."""
    found = element.find("/".join(f"{W}{name}" for name in path.split("/")))
    return None if found is None else found.get(f"{W}{attribute}")


def has(element: etree._Element, path: str) -> bool:
    return element.find("/".join(f"{W}{name}" for name in path.split("/"))) is not None
