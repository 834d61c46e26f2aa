"""Small helpers over WordprocessingML. Names are local: both the transitional and the strict dialect match."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

_OFF = {"0", "false", "off", "none"}


def local(element: etree._Element) -> str:
    """The tag without its namespace; ``""`` for comments and processing instructions."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def children(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Direct children of this name."""
    if element is not None:
        for item in element:
            if local(item) == name:
                yield item


def child(element: etree._Element | None, name: str) -> etree._Element | None:
    """The first direct child of this name."""
    return next(children(element, name), None)


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its local name."""
    if element is None:
        return None
    for key, text in element.attrib.items():
        if str(key).rsplit("}", 1)[-1] == name:
            return str(text)
    return None


def value(element: etree._Element | None) -> str | None:
    """The ``w:val`` of an element."""
    return attribute(element, "val")


def is_on(properties: etree._Element | None, name: str) -> bool | None:
    """A toggle such as ``w:b``: on, off, or ``None`` if it is not there."""
    toggle = child(properties, name)
    if toggle is None:
        return None
    text = value(toggle)
    return text is None or text.lower() not in _OFF
