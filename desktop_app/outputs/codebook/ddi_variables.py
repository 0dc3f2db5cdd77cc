"""One variable of a codebook as DDI's `var`: question, categories, missing values, scoring (Q7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop_app.outputs.codebook import words
from desktop_app.outputs.codebook.ddi_elements import FILE_ID, XmlElement, add, add_note, add_texts
from desktop_app.outputs.codebook.facts import Codebook, Variable, own_expression
from desktop_app.outputs.codebook.naming import as_written
from desktop_app.outputs.codebook.sentences import choice_remarks, parameters
from desktop_app.questionnaire.scheme import Text
from desktop_app.scoring.rounding import decimal_text

_SYNTAX = "ODK XForms (XPath 1.0)"
_REPRESENTATIONS: Mapping[str, str] = {
    "select_one": "code",
    "select_multiple": "code",
    "rank": "code",
    "integer": "numeric",
    "decimal": "numeric",
    "date": "datetime",
    "time": "datetime",
    "dateTime": "datetime",
    "text": "text",
}
_DOMAINS: Mapping[str, str] = {**_REPRESENTATIONS, "select_one": "category", "select_multiple": "multiple"}
_CATEGORIES: Mapping[str, str] = {"date": "date", "dateTime": "date", "time": "time"}


def variable_id(variable: Variable) -> str:
    """The ID that groups and derivations refer to."""
    return f"V{variable.number}"


def add_variable(part: XmlElement, codebook: Codebook, variable: Variable, record: str) -> None:
    """Append the `var` of one variable, its children in the order of the schema."""
    made = add(
        part,
        "var",
        ID=variable_id(variable),
        name=variable.node.name,
        files=FILE_ID,
        intrvl="contin" if variable.type == "decimal" else "discrete",
        rectype=record,
        representationType=_REPRESENTATIONS.get(variable.type, "other"),
    )
    add_texts(made, "labl", codebook.text(variable.node.label) or {"": variable.node.name})
    add(made, "security", words.SENSITIVITIES[variable.sensitivity]["en"], "en")
    if not variable.automatic:
        _add_question(made, codebook, variable)
    add_texts(made, "universe", variable.asked.text if variable.asked else words.ALWAYS)
    _add_categories(made, codebook, variable)
    add_texts(made, "codInstr", words.STORED[variable.type])
    _add_concept(made, codebook, variable)
    _add_derivation(made, codebook, variable)
    numeric = variable.type in ("integer", "decimal")
    category = _CATEGORIES.get(variable.type, "other")
    add(made, "varFormat", variable.type, type="numeric" if numeric else "character", category=category)
    for kind, text in (*_rule_notes(codebook, variable), *_scoring_notes(variable)):
        add_note(made, kind, text)


def _add_question(made: XmlElement, codebook: Codebook, variable: Variable) -> None:
    question = add(
        made,
        "qstn",
        ID=f"Q{variable.number}",
        seqNo=variable.code,
        responseDomainType=_DOMAINS.get(variable.type, "other"),
    )
    add_texts(question, "preQTxt", variable.asked.text if variable.asked else {})
    add_texts(question, "qstnLit", codebook.text(variable.node.label))
    earlier = (codebook.by_path[path] for path in variable.condition_names if path in codebook.by_path)
    refs = " ".join(f"Q{one.number}" for one in earlier if not one.automatic)
    if refs:
        add(question, "backward", qstn=refs)
    add_texts(question, "ivuInstr", codebook.text(variable.node.hint))
    add_texts(question, "ivuInstr", codebook.text(variable.node.guidance))


def _add_categories(made: XmlElement, codebook: Codebook, variable: Variable) -> None:
    for choice in variable.choices:
        missing = {"missing": "Y", "missType": "not_applicable"} if choice.na else {}
        category = add(made, "catgry", **missing)
        add(category, "catValu", choice.name)
        add_texts(category, "labl", codebook.text(choice.label))
        for text in choice_remarks(choice):
            add_texts(category, "txt", text)
    for kind in variable.missing:
        name, meaning = words.MISSING[kind]
        category = add(made, "catgry", missing="Y", missType=kind)
        add_texts(category, "labl", name)
        add_texts(category, "txt", meaning)


def _add_concept(made: XmlElement, codebook: Codebook, variable: Variable) -> None:
    if variable.indicator is not None:
        for language, label in codebook.text(variable.indicator.label).items():
            add(made, "concept", f"{variable.indicator.id} {label}", language, vocab="eval_tree")


def _add_derivation(made: XmlElement, codebook: Codebook, variable: Variable) -> None:
    if not variable.node.calculated:
        return
    read = (codebook.by_path[path] for path in variable.calculation_names if path in codebook.by_path)
    derivation = add(made, "derivation", var=" ".join(variable_id(one) for one in read))
    add(derivation, "drvcmd", as_written(codebook.form, variable.node.bind.calculate, variable.node), syntax=_SYNTAX)


def _rule_notes(codebook: Codebook, variable: Variable) -> Iterable[tuple[str, str | Text]]:
    """What the form asks of an answer."""
    form, node = codebook.form, variable.node
    yield "path", node.path
    yield "code", variable.code
    yield "relevant", variable.asked.expression if variable.asked else ""
    yield "required", own_expression(form, node.bind.required, node)
    yield "read-only", own_expression(form, node.bind.read_only, node)
    yield "constraint", as_written(form, node.bind.constraint, node)
    yield "constraint-message", codebook.text(node.constraint_message)
    yield "default", node.default
    yield "preload", node.preload
    yield "choice-list", node.choice_list
    yield "choice-filter", as_written(form, node.choice_filter, node)
    if node.itemset:
        nodeset = as_written(form, node.itemset.nodeset, node)
        yield "choice-list", {one: text.format(nodeset=nodeset) for one, text in words.LIST_FROM_FORM.items()}


def _scoring_notes(variable: Variable) -> Iterable[tuple[str, str | Text]]:
    """How the answer counts, what it is to be proved with, and where the question comes from."""
    rule = variable.node.evaluation
    yield "sensitivity", variable.sensitivity
    yield "sensitivity-meaning", words.SENSITIVITIES[variable.sensitivity]
    yield "evidence", rule.evidence if rule.evidence != "none" else ""
    yield "evidence-gate", "" if rule.gate is None else decimal_text(rule.gate)
    yield "not-applicable", "yes" if rule.na else ""
    if rule.scored:
        yield "rule", rule.rule
        yield "rule-meaning", words.RULES[rule.rule]
        yield "rule-params", parameters(rule.params)
        yield "indicator", rule.node
        yield "weight", rule.weight_text
        yield "cap", decimal_text(rule.cap)
        yield "skip", rule.skip
    yield "source", rule.source
