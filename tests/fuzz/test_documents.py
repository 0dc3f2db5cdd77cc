"""Forms as files, changed by chance: they load or are refused in words, and what loads runs (Q1, Q2)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from desktop_app.errors import PhromError
from desktop_app.questionnaire.findings import FormRefused
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.lint import lint
from desktop_app.questionnaire.outline import outline
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.session import AnswerSession, UnknownRef
from desktop_app.questionnaire.stored import dump_form, load_form
from desktop_app.questionnaire.xform import read_xform
from tests.fuzz.words import PATHS
from tests.questionnaire.form_tables import EXAMPLE, complete, write_tables
from tests.questionnaire.forms_by_hand import BANGKOK, NOW

XFORM = b"""<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"><h:head><h:title>t</h:title>
 <model><itext><translation lang="th" default="true()"><text id="q"><value>Q</value></text></translation></itext>
 <instance><data id="f" version="1"><q/><s/><n>3</n><r jr:template=""><x>new</x><i><y/></i></r><r><x/><i><y/></i></r>
 <d/><c/></data></instance>
 <instance id="l"><root><item><name>a</name><of>1</of></item><item><name>b</name><of>2</of></item></root></instance>
 <bind nodeset="/data/q" type="string" required="true()" constraint=". != 'x'" jr:constraintMsg="jr:itext('q')"/>
 <bind nodeset="/data/n" type="int" relevant="/data/q != ''"/><bind nodeset="/data/d" type="date" readonly="true()"/>
 <bind nodeset="/data/c" calculate="concat(/data/q, count(/data/r))"/><bind nodeset="/data/r/i/y" type="decimal"/>
 <setvalue event="odk-instance-first-load" ref="/data/d" value="today()"/></model></h:head><h:body>
 <input ref="/data/q"><label ref="jr:itext('q')"/><hint>h</hint></input><input ref="/data/n"><label>n</label></input>
 <select1 ref="/data/s"><label>s <output value="/data/q"/></label><itemset nodeset="instance('l')/root/item[of = 1]">
 <value ref="name"/><label ref="name"/></itemset></select1><group ref="/data/r"><label>r</label>
 <repeat nodeset="/data/r" jr:count="/data/n"><input ref="/data/r/x"/><group ref="/data/r/i">
 <repeat nodeset="/data/r/i"><input ref="/data/r/i/y">
 <setvalue event="xforms-value-changed" ref="/data/r/x" value="."/></input></repeat></group>
 </repeat></group></h:body></h:html>"""
ODD = (
    "",
    "-1",
    "\u00b2",
    "a b",
    "date",
    "string",
    "int",
    "geopoint",
    ":",
    "a:b",
    "{}",
    "x" * 300,
    "\u0e02\u0e49\u0e2d",
)
WORDS = st.sampled_from((*ODD, *PATHS, "odk-new-repeat", "jr:itext('q')", "timestamp start", "true()", "1 +"))
MUTATION = st.tuples(st.integers(0, 6), st.integers(0, 500), st.integers(0, 500), WORDS)


def mutated(data: bytes, mutations: Sequence[tuple[int, int, int, str]]) -> bytes:
    """The document with elements and attributes taken away, doubled, moved, renamed and rewritten."""
    top = etree.fromstring(data)
    for op, first, second, word in mutations:
        elements = list(top.iter(etree.Element))
        attributes = [(element, key) for element in elements for key in element.attrib]
        one, other = elements[first % len(elements)], elements[second % len(elements)]
        parent = one.getparent()
        if op == 0 and parent is not None:
            parent.remove(one)
        elif op == 1 and parent is not None:
            one.addnext(deepcopy(one))
        elif op == 2 and other not in (one, *one.iterancestors(), *one.iterdescendants()):
            one.append(other)
        elif op == 3:
            one.text = word
        elif op == 4:
            one.tag = other.tag
        elif attributes:
            holder, key = attributes[first % len(attributes)]
            holder.set(key, word)
    return etree.tostring(top)


def run(form: Form) -> None:
    """Start it, answer everything, add to every list, look at all of it."""
    assert load_form(dump_form(form)) == form
    outline(form)
    live = AnswerSession(form, clock=lambda: NOW, zone=BANGKOK, chance=Random(1))
    for number, (_, ref) in enumerate(list(live.all_refs())[:30]):
        with suppress(UnknownRef):  # gone meanwhile, or not for a person to change
            if live.is_repeat(ref):
                live.add_instance(ref)
            else:
                live.answer(ref, ("2", "a", "x y")[number % 3])
    for _, ref in live.all_refs():
        live.state(ref), live.choices(ref), live.label(ref, "th")
    live.errors()
    live.snapshot()


@settings(max_examples=150, deadline=None)
@given(st.lists(MUTATION, min_size=1, max_size=4))
def test_an_xform_changed_by_chance_runs_or_is_refused(mutations: list[Any]) -> None:
    """Q1 Q2: whatever becomes of the file, a form or a reason."""
    try:
        run(read_xform(mutated(XFORM, mutations)))
    except FormRefused as refused:
        assert all(one.message_th and one.message_en and one.todo_th for one in refused.findings)
    except PhromError as problem:
        assert problem.text("th")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5000), st.binary(max_size=3)), min_size=1, max_size=3))
def test_damaged_bytes_are_refused(damage: list[tuple[int, bytes]]) -> None:
    """Q1: a file damaged anywhere is a form still, or refused with a reason."""
    data = XFORM
    for place, junk in damage:
        at = place % len(data)
        data = data[:at] + junk + data[at + 2 :]
    try:
        run(read_xform(data))
    except PhromError as problem:
        assert problem.text("th")
    except FormRefused as refused:
        assert refused.findings


CELLS = st.tuples(
    st.sampled_from(("survey", "choices", "settings", "eval_tree", "eval_levels")), st.integers(0, 400), WORDS
)


@settings(max_examples=25, deadline=None)
@given(st.lists(CELLS, min_size=1, max_size=3))
def test_a_workbook_changed_by_chance_has_findings_or_loads(changes: list[tuple[str, int, str]]) -> None:
    """Q1 Q2: the linter answers for any cell, and only what it cannot load is refused."""
    tables = complete(EXAMPLE)
    for sheet, number, word in changes:
        rows = tables[sheet]
        row = rows[number % len(rows)]
        row[number // len(rows) % len(row)] = word
    with TemporaryDirectory() as folder:
        path = write_tables(tables, Path(folder) / "form.xlsx")
        findings = lint(path)
        assert all(one.message_th and one.todo_th and one.text("en") for one in findings)
        try:
            run(read_form(path))
        except (FormRefused, PhromError) as problem:
            assert str(problem)
