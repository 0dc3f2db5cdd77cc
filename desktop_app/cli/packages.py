"""`phrom package verify` and `phrom report pdf`: for anyone who holds a package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop_app.cli.output import REFUSED, language, now, say, show
from desktop_app.files import write_whole
from desktop_app.package.extract import read_file
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify as verify_package
from desktop_app.submission.check import REPORT, facts_of
from desktop_app.trust.anchors import read_trust_folder

FILE = click.Path(path_type=Path, dir_okay=False)
FACTS = {
    "office": "office_code",
    "form": "form_id",
    "revision": "revision",
    "manifest_sha256": "manifest_sha256",
    "signed_at": "signed_at",
}


@click.group()
def package() -> None:
    """Signed packages."""


@package.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--trust", required=True, type=click.Path(path_type=Path), help="Folder with root.pem and the rest.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def verify(context: click.Context, path: Path, trust: Path, *, as_json: bool) -> None:
    """Check a package: container, signature, chain, digests, fields."""
    anchors = read_trust_folder(trust)
    try:
        facts: dict[str, Any] = facts_of(verify_package(path, anchors, now()))
        status, code = "accepted", "OK"
        message = "รับไฟล์แล้ว ลายเซ็นถูกต้อง" if language() == "th" else "The package is whole and properly signed."
    except PackageRefused as refusal:
        facts, status, code = dict(refusal.facts), "refused", refusal.code
        message = refusal.message(language())
    document = {
        "status": status,
        "code": code,
        "message": message,
        **{name: facts.get(known) for name, known in FACTS.items()},
    }
    show(document, as_json, lambda: [f"{code} {message}"])
    context.exit(0 if status == "accepted" else REFUSED)


@click.group()
def report() -> None:
    """Reports inside packages."""


@report.command()
@click.argument("path", metavar="PACKAGE", type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the PDF.")
def pdf(path: Path, output: Path) -> None:
    """Take the signed report.pdf out of a package, byte for byte, after every digest agreed."""
    write_whole(output, read_file(path, REPORT))
    say(f"เขียน {output} แล้ว (ยังไม่ได้ตรวจลายเซ็น: ใช้ phrom package verify)")
