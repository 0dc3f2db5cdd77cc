"""Central's beginning, its keys, and its revocation lists (P2, K10)."""

from __future__ import annotations

import stat
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.central import authorities, setup, tables
from desktop_app.central.lists import newest_numbers, trust_of
from desktop_app.central.rounds import open_round
from desktop_app.errors import PhromError
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.trust.certificates import read_certificate
from tests.central.central_world import (
    AUDIENCE,
    CLERK,
    MOMENT,
    ORGANISATION,
    PASSPHRASE,
    ROUND,
    START,
    A,
    Centre,
)


def begin(folder: Path, **changes: str) -> None:
    facts = {"organisation": ORGANISATION, "audience": AUDIENCE, "passphrase": PASSPHRASE, **changes}
    where = folder / "registry.db"
    setup.init(where, facts["organisation"], facts["audience"], facts["passphrase"], START, CLERK, None)[0].close()


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"audience": "Phrom 2569"}, "TRUST-09"), ({"passphrase": "สั้น"}, "TRUST-01"), ({"organisation": " "}, "TRUST-03")],
    ids=["audience", "passphrase", "organisation"],
)
def test_a_wrong_beginning_leaves_nothing_and_may_be_begun_again(
    tmp_path: Path, changes: dict[str, str], code: str
) -> None:
    """P2 K10: told before a file is made."""
    with pytest.raises(PhromError) as raised:
        begin(tmp_path, **changes)
    assert raised.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """P2: no registry, key or trust folder is left half-made; the next try succeeds."""

    def refuse(*_: object) -> None:
        raise PhromError(setup.faults.REGISTRY_REFUSED, {"reason": "disk is full"})

    monkeypatch.setattr(setup, "_note_settings", refuse)
    with pytest.raises(PhromError, match="disk is full"):
        begin(tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    begin(tmp_path)


@pytest.mark.parametrize("name", ["registry.db", "another.db"])
def test_a_deployment_is_never_begun_over_another(centre: Centre, name: str) -> None:
    """P2 CEN-03: the keys of the first would be lost for ever."""
    before = {path: path.read_bytes() for path in centre.folder.rglob("*") if path.is_file()}
    with pytest.raises(PhromError) as raised:
        setup.init(centre.folder / name, ORGANISATION, AUDIENCE, PASSPHRASE, START, CLERK, None)
    assert raised.value.code == "CEN-03"
    assert {path: path.read_bytes() for path in centre.folder.rglob("*") if path.is_file()} == before


def test_keys_are_sealed_and_private_and_the_trust_folder_holds_none(centre: Centre) -> None:
    """P2: five key files for the owner only; what offices get has no key in it."""
    sealed = sorted((centre.folder / "keys").glob("*.key.pem"))
    assert [path.name.split(".")[0] for path in sealed] == ["central-ca", "desk", "office-ca", "root", "trust-signer"]
    for path in sealed:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
    assert all(b"PRIVATE KEY" not in path.read_bytes() for path in (centre.folder / "trust").iterdir())


def test_the_keys_open_with_their_passphrase_only(centre: Centre) -> None:
    """P2 TRUST-02: and the opened ones are the very keys."""
    opened = setup.open_keys(centre.registry, PASSPHRASE)
    assert opened.desk.certificate == centre.keys.desk.certificate
    with pytest.raises(PhromError) as raised:
        setup.open_keys(centre.registry, PASSPHRASE + "x")
    assert raised.value.code == "TRUST-02"
    (centre.folder / "keys" / "desk.key.pem").unlink()
    with pytest.raises(PhromError) as raised:
        setup.open_keys(centre.registry, PASSPHRASE)
    assert raised.value.code == "FILE-02"


def serial_of(centre: Centre, office_code: str) -> str:
    return f"{read_certificate(centre.offices[office_code].certificate).serial:x}"


def test_a_withdrawn_key_counts_no_more_and_what_it_sent_before_stays(centre: Centre) -> None:
    """P2 K2: the registry, the trust folder and openssl say the same."""
    centre.offer("a1")
    later = MOMENT + timedelta(hours=1)
    authorities.revoke(
        centre.registry, centre.keys.office_authority, [serial_of(centre, A)], "keyCompromise", later, CLERK
    )
    (done,) = centre.offer("a2", moment=later + timedelta(hours=1))
    assert (done.state, done.code) == ("refused", "TRUST_REVOKED")
    assert [state for _, _, state, _ in centre.states().values()] == ["accepted"]
    listed = subprocess.run(
        ["openssl", "crl", "-in", centre.folder / "trust" / "office.crl.pem", "-noout", "-text"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert serial_of(centre, A).upper().lstrip("0") in listed.replace("0x", "").upper()
    assert "Key Compromise" in listed


def test_each_withdrawal_keeps_its_own_day_and_reason(centre: Centre) -> None:
    """P2: a later revocation, or the same again, changes nothing about an earlier one."""
    days = [MOMENT + timedelta(days=number) for number in range(3)]
    first, second = serial_of(centre, A), serial_of(centre, "10-002")
    authorities.revoke(centre.registry, centre.keys.office_authority, [first], "keyCompromise", days[0], CLERK)
    authorities.revoke(centre.registry, centre.keys.office_authority, [second], "superseded", days[1], CLERK)
    authorities.revoke(centre.registry, centre.keys.office_authority, [first], "superseded", days[2], CLERK)
    rows = {row["serial"]: row for row in centre.rows(tables.certificate)}
    assert rows[first]["revocation_reason"] == "keyCompromise"
    assert rows[first]["revoked_at"] == "2026-06-10T03:00:00Z"
    assert rows[second]["revoked_at"] == "2026-06-11T03:00:00Z"
    assert newest_numbers(centre.registry) == {"root": 1, "office-ca": 4, "central-ca": 1}


def test_lists_are_renewed_before_they_run_out(centre: Centre) -> None:
    """P2: after renewal an office's package is taken again; what was released stays readable throughout."""
    winter = MOMENT + timedelta(days=180)
    assert centre.offer("a1", moment=winter)[0].code == "TRUST_CRL_STALE"
    assert open_round(centre.registry, ROUND, winter).round == ROUND
    authorities.renew_lists(centre.registry, PASSPHRASE, winter, CLERK)
    assert newest_numbers(centre.registry) == {"root": 2, "office-ca": 2, "central-ca": 2}
    assert centre.offer("a1", moment=winter)[0].state == "late"
    given = read_trust_folder(centre.folder / "trust")
    verify(centre.package("a1"), given, winter).close()
    with pytest.raises(PackageRefused):
        verify(centre.package("a1"), given, MOMENT)
    verify(centre.package("a1"), trust_of(centre.registry), MOMENT).close()


def test_renewing_needs_the_passphrase(centre: Centre) -> None:
    """P2 TRUST-02: nothing is changed by a wrong one."""
    with pytest.raises(PhromError) as raised:
        authorities.renew_lists(centre.registry, "คนละรหัสผ่านกันเลย", MOMENT, CLERK)
    assert raised.value.code == "TRUST-02"
    assert newest_numbers(centre.registry) == {"root": 1, "office-ca": 1, "central-ca": 1}
