"""A disk that fails at its n-th write: full for once, or a stick that is pulled and stays away."""

from __future__ import annotations

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Self

import pytest

MODES = ("full", "pulled")


class Disk:
    """Counts writes, fsyncs, renames and new folders of this process; fails at the chosen one.

    Attributes:
        at: the call that fails, counted from 1.
        pulled: all later calls fail too, and nothing can be removed any more.
        count: calls so far.
    """

    def __init__(self, at: int, mode: str) -> None:
        self.at, self.pulled, self.count = at, mode == "pulled", 0

    @property
    def failed(self) -> bool:
        """Whether the chosen call was reached."""
        return self.count >= self.at

    def _fails(self) -> bool:
        self.count += 1
        return self.count == self.at or (self.pulled and self.count > self.at)

    def _error(self) -> OSError:
        number = errno.EIO if self.pulled else errno.ENOSPC
        return OSError(number, os.strerror(number))

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """The call, counted; nothing of it is done where it fails."""

        def counted(*arguments: Any, **named: Any) -> Any:
            if self._fails():
                raise self._error()
            return call(*arguments, **named)

        return counted

    def making(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """A new folder; one that is there already costs no write."""
        counted = self.before(call)
        return lambda path, *rest, **named: (call if Path(path).is_dir() else counted)(path, *rest, **named)

    def removing(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Removing a file: possible on a full disk, not on one that is gone."""

        def refused(*arguments: Any, **named: Any) -> Any:
            if self.pulled and self.failed:
                raise self._error()
            return call(*arguments, **named)

        return refused

    def opening(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """A file opened for writing counts its writes."""

        def opened(file: Any, mode: str = "r", *arguments: Any, **named: Any) -> Any:
            stream = call(file, mode, *arguments, **named)
            return _Writing(stream, self) if set(mode) & set("wxa+") else stream

        return opened

    @contextmanager
    def failing(self) -> Iterator[None]:
        """Everything in this block writes to this disk."""
        with pytest.MonkeyPatch.context() as patch:
            for name in ("fsync", "replace", "rename", "sendfile", "posix_fallocate"):
                patch.setattr(os, name, self.before(getattr(os, name)))
            patch.setattr(os, "mkdir", self.making(os.mkdir))
            patch.setattr(os, "unlink", self.removing(os.unlink))
            for module in (io, builtins):
                patch.setattr(module, "open", self.opening(open))
            yield


class _Writing:
    """An open file; half of what the failing write was given reaches the disk."""

    def __init__(self, stream: Any, disk: Disk) -> None:
        self._stream, self._disk = stream, disk

    def write(self, data: Any) -> int:
        if self._disk._fails():
            self._stream.write(data[: len(data) // 2])
            self._stream.flush()
            raise self._disk._error()
        written: int = self._stream.write(data)
        return written

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()


def disks(mode: str, least: int = 3) -> Iterator[Disk]:
    """A disk that fails at the first call, at the second, … until one lets everything pass.

    Args:
        least: so many must have failed before, or there was nothing to try.
    """
    for at in count(1):
        disk = Disk(at, mode)
        yield disk
        if not disk.failed:
            assert at > least, "there was hardly anything to fail"
            return
