"""`phrom central find-paper`: from a printed report to its package (C4, K10)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from desktop_app.central.paper import Found, Points, find_by_paper, verdict
from desktop_app.cli.central_options import folder_option, opened, registry_option
from desktop_app.cli.output import FILE, json_option, language, show
from desktop_app.outputs.report import BANGKOK
from desktop_app.outputs.scan import read_qr
from desktop_app.package.payloads import format_time
from desktop_app.thai.dates import format_moment

WORDS = {
    "about": {"th": "รอบ {round} ฉบับที่ {revision}", "en": "Round {round}, revision {revision}"},
    "total": {"th": "คะแนนรวม", "en": "Total score"},
    "level": {"th": "ระดับ {number} {name}", "en": "Level {number} {name}"},
    "none": {"th": "ไม่เกี่ยวข้อง", "en": "not applicable"},
    "signed": {"th": "{name} ลงนามเมื่อ {moment}", "en": "Signed by {name}, {moment}"},
    "received": {"th": "รับไฟล์เมื่อ {moment}", "en": "Received {moment}"},
}


@click.command(name="find-paper")
@registry_option
@folder_option
@click.argument("typed", metavar="TEXT…", nargs=-1)
@click.option("--image", type=FILE, help="A scan or photo with the QR code: PNG, JPEG or PDF.")
@json_option
def find_paper(address: str, folder: Path | None, typed: tuple[str, ...], image: Path | None, *, as_json: bool) -> None:
    """Find the package of a printed report by six groups of its fingerprint, or by its QR code."""
    if bool(typed) == bool(image):
        raise click.UsageError("Give either the groups of the fingerprint or --image.")
    registry = opened(address, folder)
    found = find_by_paper(registry, read_qr(image) if image else " ".join(typed))
    show({"found": [_document(one) for one in found]}, as_json, lambda: (line for one in found for line in _lines(one)))


def _document(found: Found) -> dict[str, Any]:
    level, name = found.level or (None, None)
    return {
        "office": found.office.office_code,
        "office_name": found.office.name_th,
        "round": found.round,
        "form": found.form_id,
        "form_version": found.form_version,
        "revision": found.revision,
        "state": found.state,
        "counts": found.counts,
        "counting_revision": found.counting,
        "verdict": verdict(found)[language()],
        "total": found.total.shown,
        "dimensions": [{"node": one.node, "label": dict(one.label), "score": one.shown} for one in found.dimensions],
        "level": level,
        "level_name": name and dict(name),
        "signatory": found.signatory,
        "position": found.position,
        "signed_at": format_time(found.signed_at),
        "received_at": format_time(found.received_at),
        "submission_sha256": found.submission_sha256,
        "package_id": found.package_id,
        "file": str(found.path),
    }


def _lines(found: Found) -> Iterator[str]:
    office = found.office
    yield f"{office.office_code}\t{office.name_th if language() == 'th' else office.name_en or office.name_th}"
    yield _say("about", round=found.round, revision=found.revision)
    yield verdict(found)[language()]
    yield f"{_say('total')}\t{_score(found.total)}"
    for one in found.dimensions:
        yield f"{one.node}\t{one.label.get(language()) or one.label['th']}\t{_score(one)}"
    if found.level:
        number, name = found.level
        yield _say("level", number=number, name=name.get(language()) or name["th"])
    yield _say("signed", name=found.signatory, moment=_moment(found.signed_at))
    yield _say("received", moment=_moment(found.received_at))
    yield str(found.path)


def _say(key: str, **places: object) -> str:
    return WORDS[key][language()].format(**places)


def _score(points: Points) -> str:
    return _say("none") if points.shown is None else points.shown


def _moment(moment: datetime) -> str:
    return format_moment(moment, BANGKOK, "long", "arabic", language())
