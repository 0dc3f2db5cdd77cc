"""`phrom central …`: the central desk without a window (K10)."""

from __future__ import annotations

import getpass
import time
from dataclasses import asdict
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from desktop_app.central import coverage as coverage_room
from desktop_app.central import enrolment, export, intake, rebuild, receipts, results, rosters, rounds, setup
from desktop_app.central.registry import Registry, open_registry
from desktop_app.cli.output import language, now, passphrase, say, show, with_bar
from desktop_app.files import read_whole, write_whole
from desktop_app.scoring.rounding import half_up
from desktop_app.submission.reference import group_names

FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)
MAX_REQUEST_BYTES = 1 << 16
MAX_ROSTER_BYTES = 64 << 20
PLACES = 2

registry_option = click.option("--registry", "address", required=True, metavar="DB", help="Registry: file or address.")
folder_option = click.option("--folder", type=FOLDER, help="Packages, log and keys, when the registry is a server.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
secret_option = click.option("--passphrase-file", type=FILE, help="Read the passphrase from this file's first line.")
round_option = click.option("--round", "round_name", help="Round; the newest when not given.")


@click.group()
def central() -> None:
    """The central desk: publish, enrol, import, count, export."""


def where(address: str) -> Path | str:
    """A database address as it is, anything else as a path."""
    return address if "://" in address else Path(address)


def opened(address: str, folder: Path | None) -> Registry:
    """The registry that a command names."""
    return open_registry(where(address), folder)


def whoever() -> str:
    """Who sits at this computer, for the log."""
    return getpass.getuser()


@central.command()
@registry_option
@folder_option
@click.option("--organisation", required=True, help="Name of the central agency, in certificates.")
@click.option("--audience", required=True, help="Name of this deployment, for example phrom-2569.")
@secret_option
@json_option
def init(
    address: str, folder: Path | None, organisation: str, audience: str, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """Make root, certificates, trust folder and an empty registry."""
    secret = passphrase(passphrase_file, "รหัสผ่านของกุญแจส่วนกลาง (อย่างน้อย 12 ตัวอักษร)")
    registry, _ = setup.init(where(address), organisation, audience, secret, now(), whoever(), folder)
    folders = registry.folders
    document = {"registry": address, "trust": str(folders.trust), "keys": str(folders.keys)}
    show(document, as_json, lambda: [f"ทะเบียน {address}", f"โฟลเดอร์ความเชื่อถือสำหรับแจกหน่วยงาน {folders.trust}"])


@central.command()
@registry_option
@folder_option
@click.argument("path", metavar="ROSTER.csv", type=FILE, required=False)
@json_option
def roster(address: str, folder: Path | None, path: Path | None, *, as_json: bool) -> None:
    """Import a roster of offices, or show the one in force."""
    registry = opened(address, folder)
    if path is not None:
        rosters.import_roster(registry, read_whole(path, MAX_ROSTER_BYTES), now(), whoever())
    offices = rosters.current_roster(registry).offices
    document = {"offices": [asdict(office) for office in offices]}
    show(document, as_json, lambda: [f"{one.office_code}\t{one.name_th}" for one in offices])


@central.command()
@registry_option
@folder_option
@click.argument("office_code", metavar="OFFICE")
@click.argument("request", metavar="REQUEST.pem", type=FILE)
@click.option("--heard", required=True, help="Fingerprint as the caller read it out, at least six groups of four.")
@click.option("--signer", default="", help="Who signs for the office.")
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the certificate.")
@secret_option
@json_option
def enrol(
    address: str,
    folder: Path | None,
    office_code: str,
    request: Path,
    heard: str,
    signer: str,
    output: Path,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Issue an office's certificate for the key in its request."""
    registry = opened(address, folder)
    keys = setup.open_keys(registry, passphrase(passphrase_file, "รหัสผ่านของกุญแจส่วนกลาง"))
    data = read_whole(request, MAX_REQUEST_BYTES)
    pem = enrolment.enrol(registry, office_code, data, heard, keys.office_authority, now(), whoever(), signer)
    write_whole(output, pem)
    show({"office": office_code, "certificate": str(output)}, as_json, lambda: [f"{office_code} → {output}"])


@central.command()
@registry_option
@folder_option
@click.argument("workbook", metavar="FORM.xlsx", type=FILE)
@click.option("--round", "round_name", required=True, help="Name of the round, for example 2569.")
@click.option("--opens", required=True, type=click.DateTime(["%Y-%m-%d"]), help="First day, Gregorian.")
@click.option("--closes", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Last day, Gregorian.")
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the form release.")
@secret_option
@json_option
def release(
    address: str,
    folder: Path | None,
    workbook: Path,
    round_name: str,
    opens: datetime,
    closes: datetime,
    output: Path,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Sign a questionnaire for a round, with the roster in force."""
    registry = opened(address, folder)
    keys = setup.open_keys(registry, passphrase(passphrase_file, "รหัสผ่านของกุญแจส่วนกลาง"))
    one_round = rounds.Round(round_name, rounds.start_of_day(opens.date()), rounds.end_of_day(closes.date()))
    archived = rounds.release(registry, workbook, one_round, keys.desk, now(), whoever())
    write_whole(output, archived.read_bytes())
    document = {"round": round_name, "package_id": archived.stem, "file": str(output)}
    show(document, as_json, lambda: [f"รอบ {round_name} → {output} ({archived.stem})"])


@central.command(name="import")
@registry_option
@folder_option
@click.argument("paths", metavar="PATH…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--workers", type=click.IntRange(0, 64), help="Checking processes; the number of cores if not given.")
@json_option
@click.pass_context
def import_(
    context: click.Context,
    address: str,
    folder: Path | None,
    paths: tuple[Path, ...],
    workers: int | None,
    *,
    as_json: bool,
) -> None:
    """Import packages: each file ends in one state with a reason."""
    registry = opened(address, folder)
    started = time.monotonic()
    facts = intake.import_paths(registry, paths, now(), whoever(), workers)
    label = "นำเข้า" if language() == "th" else "Importing"
    done = list(with_bar(facts, label, lambda fact: fact.total))
    seconds = round(time.monotonic() - started, 3)
    accepted = sum(one.state in coverage_room.COUNTED for one in done)
    document = {"files": len(done), "accepted": accepted, "by_code": intake.tally(done), "seconds": seconds}
    for one in done:
        if one.state not in (*coverage_room.COUNTED, "duplicate"):
            say(f"{one.name}: {one.code} {one.message[language()]}")
    show(document, as_json, lambda: [f"{code}\t{count}" for code, count in intake.tally(done).items()])
    context.exit(1 if any(one.state == "failed" for one in done) else 0)


@central.command(name="receipts")
@registry_option
@folder_option
@secret_option
@json_option
def receipts_(address: str, folder: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Sign every receipt that is due."""
    registry = opened(address, folder)
    keys = setup.open_keys(registry, passphrase(passphrase_file, "รหัสผ่านของกุญแจส่วนกลาง"))
    facts = receipts.issue_receipts(registry, keys.desk, setup.audience_of(registry), now(), whoever())
    done = list(with_bar(facts, "ใบตอบรับ", lambda fact: fact.total))
    document = {"issued": len(done), "folder": str(registry.folders.receipts)}
    show(document, as_json, lambda: [f"{len(done)} → {registry.folders.receipts}"])


def shown(value: Fraction | None, places: int) -> str | None:
    """An exact figure as it is published; None stays None."""
    return None if value is None else half_up(value, places)


def the_round(registry: Registry, round_name: str | None) -> str:
    """The round that was named, or the newest one."""
    return round_name or next(iter(coverage_room.rounds(registry)), "")


@central.command()
@registry_option
@folder_option
@round_option
@json_option
def coverage(address: str, folder: Path | None, round_name: str | None, *, as_json: bool) -> None:
    """Who has sent, per province and ministry, and who has not."""
    registry = opened(address, folder)
    found = coverage_room.coverage(registry, the_round(registry, round_name))

    def share(one: coverage_room.Share) -> dict[str, Any]:
        return {"key": one.key, "counted": one.counted, "expected": one.expected, "percent": shown(one.percent, PLACES)}

    document = {
        "round": found.round,
        "total": share(found.total),
        **{kind: [share(one) for one in getattr(found, kind)] for kind in ("levels", "provinces", "ministries")},
        "missing": [{"office_code": one.office_code, "name": one.name_th} for one in found.missing],
    }
    total = found.total
    lines = [f"{total.counted}/{total.expected} = {shown(total.percent, PLACES)} %"]
    lines += [f"{one.office_code}\t{one.name_th}" for one in found.missing]
    show(document, as_json, lambda: lines)


@central.command(name="results")
@registry_option
@folder_option
@round_option
@json_option
def results_(address: str, folder: Path | None, round_name: str | None, *, as_json: bool) -> None:
    """Means, quartiles and ranks."""
    registry = opened(address, folder)
    found = results.compute_results(registry, the_round(registry, round_name), now())
    document = {
        "round": found.round,
        "form": found.form_id,
        "form_version": found.form_version,
        "as_of": found.as_of.astimezone(UTC).isoformat(),
        "rule": results.RULE,
        "groups": [_group(group) for group in found.groups],
        "offices": [_office(one) for one in found.offices],
    }
    nation = found.group("nation")
    nodes = nation.nodes.items() if nation else ()
    lines = [f"{node}\t{shown(one.mean, PLACES)}\tn = {one.n}" for node, one in nodes]
    show(document, as_json, lambda: [*lines, results.RULE[language()]])


def _group(group: results.Group) -> dict[str, Any]:
    figures = ("mean", "p25", "p50", "p75")
    nodes = {
        node: {"n": one.n, **{name: shown(getattr(one, name), PLACES) for name in figures}}
        for node, one in group.nodes.items()
    }
    return {"kind": group.kind, "key": group.key, "n": group.n, "nodes": nodes}


def _office(one: results.OfficeResult) -> dict[str, Any]:
    scores = {node: shown(exact, PLACES) for node, exact in one.scores.items()}
    code = one.office.office_code
    return {"office": code, "rank": one.rank, "level": one.level, "package_id": one.package_id, "scores": scores}


@central.command(name="export")
@registry_option
@folder_option
@round_option
@click.option("-o", "--output", required=True, type=FILE, help="Excel file to write.")
@json_option
def export_(address: str, folder: Path | None, round_name: str | None, output: Path, *, as_json: bool) -> None:
    """Write results, coverage and codebook as an Excel workbook."""
    registry = opened(address, folder)
    name = the_round(registry, round_name)
    found = results.compute_results(registry, name, now())
    counted = coverage_room.coverage(registry, name)
    form = rounds.open_round(registry, name, now()).form
    rows = export.export_results(output, found, counted, form, group_names())
    show({"file": str(output), "offices": rows}, as_json, lambda: [f"{rows} → {output}"])


@central.command(name="rebuild")
@registry_option
@click.option("--from", "folder", required=True, type=FOLDER, help="Folder with packages and log.")
@json_option
def rebuild_(address: str, folder: Path, *, as_json: bool) -> None:
    """Make a registry anew from the packages and the log."""
    facts = rebuild.rebuild(where(address), folder)
    done = sum(1 for _ in with_bar(facts, "สร้างทะเบียนใหม่", lambda fact: fact.total))
    show({"registry": address, "entries": done}, as_json, lambda: [f"{done} → {address}"])
