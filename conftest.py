"""What every test in the house gets, beside the code or under tests/."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.test import override_settings

if TYPE_CHECKING:
    from tests.province import Province

pytest_plugins = ["ansinh.apps.audit.tests.flushing", "ansinh.apps.audit.tests.installation"]

# Machines are slow at times, which is no fault of the code. In CI the same examples are tried each time, so that a
# change is not blamed for what another one left; on developers' machines new ones are looked for.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")), print_blob=True)
hypothesis.settings.load_profile("house")


@pytest.fixture(autouse=True, scope="session")
def _settings_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files go to folders that are thrown away, and passwords are hashed by something quick."""
    with override_settings(
        DATA_DIR=tmp_path_factory.mktemp("data"),
        MEDIA_ROOT=tmp_path_factory.mktemp("files"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture
def province(db: None) -> Province:
    """Two organisations with people in every role, a published plan and an open reading."""
    from tests.province import make_province  # needs the tables, which tests of the pure floors do not

    return make_province()
