"""The world that submission tests share."""

from pathlib import Path

import pytest

from desktop_app.submission.release import FormRelease
from tests.simulator.world import World, world
from tests.submission import submission_world


@pytest.fixture(name="world", scope="session")
def _world() -> World:
    return world()


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> FormRelease:
    """The worked example, released and opened once."""
    folder: Path = tmp_path_factory.mktemp("release")
    return submission_world.release(world(), folder)
