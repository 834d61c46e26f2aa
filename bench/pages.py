"""Main pages with the full plan loaded: server time and SQL queries, beside an empty page of the same middleware."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from typing import TYPE_CHECKING

from bench.table import show

if TYPE_CHECKING:
    from django.test import Client

RUNS = 15


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ansinh-bench-") as data_dir:
        os.environ.pop("ANSINH_DATABASE_URL", None)  # never a database that somebody uses
        os.environ.update(ANSINH_DATA=data_dir, DJANGO_SETTINGS_MODULE="ansinh.web.settings")
        import django

        django.setup()
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.test import override_settings

    from tests.house.main_pages import MAIN_PAGES, coordinating_officer, count_queries

    begun = time.perf_counter()
    call_command("prepare")
    loading = time.perf_counter() - begun
    with override_settings(ROOT_URLCONF="bench.empty_page"):
        client = coordinating_officer()
        addresses = {"(empty page)": "/trang-trong/"} | {str(page): page.url for page in MAIN_PAGES}
        queries = {name: count_queries(client, url) for name, url in addresses.items()}
        times: dict[str, list[float]] = {name: [] for name in addresses}
        for _ in range(RUNS):  # in turns, so that a slow moment of the machine touches all pages alike
            for name, url in addresses.items():
                times[name].append(_milliseconds(client, url))
    least = statistics.median(times["(empty page)"])
    rows = [_row(name, queries[name], sorted(times[name]), least) for name in addresses]
    note = f"{RUNS} runs each, in turns, through the test client; SQLite; loading everything took {loading:.1f} s"
    show("Main pages with the full plan", ["page", "SQL", "median ms", "worst ms", "× empty"], rows, note)


def _milliseconds(client: Client, url: str) -> float:
    begun = time.perf_counter()
    client.get(url)
    return (time.perf_counter() - begun) * 1000


def _row(name: str, queries: int, times: list[float], least: float) -> list[str]:
    median = statistics.median(times)
    return [name, str(queries), f"{median:.1f}", f"{times[-1]:.1f}", f"{median / least:.1f}"]


if __name__ == "__main__":
    main()
