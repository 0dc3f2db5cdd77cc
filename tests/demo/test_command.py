"""`phrom demo` where it cannot go on: a sentence, an exit code, and nothing touched."""

import json
from pathlib import Path

import pytest

from desktop_app.cli.root import main

Captured = pytest.CaptureFixture[str]


def demo(*arguments: str | Path) -> int:
    return main(["demo", "--no-window", *map(str, arguments)])


@pytest.mark.parametrize("place", ["file", "file/inside"])
def test_a_file_in_the_way_is_refused(tmp_path: Path, capsys: Captured, place: str) -> None:
    """K10 U1: exit 1 and a Thai sentence on stderr, no crash report, the file as it was."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert demo("--out", tmp_path / place) == 1
    said = capsys.readouterr()
    assert "DEMO-02" in said.err
    assert "เลือกโฟลเดอร์อื่น" in said.err
    assert said.out == ""
    assert (tmp_path / "file").read_text("utf-8") == "mine"


def test_a_real_registry_in_the_way_is_refused_as_json(tmp_path: Path, capsys: Captured) -> None:
    """K10: one document on stdout with code and remedy; the registry is not touched."""
    (tmp_path / "registry.db").write_bytes(b"real")
    assert demo("--out", tmp_path, "--json") == 1
    answer = json.loads(capsys.readouterr().out)
    assert (answer["ok"], answer["error"]["code"]) == (False, "DEMO-01")
    assert answer["error"]["todo"]
    assert [path.name for path in tmp_path.iterdir()] == ["registry.db"]
    assert (tmp_path / "registry.db").read_bytes() == b"real"


@pytest.mark.parametrize("offices", ["0", "2", "243", "many"])
def test_a_number_of_offices_that_cannot_be_is_a_usage_error(tmp_path: Path, capsys: Captured, offices: str) -> None:
    """K10: exit 2; the bad files need three offices, the roster has 242."""
    assert demo("--out", tmp_path / "demo", "--offices", offices) == 2
    assert "--offices" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()
