"""Names as long as a disk takes, and longer ones: the file is written, or a sentence says why not (X1 P7)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.files import appearing, write_whole
from desktop_app.office.evidence import digest
from desktop_app.office.signing import copy_checked
from desktop_app.package.envelope import open_envelope_file, seal_envelope
from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.trusted import write_chunks
from tests.package.test_envelope import reader, recipients
from tests.simulator.world import SIGNED_AT, world

ENDING = ".asice"
LONGEST = "ก" * 83 + ENDING  # 255 octets, all that ext4 takes; 3 octets to a letter
TOO_LONG = "ก" * 84 + ENDING


def _package(target: Path) -> None:
    write_package(target, PackageType.RETURN, world().payload(PackageType.RETURN), {}, world().central(), SIGNED_AT)


def _source(target: Path) -> Path:
    source = target.parent.parent / "source"
    source.write_bytes(b"content")
    return source


def _opened(target: Path) -> None:
    sealed = target.parent.parent / "sealed"
    seal_envelope(_source(target), sealed, recipients())
    open_envelope_file(sealed, target, [reader("intake").key])


WRITERS: dict[str, Callable[[Path], object]] = {
    "whole": lambda target: write_whole(target, b"content"),
    "chunks": lambda target: write_chunks(target, [b"content"]),
    "package": _package,
    "copy": lambda target: copy_checked(_source(target), target, digest(_source(target))),
    "envelope": lambda target: seal_envelope(_source(target), target, recipients()),
    "opened": _opened,
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_name_as_long_as_the_disk_takes(name: str, tmp_path: Path) -> None:
    """P7: the temporary name beside it is short, so that every name the disk takes can be written."""
    target = tmp_path / "stick" / LONGEST
    target.parent.mkdir()
    WRITERS[name](target)
    assert [one.name for one in target.parent.iterdir()] == [LONGEST]


@pytest.mark.parametrize("name", WRITERS)
def test_a_longer_name_is_a_sentence(name: str, tmp_path: Path) -> None:
    """P7 X1: said, not thrown; nothing is left."""
    target = tmp_path / "stick" / TOO_LONG
    target.parent.mkdir()
    with pytest.raises(PhromError, match="File name too long"):
        WRITERS[name](target)
    assert list(target.parent.iterdir()) == []


def test_what_a_power_cut_left_is_overwritten(tmp_path: Path) -> None:
    """P7: the next try finds the unfinished file by its name."""
    with appearing(tmp_path / LONGEST) as part:
        part.write_bytes(b"x")
    part.write_bytes(b"half")
    write = WRITERS["package"]
    (tmp_path / LONGEST).unlink()
    write(tmp_path / LONGEST)
    assert [one.name for one in tmp_path.iterdir()] == [LONGEST]
