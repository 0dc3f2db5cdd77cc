"""The registry's file: made once, recognised, never mistaken for another (K8)."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from desktop_app import files
from desktop_app.central.registry import create_registry, discard, open_registry, safe_address
from desktop_app.errors import PhromError
from tests.central.central_world import Centre


def code_of(raised: pytest.ExceptionInfo[PhromError]) -> str:
    return raised.value.code


def test_there_is_no_registry(tmp_path: Path) -> None:
    """K8 CEN-04: a path without a file, and a folder."""
    for where in (tmp_path / "none.db", tmp_path):
        with pytest.raises(PhromError) as raised:
            open_registry(where)
        assert code_of(raised) == "CEN-04"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["text", "empty", "other database", "cut", "overwritten"])
def test_what_is_no_registry_is_left_as_it_is(centre: Centre, tmp_path: Path, kind: str) -> None:
    """K8 CEN-01: foreign and damaged files are recognised before anything is written."""
    path = tmp_path / "other.db"
    if kind == "text":
        path.write_text("ทะเบียน")
    elif kind == "empty":
        path.touch()
    elif kind == "other database":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE setting (name, value)")
        connection.close()
    else:
        content = bytearray((centre.folder / "registry.db").read_bytes())
        if kind == "cut":
            del content[len(content) // 2 :]
        else:
            content[4096 : len(content) // 2] = b"\x55" * (len(content) // 2 - 4096)
        path.write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(PhromError) as raised:
        open_registry(path)
    assert code_of(raised) == "CEN-01"
    assert path.read_bytes() == before


def test_a_registry_of_a_newer_program_is_not_touched(centre: Centre) -> None:
    """K8 CEN-21: tables that this program does not know."""
    path = centre.folder / "registry.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(PhromError) as raised:
        open_registry(path)
    assert code_of(raised) == "CEN-21"


def test_nothing_is_made_over_a_registry(centre: Centre) -> None:
    """K8 CEN-03: neither over a file nor over any other thing of that name."""
    for where in (centre.folder / "registry.db", centre.folder):
        with pytest.raises(PhromError) as raised:
            create_registry(where)
        assert code_of(raised) == "CEN-03"


@pytest.mark.parametrize("where", ["//server/share/registry.db", "\\\\server\\share\\registry.db"])
def test_a_network_folder_is_refused(where: str) -> None:
    """K8 CEN-02: a database that several write over a network gets damaged."""
    with pytest.raises(PhromError) as raised:
        create_registry(Path(where), Path("unused"))
    assert code_of(raised) in ("CEN-02", "FILE-01")


def test_a_mounted_network_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """K8 CEN-02: whatever the path looks like, the file system decides."""
    monkeypatch.setattr(files, "NETWORK_FILE_SYSTEMS", frozenset({files.file_system(tmp_path)}))
    with pytest.raises(PhromError) as raised:
        create_registry(tmp_path / "registry.db")
    assert code_of(raised) == "CEN-02"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["nonsense://x", "postgresql+nodriver://host/db", "sqlite://", "://", "mysql://user:secret@host/db"]
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(address: str, tmp_path: Path) -> None:
    """K8 CEN-20: unknown databases and missing drivers are a sentence."""
    with pytest.raises(PhromError) as raised:
        create_registry(address, tmp_path)
    assert code_of(raised) == "CEN-20"
    assert "secret" not in raised.value.text("th") + raised.value.text("en")


def test_a_sqlite_address_is_the_file_it_names(tmp_path: Path) -> None:
    """K8: `sqlite:///…` gets the same care as a path."""
    path = tmp_path / "registry.db"
    create_registry(f"sqlite:///{path}").close()
    assert safe_address(f"sqlite:///{path}") == str(path)
    opened = open_registry(f"sqlite:///{path}")
    assert opened.folders.root == tmp_path
    opened.close()


def test_names_with_marks_of_an_address_are_files(tmp_path: Path) -> None:
    """K8: a question mark or a Thai name in a path is part of it."""
    path = tmp_path / "ทะเบียน ?mode=ro#1.db"
    create_registry(path).close()
    assert path.is_file()
    open_registry(path).close()
    discard(path)
    assert not path.exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """K8 FILE-01: a file stands where a folder should be."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(PhromError) as raised:
        create_registry(tmp_path / "file" / "registry.db")
    assert code_of(raised) == "FILE-01"


@pytest.mark.parametrize("statement", ["UPDATE intake_log SET code = 'OK'", "DELETE FROM intake_log"])
def test_the_intake_log_only_grows(centre: Centre, statement: str) -> None:
    """K8: the database itself refuses to change what was logged."""
    with pytest.raises((PhromError, SQLAlchemyError), match="append-only"), centre.registry.writing() as connection:
        connection.exec_driver_sql(statement)


def test_a_failed_transaction_leaves_nothing(centre: Centre) -> None:
    """K8: all of it or nothing."""
    with pytest.raises(RuntimeError), centre.registry.writing() as connection:
        connection.exec_driver_sql("INSERT INTO setting VALUES ('half', 'done')")
        raise RuntimeError
    assert centre.registry.get_setting("half") == ""


def test_damage_found_while_working_is_told_as_damage(centre: Centre) -> None:
    """K8 CEN-01: a page that turns out to be spoilt later."""
    opened = centre.registry
    path = centre.folder / "registry.db"
    content = bytearray(path.read_bytes())
    content[4096:] = b"\x55" * (len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(PhromError) as raised:
        opened.get_setting("audience")
    assert code_of(raised) == "CEN-01"


def test_a_copied_folder_is_the_same_registry(centre: Centre, tmp_path: Path) -> None:
    """K8 O7: backup is copying the folder while nobody works in it."""
    centre.offer("a1")
    shutil.copytree(centre.folder, tmp_path / "copy")
    copy = open_registry(tmp_path / "copy" / "registry.db")
    assert copy.get_setting("audience") == centre.registry.get_setting("audience")
    copy.close()
