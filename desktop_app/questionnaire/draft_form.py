"""What the author's file holds now: its findings, and the form as far as it can be opened (Q1, Q2).

Errors stop a release, not drafting: a form with findings still opens for preview when it can be read and run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.questionnaire.differences import carry_ref
from desktop_app.questionnaire.findings import Finding, FormRefused
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.lint import check
from desktop_app.questionnaire.program import program_of
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.session import AnswerSession


@dataclass(frozen=True, slots=True)
class DraftForm:
    """One reading of the author's file.

    Attributes:
        findings: all that is wrong or doubtful.
        form: ready to be answered; None where it cannot be read or cannot run, which a finding or `refused` says.
        refused: why it cannot run, where no finding says it.
    """

    path: Path
    findings: tuple[Finding, ...]
    form: Form | None = field(repr=False)
    refused: PhromError | None = None


def read_draft(path: Path) -> DraftForm:
    """Read, check and make ready; takes up to some seconds, and never raises for what a file holds."""
    checked = check(path)
    findings = checked.findings
    try:
        form = checked.form or read_form(path)
        program_of(form)
    except FormRefused as refused:
        return DraftForm(path, findings or refused.findings, None)
    except PhromError as problem:
        return DraftForm(path, findings, None, problem)
    return DraftForm(path, findings, form)


def given_answers(session: AnswerSession) -> dict[str, str]:
    """What was answered so far by ref; a repeat's own entry, its ref with `#`, names the keys of its rows."""
    found: dict[str, str] = {}
    for _, ref in session.all_refs():
        if session.is_repeat(ref):
            found[f"{ref}#"] = " ".join(row.rpartition("[")[2][:-1] for row in session.instances(ref))
        elif session.node(ref).asks and (value := session.state(ref).value):
            found[ref] = value
    return found


def carried_answers(given: Mapping[str, str], form: Form, paths: Mapping[str, str]) -> dict[str, str]:
    """`given_answers` of one reading as far as another has their questions, by `compare(…).paths` of the two."""
    found: dict[str, str] = {}
    for ref, value in given.items():
        repeat = "#" if ref.endswith("#") else ""
        if target := carry_ref(ref.removesuffix("#"), paths, form):
            found[target + repeat] = value
    return found
