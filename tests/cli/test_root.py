"""Exit codes, languages and how little a command loads (K10, X5)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from desktop_app.cli import output, root
from desktop_app.cli.central import COMMANDS
from tests.cli.cli_world import run


def test_help_names_every_command() -> None:
    """K10: and exit code 0."""
    ran = run("--help")
    assert ran.code == 0
    for name in ("form", "score", "report", "package", "central", "demo"):
        assert f"\n  {name} " in ran.out
    words = run("central", "--help").out
    for name in COMMANDS:
        assert f"\n  {name} " in words


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["form", "lint"],
        ["package", "verify", "x"],
        ["central"],
        ["central", "import"],
        ["score", "--nope"],
    ],
)
def test_wrong_usage_is_exit_code_2(arguments: list[str]) -> None:
    """K10: told on stderr, stdout stays empty."""
    ran = run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage" in ran.err


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """`phrom form` meets a bug of ours."""

    @click.command()
    @click.option("--json", is_flag=True)
    def form(json: bool) -> None:
        raise ZeroDivisionError("นี่คือข้อบกพร่อง")

    monkeypatch.setitem(root.phrom.commands, "form", form)
    monkeypatch.delitem(root.COMMANDS, "form")


@pytest.mark.parametrize(("speech", "word"), [("th", "ขัดข้อง"), ("en", "unexpectedly")])
def test_our_own_failure_is_exit_code_3_with_a_crash_report(
    broken: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speech: str, word: str
) -> None:
    """X5 K10: the sentence names the report; the report has versions and trace."""
    monkeypatch.setattr(root, "user_log_path", lambda *_, **__: tmp_path)
    monkeypatch.setenv("PHROM_LANG", speech)
    ran = run("form", "--json")
    assert (ran.code, ran.out) == (3, "")
    (report,) = tmp_path.glob("crash-*.txt")
    assert word in ran.err
    assert str(report) in ran.err
    assert "ZeroDivisionError" in report.read_text(encoding="utf-8")
    assert "Python" in report.read_text(encoding="utf-8").splitlines()[0]


def test_a_crash_report_that_cannot_be_written_is_said_instead(
    broken: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X5: nothing is lost."""
    (tmp_path / "file").write_text("x")
    monkeypatch.setattr(root, "user_log_path", lambda *_, **__: tmp_path / "file")
    ran = run("form")
    assert ran.code == 3
    assert "ZeroDivisionError: นี่คือข้อบกพร่อง" in ran.err


def test_a_refusal_with_json_is_one_document_and_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """K10: code, message and what to do, in the chosen language."""
    monkeypatch.setenv("PHROM_LANG", "en")
    ran = run("central", "coverage", "--registry", tmp_path / "none.db", "--json")
    assert ran.code == 1
    assert ran.document["ok"] is False
    assert set(ran.document["error"]) == {"code", "message", "todo"}
    assert ran.document["error"]["code"] == "CEN-04"
    assert "CEN-04 There is no registry" in ran.err


MEASURE = """
import sys
from desktop_app.cli.root import main
main(sys.argv[2:])
print(*(name for name in sys.argv[1].split(",") if name in sys.modules))
"""
HEAVY = "sqlalchemy,pyxform,reportlab,pyhanko,openpyxl,pythainlp,PySide6"


@pytest.mark.parametrize(
    ("command", "allowed"),
    [
        ("package verify x --trust y", set()),
        ("report pdf x -o y", set()),
        ("central coverage --registry none", {"sqlalchemy"}),
        ("central init --help", {"sqlalchemy"}),
    ],
)
def test_a_command_loads_only_what_it_needs(command: str, allowed: set[str], tmp_path: Path) -> None:
    """K10: verifying a package starts neither a database nor a form converter, and nothing starts Qt."""
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, HEAVY, *command.split()],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env=environment,
    )
    assert set(done.stdout.splitlines()[-1].split()) <= allowed


def test_python_m_gives_the_exit_code(tmp_path: Path) -> None:
    """K10: as a process, Thai in UTF-8 whatever the computer's encoding."""
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PHROM_LANG": "th", "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "desktop_app", "form", "lint", str(tmp_path / "ไม่มี.xlsx"), "--json"]
    done = subprocess.run(command, capture_output=True, check=False, env=environment)
    assert done.returncode == 1
    assert "ไม่มี.xlsx" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(("content", "code"), [(None, 1), (b"", 1), (b"\n", 1), (b"\xff\xfe", 1)])
def test_a_passphrase_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None, code: int) -> None:
    """K10 CLI-01: missing, empty, foreign; nothing is made."""
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    where = tmp_path / "centre" / "registry.db"
    named = ("--organisation", "x", "--audience", "phrom-test")
    ran = run("central", "init", "--registry", where, *named, "--passphrase-file", path)
    assert ran.code == code
    assert "CLI-01" in ran.err
    assert not where.parent.exists()


def test_a_new_passphrase_is_typed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """P2: a slip of the hand must not seal a key for ever."""
    asked: list[bool] = []

    def prompt(text: str, *, hide_input: bool, confirmation_prompt: bool, err: bool) -> str:
        assert hide_input
        assert err
        asked.append(confirmation_prompt)
        return "typed"

    monkeypatch.setattr(click, "prompt", prompt)
    assert output.passphrase(None, "x", twice=True) == output.passphrase(None, "x") == "typed"
    assert asked == [True, False]


def test_a_passphrase_file_of_windows_is_read(tmp_path: Path) -> None:
    """P2: byte order mark and line ends of an editor are not part of it."""
    path = tmp_path / "secret"
    path.write_bytes("\ufeffวลีที่ยาวพอสมควร\r\nnext\r\n".encode())
    assert output.passphrase(path, "x") == "วลีที่ยาวพอสมควร"
