"""Releasing a form and opening it."""

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.submission.publish import release_files, release_payload
from desktop_app.submission.release import (
    MASTER,
    PARSED,
    SCORING,
    XFORM,
    FormRelease,
    open_release,
)
from desktop_app.submission.roster import Roster
from tests.questionnaire.form_tables import EXAMPLE
from tests.simulator.world import MOMENT, START, World
from tests.submission.submission_world import CLOSES, ROSTER, release_package, workbook

OTHER = EXAMPLE.replace("| A | total | dimension | 40 |", "| A | total | dimension | 41 |")


def test_a_release_opens_with_form_dates_offices_and_master(release: FormRelease) -> None:
    """Q6: all that an office needs to begin is in the one file."""
    assert (release.form_id, release.form_version, release.round) == ("test", 1, "2569")
    assert (release.opens_at, release.closes_at, release.state) == (START, CLOSES, "open")
    assert release.title["th"] == "แบบทดสอบ"
    assert release.roster == Roster(tuple(replace(office, phone="") for office in ROSTER.offices))
    assert release.workbook.startswith(b"PK")
    assert [row.name for row in release.form.scored_rows] == ["a1", "a2", "b_dig", "b2", "b3"]
    assert len(release.package_id) == 64


@pytest.mark.parametrize("copy", [None, b'{"parsed_version":99}'])
def test_without_a_usable_compiled_copy_the_master_is_read(
    world: World, tmp_path: Path, release: FormRelease, copy: bytes | None
) -> None:
    """Q6: the workbook stays the master, also where the copy is absent or of another version."""
    with release_package(world, tmp_path, files={PARSED: copy}) as package:
        opened = open_release(package)
    assert opened.form == release.form


def test_a_copy_with_other_rules_does_not_replace_the_master(
    world: World, tmp_path: Path, release: FormRelease
) -> None:
    """Q6 S7: the declared scoring digest decides which form is meant."""
    folder = tmp_path / "other"
    folder.mkdir()
    other = release_files(workbook(folder, OTHER), ROSTER)
    assert OTHER != EXAMPLE
    with release_package(world, tmp_path, files={PARSED: other[PARSED]}) as package:
        assert open_release(package).form == release.form


@pytest.mark.parametrize(
    ("names", "changes"),
    [((SCORING,), {}), ((), {"form_id": "other"}), ((), {"form_version": 2}), ((PARSED, MASTER), {})],
)
def test_a_form_that_is_not_the_declared_one_is_refused(
    world: World, tmp_path: Path, names: tuple[str, ...], changes: dict[str, object]
) -> None:
    """Q6 S7: id, version and rules are those that the publisher signed for."""
    folder = tmp_path / "other"
    folder.mkdir()
    other = release_files(workbook(folder, OTHER), ROSTER)
    files = {name: other[name] for name in names}
    with (
        release_package(world, tmp_path, files=files, **changes) as package,
        pytest.raises(PackageRefused) as refused,
    ):
        open_release(package)
    assert refused.value.code == "FORM_TAMPERED"


def test_a_damaged_master_without_a_copy_is_refused(world: World, tmp_path: Path) -> None:
    """Q6: no half form opens."""
    files = {MASTER: b"PK not a workbook", PARSED: None}
    with release_package(world, tmp_path, files=files) as package, pytest.raises(PackageRefused) as refused:
        open_release(package)
    assert refused.value.code == "FORM_TAMPERED"


def test_the_list_of_files_must_be_the_truth(world: World, tmp_path: Path) -> None:
    """Q6 P3: a file that is not listed, or listed otherwise, is not part of the release."""
    with release_package(world, tmp_path) as package:
        listed = package.payload["files"]
    wrong = [{**entry, "role": "media"} if entry["path"] == XFORM else entry for entry in listed]
    for files in (listed[1:], wrong, [{**listed[0], "size": 1}, *listed[1:]]):
        with release_package(world, tmp_path) as package:
            tampered = replace(package, payload={**package.payload, "files": files})
            with pytest.raises(PackageRefused) as refused:
                open_release(tampered)
        assert refused.value.code == "SCHEMA"


def test_another_package_is_no_release(world: World, tmp_path: Path) -> None:
    """Q6: a receipt that somebody drops here is told apart."""
    target = tmp_path / "receipt.asice"
    world.write(target, PackageType.RECEIPT)
    with verify(target, world.trust, MOMENT) as package, pytest.raises(PackageRefused) as refused:
        open_release(package)
    assert refused.value.code == "SCHEMA"


def test_a_version_that_is_no_whole_number_is_not_released(tmp_path: Path) -> None:
    """Q6: versions rise, so they are numbers; the author is told where."""
    form = EXAMPLE + "\n| settings | form_title | version |\n| test | แบบทดสอบ | 2569.1 |\n"
    with pytest.raises(PhromError) as refused:
        release_files(workbook(tmp_path, form), ROSTER)
    assert refused.value.code == "SUB-04"


def test_a_release_without_offices_is_not_made(tmp_path: Path) -> None:
    """Q6 K3: nobody could answer it."""
    with pytest.raises(PhromError) as refused:
        release_files(workbook(tmp_path), Roster())
    assert refused.value.code == "SUB-01"


def test_a_release_says_what_it_replaces(tmp_path: Path) -> None:
    """Q6: a corrected form names the one before."""
    files = release_files(workbook(tmp_path), ROSTER)
    assert release_payload(files, "2569", START, CLOSES, replaces="ab" * 32)["replaces"] == "ab" * 32
