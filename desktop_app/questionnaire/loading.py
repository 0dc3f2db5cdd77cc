"""Starting an assessment: instances, defaults, roster, earlier answers, first-load actions (Q4, O1)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from desktop_app.questionnaire.engine import Engine
from desktop_app.questionnaire.form import Kind
from desktop_app.questionnaire.grow import initial_instances, repeats_of
from desktop_app.questionnaire.live import Live, Repeat
from desktop_app.questionnaire.refs import key_of

_POSITION = re.compile(r"\[([0-9]+)\]")
_KEY = re.compile(r"\[k([0-9]{1,9})\]")


class Loader:
    """Brings an engine from the bare form to rest.

    `answers` may hold keys or positions in its refs; a position n stands for the key `kn`. `/data/rep#` may
    say which instances are live ("k1 k3") or how many there are ("2"). Instances marked with a minus ("-k2"), and
    others that have answers, are then known but not live: removed, or beyond the number that the form sets.
    """

    def __init__(self, engine: Engine, answers: Mapping[str, str], roster: Mapping[str, str]) -> None:
        self._engine = engine
        self._roster = roster
        self._counts = {ref[:-1]: text for ref, text in answers.items() if ref.endswith("#")}
        self._counts = {_with_keys(ref): text for ref, text in self._counts.items()}
        self._answers = {_with_keys(ref): text for ref, text in answers.items() if not ref.endswith("#")}
        self._keys = _keys_by_repeat(answers)

    def load(self) -> tuple[str, ...]:
        """Fill and compute everything; returns refs of answers that the form has no place for."""
        root = self._engine.grower.root
        self._grow(root, root.ref)
        given = set(self._answers)
        self._prefill(root)
        unknown = [ref for ref, text in self._answers.items() if not self._place(ref) and text]
        self._take_off_removed(root)
        self._engine.awaken(root)
        self._engine.run()
        self._first_load(given)
        return tuple(unknown)

    def _grow(self, top: Live, place: str) -> None:
        """Make the instances of all repeats below; `place` is the ref with positions."""
        for repeat in repeats_of(top):
            where = place + repeat.ref[len(top.ref) :]
            keys = self._keys_of(repeat, where)
            for position, key in enumerate(keys, start=1):
                instance = self._engine.grower.add(repeat, key)
                self._grow(instance, f"{where}[{position}]")

    def _keys_of(self, repeat: Repeat, place: str) -> list[int]:
        known = self._keys.get(repeat.ref)
        counted = self._counts.get(repeat.ref, "")
        listed = [int(key) for key in re.findall(r"k([0-9]{1,9})", counted)]
        number = int(counted) if counted.isdecimal() and len(counted) <= _COUNT_DIGITS else 0
        if known is None and not counted:
            self._engine.presumed.add(repeat.ref)
            return list(range(1, initial_instances(repeat, self._engine.form.initial, place) + 1))
        return sorted({*(known or ()), *listed, *range(1, number + 1)})

    def _prefill(self, root: Live) -> None:
        """What the primary instance says of single instances, preloads and the roster, unless answered."""
        for place, text in self._engine.form.initial.items():
            live = self._engine.grower.index.get(_with_keys(place))
            if live is not None and live.node.kind is Kind.LEAF:
                self._engine.keep(live, text)
        for live in root.walk():
            if live.node.kind is Kind.LEAF:
                text = self._roster.get(live.node.name) or self._preload(live.node.preload)
                if text:
                    self._engine.keep(live, text)

    def _preload(self, preload: str) -> str:
        if preload == "date today":
            return self._engine.now.date().isoformat()
        if preload == "timestamp start":
            return noted(self._engine.now)
        return ""

    def _place(self, ref: str) -> bool:
        live = self._engine.grower.index.get(ref)
        if live is None or live.node.kind is not Kind.LEAF:
            return False
        self._engine.keep(live, self._answers[ref])
        return True

    def _take_off_removed(self, root: Live) -> None:
        repeats = [live for live in root.walk() if isinstance(live, Repeat)]
        for repeat in repeats:
            counted = self._counts.get(repeat.ref)
            if counted is None or (counted.isdecimal() and len(counted) <= _COUNT_DIGITS):
                continue
            live = {int(key) for key in re.findall(r"(?<!-)k([0-9]{1,9})", counted)}
            for instance in [one for one in reversed(repeat.instances) if key_of(one.ref) not in live]:
                self._engine.take_off(repeat, instance)
                if repeat.node.repeat_count:
                    repeat.spare.append(instance)
                else:
                    repeat.removed[instance.ref] = instance

    def _first_load(self, given: set[str]) -> None:
        engine = self._engine
        for action in engine.program.actions:
            if "odk-instance-first-load" not in action.action.events:
                continue
            for live in engine.everywhere(action.target):
                if live.ref not in given:
                    engine.set_value(live, action)
        engine.run_actions()


FINISHED = "timestamp end"  # a preload that is due when the assessment is finished
_COUNT_DIGITS = 4


def noted(moment: datetime) -> str:
    """A moment as a preload notes it."""
    return moment.isoformat(timespec="milliseconds")


def _with_keys(ref: str) -> str:
    return _POSITION.sub(r"[k\1]", ref)


def _keys_by_repeat(answers: Mapping[str, str]) -> dict[str, set[int]]:
    """For each repeat the keys that answers name; positions name all before them too."""
    found: dict[str, set[int]] = {}
    for ref in answers:
        by_position = _POSITION.search(ref) is not None
        keyed = _with_keys(ref)
        for match in _KEY.finditer(keyed):
            key = int(match[1])
            keys = range(1, min(key, 9999) + 1) if by_position else (key,)
            found.setdefault(keyed[: match.start()], set()).update(keys)
    return found
