"""`phrom central queue|decide|recheck`: what waits for a person, and the person's word on it (K2, P4, K10)."""

from __future__ import annotations

from pathlib import Path

import click

from desktop_app.central import decisions
from desktop_app.central.decisions import Pending
from desktop_app.cli.central_intake import finish_import, workers_option
from desktop_app.cli.central_options import folder_option, opened, registry_option, whoever
from desktop_app.cli.output import json_option, language, now, show
from desktop_app.package.payloads import format_time

DIGITS = 12  # of an id, enough to name it


@click.command(name="queue")
@registry_option
@folder_option
@json_option
def queue_(address: str, folder: Path | None, *, as_json: bool) -> None:
    """What waits for a person: contents that contradict each other, held and waiting files."""
    waiting = decisions.pending(opened(address, folder))
    show({"waiting": [_document(one) for one in waiting]}, as_json, lambda: map(_line, waiting))


@click.command(name="decide")
@registry_option
@folder_option
@click.argument("named", metavar="PACKAGE_ID|FILE_SHA256")
@click.option("--accept", "verdict", flag_value="accepted", help="Let this one count; reject what contradicts it.")
@click.option("--reject", "verdict", flag_value="rejected", help="Do not take this one.")
@click.option("--reason", required=True, help="What the decision rests on, for the log.")
@json_option
def decide_(address: str, folder: Path | None, named: str, verdict: str | None, reason: str, *, as_json: bool) -> None:
    """Decide a conflict, or reject a held or waiting file; the office's receipt is due then."""
    if verdict is None:
        raise click.UsageError("Give either --accept or --reject.")
    act = decisions.accept if verdict == "accepted" else decisions.reject
    done = act(opened(address, folder), named, reason, now(), whoever())
    document = {
        "verdict": done.verdict,
        "package_id": done.package_id,
        "office": done.office_code,
        "revision": done.revision,
        "also_rejected": list(done.rejected),
    }
    words = {
        "th": {"accepted": "รับ", "rejected": "ไม่รับ"},
        "en": {"accepted": "accepted", "rejected": "rejected"},
    }[language()]
    lines = [f"{words[done.verdict]}\t{done.office_code or '-'}\tr{done.revision}\t{done.package_id[:DIGITS]}"]
    lines += [f"{words['rejected']}\t{done.office_code}\t\t{one[:DIGITS]}" for one in done.rejected]
    show(document, as_json, lambda: lines)


@click.command(name="recheck")
@registry_option
@folder_option
@workers_option
@json_option
@click.pass_context
def recheck_(context: click.Context, address: str, folder: Path | None, workers: int | None, *, as_json: bool) -> None:
    """Check every held and waiting file again, after a form, a key or a list has come."""
    finish_import(context, decisions.check_again(opened(address, folder), now(), whoever(), workers), as_json=as_json)


def _document(one: Pending) -> dict[str, object]:
    return {
        "package_id": one.package_id,
        "file_sha256": one.file_sha256,
        "file": one.file_name,
        "office": one.office_code,
        "round": one.round,
        "revision": one.revision,
        "came_at": format_time(one.came_at),
        "state": one.state,
        "code": one.code,
        "message": one.message[language()],
        "against": list(one.against),
    }


def _line(one: Pending) -> str:
    name = (one.package_id if one.loaded else one.file_sha256)[:DIGITS]
    revision = f"r{one.revision}" if one.revision else "-"
    return f"{name}\t{one.office_code or '-'}\t{revision}\t{one.file_name}\t{one.code}\t{one.message[language()]}"
