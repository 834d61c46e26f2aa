"""`ansinh load_forms`: the entry forms that ship with the product. Doing it again changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.indicators import actions
from ansinh.apps.indicators.actions import NewColumn
from ansinh.apps.indicators.imports import DATA
from ansinh.apps.indicators.models import Category, EntryForm, Indicator
from ansinh.apps.orgs.models import Organisation
from ansinh.kit.access import system_actor
from ansinh.kit.strict_yaml import YamlError, load_yaml_file


class Command(BaseCommand):
    help = "Nạp các biểu nhập số liệu theo huyện của Kế hoạch 65/KH-UBND. Làm lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            given = load_yaml_file(Path(DATA / "forms.yaml"))
        except YamlError as error:
            raise CommandError(str(error)) from error
        known = _Known()
        having = set(EntryForm.objects.values_list("code", flat=True))
        wanted = {code: form for code, form in given.items() if code not in having}
        problems = [problem for code, form in wanted.items() for problem in known.problems_of(code, form)]
        if problems:
            raise CommandError("\n".join(problems))
        for code, form in wanted.items():
            actions.define_form(
                actor=system_actor("Nạp dữ liệu ban đầu"),
                code=code,
                fields={
                    "name": form["name"],
                    "frequency": form["frequency"],
                    "level": form["level"],
                    "legal_basis": form["legal_basis"],
                    "approver": known.organisations[form["approver"]],
                },
                columns=[known.column(column) for column in form["columns"]],
                reporters=[known.organisations[reporter] for reporter in form["reporters"]],
            )
        if wanted:
            self.stdout.write(f"Đã lập {len(wanted)} biểu nhập số liệu.")


class _Known:
    """What forms may name, by its code."""

    def __init__(self) -> None:
        self.organisations = {row.code: row for row in Organisation.objects.all()}
        self.indicators = {row.code: row for row in Indicator.objects.all()}
        categories = Category.objects.select_related("dimension")
        self.categories = {f"{row.dimension.code}/{row.code}": row for row in categories}

    def problems_of(self, code: str, form: Mapping[str, Any]) -> Iterable[str]:
        for organisation in (*form["reporters"], form["approver"]):
            if organisation not in self.organisations:
                yield f"{code}: chưa có cơ quan «{organisation}». Chạy «ansinh load_orgs» trước."
        for column in form["columns"]:
            if column["indicator"] not in self.indicators:
                yield f"{code}: chưa có chỉ số «{column['indicator']}». Chạy «ansinh load_indicators» trước."
            if column.get("category", "") and column["category"] not in self.categories:
                yield f"{code}: chưa có nhóm «{column['category']}». Chạy «ansinh load_indicators» trước."

    def column(self, given: Mapping[str, Any]) -> NewColumn:
        """``jump_limit`` is written in per cent."""
        limit = given.get("jump_limit")
        return NewColumn(
            indicator=self.indicators[given["indicator"]],
            category=self.categories.get(given.get("category", "")),
            jump_limit=None if limit is None else Decimal(limit) / 100,
        )
