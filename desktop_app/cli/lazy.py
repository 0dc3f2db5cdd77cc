"""Groups of commands that are imported only when they are called."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """A group that knows its commands by name; each loads no more than it needs itself.

    Args:
        lazy: `module:attribute` of each command by its name, in the order of the help page.
    """

    def __init__(self, *arguments: Any, lazy: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lazy = lazy

    def list_commands(self, context: click.Context) -> list[str]:
        """Names in the order of the help page."""
        return [*super().list_commands(context), *self._lazy]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of this name, imported now; None where there is none."""
        if name not in self._lazy:
            return super().get_command(context, name)
        module, _, attribute = self._lazy[name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command
