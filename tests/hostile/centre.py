"""A real registry in the simulator's world of trust, so that every hostile package can be offered to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import update

from desktop_app.central import lists, log, rosters, rounds, setup, tables
from desktop_app.central.enrolment import record_certificate
from desktop_app.central.setup import CentralKeys
from desktop_app.package.verify import verify
from desktop_app.submission.release import FormRelease, open_release
from tests.central.central_world import CLERK, Centre
from tests.simulator.world import AUDIENCE, OPERATOR, PASSPHRASE, START, b64, world
from tests.submission.submission_world import CLOSES, ROSTER, workbook

DAY = timedelta(days=1)
STATES = {"2569": "open", "2570": "closed", "2571": "withdrawn"}
"""Rounds of the centre, and the state of the one release of each."""


@dataclass(frozen=True)
class Ground:
    """The centre, and its releases by round."""

    centre: Centre
    releases: Mapping[str, FormRelease]

    @property
    def release(self) -> FormRelease:
        """The open one."""
        return self.releases["2569"]


def make_ground(folder: Path, states: Mapping[str, str] = STATES) -> Ground:
    """Two enrolled offices, these rounds; root, authorities and keys are the simulator's."""
    where = folder / "centre"
    registry, _ = setup.init(where / "registry.db", OPERATOR, AUDIENCE, PASSPHRASE, START - DAY, CLERK, None)
    world().write_folder(registry.folders.trust)
    for name, crl in zip((lists.ROOT, lists.OFFICE_CA, lists.CENTRAL_CA), world().crls(), strict=True):
        lists.keep_list(registry.folders, name, 1, crl)
    rosters.import_roster(registry, ROSTER.to_csv(with_phone=True), START, CLERK)
    offices = {office.office_code: world().office(office.office_code) for office in ROSTER.offices}
    for code, signer in offices.items():
        with log.recording(registry) as connection:
            record_certificate(connection, code, signer.certificate, START)
            detail = json.dumps({"certificate": b64(signer.certificate)})
            log.append(connection, log.Entry(log.stamp(START), CLERK, "enrol", office_code=code, detail=detail))
    form, central = workbook(folder), world().central()
    releases = {}
    for name in states:
        path = rounds.release(registry, form, rounds.Round(name, START, CLOSES), central, START + DAY, CLERK)
        with verify(path, world().trust, START + DAY) as package:
            releases[name] = open_release(package)
    table = tables.form_release
    with registry.writing() as connection:
        for name, state in states.items():
            connection.execute(update(table).where(table.c.round == name).values(state=state))
    packages = folder / "packages"
    packages.mkdir()
    registry.close()
    return Ground(Centre(where, CentralKeys(world().office_ca, central), offices, packages), releases)
