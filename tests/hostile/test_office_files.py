"""What comes from outside into an office: changed between check and use, and older than what is here (6.5, 6.8)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.office import receipts, rounds
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify
from tests.office.office_world import Clock
from tests.questionnaire.form_tables import EXAMPLE
from tests.simulator.world import MOMENT, world
from tests.submission.submission_world import release_package

NEWER = (
    EXAMPLE
    + """
| settings | version |
| test | 2 |
"""
)


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[OfficeStore]:
    with open_store(tmp_path / "data", clock=Clock()) as opened:
        yield opened


@pytest.fixture(name="forms", scope="module")
def _forms(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Version 1 and version 2 of one form in one round."""
    paths = []
    for form in (EXAMPLE, NEWER):
        folder = tmp_path_factory.mktemp("form")
        release_package(world(), folder, form).close()
        paths.append(folder / "release.asice")
    return paths[0], paths[1]


def kept(store: OfficeStore) -> set[str]:
    folder = store.folder / "packages"
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def test_what_is_kept_is_what_was_checked(
    store: OfficeStore, forms: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P7: a file on a stick that changes right after its check; the private copy is kept, not the stick's (6.8)."""
    stick = tmp_path / "stick.asice"
    stick.write_bytes(forms[0].read_bytes())

    def swapping(*arguments: object, **named: object) -> TrustedPackage:
        package = verify(*arguments, **named)  # type: ignore[arg-type]
        stick.write_bytes(b"something else")
        return package

    for module in (rounds, receipts):
        monkeypatch.setattr(module, "verify", swapping)
    release = rounds.open_round(store, stick, world().trust, MOMENT)
    (name,) = kept(store)
    assert name == f"{release.package_id}.asice"
    assert (store.folder / "packages" / name).read_bytes() == forms[0].read_bytes()


def test_an_older_form_does_not_come_back(store: OfficeStore, forms: tuple[Path, Path]) -> None:
    """P7 Q6: after version 2 of a round's form, version 1 replayed by anybody is FORM_ROLLBACK and kept nowhere."""
    older, newer = forms
    release = rounds.open_round(store, newer, world().trust, MOMENT)
    with pytest.raises(PackageRefused) as refused:
        rounds.open_round(store, older, world().trust, MOMENT)
    assert (refused.value.code, refused.value.disposition) == ("FORM_ROLLBACK", "Q")
    assert refused.value.message("th") and refused.value.message("en")
    assert [one.package_id for one in store.releases()] == [release.package_id]
    assert kept(store) == {f"{release.package_id}.asice"}


def test_a_newer_form_and_the_same_again_are_taken(store: OfficeStore, forms: tuple[Path, Path]) -> None:
    """Q6: the twins: version 2 after version 1, and either of them once more, change nothing but what is new."""
    for path in (*forms, *forms):
        rounds.open_round(store, path, world().trust, MOMENT)
    assert sorted(one.form_version for one in store.releases()) == [1, 2]
    assert len(kept(store)) == 2


def test_a_release_without_a_roster_is_opened(store: OfficeStore, tmp_path: Path) -> None:
    """Q6 P7: the roster is optional in the format; the round opens, and no office can begin with it (OFF-15)."""
    release_package(world(), tmp_path, files={"roster.csv": None}).close()
    release = rounds.open_round(store, tmp_path / "release.asice", world().trust, MOMENT)
    kept_release = rounds.form_release(store.release(release.package_id))
    assert kept_release.roster == release.roster
    with pytest.raises(PhromError, match="OFF-15"):
        rounds.office_of(kept_release, "50-001")
