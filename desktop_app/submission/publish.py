"""Making a form release from an authored workbook: what central signs (Q6, K10)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.files import read_whole
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import OLDEST_APP, SCHEMA_VERSION, format_time
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.stored import dump_form, load_form
from desktop_app.questionnaire.workbook import FILE_LIMIT, read_workbook
from desktop_app.questionnaire.xlsform import convert, read_xlsform
from desktop_app.scoring.digest import scoring_json
from desktop_app.submission.faults import FORM_VERSION, ROSTER_UNREADABLE
from desktop_app.submission.release import MASTER, PARSED, ROSTER, SCORING, XFORM, list_files
from desktop_app.submission.roster import Roster


def release_files(xlsx: Path, roster: Roster) -> dict[str, bytes]:
    """The files of a release beside its payload: master, compiled copies, roster without phone numbers.

    Raises:
        FormRefused: the workbook cannot be read as a form.
        PhromError: FILE-02 it cannot be opened; SUB-04 its version is no whole number; SUB-01
            the roster holds no office.
    """
    form = read_xlsform(xlsx)
    _version(form)
    if not roster.offices:
        raise ROSTER_UNREADABLE.error(reason_th="ไม่มีหน่วยงานในทะเบียน", reason_en="it holds no office")
    return {
        MASTER: read_whole(xlsx, FILE_LIMIT),
        XFORM: convert(xlsx, read_workbook(xlsx)).xform,
        SCORING: scoring_json(form),
        PARSED: dump_form(form),
        ROSTER: roster.to_csv(with_phone=False),
    }


def release_payload(
    files: Mapping[str, bytes],
    round_name: str,
    opens_at: datetime,
    closes_at: datetime,
    replaces: str | None = None,
) -> dict[str, Any]:
    """The `form.json` of a release, but for `audience`, `created_at`, `app_version` and `seq`.

    Args:
        files: as `release_files` gives them; a guide and media may be added.
        round_name: `[a-z0-9-]{1,20}`, for example `2569`.
        opens_at, closes_at: aware UTC.
        replaces: package id of the release that this one replaces.

    Raises:
        PhromError: SUB-04, the form's version is no whole number.
    """
    form = load_form(files[PARSED])
    return {
        "schema": SCHEMA_VERSION,
        "type": PackageType.FORM_RELEASE.value,
        "form_id": form.form_id,
        "form_version": _version(form),
        "round": round_name,
        "title": {language: _title(form, language) for language in ("th", "en")},
        "opens_at": format_time(opens_at),
        "closes_at": format_time(closes_at),
        "files": list_files(files),
        "replaces": replaces,
        "min_app_version": OLDEST_APP,
    }


def _version(form: Form) -> int:
    if not (form.version.isascii() and form.version.isdecimal() and str(int(form.version)) == form.version):
        raise FORM_VERSION.error(form=form.form_id, version=form.version)
    return int(form.version)


def _title(form: Form, language: str) -> str:
    return form.title.get(language) or next(iter(form.title.values()), "") or form.form_id
