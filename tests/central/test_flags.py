"""Flags never block a file; they tell whoever looks what to look at (P4 P7 K2, package-format section 17)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.central import enrolment, receipts, tables
from desktop_app.central.rebuild import rebuild
from desktop_app.central.registry import open_registry
from desktop_app.package.verify import verify
from desktop_app.trust import keys
from desktop_app.trust.names import MOST_CHARACTERS
from desktop_app.trust.request import make_request
from desktop_app.trust.signer import Signer
from tests.central.central_world import AUDIENCE, CLERK, SIGNATORY, START, A, Centre, seal

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
OLD = 90 * DAY
END = START + 95 * DAY


def own(centre: Centre, folder: str = "own") -> Centre:
    """The same centre with a place of its own for packages."""
    packages = centre.folder / folder
    packages.mkdir(exist_ok=True)
    return replace(centre, packages=packages)


def flags(centre: Centre) -> dict[str, list[str]]:
    """Flags of every submission, by package id."""
    return {row["package_id"]: json.loads(row["flags"]) for row in centre.rows(tables.submission)}


def only(centre: Centre) -> list[str]:
    """Flags of the only submission."""
    (found,) = flags(centre).values()
    return found


def in_receipts(centre: Centre) -> dict[str, list[str]]:
    """Flags that the offices are told, by package id."""
    found = {}
    for done in receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, END, CLERK):
        with verify(done.path, centre.trust, END) as package:
            found[package.payload["package_id"]] = package.payload["flags"]
    return found


def rebuilt(centre: Centre) -> dict[str, list[str]]:
    """Flags after the registry was made anew from packages and log."""
    list(rebuild(centre.folder / "again.db", centre.folder))
    again = Centre(centre.folder, centre.keys, centre.offices, centre.packages)
    again.__dict__["registry"] = open_registry(centre.folder / "again.db")
    found = flags(again)
    again.close()
    return found


def person(centre: Centre, name: str) -> Signer:
    """A new key of A's whose certificate names a person."""
    key = keys.new_key()
    heard = keys.grouped(keys.spki_sha256(key))
    authority = centre.keys.office_authority
    made = enrolment.enrol(centre.registry, A, make_request(key), heard, authority, START - DAY, CLERK, name)
    return Signer(made.certificate, made.issuer, key)


@pytest.mark.parametrize(("age", "expected"), [(OLD, []), (OLD + SECOND, ["CLOCK_OLD"])])
def test_a_signature_of_long_ago_is_flagged(centre: Centre, age: timedelta, expected: list[str]) -> None:
    """P4: over 90 days before the import, to the second; the file counts, and receipt and rebuild say the same."""
    here = own(centre)
    seal(here, "old", A, moment=START)
    (done,) = here.offer("old", moment=START + age)
    assert (done.state, only(here)) == ("late", ["LATE", *expected])
    assert in_receipts(here) == flags(here) == rebuilt(here)


@pytest.mark.parametrize(("early", "expected"), [(0 * SECOND, []), (SECOND, ["CLOCK_OLD"])])
def test_a_signature_from_before_the_round_is_flagged(centre: Centre, early: timedelta, expected: list[str]) -> None:
    """P4: a clock that says a day before the form's opening is one to ask about."""
    here = own(centre)
    signer = person(here, SIGNATORY.name)
    seal(here, "early", A, signer=signer, moment=START - early)
    here.offer("early", moment=START + OLD / 2)
    assert only(here) == expected


LONG = "เจ้าหน้าที่ตัวอย่าง " * 5


@pytest.mark.parametrize(
    ("certified", "expected"),
    [
        ("", []),
        (SIGNATORY.name, []),
        (f"  {SIGNATORY.name}\u00a0", []),
        ("เจ้าหน้าที่ตัวอย่างอีกคน", ["SIGNATORY_DIFFERS"]),
        ("เจ้าหน้าที่ตัวอย่…", []),
        ("เจ้าหน้าที่อื่…", ["SIGNATORY_DIFFERS"]),
    ],
    ids=["the office itself", "the same", "blanks", "another", "shortened", "shortened, another"],
)
def test_who_signs_is_whom_the_certificate_names(centre: Centre, certified: str, expected: list[str]) -> None:
    """P4 K2: a name other than the certificate's is flagged and counts; a certificate of no person differs from none."""
    here = own(centre)
    seal(here, "signed", A, signer=person(here, certified))
    (done,) = here.offer("signed")
    assert (done.state, only(here)) == ("accepted", expected)
    assert in_receipts(here) == flags(here) == rebuilt(here)


def test_a_long_name_is_the_same_when_it_was_shortened_for_the_certificate(centre: Centre) -> None:
    """P4: a certificate holds 64 characters; a longer name that begins so is the same person."""
    here = own(centre)
    assert len(LONG) > MOST_CHARACTERS
    seal(here, "long", A, signer=person(here, LONG), signatory=replace(SIGNATORY, name=LONG))
    here.offer("long")
    assert only(here) == []
