"""A long table of 100,000 rows: checked, and recorded as one batch; against plainly reading the same file.

``python -m bench workbooks [ROWS]`` makes the file, reads it with the spreadsheet library alone (nothing can be done in
less), then checks and records it as the jobs do, each in a process of its own so that its memory is its own.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from bench.table import show

DEFAULT = "100000"
INDICATORS, COMMUNES = 60, 173
#: Checking may cost so many times the plain reading, all rules and both tables included.
MOST_RATIO = 60.0


def main(rows: str = DEFAULT) -> None:
    with tempfile.TemporaryDirectory(prefix="ansinh-bench-") as folder:
        os.environ.update(ANSINH_DATA=folder, DJANGO_SETTINGS_MODULE="ansinh.web.settings")
        os.environ.pop("ANSINH_DATABASE_URL", None)
        file = str(Path(folder) / "bang.xlsx")
        _in_process("make", file, rows)
        steps = [
            ("plain reading by calamine", "read"),
            ("checked and staged", "check"),
            ("recorded, one batch", "apply"),
        ]
        costs = [(name, *_in_process(step, file, rows)) for name, step in steps]
        first = costs[0][1]
        show(
            f"A long table of {int(rows):,} rows, {Path(file).stat().st_size / 1e6:.1f} MB",
            ["", "CPU s", "× plain reading", "most memory MB", "longest transaction s"],
            [[name, f"{s:.1f}", f"{s / first:.1f}", f"{m:.0f}", f"{lock:.1f}"] for name, s, m, lock in costs],
            "CPU of the process, seconds; memory is its own peak; the lock is the longest transaction",
        )
    ratio = costs[1][1] / first
    if ratio > MOST_RATIO:
        sys.exit(f"checking takes {ratio:.0f} times the plain reading; at most {MOST_RATIO:.0f} is accepted")


def _in_process(step: str, file: str, rows: str) -> tuple[float, float, float]:
    """CPU seconds, MB at most, and CPU seconds of the longest transaction."""
    command = [sys.executable, "-m", "bench.workbooks", "--step", step, file, rows]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    seconds, memory, lock = (float(figure) for figure in answer[-3:])
    return seconds, memory, lock


def _step(step: str, file: str, rows: str) -> None:
    begun = time.process_time()
    lock = 0.0
    if step == "read":
        from python_calamine import CalamineWorkbook

        with CalamineWorkbook.from_path(file) as book:
            book.get_sheet_by_index(0).to_python()
    else:
        import django

        django.setup()
        begun = time.process_time()
        if step == "make":
            _make(file, int(rows))
        else:
            lock = _check(file) if step == "check" else _apply()
    print(time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3, lock)


class _LongestLock:
    """The longest time between a transaction's begin and its end."""

    def __init__(self) -> None:
        self.longest = 0.0

    def __enter__(self) -> _LongestLock:
        from django.db import transaction

        self._atomic = transaction.Atomic
        self._enter, self._exit = transaction.Atomic.__enter__, transaction.Atomic.__exit__
        watch = self
        depth: list[float] = []

        def enter(atomic: object) -> None:
            watch._enter(atomic)  # type: ignore[arg-type]
            depth.append(time.process_time())

        def leave(atomic: object, *why: object) -> None:
            watch._exit(atomic, *why)  # type: ignore[arg-type]
            watch.longest = max(watch.longest, time.process_time() - depth.pop())

        transaction.Atomic.__enter__ = enter  # type: ignore[method-assign]
        transaction.Atomic.__exit__ = leave  # type: ignore[method-assign]
        return self

    def __exit__(self, *why: object) -> None:
        self._atomic.__enter__, self._atomic.__exit__ = self._enter, self._exit  # type: ignore[method-assign]


def _make(file: str, rows: int) -> None:
    """The database and the file: shares and counts by turns, for every commune, year after year."""
    from itertools import islice, product

    import xlsxwriter
    from django.core.management import call_command

    from ansinh.apps.indicators.models import DataSource, Indicator
    from ansinh.apps.orgs.models import AdministrativeUnit, Organisation
    from ansinh.domain.long_tables import HEADINGS

    call_command("migrate", verbosity=0, interactive=False)
    began = date(1990, 1, 1)
    Organisation.objects.create(code="so", name="Sở", short_name="Sở", kind="department", valid_from=began)
    DataSource.objects.create(code="nguon", name="Đo tốc độ")
    for n in range(COMMUNES):
        AdministrativeUnit.objects.create(
            code=f"{20000 + n}", name=f"Xã {n}", kind="Xã", level="commune", valid_from=began, search_key=f"xa {n}",
            sort_key=f"{n:04}",
        )  # fmt: skip
    for n in range(INDICATORS):
        Indicator.objects.create(
            code=f"chi-so-{n}", name=f"Chỉ số {n}", definition="", unit="%" if n % 2 else "người", is_ratio=bool(n % 2),
            scale=100 if n % 2 else 1, direction="higher", frequency="month", over_time="last", search_key="",
            over_place="ratio_of_sums" if n % 2 else "sum",
        )  # fmt: skip
    months = [f"{year}{month:02d}" for year in range(2010, 2026) for month in range(1, 13)]
    cells = islice(product(months, range(INDICATORS), range(COMMUNES)), rows)
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Bảng dài")
        sheet.write_row(0, 0, [heading.text for heading in HEADINGS])
        for number, (month, indicator, commune) in enumerate(cells, 1):
            parts = (None, 450 + commune, 1000) if indicator % 2 else (number % 997 + 0.5, None, None)
            sheet.write_row(
                number, 0,
                (f"chi-so-{indicator}", None, f"{20000 + commune}", f"Xã {commune}", month, None, *parts, "sơ bộ"),
            )  # fmt: skip


def _check(file: str) -> float:
    from ansinh.apps.indicators.models import DataSource
    from ansinh.apps.orgs.models import Organisation
    from ansinh.apps.workbooks.actions import receive_table
    from ansinh.apps.workbooks.jobs import run_check_table
    from ansinh.apps.workbooks.models import UploadState
    from ansinh.kit.access import Actor
    from ansinh.kit.jobs import DirectContext

    place = Organisation.objects.get()
    actor = Actor(None, "Đo tốc độ", place.pk, place.name, is_system=True)
    with Path(file).open("rb") as data:
        upload, _ = receive_table(
            actor=actor, source=DataSource.objects.get(), upload=data, file_name="bang.xlsx", media_type=""
        )  # fmt: skip
    with _LongestLock() as lock:
        run_check_table(DirectContext(), {"upload": upload.pk})
    upload.refresh_from_db()
    if upload.state != UploadState.READY:
        sys.exit(f"the table was refused: {upload.problems.first()}")
    return lock.longest


def _apply() -> float:
    from ansinh.apps.workbooks.actions import start_table
    from ansinh.apps.workbooks.jobs import run_apply_table
    from ansinh.apps.workbooks.models import Upload, UploadState
    from ansinh.kit.access import system_actor
    from ansinh.kit.jobs import DirectContext

    upload = Upload.objects.get()
    start_table(actor=system_actor("Đo tốc độ"), upload=upload)
    with _LongestLock() as lock:
        run_apply_table(DirectContext(), {"upload": upload.pk})
    upload.refresh_from_db()
    if upload.state != UploadState.APPLIED:
        sys.exit("the table was not recorded")
    return lock.longest


if __name__ == "__main__":
    if "--step" in sys.argv:
        _step(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
