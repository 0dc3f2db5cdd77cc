"""Killed at any write of signing and exporting: the old state or the complete file, never a ghost (U5).

By default some of the writes; `PHROM_KILLS=all` kills at every one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.office.keys import OfficeKeys
from desktop_app.office.opening import open_assessment
from desktop_app.office.records import State
from desktop_app.office.signing import export, sealed_package, sealed_path, sign
from desktop_app.office.store import open_store
from desktop_app.package.verify import verify
from desktop_app.submission.answers import BANGKOK
from desktop_app.submission.compose import Signatory
from desktop_app.trust import authority
from desktop_app.trust.anchors import to_pem
from desktop_app.trust.names import make_subject
from desktop_app.trust.request import read_request
from desktop_app.trust.roles import Role
from tests.office.office_world import CIO, Clock, Office, round_package
from tests.simulator.world import AUDIENCE, MOMENT, PASSPHRASE, SIGNED_AT, START, world

ROOT = Path(__file__).parents[2]
SAMPLES = 6  # writes at which the default run kills


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder whose assessment waits for the CIO, with key, certificate and trust."""
    folder = tmp_path_factory.mktemp("ready")
    office = Office(folder / "data", round_package(world(), folder), world(), Clock())
    office.answer_all()
    office.assessment.make_ready()
    office.store.close(backup=False)
    keys = OfficeKeys(office.folder / "keys")
    public = read_request(keys.make("50-001", PASSPHRASE).request_file.read_bytes()).public_key
    subject = make_subject("สำนักงานตัวอย่าง", CIO, "50-001")
    leaf = authority.issue_leaf(world().office_ca, public, subject, (Role.OFFICE,), START)
    keys.accept(to_pem(leaf), world().trust, MOMENT)
    world().write_folder(office.folder / "trust")
    return office.folder


def run_signer(folder: Path, target: Path, at: int) -> str:
    command = [sys.executable, "-m", "tests.e2e.signer", str(folder), str(target), str(at)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, -9), done.stderr
    return done.stdout.strip()


def is_whole(path: Path) -> bool:
    with verify(path, world().trust, MOMENT) as package:
        return package.payload["office_code"] == "50-001"


def check_after_kill(folder: Path, target: Path) -> State:
    """Open what is left: state and files must fit, and the work can be brought to its end."""
    with open_store(folder, clock=lambda: SIGNED_AT) as store:
        work = open_assessment(store, store.works()[0].id, clock=lambda: SIGNED_AT, zone=BANGKOK, who=CIO)
        found = work.state
        assert not target.exists() or is_whole(target)
        if found is State.READY:
            assert [package for package in store.packages(work.work.id) if package.direction == "sealed"] == []
            assert not target.exists()
            trust = world().trust
            signer = OfficeKeys(folder / "keys").open("50-001", PASSPHRASE, trust, SIGNED_AT)
            sign(work, signer, Signatory(CIO, "ผู้บริหาร"), SIGNED_AT, audience=AUDIENCE, trust=trust)
        package = sealed_package(work, 1)
        assert package.seq == 1
        assert is_whole(sealed_path(work, package))
        assert export(work, target).package_id == package.package_id
        assert (work.state, is_whole(target)) == (State.EXPORTED, True)
        return found


def test_signing_and_exporting_are_whole_or_absent_at_every_write(ready: Path, tmp_path: Path) -> None:
    """U5: each kill leaves ready without a package, or signed with the whole file; both can be finished."""
    whole = shutil.copytree(ready, tmp_path / "whole")
    writes = int(run_signer(whole, tmp_path / "whole.asice", 0))
    assert writes > SAMPLES
    step = 1 if os.environ.get("PHROM_KILLS") == "all" else -(-writes // SAMPLES)
    found = []
    for at in range(writes, 0, -step):
        folder = shutil.copytree(ready, tmp_path / f"killed-{at}")
        assert run_signer(folder, tmp_path / f"{at}.asice", at) == ""
        found.append(check_after_kill(folder, tmp_path / f"{at}.asice"))
    assert found == sorted(found, key=[State.EXPORTED, State.SIGNED, State.READY].index)
    assert {State.READY, State.SIGNED} <= set(found)
