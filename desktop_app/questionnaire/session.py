"""The live answers of one assessment, and all that a client may ask of them (Q4, Q5).

Source: form profile, section 2; the contract with clients is its section 2.10. Nothing here knows a
window, a file or a score.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from random import Random, SystemRandom

from desktop_app.questionnaire.building import building
from desktop_app.questionnaire.changes import Change, ChangeSet, Problem, ProblemCode, Snapshot, State
from desktop_app.questionnaire.engine import Engine, Seen
from desktop_app.questionnaire.form import Choice, Form, Kind, Node
from desktop_app.questionnaire.live import Live, Repeat
from desktop_app.questionnaire.loading import FINISHED, Loader, noted
from desktop_app.questionnaire.problems import ALONE, MESSAGES, WANTED, exclusive_broken, problems_of
from desktop_app.questionnaire.program import Plan, program_of
from desktop_app.questionnaire.refs import UnknownRef, to_keys, to_positions
from desktop_app.questionnaire.scheme import Text
from desktop_app.questionnaire.templates import pieces
from desktop_app.questionnaire.values import plain_text
from desktop_app.questionnaire.xpath.convert import TruthOf, truth_of
from desktop_app.questionnaire.xpath.errors import ExpressionError
from desktop_app.questionnaire.xpath.runtime import Context

_KINDS = ("value", "relevant", "required", "read_only", "errors", "choices", "label", "instances")
_NOTHING: Seen = (("", "", 0), False, False, False, (), (), (), ())
_LANGUAGES = ("th", "en")

__all__ = ["AnswerSession", "UnknownRef"]


class AnswerSession:
    """Answers, relevance, constraints and choices of one assessment, always at rest between calls.

    Args:
        form: what is asked.
        answers: canonical text by ref, with keys or positions; `/data/rep#` may list the live keys of a repeat.
        clock: tells now as an aware datetime; read once per change.
        zone: where dates and times are local.
        roster: texts for questions named like a roster column, unless `answers` says otherwise.
        chance: source for `random()`, `uuid()` and unseeded `randomize()`.

    Attributes:
        unplaced: refs of `answers` that the form has no question for.

    Raises:
        PhromError: FORM-18, FORM-19, the form's expressions make no sense.
    """

    def __init__(
        self,
        form: Form,
        answers: Mapping[str, str] | None = None,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
        roster: Mapping[str, str] | None = None,
        chance: Random | None = None,
    ) -> None:
        self.form = form
        self._program = program_of(form)
        language = form.languages[0] if form.languages else "th"
        with building():
            self._engine = Engine(self._program, clock, zone, chance or SystemRandom(), language)
            self.unplaced = Loader(self._engine, answers or {}, roster or {}).load()
        self._index = self._engine.grower.index
        self._engine.presumed.clear()
        self._engine.seen.clear()
        self._engine.look = self._look
        self._conditions: dict[str, TruthOf] = {}

    # Asking.

    def state(self, ref: str) -> State:
        """What may be shown of a node now.

        Raises:
            UnknownRef: nothing live has this ref.
        """
        live = self._live(ref)
        return State(
            live.ref,
            self._shown(live),
            live.relevant,
            live.required,
            self._is_read_only(live),
            self._problems(live),
            live.reason,
            live.attachments,
        )

    def choices(self, ref: str) -> tuple[Choice, ...]:
        """The options offered now, in sheet order."""
        live = self._live(ref)
        if not self._plan(live).templates:
            return live.offered
        return tuple(self._said(live, choice) for choice in live.offered)

    def label(self, ref: str, language: str) -> str:
        """The question's text with its values filled in; another language where this one is missing."""
        return self._text(self._live(ref), "label", language)

    def hint(self, ref: str, language: str) -> str:
        """The text under the question."""
        return self._text(self._live(ref), "hint", language)

    def guidance(self, ref: str, language: str) -> str:
        """The text behind the help mark."""
        return self._text(self._live(ref), "guidance", language)

    def node(self, ref: str) -> Node:
        """The node of the form that a ref is an instance of."""
        return self._live(ref).node

    def refs(self) -> tuple[str, ...]:
        """Refs of all live leaves, relevant or not, in document order."""
        return tuple(live.ref for live in self._leaves())

    def all_refs(self) -> Iterator[tuple[str, str]]:
        """Every live node but the root, leaves, groups and instances, as (ref with positions, ref).

        A repeat itself is written with `#` at the end of its positions form.
        """
        for live in self._engine.grower.root.walk():
            if live is not self._engine.grower.root:
                mark = "#" if isinstance(live, Repeat) else ""
                yield self.to_positions(live.ref) + mark, live.ref

    def is_repeat(self, ref: str) -> bool:
        """Whether the ref names a repeat as a whole."""
        return isinstance(self._live(ref), Repeat)

    def instances(self, ref: str) -> tuple[str, ...]:
        """Refs of the live instances of a repeat, in order."""
        return tuple(instance.ref for instance in self._repeat(ref).instances)

    def errors(self, refs: Iterable[str] | None = None) -> tuple[Problem, ...]:
        """Everything that keeps the assessment from finishing, in document order; with `refs` only what is at these."""
        lives = self._engine.grower.root.walk() if refs is None else map(self._live, refs)
        return tuple(self._problem(live, code) for live in lives for code in self._problems(live))

    def snapshot(self) -> Snapshot:
        """What a submission takes along, keyed by refs with positions."""
        leaves = [live for live in self._leaves() if live.relevant]
        asked = (live for live in leaves if live.kept and not live.node.calculated)
        return Snapshot(
            {self.to_positions(live.ref): live.kept for live in asked},
            {self.to_positions(live.ref): live.reason for live in leaves if live.reason.strip()},
            {self.to_positions(live.ref): live.attachments for live in leaves if live.attachments},
        )

    def to_positions(self, ref: str) -> str:
        """The ref with positions from 1 in place of instance keys.

        Raises:
            UnknownRef: an instance that is not live.
        """
        return to_positions(ref, self._index)

    def to_keys(self, ref: str) -> str:
        """The ref with instance keys in place of positions.

        Raises:
            UnknownRef: an instance that is not live.
        """
        return to_keys(ref, self._index)

    def holds(self, expression: str) -> bool:
        """Whether a condition of the scoring sheets is true now; names stand as `${name}`.

        One that cannot be evaluated is not true.

        Raises:
            PhromError: FORM-19, the expression cannot be read.
        """
        condition = self._conditions.get(expression)
        if condition is None:
            top = self.form.root.path
            compiled = self._program.compile(self._with_paths(expression), top, "condition")
            condition = self._conditions[expression] = truth_of(compiled)
        try:
            return condition(Context(self._engine.grower.root, self._engine))
        except ExpressionError:
            return False

    # Changing.

    def answer(self, ref: str, text: str) -> ChangeSet:
        """Give a question a new answer; "" clears it. What cannot be read is kept and flagged `bad_type`."""
        live = self._leaf(ref)

        def change() -> None:
            before = live.kept
            self._engine.keep(live, text)
            if live.kept != before:
                self._engine.changed.append(live)

        return self._change(change)

    def set_reason(self, ref: str, text: str) -> ChangeSet:
        """Say why a row does not apply; "" takes the reason back."""
        live = self._live(ref)

        def change() -> None:
            self._engine.touch(live)
            live.reason = plain_text(text)

        return self._change(change)

    def set_attachments(self, ref: str, count: int) -> ChangeSet:
        """Tell how many valid evidence files a row has now."""
        live = self._live(ref)

        def change() -> None:
            self._engine.touch(live)
            self._engine.touch_watchers(live)
            live.attachments = count

        return self._change(change)

    def finish(self) -> ChangeSet:
        """Note the moment where the form asks for that of finishing (type `end`); call it before `snapshot`."""
        ends = [live for live in self._leaves() if live.node.preload == FINISHED]

        def change() -> None:
            for live in ends:
                self._engine.keep(live, noted(self._engine.now))

        return self._change(change)

    def add_instance(self, ref: str) -> ChangeSet:
        """Add an instance at the end of a repeat; `instances(ref)[-1]` is its ref.

        Raises:
            UnknownRef: no repeat, or one whose number of instances the form itself fixes.
        """
        repeat = self._open_repeat(ref)
        return self._change(lambda: self._engine.add(repeat))

    def remove_instance(self, ref: str) -> ChangeSet:
        """Take away one instance with all its answers; `restore_instance` brings it back.

        Raises:
            UnknownRef: no live instance of an open repeat.
        """
        instance = self._live(ref)
        repeat = self._open_repeat(ref.rpartition("[")[0])
        if instance not in repeat.instances:
            raise UnknownRef(ref)

        def change() -> None:
            repeat.removed[ref] = instance
            self._engine.take_off(repeat, instance)

        return self._change(change)

    def restore_instance(self, ref: str) -> ChangeSet:
        """Bring a removed instance back, with its key, its place and its answers.

        Raises:
            UnknownRef: nothing was removed under this ref.
        """
        repeat = self._open_repeat(ref.rpartition("[")[0])
        instance = repeat.removed.pop(ref, None)
        if instance is None:
            raise UnknownRef(ref)
        return self._change(lambda: self._engine.show(repeat, instance))

    def _change(self, change: Callable[[], object]) -> ChangeSet:
        engine = self._engine
        engine.tick()
        engine.seen.clear()
        change()
        engine.run()
        engine.run_actions()
        return self._differences()

    def _differences(self) -> ChangeSet:
        touched = sorted(self._engine.seen.items(), key=lambda pair: pair[0].order)
        changes = []
        for live, before in touched:
            old, new = before or _NOTHING, self._look(live)
            if old != new:
                kinds = [kind for kind, one, other in zip(_KINDS, old, new, strict=True) if one != other]
                changes.append(Change(live.ref, frozenset(kinds)))
        self._engine.seen.clear()
        return ChangeSet(tuple(changes))

    # How a node looks.

    def _look(self, live: Live) -> Seen:
        return (
            (self._shown(live), live.reason, live.attachments),
            live.relevant,
            live.required,
            self._is_read_only(live),
            self._problems(live),
            live.offered,
            live.labels,
            tuple(one.ref for one in live.instances) if isinstance(live, Repeat) else (),
        )

    @staticmethod
    def _shown(live: Live) -> str:
        """A hidden calculation shows nothing: what it last came to is no answer."""
        return "" if live.node.calculated and not live.relevant else live.kept

    @staticmethod
    def _is_read_only(live: Live) -> bool:
        return live.read_only or live.node.calculated

    def _problems(self, live: Live) -> tuple[ProblemCode, ...]:
        return problems_of(live, self._plan(live), self._named)

    def _named(self, live: Live, name: str) -> Live | None:
        path = self._program.names.get(name) if name else None
        if path is None:
            return None
        shared = self._program.schema.same_instance(path, live.node.path).shared
        return next(self._engine.seen_from(live, self._program.plans[path], shared), None)

    def _problem(self, live: Live, code: ProblemCode) -> Problem:
        plan = self._plan(live)
        message, todo = MESSAGES[code]
        if code == "constraint":
            if exclusive_broken(live, plan):
                message, todo = ALONE
            else:
                message = self._stated(live, "constraint_message", message)
        elif code == "required":
            message = self._stated(live, "required_message", message)
        elif code == "bad_type":
            wanted = WANTED.get(live.node.data_type, {"th": "คำตอบที่อ่านได้", "en": "a readable answer"})
            facts = {"value": live.kept, "wanted_th": wanted["th"], "wanted_en": wanted["en"]}
            message = {language: text.format(**facts) for language, text in message.items()}
            todo = {language: text.format(**facts) for language, text in todo.items()}
        return Problem(live.ref, code, message, todo)

    def _stated(self, live: Live, field: str, otherwise: Text) -> Text:
        """The form's own message per language; ours where it has none at all."""
        stated: Text = getattr(live.node, field)
        if not any(stated.values()):
            return otherwise
        return {language: self._text(live, field, language) for language in _LANGUAGES}

    def _text(self, live: Live, field: str, language: str) -> str:
        texts: Text = getattr(live.node, field)
        if not texts.get(language):
            language = next((other for other, text in texts.items() if text), language)
        plan = self._plan(live)
        if (field, language) not in plan.templates:
            return texts.get(language, "")
        return self._template(live, plan, field, language)

    def _said(self, live: Live, choice: Choice) -> Choice:
        """An option with its label filled in."""
        name, plan = f"choice {choice.name}", self._plan(live)
        filled = {
            language: self._template(live, plan, name, language)
            for language in choice.label
            if (name, language) in plan.templates
        }
        return replace(choice, label={**choice.label, **filled}) if filled else choice

    @staticmethod
    def _template(live: Live, plan: Plan, name: str, language: str) -> str:
        return live.labels[list(plan.templates).index((name, language))]

    def _with_paths(self, expression: str) -> str:
        """`${name}` as the path of that question."""
        return "".join(
            plain + (self._program.names.get(name, name) if name else "") for plain, name in pieces(expression)
        )

    # Finding nodes.

    def _plan(self, live: Live) -> Plan:
        return self._engine.plans[live.number]

    def _leaves(self) -> Iterator[Live]:
        return (live for live in self._engine.grower.root.walk() if live.node.kind is Kind.LEAF)

    def _live(self, ref: str) -> Live:
        live = self._index.get(ref)
        if live is None:
            raise UnknownRef(ref)
        return live

    def _leaf(self, ref: str) -> Live:
        live = self._live(ref)
        if live.node.kind is not Kind.LEAF:
            raise UnknownRef(ref)
        return live

    def _repeat(self, ref: str) -> Repeat:
        live = self._live(ref)
        if not isinstance(live, Repeat):
            raise UnknownRef(ref)
        return live

    def _open_repeat(self, ref: str) -> Repeat:
        repeat = self._repeat(ref)
        if repeat.node.repeat_count or repeat.node.fixed:
            raise UnknownRef(ref)
        return repeat
