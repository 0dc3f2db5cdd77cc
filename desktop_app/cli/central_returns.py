"""`phrom central return|changes`: what an office is asked to correct, and what it changed (P5, K10)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from desktop_app.central import returns, revised, rounds
from desktop_app.central.returned import Item
from desktop_app.central.revised import Changed
from desktop_app.cli.central_options import folder_option, keys_of, opened, registry_option, secret_option, whoever
from desktop_app.cli.days import Day
from desktop_app.cli.output import FILE, json_option, language, now, show
from desktop_app.submission.changed import Said
from desktop_app.thai.dates import format_date

REASON_OF_CHOICE = ", ".join(returns.REASONS)


class Question(click.ParamType[Item]):
    """`REF:REASON:COMMENT`; neither a ref nor a reason holds a colon."""

    name = "question"

    def convert(self, value: str | Item, param: click.Parameter | None, ctx: click.Context | None) -> Item:
        """The item, or a usage error."""
        if isinstance(value, Item):
            return value
        parts = value.split(":", 2)
        if len(parts) != 3:
            self.fail(f"{value!r} is no item; write REF:REASON:COMMENT, REASON one of {REASON_OF_CHOICE}", param, ctx)
        return Item(*parts)


@click.command(name="return")
@registry_option
@folder_option
@click.argument("package_id", metavar="PACKAGE_ID")
@click.option("--items", "file", type=FILE, help="CSV file with the columns question, reason, comment.")
@click.option(
    "--question",
    "questions",
    type=Question(),
    multiple=True,
    metavar="REF:REASON:COMMENT",
    help=f"One question to correct; may be given many times. Reasons: {REASON_OF_CHOICE}.",
)
@click.option("--due", required=True, type=Day(), help="Last day for the answer, 2026-07-15 or 15/7/2569.")
@click.option("--open-others", is_flag=True, help="Let the office change other questions, too.")
@secret_option
@json_option
def return_(
    address: str,
    folder: Path | None,
    package_id: str,
    file: Path | None,
    questions: tuple[Item, ...],
    due: date,
    passphrase_file: Path | None,
    *,
    open_others: bool,
    as_json: bool,
) -> None:
    """Return a submission for correction: a signed file that opens just the named questions."""
    registry = opened(address, folder)
    items = (*(returns.read_items(file) if file else ()), *questions)
    moment = now()
    # The questions are checked before a passphrase is asked for.
    returns.check_items(returns.open_candidate(registry, package_id, moment), items)
    signer = keys_of(registry, passphrase_file).desk
    done = returns.return_package(
        registry,
        package_id,
        items,
        rounds.end_of_day(due),
        signer,
        moment,
        whoever(),
        lock_others=not open_others,
    )
    document = {
        "return": done.return_id,
        "package_id": done.package_id,
        "office": done.office_code,
        "revision": done.revision,
        "due": f"{due:%Y-%m-%d}",
        "items": [asdict(item) for item in done.items],
        "file": str(done.path),
    }
    day = format_date(due, digits="arabic", language=language())
    lines = {
        "th": [f"ส่งกลับ {done.office_code} ฉบับที่ {done.revision} ให้แก้ {len(done.items)} ข้อ ภายใน {day} → {done.path}"],
        "en": [f"Returned {done.office_code} revision {done.revision}: {len(done.items)}, due {day} → {done.path}"],
    }
    lines[language()] += [
        f"{item.question}\t{returns.REASONS[item.reason][language()]}\t{item.comment}" for item in done.items
    ]
    show(document, as_json, lambda: lines[language()])


@click.command(name="changes")
@registry_option
@folder_option
@click.argument("package_id", metavar="PACKAGE_ID")
@json_option
def changes_(address: str, folder: Path | None, package_id: str, *, as_json: bool) -> None:
    """What a revision changed against the one before: old, new, and the office's reason."""
    registry = opened(address, folder)
    found = revised.read_revision(registry, package_id, now()).changes
    document = {"changes": [_document(one) for one in found]}
    show(
        document,
        as_json,
        lambda: [f"{one.question}\t{_short(one.old)} → {_short(one.new)}\t{one.why}" for one in found],
    )


def _document(one: Changed) -> dict[str, object]:
    asked = {"reason": one.asked.reason, "comment": one.asked.comment} if one.asked else None
    old, new = _said(one.old), _said(one.new)
    return {"question": one.question, "old": old, "new": new, "reason": one.why, "asked": asked}


def _said(said: Said) -> dict[str, object]:
    return {"answer": said.answer, "not_applicable": said.reason, "files": sorted(said.files)}


def _short(said: Said) -> str:
    files = f" [{len(said.files)}]" if said.files else ""
    return f"{said.answer or said.reason or '–'}{files}"
