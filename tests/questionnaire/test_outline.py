"""Pages, cards and counts (Q1, X1)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from desktop_app.questionnaire.changes import Problem, State
from desktop_app.questionnaire.form import Form, Kind, Node
from desktop_app.questionnaire.outline import Progress, outline, progress, total_progress
from desktop_app.questionnaire.readers import read_form
from tests.questionnaire.form_tables import write_complete

FORM = """
| survey            | name   | calculation | read_only | eval_code | eval_node | eval_rule | eval_params           |
| begin_group       | facts  |             |           |           |           |           |                       |
| note              | about  |             |           |           |           |           |                       |
| integer           | staff  |             |           |           |           |           |                       |
| calculate         | hidden | 1 + 1       |           |           |           |           |                       |
| end_group         |        |             |           |           |           |           |                       |
| begin_group       | tasks  |             |           |           |           |           |                       |
| select_one yes_no | plan   |             |           | 1.1-01    |           |           |                       |
| begin_group       | pair   |             |           | 1.1-02    |           |           |                       |
| integer           | den    |             |           |           |           |           |                       |
| integer           | num    |             |           |           | A         | share     | num=${num} den=${den}   |
| end_group         |        |             |           |           |           |           |                       |
| begin_group       | single |             |           | 1.1-03    |           |           |                       |
| integer           | part   |             |           |           | A         | share     | num=${part} den=${staff} |
| integer           | whole  | ${staff}    |           |           |           |           |                       |
| end_group         |        |             |           |           |           |           |                       |
| begin_group       | mixed  |             |           |           |           |           |                       |
| integer           | m_den  |             |           |           |           |           |                       |
| integer           | m_num  |             |           |           | A         | share     | num=${m_num} den=${m_den} |
| text              | why    |             |           |           |           |           |                       |
| end_group         |        |             |           |           |           |           |                       |
| begin_repeat      | item   |             |           |           |           |           |                       |
| text              | title  |             |           |           |           |           |                       |
| begin_group       | money  |             |           |           |           |           |                       |
| integer           | all    |             |           |           |           |           |                       |
| integer           | spent  |             |           |           | A         | share     | num=${spent} den=${all} |
| end_group         |        |             |           |           |           |           |                       |
| end_repeat        |        |             |           |           |           |           |                       |
| end_group         |        |             |           |           |           |           |                       |

| choices | name | score |
| yes_no  | yes  | 100   |
| yes_no  | no   | 0     |

| eval_tree | parent | level     | weight |
| T         |        | total     | 1      |
| A         | T      | indicator | 1      |
"""


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    """Two pages with every kind of card."""
    return read_form(write_complete(FORM, tmp_path_factory.mktemp("outline") / "form.xlsx"))


@dataclass
class Answers:
    """Live answers by ref, two instances of the repeat; not relevant and wrong refs by name."""

    form: Form
    values: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    wrong: tuple[str, ...] = ()

    def refs(self) -> tuple[str, ...]:
        """All leaves, those of the repeat twice."""
        leaves = [node.path for node in self.form.root.walk() if node.kind is Kind.LEAF]
        outer = [path for path in leaves if "/item/" not in path]
        inner = [path.replace("/item/", f"/item[{key}]/") for key in "kx" for path in leaves if "/item/" in path]
        return (*outer, *inner)

    def node(self, ref: str) -> Node:
        """The node behind a ref."""
        return self.form.nodes[ref.replace("[k]", "").replace("[x]", "")]

    def state(self, ref: str) -> State:
        """State of one leaf."""
        relevant = ref not in self.hidden
        return State(ref, self.values.get(ref, ""), relevant, False, False, reason=self.reasons.get(ref, ""))

    def errors(self) -> tuple[Problem, ...]:
        """One problem per wrong ref."""
        return tuple(Problem(ref, "constraint", {}, {}) for ref in self.wrong)


def test_pages_and_cards_follow_the_form(form: Form) -> None:
    """Q1: notes, questions, shares as one card, other groups a heading over their questions."""
    facts, work = outline(form)
    assert [(card.kind, card.path.rpartition("/")[2]) for card in facts.cards] == [
        ("note", "about"),
        ("question", "staff"),
    ]
    assert [(card.kind, card.path.rpartition("/")[2], card.code) for card in work.cards] == [
        ("question", "plan", "1.1-01"),
        ("share", "pair", "1.1-02"),
        ("share", "single", "1.1-03"),
        ("group", "mixed", ""),
        ("question", "m_den", ""),
        ("question", "m_num", ""),
        ("question", "why", ""),
        ("repeat", "item", ""),
    ]


def test_a_share_card_shows_its_numbers_in_form_order(form: Form) -> None:
    """Q1: both numbers, the calculated one included."""
    pair, single = (card for card in outline(form)[1].cards if card.kind == "share")
    assert pair.leaves == ("/data/tasks/pair/den", "/data/tasks/pair/num")
    assert single.leaves == ("/data/tasks/single/part", "/data/tasks/single/whole")


def test_cards_are_counted_once_and_a_repeat_per_instance(form: Form) -> None:
    """X1: plan, pair, single, m_den, m_num, why, and title and money in two instances."""
    assert progress(Answers(form), outline(form)[1]) == Progress(asked=10, answered=0, errors=0)


def test_a_share_is_answered_when_both_numbers_are(form: Form) -> None:
    """X1: one number is not enough; zero is an answer."""
    page = outline(form)[1]
    half = {"/data/tasks/pair/den": "4"}
    assert progress(Answers(form, half), page).answered == 0
    assert progress(Answers(form, half | {"/data/tasks/pair/num": "0"}), page).answered == 1


def test_a_number_asked_elsewhere_belongs_to_the_share(form: Form) -> None:
    """X1: the share of `part` waits for `staff`, which stands on the page before."""
    page = outline(form)[1]
    part = {"/data/tasks/single/part": "1"}
    assert progress(Answers(form, part), page).answered == 0
    assert progress(Answers(form, part | {"/data/facts/staff": "9"}), page).answered == 1


def test_a_share_in_a_repeat_is_answered_in_its_own_instance(form: Form) -> None:
    """X1: numbers of two instances do not make one share."""
    page = outline(form)[1]
    first, second = "/data/tasks/item[k]/money/all", "/data/tasks/item[x]/money/spent"
    assert progress(Answers(form, {first: "1", second: "1"}), page).answered == 0
    assert progress(Answers(form, {first: "1", first.replace("all", "spent"): "1"}), page).answered == 1


def test_what_is_not_asked_is_not_counted_and_a_reason_is_an_answer(form: Form) -> None:
    """X1 Q4: hidden cards leave both numbers; a declared reason stands for the value."""
    page = outline(form)[1]
    assert progress(Answers(form, hidden={"/data/tasks/plan"}), page).asked == 9
    assert progress(Answers(form, reasons={"/data/tasks/plan": "ไม่มีภารกิจ"}), page).answered == 1


def test_errors_belong_to_their_page_and_pages_add_up(form: Form) -> None:
    """X1: the total is the sum of the pages."""
    session = Answers(form, {"/data/facts/staff": "x"}, wrong=("/data/facts/staff", "/data/tasks/item[k]/title"))
    pages = outline(form)
    assert [progress(session, page).errors for page in pages] == [1, 1]
    assert total_progress(session, pages) == Progress(asked=11, answered=1, errors=2)
