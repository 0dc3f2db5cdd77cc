"""Which state an assessment may go to, and what may be changed in each (C2; interface rules, section 3).

Role decides what is shown; what nobody can fake is the signature. So the rules here keep honest people from
slips, they do not keep anybody out.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.office import faults
from desktop_app.office.records import Kind, State
from desktop_app.questionnaire.scheme import Text

MOVES: Mapping[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.READY}),
    State.READY: frozenset({State.DRAFT, State.SENT_BACK, State.SIGNED}),
    State.SENT_BACK: frozenset({State.READY}),
    State.SIGNED: frozenset({State.EXPORTED, State.SUPERSEDED}),
    State.EXPORTED: frozenset({State.RECEIVED, State.RETURNED, State.SUPERSEDED}),
    State.RECEIVED: frozenset({State.RETURNED, State.SUPERSEDED}),
    State.RETURNED: frozenset({State.SUPERSEDED}),
    State.SUPERSEDED: frozenset(),
}
MOVE_NAMES: Mapping[State, Text] = {
    State.DRAFT: {"th": "ดึงกลับมาแก้ไข", "en": "taking it back"},
    State.READY: {"th": "ส่งให้ CIO", "en": "sending it to the CIO"},
    State.SENT_BACK: {"th": "ส่งกลับให้แก้ไข", "en": "sending it back"},
    State.SIGNED: {"th": "ลงนาม", "en": "signing"},
    State.EXPORTED: {"th": "ส่งออก", "en": "exporting"},
    State.RECEIVED: {"th": "รับใบตอบรับ", "en": "taking a receipt"},
    State.RETURNED: {"th": "รับใบส่งกลับแก้ไข", "en": "taking a return"},
    State.SUPERSEDED: {"th": "แทนที่ด้วยฉบับใหม่", "en": "superseding it"},
}
EDITING: Text = {"th": "แก้ไขคำตอบ", "en": "changing answers"}
REMARKING: Text = {"th": "บันทึกข้อสังเกตของ CIO", "en": "writing the CIO's remarks"}
REVISING: Text = {"th": "เริ่มฉบับแก้ไข", "en": "starting a revision"}

EDITED_IN = frozenset({State.DRAFT, State.SENT_BACK})
REMARKED_IN = frozenset({State.READY})
REVISED_FROM = frozenset({State.SIGNED, State.EXPORTED, State.RECEIVED, State.RETURNED})


def check_move(before: State, after: State) -> None:
    """Refuse a transition that the rules do not know.

    Raises:
        PhromError: OFF-10.
    """
    if after not in MOVES[before]:
        raise not_now(before, MOVE_NAMES[after])


def check_edit(state: State, kind: Kind) -> None:
    """Refuse to change what is frozen: answers while the CIO reads or has signed, remarks at any other time.

    Raises:
        PhromError: OFF-10.
    """
    if kind is Kind.REMARK:
        if state not in REMARKED_IN:
            raise not_now(state, REMARKING)
    elif state not in EDITED_IN:
        raise not_now(state, EDITING)


def check_revise(state: State) -> None:
    """A new revision starts only from one that was signed.

    Raises:
        PhromError: OFF-10.
    """
    if state not in REVISED_FROM:
        raise not_now(state, REVISING)


def not_now(state: State, action: Text) -> Exception:
    """The fault of doing `action` in `state`."""
    return faults.NOT_NOW.error(
        state_th=state.label["th"], state_en=state.label["en"], action_th=action["th"], action_en=action["en"]
    )
