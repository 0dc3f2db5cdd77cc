"""`phrom form compare`: what changes between two versions of a questionnaire (Q6, K10)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.output import FILE, json_option, language, now, show
from desktop_app.errors import Fault
from desktop_app.package.verify import verify
from desktop_app.questionnaire.differences import Comparison, Difference, sentence
from desktop_app.questionnaire.differences import compare as compare_forms
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.readers import read_form
from desktop_app.scoring.digest import scoring_sha256
from desktop_app.submission.release import open_release
from desktop_app.trust.anchors import read_trust_folder

TRUST_NEEDED = Fault(
    code="CLI-03",
    whose="user",
    th="“{name}” เป็นไฟล์รอบสำรวจที่ลงนามไว้ ต้องตรวจลายมือชื่อก่อนเปรียบเทียบ",
    en="“{name}” is a signed release; its signature has to be checked before it is compared.",
    next_th="ระบุโฟลเดอร์ความเชื่อถือด้วย --trust แล้วลองใหม่",
    next_en="Name the trust folder with --trust, then try again.",
)


@click.command()
@click.argument("older", metavar="OLDER", type=FILE)
@click.argument("newer", metavar="NEWER", type=FILE)
@click.option("--trust", type=click.Path(path_type=Path), help="Trust folder, to verify releases (.asice).")
@json_option
def compare(older: Path, newer: Path, trust: Path | None, *, as_json: bool) -> None:
    """List what changes from one version of a form to the next, and which answers go along.

    Each is a workbook (.xlsx), an XForm (.xml), or a signed release (.asice), which is verified first.
    """
    old, new = (_form(path, trust) for path in (older, newer))
    found = compare_forms(old, new)
    same = scoring_sha256(old) == scoring_sha256(new)
    document = {
        "versions": list(found.versions),
        "same_scoring": same,
        "tree": list(found.tree),
        "levels": found.levels,
        "questions": [_document(one) for one in found.questions],
    }
    show(document, as_json, lambda: _lines(found, same_scoring=same))


def _form(path: Path, trust: Path | None) -> Form:
    """The form of a file, whatever kind of file it is.

    Raises:
        FormRefused: a workbook that cannot be read.
        PackageRefused: a release that is none, or that the trust folder does not vouch for.
        PhromError: CLI-03 a release without a trust folder; the trust folder is missing or malformed.
    """
    if path.suffix.lower() != ".asice":
        return read_form(path)
    if trust is None:
        raise TRUST_NEEDED.error(name=path.name)
    with verify(path, read_trust_folder(trust), now()) as package:
        return open_release(package).form


def _document(one: Difference) -> dict[str, Any]:
    return {"fate": one.fate, "old": one.old, "new": one.new, "code": one.code, "label": dict(one.label),
            "parts": list(one.parts), "carries": one.carries}  # fmt: skip


def _lines(found: Comparison, *, same_scoring: bool) -> Iterator[str]:
    speech = language()
    thai = speech == "th"
    older, newer = found.versions
    count = len(found.questions)
    yield f"รุ่นที่ {older} → {newer}: ต่างกัน {count} ข้อ" if thai else f"Version {older} → {newer}, differences: {count}"
    for one in found.questions:
        label = one.label.get(speech) or next(iter(one.label.values()), "")
        yield f"  {one.code or (one.new or one.old).rpartition('/')[2]} {label}: {sentence(one)[speech]}"
    if found.tree:
        yield ("  โครงคะแนน: " if thai else "  Score tree: ") + ", ".join(found.tree)
    if found.levels:
        yield "  เกณฑ์ระดับเปลี่ยน" if thai else "  The levels changed"
    if same_scoring:
        yield "เกณฑ์คะแนนเหมือนเดิม คะแนนเทียบกันได้" if thai else "The scoring is the same; scores compare."
    else:
        yield "เกณฑ์คะแนนต่างกัน คะแนนเทียบกันไม่ได้" if thai else "The scoring differs; scores do not compare."
