"""The world that trust tests share."""

import pytest

from tests.simulator.world import World, world


@pytest.fixture(name="world", scope="session")
def _world() -> World:
    return world()
