"""Roll-up of a large store: loading, the whole tree for one period, a year's series of one unit; and what pages ask.

``python -m bench rollup [MILLIONS]`` fills that many million observations (default 0.25); ``--full`` is the issue's
size: 12,000 units × 60 indicators × 84 months × 4 groups, 5 % filled, 12 million. Plain SQL answers the same questions in
the same run, and so does pandas where it is installed: it holds all figures in memory, and reading them counts.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from itertools import islice, product
from math import log, prod
from typing import Any

from bench.table import show

FULL_MILLIONS, FULL_UNITS, DEFAULT = 12.0, 12_000, "0.25"
INDICATORS, MONTHS, GROUPS = 60, 84, 4
UNITS_OF_A_DISTRICT = 14
#: What the pages of the province ask.
COMMUNES, YEARS, SECONDS_OF_A_PAGE = 173, 7, 0.2
#: Figures recorded through the action, with all its checks.
RECORDED = 5_000
_CHUNK = 20_000
_TIMES = 3
_COLUMNS = (
    "indicator_id, unit_id, period, category_id, value, numerator, denominator, is_nil, is_not_applicable, vintage,"
    " source_id, batch_id, comment, is_current"
)


def main(size: str = DEFAULT) -> None:
    millions = FULL_MILLIONS if size == "--full" else float(size)
    with tempfile.TemporaryDirectory(prefix="ansinh-bench-") as data_dir:
        os.environ.update(ANSINH_DATA=data_dir, DJANGO_SETTINGS_MODULE="ansinh.web.settings")
        os.environ.pop("ANSINH_DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, interactive=False)
        is_quick = _pages()
        _large(millions)
    if not is_quick:
        sys.exit(f"a page's roll-up takes more than {SECONDS_OF_A_PAGE * 1e3:.0f} ms")


def _pages() -> bool:
    """The province's own size, every cell filled; and again with as many years again twice before."""
    store, rows, slowest = _make_store(COMMUNES, "year"), [], 0.0
    for years in (range(2018, 2018 + YEARS), range(2018 - 2 * YEARS, 2018)):
        _insert(store, _figures(store, [str(year) for year in years], groups=1, filled=1.0))
        one_year = _best(lambda: _roll_up(store, store.indicators, ["2024"]))
        all_years = _best(lambda: _roll_up(store, store.indicators[:1], [str(y) for y in range(2018, 2025)]))
        everything = _best(lambda: _roll_up(store, store.indicators, [str(y) for y in range(2018, 2025)]))
        slowest = max(slowest, one_year, all_years)
        held = f"{2025 - years[0]} years in the store"
        rows.append([held, *(f"{seconds * 1e3:.0f}" for seconds in (one_year, all_years, everything))])
    show(
        f"What pages ask: {COMMUNES} communes × {INDICATORS} indicators",
        ["", f"{INDICATORS} × 1 year: ms", f"1 × {YEARS} years: ms", f"{INDICATORS} × {YEARS} years: ms"],
        rows,
        f"CPU, best of {_TIMES}",
    )
    return slowest < SECONDS_OF_A_PAGE


def _large(millions: float) -> None:
    store = _make_store(max(100, round(FULL_UNITS * millions / FULL_MILLIONS)), "month")
    months = [f"{2018 + month // 12}{month % 12 + 1:02d}" for month in range(MONTHS)]
    filled = millions * 1e6 / (len(store.communes) * INDICATORS * MONTHS * GROUPS)
    rows = _loading(store, months, filled)
    show(
        f"Loading: {len(store.communes):,} communes × {INDICATORS} indicators × {MONTHS} months × {GROUPS} groups, "
        f"{filled:.0%} filled",
        ["", "rows", "CPU s", "rows/s", "process MB at most"],
        rows,
    )
    frame = _frame() if find_spec("pandas") else None
    month, year = [months[-1]], months[-12:]
    _compare("The whole tree for one month, 60 indicators", store, store.indicators, month, store.root_id, frame)
    unit = store.districts[0]
    _compare("A year's series of one district, 1 indicator", store, store.indicators[:1], year, unit, frame)


def _loading(store: _Store, months: list[str], filled: float) -> list[list[str]]:
    plain = _costs("plain INSERT, same indexes", lambda: _insert(store, _figures(store, months, GROUPS, filled)))
    return [plain, _costs("record_figures, checked", lambda: _record(store))]


def _costs(name: str, work: Callable[[], int]) -> list[str]:
    begun = time.process_time()
    count = work()
    seconds = time.process_time() - begun
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return [name, f"{count:,}", f"{seconds:.1f}", f"{count / seconds:,.0f}", f"{most:.0f}"]


def _compare(title: str, store: _Store, indicators: list[Any], periods: list[str], unit: int, frame: Any) -> None:
    """Each way once for its answer, then for time and memory; the answers must be equal."""
    ways: list[tuple[str, Callable[[], dict[tuple[int, str], float]]]] = [
        ("plain SQL: sums, no gaps", lambda: _by_sql(store, indicators, periods, unit)),
        ("ansinh: with gaps", lambda: _roll_up(store, indicators, periods, unit)),
    ]
    if frame is not None:
        ways.append(("pandas: sums, in memory", lambda: _by_pandas(frame, store, indicators, periods, unit)))
    expected = ways[0][1]()
    for name, way in ways[1:]:
        if not _is_same(expected, way()):
            sys.exit(f"{title}: {name} gives another answer than SQL")
    first = _best(ways[0][1])
    rows = []
    for name, way in ways:
        best = _best(way)
        rows.append([name, f"{best * 1e3:.1f}", f"{best / first:.1f}", f"{_memory(way):.1f}"])
    held = f"; the frame of all figures holds {frame.memory_usage(deep=True).sum() / 1e6:.0f} MB" if ways[2:] else ""
    show(title, ["", "CPU ms", "× SQL", "most memory MB"], rows, f"{len(expected)} values, best of {_TIMES}{held}")


def _is_same(one: dict[tuple[int, str], float], other: dict[tuple[int, str], float]) -> bool:
    return one.keys() == other.keys() and all(abs(value - other[key]) < 1e-4 for key, value in one.items())


# The store ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Store:
    root_id: int
    districts: list[int]
    communes: list[int]  # those of a district stand together
    indicators: list[Any]
    categories: list[int | None]  # none, then the groups
    source_id: int
    batch_id: int

    def under(self, unit: int) -> list[int]:
        if unit == self.root_id:
            return self.communes
        first = self.districts.index(unit) * UNITS_OF_A_DISTRICT
        return self.communes[first : first + UNITS_OF_A_DISTRICT]


def _make_store(communes: int, frequency: str) -> _Store:
    """A province, its districts and communes; indicators that add up and shares by turns."""
    from django.utils import timezone

    from ansinh.apps.indicators.models import Batch, Category, DataSource, Dimension, Indicator
    from ansinh.apps.orgs.models import AdministrativeUnit, UnitMembership

    began = date(1990, 1, 1)
    prefix = f"{frequency}-"
    districts = -(-communes // UNITS_OF_A_DISTRICT)
    units = AdministrativeUnit.objects.bulk_create(
        AdministrativeUnit(
            code=f"{prefix[0]}{n}", name=f"{prefix}{n}", kind="Xã", level="commune", search_key="", sort_key="",
            valid_from=began,
        )
        for n in range(1 + districts + communes)
    )  # fmt: skip
    root, rest = units[0], units[1:]
    parents = [root] * districts + [rest[n // UNITS_OF_A_DISTRICT] for n in range(communes)]
    UnitMembership.objects.bulk_create(
        UnitMembership(unit=unit, parent=parent, valid_from=began) for unit, parent in zip(rest, parents, strict=True)
    )
    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"{prefix}{n}", name=f"{prefix}{n}", definition="", unit="%" if n % 2 else "người", is_ratio=bool(n % 2),
            scale=100 if n % 2 else 1, direction="higher", frequency=frequency, over_time="last", search_key="",
            over_place="ratio_of_sums" if n % 2 else "sum",
        )
        for n in range(INDICATORS)
    )  # fmt: skip
    dimension = Dimension.objects.create(code=f"{prefix}nhom", name="Nhóm")
    groups = [Category.objects.create(dimension=dimension, code=str(n), name=str(n)).pk for n in range(GROUPS - 1)]
    return _Store(
        root.pk,
        [unit.pk for unit in rest[:districts]],
        [unit.pk for unit in rest[districts:]],
        indicators,
        [None, *groups],
        DataSource.objects.create(code=f"{prefix}nguon", name="Đo tốc độ").pk,
        Batch.objects.create(kind="load", title="Đo tốc độ", recorded_at=timezone.now()).pk,
    )


def _figures(store: _Store, periods: list[str], groups: int, filled: float) -> Iterator[tuple[Any, ...]]:
    """Rows of the table, in the order in which reports come: by period."""
    dice = random.Random(65)
    axes = (periods, store.categories[:groups], store.indicators, store.communes)
    for place in _chosen(dice, prod(map(len, axes)), filled):
        rest, unit = divmod(place, len(axes[3]))
        rest, indicator = divmod(rest, len(axes[2]))
        period, category = divmod(rest, len(axes[1]))
        yield _row(store, dice, periods[period], axes[1][category], store.indicators[indicator], store.communes[unit])


def _chosen(dice: random.Random, count: int, filled: float) -> Iterator[int]:
    """Each number below ``count`` with the chance ``filled``, by the gaps between them: most cells are empty."""
    place = -1
    while True:
        place += 1 if filled >= 1 else 1 + int(log(1 - dice.random()) / log(1 - filled))
        if place >= count:
            return
        yield place


def _row(store: _Store, dice: random.Random, period: str, category: int | None, indicator: Any, unit: int) -> Any:
    count = dice.randrange(1, 1000)
    value, numerator, denominator = (count / 10, count, 1000) if indicator.is_ratio else (count, None, None)
    return (
        indicator.pk, unit, period, category, value, numerator, denominator, False, False, "final", store.source_id,
        store.batch_id, "", True,
    )  # fmt: skip


def _insert(store: _Store, rows: Iterable[tuple[Any, ...]]) -> int:
    from django.db import connection, transaction

    marks = ", ".join(["%s"] * len(_COLUMNS.split(",")))
    statement = f"INSERT INTO indicators_observation ({_COLUMNS}) VALUES ({marks})"
    waiting, count = iter(rows), 0
    while chunk := list(islice(waiting, _CHUNK)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, chunk)
        count += len(chunk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return count


def _record(store: _Store) -> int:
    from ansinh.apps.indicators.actions import record_figures
    from ansinh.apps.indicators.models import Batch
    from ansinh.domain.figures_recorded import Figure
    from ansinh.kit.access import system_actor

    cells = islice(product(store.indicators, store.communes, ["201701", "201702", "201703"]), RECORDED)
    figures = [
        Figure(indicator.pk, unit, period, None, Decimal(7), source_id=store.source_id)
        for indicator, unit, period in cells
    ]
    record_figures(actor=system_actor("Đo tốc độ"), kind=Batch.Kind.LOAD, title="Đo tốc độ", figures=figures)
    return len(figures)


# The same question three ways ---------------------------------------------------------------------------------------


def _roll_up(
    store: _Store, indicators: list[Any], codes: list[str], unit: int | None = None
) -> dict[tuple[int, str], float]:
    from ansinh.apps.indicators.queries import Figures
    from ansinh.domain.periods import Period

    root = store.root_id if unit is None else unit
    periods = [Period.parse(code) for code in codes]
    figures = Figures.gathered(indicators, periods, root)
    return {
        (indicator, period.code): float(made.value)
        for period in periods
        for indicator, made in figures.of_period(period, root).items()
        if made.value is not None
    }


def _by_sql(store: _Store, indicators: list[Any], codes: list[str], unit: int) -> dict[tuple[int, str], float]:
    from django.db import connection

    scales = {indicator.pk: float(indicator.scale) for indicator in indicators}
    statement = (
        "WITH RECURSIVE below(id) AS (VALUES (%s) UNION SELECT m.unit_id FROM orgs_unitmembership m JOIN below b"
        " ON m.parent_id = b.id) SELECT indicator_id, period, SUM(value), SUM(numerator), SUM(denominator)"
        " FROM indicators_observation WHERE is_current AND category_id IS NULL AND unit_id IN (SELECT id FROM below)"
        f" AND period IN ({', '.join(['%s'] * len(codes))})"
        f" AND indicator_id IN ({', '.join(['%s'] * len(scales))}) GROUP BY indicator_id, period"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [unit, *codes, *scales])
        return {
            (indicator, period): numerator / denominator * scales[indicator] if denominator else value
            for indicator, period, value, numerator, denominator in cursor.fetchall()
        }


def _frame() -> Any:
    """All current figures, as an analyst would hold them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator_id, unit_id, period, category_id, value, numerator, denominator"
            " FROM indicators_observation WHERE is_current"
        )
        names = ["indicator", "unit", "period", "category", "value", "numerator", "denominator"]
        frame = import_module("pandas").DataFrame.from_records(
            iter(cursor.fetchone, None), columns=names, coerce_float=True
        )
    return frame.astype({"period": "category"})


def _by_pandas(
    frame: Any, store: _Store, indicators: list[Any], codes: list[str], unit: int
) -> dict[tuple[int, str], float]:
    scales = {indicator.pk: float(indicator.scale) for indicator in indicators}
    wanted = frame[
        frame["period"].isin(codes)
        & frame["indicator"].isin(list(scales))
        & frame["category"].isna()
        & frame["unit"].isin(store.under(unit))
    ]
    sums = wanted.groupby(["indicator", "period"], observed=True)[["value", "numerator", "denominator"]].sum()
    return {
        key: row.numerator / row.denominator * scales[key[0]] if row.denominator else row.value
        for key, row in zip(sums.index, sums.itertuples(), strict=True)
    }


# Measuring ----------------------------------------------------------------------------------------------------------


def _best(work: Callable[[], object]) -> float:
    """Least seconds of this process on a core: other programs on the machine do not count."""
    taken = []
    for _ in range(_TIMES):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def _memory(work: Callable[[], object]) -> float:
    """Most memory that the work holds at once, in MB."""
    tracemalloc.start()
    work()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most / 1e6


if __name__ == "__main__":
    main(*sys.argv[1:])
