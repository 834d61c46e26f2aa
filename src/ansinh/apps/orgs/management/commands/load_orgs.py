"""`ansinh load_orgs`: the administrative units, organisations and groups of March 2024 that ship with the product."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from ansinh.apps.orgs.actions import load_register
from ansinh.apps.orgs.imports import read_register
from ansinh.apps.orgs.queries import register_keys
from ansinh.kit.access import system_actor


class Command(BaseCommand):
    help = "Nạp danh mục cơ quan, địa bàn tháng 3/2024. Làm lại không đổi gì; điều quản trị đã sửa được giữ nguyên."

    def handle(self, *args: Any, **options: Any) -> None:
        rows = read_register()
        if rows.without(register_keys()).is_empty:
            return
        loaded = load_register(actor=system_actor("Nạp dữ liệu ban đầu"), rows=rows)
        self.stdout.write(
            f"Đã nạp {loaded.units} đơn vị hành chính, {loaded.organisations} cơ quan, {loaded.groups} nhóm cơ quan."
        )
