"""Small files made in code, so that the tests need nothing but this repository."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

from ansinh.papers.paper import BlockKind, Paper

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMESPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def docx(body: str, **parts: str) -> bytes:
    """A .docx whose body is this WordprocessingML; ``numbering="..."`` and the like add parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {_NAMESPACES}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:{name} {_NAMESPACES}>{xml}</w:{name}>")
    return buffer.getvalue()


def p(text: str, properties: str = "", run: str = "") -> str:
    """A paragraph of one run."""
    run_properties = f"<w:rPr>{run}</w:rPr>" if run else ""
    paragraph_properties = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f'<w:p>{paragraph_properties}<w:r>{run_properties}<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def tc(text: str, properties: str = "") -> str:
    """A table cell of one paragraph."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tbl(*rows: Sequence[str]) -> str:
    """A table; cells are plain text or ready ``<w:tc>`` elements."""
    made = "".join(
        "<w:tr>" + "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


def words(paper: Paper) -> list[str]:
    """The text of each block; a row's cells in one string as the paper has them."""
    return [paper.words(block) for block in paper.blocks]


def rows(paper: Paper) -> list[list[str]]:
    """The cells of each row."""
    return [[paper.words(cell) for cell in block.cells] for block in paper.blocks if block.kind is BlockKind.ROW]


# ---------------------------------------------------------------------------------------------------------
# PDF by hand: one font per style, Identity-H codes with a ToUnicode map, no embedded glyphs


@dataclass
class Sheet:
    """A page: words are (x, y from the top, text, size, style), rules are (x0, y0, x1, y1) from the top."""

    width: float = 595.0
    height: float = 842.0
    words: list[tuple[float, float, str, float, str]] = field(default_factory=list)
    rules: list[tuple[float, float, float, float]] = field(default_factory=list)
    picture: bool = False
    rotate: int = 0

    def line(self, x: float, y: float, text: str, size: float = 14.0, style: str = "") -> Sheet:
        self.words.append((x, y, text, size, style))
        return self

    def box(self, xs: Sequence[float], ys: Sequence[float]) -> Sheet:
        """All rules of a full grid."""
        self.rules.extend((xs[0], y, xs[-1], y) for y in ys)
        self.rules.extend((x, ys[0], x, ys[-1]) for x in xs)
        return self


STYLES = {"": "TimesNewRoman", "b": "TimesNewRoman-Bold", "i": "TimesNewRoman-Italic", "vn": ".VnTime"}
_ADVANCE = 500  # of 1000: every glyph is half as wide as its size


def width_of(text: str, size: float = 14.0) -> float:
    """Width in points of text set by `pdf`."""
    return len(text) * size * _ADVANCE / 1000


def pdf(sheets: Sequence[Sheet], *, trailer: str = "") -> bytes:
    """A PDF of these pages."""
    codes = {char: code for code, char in enumerate(sorted({c for s in sheets for w in s.words for c in w[2]}), 1)}
    objects: list[bytes] = [b"", b""]  # catalog, page tree
    fonts = "".join(f"/F{n} {_add_font(objects, name, codes)} 0 R " for n, name in enumerate(STYLES.values()))
    picture = _add(
        objects,
        _stream("/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8", b"\xff" * 4),
    )
    kids: list[str] = []
    for sheet in sheets:
        content = _add(objects, _stream("", _content(sheet, codes)))
        kids.append(f"{_add(objects, _page(sheet, fonts, picture, content))} 0 R")
    objects[0] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>".encode()
    return _file(objects, trailer)


def _page(sheet: Sheet, fonts: str, picture: int, content: int) -> bytes:
    return (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {sheet.width} {sheet.height}]/Rotate {sheet.rotate}"
        f"/Resources<</Font<<{fonts}>>/XObject<</I {picture} 0 R>>>>/Contents {content} 0 R>>"
    ).encode()


def _content(sheet: Sheet, codes: dict[str, int]) -> bytes:
    parts = [f"q {sheet.width} 0 0 {sheet.height} 0 0 cm /I Do Q"] if sheet.picture else []
    parts.extend(f"{x0} {sheet.height - y0} m {x1} {sheet.height - y1} l S" for x0, y0, x1, y1 in sheet.rules)
    for x, y, text, size, style in sheet.words:
        coded = "".join(f"{codes[char]:04x}" for char in text)
        number = list(STYLES).index(style)
        parts.append(f"BT /F{number} {size} Tf 1 0 0 1 {x} {sheet.height - y} Tm <{coded}> Tj ET")
    return "\n".join(parts).encode()


def _add_font(objects: list[bytes], name: str, codes: dict[str, int]) -> int:
    lines = "\n".join(f"<{code:04x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap /CMapType 2 def 1 begincodespacerange <0000> <ffff> "
        f"endcodespacerange {len(codes)} beginbfchar\n{lines}\nendbfchar endcmap end"
    )
    to_unicode = _add(objects, _stream("", cmap.encode()))
    descriptor = _add(
        objects,
        f"<</Type/FontDescriptor/FontName/{name}/Flags 32/FontBBox[0 -220 1000 900]/ItalicAngle 0/Ascent 900"
        "/Descent -220/CapHeight 700/StemV 80>>".encode(),
    )
    descendant = _add(
        objects,
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW {_ADVANCE}>>".encode(),
    )
    return _add(
        objects,
        f"<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
        f"/ToUnicode {to_unicode} 0 R>>".encode(),
    )


def _add(objects: list[bytes], content: bytes) -> int:
    objects.append(content)
    return len(objects)


def _stream(head: str, data: bytes) -> bytes:
    return f"<<{head}/Length {len(data)}>>stream\n".encode() + data + b"\nendstream"


def _file(objects: list[bytes], trailer: str) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets: list[int] = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)
