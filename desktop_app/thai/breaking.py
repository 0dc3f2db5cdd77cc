"""Where a Thai line may end (X1): dictionary words, and the rules no dictionary knows.

Engine: pythainlp's newmm with its own word list and ours (`words.txt`, one word a line, sorted, reviewed).
It is imported at the first Thai text that is not in the table of known runs (`known_runs.py`), because loading its
62,000 words takes half a second.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Protocol

from desktop_app.resources import REFERENCE
from desktop_app.thai.dates import MONTHS_TH, SHORT_MONTHS_TH

ZERO_WIDTH_SPACE = "\u200b"
NO_BREAK_SPACE = "\u00a0"

LONGEST_WORD = 24  # letters; longer names are kept whole where they fit, but are no dictionary words

_THAI_LETTER = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]")
RUN = re.compile("[\u0e01-\u0e4e][\u0e01-\u0e4e.]*")
_SPACE = re.compile(r"\s(?=\S)")
CUT = "|"  # between words in the table of known runs
KNOWN_RUNS = REFERENCE / "thai_runs.txt"
_LEADING = frozenset("เแโใไ")
_MARKS = frozenset(map(chr, (*range(0x0E30, 0x0E3B), 0x0E45, *range(0x0E47, 0x0E4F))))
_NEVER_BEFORE = _MARKS | frozenset("ๆฯ)]}>”’»\"',.;:?!%/\u00a0\u2060")
_NEVER_AFTER = _LEADING | frozenset("([{<“‘«\"'\u00a0\u2060")
_NUMBER_AND_SLASH = re.compile("[0-9๐-๙]/$")  # a letter's number: ๐๑๐๐/ว ๑๒๓
_ONE_LETTER_ABBREVIATION = re.compile("[ก-ฮ]\\.")

_MONTH = "|".join(map(re.escape, (*MONTHS_TH, *SHORT_MONTHS_TH)))
_COUNTED = (
    "ข้อ|คน|ราย|แห่ง|หน่วยงาน|ฉบับ|ครั้ง|ปี|เดือน|วัน|ชั่วโมง|นาที|บาท|ล้านบาท|ระบบ|โครงการ|คะแนน|จุด|มิติ|ตัวชี้วัด|น\\."
    "|หน้า|รายการ|ไฟล์|เครื่อง|จังหวัด|กรม|บริการ|ชุด|เรื่อง|ด้าน|แผน|หลักสูตร|ร้อยละ|กระทรวง|ส่วนราชการ|ระดับ"
)
_D = "[0-9๐-๙]"
_BINDINGS = tuple(
    re.compile(pattern)
    for pattern in (
        " (?=[ๆฯ](?![ก-ฮ]))",
        f"(?<=[พค]\\.ศ\\.) (?={_D})",
        f"(?<={_D}) (?=(?:{_MONTH}))",
        f"(?<=ร้อยละ) (?={_D})",
        f"(?<={_D}) (?=(?:{_COUNTED}))",
        f"(?<=฿) (?={_D})",
        f"(?<=ข้อ) (?={_D})|(?<=หน้า) (?={_D})",
        "(?<=สำนักงาน) (?=ก\\.พ\\.)",
        f"(?<=[{_D[1:-1]}.]) (?=– )|(?<=[{_D[1:-1]}.] –) (?=[{_D[1:-1]}]|(?:{_MONTH}))",
        f"(?<=ที่) (?=[ก-ฮ]{{1,4}} {_D}+/)|(?<= [ก-ฮ]{{2}}) (?={_D}+/)|(?<=/ว) (?={_D})",
    )
)


class _Words(Protocol):
    """What we use of pythainlp's prefix tree."""

    def prefixes(self, text: str, begin: int = 0) -> list[str]:
        """Words of the tree that `text` holds from `begin` on."""


@lru_cache(maxsize=20_000)
def break_words(text: str) -> tuple[str, ...]:
    """Cut `text` where a line may end. The pieces join to `text`; spaces end a piece.

    Names of our word list stay whole however long they are; where they do not fit, see `break_finely`.
    """
    return _pieces(text, keep_names=True)


@lru_cache(maxsize=20_000)
def break_finely(text: str) -> tuple[str, ...]:
    """Like `break_words`, with the words inside long names apart: for narrow columns and the window."""
    return _pieces(text, keep_names=False)


@lru_cache(maxsize=20_000)
def break_letters(text: str) -> tuple[str, ...]:
    """Cut `text` after every syllable cluster where a line may end: for a word wider than its column."""
    return _cut(text, [at for at in range(1, len(text)) if _may_part(text, at)])


def break_clusters(text: str) -> tuple[str, ...]:
    """Cut `text` after every syllable cluster, even before ๆ or a bracket: the very last resort."""
    return _cut(text, [at for at in range(1, len(text)) if text[at] not in _MARKS and text[at - 1] not in _LEADING])


@lru_cache(maxsize=20_000)
def show(text: str) -> str:
    """The shown form, for the window only: U+200B between words, U+00A0 where a break is wrong.

    Never stored, compared, copied or spoken: those read the stored text.
    """
    pieces = break_finely(bind(text))
    return "".join(
        piece if piece[-1].isspace() or last else piece + ZERO_WIDTH_SPACE for piece, last in _with_last(pieces)
    )


def load_dictionary() -> None:
    """Load now what the first unknown Thai word would wait a second for; for a thread nobody waits on."""
    _engine()


def bind(text: str) -> str:
    """`text` with U+00A0 for each space a line must not end at: before ๆ, พ.ศ. and year, number and unit."""
    for binding in _BINDINGS:
        text = binding.sub(NO_BREAK_SPACE, text)
    return text


def _pieces(text: str, *, keep_names: bool) -> tuple[str, ...]:
    if not _THAI_LETTER.search(text):
        return _cut(text, [at for at in range(1, len(text)) if _after_space(text, at)])
    spans = _name_spans(text) if keep_names else []
    ends = {at for at in _word_ends(text) if not any(start < at < end for start, end in spans)}
    ends.update(end for _, end in spans if end < len(text))
    return _cut(text, [at for at in sorted(ends) if _after_space(text, at) or _between_words(text, at)])


def _word_ends(text: str) -> Iterator[int]:
    """Where newmm's words end and where Thai meets something else, the end of the text left out."""
    for run in RUN.finditer(text):
        yield from (at for at in (run.start(), run.end()) if 0 < at < len(text))
        yield from (run.start() + at for at in _run_cuts(run[0]))
    yield from (space.end() for space in _SPACE.finditer(text))


@lru_cache(maxsize=20_000)
def _run_cuts(run: str) -> tuple[int, ...]:
    """Word ends inside a run of Thai letters, from the table of known runs or the engine."""
    known = _known_runs().get(run)
    return segment_run(run) if known is None else known


def segment_run(run: str) -> tuple[int, ...]:
    """Word ends inside a run of Thai letters and full stops, asked of the engine."""
    segment, dictionary, _ = _engine()
    return tuple(accumulate(map(len, segment(run, dictionary))))[:-1]


@lru_cache(maxsize=1)
def _known_runs() -> dict[str, tuple[int, ...]]:
    """Runs that shipped texts consist of, cut beforehand, so that no window waits for the dictionary."""
    if not KNOWN_RUNS.exists():
        return {}
    known = {}
    for line in KNOWN_RUNS.read_text(encoding="utf-8").splitlines():
        words = line.split(CUT)
        known["".join(words)] = tuple(accumulate(map(len, words)))[:-1]
    return known


def _name_spans(text: str) -> list[tuple[int, int]]:
    """Places of the long names, the longest at each place, left to right."""
    _, _, names = _engine()
    spans: list[tuple[int, int]] = []
    for at, letter in enumerate(text):
        if letter in _name_initials() and (not spans or at >= spans[-1][1]):
            found = names.prefixes(text, at)
            if found:
                spans.append((at, at + len(max(found, key=len))))
    return spans


def _may_part(text: str, at: int) -> bool:
    return text[at] not in _NEVER_BEFORE and text[at - 1] not in _NEVER_AFTER


def _between_words(text: str, at: int) -> bool:
    """Whether a break is right between two characters that newmm parts: Thai on one side at least."""
    thai = _THAI_LETTER.match(text[at - 1]) or _THAI_LETTER.match(text[at])
    if not thai or text[at].isspace() or _NUMBER_AND_SLASH.search(text, 0, at):
        return False
    return _may_part(text, at)


def _after_space(text: str, at: int) -> bool:
    return text[at - 1].isspace() and not text[at].isspace() and _may_part(text, at)


def _cut(text: str, cuts: Iterable[int]) -> tuple[str, ...]:
    edges = [0, *cuts, len(text)]
    return tuple(text[start:end] for start, end in pairwise(edges) if end > start)


def _with_last(pieces: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    return ((piece, number == len(pieces)) for number, piece in enumerate(pieces, start=1))


def own_words() -> tuple[str, ...]:
    """The reviewed words Phrom adds to the dictionary."""
    return tuple(files("desktop_app.thai").joinpath("words.txt").read_text(encoding="utf-8").split())


@lru_cache(maxsize=1)
def _name_initials() -> frozenset[str]:
    return frozenset(word[0] for word in own_words() if len(word) > LONGEST_WORD)


@lru_cache(maxsize=1)
def _engine() -> tuple[Callable[..., list[str]], _Words, _Words]:
    """The tokenizer, its dictionary with our words, and our long names."""
    os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")  # else importing it makes a folder in the person's home
    os.environ.setdefault("PYTHAINLP_OFFLINE", "1")
    from pythainlp.corpus import thai_words
    from pythainlp.tokenize.newmm import segment
    from pythainlp.util.trie import Trie

    common = (word for word in thai_words() if not _ONE_LETTER_ABBREVIATION.fullmatch(word))
    own = own_words()
    dictionary = Trie((*common, *(word for word in own if len(word) <= LONGEST_WORD)))
    return segment, dictionary, Trie(word for word in own if len(word) > LONGEST_WORD)
