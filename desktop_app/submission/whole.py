"""A submission's answers made whole: what it leaves out is blank, not at its default (S7, P3).

A package says nothing of blanks and of instances without any answer. A session that is built from it must
not fill them with defaults again, or central would score another assessment than the office signed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from desktop_app.questionnaire.form import Form, Kind, Node
from desktop_app.submission.misfits import misfit

MOST_INSTANCES = 5_000  # over all repeats; a ref may name any position
_POSITION = re.compile(r"\[([1-9][0-9]*)\]")


def path_of(ref: str) -> str:
    """Path of the node, a ref without its positions."""
    return _POSITION.sub("", ref)


def given_once(node: Node) -> bool:
    """Whether a calculated value was fixed by `once()` and therefore travels as an answer."""
    return "once(" in node.bind.calculate.replace(" ", "")


class Whole:
    """How many instances of each repeat the refs of a submission name.

    Raises:
        PhromError: SUB-05, more instances than anybody can have entered.
    """

    def __init__(self, form: Form, refs: Iterable[str]) -> None:
        self._form = form
        self._counts: dict[str, int] = {}
        total = 0
        for ref in refs:
            for found in _POSITION.finditer(ref):
                repeat, place = ref[: found.start()], int(found[1])
                total += max(0, place - self._counts.get(repeat, 0))
                self._counts[repeat] = max(place, self._counts.get(repeat, 0))
                if total > MOST_INSTANCES:
                    raise misfit(ref, "unknown", "มีแถวซ้ำมากเกินไป", "there are too many repeat instances")

    def texts(self, given: Mapping[str, str]) -> dict[str, str]:
        """`given`, with blanks for all other questions and the number of instances of every repeat."""
        return {**dict(self._blanks(self._form.root, "")), **given}

    def _blanks(self, node: Node, above: str) -> Iterator[tuple[str, str]]:
        here = f"{above}/{node.name}"
        if node.kind is Kind.LEAF:
            if not node.calculated:
                yield here, ""
            return
        places = [here]
        if node.kind is Kind.REPEAT:
            count = self._counts.get(here, 0)
            yield f"{here}#", str(count)
            places = [f"{here}[{place}]" for place in range(1, count + 1)]
        for place in places:
            for child in node.children:
                yield from self._blanks(child, place)
