"""What a move to a newer form would change, line by line, as plain values. No widgets in here (Q6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.office.moving import Move
from desktop_app.questionnaire.differences import Difference, sentence
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.outline import Card, outline
from desktop_app.questionnaire.scheme import Scheme, TreeNode
from desktop_app.ui.bridge import LiveWork
from desktop_app.ui.program import Program

URGENT = ("again", "gone", "new", "along", "blank", "none")  # of two numbers of a share the more urgent is told


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One question that changes; both numbers of a share are one.

    Attributes:
        goes: what becomes of the answer, one of `URGENT`.
        words: the same in words.
    """

    code: str
    question: str
    what: str
    goes: str
    words: str


@dataclass(frozen=True, slots=True)
class ScoringLine:
    """One node of the score tree that is new, gone, or weighs or counts otherwise; or the levels."""

    name: str
    what: str


def change_lines(program: Program, work: LiveWork, move: Move) -> tuple[ChangeLine, ...]:
    """What changes, in the order of `compare`."""
    forms = work.form, move.release.form
    shares = [dict(_shares(form)) for form in forms]
    answered = _answered(work)
    grouped: dict[str, list[tuple[Difference, Card | None]]] = {}
    for one in move.comparison.questions:
        card = shares[1].get(one.new) or shares[0].get(one.old)
        grouped.setdefault(card.path if card else one.new or one.old, []).append((one, card))
    return tuple(_line(program, forms, answered, together) for together in grouped.values())


def _line(
    program: Program, forms: tuple[Form, Form], answered: set[str], together: list[tuple[Difference, Card | None]]
) -> ChangeLine:
    first, card = together[0]
    goes = min((_goes(one, forms, answered) for one, _ in together), key=URGENT.index)
    return ChangeLine(
        code=program.digits(first.code),
        question=program.pick(card.label if card and len(together) > 1 else first.label),
        what="; ".join(dict.fromkeys(program.pick(sentence(one)) for one, _ in together)),
        goes=goes,
        words=program.tr(f"office.moving_goes_{goes}"),
    )


def _goes(one: Difference, forms: tuple[Form, Form], answered: set[str]) -> str:
    """What becomes of the answer to one question."""
    if one.fate == "new":
        return "new" if forms[1].nodes[one.new].asks else "none"
    if not forms[0].nodes[one.old].asks:
        return "none"
    if one.old not in answered:
        return "blank"
    if one.fate == "dropped":
        return "gone"
    return "along" if one.carries else "again"


def _answered(work: LiveWork) -> set[str]:
    """Paths with an answer or a file, in whatever row."""
    session = work.session
    refs = (ref for ref in session.refs() if session.state(ref).value or session.state(ref).attachments)
    return {session.node(ref).path for ref in refs}


def _shares(form: Form) -> Iterator[tuple[str, Card]]:
    cards = (card for section in outline(form) for card in section.cards if card.kind == "share")
    return ((leaf, card) for card in cards for leaf in (*card.leaves, *card.needs))


def scoring_lines(program: Program, old: Scheme | None, move: Move) -> tuple[ScoringLine, ...]:
    """What changes above the questions: nodes of the tree, then the levels."""
    new = move.release.form.scheme
    before, after = ({} if one is None else {node.id: node for node in one.tree} for one in (old, new))
    lines = [_node_line(program, before.get(name), after.get(name)) for name in move.comparison.tree]
    if move.comparison.levels:
        tr = program.tr
        lines.append(ScoringLine(tr("office.moving_levels"), tr("office.moving_levels_change")))
    return tuple(lines)


def _node_line(program: Program, old: TreeNode | None, new: TreeNode | None) -> ScoringLine:
    tr, digits = program.tr, program.digits
    if old is None or new is None:
        what = tr("office.moving_node_gone" if new is None else "office.moving_node_new")
    elif old.weight != new.weight:
        what = tr("office.moving_node_weight", older=digits(old.weight_text), newer=digits(new.weight_text))
    else:
        what = tr("office.moving_node_counts")
    label = next(node.label for node in (new, old) if node is not None)
    return ScoringLine(program.pick(label), what)
