"""`phrom central import|receipts|rebuild`: packages come in, answers go out (K1, K8, P4, K10)."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import click
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from desktop_app.central import encryption, intake, rebuild, receipts, setup
from desktop_app.central.coverage import COUNTED
from desktop_app.central.intake import FileDone
from desktop_app.central.registry import Registry, safe_address
from desktop_app.cli.central_options import (
    FOLDER,
    folder_option,
    keys_of,
    opened,
    registry_option,
    secret_option,
    where,
    whoever,
)
from desktop_app.cli.output import FILE, json_option, language, now, passphrase, say, show, with_bar
from desktop_app.package.codes import FLAGS

SHOWN = 10  # files told by name for each code; the rest are a number
workers_option = click.option(
    "--workers", type=click.IntRange(0, 64), help="Checking processes; the number of cores if not given."
)


@click.command(name="import")
@registry_option
@folder_option
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--intake-passphrase-file", type=FILE, help="Passphrase of the intake key, for encrypted packages.")
@workers_option
@json_option
@click.pass_context
def import_(
    context: click.Context,
    address: str,
    folder: Path | None,
    paths: tuple[Path, ...],
    intake_passphrase_file: Path | None,
    workers: int | None,
    *,
    as_json: bool,
) -> None:
    """Import packages: each file ends in one state with a reason."""
    registry = opened(address, folder)
    held = _intake_keys(registry, paths, intake_passphrase_file)
    facts = intake.import_paths(registry, paths, now(), whoever(), workers, decryption=held)
    finish_import(context, facts, as_json=as_json)


def finish_import(context: click.Context, facts: Iterator[FileDone], *, as_json: bool) -> None:
    """Import to the end and tell what became of the files; exit code 1 where one has to be offered again."""
    started = time.monotonic()
    label = "นำเข้า" if language() == "th" else "Importing"
    done = list(with_bar(facts, label, lambda fact: fact.total))
    seconds = round(time.monotonic() - started, 3)
    accepted = sum(one.state in COUNTED for one in done)
    by_code, by_flag = intake.tally(done), _flagged(done)
    counted = {flag: len(files) for flag, files in by_flag.items()}
    document = {"files": len(done), "accepted": accepted, "by_code": by_code, "by_flag": counted, "seconds": seconds}
    _tell_of_others(done)
    for flag, files in by_flag.items():
        _tell(files, flag, [FLAGS[flag][language()]] * len(files))
    show(document, as_json, lambda: [f"{code}\t{count}" for code, count in by_code.items()])
    context.exit(1 if any(one.state == "failed" for one in done) else 0)


@click.command(name="receipts")
@registry_option
@folder_option
@secret_option
@json_option
def receipts_(address: str, folder: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Sign every receipt that is due."""
    registry = opened(address, folder)
    keys = keys_of(registry, passphrase_file)
    facts = receipts.issue_receipts(registry, keys.desk, setup.audience_of(registry), now(), whoever())
    label = "ใบตอบรับ" if language() == "th" else "Receipts"
    done = list(with_bar(facts, label, lambda fact: fact.total))
    document = {"issued": len(done), "folder": str(registry.folders.receipts)}
    show(document, as_json, lambda: [f"{len(done)} → {registry.folders.receipts}"])


@click.command(name="rebuild")
@registry_option
@click.option("--from", "folder", required=True, type=FOLDER, help="Folder with packages and log.")
@json_option
def rebuild_(address: str, folder: Path, *, as_json: bool) -> None:
    """Make a registry anew from the packages and the log."""
    facts = rebuild.rebuild(where(address), folder)
    label = "สร้างทะเบียนใหม่" if language() == "th" else "Rebuilding"
    done = sum(1 for _ in with_bar(facts, label, lambda fact: fact.total))
    name = safe_address(where(address))
    show({"registry": name, "entries": done}, as_json, lambda: [f"{done} → {name}"])


def _intake_keys(registry: Registry, paths: Sequence[Path], file: Path | None) -> tuple[RSAPrivateKey, ...]:
    """The opened intake keys, asked for only where an encrypted file was offered and a key could open it."""
    if not encryption.has_intake_key(registry) or not intake.any_sealed(intake.find_packages(paths)):
        return ()
    words = {"th": "รหัสผ่านของกุญแจรับไฟล์", "en": "Passphrase of the intake key"}
    return encryption.open_intake_keys(registry, passphrase(file, words[language()]))


def _tell_of_others(done: Sequence[FileDone]) -> None:
    """Files that were not taken, by code; ten thousand of a kind are one line more than ten."""
    others = [one for one in done if one.state not in (*COUNTED, "duplicate")]
    for code, group in groupby(sorted(others, key=lambda one: one.code), key=lambda one: one.code):
        files = list(group)
        _tell(files, code, [one.message[language()] for one in files])


def _flagged(done: Sequence[FileDone]) -> dict[str, list[FileDone]]:
    """Files that were taken though something about them wants a look, by flag."""
    found = {flag: [one for one in done if flag in one.flags] for flag in FLAGS}
    return {flag: files for flag, files in found.items() if files}


def _tell(files: Sequence[FileDone], code: str, sentences: Sequence[str]) -> None:
    for one, sentence in list(zip(files, sentences, strict=True))[:SHOWN]:
        say(f"{one.name}: {code} {sentence}")
    if len(files) > SHOWN:
        say(f"… {code} + {len(files) - SHOWN}")
