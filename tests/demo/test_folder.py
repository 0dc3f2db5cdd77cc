"""The demo's folder: what it clears, and what it never touches."""

import os
import re
from pathlib import Path

import pytest

from desktop_app.demo.folder import FILES, FOLDERS, MARK, SQLITE_COMPANIONS, prepare
from desktop_app.errors import PhromError


def refusal(out: Path) -> PhromError:
    with pytest.raises(PhromError) as problem:
        prepare(out)
    return problem.value


def demo_in(out: Path) -> None:
    """Something under every name that a demo writes, and its mark."""
    prepare(out)
    for name in FOLDERS:
        (out / name / "inside").mkdir(parents=True)
        (out / name / "inside" / "file").touch()
    for name in (*FILES, *SQLITE_COMPANIONS):
        (out / name).write_bytes(b"old")


def test_a_new_folder_is_made_with_its_parents(tmp_path: Path) -> None:
    """U1: nothing but the name is asked for, and the mark says in Thai what the folder is."""
    prepare(tmp_path / "a" / "demo")
    assert "สาธิต" in (tmp_path / "a" / "demo" / MARK).read_text("utf-8")


def test_an_earlier_demo_goes_and_everything_else_stays(tmp_path: Path) -> None:
    """U1 O1: a stale journal beside a new registry would spoil it; a person's own files are none of our business."""
    demo_in(tmp_path)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "mine.txt").write_text("ของฉัน", encoding="utf-8")
    (tmp_path / "results-2568.xlsx").write_bytes(b"mine")
    prepare(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {MARK, "letters", "results-2568.xlsx"}
    assert (tmp_path / "letters" / "mine.txt").read_text("utf-8") == "ของฉัน"


def test_a_demo_that_was_stopped_at_once_is_cleared_too(tmp_path: Path) -> None:
    """U1: the mark is written before anything else."""
    prepare(tmp_path)
    (tmp_path / "keys").mkdir()
    prepare(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {MARK}


@pytest.mark.parametrize("name", [*FOLDERS, *FILES])
def test_what_no_demo_made_is_refused_and_kept(tmp_path: Path, name: str) -> None:
    """K8 U1: a real registry, its keys or packages, or somebody's folder of that name, is never removed."""
    (tmp_path / name).mkdir()
    (tmp_path / name / "real").write_bytes(b"real")
    problem = refusal(tmp_path)
    assert problem.code == "DEMO-01"
    assert name in problem.message("th")
    assert "--out" in problem.remedy("th")
    assert (tmp_path / name / "real").read_bytes() == b"real"
    assert {path.name for path in tmp_path.iterdir()} == {name}


def test_a_link_is_removed_and_what_it_points_to_stays(tmp_path: Path) -> None:
    """U1: a link of a demo's name leads out of the demo."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    prepare(tmp_path / "demo")
    (tmp_path / "demo" / "packages").symlink_to(tmp_path / "mine")
    prepare(tmp_path / "demo")
    assert (tmp_path / "mine" / "file").exists()
    assert not (tmp_path / "demo" / "packages").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    """U1: said with the name; the file is untouched, in its place or as a parent."""
    (tmp_path / "demo").write_text("mine", encoding="utf-8")
    for out in (tmp_path / "demo", tmp_path / "demo" / "inside"):
        problem = refusal(out)
        assert problem.code == "DEMO-02"
        assert re.search(re.escape(str(out)), problem.message("en"))
    assert (tmp_path / "demo").read_text("utf-8") == "mine"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write everywhere")
def test_a_read_only_folder_is_said_so(tmp_path: Path) -> None:
    """U1: permission is the machine's matter, told with the remedy."""
    (tmp_path / "demo").mkdir(mode=0o500)
    assert refusal(tmp_path / "demo").code == "DEMO-02"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="there is no /proc here")
def test_a_place_that_cannot_be_written_is_said_so() -> None:
    """U1: a file system that takes no folders, for the administrator too."""
    assert refusal(Path("/proc/phrom/demo")).code == "DEMO-02"
