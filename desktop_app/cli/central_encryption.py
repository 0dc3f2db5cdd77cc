"""`phrom central encryption-keys|prove-key`: the keys that packages are encrypted to (P6, K10)."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from desktop_app.central import encryption
from desktop_app.central.encryption import Passphrases
from desktop_app.central.lists import trust_of
from desktop_app.cli.central_options import (
    FOLDER,
    folder_option,
    opened,
    registry_option,
    secret,
    secret_option,
    whoever,
)
from desktop_app.cli.output import FILE, json_option, language, now, passphrase, show

INTAKE_WORDS = {"th": "รหัสผ่านของกุญแจรับไฟล์", "en": "Passphrase of the intake key"}
RECOVERY_WORDS = {"th": "รหัสผ่านของกุญแจสำรอง", "en": "Passphrase of the recovery key"}
TESTED_WORDS = {"th": "พิมพ์รหัสผ่านของกุญแจนี้อีกครั้ง", "en": "Type the passphrase of this key again"}
LEAST = {"th": " (อย่างน้อย 12 ตัวอักษร)", "en": " (at least 12 characters)"}


@click.command(name="encryption-keys")
@registry_option
@folder_option
@click.option("--recovery", required=True, type=FOLDER, help="Where the recovery key goes: a stick to be locked away.")
@secret_option
@click.option("--intake-passphrase-file", type=FILE, help="Passphrase of the new intake key.")
@click.option("--recovery-passphrase-file", type=FILE, help="Passphrase of the new recovery key.")
@json_option
def encryption_keys(
    address: str,
    folder: Path | None,
    recovery: Path,
    passphrase_file: Path | None,
    intake_passphrase_file: Path | None,
    recovery_passphrase_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Make an intake and a recovery key; prove each with prove-key before anything is encrypted to them."""
    registry = opened(address, folder)
    words, speech = secret(passphrase_file), language()
    new = Passphrases(
        passphrase(intake_passphrase_file, INTAKE_WORDS[speech] + LEAST[speech], twice=True),
        passphrase(recovery_passphrase_file, RECOVERY_WORDS[speech] + LEAST[speech], twice=True),
    )
    made = encryption.make_keys(registry, words, new, recovery, now(), whoever())
    lines = {
        "th": [
            f"กุญแจรับไฟล์ {made.intake}",
            f"กุญแจสำรอง {made.recovery}",
            "ขั้นต่อไป: ทดสอบกุญแจทั้งสองด้วย phrom central prove-key แล้วเก็บกุญแจสำรองในที่ล็อกได้",
        ],
        "en": [
            f"Intake key {made.intake}",
            f"Recovery key {made.recovery}",
            "Next: test both with phrom central prove-key, then lock the recovery key away",
        ],
    }
    document = {"intake": str(made.intake), "recovery": str(made.recovery)}
    show(document, as_json, lambda: lines[speech])


@click.command(name="prove-key")
@registry_option
@folder_option
@click.argument("key", metavar="KEY.pem", type=FILE)
@secret_option
@json_option
def prove_key(address: str, folder: Path | None, key: Path, passphrase_file: Path | None, *, as_json: bool) -> None:
    """Have a key open a test file; when both of a pair did, packages may be encrypted to them."""
    registry, speech = opened(address, folder), language()
    words = passphrase(passphrase_file, TESTED_WORDS[speech])
    proven = encryption.prove_key(registry, key, words, now(), whoever())
    in_force = bool(trust_of(registry).encryption_certs)
    document = {**asdict(proven), "sha256": proven.sha256, "in_force": in_force}
    both = {
        True: {"th": "เริ่มเข้ารหัสถึงส่วนกลางได้", "en": "packages can be encrypted to this centre"},
        False: {"th": "ยังต้องทดสอบกุญแจอีกดอก", "en": "the other key is still to be tested"},
    }
    show(document, as_json, lambda: [f"{key.name}: OK, {both[in_force][speech]}"])
