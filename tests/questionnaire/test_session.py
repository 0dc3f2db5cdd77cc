"""The live answers of one assessment: every rule of the runtime, on forms of a few lines."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest

from desktop_app.errors import PhromError
from desktop_app.questionnaire.changes import ChangeSet
from desktop_app.questionnaire.form import Action, Choice, DataType, Element, Itemset
from desktop_app.questionnaire.scheme import Evaluation
from desktop_app.questionnaire.session import AnswerSession, UnknownRef
from tests.questionnaire.forms_by_hand import (
    BANGKOK,
    NOW,
    choice_list,
    codes,
    form,
    group,
    leaf,
    repeat,
    session,
    value,
)

YES_NO = choice_list("yn", "yes", "no")


def kinds(changes: ChangeSet) -> dict[str, set[str]]:
    """The changes as plain sets."""
    return {change.ref: set(change.kinds) for change in changes}


def test_a_hidden_answer_is_kept_and_comes_back() -> None:
    """Q4: hiding a question blanks it for others and leaves it out, but forgets nothing."""
    live = session(
        form(
            leaf("select_one", "a", choice_list="yn"),
            leaf("text", "b", relevant="/data/a = 'yes'"),
            leaf("calculate", "c", calculate="concat('<', /data/b, '>')"),
            lists=(YES_NO,),
        )
    )
    live.answer("/data/a", "yes")
    live.answer("/data/b", "แผน")
    assert value(live, "/data/c") == "<แผน>"
    changes = live.answer("/data/a", "no")
    assert kinds(changes) == {"/data/a": {"value"}, "/data/b": {"relevant"}, "/data/c": {"value"}}
    assert value(live, "/data/c") == "<>"
    assert "/data/b" not in live.snapshot().answers
    live.answer("/data/a", "yes")
    assert (live.state("/data/b").relevant, value(live, "/data/b"), value(live, "/data/c")) == (True, "แผน", "<แผน>")


def test_a_hidden_group_hides_all_below_and_is_listed_itself() -> None:
    """Q4: relevance is inherited; the change names the group, its inner group and every leaf."""
    live = session(
        form(
            leaf("integer", "n"),
            group("g", group("h", leaf("text", "x", required="true()")), relevant="/data/n > 1"),
        )
    )
    assert not live.state("/data/g/h/x").relevant
    assert codes(live) == []
    changes = live.answer("/data/n", "2")
    assert changes.refs == ("/data/n", "/data/g", "/data/g/h", "/data/g/h/x")
    assert changes.kinds("/data/g/h/x") == {"relevant", "errors"}
    assert codes(live) == [("/data/g/h/x", "required")]


def test_a_group_may_depend_on_its_own_question() -> None:
    """Q3: a group relevant on its own child is no cycle and comes to rest in either state."""
    live = session(form(group("g", leaf("text", "x"), relevant="/data/g/x != 'stop'"), leaf("text", "y")))
    live.answer("/data/g/x", "go")
    assert live.state("/data/g").relevant
    live.answer("/data/g/x", "stop")
    assert not live.state("/data/g/x").relevant
    live.answer("/data/g/x", "go")
    assert live.state("/data/g/x").relevant


def test_a_constraint_is_tested_again_when_what_it_names_changes() -> None:
    """Q4: an answer stays as it is and is flagged, whichever side was changed; blank is never wrong."""
    live = session(
        form(
            leaf("integer", "all", constraint=". >= 0"),
            leaf(
                "integer",
                "some",
                constraint=". >= 0 and . <= /data/all",
                constraint_message={"th": "ไม่เกินจำนวนทั้งหมด", "en": "At most all."},
            ),
        )
    )
    live.answer("/data/some", "5")
    assert codes(live) == [("/data/some", "constraint")]
    live.answer("/data/all", "7")
    assert codes(live) == []
    assert kinds(live.answer("/data/all", "4")) == {"/data/all": {"value"}, "/data/some": {"errors"}}
    problem = live.errors()[0]
    assert (problem.code, problem.message["th"]) == ("constraint", "ไม่เกินจำนวนทั้งหมด")
    assert not live.state("/data/some").valid
    live.answer("/data/some", "")
    assert codes(live) == []


def test_what_cannot_be_read_is_kept_and_blank_for_others() -> None:
    """Q4: "๑๒ก" is no integer; it stays visible, is flagged, and counts as blank."""
    live = session(form(leaf("integer", "n"), leaf("calculate", "c", calculate="concat('n=', /data/n)")))
    live.answer("/data/n", "๑๒ก")
    assert (value(live, "/data/n"), value(live, "/data/c")) == ("๑๒ก", "n=")
    problem = live.errors()[0]
    assert (problem.code, "๑๒ก" in problem.message["th"], "จำนวนเต็ม" in problem.todo["th"]) == ("bad_type", True, True)
    live.answer("/data/n", str(2**53))
    assert codes(live) == [("/data/n", "bad_type")]
    live.answer("/data/n", str(2**53 - 1))
    assert codes(live) == []


def test_an_exclusive_option_stands_alone_without_a_word_in_the_form() -> None:
    """Q4: the implied constraint of an exclusive option holds where the author wrote none."""
    links = choice_list("links", "n1", "n2", Choice("x", {"th": "ไม่มี"}, exclusive=True))
    live = session(form(leaf("select_multiple", "q", choice_list="links"), lists=(links,)))
    live.answer("/data/q", "n2 n1")
    assert (value(live, "/data/q"), codes(live)) == ("n1 n2", [])
    live.answer("/data/q", "x n1")
    assert codes(live) == [("/data/q", "constraint")]
    assert "พร้อมกับตัวเลือกอื่น" in live.errors()[0].message["th"]
    live.answer("/data/q", "x")
    assert codes(live) == []


def test_an_answer_no_longer_offered_is_kept_and_flagged() -> None:
    """Q4: a choice filter takes no answer away; what it no longer offers is said to be so."""
    cities = choice_list(
        "cities",
        Choice("cm", {"th": "เชียงใหม่"}, columns={"region": "n"}),
        Choice("pk", {"th": "ภูเก็ต"}, columns={"region": "s"}),
    )
    live = session(
        form(
            leaf("text", "region"),
            leaf("select_one", "city", choice_list="cities", choice_filter="region = /data/region"),
            lists=(cities,),
        )
    )
    assert live.choices("/data/city") == ()
    live.answer("/data/region", "n")
    assert [choice.name for choice in live.choices("/data/city")] == ["cm"]
    live.answer("/data/city", "cm")
    assert kinds(live.answer("/data/region", "s")) == {
        "/data/region": {"value"},
        "/data/city": {"choices", "errors"},
    }
    assert (value(live, "/data/city"), codes(live)) == ("cm", [("/data/city", "not_offered")])
    live.answer("/data/region", "n")
    assert codes(live) == []


def test_required_blocks_nothing_but_finishing() -> None:
    """Q4: a missing required answer is listed, in document order, with the form's own message."""
    live = session(
        form(
            leaf("text", "a", required="true()", required_message={"th": "กรอกชื่อ", "en": "Enter the name."}),
            leaf("text", "b", required="/data/a != ''"),
        )
    )
    assert codes(live) == [("/data/a", "required")]
    assert live.errors()[0].message == {"th": "กรอกชื่อ", "en": "Enter the name."}
    assert kinds(live.answer("/data/a", "ก")) == {
        "/data/a": {"value", "errors"},
        "/data/b": {"required", "errors"},
    }
    assert live.state("/data/b").valid
    assert live.errors()[0].todo["th"]


def test_calculations_follow_through_a_chain_once() -> None:
    """Q4: a change walks to what really changed and stops where a value stays the same."""
    live = session(
        form(
            leaf("integer", "n"),
            leaf("calculate", "half", calculate="floor(/data/n div 2)"),
            leaf("calculate", "text", calculate="concat('half: ', /data/half)"),
        )
    )
    assert (value(live, "/data/half"), value(live, "/data/text")) == ("", "half: ")
    live.answer("/data/n", "4")
    assert value(live, "/data/text") == "half: 2"
    assert kinds(live.answer("/data/n", "5")) == {"/data/n": {"value"}}


def test_an_own_answer_over_a_calculation_stays_until_an_input_changes() -> None:
    """Q4: foreign forms let a person overwrite a calculation; it holds until something it names changes."""
    live = session(form(leaf("text", "a"), leaf("text", "b"), leaf("text", "c", calculate="/data/a")))
    live.answer("/data/a", "1")
    live.answer("/data/c", "own")
    live.answer("/data/b", "x")
    assert (value(live, "/data/c"), live.state("/data/c").read_only) == ("own", True)
    live.answer("/data/a", "2")
    assert value(live, "/data/c") == "2"


def test_once_keeps_its_first_value() -> None:
    """Q4: `once` does not move again, also after its group was hidden."""
    live = session(
        form(
            leaf("text", "a"),
            leaf("text", "show"),
            group("g", leaf("calculate", "c", calculate="once(/data/a)"), relevant="/data/show != 'no'"),
        )
    )
    for text in ("", "first", "second"):
        live.answer("/data/a", text)
    assert value(live, "/data/g/c") == "first"
    live.answer("/data/show", "no")
    assert value(live, "/data/g/c") == ""
    live.answer("/data/show", "")
    assert value(live, "/data/g/c") == "first"


def test_read_only_is_inherited() -> None:
    """Q4: a read-only group makes its questions read-only."""
    live = session(form(leaf("text", "lock"), group("g", leaf("text", "x"), read_only="/data/lock = 'yes'")))
    assert not live.state("/data/g/x").read_only
    changes = live.answer("/data/lock", "yes")
    assert live.state("/data/g/x").read_only
    assert changes.kinds("/data/g/x") == {"read_only"}


def test_a_share_of_nothing_and_a_not_applicable_option_need_a_reason() -> None:
    """S2: both leave the score only with a reason; until then the row is listed as reason_missing."""
    share = Evaluation("1", "B1", rule="share", params={"num": "done", "den": "total"})
    own = Evaluation("2", "B1", rule="choice")
    live = session(
        form(
            leaf("integer", "total"),
            leaf("integer", "done", share, required="true()"),
            leaf("select_one", "iot", own, choice_list="iot"),
            lists=(choice_list("iot", Choice("na", {"th": "ไม่เกี่ยวข้อง"}, na=True), Choice("live", {}, Fraction(100))),),
        )
    )
    changes = live.answer("/data/total", "0")
    assert changes.kinds("/data/done") == {"errors"}
    live.answer("/data/iot", "na")
    assert codes(live) == [
        ("/data/done", "required"),
        ("/data/done", "reason_missing"),
        ("/data/iot", "reason_missing"),
    ]
    live.set_reason("/data/done", "  ")
    assert ("/data/done", "reason_missing") in codes(live)
    live.set_reason("/data/done", "ไม่มีบริการ")
    assert live.set_reason("/data/iot", "ไม่มีอุปกรณ์").kinds("/data/iot") == {"value", "errors"}
    assert codes(live) == []
    assert live.snapshot().reasons == {"/data/done": "ไม่มีบริการ", "/data/iot": "ไม่มีอุปกรณ์"}


def test_a_declared_row_need_not_be_answered() -> None:
    """S2: with eval_na and a reason a required row may stay blank; without a reason it may not."""
    live = session(form(leaf("integer", "n", Evaluation("1", "B1", rule="bands", na=True), required="true()")))
    assert codes(live) == [("/data/n", "required")]
    live.set_reason("/data/n", "ไม่มีภารกิจนี้")
    assert codes(live) == []


def test_required_evidence_is_asked_for_once_the_row_is_answered() -> None:
    """S2: a row or the file question it names must hold a valid file before finishing."""
    own = Evaluation("1", "A", rule="choice", evidence="required")
    other = Evaluation("2", "A", rule="choice", evidence="required", params={"evidence": "paper"})
    live = session(
        form(
            leaf("select_one", "a", own, choice_list="yn"),
            leaf("select_one", "b", other, choice_list="yn"),
            leaf("file", "paper"),
            lists=(YES_NO,),
        )
    )
    assert codes(live) == []
    live.answer("/data/a", "yes")
    live.answer("/data/b", "yes")
    assert codes(live) == [("/data/a", "evidence_missing"), ("/data/b", "evidence_missing")]
    live.set_attachments("/data/a", 1)
    changes = live.set_attachments("/data/paper", 2)
    assert changes.kinds("/data/b") == {"errors"}
    assert codes(live) == []
    assert live.snapshot().attachments == {"/data/a": 1, "/data/paper": 2}
    live.set_attachments("/data/a", 0)
    assert codes(live) == [("/data/a", "evidence_missing")]


def test_a_failing_expression_is_flagged_and_stops_nothing() -> None:
    """Q4: an unknown function is blank with a flag where it is evaluated, and harmless where it is not."""
    live = session(form(leaf("text", "a"), leaf("calculate", "c", calculate="if(/data/a = 'x', no-such(1), 'fine')")))
    assert (value(live, "/data/c"), codes(live)) == ("fine", [])
    live.answer("/data/a", "x")
    assert (value(live, "/data/c"), codes(live)) == ("", [("/data/c", "expression_error")])
    live.answer("/data/a", "y")
    assert (value(live, "/data/c"), codes(live)) == ("fine", [])


def test_labels_show_values_and_say_when_they_change() -> None:
    """Q4: `${…}` in a label is filled in both languages, and the change says `label`."""
    live = session(
        form(
            leaf("text", "name"),
            leaf("text", "q", label={"th": "แผนของ ${/data/name}", "en": "Plan of ${../name}"}),
        )
    )
    changes = live.answer("/data/name", "กรมตัวอย่าง")
    assert changes.kinds("/data/q") == {"label"}
    assert live.label("/data/q", "th") == "แผนของ กรมตัวอย่าง"
    assert live.label("/data/q", "en") == "Plan of กรมตัวอย่าง"
    assert live.label("/data/name", "fr") == "ข้อ name"


def test_clock_and_zone_come_in_as_arguments() -> None:
    """Q4: today is the day in the session's zone, also just after midnight there."""
    live = session(form(leaf("calculate", "day", calculate="today()"), leaf("calculate", "t", calculate="now()")))
    assert value(live, "/data/day") == "2026-11-20"
    assert value(live, "/data/t") == "2026-11-20T10:00:00.000+07:00"


def test_the_roster_fills_what_is_not_answered() -> None:
    """O1: a question named like a roster column starts with the office's own data."""
    made = form(leaf("text", "name_th"), leaf("text", "phone"))
    live = session(made, {"/data/phone": "02"}, roster={"name_th": "สำนักงานจังหวัดเชียงใหม่", "phone": "053"})
    assert (value(live, "/data/name_th"), value(live, "/data/phone")) == ("สำนักงานจังหวัดเชียงใหม่", "02")


def test_a_session_reopens_as_it_was() -> None:
    """O1: from its own answers a session comes back equal; what the form has no place for is named."""
    made = form(
        leaf("text", "a", default="x"),
        leaf("text", "b", relevant="/data/a = 'go'"),
        repeat("r", leaf("text", "n")),
    )
    live = session(made, {"/data/a": "go", "/data/b": "kept", "/data/gone": "old", "/data/r[k3]/n": "third"})
    assert live.unplaced == ("/data/gone",)
    assert live.snapshot().answers == {"/data/a": "go", "/data/b": "kept", "/data/r[1]/n": "third"}
    again = session(made, live.snapshot().answers)
    assert again.snapshot() == live.snapshot()
    assert session(made, {"/data/a": ""}).snapshot().answers == {}


def test_actions_of_foreign_forms() -> None:
    """Q4: defaults by expression are set at the start, value-changed actions after an answer."""
    first, changed = frozenset({"odk-instance-first-load"}), frozenset({"xforms-value-changed"})
    live = session(
        form(
            leaf("integer", "a"),
            leaf("text", "b"),
            leaf("text", "c"),
            actions=(
                Action(first, "/data/a", "3 + 4"),
                Action(first, "/data/c", text="it's"),
                Action(changed, "/data/b", "/data/a * 2", source="/data/a"),
            ),
        )
    )
    assert (value(live, "/data/a"), value(live, "/data/b"), value(live, "/data/c")) == ("7", "14", "it's")
    live.answer("/data/b", "own")
    live.answer("/data/a", "5")
    assert value(live, "/data/b") == "10"


def test_secondary_instances_item_sets_and_choice_names() -> None:
    """Q3: foreign forms look values up in what they bring along."""
    item = Element("item", children=(Element("key", "k1"), Element("said", "one")))
    live = session(
        form(
            leaf("select_one", "q", itemset=Itemset("instance('x')/root/item[key != /data/not]", "key", "said")),
            leaf("text", "not"),
            leaf("calculate", "look", calculate="instance('x')/root/item[key = current()/../q]/said"),
            leaf("select_one", "yn", choice_list="yn"),
            leaf("calculate", "said", calculate="jr:choice-name(/data/yn, '/data/yn')"),
            instances={"x": Element("root", children=(item,))},
            lists=(YES_NO,),
        )
    )
    assert [(choice.name, choice.label["th"]) for choice in live.choices("/data/q")] == [("k1", "one")]
    live.answer("/data/q", "k1")
    live.answer("/data/yn", "no")
    assert (value(live, "/data/look"), value(live, "/data/said")) == ("one", "ตัวเลือก no")
    assert live.answer("/data/not", "k1").kinds("/data/q") == {"choices", "errors"}


def test_conditions_of_the_scoring_sheets() -> None:
    """S5: a gate names questions by `${name}` and is true or false at any moment."""
    live = session(form(group("g", leaf("select_one", "a1", choice_list="yn")), lists=(YES_NO,)))
    assert not live.holds("${a1} = 'yes'")
    live.answer("/data/g/a1", "yes")
    assert live.holds("${a1} = 'yes'")
    assert not live.holds("no-such(${a1})")
    assert live.errors() == ()


def test_labels_of_options_show_values_too() -> None:
    """Q4: an option may name an answer; what cannot be shown is left blank."""
    named = Choice("own", {"th": "ของ ${/data/name}${no-such()}"})
    live = session(
        form(leaf("text", "name"), leaf("select_one", "q", choice_list="l"), lists=(choice_list("l", named),))
    )
    assert live.answer("/data/name", "กรม").kinds("/data/q") == {"label"}
    assert codes(live) == [("/data/q", "expression_error")]
    assert [choice.label["th"] for choice in live.choices("/data/q")] == ["ของ กรม"]


def test_a_circle_is_refused_with_its_chain() -> None:
    """Q3: a dependency cycle names every question of the circle."""
    made = form(
        leaf("text", "a", relevant="/data/c = ''"),
        leaf("calculate", "b", calculate="/data/a"),
        leaf("calculate", "c", calculate="/data/b"),
    )
    with pytest.raises(PhromError, match=r"FORM-18.*/data/a → /data/c → /data/b → /data/a"):
        session(made)


def test_a_broken_expression_is_refused_with_question_part_and_place() -> None:
    """Q2: an expression that cannot be read says where it stands and at which character."""
    with pytest.raises(PhromError, match=r"FORM-19 /data/a, relevant: .*character 11"):
        session(form(leaf("text", "a", relevant="/data/a = = 1")))


def test_a_chain_of_thousands_needs_no_stack() -> None:
    """Q3: two thousand questions, each calculated from the one before, load and follow one answer."""
    chain = [leaf("integer", "q0")]
    chain += [leaf("calculate", f"q{n}", calculate=f"/data/q{n - 1} + 1") for n in range(1, 2000)]
    live = session(form(*reversed(chain)))
    live.answer("/data/q0", "1")
    assert value(live, "/data/q1999") == "2000"


def test_unknown_refs_are_a_programming_error() -> None:
    """Q5: a ref that names nothing live raises UnknownRef, whatever is asked."""
    live = session(form(group("g", leaf("text", "a"))))
    for ask in (live.state, live.choices, live.instances, live.add_instance, live.remove_instance):
        with pytest.raises(UnknownRef):
            ask("/data/none")
    with pytest.raises(UnknownRef):
        live.answer("/data/g", "x")


def test_the_form_notes_when_it_was_begun_and_finished() -> None:
    """Q3: by the clock that was handed in; finishing again notes the later moment."""
    moments = iter([NOW, NOW, NOW + timedelta(hours=2), NOW + timedelta(hours=3)])
    asked = form(
        leaf("calculate", "today", preload="date today", data_type=DataType.DATE),
        leaf("calculate", "begun", preload="timestamp start", data_type=DataType.DATETIME),
        leaf("calculate", "ended", preload="timestamp end", data_type=DataType.DATETIME),
        leaf("text", "name"),
    )
    live = AnswerSession(asked, clock=lambda: next(moments), zone=BANGKOK)
    assert (value(live, "/data/today"), value(live, "/data/begun")) == ("2026-11-20", "2026-11-20T10:00:00.000+07:00")
    live.answer("/data/name", "ก")
    assert value(live, "/data/ended") == ""
    assert live.finish().refs == ("/data/ended",)
    assert value(live, "/data/ended") == "2026-11-20T12:00:00.000+07:00"
    live.finish()
    assert live.snapshot().answers["/data/ended"] == "2026-11-20T13:00:00.000+07:00"


@pytest.mark.parametrize(
    ("expression", "of_yes", "of_no"),
    [
        ("instance('yn')/root/item[name = /data/a]/points", "100", "7"),
        ("instance('yn')/root/item[/data/a = name]/points", "100", "7"),
        ("instance('yn')/root/item[name = current()/../a]/points", "100", "7"),
        ("instance('yn')/root/item[name = 'no']/points", "7", "7"),
        ("instance('yn')/root/item[name = /data/none]/points", "", ""),
        ("instance('yn')/root/item[points = 100]/name", "yes", "yes"),
        ("instance('yn')/root/item[points > 7]/name", "yes", "yes"),
        ("instance('yn')/root/item[name != /data/a]/points", "7", "100"),
        ("count(instance('yn')/root/item[points = /data/many])", "2", "2"),
        ("instance('away')/root/item[name = /data/a]/points", "", ""),
    ],
)
def test_a_column_of_a_list_is_read_by_its_code(expression: str, of_yes: str, of_no: str) -> None:
    """Q4: the usual shape is one look-up, any other is walked; both give what XPath says, and follow the answer."""
    options = (Choice("yes", {}, columns={"points": "100"}), Choice("no", {}, columns={"points": "7"}))
    more = (Choice("x", {}, columns={"points": "7.0"}), Choice("y", {}, columns={"points": "7.0"}))
    made = form(
        leaf("select_one", "a", choice_list="yn"),
        leaf("text", "none"),
        leaf("text", "many", default="7.0"),
        leaf("calculate", "found", calculate=expression),
        lists=(choice_list("yn", *options, *more),),
    )
    live = session(made)
    for answer, said in (("yes", of_yes), ("no", of_no)):
        live.answer("/data/a", answer)
        assert value(live, "/data/found") == said
