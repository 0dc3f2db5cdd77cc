"""The demo that all tests of the whole journey look at; nobody changes it."""

import pytest

from tests.e2e.demo_run import Demo, make_demo


@pytest.fixture(name="demo", scope="session")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return make_demo(tmp_path_factory.mktemp("journey") / "demo")
