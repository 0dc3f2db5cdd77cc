"""`phrom package verify` and `phrom report pdf`: for anyone who holds a package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop_app.cli.output import FILE, REFUSED, json_option, language, now, say, show
from desktop_app.files import write_whole
from desktop_app.package.extract import read_file
from desktop_app.package.payloads import format_time
from desktop_app.package.refusal import PackageRefused, refusal
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify as verify_package
from desktop_app.trust.anchors import read_trust_folder

REPORT = "report.pdf"


@click.group()
def package() -> None:
    """Signed packages."""


@package.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--trust", required=True, type=click.Path(path_type=Path), help="Folder with root.pem and the rest.")
@json_option
@click.pass_context
def verify(context: click.Context, path: Path, trust: Path, *, as_json: bool) -> None:
    """Check a package: container, signature, chain, digests, fields."""
    anchors = read_trust_folder(trust)
    try:
        with verify_package(path, anchors, now()) as found:
            document = _accepted(found)
    except PackageRefused as refused:
        document = _refused(refused)
    show(document, as_json, lambda: ["{code} {message}".format(**document)])
    context.exit(0 if document["status"] == "accepted" else REFUSED)


def _accepted(found: TrustedPackage) -> dict[str, Any]:
    field = found.payload.get
    return {
        "status": "accepted",
        "code": "OK",
        "message": refusal("OK").message(language()),
        "office": field("office_code"),
        "form": field("form_id"),
        "revision": field("revision"),
        "manifest_sha256": found.package_id,
        "signed_at": format_time(found.signed_at),
    }


def _refused(refused: PackageRefused) -> dict[str, Any]:
    """What was known when the first check failed; null where it was not reached."""
    known = refused.facts.get
    revision = known("revision")
    return {
        "status": "refused",
        "code": refused.code,
        "message": refused.message(language()),
        "office": known("office_code"),
        "form": known("form_id"),
        "revision": None if revision is None else int(revision),
        "manifest_sha256": known("manifest_sha256"),
        "signed_at": known("signed_at"),
    }


@click.group()
def report() -> None:
    """Reports inside packages."""


@report.command()
@click.argument("path", metavar="PACKAGE", type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the PDF.")
def pdf(path: Path, output: Path) -> None:
    """Take the signed report.pdf out of a package, byte for byte, after every digest agreed."""
    write_whole(output, read_file(path, REPORT))
    said = {
        "th": f"เขียน {output} แล้ว (ยังไม่ได้ตรวจว่าใครลงนาม: ใช้ phrom package verify)",
        "en": f"Wrote {output} (who signed it was not checked: use phrom package verify)",
    }
    say(said[language()])
