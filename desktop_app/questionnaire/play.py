"""Recorded answers replayed on a form: what `phrom form play` prints (Q4).

Refs carry positions; a repeat is its path with `#` and its value the number of its instances; a node that
is gone is None.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from random import Random

from desktop_app.questionnaire import faults
from desktop_app.questionnaire.form import Form
from desktop_app.questionnaire.session import AnswerSession, UnknownRef

Played = Mapping[str, object]
_START = datetime(2026, 11, 20, tzinfo=UTC)
_OPS = ("set", "add", "remove")


def play(form: Form, steps: object, *, moment: datetime = _START, zone: tzinfo = UTC) -> dict[str, object]:
    """Replay steps on a fresh session.

    Args:
        form: the form.
        steps: list of `{"op": "set", "ref": …, "value": …}`, `{"op": "add", "ref": repeat}`,
            `{"op": "remove", "ref": instance}`.
        moment: what the clock says throughout.
        zone: where dates are local.

    Returns:
        `{"initial": {ref: state}, "steps": [{"changed": {ref: state or None}}]}`; a state has `relevant`,
        `value`, `required`, `readonly` and `valid` (type, constraint and offered choices hold).

    Raises:
        PhromError: FORM-20 to FORM-22, with the number of the step that cannot be done.
    """
    if not isinstance(steps, Sequence) or isinstance(steps, str):
        raise faults.BAD_STEPS.error()
    session = AnswerSession(form, clock=lambda: moment, zone=zone, chance=Random(0))  # noqa: S311 - replayable
    before = initial = states(session)
    played = []
    for number, step in enumerate(steps, start=1):
        _do(session, number, step)
        after = states(session)
        played.append({"changed": _difference(before, after)})
        before = after
    return {"initial": initial, "steps": played}


def states(session: AnswerSession) -> dict[str, Played]:
    """All live nodes of a session, by ref with positions."""
    return {ref: _state(session, key) for ref, key in session.all_refs()}


def _state(session: AnswerSession, ref: str) -> Played:
    state = session.state(ref)
    value: object = state.value if state.relevant else ""
    if session.is_repeat(ref):
        value = len(session.instances(ref))
    return {
        "relevant": state.relevant,
        "value": value,
        "required": state.required,
        "readonly": state.read_only,
        "valid": state.valid,
    }


def _difference(before: Mapping[str, Played], after: Mapping[str, Played]) -> dict[str, Played | None]:
    changed: dict[str, Played | None] = {ref: state for ref, state in after.items() if before.get(ref) != state}
    changed.update({ref: None for ref in before if ref not in after})
    return changed


def _do(session: AnswerSession, number: int, step: object) -> None:
    op, ref, value = _read(number, step)
    try:
        key = session.to_keys(ref)
        if op == "set":
            session.answer(key, value)
        elif op == "add":
            session.add_instance(key.removesuffix("#"))
        else:
            session.remove_instance(key)
    except UnknownRef as error:
        raise faults.UNKNOWN_STEP_REF.error(number=number, ref=ref, op=op) from error


def _read(number: int, step: object) -> tuple[str, str, str]:
    if isinstance(step, Mapping):
        op, ref, value = step.get("op"), step.get("ref"), step.get("value", "")
        if op in _OPS and isinstance(ref, str) and isinstance(value, str) and ("value" in step or op != "set"):
            return str(op), ref, value
    shown = json.dumps(step, ensure_ascii=False, default=str)
    raise faults.BAD_STEP.error(number=number, step=shown[:_SHOWN])


_SHOWN = 120
