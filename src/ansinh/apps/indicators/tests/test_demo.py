"""Sample figures: marked as such, the same each time, and never outside a demonstration."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ansinh.apps.indicators.imports import DATA, read_indicators
from ansinh.apps.indicators.management.commands.load_indicators_demo import COMMENT, _figures
from ansinh.apps.indicators.models import DataSource
from ansinh.apps.orgs.models import AdministrativeUnit, UnitLevel
from ansinh.kit.strict_yaml import load_yaml_file
from tests.province import BEGAN, Province

SAMPLE = {"from": 80, "to": 90, "spread": 4, "size": 1000}


@pytest.fixture
def districts(db: None) -> list[AdministrativeUnit]:
    return [
        AdministrativeUnit.objects.create(
            code=code, name=code, kind="Huyện", level=UnitLevel.DISTRICT, valid_from=BEGAN, search_key="", sort_key=code
        )
        for code in ("1", "2")
    ]


def test_outside_a_demonstration_nothing_is_loaded(db: None, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="make demo"):
        call_command("load_indicators_demo")


def test_samples_are_marked_the_same_each_time_and_of_periods_that_are_over(
    province: Province, districts: list[AdministrativeUnit], settings: Any
) -> None:
    settings.TODAY = date(2024, 11, 4)
    source = DataSource.objects.create(code="mau", name="Mẫu")
    once, again = (list(_figures(province.indicator, SAMPLE, districts, source)) for _ in range(2))
    assert once == again
    assert {figure.comment for figure in once} == {COMMENT}
    assert sorted({figure.period for figure in once}) == ["2020", "2021", "2022", "2023"]


def test_a_missing_district_has_no_last_figure_and_one_outside_never_has_any(
    province: Province, districts: list[AdministrativeUnit], settings: Any
) -> None:
    settings.TODAY = date(2024, 11, 4)
    source = DataSource.objects.create(code="mau", name="Mẫu")
    sample = SAMPLE | {"missing": ["1"], "not_applicable": ["2"]}
    made = list(_figures(province.indicator, sample, districts, source))
    assert [figure.period for figure in made if figure.unit_id == districts[0].pk] == ["2020", "2021", "2022"]
    assert all(figure.is_not_applicable for figure in made if figure.unit_id == districts[1].pk)


def test_every_sample_is_of_an_indicator_that_ships() -> None:
    assert set(load_yaml_file(DATA / "demo.yaml")) <= {row.code for row in read_indicators()}
