from __future__ import annotations

import pytest

from ansinh.apps.commitments.tests.scene import Scene, make_scene
from tests.province import Province


@pytest.fixture
def scene(province: Province) -> Scene:
    """The task led by another agency, proposed for 2024."""
    return make_scene(province)
