"""Filters and tags that every template has: Vietnamese figures and dates, status marks, plan codes, fields.

Settings name this module as a builtin, so no template loads it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template import Context
from django.templatetags.l10n import unlocalize
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ansinh.domain import figures
from ansinh.kit.actions import Problem
from ansinh.kit.clock import day_of
from ansinh.kit.pages import Pager
from ansinh.web.controls import Control, control_of
from ansinh.web.markdown import render_markdown
from ansinh.web.navigation import Frame, frame_for

register = template.Library()

# Geometry of SVG is for machines: a dot before the fraction, whatever the language of the page.
register.filter("unlocalize", unlocalize)

#: Word of each status, as design rule 5 fixes them.
STATUS_WORDS: Mapping[str, str] = {
    "ok": "Đúng tiến độ",
    "warn": "Cần chú ý",
    "late": "Chậm",
    "done": "Hoàn thành",
    "none": "Chưa có số liệu",
    "empty": "Chưa nộp",
    "sent": "Đã nộp",
    "back": "Trả lại",
    "approved": "Đã duyệt",
}
#: Signs that are not a status; they always stand beside words.
SIGNS = frozenset({"err", "lock", "flag", "file"})
#: Classes of the colour, where the plain key is taken by another component.
_COLOUR_CLASS = {"empty": "empty-st"}


# Figures and days ------------------------------------------------------------------------------------------


@register.filter
def vi_number(value: Any, places: int | None = None) -> str:
    """``1234.5`` → ``1.234,5``; ``|vi_number:1`` fixes the decimals. A missing number says so."""
    if value is None or value == "":
        return figures.NO_DATA
    number = Decimal(value) if isinstance(value, str) else value
    return figures.write_number(number, places)


@register.filter
def vi_date(value: date | None) -> str:
    """``23/11/2026``; nothing for no day."""
    return figures.write_date(_local(value)) if value else ""


@register.filter
def vi_short_date(value: date | None) -> str:
    """``20/3/2024`` as documents write it; nothing for no day."""
    return figures.write_short_date(_local(value)) if value else ""


@register.filter
def vi_datetime(value: datetime | None) -> str:
    """``09:41 23/11/2026``; nothing for no moment."""
    return figures.write_datetime(timezone.localtime(value)) if value else ""


def _local(value: date) -> date:
    return day_of(value) if isinstance(value, datetime) else value


@register.filter
def roman(value: int) -> str:
    return figures.write_roman(value)


@register.filter
def nbsp(value: object) -> str:
    """Keeps a compound on one line: spaces become no-break spaces."""
    return str(value).replace(" ", figures.NBSP)


@register.simple_tag
def qty(value: Any, unit: str = "") -> str:
    """The number of a target (anything with `domain.figures.Quantity`'s fields), or a bare number with its unit."""
    if value is None:
        return figures.NO_DATA
    if isinstance(value, Decimal | int | float):
        return figures.with_unit(figures.write_number(value), unit)
    return figures.write_quantity(value)


# Text --------------------------------------------------------------------------------------------------------


@register.filter
def markdown(source: str) -> SafeString:
    """Markdown as HTML."""
    return mark_safe(render_markdown(source))  # noqa: S308 - HTML in the source is shown as text


#: Colour of a message by Django's level.
_TONES = {"error": "late", "warning": "warn", "success": "ok"}


@register.filter
def message_tone(level_tag: str) -> str:
    """Class of the alert that shows a message: ``late``, ``warn``, ``ok`` or ``info``."""
    return _TONES.get(level_tag, "info")


# Marks, codes ----------------------------------------------------------------------------------------------


@register.simple_tag
def mark(key: str, css: str = "mark") -> SafeString:
    """The shape of a status or sign, hidden from screen readers: words stand beside it. ``css="mk"`` in strips."""
    if key not in STATUS_WORDS and key not in SIGNS:
        raise template.TemplateSyntaxError(f"unknown mark {key!r}")
    symbol = f"i-{key}" if key in SIGNS else f"m-{key}"
    colour = "" if key in SIGNS else f" {_COLOUR_CLASS.get(key, key)}"
    return format_html('<svg class="{}{}" aria-hidden="true"><use href="#{}"/></svg>', css, colour, symbol)


@register.simple_tag
def status(key: str, word: str = "") -> SafeString:
    """Shape, word and colour of a status; ``word`` replaces the usual word."""
    if key not in STATUS_WORDS:
        raise template.TemplateSyntaxError(f"unknown status {key!r}")
    return format_html('<span class="st st--{}">{}{}</span>', key, mark(key), word or STATUS_WORDS[key])


@register.simple_tag
def code(text: str, url: str = "") -> SafeString:
    """A plan code; with ``url`` a link to the exact words in the document."""
    if not url:
        return format_html('<span class="code">{}</span>', text)
    return format_html('<a class="code" href="{}">{}</a>', url, text)


# Forms -----------------------------------------------------------------------------------------------------


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Control]:
    """Label, hint, error and control of a form field, linked for screen readers."""
    return {"control": control_of(bound)}


@dataclass(frozen=True, slots=True)
class ListedProblem:
    message: str
    label: str = ""
    anchor: str = ""


@register.inclusion_tag("web/parts/problems.html")
def form_errors(form: BaseForm) -> dict[str, Any]:
    """Summary of everything wrong in the form, linking to the fields; it takes the focus."""
    listed = [ListedProblem(str(message)) for message in form.non_field_errors()]
    for bound in form:
        anchor = bound.id_for_label or bound.auto_id
        listed += [ListedProblem(str(message), str(bound.label), anchor) for message in bound.errors]
    return {"problems": listed}


@register.inclusion_tag("web/parts/problems.html")
def problems(items: Iterable[Problem | str]) -> dict[str, Any]:
    """All problems of a refused action; those with a field link to it (``id_<field>``)."""
    listed = [
        ListedProblem(item.message, anchor=f"id_{item.field}" if item.field else "")
        if isinstance(item, Problem)
        else ListedProblem(str(item))
        for item in items
    ]
    return {"problems": listed}


# Frame -----------------------------------------------------------------------------------------------------


@register.inclusion_tag("web/parts/pager.html")
def pages(pager: Pager) -> dict[str, Pager]:
    """Which rows are shown and links to the other pages; nothing when all rows fit on one."""
    return {"pager": pager}


@register.simple_tag(takes_context=True)
def page_frame(context: Context) -> Frame:
    """The frame around the page: rail, account menu, names of the place. Asked once, by ``web/base.html``."""
    return frame_for(context["request"], context.get("page"))
