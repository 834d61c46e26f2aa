"""The numbers that Word draws before paragraphs ("1.", "a)", "-"): they are on the page but not in the text.

`Numbering` counts as Word does: by abstract list, a higher level restarts the lower ones, overrides of one
list may start it anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from ansinh.papers.intake.docx_xml import attribute, child, children, value
from ansinh.papers.intake.words import clean

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_BULLETS = {"o": "◦", "": ""}
_MAX_LEVELS = 9


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str | None = None
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict)
    style_link: str | None = None


@dataclass(slots=True)
class _Instance:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering:
    """Labels of numbered paragraphs, in document order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._instances: dict[str, _Instance] = {}
        self._counters: dict[str, list[int | None]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def label(self, number_id: str, level: int) -> str | None:
        """The label of the next paragraph of this list and level; ``None`` if the list has none there."""
        instance = self._instances.get(number_id)
        if instance is None or not 0 <= level < _MAX_LEVELS:
            return None
        definition = self._level(instance, level)
        if definition is None:
            return None
        self._count(number_id, instance, level)
        if definition.form == "none" and not definition.text:
            return None
        if definition.form == "bullet":
            return _bullet(definition.text)
        return self._render(instance, definition)

    def level_of_style(self, number_id: str, style: str) -> int | None:
        """The level that a list gives to paragraphs of a style (linked headings)."""
        instance = self._instances.get(number_id)
        if instance is None:
            return None
        for level, definition in self._abstracts.get(instance.abstract, _Abstract()).levels.items():
            if definition.style == style:
                return level
        return None

    def _read(self, root: etree._Element) -> None:
        for element in children(root, "abstractNum"):
            abstract = _Abstract(style_link=value(child(element, "numStyleLink")))
            for item in children(element, "lvl"):
                abstract.levels[_integer(attribute(item, "ilvl"), 0)] = _read_level(item)
            self._abstracts[attribute(element, "abstractNumId") or ""] = abstract
        by_style_link = {
            value(child(element, "styleLink")): attribute(element, "abstractNumId") or ""
            for element in children(root, "abstractNum")
            if child(element, "styleLink") is not None
        }
        for element in children(root, "num"):
            instance = _Instance(value(child(element, "abstractNumId")) or "")
            link = self._abstracts.get(instance.abstract, _Abstract()).style_link
            if link is not None and link in by_style_link:
                instance.abstract = by_style_link[link]
            _read_overrides(element, instance)
            self._instances[attribute(element, "numId") or ""] = instance

    def _level(self, instance: _Instance, level: int) -> _Level | None:
        if level in instance.levels:
            return instance.levels[level]
        return self._abstracts.get(instance.abstract, _Abstract()).levels.get(level)

    def _count(self, number_id: str, instance: _Instance, level: int) -> None:
        counters = self._counters.setdefault(instance.abstract, [None] * _MAX_LEVELS)
        if level in instance.starts and (number_id, level) not in self._started:
            self._started.add((number_id, level))
            counters[level] = None
        for upper in range(level):
            if counters[upper] is None:
                counters[upper] = self._start(instance, upper)
        current = counters[level]
        counters[level] = self._start(instance, level) if current is None else current + 1
        for lower in range(level + 1, _MAX_LEVELS):
            definition = self._level(instance, lower)
            if definition is None or definition.restart is None or level < definition.restart:
                counters[lower] = None

    def _start(self, instance: _Instance, level: int) -> int:
        definition = self._level(instance, level)
        return instance.starts.get(level, definition.start if definition else 1)

    def _render(self, instance: _Instance, definition: _Level) -> str:
        counters = self._counters[instance.abstract]
        text = definition.text
        for level in range(_MAX_LEVELS):
            place = f"%{level + 1}"
            if place not in text:
                continue
            own = self._level(instance, level)
            form = "decimal" if definition.legal or own is None else own.form
            text = text.replace(place, number_as(counters[level] or 0, form))
        return clean(text).strip()


def _read_level(element: etree._Element) -> _Level:
    restart = value(child(element, "lvlRestart"))
    return _Level(
        start=_integer(value(child(element, "start")), 1),
        form=value(child(element, "numFmt")) or "decimal",
        text=value(child(element, "lvlText")) or "",
        style=value(child(element, "pStyle")),
        restart=_integer(restart, 0) if restart is not None else None,
        legal=child(element, "isLgl") is not None,
    )


def _read_overrides(element: etree._Element, instance: _Instance) -> None:
    for override in children(element, "lvlOverride"):
        level = _integer(attribute(override, "ilvl"), 0)
        start = value(child(override, "startOverride"))
        if start is not None:
            instance.starts[level] = _integer(start, 1)
        replaced = child(override, "lvl")
        if replaced is not None:
            instance.levels[level] = _read_level(replaced)


def _integer(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.lstrip("-").isdigit() else default


def _bullet(text: str) -> str | None:
    plain = clean(text).strip()
    if not plain:
        return "•" if text else None
    return _BULLETS.get(plain, plain)


def number_as(number: int, form: str) -> str:
    """A counter in one of Word's number formats.

    >>> number_as(4, "upperRoman"), number_as(28, "lowerLetter"), number_as(3, "decimalZero")
    ('IV', 'bb', '03')
    """
    if form in ("upperRoman", "lowerRoman"):
        roman = _roman(number)
        return roman.upper() if form == "upperRoman" else roman
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{number:02d}"
    return "" if form == "none" else str(number)


def _roman(number: int) -> str:
    letters: list[str] = []
    for size, sign in _ROMAN:
        count, number = divmod(number, size)
        letters.append(sign * count)
    return "".join(letters)
