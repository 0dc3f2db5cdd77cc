"""Repeats: keys that never change, positions that do, counts, nesting, removal and return."""

from __future__ import annotations

import pytest

from desktop_app.questionnaire.form import Action, Form
from desktop_app.questionnaire.session import UnknownRef
from tests.questionnaire.forms_by_hand import codes, form, group, leaf, repeat, session, value


def services() -> Form:
    """A list of services with a number of users, their sum and count outside."""
    return form(
        repeat(
            "services",
            leaf("text", "name", required="true()"),
            leaf("integer", "users", constraint=". <= /data/most"),
            leaf("calculate", "place", calculate="position(..)"),
            leaf("calculate", "line", calculate="concat(../place, ') ', ../name)"),
        ),
        leaf("integer", "most"),
        leaf("calculate", "sum", calculate="sum(/data/services/users)"),
        leaf("calculate", "count", calculate="count(/data/services)"),
    )


def test_adding_and_filling_instances() -> None:
    """Q4: sums and counts follow, an expression inside means its own instance."""
    live = session(services())
    (first,) = live.instances("/data/services")
    live.answer(f"{first}/users", "10")
    changes = live.add_instance("/data/services")
    second = live.instances("/data/services")[1]
    assert changes.kinds("/data/services") == {"instances"}
    assert changes.kinds(f"{second}/name") == {"relevant", "required", "errors"}
    assert (value(live, "/data/sum"), value(live, "/data/count")) == ("", "2")
    live.answer(f"{second}/users", "5")
    live.answer(f"{second}/name", "ทะเบียน")
    assert (value(live, "/data/sum"), value(live, f"{second}/line")) == ("15", "2) ทะเบียน")
    assert value(live, f"{first}/line") == "1) "


@pytest.mark.parametrize(("axis", "rows"), [("preceding-sibling", 2), ("following-sibling", 3)])
def test_a_number_of_rows_may_be_asked_from_the_siblings(axis: str, rows: int) -> None:
    """Q3: the count of a repeat stands at the repeat, which lies among its siblings though it is no node."""
    made = form(
        leaf("integer", "before", default="2"),
        repeat("r", leaf("text", "x"), count=f"{axis}::*[name() != 'r']"),
        leaf("integer", "after", default="3"),
    )
    assert len(session(made).instances("/data/r")) == rows


def test_removing_is_one_change_and_undone_as_one() -> None:
    """Q4: positions close up, sums follow; restoring brings key, place and answers back."""
    live = session(services())
    live.add_instance("/data/services")
    first, second = live.instances("/data/services")
    for ref, name, users in ((first, "a", "1"), (second, "b", "2")):
        live.answer(f"{ref}/name", name)
        live.answer(f"{ref}/users", users)
    before = live.snapshot()
    changes = live.remove_instance(first)
    assert changes.refs == ("/data/services", f"{second}/place", f"{second}/line", "/data/sum", "/data/count")
    assert (value(live, f"{second}/line"), value(live, "/data/sum")) == ("1) b", "2")
    assert live.snapshot().answers["/data/services[1]/name"] == "b"
    with pytest.raises(UnknownRef):
        live.state(f"{first}/name")
    live.restore_instance(first)
    assert live.snapshot() == before
    assert live.instances("/data/services") == (first, second)
    assert value(live, f"{second}/line") == "2) b"


def test_keys_are_never_used_again() -> None:
    """Q4: a new instance after a removal gets a key of its own."""
    live = session(services())
    (first,) = live.instances("/data/services")
    live.remove_instance(first)
    live.add_instance("/data/services")
    (second,) = live.instances("/data/services")
    assert second != first
    assert live.to_positions(f"{second}/name") == "/data/services[1]/name"
    assert live.to_keys("/data/services[1]/name") == f"{second}/name"


def test_removed_instances_stay_known_when_reopened() -> None:
    """O1: with the live keys given, others come back as removed and can be restored."""
    answers = {"/data/services[k1]/name": "a", "/data/services[k2]/name": "b", "/data/services#": "k2"}
    live = session(services(), answers)
    assert live.instances("/data/services") == ("/data/services[k2]",)
    live.restore_instance("/data/services[k1]")
    assert live.snapshot().answers == {"/data/services[1]/name": "a", "/data/services[2]/name": "b"}
    live.add_instance("/data/services")
    assert live.instances("/data/services")[-1] == "/data/services[k3]"


def test_a_change_outside_reaches_every_instance() -> None:
    """Q4: a constraint inside that names a question outside is tested in each instance."""
    start = {"/data/services[1]/users": "5", "/data/services[2]/users": "50", "/data/most": "100"}
    live = session(services(), start)
    first, second = live.instances("/data/services")
    changes = live.answer("/data/most", "10")
    assert changes.refs == (f"{second}/users", "/data/most")
    assert (f"{second}/users", "constraint") in codes(live)
    assert (f"{first}/users", "constraint") not in codes(live)


def test_a_count_fixes_the_number_and_keeps_what_is_beyond() -> None:
    """Q4: fewer instances hide, more bring them back; a blank count changes nothing; a huge one is bounded."""
    live = session(form(leaf("integer", "n"), repeat("r", leaf("text", "x"), count="/data/n")))
    assert live.instances("/data/r") == ()
    live.answer("/data/n", "3")
    third = live.instances("/data/r")[2]
    live.answer(f"{third}/x", "third")
    live.answer("/data/n", "1")
    assert len(live.instances("/data/r")) == 1
    assert live.snapshot().answers == {"/data/n": "1"}
    live.answer("/data/n", "")
    assert len(live.instances("/data/r")) == 1
    live.answer("/data/n", "3")
    assert value(live, f"{third}/x") == "third"
    live.answer("/data/n", "999999999")
    assert len(live.instances("/data/r")) == 1000
    with pytest.raises(UnknownRef):
        live.add_instance("/data/r")


def test_nested_repeats() -> None:
    """Q4: inner repeats belong to their instance; sums reach exactly as far as they are written."""
    made = form(
        repeat(
            "house",
            repeat("person", leaf("integer", "age"), leaf("calculate", "of", calculate="count(../../person)")),
            leaf("calculate", "sum", calculate="sum(../person/age)"),
        ),
        leaf("calculate", "all", calculate="sum(/data/house/person/age)"),
    )
    live = session(
        made,
        {"/data/house[1]/person[1]/age": "1", "/data/house[1]/person[2]/age": "2", "/data/house[2]/person[1]/age": "4"},
    )
    one, two = live.instances("/data/house")
    assert (value(live, f"{one}/sum"), value(live, f"{two}/sum"), value(live, "/data/all")) == ("3", "4", "7")
    ages = [f"{ref}/age" for ref in live.instances(f"{one}/person")]
    assert live.answer(ages[1], "5").refs == (ages[1], f"{one}/sum", "/data/all")
    live.add_instance(f"{two}/person")
    assert [value(live, f"{ref}/of") for ref in live.instances(f"{two}/person")] == ["2", "2"]
    assert live.to_positions(ages[1]) == "/data/house[1]/person[2]/age"
    live.remove_instance(one)
    assert (value(live, "/data/all"), live.to_positions(f"{two}/sum")) == ("", "/data/house[1]/sum")


def test_indexed_repeat_reads_another_instance() -> None:
    """Q3: the n-th instance of the list, also from inside the list."""
    made = form(
        repeat(
            "r",
            leaf("text", "x"),
            leaf("calculate", "before", calculate="indexed-repeat(/data/r/x, /data/r, position(..) - 1)"),
        )
    )
    live = session(made, {"/data/r[1]/x": "a", "/data/r[2]/x": "b"})
    one, two = live.instances("/data/r")
    assert (value(live, f"{one}/before"), value(live, f"{two}/before")) == ("", "a")
    assert live.answer(f"{one}/x", "z").refs == (f"{one}/x", f"{two}/before")


def test_a_new_instance_gets_its_dynamic_default() -> None:
    """Q4: a default by expression is set once when an instance is added."""
    made = form(
        leaf("text", "start"),
        repeat("r", leaf("text", "x"), leaf("text", "y", default="fixed")),
        actions=(Action(frozenset({"odk-new-repeat"}), "/data/r/x", "concat(/data/start, position(..))"),),
    )
    live = session(made, {"/data/start": "s"})
    live.add_instance("/data/r")
    new = live.instances("/data/r")[1]
    assert (value(live, f"{new}/x"), value(live, f"{new}/y")) == ("s2", "fixed")
    live.answer("/data/start", "t")
    assert value(live, f"{new}/x") == "s2"


def test_a_repeat_that_is_hidden_hides_its_instances() -> None:
    """Q4: relevance of the repeat and of the group around it reaches every leaf of every instance."""
    made = form(leaf("text", "a"), group("g", repeat("r", leaf("text", "x"), relevant="/data/a != 'no'")))
    live = session(made, {"/data/g/r[2]/x": "kept"})
    second = live.instances("/data/g/r")[1]
    live.answer("/data/a", "no")
    assert not live.state("/data/g/r").relevant
    assert not live.state(f"{second}/x").relevant
    live.add_instance("/data/g/r")
    assert not live.state(f"{live.instances('/data/g/r')[2]}/x").relevant
    live.answer("/data/a", "")
    assert live.state(f"{live.instances('/data/g/r')[2]}/x").relevant
    assert live.snapshot().answers == {"/data/g/r[2]/x": "kept"}


def dwellings(asks_for_more: str) -> Form:
    """One more dwelling as long as the last one asks for it: the count hangs on what it counts."""
    last = "indexed-repeat(/data/dwelling/more, /data/dwelling, /data/known)"
    return form(
        leaf("calculate", "known", calculate="count(/data/dwelling)"),
        leaf(
            "calculate",
            "wanted",
            calculate=f"if(/data/known = 0 or {last} {asks_for_more}, /data/known + 1, /data/known)",
        ),
        repeat("dwelling", leaf("text", "more"), count="/data/wanted"),
    )


def test_a_count_may_hang_on_what_its_last_instance_says() -> None:
    """Q4: the repeat grows by one whenever the last instance asks for another, and rests in between."""
    live = session(dwellings("= 'yes'"))
    for number in (1, 2, 3):
        assert len(live.instances("/data/dwelling")) == number
        live.answer(f"{live.instances('/data/dwelling')[-1]}/more", "yes")
    assert value(live, "/data/wanted") == "4"
    assert codes(live) == []


def test_a_repeat_that_asks_for_more_without_end_is_stopped_and_named() -> None:
    """Q4: growth that never settles ends with an error at the question, not with a hanging window."""
    live = session(dwellings("!= 'no'"))
    assert 1 < len(live.instances("/data/dwelling")) <= 200
    assert {code for _, code in codes(live)} == {"expression_error"}
