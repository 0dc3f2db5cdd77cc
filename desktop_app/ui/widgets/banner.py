"""A bar with a message that stays until it is dealt with; dialogs are for danger only."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QSizePolicy

from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import Surface, column, row
from desktop_app.ui.widgets.marks import IconMark
from desktop_app.ui.widgets.text import Label

KINDS = {  # kind -> (icon, tone, surface)
    "info": ("info", "accent", "info_soft"),
    "ok": ("check", "ok", "ok_soft"),
    "warning": ("warning", "warning", "warning_soft"),
    "error": ("error", "error", "error_soft"),
}
Action = tuple[str, Callable[[], object]]  # verb, what it does


class Banner(Surface):
    """Sign, sentence, and what can be done about it. Kinds: info, ok, warning, error."""

    def __init__(
        self,
        kind: str,
        text: str,
        detail: str = "",
        actions: Sequence[Action] = (),
        *,
        close: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        icon, tone, surface = KINDS[kind]
        super().__init__(surface, tone, radius=6)
        self.kind, self.text = kind, text
        words = column(Label(text, "strong" if detail else "body"), spacing=0)
        if detail:
            words.addWidget(Label(detail))
        line = row(IconMark(icon, tone), words, spacing=10, margins=(12, 5, 8, 5))
        line.setStretch(1, 1)
        for verb, act in actions:
            line.addWidget(Button(verb, "plain", on=act))
        if close:
            line.addWidget(Button("", "quiet", icon="close", on=close[1], name=close[0]))
        self.setLayout(line)
        self.setAccessibleName(f"{text} {detail}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)


class EmptyState(Surface):
    """What belongs here, why it is empty, and the one next step."""

    def __init__(self, icon: str, title: str, why: str, actions: Sequence[Action] = (), *, edge: str = "line") -> None:
        super().__init__("card", edge)
        heading, reason = Label(title, "heading"), Label(why, tone="hint")
        buttons = row(spacing=8)
        for number, (verb, act) in enumerate(actions):
            buttons.addWidget(Button(verb, "primary" if number == 0 else "plain", on=act))
        buttons.addStretch(1)
        words = column(heading, reason, 6, buttons, spacing=2)
        line = row(IconMark(icon, "accent", 40), words, spacing=18, margins=(24, 20, 24, 20))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
