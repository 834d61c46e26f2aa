"""What Word's styles say about a paragraph: its list, its outline level, bold, italic, capitals."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from ansinh.papers.intake.docx_xml import attribute, child, children, is_on, value


@dataclass(frozen=True, slots=True)
class Look:
    """Properties after inheritance. ``None``: nobody said anything."""

    number_id: str | None = None
    number_level: int | None = None
    outline: int | None = None  # 0 is Heading 1; 9 is body text
    centred: bool | None = None
    bold: bool | None = None
    italic: bool | None = None
    capitals: bool | None = None
    hidden: bool | None = None
    font: str | None = None

    def over(self, base: Look) -> Look:
        """This look on top of ``base``."""
        given = {name: item for name in _FIELDS if (item := getattr(self, name)) is not None}
        return replace(base, **given)


_FIELDS = tuple(Look.__dataclass_fields__)
_DEEPEST = 30  # of styles based on styles; Word allows 11


class Styles:
    """Looks of named styles."""

    def __init__(self, root: etree._Element | None) -> None:
        self._own: dict[str, Look] = {}
        self._base: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self.default_paragraph: str | None = None
        self._defaults = Look()
        self._resolved: dict[str, Look] = {}
        if root is not None:
            self._read(root)

    def look(self, style: str | None) -> Look:
        """The look of a style with everything it is based on."""
        style = style if style is not None else self.default_paragraph
        if style is None:
            return self._defaults
        if style not in self._resolved:
            self._resolved[style] = self._resolve(style)
        return self._resolved[style]

    def name(self, style: str | None) -> str:
        """The style's English name in small letters ("heading 1", "toc 2", "footnote text")."""
        return self._names.get(style, "") if style is not None else ""

    def _resolve(self, style: str) -> Look:
        chain: list[Look] = []
        current: str | None = style
        while current is not None and current in self._own and len(chain) < _DEEPEST:
            chain.append(self._own[current])
            current = self._base.get(current)
        look = self._defaults
        for own in reversed(chain):
            look = own.over(look)
        return look

    def _read(self, root: etree._Element) -> None:
        defaults = child(root, "docDefaults")
        run = child(child(child(defaults, "rPrDefault"), "rPr"), "rFonts")
        self._defaults = Look(font=attribute(run, "ascii"))
        for element in children(root, "style"):
            key = attribute(element, "styleId")
            if key is None:
                continue
            self._own[key] = run_look(child(element, "rPr")).over(paragraph_look(child(element, "pPr")))
            self._names[key] = (value(child(element, "name")) or "").lower()
            base = value(child(element, "basedOn"))
            if base is not None:
                self._base[key] = base
            if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true"):
                self.default_paragraph = key


def paragraph_look(properties: etree._Element | None) -> Look:
    """What ``w:pPr`` itself says."""
    numbering = child(properties, "numPr")
    level = value(child(numbering, "ilvl"))
    outline = value(child(properties, "outlineLvl"))
    side = value(child(properties, "jc"))
    return Look(
        number_id=value(child(numbering, "numId")),
        number_level=int(level) if level is not None and level.isdigit() else None,
        outline=int(outline) if outline is not None and outline.isdigit() else None,
        centred=None if side is None else side == "center",
    )


def run_look(properties: etree._Element | None) -> Look:
    """What ``w:rPr`` itself says."""
    fonts = child(properties, "rFonts")
    return Look(
        bold=is_on(properties, "b"),
        italic=is_on(properties, "i"),
        capitals=is_on(properties, "caps"),
        hidden=is_on(properties, "vanish"),
        font=attribute(fonts, "ascii") or attribute(fonts, "hAnsi"),
    )
