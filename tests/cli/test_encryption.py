"""Encryption from the command line: keys, proofs, encrypted import, and files by hand (P6, K10)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.cli_world import Desk, run

INTAKE_PHRASE, RECOVERY_PHRASE = "วลีของผู้รับไฟล์ทดสอบ", "วลีของกุญแจสำรองทดสอบ"


@pytest.fixture(name="phrases")
def _phrases(tmp_path: Path) -> tuple[Path, Path]:
    """Files with the passphrases of intake and recovery key."""
    found = tmp_path / "intake.txt", tmp_path / "recovery.txt"
    for path, phrase in zip(found, (INTAKE_PHRASE, RECOVERY_PHRASE), strict=True):
        path.write_text(phrase, encoding="utf-8")
    return found


def make(desk: Desk, stick: Path, phrases: tuple[Path, Path]) -> tuple[Path, Path]:
    ran = desk.central(
        "encryption-keys", "--recovery", stick, "--passphrase-file", desk.secret,
        "--intake-passphrase-file", phrases[0], "--recovery-passphrase-file", phrases[1], "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    return Path(ran.document["intake"]), Path(ran.document["recovery"])


def certificate(key: Path) -> Path:
    return key.with_name(key.name.replace(".key.pem", ".pem"))


def test_from_keys_to_an_encrypted_import(desk: Desk, tmp_path: Path, phrases: tuple[Path, Path]) -> None:
    """P6 K10: make, prove, encrypt, verify, import, decrypt: each by its command."""
    pair = make(desk, tmp_path / "stick", phrases)
    in_force = []
    for key, phrase in zip(pair, phrases, strict=True):
        ran = desk.central("prove-key", key, "--passphrase-file", phrase, "--json")
        assert ran.code == 0, ran.err
        in_force.append(ran.document["in_force"])
    assert in_force == [False, True]
    sent = tmp_path / "sent"
    sent.mkdir()
    sealed = sent / "a1.asice.p7m"
    to = [part for key in pair for part in ("--to", certificate(key))]
    assert run("package", "encrypt", desk.packages["a1"], *to, "-o", sealed).code == 0
    told = run(
        "package", "verify", sealed, "--trust", desk.trust, "--key", pair[0], "--passphrase-file", phrases[0], "--json"
    )
    assert (told.code, told.document["code"], told.document["revision"]) == (0, "OK", 1)
    closed = run("package", "verify", sealed, "--trust", desk.trust, "--json")
    assert (closed.code, closed.document["code"]) == (1, "ENC_RECIPIENT")
    ran = desk.central("import", sent, "--intake-passphrase-file", phrases[0], "--workers", "0", "--json")
    assert ran.code == 0
    assert ran.document["by_code"] == {"OK": 1}
    opened = tmp_path / "opened.asice"
    decrypted = run("package", "decrypt", sealed, "--key", pair[1], "--passphrase-file", phrases[1], "-o", opened)
    assert decrypted.code == 0
    assert opened.read_bytes() == desk.packages["a1"].read_bytes()


def test_a_passphrase_of_another_key_opens_nothing(desk: Desk, tmp_path: Path, phrases: tuple[Path, Path]) -> None:
    """P6 K10: no proof, no import, no file; each is exit code 1 with its code."""
    pair = make(desk, tmp_path / "stick", phrases)
    proven = desk.central("prove-key", pair[0], "--passphrase-file", phrases[1], "--json")
    assert (proven.code, proven.document["error"]["code"]) == (1, "TRUST-02")
    sealed = tmp_path / "a1.asice.p7m"
    to = [part for key in pair for part in ("--to", certificate(key))]
    assert run("package", "encrypt", desk.packages["a1"], *to, "-o", sealed).code == 0
    ran = desk.central("import", sealed, "--intake-passphrase-file", phrases[1], "--json")
    assert (ran.code, ran.document["error"]["code"]) == (1, "TRUST-02")
    opened = tmp_path / "opened.asice"
    assert run("package", "decrypt", sealed, "--key", pair[0], "--passphrase-file", phrases[1], "-o", opened).code == 1
    assert not opened.exists()
    assert run("package", "encrypt", desk.packages["a1"], *to[:2], "-o", tmp_path / "one.p7m").code == 1
    assert not (tmp_path / "one.p7m").exists()


def test_a_recovery_key_beside_the_registry_is_refused(desk: Desk, phrases: tuple[Path, Path], tmp_path: Path) -> None:
    """P6 K10: nothing is made."""
    ran = desk.central(
        "encryption-keys", "--recovery", desk.folder / "keys", "--passphrase-file", desk.secret,
        "--intake-passphrase-file", phrases[0], "--recovery-passphrase-file", phrases[1], "--json",
    )  # fmt: skip
    assert (ran.code, ran.document["error"]["code"]) == (1, "CEN-60")
    assert not list((desk.folder / "keys").glob("intake*"))


def test_people_get_lines(desk: Desk, tmp_path: Path, phrases: tuple[Path, Path]) -> None:
    """K10: where the keys lie, what to do next, and how far the proof is."""
    ran = desk.central(
        "encryption-keys", "--recovery", tmp_path / "stick", "--passphrase-file", desk.secret,
        "--intake-passphrase-file", phrases[0], "--recovery-passphrase-file", phrases[1],
    )  # fmt: skip
    assert "prove-key" in ran.out
    (key,) = (tmp_path / "stick").glob("*.key.pem")
    told = desk.central("prove-key", key, "--passphrase-file", phrases[1]).out
    assert "ยังต้องทดสอบกุญแจอีกดอก" in told
