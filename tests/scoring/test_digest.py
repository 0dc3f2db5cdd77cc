"""The digest of the rules."""

import json
from dataclasses import replace
from fractions import Fraction

from desktop_app.questionnaire.form import ChoiceList, Form
from desktop_app.scoring.digest import scoring_json, scoring_sha256
from tests.scoring.scoring_world import text, worked_form


def relabelled(form: Form) -> Form:
    assert form.scheme is not None
    tree = tuple(replace(node, label=text("อื่น")) for node in form.scheme.tree)
    lists = {
        name: ChoiceList(name, tuple(replace(choice, label=text("อื่น")) for choice in found.choices))
        for name, found in form.lists.items()
    }
    return replace(form, lists=lists, scheme=replace(form.scheme, tree=tree), title=text("อื่น"))


def test_labels_do_not_change_the_rules() -> None:
    """S7: a corrected wording keeps two rounds comparable."""
    assert scoring_sha256(relabelled(worked_form())) == scoring_sha256(worked_form())


def test_any_rule_changes_the_digest() -> None:
    """S7: weight, choice score, level and places each make it another scoring."""
    form = worked_form()
    scheme = form.scheme
    assert scheme is not None
    choices = replace(form.lists["plan"].choices[1], score=Fraction(66))
    lists = {**form.lists, "plan": ChoiceList("plan", (form.lists["plan"].choices[0], choices))}
    heavier = (replace(scheme.tree[1], weight=Fraction(41)), *scheme.tree[2:])
    others = [
        replace(form, lists=lists),
        replace(form, scheme=replace(scheme, tree=(scheme.tree[0], *heavier))),
        replace(form, scheme=replace(scheme, levels=scheme.levels[:2])),
        replace(form, scheme=replace(scheme, places=1)),
    ]
    digests = {scoring_sha256(one) for one in (form, *others)}
    assert len(digests) == 5


def test_the_rules_are_canonical_json_without_floats() -> None:
    """S7 P3: the bytes are what they are on every computer."""
    data = scoring_json(worked_form())
    value = json.loads(data, parse_float=lambda number: 1 / 0)
    assert json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == data
    assert value["tree"][1]["weight"] == "40"
    assert value["rows"][0]["gate"] == "50"
