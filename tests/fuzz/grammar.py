"""Expressions made by chance that are right, or nearly, or too much of something (Q2, Q3)."""

from __future__ import annotations

from hypothesis import strategies as st

from desktop_app.questionnaire.xpath.axes import AXES
from desktop_app.questionnaire.xpath.functions import FUNCTIONS
from tests.fuzz.words import HARD, OPERATORS, PATHS, VALUES

AXES_AND_MORE = (*AXES, "following", "preceding", "namespace", "nowhere")
TESTS = ("*", "node()", "text()", "comment()", "n", "x", "rep", "item", "rep:*", "ข้อ")
ODD_NUMBERS = st.one_of(
    st.integers(-(10**400), 10**400).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(("1e309", "1e-400", "0" * 400, ".5", "5.", "1" * 5000)),
)
ODD_TEXTS = st.text(max_size=20).map(lambda text: "'" + text.replace("'", "") + "'")


def _steps(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    step = st.builds("{}::{}".format, st.sampled_from(AXES_AND_MORE), st.sampled_from(TESTS))
    held = st.builds("{}[{}]".format, st.one_of(step, st.sampled_from(PATHS)), inner)
    start = st.one_of(held, step, st.sampled_from(PATHS), inner.map("({})".format))
    return st.lists(st.one_of(start, held), min_size=1, max_size=4).flatmap(
        lambda steps: st.sampled_from(("/", "//")).map(lambda slash: slash.join(steps))
    )


def _calls(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A function with as many values as it takes, now and then one more or less."""

    def call(name: str) -> st.SearchStrategy[str]:
        least, most = FUNCTIONS[name].least, FUNCTIONS[name].most
        values = st.lists(inner, min_size=max(least - 1, 0), max_size=(least + 3 if most is None else most) + 1)
        return values.map(lambda given: f"{name}({', '.join(given)})")

    return st.sampled_from(sorted(FUNCTIONS)).flatmap(call)


def _larger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    chain = st.builds(str.join, st.sampled_from(OPERATORS), st.lists(inner, min_size=2, max_size=4))
    return st.one_of(
        _calls(inner), _calls(inner), chain, _steps(inner), inner.map("-{}".format), inner.map("({})".format)
    )


ATOMS = st.one_of(st.sampled_from((*VALUES, *PATHS, *HARD)), ODD_NUMBERS, ODD_TEXTS)
VALID = st.recursive(ATOMS, _larger, max_leaves=12)


def _broken(text: str, place: int, piece: str, *, cut: bool) -> str:
    at = place % (len(text) + 1)
    return text[:at] + ("" if cut else piece) + text[at + cut :]


PIECES = st.sampled_from((*OPERATORS, "(", ")", ",", "'", '"', "$", "๕", "\x00", "\u200b", "::", "..", " "))
NEARLY_VALID = st.builds(_broken, VALID, st.integers(0, 10_000), PIECES, cut=st.booleans())

# What opens, and what closes it: nested as deep as one likes.
_NESTS = (
    ("(", ")"), ("not(", ")"), ("-(", ")"), ("//*[", "]"), ("count(//*[", "])"), ("if(1, 2, ", ")"),
    ("1 + (2 * (", "))"), ("concat(//*, ", ")"), ("string(//*) + (", ")"), ("join(//*, ", ", //*)"),
    ("a[1 or 1 and 1 = 1 < 1 + 1 * (", ")]"), ("(//*)[", "]"), ("substr(", ", 1)"), ("regex(", ", '(.*)*$')"),
    ("randomize(", ")"), ("1 or 1 and 1 = 1 < 1 + 1 * ", ""),
)  # fmt: skip
NESTED = st.builds(
    lambda nest, deep, inner: nest[0] * deep + inner + nest[1] * deep,
    st.sampled_from(_NESTS), st.integers(1, 200), ATOMS,
)  # fmt: skip
LONG = st.builds(
    lambda operator, inner, times: operator.join([inner] * times)[:10_240],
    st.sampled_from(OPERATORS), VALID.filter(lambda text: len(text) < 200), st.integers(2, 5_000),
)  # fmt: skip
EXPRESSIONS = st.one_of(VALID, VALID, NEARLY_VALID, NESTED, LONG)
