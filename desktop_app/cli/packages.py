"""`phrom package verify|encrypt|decrypt` and `phrom report pdf`: for anyone who holds a package."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from desktop_app.cli.output import FILE, REFUSED, json_option, language, now, passphrase, say, show
from desktop_app.files import read_whole, write_whole
from desktop_app.package.envelope import open_envelope_file, seal_envelope
from desktop_app.package.extract import read_file
from desktop_app.package.payloads import format_time
from desktop_app.package.refusal import PackageRefused, refusal
from desktop_app.package.trusted import TrustedPackage
from desktop_app.package.verify import verify as verify_package
from desktop_app.trust.anchors import read_certificates, read_trust_folder
from desktop_app.trust.keys import open_encryption_key

REPORT = "report.pdf"
MAX_PEM_BYTES = 1 << 16

key_secret_option = click.option("--passphrase-file", type=FILE, help="Read the key's passphrase from this file.")


@click.group()
def package() -> None:
    """Signed packages."""


@package.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--trust", required=True, type=click.Path(path_type=Path), help="Folder with root.pem and the rest.")
@click.option("--key", type=FILE, help="Key that opens an encrypted package.")
@key_secret_option
@json_option
@click.pass_context
def verify(
    context: click.Context, path: Path, trust: Path, key: Path | None, passphrase_file: Path | None, *, as_json: bool
) -> None:
    """Check a package: container, signature, chain, digests, fields."""
    anchors = read_trust_folder(trust)
    held = () if key is None else (_opened(key, passphrase_file),)
    try:
        with verify_package(path, anchors, now(), decryption_keys=held) as found:
            document = _accepted(found)
    except PackageRefused as refused:
        document = _refused(refused)
    show(document, as_json, lambda: ["{code} {message}".format(**document)])
    context.exit(0 if document["status"] == "accepted" else REFUSED)


@package.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--to", "certificates", multiple=True, required=True, type=FILE, help="Certificate; at least two.")
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the encrypted file (.asice.p7m).")
def encrypt(path: Path, certificates: tuple[Path, ...], output: Path) -> None:
    """Encrypt a signed package to a centre's intake and recovery certificates."""
    recipients = [read_certificates(read_whole(one, MAX_PEM_BYTES), one.name)[0] for one in certificates]
    seal_envelope(path, output, recipients)
    said = {"th": f"เข้ารหัสแล้ว {output}", "en": f"Encrypted {output}"}
    say(said[language()])


@package.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--key", required=True, type=FILE, help="Intake or recovery key.")
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the package (.asice).")
@key_secret_option
def decrypt(path: Path, key: Path, output: Path, passphrase_file: Path | None) -> None:
    """Take the package out of its envelope; nothing is written unless every byte is as it was encrypted."""
    open_envelope_file(path, output, [_opened(key, passphrase_file)])
    said = {
        "th": f"ถอดรหัสแล้ว {output} (ยังไม่ได้ตรวจว่าใครลงนาม: ใช้ phrom package verify)",
        "en": f"Decrypted {output} (who signed it was not checked: use phrom package verify)",
    }
    say(said[language()])


def _opened(key: Path, passphrase_file: Path | None) -> RSAPrivateKey:
    words = {"th": "รหัสผ่านของกุญแจ", "en": "Passphrase of the key"}
    return open_encryption_key(read_whole(key, MAX_PEM_BYTES), passphrase(passphrase_file, words[language()]))


def _accepted(found: TrustedPackage) -> dict[str, Any]:
    field = found.payload.get
    return {
        "status": "accepted",
        "code": "OK",
        "message": refusal("OK").message(language()),
        "office": field("office_code"),
        "form": field("form_id"),
        "revision": field("revision"),
        "manifest_sha256": found.package_id,
        "signed_at": format_time(found.signed_at),
    }


def _refused(refused: PackageRefused) -> dict[str, Any]:
    """What was known when the first check failed; null where it was not reached."""
    known = refused.facts.get
    revision = known("revision")
    return {
        "status": "refused",
        "code": refused.code,
        "message": refused.message(language()),
        "office": known("office_code"),
        "form": known("form_id"),
        "revision": None if revision is None else int(revision),
        "manifest_sha256": known("manifest_sha256"),
        "signed_at": known("signed_at"),
    }


@click.group()
def report() -> None:
    """Reports inside packages."""


@report.command()
@click.argument("path", metavar="PACKAGE", type=FILE)
@click.option("-o", "--output", required=True, type=FILE, help="Where to write the PDF.")
def pdf(path: Path, output: Path) -> None:
    """Take the signed report.pdf out of a package, byte for byte, after every digest agreed."""
    write_whole(output, read_file(path, REPORT))
    said = {
        "th": f"เขียน {output} แล้ว (ยังไม่ได้ตรวจว่าใครลงนาม: ใช้ phrom package verify)",
        "en": f"Wrote {output} (who signed it was not checked: use phrom package verify)",
    }
    say(said[language()])
