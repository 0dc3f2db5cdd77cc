"""Settings survive, and a broken file costs nobody anything."""

import json
from pathlib import Path

import pytest

from desktop_app.ui.settings import Settings, SettingsFile, parse_settings


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """X2: language, size and palette stay as chosen."""
    chosen = Settings(language="en", scale=150, theme="dark", recent=("a.asice",), first_run_done=True)
    file = SettingsFile(tmp_path / "settings.json")
    assert file.write(chosen)
    assert file.read() == chosen


@pytest.mark.parametrize(
    "content",
    [b"{", b"[]", b'{"version": 2}', b'{"version": 1, "language": "fr"}', b'{"version": 1, "scale": 5000}',
     b'{"version": 1, "scale": "100"}', b'{"version": 1, "recent": [1]}', b"\xff\xfe"],
)  # fmt: skip
def test_a_broken_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    """X5: defaults are used, and the old file is kept."""
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    file = SettingsFile(path)
    assert file.read() == Settings()
    assert file.set_aside.read_bytes() == content
    assert not path.exists()


def test_a_newer_setting_is_passed_over() -> None:
    """X3: a settings file of a newer program still opens."""
    data = json.dumps({"version": 1, "language": "en", "colour_of_the_sky": "blue"}).encode()
    assert parse_settings(data).language == "en"


def test_ten_recent_files_are_kept(tmp_path: Path) -> None:
    """O7: the newest first, each once."""
    settings = Settings()
    for number in [*range(12), 5]:
        settings = settings.with_recent(tmp_path / f"{number}.asice")
    assert len(settings.recent) == 10
    assert settings.recent[0].endswith("5.asice")


def test_a_full_disk_does_not_stop_the_window(tmp_path: Path) -> None:
    """O1: settings that cannot be written are only not written."""
    (tmp_path / "file").write_bytes(b"")
    assert not SettingsFile(tmp_path / "file" / "settings.json").write(Settings())
