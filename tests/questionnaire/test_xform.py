"""Reading XForms: what is understood, and what is refused (Q1, Q4)."""

from __future__ import annotations

import pytest

from desktop_app.questionnaire.findings import FormRefused
from desktop_app.questionnaire.form import Action, Control, DataType, Form, Itemset, Kind
from desktop_app.questionnaire.xform import read_xform
from desktop_app.questionnaire.xform_body import split_nodeset
from desktop_app.questionnaire.xform_text import language_code

HEAD = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms"><h:head>
 <h:title>ทดสอบ</h:title><model>"""


def xform(model: str, body: str) -> Form:
    """The form read from a model and a body."""
    return read_xform(f"{HEAD}{model}</model></h:head><h:body>{body}</h:body></h:html>".encode())


def data(inside: str) -> str:
    """A primary instance."""
    return f'<instance><data id="x" version="7">{inside}</data></instance>'


ITEXT = """<itext>
 <translation lang="English (en)"><text id="q:label"><value>Number of <output value=" /data/n "/> plans</value>
  <value form="image">jr://images/a.png</value></text></translation>
 <translation lang="Thai (th)" default="true()"><text id="q:label"><value>แผน</value></text>
 <text id="q:hint"><value>คำใบ้</value><value form="guidance">คำช่วย</value></text></translation></itext>"""


def test_identity_languages_and_texts_are_read() -> None:
    """Q1 Q7: id, version, title, the default language first, hint and guidance apart."""
    form = xform(
        data("<q/><n/>") + ITEXT,
        """<input ref="/data/q"><label ref="jr:itext('q:label')"/><hint ref="jr:itext('q:hint')"/></input>""",
    )
    question = form.nodes["/data/q"]
    assert (form.form_id, form.version, form.title, form.languages) == ("x", "7", {"th": "ทดสอบ"}, ("th", "en"))
    assert question.label == {"th": "แผน", "en": "Number of ${/data/n} plans"}
    assert (question.hint, question.guidance) == ({"th": "คำใบ้"}, {"th": "คำช่วย"})


@pytest.mark.parametrize(
    ("name", "code"),
    [("Thai (th)", "th"), ("English (en)", "en"), ("English", "en"), ("ไทย", "th"), ("EN", "en"),
     ("default", "und"), ("Español", "Español"), ("Portuguese (pt-BR)", "pt-BR")],
)  # fmt: skip
def test_a_language_name_gives_its_code(name: str, code: str) -> None:
    """Q7: the code in brackets decides, then the two languages we know by name."""
    assert language_code(name) == code


def test_binds_types_and_messages_are_read() -> None:
    """Q4: every expression of a bind, its type, and the messages by reference or as they stand."""
    form = xform(
        data("<q/>")
        + """<bind nodeset="/data/q" type="int" relevant="1 = 1" required="true()" constraint=". &gt; 0"
              jr:constraintMsg="มากกว่า 0" jr:requiredMsg="ต้องตอบ" readonly="false()" calculate=""/>""",
        '<input ref="/data/q"><label>จำนวน</label></input>',
    )
    question = form.nodes["/data/q"]
    assert (question.data_type, question.control) == (DataType.INT, Control.INPUT)
    assert (question.bind.relevant, question.bind.required, question.bind.constraint) == (
        "1 = 1",
        "true()",
        ". > 0",
    )
    assert question.constraint_message == {"und": "มากกว่า 0"}
    assert question.required_message == {"und": "ต้องตอบ"}


@pytest.mark.parametrize(
    ("body", "control"),
    [
        ('<input ref="/data/q"/>', Control.INPUT),
        ('<select ref="/data/q"><item><label>a</label><value>a</value></item></select>', Control.SELECT_MULTIPLE),
        ('<select1 ref="/data/q"><item><label>a</label><value>a</value></item></select1>', Control.SELECT_ONE),
        ('<upload ref="/data/q" mediatype="image/*"/>', Control.FILE),
        ('<trigger ref="/data/q"/>', Control.TRIGGER),
        ('<range ref="/data/q" start="0" end="10" step="1"/>', Control.RANGE),
        ('<odk:rank ref="/data/q"><item><label>a</label><value>a</value></item></odk:rank>', Control.RANK),
        ("", Control.NONE),
    ],
)
def test_every_control_is_known(body: str, control: Control) -> None:
    """Q4: each element of the body asks in its own way."""
    assert xform(data("<q/>"), body).nodes["/data/q"].control is control


def test_a_text_nobody_may_change_is_a_note() -> None:
    """Q4: read-only, text, not calculated; a calculated one stays a question that is shown."""
    binds = '<bind nodeset="/data/{}" type="string" readonly="true()"{}/>'
    form = xform(
        data("<a/><b/>") + binds.format("a", "") + binds.format("b", ' calculate="1"'),
        '<input ref="/data/a"/><input ref="/data/b"/>',
    )
    assert form.nodes["/data/a"].control is Control.NOTE
    assert form.nodes["/data/b"].control is Control.INPUT
    assert not form.nodes["/data/b"].asks


LIST = """<instance id="l"><root><item><name>a</name><label>เอ</label><region>n</region></item>
 <item><name>b</name><label>บี</label><region>s</region></item></root></instance>"""


def select(nodeset: str, value: str = "name") -> str:
    """A select over an item set."""
    return (
        f'<select1 ref="/data/q"><itemset nodeset="{nodeset}"><value ref="{value}"/><label ref="label"/>'
        "</itemset></select1>"
    )


def test_a_plain_list_with_a_filter_is_a_choice_list() -> None:
    """Q4: names, labels and filter columns of the list, the condition without its brackets."""
    form = xform(data("<q/>") + LIST, select("instance('l')/root/item[region = /data/q]"))
    question, choices = form.nodes["/data/q"], form.lists["l"].choices
    assert (question.choice_list, question.choice_filter, question.itemset) == ("l", "region = /data/q", None)
    assert [(one.name, one.label["und"], one.columns) for one in choices] == [
        ("a", "เอ", {"region": "n"}),
        ("b", "บี", {"region": "s"}),
    ]
    assert "l" not in form.instances


@pytest.mark.parametrize(
    ("nodeset", "value"),
    [("randomize(instance('l')/root/item)", "name"), ("instance('l')/root/item", "region"), ("/data/r", "name")],
)
def test_another_item_set_stays_an_expression(nodeset: str, value: str) -> None:
    """Q4: what is no plain list is kept as it stands, with the data it looks into."""
    form = xform(data("<q/><r/>") + LIST, select(nodeset, value))
    assert form.nodes["/data/q"].itemset == Itemset(nodeset, value, "label")
    assert [child.name for child in form.instances["l"].children] == ["item", "item"]


@pytest.mark.parametrize(
    ("nodeset", "parts"),
    [
        ("instance('l')/root/item", ("l", "")),
        ("instance('l')/root/item[name != ']' and x[1] = 2]", ("l", "name != ']' and x[1] = 2")),
        ("instance('l')/root/item[a][b]", ("", "")),
        ("instance('l')/root/item/name", ("", "")),
    ],
)
def test_a_nodeset_is_taken_apart_with_its_brackets_and_quotes(nodeset: str, parts: tuple[str, str]) -> None:
    """Q4: only an instance with at most one condition is a plain list."""
    assert split_nodeset(nodeset) == parts


def test_repeats_know_template_start_and_number() -> None:
    """Q4: defaults come from the template; what stands in instances is kept apart, nested too."""
    form = xform(
        data(
            '<r jr:template=""><a>new</a><s><b/></s></r><r><a>one</a><s><b>x</b></s><s><b/></s></r>'
            "<r><a>new</a><s><b/></s></r><count>2</count>"
        ),
        """<group ref="/data/r"><label>รายการ</label><repeat nodeset="/data/r" jr:count=" /data/count ">
           <input ref="/data/r/a"/><repeat nodeset="/data/r/s"><input ref="/data/r/s/b"/></repeat>
           </repeat></group>""",
    )
    repeat = form.nodes["/data/r"]
    assert (repeat.kind, repeat.label, repeat.repeat_count) == (Kind.REPEAT, {"und": "รายการ"}, "/data/count")
    assert form.nodes["/data/r/a"].default == "new"
    assert form.initial == {
        "/data/r#": "2",
        "/data/r[1]/a": "one",
        "/data/r[1]/s#": "2",
        "/data/r[1]/s[1]/b": "x",
        "/data/r[2]/s#": "1",
        "/data/r/s#": "1",
    }


def test_the_whole_form_cannot_be_a_repeat() -> None:
    """Q1: refused with a reason, not when the first answer is given."""
    with pytest.raises(FormRefused) as caught:
        xform(data("<q/>"), '<repeat nodeset="/data"><input ref="/data/q"/></repeat>')
    assert [(one.code, one.name) for one in caught.value.findings] == [("E004", "/data")]


def test_without_a_template_a_new_instance_starts_blank() -> None:
    """Q4: what the first instance holds is its own; only a template says what new ones get."""
    form = xform(
        data('<r><a>first</a><b jr:template=""><c>inner</c></b></r><q>all</q>'),
        """<group ref="/data/r"><repeat nodeset="/data/r"><input ref="/data/r/a"/><group ref="/data/r/b">
           <repeat nodeset="/data/r/b"><input ref="/data/r/b/c"/></repeat></group></repeat></group>
           <input ref="/data/q"/>""",
    )
    assert [form.nodes[path].default for path in ("/data/r/a", "/data/r/b/c", "/data/q")] == ["", "inner", "all"]
    assert form.initial["/data/r[1]/a"] == "first"


def test_actions_and_preloads_are_read() -> None:
    """Q4: defaults that are expressions, values set by a change, values tools fill in."""
    form = xform(
        data("<a/><b/><t/>")
        + """<setvalue ref="/data/a" event="odk-instance-first-load" value="today()"/>
           <bind nodeset="/data/t" type="date" jr:preload="date" jr:preloadParams="today"/>""",
        '<input ref="/data/a"><setvalue ref="/data/b" event="xforms-value-changed">x</setvalue></input>',
    )
    assert form.actions == (
        Action(frozenset({"odk-instance-first-load"}), "/data/a", value="today()"),
        Action(frozenset({"xforms-value-changed"}), "/data/b", text="x", source="/data/a"),
    )
    assert form.nodes["/data/t"].preload == "date today"


def test_relative_references_and_bind_ids_find_their_node() -> None:
    """Q4: a control may name its node from the group around it, or by the id of a bind."""
    form = xform(
        data("<g><a/><b/></g>") + '<bind id="B" nodeset="g/b" type="int"/>',
        '<group ref="/data/g"><input ref="a"/><input bind="B"/></group>',
    )
    assert form.nodes["/data/g/a"].control is Control.INPUT
    assert form.nodes["/data/g/b"].control is Control.INPUT
    assert form.nodes["/data/g/b"].data_type is DataType.INT


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E002"),
        (b"\xff\xfe\x00 nothing", "E002"),
        (b"<a", "E002"),
        (f"{BOMB}<a>&c;</a>".encode(), "E002"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "E002"),
        (b"<a>" * 400, "E002"),
        (b"<html><body/></html>", "E003"),
        (b"<a/>", "E003"),
        (f"{HEAD}</model></h:head><h:body/></h:html>".encode(), "E003"),
        (f"{HEAD}<instance/></model></h:head><h:body/></h:html>".encode(), "E003"),
        (f'{HEAD}{data("<q/>")}</model></h:head><h:body><input ref="/data/w"/></h:body></h:html>'.encode(), "E004"),
        (f"{HEAD}{data('<q/>')}</model></h:head><h:body><input/></h:body></h:html>".encode(), "E003"),
    ],
)
def test_what_is_no_form_is_refused_with_a_reason(content: bytes, code: str) -> None:
    """Q1 P7: nothing escapes but a typed refusal that says what is wrong in both languages."""
    with pytest.raises(FormRefused) as refused:
        read_xform(content)
    assert refused.value.findings[0].code == code
    assert refused.value.text("th") != refused.value.text("en")
