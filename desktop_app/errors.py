"""The shape of every message that tells a person something went wrong.

The catalogue itself lies beside the code that raises it: each room keeps its faults in its own
`faults.py`, and a test gathers them all, so that codes stay unique and both languages complete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Literal

Whose = Literal["user", "file", "machine", "us"]
Language = Literal["th", "en"]


_COUNTED = re.compile(r"\{(\w+)\|([^|{}]+)\|([^|{}]+)\}")


def fill(text: str, places: Mapping[str, object]) -> str:
    """Fill in the places of a sentence; `{days|day|days}` is the word that goes with the number in `days`."""
    said = _COUNTED.sub(lambda found: found[2 if str(places[found[1]]) in ("1", "๑") else 3], text)
    return said.format(**places)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can go wrong: what, where, what is safe (`th`, `en`), and what to do next.

    Attributes:
        code: short and stable, what support asks for, for example `EVD-03`.
        whose: who can mend it: the user, the file, the machine, or us.
        th, en: sentence with named places, the same in both languages.
        next_th, next_en: the next step, may use the same places.
    """

    code: str
    whose: Whose
    th: str
    en: str
    next_th: str
    next_en: str

    def error(self, **details: object) -> PhromError:
        """Make the exception to raise, with the places filled in."""
        return PhromError(self, details)

    def places(self) -> frozenset[str]:
        """Names of the places that the sentences fill in, equal in both languages."""
        texts = (self.th, self.next_th)
        return frozenset(name for text in texts for _, name, _, _ in Formatter().parse(text) if name)


class PhromError(Exception):
    """An expected failure. It becomes a message; anything else becomes a crash report."""

    def __init__(self, fault: Fault, details: dict[str, object] | None = None) -> None:
        self.fault = fault
        self.details = details or {}
        super().__init__(self.text("en"))

    @property
    def code(self) -> str:
        """The fault's code."""
        return self.fault.code

    def message(self, language: Language = "th") -> str:
        """What is wrong, where, and what is safe."""
        template = self.fault.th if language == "th" else self.fault.en
        return fill(template, self.details)

    def remedy(self, language: Language = "th") -> str:
        """What to do next."""
        template = self.fault.next_th if language == "th" else self.fault.next_en
        return fill(template, self.details)

    def text(self, language: Language = "th") -> str:
        """Code, message and remedy in one line."""
        return f"{self.code} {self.message(language)} → {self.remedy(language)}"
