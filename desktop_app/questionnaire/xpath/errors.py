"""What can be wrong with an expression, each with its place in the text (Q2)."""

from __future__ import annotations

from desktop_app.errors import Fault, PhromError

_AROUND = 40  # characters shown on either side of what is wrong


class ExpressionError(PhromError):
    """An expression that cannot be read or evaluated. `position` counts characters from 1, line breaks too.

    A long expression is shown around that place only, so that the sentence stays one.
    """

    def __init__(self, fault: Fault, details: dict[str, object]) -> None:
        position = details.get("position", 1)
        self.position = position if isinstance(position, int) else 1
        super().__init__(fault, {key: self._shown(key, value) for key, value in details.items()})

    def _shown(self, key: str, value: object) -> object:
        if not isinstance(value, str) or len(value) <= 2 * _AROUND:
            return value
        return _excerpt(value, self.position - 1 if key == "expression" else 0)


def _excerpt(text: str, offset: int) -> str:
    start = min(max(offset - _AROUND, 0), len(text) - 2 * _AROUND)
    end = start + 2 * _AROUND
    return f"{'…' if start else ''}{text[start:end]}{'…' if end < len(text) else ''}"


def refuse(fault: Fault, position: int, **details: object) -> ExpressionError:
    """Make the error for a place in the text; `position` is an offset, counted from 0."""
    return ExpressionError(fault, {"position": position + 1, **details})
