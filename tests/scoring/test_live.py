"""The live score against a slow reference that shares nothing with it but the form (S2)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from desktop_app.questionnaire.form import Bind, Control, Form, Node
from desktop_app.questionnaire.scheme import Level, Scheme
from desktop_app.scoring.compute import compute_score
from desktop_app.scoring.explain import explain
from desktop_app.scoring.live import LiveScore
from desktop_app.scoring.rounding import half_up
from desktop_app.scoring.score import Score
from desktop_app.scoring.whatif import gains, route_to
from tests.scoring.scoring_world import (
    LEVEL_ONE,
    FakeSession,
    integer,
    leaf,
    make_form,
    many_of,
    one_of,
    options,
    repeat,
    rule,
    text,
    tree_node,
)

LISTS = [
    options("one", ("a", "0"), ("b", "33.5"), ("c", "100"), ("na", "na")),
    options("many", ("p", "40"), ("q", "40"), ("r", "40"), ("x", "0!")),
]
NUMBERS = ["", "0", "1", "3", "7", "-2", "12.25"]
LEVELS = (LEVEL_ONE, Level(2, Fraction(30), text("2"), "gate2"), Level(3, Fraction(60), text("3")))


@dataclass(frozen=True)
class Slow:
    """One node as the reference sees it: None points where it is not applicable."""

    points: Fraction | None
    best: Fraction
    done: Fraction


NA = Slow(None, Fraction(0), Fraction(0))


def slow_row(session: FakeSession, node: Node, ref: str) -> Slow:
    """The seven steps of 3.2, once more."""
    e = node.evaluation
    state = session.state(ref)
    if ref in session.raised:
        return Slow(e.cap, e.cap, Fraction(1))
    if not state.relevant:
        named = node.bind.relevant
        if named and session.state(named).relevant and not session.values.get(named):
            return Slow(Fraction(0), e.cap, Fraction(0))
        return Slow(Fraction(0), Fraction(0), Fraction(1)) if e.skip == "zero" else NA
    lost = Slow(Fraction(0), e.cap, Fraction(0))
    value = session.values.get(ref, "")
    other = session.state("/data/den") if e.rule == "share" else state
    if state.problems or other.problems:
        return lost
    says_na = value == "na" or (e.rule == "share" and other.relevant and Fraction(other.value or "1") == 0)
    if says_na or (not value and e.na and state.reason.strip()):
        return NA if state.reason.strip() else lost
    if not value or (e.rule == "share" and not (other.relevant and other.value)):
        return lost
    raw = slow_raw(session, node, value)
    if raw is None:
        return lost
    best = min(raw, e.cap)
    gated = e.gate is not None and not state.attachments
    return Slow(min(best, e.gate) if gated and e.gate is not None else best, best, Fraction(1))


def slow_raw(session: FakeSession, node: Node, value: str) -> Fraction | None:
    if node.evaluation.rule == "choice":
        return {"a": Fraction(0), "b": Fraction("33.5"), "c": Fraction(100)}[value]
    if node.evaluation.rule == "multi_sum":
        codes = value.split()
        return Fraction(0) if "x" in codes else Fraction(min(100, 40 * len(codes)))
    if node.evaluation.rule == "multi_share":
        return Fraction(100 * len(set(value.split()) - {"x"}), 3)
    if node.evaluation.rule == "bands":
        number = Fraction(value)
        return Fraction(100) if number >= 6 else Fraction(50) if number >= 1 else Fraction(0) if number >= 0 else None
    if node.evaluation.rule == "calc":
        return max(Fraction(0), min(Fraction(100), Fraction(value)))
    share = Fraction(value) / Fraction(session.values["/data/den"]) * 100
    return 100 - max(Fraction(0), min(Fraction(100), share * 100 / 80))


def slow_mix(how: str, parts: list[tuple[Fraction, Slow]]) -> Slow:
    counted = [(w, s) for w, s in parts if s.points is not None]
    if not counted or (how == "mean" and not sum(w for w, _ in counted)):
        return NA
    points = [s.points or Fraction(0) for _, s in counted]
    if how == "mean":
        total = sum((w for w, _ in counted), Fraction(0))
        mean = [
            sum((w * v for (w, _), v in zip(counted, column, strict=True)), Fraction(0)) / total
            for column in (points, [s.best for _, s in counted], [s.done for _, s in counted])
        ]
        return Slow(*mean)
    extreme = min if how == "min" else max
    decisive = points.index(extreme(points))
    return Slow(points[decisive], extreme(s.best for _, s in counted), counted[decisive][1].done)


def slow_node(session: FakeSession, node_id: str) -> Slow:
    scheme = session.form.scheme
    assert scheme is not None
    parts = [(child.weight, slow_node(session, child.id)) for child in scheme.children(node_id)]
    for row in session.form.scored_rows:
        if row.evaluation.node == node_id:
            parts.append((row.evaluation.weight, slow_whole_row(session, row)))
    tree = next(node for node in scheme.tree if node.id == node_id)
    mixed = slow_mix(tree.aggregate, parts)
    if mixed.points is None or tree.cap is None or (tree.cap_if and tree.cap_if not in session.true):
        return mixed
    return Slow(min(mixed.points, tree.cap), min(mixed.best, tree.cap), mixed.done)


def slow_whole_row(session: FakeSession, row: Node) -> Slow:
    if not row.path.startswith("/data/rep/"):
        return slow_row(session, row, row.path)
    refs = [ref for ref in session.refs() if session.node(ref).path == row.path]
    params = row.evaluation.params
    if row.path in session.raised:
        return Slow(row.evaluation.cap, row.evaluation.cap, Fraction(1))
    if refs:
        return slow_mix(params["over"], [(Fraction(1), slow_row(session, row, ref)) for ref in refs])
    empty = {"na": NA, "zero": Slow(Fraction(0), Fraction(0), Fraction(1))}
    return empty.get(params["empty"], Slow(Fraction(0), row.evaluation.cap, Fraction(0)))


def slow_level(session: FakeSession, points: Fraction | None) -> int | None:
    if points is None:
        return None
    shown = Fraction(int(points * 100 + Fraction(1, 2)), 100)
    gates_hold = [
        level.level
        for level in LEVELS
        if all(not lower.gate or lower.gate in session.true for lower in LEVELS if lower.level <= level.level)
    ]
    return max(level.level for level in LEVELS if level.start <= shown and level.level in gates_hold)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """Random trees of up to three levels over rows of every rule, some in a repeat."""
    weights = st.sampled_from(["1", "2", "0.5", "40", "0"])
    tree = [tree_node("total", "", "1", aggregate=draw(st.sampled_from(["mean", "mean", "min"])))]
    leaves = []
    for number in range(draw(st.integers(1, 3))):
        tree.append(
            tree_node(
                f"D{number}",
                "total",
                draw(weights),
                aggregate=draw(st.sampled_from(["mean", "min"])),
                cap=draw(st.sampled_from([None, Fraction(55)])),
                cap_if=draw(st.sampled_from(["", "capped"])),
            )
        )
        below = [f"D{number}.{place}" for place in range(draw(st.integers(0, 2)))]
        tree += [tree_node(name, f"D{number}", draw(weights)) for name in below]
        leaves += below or [f"D{number}"]
    nodes, repeated = [integer("/data/den")], []
    for number in range(draw(st.integers(1, 7))):
        node = draw(rows(f"q{number}", leaves, weights))
        (repeated if node.path.startswith("/data/rep/") else nodes).append(node)
    return make_form([*nodes, repeat("/data/rep", *repeated)], LISTS, Scheme(tuple(tree), LEVELS, 2))


@st.composite
def rows(draw: st.DrawFn, name: str, leaves: list[str], weights: st.SearchStrategy[str]) -> Node:
    kind = draw(st.sampled_from(["choice", "multi_sum", "multi_share", "bands", "calc", "share"]))
    inside = kind != "share" and draw(st.integers(0, 3)) == 0
    path = f"/data/rep/{name}" if inside else f"/data/{name}"
    params = {
        "over": draw(st.sampled_from(["mean", "min", "max"])),
        "empty": draw(st.sampled_from(["missing", "zero", "na"])),
    }
    params |= {"bands": "6:100,1:50,0:0"} if kind == "bands" else {}
    params |= {"num": name, "den": "den", "target": "80", "invert": "yes"} if kind == "share" else {}
    evaluation = rule(
        draw(st.sampled_from(leaves)),
        kind,
        draw(weights),
        params=params,
        cap=draw(st.sampled_from(["100", "80"])),
        skip=draw(st.sampled_from(["na", "zero"])),
        na=draw(st.booleans()),
        **({"gate": "50"} if draw(st.booleans()) else {}),
    )
    bind = Bind(relevant=draw(st.sampled_from(["", "/data/den"])))
    if kind == "choice":
        return one_of(path, "one", evaluation=evaluation, bind=bind)
    if kind.startswith("multi"):
        return many_of(path, "many", evaluation=evaluation, bind=bind)
    return leaf(path, Control.INPUT, evaluation=evaluation, bind=bind)


def values_of(node: Node) -> list[str]:
    if node.choice_list == "one":
        return ["", "a", "b", "c", "na"]
    return ["", "p", "p q", "p q r", "x"] if node.choice_list else NUMBERS


def edit(data: st.DataObject, session: FakeSession, live: LiveScore) -> Score:
    """One random change, told to the live score as a session tells it."""
    refs = session.refs()
    what = data.draw(
        st.sampled_from(["value", "value", "value", "hide", "problem", "reason", "file", "truth", "instance"])
    )
    if what == "instance":
        keys = session.keys.setdefault("/data/rep", [])
        if keys and data.draw(st.booleans()):
            keys.pop(0)
        else:
            keys.append(f"k{data.draw(st.integers(0, 10**6))}")
        session.keys["/data/rep"] = list(dict.fromkeys(keys))
        return live.update(session.change("/data/rep", kind="instances"))
    if what == "truth":
        session.true ^= {data.draw(st.sampled_from(["gate2", "capped"]))}
        return live.update(session.change())
    ref = data.draw(st.sampled_from(refs))
    if what == "value":
        return live.update(session.answer(ref, data.draw(st.sampled_from(values_of(session.node(ref))))))
    if what == "hide":
        session.hidden ^= {ref}
        return live.update(session.change(ref, kind="relevant"))
    if what == "problem":
        session.problems[ref] = () if session.problems.get(ref) else ("constraint",)
        return live.update(session.change(ref, kind="errors"))
    if what == "reason":
        session.reasons[ref] = data.draw(st.sampled_from(["", " ", "ไม่เกี่ยวข้อง"]))
    else:
        session.files[ref] = data.draw(st.integers(0, 2))
    return live.update(session.change(ref, kind="errors"))


@given(form=forms(), data=st.data())
@settings(max_examples=1_000, deadline=None, derandomize=True)
def test_after_every_change_live_from_nothing_and_by_hand_agree(form: Form, data: st.DataObject) -> None:
    """S1 S2: a thousand schemes; whatever the answers and their order, three ways give the same score, as fractions."""
    session = FakeSession(form)
    live = LiveScore(session)
    for _ in range(data.draw(st.integers(1, 12))):
        score = edit(data, session, live)
        assert score == compute_score(session)
        slow = slow_node(session, "total")
        none = slow.points is None
        assert score.total.exact == slow.points
        assert score.maximum.exact == (None if none else slow.best)
        assert score.completeness.exact == (None if none else 100 * slow.done)
        assert score.level == slow_level(session, slow.points)
        for node in session.form.scheme.tree if session.form.scheme else ():
            assert score.node(node.id).exact == slow_node(session, node.id).points


@given(form=forms(), data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_points_and_lost_points_add_up(form: Form, data: st.DataObject) -> None:
    """S3: Σ points is the score, Σ points + lost is 100, and the shown columns add to the shown totals."""
    session = FakeSession(form)
    live = LiveScore(session)
    for _ in range(data.draw(st.integers(1, 10))):
        edit(data, session, live)
    found = explain(session, live)
    points, lost = (sum((getattr(row, name) for row in found.rows), Fraction(0)) for name in ("points", "lost"))
    total = live.score.total
    if total.exact is None or total.shown is None:
        assert (points, lost) == (0, 0)
        return
    assert (points, points + lost) == (total.exact, 100)
    assert sum(Fraction(row.shown_points) for row in found.rows) == Fraction(total.shown)
    assert sum(Fraction(row.shown_lost) for row in found.rows) == 100 - Fraction(total.shown)
    assert sum(row.weight for row in found.rows) == 1
    done = sum((row.weight for row in found.rows if row.state == "scored" and row.kind == "row"), Fraction(0))
    assert live.score.completeness.exact == 100 * done


@given(form=forms(), data=st.data())
@settings(max_examples=40, deadline=None, derandomize=True)
def test_gains_never_promise_more_than_there_is(form: Form, data: st.DataObject) -> None:
    """S6: every gain is positive and keeps the total within 0 and 100; the largest comes first."""
    session = FakeSession(form)
    live = LiveScore(session)
    for _ in range(data.draw(st.integers(1, 8))):
        edit(data, session, live)
    found = [gain.gain for gain in gains(session, live)]
    assert found == sorted(found, reverse=True)
    assert all(0 < gain <= 100 - (live.score.total.exact or 0) for gain in found)


def raisable(session: FakeSession, live: LiveScore) -> list[str]:
    """Refs of rows that count and are asked; the path for a row in a repeat without instances."""
    found = []
    for row in session.form.scored_rows:
        refs = [ref for ref in session.refs() if session.node(ref).path == row.path]
        for ref in refs or [row.path]:
            slow = slow_row(session, row, ref) if refs else slow_whole_row(session, row)
            asked = session.state(ref).relevant or slow.best > 0  # hidden and undecided may still be asked
            if slow.points is not None and slow.points < row.evaluation.cap and asked:
                found.append(ref)
    return found


def best_by_number(session: FakeSession, refs: list[str]) -> list[Fraction]:
    """The best official score with 0, 1, 2 … rows at their cap, by trying every set."""
    best: list[Fraction] = []
    for number in range(len(refs) + 1):
        reached = []
        for chosen in combinations(refs, number):
            session.raised = set(chosen)
            reached.append(slow_node(session, "total").points or Fraction(0))
        best.append(max(reached))
    session.raised = set()
    return best


@given(form=forms(), data=st.data())
@settings(max_examples=150, deadline=None, derandomize=True)
def test_no_way_to_a_target_is_shorter(form: Form, data: st.DataObject) -> None:
    """S6: against every set of rows that could be raised: the fewest rows, and of those the highest score."""
    session = FakeSession(form)
    live = LiveScore(session)
    for _ in range(data.draw(st.integers(1, 8))):
        edit(data, session, live)
    refs = raisable(session, live)
    assume(len(refs) <= 8 and live.score.total.exact is not None)
    best = best_by_number(session, refs)
    target = Fraction(data.draw(st.integers(1, 100)))
    route = route_to(session, target, live)
    shown = [Fraction(half_up(value, 2)) for value in best]
    enough = [number for number, value in enumerate(shown) if value >= target]
    assert route.reached == bool(enough)
    number = enough[0] if enough else best.index(max(best))
    reached = route.steps[-1].total if route.steps else live.score.total.exact
    assert (len(route.steps), reached) == (number, best[number])
    assert sum((step.gain for step in route.steps), live.score.total.exact) == reached
    session.raised = {step.ref or step.path for step in route.steps}
    assert slow_node(session, "total").points == reached
    session.raised = set()
