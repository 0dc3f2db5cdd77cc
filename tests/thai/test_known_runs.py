"""The table of known runs saves time and changes nothing."""

from desktop_app.thai import breaking
from desktop_app.thai.breaking import KNOWN_RUNS
from desktop_app.thai.known_runs import known_runs, sources


def test_the_table_holds_the_thai_of_every_shipped_text() -> None:
    """X1: a changed text is in the table again after `make listing`."""
    assert KNOWN_RUNS.read_text(encoding="utf-8") == known_runs(sources()), "run: make listing"


def test_shipped_words_are_shown_without_the_dictionary(monkeypatch: object) -> None:
    """X1: the first window does not wait for 62,000 words."""

    def refuse() -> None:
        raise AssertionError("the dictionary was loaded")

    breaking.show.cache_clear()
    breaking.break_finely.cache_clear()
    monkeypatch.setattr(breaking, "_engine", refuse)  # type: ignore[attr-defined]
    assert breaking.show("รายการการเชื่อมโยงข้อมูล 9/13").count("\u200b") == 3
