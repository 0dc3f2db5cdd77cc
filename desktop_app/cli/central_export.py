"""`phrom central export`: results as a workbook (K7, K10)."""

from __future__ import annotations

from pathlib import Path

import click

from desktop_app.central import coverage, export, results, rounds
from desktop_app.cli.central_options import folder_option, opened, registry_option, round_option, the_round
from desktop_app.cli.output import FILE, json_option, now, show
from desktop_app.outputs.codebook.files import write_codebook
from desktop_app.outputs.workbook import BANGKOK
from desktop_app.submission.reference import group_names


@click.command(name="export")
@registry_option
@folder_option
@round_option
@click.option("-o", "--output", required=True, type=FILE, help="Excel file to write.")
@json_option
def export_(address: str, folder: Path | None, round_name: str | None, output: Path, *, as_json: bool) -> None:
    """Write results, coverage and codebook as an Excel workbook, the full codebook (DDI XML, Excel) beside it."""
    registry = opened(address, folder)
    name = the_round(registry, round_name)
    found = results.compute_results(registry, name, now())
    counted = coverage.coverage(registry, name)
    form = rounds.open_round(registry, name, now()).form
    rows = export.export_results(output, found, counted, form, group_names())
    books = [str(one) for one in write_codebook(form, output.parent, now().astimezone(BANGKOK).date())]
    document = {"file": str(output), "offices": rows, "codebook": books}
    show(document, as_json, lambda: [f"{rows} → {output}", *(f"→ {one}" for one in books)])
