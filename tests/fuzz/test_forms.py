"""Sessions over forms made by chance: nothing raises, and the contract of a session with its client holds."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.office.records import Kind as Kept
from desktop_app.office.restoring import keeps_value, kept_texts, restore_session, rows_text
from desktop_app.questionnaire.changes import ChangeSet
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.session import AnswerSession
from tests.fuzz.forms import forms
from tests.questionnaire.forms_by_hand import BANGKOK, NOW, session
from tests.questionnaire.test_session_properties import paint_all, repaint

TEXTS = ("", "yes", "no", "a", "b none", "2", "7", "๑๒ก", "x", "1.5", "2026-11-20", "na", "a b", "0")
OPS = ("answer",) * 6 + ("add", "add", "remove", "restore", "reason", "files")
EDIT = st.tuples(st.sampled_from(OPS), st.integers(0, 40), st.integers(0, len(TEXTS) - 1))
EDITS = st.lists(EDIT, min_size=3, max_size=14)
PROFILE = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


class Desk:
    """A session in use; remembers on the side what an office would keep on disk."""

    def __init__(self, made: Form) -> None:
        self.live = session(made)
        self.removed: list[str] = []
        self.texts = kept_texts(self.live)

    def do(self, edit: tuple[str, int, int]) -> ChangeSet:
        """One edit by chance; what it cannot find it leaves."""
        changes = self._do(*edit)
        for ref in changes.refs:
            if self.live.is_repeat(ref):
                rows = self.texts[Kept.INSTANCE]
                rows[ref] = rows_text(self.live, ref, rows.get(ref, ""))
            elif keeps_value(self.live, ref):
                self.texts[Kept.VALUE][ref] = self.live.state(ref).value
        return changes

    def _do(self, op: str, number: int, pick: int) -> ChangeSet:
        live = self.live
        refs, repeats = open_refs(live), open_repeats(live)
        instances = [one for ref in repeats for one in live.instances(ref)]
        back = [ref for ref in self.removed if ref.rpartition("[")[0] in repeats]
        match op:
            case "answer" if refs:
                return live.answer(refs[number % len(refs)], TEXTS[pick])
            case "reason" if refs:
                return live.set_reason(refs[number % len(refs)], ("", "เหตุผล")[pick % 2])
            case "files" if refs:
                return live.set_attachments(refs[number % len(refs)], pick % 2)
            case "add" if repeats and len(instances) < 12:
                return live.add_instance(repeats[number % len(repeats)])
            case "remove" if instances:
                self.removed.append(instances[number % len(instances)])
                return live.remove_instance(self.removed[-1])
            case "restore" if back:
                ref = back[number % len(back)]
                self.removed.remove(ref)
                return live.restore_instance(ref)
        return ChangeSet()


def open_refs(live: AnswerSession) -> list[str]:
    """Questions a person answers."""
    return [ref for ref in live.refs() if not live.node(ref).calculated]


def open_repeats(live: AnswerSession) -> list[str]:
    """Repeats to which a person adds."""
    all_repeats = [ref for _, ref in live.all_refs() if live.is_repeat(ref)]
    return [ref for ref in all_repeats if not live.node(ref).repeat_count]


@PROFILE
@given(forms(), EDITS)
def test_a_change_set_lists_what_differs_and_nothing_else(made: Form, edits: list[tuple[str, int, int]]) -> None:
    """Q4 Q5: over any form: repainting the listed refs is repainting everything, and each listed one differs."""
    desk = Desk(made)
    window = paint_all(desk.live)
    for edit in edits:
        before = dict(window)
        changes = desk.do(edit)
        repaint(desk.live, window, changes)
        assert window == paint_all(desk.live)
        order = [ref for _, ref in desk.live.all_refs()]
        places = [order.index(ref) for ref in changes.refs]
        assert places == sorted(set(places))
        assert [ref for ref in changes.refs if before.get(ref) == window[ref]] == []
        desk.live.errors()
        desk.live.snapshot()


@PROFILE
@given(forms(counted=False), EDITS, st.dictionaries(st.integers(0, 40), st.integers(0, 13), max_size=8), st.randoms())
def test_the_order_of_answers_has_no_meaning(
    made: Form, edits: list[tuple[str, int, int]], answers: dict[int, int], chance: Any
) -> None:
    """Q4: over any form: same rows, same answers, same state, whichever came first."""
    one, other = Desk(made), Desk(made)
    for edit in edits:
        if edit[0] == "add":
            one.do(edit)
            other.do(edit)
    refs = open_refs(one.live)
    if not refs:
        return
    texts = {refs[number % len(refs)]: TEXTS[pick] for number, pick in answers.items()}
    for ref, text in texts.items():
        one.live.answer(ref, text)
    shuffled = list(texts.items())
    chance.shuffle(shuffled)
    for ref, text in shuffled:
        other.live.answer(ref, text)
    assert paint_all(one.live) == paint_all(other.live)


@PROFILE
@given(forms(counted=False), EDITS, st.integers(0, 40), st.integers(0, 13))
def test_the_inverse_of_a_change_undoes_it(
    made: Form, edits: list[tuple[str, int, int]], number: int, pick: int
) -> None:
    """O3: over any form: the old text, and a row restored, bring everything back as it was."""
    desk = Desk(made)
    for edit in edits:
        desk.do(edit)
    live, before = desk.live, paint_all(desk.live)
    refs, instances = open_refs(live), [one for ref in open_repeats(live) for one in live.instances(ref)]
    if refs:
        ref = refs[number % len(refs)]
        old = live.state(ref).value
        done, undone = live.answer(ref, TEXTS[pick]), live.answer(ref, old)
        assert paint_all(live) == before
        assert list(done) == list(undone)
    if instances:
        ref = instances[number % len(instances)]
        live.remove_instance(ref)
        live.restore_instance(ref)
        assert paint_all(live) == before


@PROFILE
@given(forms(), EDITS)
def test_a_session_opened_again_equals_the_live_one(made: Form, edits: list[tuple[str, int, int]]) -> None:
    """O1: over any form: what an office keeps on disk makes the very same session, rows set aside among it."""
    desk = Desk(made)
    for edit in edits:
        if edit[0] not in ("reason", "files"):
            desk.do(edit)
    again = restore_session(made, desk.texts, {}, clock=lambda: NOW, zone=BANGKOK)
    assert paint_all(again) == paint_all(desk.live)
