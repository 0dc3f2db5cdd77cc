"""Running `phrom` in this process, and a centre that was made with it alone."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from desktop_app.central.registry import open_registry
from desktop_app.central.rounds import open_round
from desktop_app.cli.root import main
from desktop_app.package.verify import verify
from desktop_app.trust import keys
from desktop_app.trust.anchors import read_trust_folder
from desktop_app.trust.request import make_request
from desktop_app.trust.signer import Signer
from tests.central.central_world import ANSWERS, AUDIENCE, ORGANISATION, PASSPHRASE, ROSTER, ROUND, A, B, Centre, seal
from tests.questionnaire.form_tables import EXAMPLE, write_complete


@dataclass(frozen=True)
class Ran:
    """What one command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout; anything more or less fails."""
        return json.loads(self.out)


def run(*arguments: str | Path) -> Ran:
    """Run `phrom` with these arguments."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([str(one) for one in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def fine(*arguments: str | Path) -> Any:
    """Run a command that must succeed, with `--json`; its document."""
    ran = run(*arguments, "--json")
    assert ran.code == 0, ran.err
    return ran.document


@dataclass(frozen=True)
class Desk:
    """A centre made from the command line, in `folder`; `packages` are what its offices A and B sealed today.

    A's second revision, `a2`, lies in a folder of its own.
    """

    folder: Path
    form: Path
    packages: Mapping[str, Path]

    @property
    def registry(self) -> Path:
        return self.folder / "registry.db"

    @property
    def secret(self) -> Path:
        return self.form.parent / "secret.txt"

    @property
    def trust(self) -> Path:
        return self.folder / "trust"

    def central(self, command: str, *arguments: str | Path) -> Ran:
        """`phrom central COMMAND --registry …`."""
        return run("central", command, "--registry", self.registry, *arguments)

    def payload(self, name: str) -> dict[str, Any]:
        """What a package says."""
        with verify(self.packages[name], read_trust_folder(self.trust), now()) as package:
            return dict(package.payload)


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def day(offset: int) -> str:
    return f"{now() + timedelta(days=offset):%Y-%m-%d}"


def make_desk(folder: Path) -> Desk:
    """Every step by its command."""
    form = write_complete(EXAMPLE, folder / "form.xlsx")
    desk = Desk(folder / "centre", form, {})
    desk.secret.write_text(PASSPHRASE + "\nsecond line\n", encoding="utf-8")
    secret = ("--passphrase-file", desk.secret)
    registry = ("--registry", desk.registry)
    fine("central", "init", *registry, "--organisation", ORGANISATION, "--audience", AUDIENCE, *secret)
    (folder / "roster.csv").write_bytes(ROSTER.to_csv(with_phone=True))
    fine("central", "roster", *registry, folder / "roster.csv")
    signers = {code: enrol(desk, code) for code in (A, B)}
    dates = ("--round", ROUND, "--opens", day(-30), "--closes", day(60))
    fine("central", "release", *registry, form, *dates, "-o", folder / "round.asice", *secret)
    opened = open_registry(desk.registry)
    release = open_round(opened, ROUND, now())
    opened.close()
    (folder / "sent").mkdir()
    office = Centre(desk.folder, None, signers, folder / "sent")  # type: ignore[arg-type] - offices hold no such keys
    sealed = {
        "a1": seal(office, "a1", A, release=release, moment=now(), answers=ANSWERS).path,
        "b1": seal(office, "b1", B, release=release, moment=now(), answers={**ANSWERS, "a/a1": "none"}).path,
    }
    (folder / "later").mkdir()
    later = replace(office, packages=folder / "later")
    second = {
        "revision": 2,
        "seq": 2,
        "supersedes": sealed_id(sealed["a1"], desk),
        "changes": {"/data/a/a1": "แผนหมดอายุ"},
    }
    answers = {**ANSWERS, "a/a1": "none"}
    sealed["a2"] = seal(later, "a2", A, release=release, moment=now(), answers=answers, **second).path
    sealed["a1x"] = seal(later, "a1x", A, release=release, moment=now(), answers=answers, seq=3).path
    return Desk(desk.folder, form, sealed)


def sealed_id(path: Path, desk: Desk) -> str:
    """The package id of what an office sealed."""
    with verify(path, read_trust_folder(desk.trust), now()) as package:
        return package.package_id


def enrol(desk: Desk, office_code: str) -> Signer:
    """An office's request, read out and certified."""
    key = keys.new_key()
    request, answer = (desk.form.parent / f"{office_code}.{end}" for end in ("csr.pem", "asice"))
    request.write_bytes(make_request(key))
    heard = keys.grouped(keys.spki_sha256(key))
    registry = ("--registry", desk.registry)
    secret = ("--passphrase-file", desk.secret)
    fine("central", "enrol", *registry, office_code, request, "--heard", heard, "-o", answer, *secret)
    with verify(answer, read_trust_folder(desk.trust), now()) as package:
        certified = (package.payload["certificate"], package.payload["chain"][0])
    return Signer(*map(base64.b64decode, certified), key)
