"""The words and figures of one report in its language and digits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.errors import Language, fill
from desktop_app.outputs.report import SelfAssessment
from desktop_app.outputs.report_texts import TEXTS
from desktop_app.thai.dates import format_moment
from desktop_app.thai.digits import Digits, in_digits, to_arabic

SHORT_GROUPS = 6  # groups of four on every page; enough to look a package up


@dataclass(frozen=True)
class Wording:
    """`words("key", place=…)` gives a sentence; figures put into it are in the digits of the setting already."""

    language: Language
    setting: Digits

    @classmethod
    def of(cls, report: SelfAssessment) -> Wording:
        """The wording of a report."""
        return cls(report.language, report.digits)

    def __call__(self, key: str, **places: str) -> str:
        """A sentence; its own Thai figures follow the setting, names like SHA-256 and what is put in stay."""
        words = self._texts[key]
        return fill(to_arabic(words) if self.setting == "arabic" else words, places)

    @property
    def _texts(self) -> Mapping[str, str]:
        return TEXTS[self.language]

    def digits(self, figure: str) -> str:
        """A figure in the digits of the setting."""
        return in_digits(figure, self.setting)

    def score(self, shown: str | None) -> str:
        """A score, or that nothing applies."""
        return self("not_applicable") if shown is None else self.digits(shown)

    def series(self, role: str, report: SelfAssessment) -> str:
        """Name of a series of a chart: own office, or whose figures of which year."""
        year = f" {report.benchmark_year}" if role != "own" and report.benchmark_year else ""
        return self(role) + self.digits(year)

    def moment(self, report: SelfAssessment) -> str:
        """When the report was made, on the office's clock."""
        return format_moment(report.created_at, report.zone, "long", report.digits, report.language)

    def groups(self, fingerprint: str, count: int | None = None) -> str:
        """Hex digits in groups of four, never in Thai digits; the first `count` groups or all."""
        groups = [fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4)]
        return " ".join(groups[:count])

    def qr(self, report: SelfAssessment) -> str:
        """Text of the QR code. Source: package format, section 14."""
        return f"phrom:{report.office_code}:{report.round}:{report.fingerprint}"

    def size(self, size: int) -> str:
        """A file's size in KB or MB."""
        if size < 1_000_000:
            return self.digits(f"{max(1, round(size / 1000)):,} KB")
        return self.digits(f"{size / 1_000_000:,.1f} MB")
