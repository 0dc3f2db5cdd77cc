"""What can be wrong with an expression, each with its place in the text (Q2)."""

from __future__ import annotations

from desktop_app.errors import Fault, PhromError


class ExpressionError(PhromError):
    """An expression that cannot be read or evaluated. `position` counts characters from 1."""

    def __init__(self, fault: Fault, details: dict[str, object]) -> None:
        super().__init__(fault, details)
        position = details.get("position", 1)
        self.position = position if isinstance(position, int) else 1


def refuse(fault: Fault, position: int, **details: object) -> ExpressionError:
    """Make the error for a place in the text; `position` is an offset, counted from 0."""
    return ExpressionError(fault, {"position": position + 1, **details})
