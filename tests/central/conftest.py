"""The centre that these tests share: made once, copied for each test that changes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.central.central_world import A, B, C, Centre, D, make_centre, seal


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Centre:
    """A released round, and what its offices sent: `a1 a2 b1 c1 d1` fit; `a1x a2x` are other contents of a slot."""
    centre = make_centre(tmp_path_factory.mktemp("made"))
    first = seal(centre, "a1", A)
    seal(centre, "a1x", A, answers={"a/a1": "none", "b/b_all": "10", "b/b_dig": "1", "b/b2": "none"})
    seal(
        centre,
        "a2",
        A,
        revision=2,
        supersedes=first.package_id,
        answers={"b/b_all": "4", "b/b_dig": "4", "a/a1": "none"},
    )
    seal(centre, "a2x", A, revision=2, supersedes="f" * 64)
    seal(centre, "b1", B, answers={"a/a1": "none", "b/b_all": "0", "b/b_dig": "0", "b/b2": "na"})
    seal(centre, "c1", C, answers={"a/a1": "none", "b/b_all": "3", "b/b_dig": "1", "b/b3": "6"})
    seal(centre, "d1", D)
    return centre


@pytest.fixture
def centre(made: Centre, tmp_path: Path) -> Iterator[Centre]:
    """The centre before the first import, free to be changed."""
    copied = made.copy(tmp_path / "centre")
    yield copied
    copied.close()
