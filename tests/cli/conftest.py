"""The centre that command-line tests share."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.cli_world import Desk, make_desk


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A released round with two sealed packages."""
    return make_desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(made: Desk, tmp_path: Path) -> Desk:
    """The same, free to be changed."""
    shutil.copytree(made.folder, tmp_path / "centre")
    return replace(made, folder=tmp_path / "centre")
