"""Undo and redo without a window."""

from desktop_app.ui.history import History, Step


def test_undo_goes_back_and_redo_forth() -> None:
    """O4: the last step first."""
    history = History()
    history.add(Step("value", "/a", "", "1"))
    history.add(Step("value", "/b", "", "2"))
    assert history.undo() == Step("value", "/b", "", "2")
    assert history.undo().ref == "/a"
    assert history.undo() is None
    assert history.redo().ref == "/a"


def test_a_new_step_ends_what_could_be_redone() -> None:
    """O4: history has one branch."""
    history = History()
    history.add(Step("value", "/a", "", "1"))
    history.undo()
    history.add(Step("value", "/a", "", "2"))
    assert not history.can_redo


def test_typed_text_is_one_step_up_to_the_end_of_a_word() -> None:
    """O4: undo takes back a word, not a letter."""
    history = History()
    for old, new in (("", "ก"), ("ก", "กร"), ("กร", "กรม "), ("กรม ", "กรม ข")):
        history.add(Step("value", "/a", old, new, merges=True))
    assert history.undo() == Step("value", "/a", "กร", "กรม ข", merges=True)
    assert history.undo() == Step("value", "/a", "", "กร", merges=True)


def test_what_changed_nothing_is_no_step() -> None:
    """O4: undo always does something."""
    history = History()
    history.add(Step("value", "/a", "1", "1"))
    assert not history.can_undo


def test_after_signing_there_is_nothing_to_undo() -> None:
    """C2: older values come back through the history on disk."""
    history = History()
    history.add(Step("flag", "/a", "", "1"))
    history.clear()
    assert not history.can_undo and not history.can_redo
