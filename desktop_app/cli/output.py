"""What commands share: JSON on stdout, sentences on stderr, exit codes, passphrases."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

import click
from click.termui import progressbar

from desktop_app.errors import Fault, Language, PhromError
from desktop_app.files import read_whole

REFUSED = 1  # exit code: the input was refused
FAILED = 3  # exit code: our own failure, with a crash report
MAX_SECRET_BYTES = 1 << 16

FILE = click.Path(path_type=Path, dir_okay=False)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")

NO_PASSPHRASE = Fault(
    code="CLI-01",
    whose="user",
    th="อ่านรหัสผ่านจาก “{name}” ไม่ได้ หรือไฟล์ว่าง",
    en="No passphrase could be read from “{name}”, or it is empty.",
    next_th="ใส่รหัสผ่านในบรรทัดแรกของไฟล์นั้น หรือเว้นตัวเลือกนี้แล้วพิมพ์เอง",
    next_en="Put the passphrase on the file's first line, or leave the option out and type it.",
)

Fact = TypeVar("Fact")


def language() -> Language:
    """Language of sentences: Thai, unless PHROM_LANG says `en`."""
    return "en" if os.environ.get("PHROM_LANG", "th").startswith("en") else "th"


def now() -> datetime:
    """The clock of the command line, aware UTC, whole seconds as packages write them."""
    return datetime.now(UTC).replace(microsecond=0)


def say(text: str) -> None:
    """A sentence for the person, on stderr so that stdout stays one document."""
    click.echo(text, err=True)


def print_json(document: object) -> None:
    """One JSON document on stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))


def show(document: object, as_json: bool, lines: Callable[[], Iterable[str]]) -> None:  # noqa: FBT001 (a flag)
    """Print either the document or its lines for people."""
    if as_json:
        print_json(document)
        return
    for line in lines():
        click.echo(line)


def refusal_document(problem: PhromError) -> dict[str, Any]:
    """An expected failure as a document."""
    speech = language()
    error = {"code": problem.code, "message": problem.message(speech), "todo": problem.remedy(speech)}
    return {"ok": False, "error": error}


def with_bar(facts: Iterable[Fact], label: str, total: Callable[[Fact], int]) -> Iterator[Fact]:
    """Draw a bar on stderr while facts pass through; `total` reads the number of steps off a fact."""
    waiting = iter(facts)
    first = next(waiting, None)
    if first is None:
        return
    with progressbar(length=total(first), label=label, file=sys.stderr, show_pos=True, width=24) as bar:
        for fact in chain([first], waiting):
            bar.update(1)
            yield fact


def passphrase(file: Path | None, prompt: str, *, twice: bool = False) -> str:
    """Read a passphrase from the first line of `file`, or ask on the terminal; never from an argument.

    Args:
        twice: asked again, as for a new one, so that no slip of the hand seals a key for ever.

    Raises:
        PhromError: CLI-01, the file cannot be read or is empty.
    """
    if file is None:
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=twice, err=True))
    try:
        lines = read_whole(file, MAX_SECRET_BYTES).decode("utf-8-sig").splitlines()
    except (PhromError, UnicodeDecodeError) as problem:
        raise NO_PASSPHRASE.error(name=file) from problem
    if not lines or not lines[0]:
        raise NO_PASSPHRASE.error(name=file)
    return lines[0]
