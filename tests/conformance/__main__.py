"""`make conformance`: one table over all corpora, and below it every known miss with its reason.

The tests of this folder hold the same figures; this shows them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.conformance import test_forms, test_traces, test_xpath_cases
from tests.conformance.known import KNOWN

TARGETS = {"relevant": 99, "required": 99, "constraint": 100, "value": 99, "instances": 99}
EXPRESSIONS = {
    "xpath_cases.json": "expressions, ODK Web Forms and Enketo",
    "javarosa_xpath_cases.json": "expressions, JavaRosa",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One property of one corpus; `target` in percent of `amount`."""

    corpus: str
    what: str
    agreed: int
    amount: int
    target: int

    @property
    def reached(self) -> bool:
        """Whether enough agree."""
        return 100 * self.agreed >= self.target * self.amount

    def text(self) -> str:
        """The line as it is printed."""
        share = 100 * self.agreed / max(self.amount, 1)
        mark = "" if self.reached else "  BELOW"
        return (
            f"{self.corpus:<42}{self.what:<30}{self.agreed:>7}{self.amount:>8}{share:>9.2f} %{self.target:>6} %{mark}"
        )


def lines() -> Iterator[Line]:
    """Everything measured, corpus by corpus."""
    for name, corpus in EXPRESSIONS.items():
        cases, contexts = test_xpath_cases.in_scope(name)
        failed = test_xpath_cases.failed_of(cases, contexts)
        yield Line(corpus, "value of each case", len(cases) - len(failed), len(cases), 99)
    yield from _traces()
    loaded = [test_forms.read_or_refuse(path) is not None for path in test_forms.XFORMS]
    yield Line("XForms", "loads, or refused in words", len(loaded), len(test_forms.XFORMS), 100)
    yield Line("XForms", "loads", sum(loaded), len(loaded), 99)
    as_expected = [_is_as_expected(entry) for entry in test_forms.EXPECTED]
    yield Line("XLSForms", "converts or is refused, as due", sum(as_expected), len(as_expected), 100)


def _traces() -> Iterator[Line]:
    replays = test_traces.replays()
    compared = sum((one.compared for one in replays), Counter())
    missed = sum((one.missed for one in replays), Counter())
    corpus = f"states recorded from ODK, {len(replays)} forms"
    yield Line(corpus, "form runs to the end", len(replays), test_traces.amount_in_scope(), 100)
    for name, target in TARGETS.items():
        yield Line(corpus, name, compared[name] - missed[name], compared[name], target)


def _is_as_expected(entry: dict[str, str | int]) -> bool:
    form = test_forms.read_or_refuse(test_forms.CORPUS / "xlsforms" / str(entry["file"]))
    return (form is not None) == (entry["result"] == "converted")


def main() -> int:
    """Print the table; 1 where a target is missed."""
    if not test_forms.CORPUS.is_dir():
        print("The conformance corpus does not lie beside the checkout; nothing to compare with.")
        return 0
    print(f"{'corpus':<42}{'property':<30}{'agreed':>7}{'of':>8}{'':>11}{'target':>8}")
    below = 0
    for line in lines():
        print(line.text(), flush=True)
        below += not line.reached
    print("\nKnown misses among the recorded values:")
    for reason in dict.fromkeys(known.reason for known in KNOWN):
        print(f"\n  {reason}:")
        for known in KNOWN:
            if known.reason == reason:
                print(f"{known.values:>5}  {known.form}")
    return int(below > 0)


if __name__ == "__main__":
    sys.exit(main())
