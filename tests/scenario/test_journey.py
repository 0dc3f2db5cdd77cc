"""The main job from end to end on the shipped instrument: one figure, wherever it is read (K1 K6 K7 S7 P3 P4)."""

from __future__ import annotations

import io
import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from desktop_app.central import export, receipts, rosters, rounds, setup, tables
from desktop_app.central.coverage import coverage
from desktop_app.central.results import compute_results
from desktop_app.cli.root import main
from desktop_app.office.opening import new_id
from desktop_app.office.sealing import EvidenceItem, Sealed, seal_submission
from desktop_app.package.canonical import to_bytes
from desktop_app.package.extract import read_file
from desktop_app.package.verify import verify
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.resources import FORMS, REFERENCE
from desktop_app.sample import sample
from desktop_app.scoring.rounding import half_up
from desktop_app.submission.answers import BANGKOK
from desktop_app.submission.reference import group_names
from tests.central.central_world import (
    AUDIENCE,
    CLERK,
    MOMENT,
    ORGANISATION,
    PASSPHRASE,
    ROUND,
    SIGNED,
    START,
    Centre,
    enrol,
    handover_of,
    release,
)

FORM = FORMS / "readiness-2560.xlsx"
OFFICES = ("50-001", "10-001")


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A centre with the shipped roster, the shipped form, two offices' packages, all imported."""
    folder = tmp_path_factory.mktemp("journey")
    registry, opened = setup.init(
        folder / "centre" / "registry.db", ORGANISATION, AUDIENCE, PASSPHRASE, START, CLERK, None
    )
    rosters.import_roster(registry, (REFERENCE / "roster.csv").read_bytes(), START, CLERK)
    signers = {code: enrol(registry, opened, code) for code in OFFICES}
    release(registry, opened, FORM)
    packages = folder / "packages"
    packages.mkdir()
    made = Centre(folder / "centre", opened, signers, packages)
    for seed, code in enumerate(OFFICES, start=1):
        answer_and_seal(made, code, seed)
    assert [one.code for one in made.offer(packages)] == ["OK", "OK"]
    yield made
    made.close()


def answer_and_seal(centre: Centre, office_code: str, seed: int) -> Sealed:
    """What an office would do: answer everything, give reasons, attach evidence, sign."""
    form = centre.release
    office = form.roster.get(office_code)
    assert office is not None
    given = sample(form.form, office, seed)
    session = AnswerSession(form.form, given.answers, clock=lambda: SIGNED, zone=BANGKOK, roster=office.columns())
    for ref, reason in given.reasons.items():
        session.set_reason(ref, reason)
    for ref, count in Counter(ref for file in given.files for ref in file.questions).items():
        session.set_attachments(ref, count)
    handover = replace(
        handover_of("10-001"), office_code=office_code, submission_id=new_id(SIGNED, os.urandom), notes=given.notes
    )
    return seal_submission(
        session,
        form,
        handover,
        [EvidenceItem(file.content, file.name, file.questions) for file in given.files],
        signer=centre.offices[office_code],
        moment=SIGNED,
        target=centre.package(office_code),
        trust=centre.trust,
    )


def payload(centre: Centre, office_code: str) -> dict[str, Any]:
    with verify(centre.package(office_code), centre.trust, MOMENT) as package:
        return dict(package.payload)


@pytest.mark.parametrize("office_code", OFFICES)
def test_one_score_wherever_it_is_read(centre: Centre, office_code: str, tmp_path: Path) -> None:
    """S7 P3 K1 K6 K7: package, registry, results, workbook, receipt and `phrom score` agree to the last place."""
    signed = payload(centre, office_code)
    total = signed["score"]["total"]
    found = compute_results(centre.registry, ROUND, MOMENT)
    (ours,) = [one for one in found.offices if one.office.office_code == office_code]
    exact = next(iter(ours.scores.values()))
    assert exact == Fraction(total["exact"])
    assert half_up(exact, 2) == total["shown"]

    rows = select(tables.score).where(tables.score.c.package_id == ours.package_id).order_by(tables.score.c.position)
    with centre.registry.reading() as connection:
        held = [(row.node, row.exact, row.shown, row.state) for row in connection.execute(rows)]
    assert held == [(node["id"], node["exact"], node["shown"], node["state"]) for node in signed["score"]["nodes"]]

    counted = coverage(centre.registry, ROUND)
    form = rounds.open_round(centre.registry, ROUND, MOMENT).form
    export.export_results(tmp_path / "results.xlsx", found, counted, form, group_names())
    sheet = list(load_workbook(tmp_path / "results.xlsx")["หน่วยงาน"].iter_rows(values_only=True))
    column = next(number for number, label in enumerate(sheet[0]) if str(label).startswith("total "))
    (line,) = [row for row in sheet if row[1] == office_code]
    assert f"{line[column]:.2f}" == total["shown"]

    answers = tmp_path / "submission.json"
    answers.write_bytes(read_file(centre.package(office_code), "submission.json"))
    said = io.StringIO()
    with redirect_stdout(said):
        assert main(["score", str(FORM), str(answers), "--json"]) == 0
    assert json.loads(said.getvalue()) == signed["score"]
    assert answers.read_bytes() == to_bytes(signed)


def test_every_office_is_answered_and_the_rest_are_missing(centre: Centre) -> None:
    """P4 K4: two receipts that the offices can verify; two of all offices counted, the others listed."""
    done = list(receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK))
    for one in done:
        with verify(one.path, centre.trust, MOMENT) as package:
            assert package.payload["score_total"] == payload(centre, one.office_code)["score"]["total"]["shown"]
    assert {one.office_code for one in done} == set(OFFICES)
    counted = coverage(centre.registry, ROUND)
    assert (counted.total.counted, counted.total.expected) == (2, len(counted.missing) + 2)
    assert {"50", "10"} <= {one.key for one in counted.provinces}


def test_all_dimensions_are_in_the_national_figures(centre: Centre) -> None:
    """K6: six dimensions, each the mean of both offices, with n."""
    found = compute_results(centre.registry, ROUND, MOMENT)
    nation = found.group("nation")
    assert nation is not None
    form = rounds.open_round(centre.registry, ROUND, MOMENT).form
    assert form.scheme is not None
    assert len(form.scheme.dimensions) == 6
    for node in form.scheme.dimensions:
        values = [value for one in found.offices if (value := one.scores[node.id]) is not None]
        assert nation.nodes[node.id].n == len(values)
        assert nation.nodes[node.id].mean == sum(values, Fraction(0)) / len(values)
