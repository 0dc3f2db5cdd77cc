"""What central made of the demo's files, and of the same files offered again."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from desktop_app.package.codes import CODES
from tests.e2e.demo_run import OFFICES, Demo, phrom

LOG = "intake_log"


def rows(registry: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table but the log's."""
    with closing(sqlite3.connect(registry)) as connection:
        names = [name for (name,) in connection.execute("select name from sqlite_master where type = 'table'")]
        return {
            name: sorted(connection.execute(f"select * from {name}").fetchall(), key=repr)  # noqa: S608 (own names)
            for name in names
            if name not in (LOG, "sqlite_sequence")
        }


def test_the_bad_files_end_in_twelve_codes_and_all_others_count(demo: Demo) -> None:
    """K2 P7: each bad file in its own code of the specification, every good one in the registry."""
    expected, summary = demo.summary.expected_codes, demo.summary
    assert sorted(expected) == sorted(path.name for path in (demo.out / "bad").iterdir())
    assert len(set(expected.values())) == 12
    assert set(expected.values()) <= set(CODES) - {"OK"}
    assert summary.ended == expected
    assert summary.surprises == ()
    assert summary.by_code == {"OK": OFFICES} | dict.fromkeys(expected.values(), 1)
    assert (summary.offered, summary.accepted) == (OFFICES + 12, OFFICES)


def test_the_registry_holds_every_good_file_and_no_bad_one(demo: Demo) -> None:
    """K2: one accepted submission per office that sent, archived under its package id, logged with its reason."""
    with closing(sqlite3.connect(demo.out / "registry.db")) as registry:
        found = registry.execute("select office_code, state, code, package_id from submission").fetchall()
        logged = dict(registry.execute("select file_name, code from intake_log where action = 'offer'").fetchall())
    assert len({office for office, *_ in found}) == len(found) == OFFICES
    assert {(state, code) for _, state, code, _ in found} == {("accepted", "OK")}
    sent = {path.name for path in (demo.out / "submissions").iterdir()} | {"submission.asice"}
    assert logged == dict.fromkeys(sent, "OK") | dict(demo.summary.expected_codes)
    for *_, package_id in found:
        assert (demo.out / "packages" / package_id[:2] / f"{package_id}.asice").is_file()


def test_importing_everything_again_adds_nothing(demo: Demo, tmp_path: Path) -> None:
    """K2 P8: by the real command; good files are duplicates, bad ones end as before, no row changes but the log."""
    again = tmp_path / "again"
    shutil.copytree(demo.out, again, ignore=shutil.ignore_patterns("office", "receipts"))
    before = rows(again / "registry.db")
    files = {path for folder in ("packages", "held", "quarantine") for path in (again / folder).rglob("*.asice")}
    offered = (again / "submission.asice", again / "submissions", again / "bad")
    done = phrom("central", "import", "--registry", again / "registry.db", "--json", *offered)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    refused = {code: 1 for code in demo.summary.expected_codes.values() if code != "DUPLICATE"}
    assert (answer["files"], answer["accepted"]) == (OFFICES + 12, 0)
    assert answer["by_code"] == refused | {"DUPLICATE": OFFICES + 1}
    assert before["submission"]
    assert rows(again / "registry.db") == before
    assert {
        path for folder in ("packages", "held", "quarantine") for path in (again / folder).rglob("*.asice")
    } == files
    assert list((again / "staging").iterdir()) == []


def test_every_office_that_sent_has_its_receipt(demo: Demo) -> None:
    """P4: one signed receipt per office that counts; the main office's lies in the demo's folder."""
    accepted = {path.name.split("-2")[0]: path for path in (demo.out / "receipts").glob("*-accepted-*.asice")}
    assert len(accepted) == OFFICES
    ours = next(path for name, path in accepted.items() if name == "50-001")
    assert ours.read_bytes() == (demo.out / "receipt.asice").read_bytes()
