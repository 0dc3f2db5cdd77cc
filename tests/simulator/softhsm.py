"""A real PKCS#11 token in software: SoftHSM, with a folder of its own for every test.

The library is loaded once per run, but Phrom initialises it anew for each piece of work, and SoftHSM reads
`SOFTHSM2_CONF` whenever it is initialised. So one loaded library serves one folder after another.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop_app.trust.token import TokenInfo

PLACES = ("/usr/lib/softhsm", "/usr/lib64/softhsm", "/usr/lib64/pkcs11", "/usr/local/lib/softhsm")
MODULES = [Path(place) / "libsofthsm2.so" for place in PLACES]
MODULE = next((path for path in MODULES if path.exists()), MODULES[0])
LABEL, PIN, OFFICER_PIN = "โทเค็น 1", "2468-ทดสอบ", "13579135"
FINAL_TRY, LOCKED = 0x20000, 0x40000  # CKF_USER_PIN_FINAL_TRY, CKF_USER_PIN_LOCKED
FLAGS = struct.pack(">QQ", 0x8000534B, 2)  # how the flags begin in SoftHSM's file: their name, and "a number"

needs_softhsm = pytest.mark.skipif(
    not (MODULE.exists() and shutil.which("softhsm2-util")), reason="SoftHSM (Debian package softhsm2) is not installed"
)


@dataclass(frozen=True)
class SoftToken:
    """One initialised token, and the folder in which SoftHSM keeps it."""

    info: TokenInfo
    folder: Path

    def set_flag(self, flag: int) -> None:
        """Make it say that its PIN is nearly or wholly locked; SoftHSM itself never locks one."""
        path = self.folder / "token.object"
        data = bytearray(path.read_bytes())
        at = data.index(FLAGS) + len(FLAGS)
        data[at : at + 8] = (int.from_bytes(data[at : at + 8], "big") | flag).to_bytes(8, "big")
        path.write_bytes(data)

    def pull_out(self) -> None:
        """The token is no longer there."""
        shutil.rmtree(self.folder)


def use_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on SoftHSM keeps its tokens in `folder`."""
    tokens, settings = folder / "tokens", folder / "softhsm2.conf"
    tokens.mkdir(parents=True)
    settings.write_text(f"directories.tokendir = {tokens}\nobjectstore.backend = file\nlog.level = ERROR\n", "utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(settings))


def make_token(label: str = LABEL) -> SoftToken:
    """A new token in the folder in use."""
    tokens = Path(os.environ["SOFTHSM2_CONF"]).with_name("tokens")
    before = set(tokens.iterdir())
    command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", OFFICER_PIN]
    subprocess.run(command, check=True, capture_output=True)
    (folder,) = set(tokens.iterdir()) - before
    serial = folder.name.replace("-", "")[-16:]
    return SoftToken(TokenInfo(label, serial), folder)
