"""The compiled copy of a form (Q1, P3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.questionnaire.findings import FormRefused
from desktop_app.questionnaire.form import (
    Action,
    Bind,
    Choice,
    ChoiceList,
    Control,
    DataType,
    Element,
    Form,
    Itemset,
    Kind,
    Node,
)
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.scheme import Evaluation, Level, Scheme, TreeNode
from desktop_app.questionnaire.stored import dump_form, load_form
from tests.questionnaire.form_tables import EXAMPLE, write_complete


@pytest.fixture
def example(tmp_path: Path) -> Form:
    """The worked example of the profile."""
    return read_form(write_complete(EXAMPLE, tmp_path / "example.xlsx"))


def test_a_form_loads_back_equal_and_in_one_spelling(example: Form) -> None:
    """Q1: nothing is lost, and dumping again gives the same bytes."""
    data = dump_form(example)
    again = load_form(data)
    assert again == example
    assert again.nodes.keys() == example.nodes.keys()
    assert dump_form(again) == data


def test_the_copy_is_canonical_json_without_floats(example: Form) -> None:
    """P3: sorted keys, no spaces, UTF-8, fractions as n/d."""
    data = dump_form(example)
    plain = json.loads(data, parse_float=lambda text: pytest.fail(f"float {text}"))
    again = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert again == data
    assert b'"gate":"50/1"' in data
    assert "มีแผนดิจิทัลหรือไม่".encode() in data


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
names = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
translated = st.dictionaries(st.sampled_from(["th", "en"]), texts)
fractions = st.fractions(min_value=0, max_value=1000)
evaluations = st.builds(
    Evaluation,
    node=texts,
    weight=fractions,
    rule=st.sampled_from(["choice", "share", "none"]),
    params=st.dictionaries(names, texts, max_size=2),
    gate=st.none() | fractions,
    na=st.booleans(),
)
choices = st.builds(
    Choice, names, translated, st.none() | fractions, st.booleans(), columns=st.dictionaries(names, texts, max_size=2)
)
schemes = st.builds(
    Scheme,
    st.tuples(st.builds(TreeNode, names, st.just(""), st.just("total"), fractions, texts, translated)),
    st.lists(st.builds(Level, st.integers(1, 9), fractions, translated, texts), max_size=3).map(tuple),
    st.integers(0, 4),
)


@st.composite
def nodes(draw: st.DrawFn, above: str = "", depth: int = 2) -> Node:
    """A node with whatever it may hold, and children under their own paths."""
    path = f"{above}/{draw(names)}"
    below = draw(st.lists(nodes(path, depth - 1), max_size=3, unique_by=lambda one: one.name)) if depth else []
    return Node(
        path=path,
        name=path.rpartition("/")[2],
        kind=draw(st.sampled_from(Kind)),
        control=draw(st.sampled_from(Control)),
        data_type=draw(st.sampled_from(DataType)),
        label=draw(translated),
        bind=Bind(relevant=draw(texts), calculate=draw(texts)),
        itemset=draw(st.none() | st.builds(Itemset, texts, texts, texts)),
        fixed=draw(st.booleans()),
        evaluation=draw(evaluations),
        children=tuple(below),
    )


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form of any content."""
    lists = draw(st.lists(st.builds(ChoiceList, names, st.lists(choices, max_size=3).map(tuple)), max_size=2))
    return Form(
        form_id=draw(texts),
        version=draw(texts),
        title=draw(translated),
        languages=("th", "en"),
        root=draw(nodes()),
        lists={one.name: one for one in lists},
        scheme=draw(st.none() | schemes),
        instances={"l": Element("root", children=(Element("item", draw(texts), {"a": draw(texts)}),))},
        actions=(Action(frozenset({"odk-new-repeat", "odk-instance-first-load"}), draw(texts)),),
        initial=draw(st.dictionaries(names, texts, max_size=2)),
    )


@given(forms())
@settings(max_examples=60, deadline=None)
def test_any_form_survives_the_round_trip(form: Form) -> None:
    """Q1: load_form(dump_form(form)) == form."""
    assert load_form(dump_form(form)) == form


def _set(*keys: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def spoil(content: dict[str, Any]) -> None:
        at = content
        for key in keys[:-1]:
            at = at[key] if isinstance(at, dict) else at[int(key)]
        at[keys[-1]] = value

    return spoil


SPOILED: dict[str, Callable[[dict[str, Any]], None]] = {
    "unknown field": _set("form", "extra", value=1),
    "unknown top": _set("extra", value=1),
    "another version": _set("parsed_version", value=2),
    "number for text": _set("form", "form_id", value=7),
    "text for list": _set("form", "languages", value="th"),
    "unknown kind": _set("form", "root", "kind", value="page"),
    "float weight": _set("form", "scheme", "tree", "0", "weight", value=1.5),
    "weight without denominator": _set("form", "scheme", "tree", "0", "weight", value="1"),
    "zero denominator": _set("form", "scheme", "tree", "0", "weight", value="1/0"),
    "negative weight": _set("form", "scheme", "tree", "0", "weight", value="-1/2"),
    "truth for whole number": _set("form", "scheme", "places", value=True),
    "path of another node": _set("form", "root", "path", value="/other"),
    "list under another name": lambda content: content["form"]["lists"].update(x=content["form"]["lists"].pop("iot")),
    "missing root": lambda content: content["form"].pop("root"),
    "twin children": lambda content: content["form"]["root"]["children"].append(content["form"]["root"]["children"][0]),
}


@pytest.mark.parametrize("spoil", SPOILED.values(), ids=SPOILED)
def test_a_damaged_copy_is_refused(spoil: Callable[[dict[str, Any]], None], example: Form) -> None:
    """P7: strict in every field; nothing but a typed refusal comes out."""
    content = json.loads(dump_form(example))
    spoil(content)
    with pytest.raises(FormRefused) as refused:
        load_form(json.dumps(content).encode())
    assert [finding.code for finding in refused.value.findings] == ["E005"]


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"null", b"[]", b'{"form":1,"form":2}', b"[" * 100_000, b'{"form":{},"parsed_version":1e0}', b"NaN"],
)
def test_what_is_no_copy_is_refused(data: bytes) -> None:
    """P7: bytes of any kind end in a typed refusal."""
    with pytest.raises(FormRefused):
        load_form(data)


def test_fractions_keep_their_value(example: Form) -> None:
    """S1: a third stays a third."""
    content = json.loads(dump_form(example))
    content["form"]["scheme"]["tree"][0]["weight"] = "1/3"
    scheme = load_form(json.dumps(content).encode()).scheme
    assert scheme is not None
    assert scheme.tree[0].weight == Fraction(1, 3)
