"""The intake log: append-only, chained, the same in rows and lines (K8, P4)."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from desktop_app.central import log
from desktop_app.central.registry import open_registry
from desktop_app.errors import PhromError
from tests.central.central_world import MOMENT, ROSTER, Centre


def lines(centre: Centre) -> list[bytes]:
    return centre.registry.folders.log.read_bytes().splitlines(keepends=True)


def test_every_act_is_one_line_chained_to_the_one_before(centre: Centre) -> None:
    """P4 K8: `prev_sha256` is the digest of the record before, the first names zeros."""
    centre.offer("a1", "b1")
    records = [json.loads(line) for line in lines(centre)]
    actions = [record["action"] for record in records]
    assert actions == ["init", "bundle", "roster", *["enrol"] * len(ROSTER.offices), "release", "offer", "offer"]
    before = "0" * 64
    for number, record in enumerate(records, start=1):
        own = record.pop("sha256")
        assert (record["log_index"], record["prev_sha256"]) == (number, before)
        plain = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        before = hashlib.sha256(plain.encode()).hexdigest()
        assert own == before


@pytest.mark.parametrize("spoil", ["changed", "dropped", "swapped", "binary", "not an object", "field missing"])
def test_a_log_that_was_altered_is_told_with_its_line(centre: Centre, spoil: str) -> None:
    """K8 CEN-14: whatever was done to it."""
    kept = lines(centre)
    if spoil == "changed":
        kept[3] = kept[3].replace(b"enrol", b"roster", 1)
    elif spoil == "dropped":
        del kept[3]
    elif spoil == "swapped":
        kept[3], kept[4] = kept[4], kept[3]
    elif spoil == "binary":
        kept[3] = b"\xff\xfe\n"
    elif spoil == "not an object":
        kept[3] = b"[]\n"
    else:
        record = json.loads(kept[3])
        del record["by"]
        kept[3] = json.dumps(record).encode() + b"\n"
    path = centre.registry.folders.log
    path.write_bytes(b"".join(kept))
    with pytest.raises(PhromError) as raised:
        list(log.read_lines(path))
    assert raised.value.code == "CEN-14"
    assert raised.value.details["line"] == 4


def test_a_torn_last_line_is_mended_from_the_rows(centre: Centre) -> None:
    """K8: a power cut between commit and line loses nothing."""
    path = centre.registry.folders.log
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    assert len(list(log.read_lines(path))) == len(whole.splitlines()) - 1
    centre.offer()
    assert path.read_bytes() == whole


def test_a_lost_log_is_written_anew_from_the_rows(centre: Centre) -> None:
    """K8: rows and lines hold the same."""
    path = centre.registry.folders.log
    whole = path.read_bytes()
    path.unlink()
    centre.offer()
    assert path.read_bytes() == whole


@pytest.mark.parametrize("last", [b"garbage\n", b"{}\n"])
def test_a_damaged_end_stops_before_anything_is_changed(centre: Centre, last: bytes) -> None:
    """K8 CEN-14: an import does not write on after a line that nobody can read."""
    path = centre.registry.folders.log
    path.write_bytes(path.read_bytes() + last)
    with pytest.raises(PhromError) as raised:
        centre.offer("a1")
    assert raised.value.code == "CEN-14"
    assert centre.states() == {}


def test_an_old_copy_of_the_registry_is_told_before_anything_is_changed(centre: Centre, tmp_path: Path) -> None:
    """K8 CEN-19: a restored registry that lacks what its log tells would silently lose packages."""
    path = centre.folder / "registry.db"
    old = Path(shutil.copy(path, tmp_path / "old.db"))
    centre.offer("a1", "b1")
    centre.close()
    shutil.copy(old, path)
    restored = Centre(centre.folder, centre.keys, centre.offices, centre.packages)
    with pytest.raises(PhromError) as raised:
        restored.offer("c1")
    assert raised.value.code == "CEN-19"
    assert "rebuild" in raised.value.remedy("th")
    with pytest.raises(PhromError) as raised, log.recording(restored.registry):
        pass
    assert raised.value.code == "CEN-19"
    restored.close()


def test_a_long_last_line_is_found_whole(centre: Centre) -> None:
    """K8: a roster of many offices is one line of megabytes."""
    with log.recording(centre.registry) as connection:
        log.append(connection, log.Entry("2026-06-10T03:00:00Z", "x", "roster", detail=json.dumps("ก" * 300_000)))
    reopened = open_registry(centre.folder / "registry.db")
    log.write_lines(reopened)
    reopened.close()
    assert len(list(log.read_lines(centre.registry.folders.log))) == log.count(centre.registry)


def test_there_is_no_log(tmp_path: Path) -> None:
    """K8 FILE-02: nothing to read is a sentence."""
    with pytest.raises(PhromError) as raised:
        list(log.read_lines(tmp_path / "intake.jsonl"))
    assert raised.value.code == "FILE-02"


def test_who_did_what_when_stands_in_the_log(centre: Centre) -> None:
    """K2: every file ever offered, by whom, with its code and sentence."""
    centre.offer("a1", "a1")
    (_, first), (_, second) = list(log.read_lines(centre.registry.folders.log))[-2:]
    assert (first.code, second.code) == ("OK", "DUPLICATE")
    assert first.file_name == "a1.asice"
    assert first.by == "เจ้าหน้าที่ตัวอย่าง"
    assert first.at == MOMENT.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert "ได้รับไฟล์นี้แล้ว" in json.loads(second.detail)["message"]["th"]
