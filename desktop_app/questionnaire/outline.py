"""Pages and cards of a form, and how far each is: the one place that counts (Q1, X1).

A page is a group under the root. A card is what a person deals with as one thing: a question, the two
numbers of a share, a repeat, a note, a heading. Every screen, print and proof asks `progress`.
Source: interface, sections 5 (share) and 6 (counts).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from desktop_app.questionnaire.changes import Problem, State
from desktop_app.questionnaire.form import Control, Form, Kind, Node
from desktop_app.questionnaire.scheme import Text

CardKind = Literal["question", "share", "group", "repeat", "note"]


@dataclass(frozen=True, slots=True)
class Card:
    """One card of a page.

    Attributes:
        kind: `group` is a heading over the cards that follow it; `note` also a value that is only shown.
        path: the question, group or repeat the card stands for.
        code: number printed before it, "" where none.
        leaves: paths of what is asked or shown on the card, in form order; for a share numerator and
            denominator come in form order too, one that is asked elsewhere is not among them.
        needs: paths of both numbers of a share, wherever they are asked; () for other cards.
    """

    kind: CardKind
    path: str
    code: str
    label: Text
    leaves: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """One page: a group under the root, or the root itself where questions stand directly in it."""

    path: str
    label: Text
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a page is.

    Attributes:
        asked: cards that ask for an answer and are relevant; a card in a repeat counts once per instance.
        answered: those of them with all their answers.
        errors: entries of `errors()` that belong to the page.
    """

    asked: int
    answered: int
    errors: int

    def __add__(self, other: Progress) -> Progress:
        """Both together."""
        return Progress(self.asked + other.asked, self.answered + other.answered, self.errors + other.errors)


class CountedSession(Protocol):
    """What counting asks of the live answers; `AnswerSession` fulfils it."""

    @property
    def form(self) -> Form:
        """The form that is being answered."""

    def refs(self) -> tuple[str, ...]:
        """All live leaves in document order."""

    def node(self, ref: str) -> Node:
        """The node of the form that a ref is an instance of."""

    def state(self, ref: str) -> State:
        """Value and relevance of a node."""

    def errors(self) -> tuple[Problem, ...]:
        """What keeps the assessment from finishing."""


def outline(form: Form) -> tuple[Section, ...]:
    """Pages of a form in document order; groups in which nothing is asked or shown make none."""
    loose = tuple(node for node in form.root.children if node.kind is not Kind.GROUP)
    pages = [Section(form.root.path, form.title, _cards_of(loose, form))]
    pages += [Section(node.path, node.label, _cards_of(node.children, form)) for node in form.sections]
    return tuple(page for page in pages if page.cards)


def progress(session: CountedSession, section: Section) -> Progress:
    """Count one page; see `Progress`."""
    return progress_by_section(session, (section,))[section.path]


def total_progress(session: CountedSession, sections: Iterable[Section]) -> Progress:
    """Count all pages together."""
    return sum(progress_by_section(session, sections).values(), Progress(0, 0, 0))


def progress_by_section(session: CountedSession, sections: Iterable[Section]) -> dict[str, Progress]:
    """Count several pages with one walk over the answers, by path of the page."""
    pages = tuple(sections)
    asking = {leaf: (page.path, card) for page in pages for card, leaf in _asking(page, session.form)}
    inside = tuple(f"{page.path}/" for page in pages)
    cards: dict[tuple[str, str, str], bool] = {}
    for ref in session.refs():
        path = session.node(ref).path if ref.startswith(inside) else ""
        if path in asking:
            state = session.state(ref)
            if state.relevant and not state.read_only:
                page, card = asking[path]
                key = (page, card.path, _instance(ref, path))
                cards[key] = cards.get(key, True) and _answered(session, state, card)
    problems = [_page_of(session.node(one.ref).path, session.form) for one in session.errors()]
    return {page.path: _count(page.path, cards, problems) for page in pages}


def _answered(session: CountedSession, state: State, card: Card) -> bool:
    """A value, or a reason why there is none; a share needs its other number, wherever that is asked."""
    if state.reason.strip():
        return True
    others = [path for path in card.needs if path not in card.leaves]
    return bool(state.value.strip()) and all(session.state(path).value.strip() for path in others)


def _page_of(path: str, form: Form) -> str:
    top = "/".join(path.split("/")[:3])
    return top if form.nodes[top].kind is Kind.GROUP else form.root.path


def _count(page: str, cards: dict[tuple[str, str, str], bool], problems: list[str]) -> Progress:
    done = [answered for (where, _, _), answered in cards.items() if where == page]
    return Progress(len(done), sum(done), problems.count(page))


def _instance(ref: str, path: str) -> str:
    """What tells the instances of one card apart: the keys or positions of the repeats around it."""
    return "" if ref == path else "/".join(part.partition("[")[2] for part in ref.split("/"))


def _asking(page: Section, form: Form) -> Iterator[tuple[Card, str]]:
    """Leaves that ask, each with its card; those of a repeat with the cards inside."""
    for card in page.cards:
        if card.kind == "repeat":
            inner = Section(card.path, card.label, cards_inside(form, card.path))
            yield from _asking(inner, form)
        elif card.kind in ("question", "share"):
            yield from ((card, leaf) for leaf in card.leaves if form.nodes[leaf].asks)


def cards_inside(form: Form, repeat: str) -> tuple[Card, ...]:
    """The cards of one instance of a repeat."""
    return _cards_of(form.nodes[repeat].children, form)


def _cards_of(nodes: Iterable[Node], form: Form) -> tuple[Card, ...]:
    return tuple(card for node in nodes for card in _cards(node, form))


def _cards(node: Node, form: Form) -> Iterator[Card]:
    if node.kind is Kind.REPEAT:
        yield _card("repeat", node, _shown(node))
    elif node.kind is Kind.LEAF:
        yield from _leaf_card(node)
    elif is_share(node):
        needs = _numbers(node, form)
        yield Card("share", node.path, node.evaluation.code, node.label, _shown(node), needs)
    else:
        inner = _cards_of(node.children, form)
        if inner and (node.label or node.evaluation.code):
            yield _card("group", node, ())
        yield from inner


def _leaf_card(node: Node) -> Iterator[Card]:
    if node.asks:
        yield _card("question", node, (node.path,))
    elif node.control is not Control.NONE:
        yield _card("note", node, (node.path,))


def _card(kind: CardKind, node: Node, leaves: tuple[str, ...]) -> Card:
    return Card(kind, node.path, node.evaluation.code, node.label, leaves)


def _shown(node: Node) -> tuple[str, ...]:
    leaves = (one for one in node.walk() if one.kind is Kind.LEAF)
    return tuple(leaf.path for leaf in leaves if leaf.control is not Control.NONE)


def _numbers(group: Node, form: Form) -> tuple[str, ...]:
    """Paths of the two numbers of a share outside of repeats; inside, those of the group are enough."""
    params = next(leaf.evaluation.params for leaf in group.children if leaf.evaluation.rule == "share")
    names = {params.get("num"), params.get("den")}
    return tuple(path for path, node in form.nodes.items() if node.name in names and not _repeated(path, form))


def _repeated(path: str, form: Form) -> bool:
    steps = path.split("/")
    return any(form.nodes["/".join(steps[:end])].kind is Kind.REPEAT for end in range(2, len(steps)))


def is_share(group: Node) -> bool:
    """Whether a group holds only the numbers of one share rule.

    One of the two may live elsewhere, or be shown here as a read-only or calculated value.
    """
    leaves = [child for child in group.children if child.control is not Control.NONE]
    if any(child.kind is not Kind.LEAF for child in group.children):
        return False
    rules = [leaf.evaluation for leaf in leaves if leaf.evaluation.rule == "share"]
    if len(rules) != 1 or len(leaves) > 2:
        return False
    numbers = {rules[0].params.get("num", ""), rules[0].params.get("den", "")}
    asked = [leaf for leaf in leaves if leaf.asks]
    return bool(asked) and all(leaf.name in numbers or not leaf.asks for leaf in leaves)
