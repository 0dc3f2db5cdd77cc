"""What the commands of the central desk share: where the registry lies, who works, which key opens."""

from __future__ import annotations

import getpass
from pathlib import Path

import click

from desktop_app.central import coverage, setup
from desktop_app.central.registry import Registry, open_registry
from desktop_app.central.setup import CentralKeys
from desktop_app.cli.output import FILE, language, passphrase

FOLDER = click.Path(path_type=Path, file_okay=False)

registry_option = click.option("--registry", "address", required=True, metavar="DB", help="Registry: file or address.")
folder_option = click.option("--folder", type=FOLDER, help="Packages, log and keys, when the registry is a server.")
secret_option = click.option("--passphrase-file", type=FILE, help="Read the passphrase from this file's first line.")
round_option = click.option("--round", "round_name", help="Round; the newest when not given.")


def where(address: str) -> Path | str:
    """A database address as it is, anything else as a path."""
    return address if "://" in address else Path(address)


def opened(address: str, folder: Path | None) -> Registry:
    """The registry that a command names."""
    return open_registry(where(address), folder)


def secret(file: Path | None, *, new: bool = False) -> str:
    """The passphrase of central's keys, from the file or the terminal."""
    words = {"th": "รหัสผ่านของกุญแจส่วนกลาง", "en": "Passphrase of central's keys"}
    least = {"th": " (อย่างน้อย 12 ตัวอักษร)", "en": " (at least 12 characters)"}
    return passphrase(file, words[language()] + (least[language()] if new else ""), twice=new)


def keys_of(registry: Registry, file: Path | None) -> CentralKeys:
    """Central's keys for this command."""
    return setup.open_keys(registry, secret(file))


def whoever() -> str:
    """Who sits at this computer, for the log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a computer that has no name for its user
        return "-"


def the_round(registry: Registry, round_name: str | None) -> str:
    """The round that was named, or the newest one."""
    return round_name or next(iter(coverage.rounds(registry)), "")
