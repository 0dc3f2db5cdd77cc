"""One small demo, made from nothing, and what tests ask of it."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from desktop_app.demo.journey import play_journey
from desktop_app.demo.summary import Summary
from desktop_app.trust.anchors import Trust, read_trust_folder

ROOT = Path(__file__).parents[2]
OFFICES = 4
FORM = ROOT / "forms" / "readiness-2560.xlsx"


@dataclass(frozen=True)
class Demo:
    """A demo's folder, its clock and its summary."""

    out: Path
    moment: datetime
    summary: Summary

    @cached_property
    def trust(self) -> Trust:
        return read_trust_folder(self.out / "trust")

    @cached_property
    def entries(self) -> dict[str, bytes]:
        """Everything in the submission, as any ZIP tool reads it."""
        return unzip((self.out / "submission.asice").read_bytes())

    @cached_property
    def payload(self) -> dict[str, Any]:
        """`submission.json`, as any JSON reader reads it."""
        found: dict[str, Any] = json.loads(self.entries["submission.json"])
        return found


def make_demo(out: Path, offices: int = OFFICES) -> Demo:
    """Play the whole journey. The clock stands still, at this computer's now: real commands read the files too."""
    moment = datetime.now(UTC).replace(microsecond=0)
    *_, summary = play_journey(out, offices, lambda: moment)
    assert isinstance(summary, Summary)
    return Demo(out, moment, summary)


def unzip(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def phrom(*arguments: str | Path, language: str = "th") -> subprocess.CompletedProcess[str]:
    """A command typed at a terminal, in a process of its own."""
    command = [sys.executable, "-m", "desktop_app", *map(str, arguments)]
    environment = {**os.environ, "PHROM_LANG": language, "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def run(folder: Path, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """A tool that knows nothing of this program."""
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")
