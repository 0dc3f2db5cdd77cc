"""Recorded answers replayed: states with positions, differences, and steps that make no sense."""

from __future__ import annotations

import pytest

from desktop_app.errors import PhromError
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.play import play
from tests.questionnaire.forms_by_hand import form, group, leaf, repeat


def small() -> Form:
    """A question, a group that follows it and a list."""
    return form(
        leaf("integer", "n", constraint=". < 10", required="true()"),
        group("g", leaf("text", "x"), relevant="/data/n > 1"),
        repeat("r", leaf("text", "y")),
    )


def test_the_beginning_lists_every_node_with_its_state() -> None:
    """Q4: groups, leaves, instances and repeats, refs with positions, a repeat with `#` and its number."""
    played = play(small(), [])
    assert played["steps"] == []
    initial = played["initial"]
    assert isinstance(initial, dict)
    assert list(initial) == ["/data/n", "/data/g", "/data/g/x", "/data/r#", "/data/r[1]", "/data/r[1]/y"]
    assert initial["/data/n"] == {
        "relevant": True,
        "value": "",
        "required": True,
        "readonly": False,
        "valid": True,
    }
    assert initial["/data/r#"]["value"] == 1
    assert initial["/data/g/x"]["relevant"] is False


def test_every_step_says_what_changed() -> None:
    """Q4: answers, added and removed instances; what is gone is None, what moved up is shown anew."""
    played = play(
        small(),
        [
            {"op": "set", "ref": "/data/n", "value": "12"},
            {"op": "add", "ref": "/data/r"},
            {"op": "set", "ref": "/data/r[2]/y", "value": "second"},
            {"op": "remove", "ref": "/data/r[1]"},
        ],
    )
    steps = [step["changed"] for step in played["steps"]]  # type: ignore[attr-defined]
    assert {ref: (state["value"], state["valid"]) for ref, state in steps[0].items()} == {
        "/data/n": ("12", False),
        "/data/g": ("", True),
        "/data/g/x": ("", True),
    }
    assert list(steps[1]) == ["/data/r#", "/data/r[2]", "/data/r[2]/y"]
    assert list(steps[2]) == ["/data/r[2]/y"]
    assert steps[3]["/data/r#"]["value"] == 1
    assert steps[3]["/data/r[1]/y"]["value"] == "second"
    assert (steps[3]["/data/r[2]"], steps[3]["/data/r[2]/y"]) == (None, None)


@pytest.mark.parametrize(
    ("steps", "code", "number"),
    [
        ({"op": "set"}, "FORM-20", None),
        ("set", "FORM-20", None),
        ([{"op": "add", "ref": "/data/r"}, 3], "FORM-21", 2),
        ([{"op": "jump", "ref": "/data/n"}], "FORM-21", 1),
        ([{"op": "set", "ref": "/data/n"}], "FORM-21", 1),
        ([{"op": "set", "ref": "/data/n", "value": 3}], "FORM-21", 1),
        ([{"op": "set", "ref": "/data/none", "value": "3"}], "FORM-22", 1),
        ([{"op": "set", "ref": "/data/r[2]/y", "value": "3"}], "FORM-22", 1),
        ([{"op": "set", "ref": "/data/g", "value": "3"}], "FORM-22", 1),
        ([{"op": "add", "ref": "/data/n"}], "FORM-22", 1),
        ([{"op": "remove", "ref": "/data/r"}], "FORM-22", 1),
        ([{"op": "remove", "ref": "]["}], "FORM-22", 1),
    ],
)
def test_a_step_that_cannot_be_done_is_named_by_its_number(steps: object, code: str, number: int | None) -> None:
    """Q4: unknown operations, unknown refs and what is no list get a sentence, never a stack."""
    with pytest.raises(PhromError) as caught:
        play(small(), steps)
    assert caught.value.code == code
    assert number is None or f"{number}" in caught.value.message("th")
