"""What a demo leaves in its folder, and what of it can be used on."""

import shutil
from pathlib import Path
from zoneinfo import ZoneInfo

from desktop_app.demo.folder import CENTRAL_FOLDERS, FILES, FOLDERS, MARK, SQLITE_COMPANIONS
from desktop_app.demo.main_office import OFFICE_PASSPHRASE
from desktop_app.office.keys import OfficeKeys
from desktop_app.office.opening import open_assessment
from desktop_app.office.records import State
from desktop_app.office.store import open_store
from desktop_app.package import canonical
from desktop_app.submission.answers import answers_to_json
from tests.e2e.demo_run import OFFICES, Demo, make_demo

ISSUED = {
    "trust-00001.asice",
    "certificate.asice",
    *("round.asice", "submission.asice", "self-assessment.pdf", "receipt.asice"),
    *("trust", "registry.db", "results.xlsx", "bad", "office"),
}
TRUST = {
    *("root.pem", "office-ca.pem", "central-ca.pem"),
    *("root.crl.pem", "office.crl.pem", "central.crl.pem", "audience.txt"),
}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_demo_leaves_what_it_promises(demo: Demo) -> None:
    """K2 U1: the listed files, central's folders beside the registry, and nothing that a next demo would not clear."""
    assert names(demo.out) >= ISSUED
    assert names(demo.out) <= {*FILES, *FOLDERS, *SQLITE_COMPANIONS, MARK}
    assert {"packages", "log", "keys", "receipts", "quarantine", "held"} <= names(demo.out) & set(CENTRAL_FOLDERS)
    assert set(demo.summary.files) == ISSUED
    assert all(Path(path).exists() for path in demo.summary.files.values())
    assert len(names(demo.out / "bad")) == 12


def test_the_trust_folder_holds_no_key(demo: Demo) -> None:
    """P2: certificates, revocation lists and the deployment's name; keys lie elsewhere, sealed."""
    assert names(demo.out / "trust") == TRUST
    for path in (demo.out / "trust").iterdir():
        assert b"PRIVATE" not in path.read_bytes()
    keys = [path for path in demo.out.rglob("*.pem") if b"PRIVATE KEY" in path.read_bytes()]
    assert keys
    assert all(b"ENCRYPTED PRIVATE KEY" in path.read_bytes() for path in keys)


def test_so_many_offices_sent_as_were_asked_for(demo: Demo) -> None:
    """K4: the main office and the others, provinces first."""
    assert len(names(demo.out / "submissions")) == OFFICES - 1
    assert demo.summary.coverage == (OFFICES, 242)


def test_the_offices_folder_opens_again_as_it_was_left(demo: Demo, tmp_path: Path) -> None:
    """O1 O7: every answer, reason and remark that was sent is in the store; the state is received."""
    data = tmp_path / "office"
    shutil.copytree(demo.out / "office", data)
    with open_store(data, clock=lambda: demo.moment) as store:
        (work,) = store.works()
        zone = ZoneInfo("Asia/Bangkok")
        opened = open_assessment(store, work.id, clock=lambda: demo.moment, zone=zone, who="เจ้าหน้าที่ตัวอย่าง")
        assert opened.state is State.RECEIVED
        assert answers_to_json(opened.session, demo.payload["evidence"]) == demo.payload["answers"]
        assert dict(opened.session.snapshot().reasons) == demo.payload["reasons"]
        assert opened.session.errors() == ()


def test_the_offices_key_opens_with_the_passphrase_of_the_summary(demo: Demo) -> None:
    """P2: whoever looks around can sign a correction."""
    assert demo.summary.passphrases["office"] == OFFICE_PASSPHRASE
    signer = OfficeKeys(demo.out / "office" / "keys").open("50-001", OFFICE_PASSPHRASE, demo.trust, demo.moment)
    assert signer.certificate


def test_the_payload_is_in_its_one_spelling(demo: Demo) -> None:
    """P3: read and written again, the submission's JSON is the same bytes."""
    written = demo.entries["submission.json"]
    assert canonical.to_bytes(canonical.from_bytes(written)) == written


def test_a_second_demo_takes_the_place_of_the_first(demo: Demo, tmp_path: Path) -> None:
    """U1: the same folder, fewer offices: nothing of the first is left, and what people put there is."""
    out = tmp_path / "demo"
    shutil.copytree(demo.out, out)
    (out / "my notes.txt").write_text("ของฉัน", encoding="utf-8")
    (out / "my folder").mkdir()
    first = (out / "submission.asice").read_bytes()
    again = make_demo(out, offices=3)
    assert (again.summary.offered, again.summary.accepted, again.summary.surprises) == (15, 3, ())
    assert len(names(out / "submissions")) == 2
    assert len(list((out / "packages").rglob("*.asice"))) == 3 + 1  # and the round's form release
    assert (out / "submission.asice").read_bytes() != first
    assert (out / "my notes.txt").read_text("utf-8") == "ของฉัน"
    assert (out / "my folder").is_dir()
