"""The world that hostile tests share, and a folder for what is written thousands of times."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulator.world import World, world

MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it


@pytest.fixture(name="world", scope="session")
def _world() -> World:
    return world()


@pytest.fixture(name="quick", scope="module")
def _quick() -> Iterator[Path]:
    """A folder in memory where the system has one: these tests ask what is written, not whether it is durable."""
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=where, prefix="phrom-") as folder:
        yield Path(folder)
