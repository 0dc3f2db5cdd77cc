"""The command `phrom`: its groups, and how a failure becomes an exit code."""

from __future__ import annotations

import io
import platform
import sys
import traceback
from importlib import metadata
from pathlib import Path

import click
from platformdirs import user_log_path

from desktop_app.cli.lazy import LazyGroup
from desktop_app.cli.output import FAILED, REFUSED, language, now, print_json, refusal_document, say
from desktop_app.errors import PhromError
from desktop_app.files import write_whole

COMMANDS = {
    "form": "desktop_app.cli.forms:form",
    "score": "desktop_app.cli.score:score",
    "report": "desktop_app.cli.packages:report",
    "package": "desktop_app.cli.packages:package",
    "central": "desktop_app.cli.central:central",
    "demo": "desktop_app.cli.demo:demo",
}


@click.group(name="phrom", cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="phrom")
def phrom() -> None:
    """พร้อม: ประเมินความพร้อมรัฐบาลดิจิทัล ออฟไลน์ ลงนาม และรวบรวมเป็นไฟล์ (without a command: open the window)."""


def main(arguments: list[str]) -> int:
    """Run one command and give its exit code: 0 fine, 1 refused, 2 usage, 3 our own failure."""
    _speak_utf8()
    try:
        return int(phrom.main(arguments, prog_name="phrom", standalone_mode=False) or 0)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code
    except click.Abort:
        say("หยุดแล้ว" if language() == "th" else "Stopped.")
        return REFUSED
    except PhromError as problem:
        say(problem.text(language()))
        if "--json" in arguments:
            print_json(refusal_document(problem))
        return FAILED if problem.fault.whose == "us" else REFUSED
    except Exception as problem:  # noqa: BLE001 (the edge: what nobody expected becomes a crash report)
        return _crashed(problem)


def _speak_utf8() -> None:
    """Thai and JSON come out as UTF-8 also where a pipe would get the encoding of an old Windows."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _crashed(problem: Exception) -> int:
    path = user_log_path("phrom", appauthor=False) / f"crash-{now():%Y%m%dT%H%M%SZ}.txt"
    head = f"phrom {metadata.version('phrom')}, Python {platform.python_version()}, {platform.platform()}\n"
    report = head + "".join(traceback.format_exception(problem))
    try:
        write_whole(path, report.encode("utf-8", "backslashreplace"))
        kept: Path | str = path
    except PhromError:
        kept = "-"
        say(report)
    say(
        f"โปรแกรมขัดข้องโดยไม่คาดหมาย ({type(problem).__name__}) ข้อมูลของท่านไม่ถูกแก้ไข → ส่งไฟล์รายงาน {kept} ให้ผู้ดูแล"
        if language() == "th"
        else f"Phrom failed unexpectedly ({type(problem).__name__}); your data was not changed → send the report {kept}"
    )
    return FAILED
