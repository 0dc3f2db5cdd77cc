"""`phrom form codebook` (Q7, K10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.resources import FORMS
from tests.cli.cli_world import fine, run

NAME = "readiness-2560-v1-codebook"
FORM = FORMS / "readiness-2560.xlsx"


def test_both_files_are_written_into_the_folder(tmp_path: Path) -> None:
    """Q7 K10: named after form and version, the folder made; the same day, in either era, gives the same XML."""
    first = fine("form", "codebook", FORM, "--out", tmp_path / "a", "--date", "2026-11-27")
    files = [tmp_path / "a" / f"{NAME}.{ending}" for ending in ("xml", "xlsx")]
    assert first == {"ok": True, "files": [str(one) for one in files], "variables": 114}
    fine("form", "codebook", FORM, "--out", tmp_path / "b", "--date", "27/11/2569")
    again = tmp_path / "b" / files[0].name
    assert again.read_bytes() == files[0].read_bytes()
    assert b'<prodDate date="2026-11-27">' in again.read_bytes()
    assert files[1].read_bytes().startswith(b"PK")


def test_without_a_place_both_go_to_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q7 K10: people get one line for each file."""
    monkeypatch.chdir(tmp_path)
    ran = run("form", "codebook", FORM)
    assert (ran.code, ran.out.splitlines()) == (0, [f"114 → {NAME}.xml", f"114 → {NAME}.xlsx"])
    assert sorted(one.name for one in tmp_path.iterdir()) == [f"{NAME}.xlsx", f"{NAME}.xml"]


def test_one_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Q7 K10: where it is asked for, and nothing else."""
    monkeypatch.chdir(tmp_path)
    fine("form", "codebook", FORM, "--ddi", tmp_path / "only.xml")
    assert [one.name for one in tmp_path.iterdir()] == ["only.xml"]
    fine("form", "codebook", FORM, "--xlsx", tmp_path / "only.xlsx")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["only.xlsx", "only.xml"]


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04"])
def test_a_form_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """Q7 K10: exit code 1, one document; nothing is written."""
    path = tmp_path / "form.xlsx"
    if content is not None:
        path.write_bytes(content)
    ran = run("form", "codebook", path, "--out", tmp_path / "out", "--json")
    assert (ran.code, ran.document["ok"]) == (1, False)
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_and_a_day_that_is_none(tmp_path: Path) -> None:
    """Q7 K10: FILE-01 with exit code 1; a day that is no day is a matter of usage."""
    (tmp_path / "file").write_text("x")
    ran = run("form", "codebook", FORM, "--ddi", tmp_path / "file" / "a.xml", "--json")
    assert (ran.code, ran.document["error"]["code"]) == (1, "FILE-01")
    assert run("form", "codebook", FORM, "--date", "31/2/2569").code == 2
