"""The survey of doubts at the province's size, and the pages that show what it found.

173 communes × 60 indicators × 7 years, every cell filled, one in 500 wrong by a digit. The survey is held against a
plain SQL read of the same rows; a page must be served in under 200 ms; how many of the wrong figures were doubted, and
how many right ones, is counted. ``python -m bench quality``.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from bench.rollup import COMMUNES, INDICATORS, YEARS, _insert, _make_store, _Store
from bench.table import show

SECONDS_OF_A_PAGE = 0.2
FIRST_YEAR, ONE_WRONG_IN = 2018, 500
_TIMES = 3

#: Indicator, unit, year.
_Place = tuple[int, int, str]


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ansinh-bench-") as data_dir:
        os.environ.update(ANSINH_DATA=data_dir, DJANGO_SETTINGS_MODULE="ansinh.web.settings")
        os.environ.pop("ANSINH_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        store = _make_store(COMMUNES, "year")
        wrong: set[_Place] = set()
        count = _insert(store, _figures(store, wrong))
        _show_survey(count)
        _show_found(wrong)
        if not _show_pages():
            sys.exit(f"a page of doubts takes more than {SECONDS_OF_A_PAGE * 1e3:.0f} ms")


def _figures(store: _Store, wrong: set[_Place]) -> Iterator[tuple[Any, ...]]:
    """Each unit and indicator has a level and a slow drift of its own, and noise; of a rate the parts too.

    Those that lost their last digit are named in ``wrong``.
    """
    dice = random.Random(65)
    for indicator in store.indicators:
        for unit in store.communes:
            level, drift = dice.uniform(300, 700), dice.uniform(-10, 20)
            for year in range(YEARS):
                count = round(level + drift * year + dice.gauss(0, 8))
                if dice.randrange(ONE_WRONG_IN) == 0:
                    count = count // 10
                    wrong.add((indicator.pk, unit, str(FIRST_YEAR + year)))
                value, upper, lower = (Decimal(count) / 10, count, 1000) if indicator.is_ratio else (count, None, None)
                yield (
                    indicator.pk, unit, str(FIRST_YEAR + year), None, value, upper, lower, False, False, "final",
                    store.source_id, store.batch_id, "", True,
                )  # fmt: skip


def _show_survey(count: int) -> None:
    from django.db import connection

    from ansinh.apps.indicators.models import EntrySheet
    from ansinh.apps.quality.actions import survey
    from ansinh.apps.quality.gathering import read_sheets, read_store
    from ansinh.apps.quality.models import QualityFlag
    from ansinh.apps.quality.survey import run_checks
    from ansinh.kit.access import system_actor
    from ansinh.kit.clock import today

    def by_sql() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indicator_id, unit_id, category_id, period, value, numerator, denominator, is_nil, source_id,"
                " vintage, batch_id FROM indicators_observation ORDER BY id"
            )
            cursor.fetchall()

    store, sheets = read_store(), read_sheets(EntrySheet.objects.all())
    ways: list[tuple[str, Callable[[], object]]] = [
        ("plain SQL read", by_sql),
        ("read into the checks' rows", read_store),
        ("every check", lambda: run_checks(store, sheets, today())),
        ("survey: read, check, store", lambda: survey(actor=system_actor("Đo tốc độ"))),
    ]
    taken = [(name, _best(work)) for name, work in ways]
    rows = [[name, f"{seconds * 1e3:.0f}", f"{seconds / taken[0][1]:.1f}"] for name, seconds in taken]
    note = f"{QualityFlag.objects.count():,} doubts; CPU, best of {_TIMES}"
    show(f"Survey of {count:,} figures ({COMMUNES} × {INDICATORS} × {YEARS})", ["", "ms", "× SQL"], rows, note)


def _show_found(wrong: set[_Place]) -> None:
    from ansinh.apps.quality.models import QualityFlag

    doubted = set(QualityFlag.objects.values_list("indicator_id", "unit_id", "period"))
    rows = [
        ["wrong figures", f"{len(wrong):,}", f"{len(wrong & doubted):,}", f"{len(wrong & doubted) / len(wrong):.1%}"],
        [
            "right figures",
            f"{_all() - len(wrong):,}",
            f"{len(doubted - wrong):,}",
            f"{len(doubted - wrong) / _all():.2%}",
        ],
    ]
    show("What was doubted", ["", "figures", "doubted", ""], rows)


def _all() -> int:
    return COMMUNES * INDICATORS * YEARS


def _show_pages() -> bool:
    from django.urls import reverse

    from ansinh.apps.quality.models import QualityFlag
    from ansinh.apps.quality.queries import SLUGS
    from ansinh.domain.quality.checks import Check
    from tests.house.main_pages import coordinating_officer

    _make_officer()
    client = coordinating_officer()
    first = QualityFlag.objects.filter(kind=Check.OWN_SERIES.value).order_by("-weight").first()
    assert first is not None
    doubts = reverse("quality:flags", args=[SLUGS[Check.OWN_SERIES]])
    addresses = [
        reverse("quality:overview"), doubts, f"{doubts}?trang=20", f"{doubts}?ky=2024", reverse("quality:reporting"),
        reverse("quality:flag", args=[first.pk]),
    ]  # fmt: skip
    taken = [(url, _best(lambda url=url: _get(client, url))) for url in addresses]  # type: ignore[misc]
    show("Pages", ["", "ms"], [[url, f"{seconds * 1e3:.0f}"] for url, seconds in taken], f"CPU, best of {_TIMES}")
    return max(seconds for _, seconds in taken) < SECONDS_OF_A_PAGE


def _make_officer() -> None:
    from datetime import date

    from ansinh.apps.accounts.models import RoleAssignment, User
    from ansinh.apps.orgs.models import Organisation
    from ansinh.domain.roles import Role

    began = date(2020, 1, 1)
    place = Organisation.objects.create(
        code="do-toc-do", name="Đo tốc độ", short_name="Đo tốc độ", kind="department", valid_from=began
    )
    user = User.objects.create_user(email="do@toc.example", full_name="Đo Tốc Độ", password="do-toc-do-trang")
    RoleAssignment.objects.create(user=user, role=Role.COORDINATOR.value, organisation=place, valid_from=began)


def _get(client: Any, url: str) -> None:
    assert client.get(url).status_code == 200, url


def _best(work: Callable[[], object]) -> float:
    """Least seconds of this process on a core: other programs on the machine do not count."""
    taken = []
    for _ in range(_TIMES):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


if __name__ == "__main__":
    main()
