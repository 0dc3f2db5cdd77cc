"""Refs with instance keys, as a session knows them, and refs with positions, as packages write them (Q4)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping

from desktop_app.questionnaire.live import Live, Repeat

_INSTANCE = re.compile(r"\[(k?)([1-9][0-9]{0,8})\]")


class UnknownRef(LookupError):  # noqa: N818 - the name the contract gives it
    """No live node has this ref: a programming error, or a step of a recording that does not fit."""


def to_positions(ref: str, index: Mapping[str, Live]) -> str:
    """The ref with positions from 1 in place of keys.

    Raises:
        UnknownRef: no such instance is live.
    """

    def position(repeat: Repeat, found: str) -> str:
        place = bisect_left(repeat.instances, key_of(found), key=_key)
        if place == len(repeat.instances) or repeat.instances[place].ref != found:
            raise UnknownRef(ref)
        return str(place + 1)

    return _rewrite(ref, index, position)


def to_keys(ref: str, index: Mapping[str, Live]) -> str:
    """The ref with keys in place of positions; a ref with keys comes back as it is.

    Raises:
        UnknownRef: no such instance is live.
    """

    def key(repeat: Repeat, found: str) -> str:
        marked = found.rpartition("[")[2][:-1]
        if marked.startswith("k"):
            return marked
        if int(marked) > len(repeat.instances):
            raise UnknownRef(ref)
        return repeat.instances[int(marked) - 1].ref.rpartition("[")[2][:-1]

    return _rewrite(ref, index, key)


def _rewrite(ref: str, index: Mapping[str, Live], change: Callable[[Repeat, str], str]) -> str:
    """Replace what stands in brackets, from left to right; what was replaced leads to the next repeat."""
    if "[" not in ref:
        return ref
    written, known, end = "", "", 0
    for match in _INSTANCE.finditer(ref):
        step = ref[end : match.start()]
        repeat = index.get(known + step)
        if not isinstance(repeat, Repeat):
            raise UnknownRef(ref)
        mark = change(repeat, f"{known}{step}{match[0]}")
        written += f"{step}[{mark}]"
        known = _known(repeat, known + step, match[0], mark)
        end = match.end()
    return written + ref[end:]


def _known(repeat: Repeat, start: str, found: str, mark: str) -> str:
    """The ref with keys up to here, whichever way is being translated."""
    if found.startswith("[k"):
        return f"{start}{found}"
    return f"{start}[{mark}]" if mark.startswith("k") else repeat.instances[int(mark) - 1].ref


def _key(instance: Live) -> int:
    """What the instances of a repeat are sorted by."""
    return instance.order[-1]


def key_of(ref: str) -> int:
    """Number in the last brackets of an instance's ref."""
    return int(ref.rpartition("[")[2].rstrip("]").removeprefix("k"))
