"""A program that types for ever and says what is acknowledged; `test_kill_typing.py` kills it.

Run as `python -m tests.e2e.typist FOLDER START`. Types the numbers from START into one question, each through the
real assessment, writer thread and store, and prints a number only after it was told `Saved`.
"""

from __future__ import annotations

import itertools
import sys
from datetime import UTC, datetime
from pathlib import Path

from desktop_app.office.opening import open_assessment
from desktop_app.office.store import open_store
from desktop_app.office.writer import AnswerWriter, Fact, Saved
from desktop_app.submission.answers import BANGKOK

QUESTION = "/data/b/b_all"


def now() -> datetime:
    return datetime.now(UTC)


def main(folder: Path, start: int) -> None:
    store = open_store(folder, clock=now)

    def tell(fact: Fact) -> None:
        if isinstance(fact, Saved):
            print(start + fact.ticket - 1, flush=True)

    writer = AnswerWriter(store.append, tell, clock=now)
    work = open_assessment(store, store.works()[0].id, clock=now, zone=BANGKOK, who="ก", recorder=writer)
    for number in itertools.count(start):
        work.answer(QUESTION, str(number))
        if number % 50 == 0:
            work.flush()  # so that typing does not run away from the disk


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
