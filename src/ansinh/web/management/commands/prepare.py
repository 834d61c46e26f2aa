"""`ansinh prepare`: everything that a try-out needs before it can serve. Doing it again changes nothing.

A real installation migrates and loads by hand, step by step; see docs/cai-dat.md.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

#: Commands that load what a try-out holds, in order. Each one is quick, and changes nothing, when its part is there.
LOADERS: tuple[str, ...] = ("load_orgs", "create_trial_users", "load_plan", "load_indicators", "load_forms")
#: What a demonstration adds: visibly synthetic activity on the real plan. Letters come last: they follow up the rest.
DEMO_LOADERS: tuple[str, ...] = (
    "load_demo",
    "load_indicators_demo",
    "load_cascade_demo",
    "load_commitments_demo",
    "load_obstacles_demo",
    "load_policies_demo",
    "survey_quality",
    "load_oversight_demo",
)


class Command(BaseCommand):
    help = "Chuẩn bị bản dùng thử: tạo bảng dữ liệu, nạp danh mục, tài khoản và kế hoạch thật."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError(
                "«ansinh prepare» chỉ dành cho bản dùng thử. Khi ANSINH_ENV=production, làm theo từng bước ở "
                "docs/cai-dat.md."
            )
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # stays empty: a try-out serves files where they lie
        if _tables_are_behind():
            call_command("migrate", verbosity=0, interactive=False)
        for loader in LOADERS + (DEMO_LOADERS if settings.DEMO else ()):
            call_command(loader, stdout=self.stdout, stderr=self.stderr)


def _tables_are_behind() -> bool:
    """Asking is several times quicker than `migrate` with nothing to do."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
