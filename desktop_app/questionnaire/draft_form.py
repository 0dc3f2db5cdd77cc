"""What the author's file holds now: its findings, and the form as far as it can be opened (Q1, Q2).

Errors stop a release, not drafting: a form with findings still opens for preview when it can be read and run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.errors import PhromError
from desktop_app.questionnaire.differences import carry_ref, compare
from desktop_app.questionnaire.findings import Finding, FormRefused
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.lint import lint
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
    findings = lint(path)
    try:
        form = read_form(path)
        program_of(form)
    except FormRefused as refused:
        return DraftForm(path, findings or refused.findings, None)
    except PhromError as problem:
        return DraftForm(path, findings, None, problem)
    return DraftForm(path, findings, form)


def carried_answers(session: AnswerSession, form: Form, paths: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """The answers of a session as far as another reading of the form has their questions, rows of repeats too.

    Args:
        paths: `compare(…).paths` of the two readings, where they are known already.
    """
    if paths is None:
        paths = compare(session.form, form).paths
    found: dict[str, str] = {}
    for _, ref in session.all_refs():
        target = carry_ref(ref, paths, form)
        if target and session.is_repeat(ref):
            found[f"{target}#"] = " ".join(row.rpartition("[")[2][:-1] for row in session.instances(ref))
        elif target and session.node(ref).asks and session.state(ref).value:
            found[target] = session.state(ref).value
    return found
