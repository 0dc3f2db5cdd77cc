"""Secondary instances as trees: option lists and the data a form brings with it (Q3)."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.questionnaire.form import Choice, Element, Form
from desktop_app.questionnaire.xpath.nodes import TreeNode, tree_of

_BEHIND_ANSWERS = 1 << 40  # so that in document order every instance comes after the answers


class Secondary:
    """The secondary instances of a form, each made into a tree when first asked for.

    They never change, so all sessions of a form share them.
    """

    def __init__(self, form: Form) -> None:
        self._form = form
        self._trees: dict[str, TreeNode | None] = {}

    def get(self, name: str) -> TreeNode | None:
        """The `<instance>` with this id; None where the form has none."""
        if name not in self._trees:
            element = self._element(name)
            number = _BEHIND_ANSWERS + len(self._trees)
            self._trees[name] = None if element is None else tree_of(element, number)
        return self._trees[name]

    def _element(self, name: str) -> Element | None:
        if name in self._form.instances:
            return self._form.instances[name]
        listed = self._form.lists.get(name)
        if listed is None:
            return None
        language = self._form.languages[0] if self._form.languages else ""
        return Element("root", children=tuple(_item(choice, language) for choice in listed.choices))

    def items(self, name: str) -> Sequence[TreeNode]:
        """The `item` elements of a list, in sheet order."""
        instance = self.get(name)
        if instance is None or not instance.children:
            return ()
        return [child for child in instance.children[0].children if child.name == "item"]


def _item(choice: Choice, language: str) -> Element:
    columns = dict(choice.columns)
    columns.setdefault("name", choice.name)
    if "itextId" not in columns:
        columns.setdefault("label", choice.label.get(language, next(iter(choice.label.values()), "")))
    return Element("item", children=tuple(Element(name, text) for name, text in columns.items()))
