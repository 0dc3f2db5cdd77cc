"""`phrom form codebook`: the data dictionary of a questionnaire (Q7, K10)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from desktop_app.cli.days import Day
from desktop_app.cli.output import FILE, json_option, now, show
from desktop_app.outputs.codebook.facts import describe
from desktop_app.outputs.codebook.files import file_stem, write_ddi, write_workbook
from desktop_app.outputs.workbook import BANGKOK
from desktop_app.questionnaire.readers import read_form

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("path", metavar="FORM", type=FILE)
@click.option("-o", "--out", type=FOLDER, help="Folder for both files; the current one when no place is named.")
@click.option("--ddi", type=FILE, help="Write the DDI Codebook 2.5 XML here.")
@click.option("--xlsx", type=FILE, help="Write the Excel workbook here.")
@click.option("--date", "day", type=Day(), help="Date of production to state; today when not given.")
@json_option
def codebook(
    path: Path, out: Path | None, ddi: Path | None, xlsx: Path | None, day: date | None, *, as_json: bool
) -> None:
    """Write every variable, choice, missing code and score of a form as DDI XML and Excel.

    With --ddi or --xlsx alone, only that file is written.
    """
    facts = describe(read_form(path))
    made_on = day or now().astimezone(BANGKOK).date()
    if out or not (ddi or xlsx):
        stem = file_stem(facts)
        ddi = ddi or (out or Path()) / f"{stem}.xml"
        xlsx = xlsx or (out or Path()) / f"{stem}.xlsx"
    if ddi:
        write_ddi(facts, ddi, made_on)
    if xlsx:
        write_workbook(facts, xlsx, made_on)
    files = [str(one) for one in (ddi, xlsx) if one]
    document = {"ok": True, "files": files, "variables": len(facts.variables)}
    show(document, as_json, lambda: (f"{len(facts.variables)} → {one}" for one in files))
