"""Receipts: central answers every submission that could be read (P4)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.central import log, receipts, tables
from desktop_app.central.receipts import ReceiptDone
from desktop_app.errors import PhromError
from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from tests.central.central_world import AUDIENCE, CLERK, LATE, MOMENT, SIGNED, A, Centre


def issue(centre: Centre) -> list[ReceiptDone]:
    return list(receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK))


def read(centre: Centre, done: ReceiptDone) -> dict[str, Any]:
    """The receipt as the office's own check reads it."""
    with verify(done.path, centre.trust, MOMENT) as package:
        assert package.kind is PackageType.RECEIPT
        return dict(package.payload)


def held_file(centre: Centre) -> Path:
    """B's submission under A's key."""
    with verify(centre.package("b1"), centre.trust, MOMENT) as good:
        files = {one: good.read(one) for one in good.names if one != PackageType.SUBMISSION.payload}
        path = centre.folder / "stolen.asice"
        write_package(path, PackageType.SUBMISSION, good.payload, files, centre.offices[A], SIGNED)
    return path


def test_a_receipt_says_what_became_of_the_package(centre: Centre) -> None:
    """P4: verified with what offices trust; every field is that of package, registry or log."""
    (offered,) = centre.offer("a1")
    (done,) = issue(centre)
    receipt = read(centre, done)
    (row,) = centre.rows(tables.submission)
    copied = ("package_id", "file_sha256", "office_code", "round", "form_id", "submission_id", "revision")
    assert {name: receipt[name] for name in copied} == {name: row[name] for name in copied}
    assert receipt["package_id"] == offered.package_id
    assert (receipt["verdict"], receipt["code"], receipt["flags"]) == ("accepted", "OK", [])
    assert receipt["received_at"] == "2026-06-10T03:00:00Z"
    with verify(centre.package("a1"), centre.trust, MOMENT) as package:
        assert receipt["score_total"] == package.payload["score"]["total"]["shown"]
    assert receipt["crl_numbers"] == {"root": 1, "office-ca": 1, "central-ca": 1}


def test_receipts_hang_in_the_chain_of_the_log(centre: Centre) -> None:
    """P4: index and digest of the record before can be looked up in the log."""
    centre.offer("a1", "b1", "c1")
    records = {logged.log_index: logged for logged, _ in log.read_lines(centre.registry.folders.log)}
    for done in issue(centre):
        receipt = read(centre, done)
        assert records[receipt["log_index"] - 1].sha256 == receipt["log_prev_sha256"]


@pytest.mark.parametrize(
    ("names", "late", "verdicts"),
    [
        (("a1",), True, {("accepted-late", "OK", "LATE")}),
        (("a2", "a1"), False, {("accepted", "OK", "PREDECESSOR_MISSING"), ("superseded", "SUPERSEDED", "")}),
        (("a1", "a1x"), False, {("held", "CONFLICT", "")}),
    ],
    ids=["late", "superseded", "conflict"],
)
def test_each_state_has_its_verdict(
    centre: Centre, names: tuple[str, ...], late: bool, verdicts: set[tuple[str, str, str]]
) -> None:
    """P4: accepted, accepted-late, superseded, held; of a conflict both sides hear; flags as the registry has them."""
    centre.offer(*names, moment=LATE if late else MOMENT)
    found = [read(centre, done) for done in issue(centre)]
    assert {(one["verdict"], one["code"], ",".join(one["flags"])) for one in found} == verdicts


def test_a_held_submission_is_answered_from_its_own_fields(centre: Centre) -> None:
    """P4: what passed stages 0 to 9 gets a receipt with the verdict held."""
    centre.offer(held_file(centre))
    (done,) = issue(centre)
    receipt = read(centre, done)
    assert (receipt["verdict"], receipt["code"]) == ("held", "OFFICE_MISMATCH")


def test_a_refused_file_gets_no_receipt(centre: Centre) -> None:
    """P4: a file that proves nothing is not answered."""
    bad = centre.folder / "bad.asice"
    bad.write_bytes(centre.package("a1").read_bytes()[:-1])
    centre.offer(bad)
    assert issue(centre) == []


def test_a_receipt_is_issued_once_also_for_what_comes_twice(centre: Centre) -> None:
    """P4 K1: a duplicate has the receipt of the first; a second run issues nothing."""
    centre.offer("a1", "a1")
    assert len(issue(centre)) == 1
    centre.offer("a1")
    assert issue(centre) == []
    assert {name.partition("-")[0] for name in centre.files("receipts")} == {"10", "trust"}
    assert len(centre.files("receipts")) == 2


def test_issuing_may_stop_and_go_on(centre: Centre) -> None:
    """P4: what is signed stays, the rest follows, and no number of the desk's key is used twice."""
    centre.offer("a1", "b1", "c1")
    facts = receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK)
    first = next(facts)
    facts.close()  # type: ignore[attr-defined]
    rest = issue(centre)
    assert len({first.path, *(one.path for one in rest)}) == 3
    release = next((centre.folder / "packages").rglob("*.asice"))
    with verify(centre.registry.folders.archived(release_id(centre)), centre.trust, MOMENT) as package:
        numbers = [package.payload["seq"], *(read(centre, one)["seq"] for one in (first, *rest))]
    assert release.is_file()
    assert numbers == [1, 2, 3, 4]


def release_id(centre: Centre) -> str:
    (row,) = centre.rows(tables.form_release)
    return str(row["package_id"])


def test_a_disk_that_refuses_leaves_the_receipt_due(centre: Centre) -> None:
    """P4: told, nothing marked as issued; the next run issues it with the same number."""
    centre.offer("a1")
    folder = centre.registry.folders.receipts
    folder.write_text("a file where a folder should be")
    with pytest.raises(PhromError) as raised:
        issue(centre)
    assert raised.value.code in ("FILE-01", "SYS_IO")
    folder.unlink()
    (done,) = issue(centre)
    assert read(centre, done)["seq"] == 2


def test_facts_of_a_receipt_are_those_of_the_log_alone(centre: Centre) -> None:
    """P4 K8: what the receipt will say is fixed with the import and can be told from the log line."""
    centre.offer("a1")
    (row,) = centre.rows(tables.receipt)
    _, entry = list(log.read_lines(centre.registry.folders.log))[-1]
    facts = json.loads(row["facts"])
    assert json.loads(entry.detail)["submission"].items() <= facts.items()
    assert (facts["received_at"], facts["code"]) == (entry.at, entry.code)


def test_an_accepted_submission_that_is_disputed_later_is_answered_again(centre: Centre) -> None:
    """P4 K2: its office was told "accepted"; it counts no more until a person decides, and hears so, once."""
    centre.offer("a1")
    assert [read(centre, done)["verdict"] for done in issue(centre)] == ["accepted"]
    centre.offer("a1x")
    assert [read(centre, done)["code"] for done in issue(centre)] == ["CONFLICT", "CONFLICT"]
    centre.offer("a1x")
    assert issue(centre) == []
