"""Writing a form's codebook: DDI XML for archives and programs, Excel for people (Q7)."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from pathlib import Path

from desktop_app.files import write_whole
from desktop_app.outputs.codebook.ddi import ddi_xml
from desktop_app.outputs.codebook.facts import Codebook, describe
from desktop_app.outputs.codebook.sheets import tables
from desktop_app.outputs.workbook import BANGKOK, write_tables
from desktop_app.questionnaire.form import Form

_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def file_stem(codebook: Codebook) -> str:
    """`<form_id>-v<version>-codebook`, with nothing in it that a file's name cannot have."""
    return f"{_NOT_IN_NAMES.sub('_', codebook.name).strip('._') or 'form'}-codebook"


def write_codebook(form: Form, folder: Path, day: date) -> tuple[Path, Path]:
    """Write both files into `folder`, made where it is missing; their paths, XML first.

    Args:
        day: the date of production that both state.

    Raises:
        PhromError: FILE-01, the disk refused; OUT-02, THAI-01, a text that no file can hold.
    """
    codebook = describe(form)
    ddi, workbook = (folder / f"{file_stem(codebook)}.{ending}" for ending in ("xml", "xlsx"))
    write_ddi(codebook, ddi, day)
    write_workbook(codebook, workbook, day)
    return ddi, workbook


def write_ddi(codebook: Codebook, path: Path, day: date) -> None:
    """Write the DDI Codebook 2.5 document; raises as `write_codebook`."""
    write_whole(path, ddi_xml(codebook, day))


def write_workbook(codebook: Codebook, path: Path, day: date) -> None:
    """Write the Excel workbook; raises as `write_codebook`."""
    write_tables(path, tables(codebook, day), created_at=datetime.combine(day, time(), BANGKOK))
