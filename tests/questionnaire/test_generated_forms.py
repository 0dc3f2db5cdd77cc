"""The forms that benchmarks are run on are forms of the profile, and their total is what it says."""

from __future__ import annotations

from datetime import UTC
from fractions import Fraction
from pathlib import Path

import pytest

from desktop_app.questionnaire.lint import has_errors, lint
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.questionnaire.stored import dump_form, load_form
from desktop_app.questionnaire.xlsform import read_xlsform
from tests.bench.generated_forms import LISTS, TOTAL, answers, write_workbook
from tests.questionnaire.forms_by_hand import NOW

SIZE = 120


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(SIZE, tmp_path_factory.mktemp("form") / "form.xlsx")


def test_a_generated_form_could_be_released(workbook: Path) -> None:
    """Q2: the linter finds no error, and the compiled copy is the same form."""
    assert not has_errors(lint(workbook))
    form = read_xlsform(workbook)
    assert sum(node.asks for node in form.nodes.values()) == SIZE + 3  # the file and the repeat's two
    assert load_form(dump_form(form)) == form


def test_the_total_in_the_form_is_the_mean_of_the_sections(workbook: Path) -> None:
    """Q4: what every engine of the benchmark is checked by, computed here from the answers alone."""
    form = read_xlsform(workbook)
    session = AnswerSession(form, clock=lambda: NOW, zone=UTC)
    answers(form, session, passes=2)
    given = session.snapshot().answers
    means = []
    for section in range(1, SIZE // 20 + 1):
        names = [f"/data/s{section}/q{section}_{place + 1}" for place in range(20) if place % 10 < 5]
        scores = [dict(LISTS[form.nodes[name].choice_list])[given[name]] if name in given else "0" for name in names]
        means.append(sum(map(Fraction, scores), Fraction(0)) / len(names))
    assert float(session.state(TOTAL).value) == pytest.approx(float(sum(means) / len(means)), abs=1e-9)
