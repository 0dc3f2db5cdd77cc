"""`phrom central init|roster|enrol|revoke|renew|release`: what a round begins with (K10)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from desktop_app.central import authorities, bundles, enrolment, rosters, rounds, setup
from desktop_app.central.enrolment import Certified
from desktop_app.central.lists import newest_numbers, trust_of
from desktop_app.central.registry import Registry, safe_address
from desktop_app.central.setup import CentralKeys
from desktop_app.cli.central_options import (
    folder_option,
    keys_of,
    opened,
    registry_option,
    secret,
    secret_option,
    where,
    whoever,
)
from desktop_app.cli.days import Day
from desktop_app.cli.output import FILE, json_option, language, now, say, show
from desktop_app.files import read_whole, write_whole
from desktop_app.thai.dates import format_date
from desktop_app.trust.keys import grouped

MAX_REQUEST_BYTES = 1 << 16
MAX_ROSTER_BYTES = 64 << 20


@click.command()
@registry_option
@folder_option
@click.option("--organisation", required=True, help="Name of the central agency, in certificates.")
@click.option("--audience", required=True, help="Name of this deployment, for example phrom-2569.")
@secret_option
@json_option
def init(
    address: str, folder: Path | None, organisation: str, audience: str, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """Make root, certificates, the first trust bundle and an empty registry."""
    words = secret(passphrase_file, new=True)
    registry, _ = setup.init(where(address), organisation, audience, words, now(), whoever(), folder)
    folders, name = registry.folders, safe_address(where(address))
    root = hashlib.sha256(trust_of(registry).roots[-1]).hexdigest()
    (bundle_,) = bundles.newest_files(registry)
    document = {"registry": name, "trust": str(folders.trust), "keys": str(folders.keys)}
    document |= {"bundle": str(bundle_), "root_sha256": root}
    lines = {
        "th": [
            f"ทะเบียน {name}",
            f"ชุดความเชื่อถือสำหรับแจกหน่วยงาน {bundle_}",
            f"ลายพิมพ์ใบรับรองหลัก อ่านให้หน่วยงานที่โทรศัพท์มาฟัง {grouped(root).upper()}",
        ],
        "en": [
            f"Registry {name}",
            f"Trust bundle for the offices {bundle_}",
            f"Fingerprint of the root certificate, to read out to offices that telephone {grouped(root).upper()}",
        ],
    }
    show(document, as_json, lambda: lines[language()])


@click.command()
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


@click.command()
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
    keys = keys_of(registry, passphrase_file)
    data = read_whole(request, MAX_REQUEST_BYTES)
    made = enrolment.enrol(registry, office_code, data, heard, keys.office_authority, now(), whoever(), signer)
    _answer(registry, made, keys, output, as_json=as_json)


def _answer(registry: Registry, made: Certified, keys: CentralKeys, output: Path, *, as_json: bool) -> None:
    """Write the file that goes back to the office, and say so."""
    files = enrolment.write_answer(registry, made, keys.desk, output, now(), whoever())
    document = {"office": made.office_code, "certificate": str(output), "send": [str(file) for file in files]}
    show(document, as_json, lambda: [f"{made.office_code} → {file}" for file in files])


@click.command("renew-certificate")
@registry_option
@folder_option
@click.argument("request", metavar="REQUEST.asice", type=FILE)
@click.option("--signer", default="", help="Who signs for the office from now on, if somebody else.")
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the certificate file.")
@secret_option
@json_option
def renew_certificate(
    address: str,
    folder: Path | None,
    request: Path,
    signer: str,
    output: Path,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Certify an office's next key: its renewal request is signed by the key that it replaces."""
    registry = opened(address, folder)
    keys = keys_of(registry, passphrase_file)
    made = enrolment.renew(registry, request, keys.office_authority, now(), whoever(), signer)
    _answer(registry, made, keys, output, as_json=as_json)


@click.command()
@registry_option
@folder_option
@click.option("--new-root", is_flag=True, help="Change the root: writes a pair of bundles, both go to every office.")
@click.option("--drop-old-root", is_flag=True, help="After a change of the root: trust the new one alone.")
@secret_option
@json_option
def bundle(
    address: str,
    folder: Path | None,
    passphrase_file: Path | None,
    *,
    new_root: bool,
    drop_old_root: bool,
    as_json: bool,
) -> None:
    """Write the next trust bundle: whom the offices trust, withdrawn keys, the state of every form."""
    registry, words = opened(address, folder), secret(passphrase_file)
    if new_root:
        done = bundles.change_root(registry, words, now(), whoever())
    else:
        done = bundles.issue_bundle(registry, words, now(), whoever(), drop_old_root=drop_old_root)
    files = [str(file) for file in done.files]
    show({"version": done.version, "files": files}, as_json, lambda: files)


@click.command("form-state")
@registry_option
@folder_option
@click.argument("round_name", metavar="ROUND")
@click.argument("version", type=int)
@click.argument("state", type=click.Choice(bundles.STATES))
@json_option
def form_state(address: str, folder: Path | None, round_name: str, version: int, state: str, *, as_json: bool) -> None:
    """Close, withdraw or reopen a released form; offices learn it from the next trust bundle."""
    bundles.set_form_state(opened(address, folder), round_name, version, state, now(), whoever())
    document = {"round": round_name, "form_version": version, "state": state}
    show(document, as_json, lambda: [f"{round_name} ({version}): {state}"])


@click.command()
@registry_option
@folder_option
@click.argument("workbook", metavar="FORM.xlsx", type=FILE)
@click.option("--round", "round_name", required=True, help="Name of the round, for example 2569.")
@click.option("--opens", required=True, type=Day(), help="First day, 2026-05-01 or 1/5/2569.")
@click.option("--closes", required=True, type=Day(), help="Last day.")
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the form release.")
@secret_option
@json_option
def release(
    address: str,
    folder: Path | None,
    workbook: Path,
    round_name: str,
    opens: date,
    closes: date,
    output: Path,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Sign a questionnaire for a round, with the roster in force; errors in it refuse, warnings are told."""
    registry = opened(address, folder)
    findings = rounds.check(registry, workbook, now())
    for finding in findings:
        say(finding.text(language()))
    keys = keys_of(registry, passphrase_file)
    one_round = rounds.Round(round_name, rounds.start_of_day(opens), rounds.end_of_day(closes))
    archived = rounds.release(registry, workbook, one_round, keys.desk, now(), whoever())
    write_whole(output, archived.read_bytes())
    bundles.accompany(registry, output.parent)
    document = {
        "round": round_name,
        "package_id": archived.stem,
        "file": str(output),
        "findings": [finding.to_json() for finding in findings],
    }
    days = " – ".join(format_date(day, digits="arabic", language=language()) for day in (opens, closes))
    show(document, as_json, lambda: [f"{round_name} ({days}) → {output} ({archived.stem})"])


@click.command()
@registry_option
@folder_option
@click.argument("office_code", metavar="OFFICE")
@click.option(
    "--reason",
    type=click.Choice(["superseded", "keyCompromise"]),
    default="superseded",
    show_default=True,
    help="keyCompromise when the key was lost or stolen.",
)
@click.option("--lost-on", type=Day(), help="Day from which the key must be thought lost, if earlier than today.")
@secret_option
@json_option
def revoke(
    address: str,
    folder: Path | None,
    office_code: str,
    reason: str,
    lost_on: date | None,
    passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Withdraw an office's certificates; the next trust bundle tells every office."""
    registry = opened(address, folder)
    serials = enrolment.valid_serials(registry, office_code)
    since = rounds.start_of_day(lost_on) if lost_on else None
    opened_keys = keys_of(registry, passphrase_file)
    authorities.revoke(registry, opened_keys.office_authority, serials, reason, now(), whoever(), since)
    document = {"office": office_code, "revoked": list(serials), "trust": str(registry.folders.trust)}
    show(document, as_json, lambda: [f"{office_code}: {len(serials)} → {registry.folders.trust}"])


@click.command()
@registry_option
@folder_option
@secret_option
@json_option
def renew(address: str, folder: Path | None, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Issue the revocation lists anew (they run out after 100 days), and central's own certificates where they end
    soon; then issue a bundle for the offices.
    """
    registry = opened(address, folder)
    authorities.renew_lists(registry, secret(passphrase_file), now(), whoever())
    document = {"crl_numbers": newest_numbers(registry), "trust": str(registry.folders.trust)}
    show(document, as_json, lambda: [str(registry.folders.trust)])
