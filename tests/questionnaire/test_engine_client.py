"""The written contract between the engine and its clients says what the code does."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_args

from desktop_app.questionnaire.changes import Change, ChangeKind, Problem, ProblemCode, Snapshot, State
from desktop_app.questionnaire.session import AnswerSession
from tests.questionnaire.forms_by_hand import form, leaf, session

PAGE = (Path(__file__).parents[2] / "docs" / "spec" / "engine-client.md").read_text("utf-8")
WORDS = frozenset(re.findall(r"`(\w+)", PAGE))


def test_every_call_of_a_session_stands_in_the_contract() -> None:
    """Q4: what a client may call is on the page, and nothing on the page is missing in the code."""
    live = session(form(leaf("text", "a")))
    offered = {name for name in (*vars(AnswerSession), *vars(live)) if not name.startswith("_")} - {"form"}
    assert offered <= WORDS
    tables = PAGE.split("## Asking")[1].split("## What is not promised")[0]
    named = {
        name
        for line in tables.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`(\w+)\(", line.split("|")[1])
    }
    assert named == offered - {"unplaced"}


def test_every_value_a_client_gets_stands_in_the_contract() -> None:
    """Q4: fields, kinds of change and codes of problems."""
    for kind in (State, Change, Problem, Snapshot):
        assert {field.name for field in fields(kind)} <= WORDS, kind
    assert {*get_args(ChangeKind), *get_args(ProblemCode)} <= WORDS
