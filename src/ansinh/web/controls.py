"""A form field as a template shows it: label, hint, errors and the control, tied together for screen readers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.forms.widgets import Input


@dataclass(frozen=True, slots=True)
class Option:
    control: str
    label: str


@dataclass(frozen=True, slots=True)
class Control:
    """``kind``: "line" (label above the control), "choice" (one box with its label), "choices" (a group of
    ``options``), "hidden"."""

    kind: str
    field_id: str
    label: str
    is_required: bool
    hint: str
    hint_id: str
    errors: tuple[str, ...]
    error_id: str
    described_by: str
    html: str
    options: tuple[Option, ...] = ()


_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.ClearableFileInput, "input input--file"),
    (forms.FileInput, "input input--file"),
    (Input, "input"),
)


def control_of(bound: BoundField) -> Control:
    """What the template shows of a form field."""
    widget = bound.field.widget
    kind = _kind(widget)
    field_id = bound.id_for_label or bound.auto_id
    hint = str(bound.help_text or "")
    errors = tuple(str(message) for message in bound.errors)
    described = [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if errors else []
    attributes = {"aria-describedby": " ".join(described)} if described and kind != "choices" else {}
    return Control(
        kind=kind,
        field_id=field_id,
        label=str(bound.label or ""),
        is_required=bound.field.required and kind != "hidden",
        hint=hint,
        hint_id=f"{bound.auto_id}_helptext",
        errors=errors,
        error_id=f"{bound.auto_id}_error",
        described_by=" ".join(described),
        html="" if kind == "choices" else bound.as_widget(attrs=_with_class(widget, attributes)),
        options=_options(bound) if kind == "choices" else (),
    )


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect):
        return "choices"
    return "choice" if isinstance(widget, forms.CheckboxInput) else "line"


def _with_class(widget: forms.Widget, attributes: Mapping[str, str]) -> dict[str, str | bool]:
    own = str(widget.attrs.get("class", ""))
    css = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "")
    if isinstance(widget, forms.CheckboxInput):
        css = ""
    both = f"{css} {own}".strip()
    return {**attributes, "class": both} if both else {**attributes}


def _options(bound: BoundField) -> tuple[Option, ...]:
    return tuple(Option(part.tag(), str(part.choice_label)) for part in bound.subwidgets)
