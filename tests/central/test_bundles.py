"""Trust bundles from central to office: the register of forms, revoked keys, a changed root (P2, Q6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from desktop_app.central import authorities, bundles, log, receipts
from desktop_app.central.lists import archive_trust_of, trust_of
from desktop_app.central.registry import Registry
from desktop_app.central.rounds import open_round
from desktop_app.errors import PhromError
from desktop_app.office.opening import create, open_assessment
from desktop_app.office.rounds import open_round as open_office_round
from desktop_app.office.rounds import release_of
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.office.trusting import introduce, take_bundle, take_bundles, take_first
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.submission.answers import BANGKOK
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.installed import Installed, read_installed
from tests.central.central_world import AUDIENCE, CLERK, MOMENT, PASSPHRASE, ROUND, START, A, B, Centre, enrol, seal

DAY = timedelta(days=1)


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Iterator[OfficeStore]:
    with open_store(tmp_path / "office", clock=lambda: MOMENT) as store:
        yield store


def begin(office: OfficeStore, centre: Centre) -> Installed:
    """The office's first bundle, with the fingerprint that central reads out."""
    (path,) = bundles.newest_files(centre.registry)
    return take_first(office, path, MOMENT, heard=introduce(path, MOMENT).root_sha256[:24])


def trust(office: OfficeStore) -> Trust:
    return read_trust_folder(office.folder / "trust")


def issue(centre: Centre, moment: datetime = MOMENT, *, drop: bool = False) -> Path:
    return bundles.issue_bundle(centre.registry, PASSPHRASE, moment, CLERK, drop_old_root=drop).files[0]


def receipt(centre: Centre, moment: datetime = MOMENT) -> Path:
    (done,) = receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, moment, CLERK)
    return done.path


def test_a_new_deployment_has_a_bundle_that_an_office_can_begin_with(centre: Centre, office: OfficeStore) -> None:
    """P2: made with the keys; with it alone an office reads what the desk signs."""
    installed = begin(office, centre)
    assert (installed.version, installed.audience) == (1, AUDIENCE)
    assert trust(office).roots == trust_of(centre.registry).roots
    centre.offer("a1")
    verify(receipt(centre), trust(office), MOMENT).close()


def test_a_bundle_lists_every_release_with_its_state(centre: Centre, office: OfficeStore) -> None:
    """P2 Q6: a withdrawn form is refused at central at once and told to the offices with the next bundle."""
    begin(office, centre)
    bundles.set_form_state(centre.registry, ROUND, 1, "withdrawn", MOMENT, CLERK)
    assert centre.offer("a1")[0].code == "FORM_CLOSED"
    installed = take_bundle(office, issue(centre), MOMENT, trust(office))
    entry = installed.forms[centre.release.package_id]
    assert (entry.state, entry.closes_at) == ("withdrawn", centre.release.closes_at)
    bundles.set_form_state(centre.registry, ROUND, 1, "open", MOMENT, CLERK)
    assert centre.offer("a1")[0].state == "accepted"
    with pytest.raises(PhromError) as raised:
        bundles.set_form_state(centre.registry, "1999", 1, "closed", MOMENT, CLERK)
    assert raised.value.code == "CEN-08"


def test_lists_that_run_out_are_issued_anew_with_a_bundle(centre: Centre, office: OfficeStore) -> None:
    """P2: at most 100 days ahead, and never falling back."""
    begin(office, centre)
    first, second = issue(centre), issue(centre, MOMENT + 90 * DAY)
    assert take_bundle(office, second, MOMENT + 90 * DAY, trust(office)).version == 3
    with pytest.raises(PackageRefused) as refused:
        take_bundle(office, first, MOMENT + 90 * DAY, trust(office))
    assert refused.value.code == "TRUST_ROLLBACK"
    installed = read_installed(office.folder / "trust")
    assert installed is not None
    assert installed.expires_at - installed.issued_at <= 100 * DAY


def test_a_wrong_passphrase_issues_nothing(centre: Centre) -> None:
    """P2 TRUST-02: no file, no version used up."""
    before = centre.files("bundles")
    with pytest.raises(PhromError) as raised:
        bundles.issue_bundle(centre.registry, "คนละรหัสผ่านกันเลย", MOMENT, CLERK)
    assert raised.value.code == "TRUST-02"
    assert (centre.files("bundles"), bundles.bundle_version(centre.registry)) == (before, 1)


def test_every_receipt_brings_the_newest_bundle(centre: Centre, office: OfficeStore) -> None:
    """P2 P4: whoever opens central's mail can renew trust from it."""
    begin(office, centre)
    newest = issue(centre)
    centre.offer("a1")
    folder = receipt(centre).parent
    with verify(folder / newest.name, trust(office), MOMENT) as package:
        assert package.payload["version"] == 2
    assert take_bundle(office, folder / newest.name, MOMENT, trust(office)).version == 2


def test_the_root_is_changed_without_anybody_losing_touch(centre: Centre, office: OfficeStore) -> None:
    """P2: while both roots count, everything reads everything; after the drop the old root counts no more, and what
    was archived under it still opens."""
    begin(office, centre)
    centre.offer("a1")
    old_receipt = receipt(centre)
    done = bundles.change_root(centre.registry, PASSPHRASE, MOMENT + DAY, CLERK)
    assert len(done.files) == 2
    centre.offer("b1", moment=MOMENT + DAY)
    between = receipt(centre, MOMENT + DAY)
    verify(between, trust(office), MOMENT + DAY).close()  # before the office has seen the pair
    installed = take_bundles(office, done.files, MOMENT + DAY, trust(office))
    assert len(installed.roots) == 2
    verify(between, trust(office), MOMENT + DAY).close()

    dropped = issue(centre, MOMENT + 2 * DAY, drop=True)
    installed = take_bundle(office, dropped, MOMENT + 2 * DAY, trust(office))
    assert installed.roots == (trust_of(centre.registry).roots[0],)
    assert len(trust_of(centre.registry).roots) == 1
    from desktop_app.central.setup import open_keys

    opened = open_keys(centre.registry, PASSPHRASE)
    later = MOMENT + 3 * DAY
    centre.offer("c1", moment=later)
    (new_receipt,) = receipts.issue_receipts(centre.registry, opened.desk, AUDIENCE, later, CLERK)
    verify(new_receipt.path, trust(office), later).close()
    with pytest.raises(PackageRefused) as refused:
        verify(old_receipt, trust(office), later)
    assert refused.value.code == "TRUST_UNKNOWN_CA"
    verify(old_receipt, archive_trust_of(centre.registry), MOMENT).close()
    assert open_round(centre.registry, ROUND, later).round == ROUND
    signer = enrol(centre.registry, opened, A, later)
    seal(centre, "under the new root", A, signer, moment=later)
    assert centre.offer("under the new root", moment=later)[0].code in ("OK", "CONFLICT")


@contextmanager
def cut_short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The power fails when all files are written and before the registry has the rows."""
    whole = log.recording

    @contextmanager
    def recording(registry: Registry, _made: Iterable[Path] = ()) -> Iterator[Connection]:
        with whole(registry) as connection:
            yield connection
            raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(log, "recording", recording)
        yield


def test_a_change_of_the_root_that_is_cut_short_is_done_again(
    centre: Centre, office: OfficeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P2: what it left behind is told to nobody, no certificate is lost, and both steps can be done again."""
    begin(office, centre)
    centre.offer("a1")
    old_receipt = receipt(centre)
    with cut_short(monkeypatch):
        bundles.change_root(centre.registry, PASSPHRASE, MOMENT, CLERK)
    assert len(bundles.newest_files(centre.registry)) == 1
    plain = issue(centre)
    assert bundles.newest_files(centre.registry) == (plain,)
    assert take_bundle(office, plain, MOMENT, trust(office)).version == 2
    pair = bundles.change_root(centre.registry, PASSPHRASE, MOMENT, CLERK).files
    assert len(take_bundles(office, pair, MOMENT, trust(office)).roots) == 2
    with cut_short(monkeypatch):
        issue(centre, drop=True)
    assert take_bundle(office, issue(centre), MOMENT, trust(office)).version == 4
    assert len(take_bundle(office, issue(centre, drop=True), MOMENT, trust(office)).roots) == 1
    verify(old_receipt, archive_trust_of(centre.registry), MOMENT).close()


def test_a_second_change_of_the_root_waits_for_the_first(centre: Centre) -> None:
    """P2 CEN-25: three roots at once would confuse everybody."""
    bundles.change_root(centre.registry, PASSPHRASE, MOMENT, CLERK)
    with pytest.raises(PhromError) as raised:
        bundles.change_root(centre.registry, PASSPHRASE, MOMENT, CLERK)
    assert raised.value.code == "CEN-25"
    issue(centre, drop=True)
    bundles.change_root(centre.registry, PASSPHRASE, MOMENT, CLERK)


def test_an_office_that_skipped_the_pair_is_told_to_open_it_first(centre: Centre, office: OfficeStore) -> None:
    """P2: the pair stays beside every later bundle; opened together they are taken in order."""
    begin(office, centre)
    bundles.change_root(centre.registry, PASSPHRASE, MOMENT, CLERK)
    newest = issue(centre, drop=True)
    with pytest.raises(PackageRefused) as refused:
        take_bundle(office, newest, MOMENT, trust(office))
    assert refused.value.code == "TRUST_UNKNOWN_CA"
    assert "ชุดความเชื่อถือ" in refused.value.remedy("th")
    installed = take_bundles(office, bundles.newest_files(centre.registry), MOMENT, trust(office))
    assert (installed.version, len(installed.roots)) == (3, 1)


@pytest.mark.parametrize("dropped", [False, True])
def test_a_new_computer_begins_with_the_newest_root(centre: Centre, office: OfficeStore, dropped: bool) -> None:
    """P2: also while the root is being changed; of all that central sends, only the root it reads out is compared."""
    bundles.change_root(centre.registry, PASSPHRASE, MOMENT, CLERK)
    newest = issue(centre, drop=dropped)
    files = bundles.newest_files(centre.registry)
    assert newest == files[-1]
    heard = hashlib.sha256(trust_of(centre.registry).roots[-1]).hexdigest()
    installed = take_first(office, newest, MOMENT, heard=heard, others=files)
    assert (installed.version, len(installed.roots)) == (3, 1 if dropped else 2)
    assert take_bundle(office, issue(centre), MOMENT, trust(office)).version == 4


def test_a_key_lost_before_is_withdrawn_from_the_day_it_was_lost(centre: Centre, office: OfficeStore) -> None:
    """P2: the list names the day; a day to come is refused."""
    from desktop_app.trust.certificates import read_certificate

    begin(office, centre)
    serial = f"{read_certificate(centre.offices[B].certificate).serial:x}"
    with pytest.raises(PhromError) as raised:
        authorities.revoke(centre.registry, centre.keys.office_authority, [serial], "keyCompromise", MOMENT, CLERK,
                           MOMENT + DAY)  # fmt: skip
    assert raised.value.code == "CEN-24"
    authorities.revoke(
        centre.registry, centre.keys.office_authority, [serial], "keyCompromise", MOMENT, CLERK, START + DAY
    )
    take_bundle(office, issue(centre), MOMENT, trust(office))
    with pytest.raises(PackageRefused) as refused:
        verify(centre.package("b1"), trust(office), MOMENT)
    assert (refused.value.code, refused.value.details) == ("TRUST_REVOKED", {"date": f"{START + DAY:%Y-%m-%d}"})


def test_a_withdrawn_form_is_told_to_the_officer(centre: Centre, office: OfficeStore) -> None:
    """P2 Q6: what was begun opens with its new state and dates, nothing new is begun, and what is signed says so."""
    begin(office, centre)
    path = next((centre.folder / "packages").rglob(f"{centre.release.package_id}.asice"))
    release = open_office_round(office, path, trust(office), MOMENT)
    given = {"clock": lambda: MOMENT, "zone": BANGKOK, "who": CLERK}
    work = create(office, release, A, **given)  # type: ignore[arg-type]
    bundles.set_form_state(centre.registry, ROUND, 1, "withdrawn", MOMENT, CLERK)
    take_bundle(office, issue(centre), MOMENT, trust(office))
    assert release_of(office, release.package_id).state == "withdrawn"
    again = open_assessment(office, work.work.id, **given)  # type: ignore[arg-type]
    assert (again.release.state, again.work.id) == ("withdrawn", work.work.id)
    with pytest.raises(PhromError) as refused:
        create(office, again.release, B, **given)  # type: ignore[arg-type]
    assert refused.value.code == "OFF-50"
