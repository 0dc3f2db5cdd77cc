"""A form that asks too much of the program: whatever it says, a change ends, in words and with nothing lost."""

from __future__ import annotations

from random import Random

import pytest

from desktop_app.questionnaire.session import AnswerSession
from tests.questionnaire.forms_by_hand import BANGKOK, NOW, choice_list, codes, form, group, leaf, repeat, session


class Counted(Random):
    """Chance that counts how often an expression asked for it: how often it was computed."""

    asked = 0

    def random(self) -> float:
        """Never more than nothing."""
        self.asked += 1
        return 0.0


def asked_until_given_up(rows: int) -> int:
    """How often rows are computed, each of which reads the others and adds one, until they are flagged."""
    chance = Counted()
    others = "coalesce(sum(/data/r[position() != position(current()/..)]/c), 0) + 1 + random()"
    made = form(repeat("r", leaf("calculate", "c", calculate=others)))
    live = AnswerSession(made, clock=lambda: NOW, zone=BANGKOK, chance=chance)
    for _ in range(rows - 1):
        chance.asked = 0
        live.add_instance("/data/r")
    assert ("/data/r[k1]/c", "expression_error") in codes(live)
    return chance.asked


def test_rows_that_drive_each_other_up_are_given_up_soon() -> None:
    """Q4: a value that reads the same value of the other rows and never settles is flagged, without a wait."""
    assert asked_until_given_up(rows=3) < 1_000


def test_many_rows_that_drive_each_other_up_are_given_up_as_soon() -> None:
    """Q4: the wait does not grow with the rows."""
    assert asked_until_given_up(rows=12) < 2_000


def test_numbers_of_rows_inside_rows_are_bounded_together() -> None:
    """Q4: a mistyped number of rows, twice inside each other, does not fill the memory."""
    inner = repeat("inner", leaf("text", "t"), count="/data/n")
    live = session(form(leaf("integer", "n"), repeat("outer", inner, count="/data/n")))
    live.answer("/data/n", "120")
    assert sum(live.is_repeat(ref) is False for _, ref in live.all_refs()) < 20_000


def test_a_row_that_is_gone_is_not_listed() -> None:
    """Q5: one that is gone appears as the kind `instances` of its repeat, and nowhere else."""
    made = form(
        repeat("a", leaf("text", "x")),
        repeat("b", leaf("text", "y", label={"th": "ข้อ ${count(/data/a)}"}), count="count(/data/a)"),
    )
    assert session(made).remove_instance("/data/a[k1]").refs == ("/data/a", "/data/b")


@pytest.mark.parametrize("rows", ["²", "1²", "k²", "-1", "99999", "k1 k1 -k", "๒"])
def test_rows_written_in_no_way_of_ours_are_no_failure(rows: str) -> None:
    """O1: a damaged file says nonsense about the rows of a repeat; the session starts all the same."""
    live = session(form(repeat("r", leaf("text", "x"))), {"/data/r#": rows})
    assert len(live.instances("/data/r")) <= 2


def test_an_expression_that_asks_too_much_leaves_its_node_blank_and_flagged() -> None:
    """Q4: brackets inside brackets over everything: that node says so, all others go on."""
    greedy = "count(//*[count(//*[count(//*[count(//*) > 1]) > 1]) > 1])"
    made = form(group("g", *(leaf("text", f"t{n}") for n in range(30))), leaf("calculate", "c", calculate=greedy))
    live = session(made)
    live.answer("/data/g/t0", "ก")
    assert codes(live) == [("/data/c", "expression_error")]
    assert live.snapshot().answers == {"/data/g/t0": "ก"}


def test_a_group_that_holds_its_own_text_does_not_grow_without_end() -> None:
    """Q4: a calculation that reads the text of everything, itself among it, stops at a bound and is flagged."""
    live = session(form(leaf("text", "t"), leaf("calculate", "c", calculate="concat(string(/data), string(/data))")))
    for number in range(30):
        live.answer("/data/t", f"คำตอบที่ {number}")
    assert len(live.state("/data/c").value) <= 200_000


def test_rows_that_hold_the_text_of_everything_do_not_fill_the_memory() -> None:
    """Q4: each row's text holds that of all others, so they double until they are beyond any text: then blank."""
    made = form(leaf("text", "t"), repeat("r", leaf("calculate", "c", calculate="//*")))
    live = session(made)
    live.add_instance("/data/r")
    live.answer("/data/t", "คำตอบ")
    assert all(len(live.state(ref).value) <= 100_000 for ref in live.refs())


def test_a_greedy_choice_filter_is_given_up_for_the_list_as_a_whole() -> None:
    """Q4: the wait does not grow with the options."""
    chance = Counted()
    greedy = "count(//*[count(//*[count(//*) + random() > 1]) > 1]) > 1"
    select = leaf("select_one", "q", choice_list="l", choice_filter=greedy)
    options = choice_list("l", *(f"o{number}" for number in range(20)))
    made = form(select, *(leaf("text", f"t{number}") for number in range(40)), lists=(options,))
    AnswerSession(made, clock=lambda: NOW, zone=BANGKOK, chance=chance)
    assert chance.asked < 5_000
