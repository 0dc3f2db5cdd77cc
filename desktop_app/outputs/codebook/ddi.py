"""A codebook as DDI Codebook 2.5, the archives' standard for data dictionaries (Q7).

Texts stand once for each language, told apart by `xml:lang`. What the standard has no element for is a
`notes` whose `type` says what it is. The same form and day give the same bytes.
Source: DDI Codebook 2.5 XML schema and field documentation, DDI Alliance, 2012.
"""

from __future__ import annotations

from datetime import date

from lxml import etree

from desktop_app.outputs.codebook import words
from desktop_app.outputs.codebook.ddi_elements import (
    FILE_ID,
    MAIN_RECORD,
    XmlElement,
    add,
    add_note,
    add_texts,
    document,
)
from desktop_app.outputs.codebook.ddi_variables import add_variable, variable_id
from desktop_app.outputs.codebook.facts import Codebook, Variable
from desktop_app.outputs.codebook.naming import as_written
from desktop_app.outputs.codebook.sentences import abstract, title
from desktop_app.outputs.workbook import NOT_OFFICIAL
from desktop_app.questionnaire.form import Control, Kind, Node
from desktop_app.questionnaire.scheme import Scheme, Text, TreeNode
from desktop_app.scoring.rounding import decimal_text

_MEANINGS = tuple(words.MISSING)


def ddi_xml(codebook: Codebook, day: date) -> bytes:
    """The whole document, UTF-8.

    Args:
        day: the date of production that it states.

    Raises:
        PhromError: THAI-01, a text that no file can hold.
    """
    root = document(next(iter(title(codebook)), "th"))
    _add_document(root, codebook, day)
    _add_study(root, codebook)
    _add_file(root, codebook)
    _add_data(root, codebook)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def _add_document(root: XmlElement, codebook: Codebook, day: date) -> None:
    part = add(root, "docDscr")
    citation = add(part, "citation")
    prefixed = {one: f"{words.TITLE.get(one, words.TITLE['en'])}: {text}" for one, text in title(codebook).items()}
    _add_title(citation, prefixed, f"{codebook.name}-codebook")
    production = add(citation, "prodStmt")
    add(production, "prodDate", day.isoformat(), date=day.isoformat())
    add(production, "software", "Phrom")
    add_note(citation, "disclaimer", NOT_OFFICIAL)
    for kind, (name, meaning) in words.MISSING.items():
        note = {language: f"{name[language]}: {meaning[language]}" for language in meaning}
        add_note(part, "missing-values", note, subject=kind)
    if codebook.sourced:
        add_note(part, "sources", words.SOURCES)


def _add_title(citation: XmlElement, names: Text, number: str) -> None:
    statement = add(citation, "titlStmt")
    for place, (language, text) in enumerate(names.items()):
        add(statement, "parTitl" if place else "titl", text, language)
    add(statement, "IDNo", number)


def _add_study(root: XmlElement, codebook: Codebook) -> None:
    part = add(root, "stdyDscr")
    citation = add(part, "citation")
    _add_title(citation, title(codebook), codebook.form.form_id)
    if codebook.form.version:
        add(add(citation, "verStmt"), "version", codebook.form.version, type="version")
    add_note(citation, "disclaimer", NOT_OFFICIAL)
    information = add(part, "stdyInfo")
    add_texts(information, "abstract", abstract(codebook))
    summary = add(information, "sumDscr")
    add_texts(summary, "anlyUnit", words.ANALYSIS_UNIT)
    add_texts(summary, "dataKind", words.DATA_KIND)
    collection = add(add(part, "method"), "dataColl")
    add_texts(collection, "collMode", words.MODE)
    add_texts(collection, "resInstru", words.INSTRUMENT)


def _add_file(root: XmlElement, codebook: Codebook) -> None:
    text = add(add(root, "fileDscr", ID=FILE_ID), "fileTxt")
    add(text, "fileName", codebook.name)
    structure = add(text, "fileStrc", type="hierarchical" if codebook.records else "rectangular")
    if codebook.records:
        _add_records(structure, codebook)
    add(add(text, "dimensns"), "varQnty", str(len(codebook.variables)))
    add(text, "fileType", "JSON (submission.json)", charset="UTF-8")
    add(text, "dataMsng", " / ".join(words.MISSING[kind][1]["th"] for kind in _MEANINGS), "th")


def _add_records(structure: XmlElement, codebook: Codebook) -> None:
    """The record of the office, and one for each repeat, nested as the repeats are."""
    for path in ("", *codebook.records):
        inner = [one for one in codebook.records if record_around(codebook, one) == path]
        below = " ".join(_record_id(codebook, one) for one in inner)
        record = add(structure, "recGrp", ID=_record_id(codebook, path), recGrp=below, rectype=record_name(path))
        add_texts(record, "labl", codebook.text(codebook.form.nodes[path].label) if path else words.MAIN_RECORD)
        held = sum(one.record == path for one in codebook.variables)
        add(add(record, "recDimnsn", level="record"), "varQnty", str(held))
    add_note(structure, "positions", words.repeats(codebook.records[0]))


def record_around(codebook: Codebook, path: str) -> str:
    """The repeat directly around another, "" where it lies in none."""
    outer = [one for one in codebook.records if path.startswith(f"{one}/")]
    return max(outer, key=len, default="")


def record_name(path: str) -> str:
    """The record type that variables of a repeat name."""
    return path.rpartition("/")[2] or MAIN_RECORD


def _record_id(codebook: Codebook, path: str) -> str:
    return f"R{codebook.records.index(path) + 1}" if path else "R0"


def _add_data(root: XmlElement, codebook: Codebook) -> None:
    part = add(root, "dataDscr")
    groups = [node for node in codebook.form.root.walk() if node.kind is not Kind.LEAF][1:]
    ids = {node.path: f"G{number}" for number, node in enumerate(groups, start=1)}
    for node in groups:
        _add_group(part, codebook, node, ids)
    scheme = codebook.form.scheme
    for indicator in scheme.tree if scheme else ():
        _add_tree_node(part, codebook, indicator)
    for variable in codebook.variables:
        add_variable(part, codebook, variable, record_name(variable.record))
    if scheme:
        _add_scheme(part, codebook, scheme)


def _add_group(part: XmlElement, codebook: Codebook, node: Node, ids: dict[str, str]) -> None:
    kind = "repetition" if node.kind is Kind.REPEAT else "section" if node in codebook.form.sections else "display"
    made = add(
        part,
        "varGrp",
        ID=ids[node.path],
        type=kind,
        var=_refs(codebook.inside(node.path)),
        varGrp=" ".join(ids[child.path] for child in node.children if child.path in ids),
        name=node.name,
    )
    add_texts(made, "labl", codebook.text(node.label))
    for child in node.children:
        if child.control is Control.NOTE:
            add_texts(made, "txt", codebook.text(child.label))
    add_note(made, "code", node.evaluation.code)
    for kind, text in (("relevant", node.bind.relevant), ("repeat-count", node.repeat_count)):
        add_note(made, kind, as_written(codebook.form, text, node))


def _refs(variables: tuple[Variable, ...] | list[Variable]) -> str:
    return " ".join(variable_id(one) for one in variables)


def _add_tree_node(part: XmlElement, codebook: Codebook, node: TreeNode) -> None:
    """A node of the score tree: what stands under it counts together."""
    tree = codebook.form.scheme.tree if codebook.form.scheme else ()
    ids = {one.id: f"T{number}" for number, one in enumerate(tree, start=1)}
    made = add(
        part,
        "varGrp",
        ID=ids[node.id],
        type="analysis",
        var=_refs([one for one in codebook.variables if one.indicator is node]),
        varGrp=" ".join(ids[one.id] for one in tree if one.parent == node.id),
        name=node.id,
    )
    add_texts(made, "labl", codebook.text(node.label), level=node.level)
    add_note(made, "weight", node.weight_text)
    add_note(made, "aggregate", node.aggregate)
    add_note(made, "cap", "" if node.cap is None else decimal_text(node.cap))
    add_note(made, "cap-if", as_written(codebook.form, node.cap_if))


def _add_scheme(part: XmlElement, codebook: Codebook, scheme: Scheme) -> None:
    add_note(part, "scoring-sha256", codebook.digest)
    add_note(part, "score-places", str(scheme.places))
    for level in scheme.levels:
        subject = str(level.level)
        add_note(part, "level", codebook.text(level.label), subject=subject)
        add_note(part, "level-from", decimal_text(level.start), subject=subject)
        add_note(part, "level-gate", as_written(codebook.form, level.gate), subject=subject)
