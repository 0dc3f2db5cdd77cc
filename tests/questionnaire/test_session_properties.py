"""What holds for every sequence of edits: complete changes, order without meaning, undo by the inverse."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.questionnaire.changes import Change, ChangeSet
from desktop_app.questionnaire.form import Choice, DataType, Form
from desktop_app.questionnaire.scheme import Evaluation
from desktop_app.questionnaire.session import AnswerSession
from tests.questionnaire.forms_by_hand import choice_list, form, group, leaf, repeat, session

LISTS = (
    choice_list("yn", "yes", "no", Choice("na", {"th": "ไม่เกี่ยวข้อง"}, na=True)),
    choice_list(
        "many",
        Choice("a", {"th": "ก"}, columns={"of": "yes"}),
        Choice("b", {"th": "ข"}, columns={"of": "no"}),
        Choice("none", {"th": "ไม่มี"}, exclusive=True, columns={"of": "yes"}),
    ),
)
SHARE = Evaluation("1", "B", rule="share", params={"num": "some", "den": "all"}, evidence="required")


def rich() -> Form:
    """One form with every kind of rule in it."""
    return form(
        leaf("select_one", "q", choice_list="yn", evaluation=Evaluation("2", "B", rule="choice")),
        group(
            "g",
            leaf("integer", "all", constraint=". >= 0", required="/data/q = 'yes'"),
            leaf("integer", "some", SHARE, constraint=". <= ../all", read_only="/data/q = 'na'"),
            group("h", leaf("select_multiple", "m", choice_list="many", choice_filter="of = /data/q")),
            relevant="/data/q != 'no' or /data/g/all = 7",
        ),
        leaf("calculate", "c", calculate="coalesce(/data/g/all, 0) + count-selected(/data/g/h/m)"),
        repeat(
            "r",
            leaf("text", "x", required="../y > 2", label={"th": "ของ ${../y} ที่ ${position(..)}"}),
            leaf("integer", "y", relevant="../x != 'hide' and /data/c < 5"),
            leaf("calculate", "z", calculate="concat(position(..), ' of ', count(/data/r), ': ', sum(/data/r/y))"),
        ),
        repeat("n", leaf("text", "t"), count="/data/g/all"),
        leaf("calculate", "sum", calculate="sum(/data/r/y)"),
        leaf("text", "end", relevant="/data/sum > 3 and not(selected(/data/g/h/m, 'none'))"),
        lists=LISTS,
    )


FORM = rich()
NUMBERS = ("0", "", "2", "7", "3", "๑๒ก")
ANSWER = st.tuples(st.just("answer"), st.integers(0, 20), st.integers(0, 5))
EDIT = st.one_of(
    ANSWER,
    ANSWER,
    ANSWER,
    st.tuples(st.sampled_from(["add", "remove", "restore"]), st.integers(0, 5), st.just(0)),
    st.tuples(st.sampled_from(["reason", "files"]), st.integers(0, 20), st.integers(0, 1)),
)
EDITS = st.lists(EDIT, min_size=4, max_size=16)
PROFILE = settings(max_examples=60, deadline=None)


def open_refs(live: AnswerSession) -> list[str]:
    """Questions a person answers."""
    return [ref for ref in live.refs() if not live.node(ref).calculated]


def text_for(live: AnswerSession, ref: str, pick: int) -> str:
    """A text that means something to this question, or nothing."""
    node = live.node(ref)
    if node.choice_list == "yn":
        return ("yes", "no", "na", "", "zz", "yes")[pick]
    if node.choice_list == "many":
        return ("a", "b none", "none", "", "a b", "none a b")[pick]
    return NUMBERS[pick] if node.data_type is DataType.INT else ("", "hide", "x", "ก", "7", " ")[pick]


def do(live: AnswerSession, edit: tuple[str, int, int], removed: list[str]) -> ChangeSet:
    """One random edit; what it cannot find it leaves."""
    op, number, pick = edit
    refs, instances = open_refs(live), live.instances("/data/r")
    ref = refs[number % len(refs)]
    match op:
        case "answer":
            return live.answer(ref, text_for(live, ref, pick))
        case "reason":
            return live.set_reason(ref, ("", "เหตุผล")[pick])
        case "files":
            return live.set_attachments(ref, pick)
        case "add":
            return live.add_instance("/data/r")
        case "remove" if instances:
            removed.append(instances[number % len(instances)])
            return live.remove_instance(removed[-1])
        case "restore" if removed:
            return live.restore_instance(removed.pop(number % len(removed)))
    return ChangeSet()


def paint(live: AnswerSession, ref: str) -> tuple[Any, ...]:
    """Everything a window could show of one node."""
    texts = tuple(live.label(ref, language) for language in ("th", "en"))
    instances = live.instances(ref) if live.is_repeat(ref) else ()
    return live.state(ref), live.choices(ref), texts, instances


def paint_all(live: AnswerSession) -> dict[str, tuple[Any, ...]]:
    """The whole window."""
    return {ref: paint(live, ref) for _, ref in live.all_refs()}


def repaint(live: AnswerSession, window: dict[str, tuple[Any, ...]], changes: ChangeSet) -> None:
    """Paint the listed refs alone; a list that changed loses the lines that are gone, and gains new ones."""
    for change in changes:
        if "instances" in change.kinds:
            known = set(window[change.ref][3])
            for gone in known - set(live.instances(change.ref)):
                for ref in [ref for ref in window if ref == gone or ref.startswith(f"{gone}/")]:
                    del window[ref]
            for new in set(live.instances(change.ref)) - known:
                inside = [ref for _, ref in live.all_refs() if ref == new or ref.startswith(f"{new}/")]
                window.update({ref: paint(live, ref) for ref in inside})
        window[change.ref] = paint(live, change.ref)


@settings(max_examples=400, deadline=None)
@given(EDITS)
def test_a_change_set_is_complete_and_in_document_order(edits: list[tuple[str, int, int]]) -> None:
    """Q5: repainting exactly the listed refs gives the same window as repainting everything."""
    live = session(FORM)
    window, removed = paint_all(live), []
    for edit in edits:
        changes = do(live, edit, removed)
        repaint(live, window, changes)
        assert window == paint_all(live)
        order = [ref for _, ref in live.all_refs()]
        places = [order.index(ref) for ref in changes.refs]
        assert places == sorted(set(places))


@PROFILE
@given(st.dictionaries(st.integers(0, 20), st.integers(0, 5), max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_answers_has_no_meaning(answers: dict[int, int], chance: Any) -> None:
    """Q4: same answers, same state, in whatever order they were given or all at once."""
    start = {"/data/r[1]/x": "", "/data/r[2]/x": ""}
    fixed = [ref for ref in open_refs(session(FORM, start)) if "/n" not in ref]
    one, other = session(FORM, start), session(FORM, start)
    chosen = {fixed[number % len(fixed)]: pick for number, pick in answers.items()}
    texts = {ref: text_for(one, ref, pick) for ref, pick in chosen.items()}
    for ref, text in texts.items():
        one.answer(ref, text)
    shuffled = list(texts.items())
    chance.shuffle(shuffled)
    for ref, text in shuffled:
        other.answer(ref, text)
    assert _without_counted(one) == _without_counted(other)


def _without_counted(live: AnswerSession) -> dict[str, tuple[Any, ...]]:
    """The window but for the list whose number of lines a blank count leaves as it was."""
    return {ref: shown for ref, shown in paint_all(live).items() if not ref.startswith("/data/n")}


def _outside_counted(changes: ChangeSet) -> list[Change]:
    return [change for change in changes if not change.ref.startswith("/data/n")]


@PROFILE
@given(EDITS, st.integers(0, 20), st.integers(0, 5))
def test_an_answer_is_undone_by_its_old_text(edits: list[tuple[str, int, int]], number: int, pick: int) -> None:
    """O3: the inverse of an answer is the same call with the old text, and the change sets mirror.

    A list ruled by a count is left out: a count that became blank leaves the number of lines as it was.
    """
    live = session(FORM)
    removed: list[str] = []
    for edit in edits:
        do(live, edit, removed)
    refs = [ref for ref in open_refs(live) if ref != "/data/g/all"]
    ref = refs[number % len(refs)]
    before, old = _without_counted(live), live.state(ref).value
    done = live.answer(ref, text_for(live, ref, pick))
    undone = live.answer(ref, old)
    assert _without_counted(live) == before
    assert _outside_counted(done) == _outside_counted(undone)


@PROFILE
@given(EDITS, st.integers(0, 5))
def test_a_removal_is_undone_by_restoring(edits: list[tuple[str, int, int]], number: int) -> None:
    """O3: a removed instance comes back with key, place, answers and everything that hung on it."""
    live = session(FORM)
    removed: list[str] = []
    for edit in edits:
        do(live, edit, removed)
    instances = live.instances("/data/r")
    if not instances:
        return
    before, ref = paint_all(live), instances[number % len(instances)]
    live.remove_instance(ref)
    live.restore_instance(ref)
    assert paint_all(live) == before


@PROFILE
@given(EDITS)
def test_a_session_reopens_equal_from_its_snapshot(edits: list[tuple[str, int, int]]) -> None:
    """O1: what a submission takes along makes the same relevant answers again."""
    live = session(FORM)
    removed: list[str] = []
    for edit in edits:
        do(live, edit, removed)
    taken = live.snapshot()
    count = {"/data/r#": str(len(live.instances("/data/r"))), "/data/n#": str(len(live.instances("/data/n")))}
    assert session(FORM, {**taken.answers, **count}).snapshot().answers == taken.answers
