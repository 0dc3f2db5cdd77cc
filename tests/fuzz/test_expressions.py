"""No expression breaks anything: a bounded run of what `make fuzz` does for an hour."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import ADVICE, main
from tests.fuzz.grammar import EXPRESSIONS
from tests.fuzz.target import LONGEST, some_parts, try_expression
from tests.fuzz.words import HARD, write_dictionary, write_seeds

PATIENT = 10.0  # seconds; a busy machine is slower, a run that never ends is still found


@pytest.mark.parametrize("text", HARD)
def test_a_hard_expression_ends(text: str) -> None:
    """Q2 Q3: what is known to break engines gives a value, or an error in words, wherever a form may hold it."""
    try_expression(text, PATIENT)


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS)
def test_an_expression_by_chance_ends(text: str) -> None:
    """Q2 Q3: right, nearly right, deeply nested or very long: a value, or an error in words with its place."""
    try_expression(text[:LONGEST], PATIENT, some_parts(text))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_ends(text: str) -> None:
    """Q2: also text that is no expression at all."""
    try_expression(text, PATIENT, some_parts(text))


def test_fuzzing_starts_from_what_the_forms_say(tmp_path: Path) -> None:
    """Q2: the seeds hold real expressions, the dictionary every function."""
    write_seeds(tmp_path)
    seeds = {path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert "//* = //*" in seeds
    assert len(seeds) > 200
    assert '"jr:choice-name("' in write_dictionary(tmp_path / "words").read_text("utf-8").splitlines()


def test_without_its_tool_the_fuzzer_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Q2: `make fuzz` skips politely."""
    monkeypatch.setattr("tests.fuzz.__main__.find_spec", lambda _name: None)
    assert main(["--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() == ADVICE
