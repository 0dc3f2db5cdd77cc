"""From the fingerprint on paper to the package and its score (C4)."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.central import authorities, tables
from desktop_app.central.paper import Found, find_by_paper, grouped, printed_report, read_typed, verdict
from desktop_app.errors import PhromError
from desktop_app.outputs.scan import read_qr
from desktop_app.package.verify import verify
from desktop_app.thai.digits import to_thai
from desktop_app.trust.certificates import read_certificate
from tests.central.central_world import CLERK, MOMENT, ROSTER, ROUND, SIGNATORY, SIGNED, A, B, Centre

DIGITS = "7f3a91c288b10123" * 4
SIX = DIGITS[:24]


def fingerprint(centre: Centre, name: str) -> str:
    """The one on the paper of this package."""
    with verify(centre.package(name), centre.trust, MOMENT) as package:
        return hashlib.sha256(package.read("submission.json")).hexdigest()


def one(centre: Centre, typed: str) -> Found:
    (found,) = find_by_paper(centre.registry, typed)
    return found


def told(centre: Centre, typed: str) -> PhromError:
    with pytest.raises(PhromError) as caught:
        find_by_paper(centre.registry, typed)
    return caught.value


def changed(digits: str, place: int) -> str:
    """With another digit at this place."""
    other = "0" if digits[place] != "0" else "1"
    return digits[:place] + other + digits[place + 1 :]


@pytest.mark.parametrize(
    "typed",
    [
        "7f3a 91c2 88b1 0123 7f3a 91c2",
        "7F3A-91C2-88B1-0123-7F3A-91C2",
        "7f3a91c288b101237f3a91c2",
        "  7f3a\n91c2\t88b1 – 0123.7f3a:91c2 … ",
        to_thai("7f3a 91c2 88b1 0123 7f3a 91c2"),
        "7f3a 9lc2 88bI oI23 7f3a 9|c2",
        "７ｆ３ａ 91c2 88b1 O123 7f3a 91c2",
    ],
)
def test_groups_are_understood_as_people_type_them(typed: str) -> None:
    """C4: blanks, dashes, capitals, Thai and wide digits, O for 0, l I | for 1; B, D and E stay what they are."""
    assert read_typed(typed).digits == SIX


@given(st.text("0123456789abcdef", min_size=24, max_size=64), st.sampled_from([" ", "-", "", " – "]), st.booleans())
def test_any_grouping_reads_as_the_same_digits(digits: str, between: str, thai: bool) -> None:
    """C4: what is written in groups is read as it was, whatever stands between the groups."""
    shown = between.join(grouped(digits).split()).upper()
    assert read_typed(to_thai(shown) if thai else shown).digits == digits


def test_a_qr_text_names_office_and_round() -> None:
    """C4: as section 14 writes it, and as a hand-held scanner with caps lock types it."""
    for typed in (f"phrom:ABC-1:2569-b:{DIGITS}", f" PHROM:ABC-1:2569-B:{DIGITS.upper()}\n"):
        paper = read_typed(typed)
        assert (paper.digits, paper.office_code, paper.round) == (DIGITS, "ABC-1", "2569-b")


@pytest.mark.parametrize(
    ("typed", "code", "says"),
    [
        ("", "CEN-40", "ยังขาด 24 หลัก"),
        ("7f3a 91c2 88b1 0123 7f3a 91c", "CEN-40", "ยังขาด 1 หลัก"),
        ("7f3a 91c2", "CEN-40", "ยังขาด 16 หลัก"),
        ("7f3a 91g2 88b1 0123 7f3a 91cz", "CEN-41", "“g z”"),
        ("ลายพิมพ์ 7f3a", "CEN-41", "0-9 และ a-f"),
        ("7f3a\u202e91c2\u0007", "CEN-41", "“U+202E U+0007”"),
        (f"{DIGITS}0", "CEN-42", "65 หลัก"),
        (f"phrom:50-001\u202e:2569:{DIGITS}", "CEN-43", "phrom:"),
        (f"phrom:50-001:{DIGITS}", "CEN-43", "phrom:"),
        (f"phrom:50-001:2569:{SIX}", "CEN-43", "ไม่ครบ"),
    ],
)
def test_what_cannot_be_looked_up_says_what_is_wrong(typed: str, code: str, says: str) -> None:
    """C4: how many digits are missing, which letters are none."""
    with pytest.raises(PhromError) as caught:
        read_typed(typed)
    assert caught.value.code == code
    assert says in caught.value.message("th")


def test_six_groups_find_the_package_and_its_score(centre: Centre) -> None:
    """C4: office, round, revision, state, signatory, times, score and dimensions are those of the file."""
    centre.offer("a1", "b1")
    digits = fingerprint(centre, "a1")
    found = one(centre, grouped(digits[:24]))
    with verify(centre.package("a1"), centre.trust, MOMENT) as package:
        package_id, payload = package.package_id, package.payload
    assert (found.package_id, found.submission_sha256) == (package_id, digits)
    assert found.office == ROSTER.offices[0]
    assert (found.round, found.revision, found.state, found.counting) == (ROUND, 1, "accepted", 1)
    assert (found.signatory, found.position) == (CLERK, SIGNATORY.position)
    assert (found.signed_at, found.received_at) == (SIGNED, MOMENT)
    shown = {node["id"]: node["shown"] for node in payload["score"]["nodes"]}
    assert found.total.shown == shown[found.total.node]
    assert [(points.node, points.shown) for points in found.dimensions] == [("A", shown["A"]), ("B", shown["B"])]
    assert all(points.label["th"] for points in (found.total, *found.dimensions))
    assert found.path.read_bytes() == centre.package("a1").read_bytes()
    assert found.counts
    assert "ฉบับนี้" in verdict(found)["th"]


def test_the_printed_report_leads_back_to_its_file(centre: Centre, tmp_path: Path) -> None:
    """C4 C3: the QR code of the paper inside the package, scanned, finds that package; its PDF is what was printed."""
    centre.offer("a1", "b1")
    for name in ("a1", "b1"):
        found = one(centre, fingerprint(centre, name))
        (tmp_path / "scan.pdf").write_bytes(printed_report(found))
        scanned = read_qr(tmp_path / "scan.pdf")
        assert scanned == f"phrom:{found.office.office_code}:{ROUND}:{found.submission_sha256}"
        assert one(centre, scanned) == found
    with verify(centre.package("b1"), centre.trust, MOMENT) as package:
        assert printed_report(found) == package.read("report.pdf")


def test_paper_of_an_older_revision_says_so(centre: Centre) -> None:
    """C4: the first revision was superseded by the second; the sentence names the one that counts."""
    centre.offer("a1", "a2")
    old, new = (one(centre, fingerprint(centre, name)) for name in ("a1", "a2"))
    assert (old.revision, old.state, old.counting, old.counts) == (1, "superseded", 2, False)
    assert verdict(old)["th"] == "เอกสารนี้เป็นฉบับเก่า ฉบับที่นับในผลของรอบคือฉบับที่ 2"
    assert "older revision" in verdict(old)["en"]
    assert new.counts


def test_paper_of_a_disputed_revision_says_so(centre: Centre) -> None:
    """C4 K2: two contents for revision 1, neither counts; with a good revision 2 the first is old and disputed."""
    centre.offer("a1", "a1x")
    found = one(centre, fingerprint(centre, "a1"))
    assert (found.state, found.counting, found.counts) == ("conflict", None, False)
    assert "ขัดกับไฟล์อื่น" in verdict(found)["th"]
    centre.offer("a2", "a2x")
    assert one(centre, fingerprint(centre, "a2")).counting is None


def test_paper_of_a_revision_under_a_lost_key_says_so(centre: Centre) -> None:
    """C4 K2: it came when the key may have been in other hands; the revision before counts again."""
    centre.offer("a1")
    centre.offer("a2", moment=MOMENT + timedelta(days=2))
    first, second = (fingerprint(centre, name) for name in ("a1", "a2"))
    serial = f"{read_certificate(centre.offices[A].certificate).serial:x}"
    since, noticed = (MOMENT + timedelta(days=days) for days in (1, 3))
    authority = centre.keys.office_authority
    authorities.revoke(centre.registry, authority, [serial], "keyCompromise", noticed, CLERK, since)
    found = one(centre, second)
    assert (found.state, found.counting, found.counts) == ("held", 1, False)
    assert "สูญหายหรือรั่วไหล" in verdict(found)["th"]
    assert one(centre, first).counts


def test_an_older_revision_while_the_newer_waits(centre: Centre) -> None:
    """C4 K2: the newest is disputed, so nothing counts, and the paper before it is still an older one."""
    centre.offer("a1", "a2")
    with centre.registry.writing() as connection:
        connection.execute(
            tables.submission.update().where(tables.submission.c.revision == 2).values(state="conflict", disputed=True)
        )
    found = one(centre, fingerprint(centre, "a1"))
    assert "ฉบับใหม่กว่ายังรอตัดสิน" in verdict(found)["th"]


def test_no_match_says_what_can_be_the_reason(centre: Centre) -> None:
    """C4: draft, not received, misread; a sentence, in both languages, and nothing is found."""
    centre.offer("a1")
    problem = told(centre, fingerprint(centre, "b1"))
    assert problem.code == "CEN-44"
    for reason in ("ฉบับร่าง", "ยังไม่ได้รับ", "อ่านผิด"):
        assert reason in problem.message("th")
    assert "draft" in problem.message("en")


@pytest.mark.parametrize("place", [0, 7, 23])
def test_one_wrong_digit_names_its_group(centre: Centre, place: int) -> None:
    """C4: which group to read again; never what it should be, else anyone could make paper fit."""
    centre.offer("a1")
    digits = fingerprint(centre, "a1")
    problem = told(centre, changed(digits[:24], place))
    assert problem.code == "CEN-45"
    assert f"กลุ่มที่ {place // 4 + 1} " in problem.message("th")
    assert grouped(digits).split()[place // 4] not in problem.text("th")


def test_two_digits_exchanged_name_their_groups(centre: Centre) -> None:
    """C4: within a group, and across two; two digits merely wrong are no near miss."""
    centre.offer("a1")
    digits = list(fingerprint(centre, "a1")[:24])
    first = next(at for at in range(12, 16) if digits[at] != digits[11])
    digits[11], digits[first] = digits[first], digits[11]
    assert told(centre, "".join(digits)).details["number"] == "3 + 4"
    wrong = changed(changed(fingerprint(centre, "a1")[:24], 2), 21)
    if sorted(wrong) != sorted(fingerprint(centre, "a1")[:24]):
        assert told(centre, wrong).code == "CEN-44"


def test_a_code_that_names_another_office_or_round_is_a_mismatch(centre: Centre) -> None:
    """C4: the fingerprint is in the registry, but for someone else; the paper is not taken."""
    centre.offer("a1")
    digits = fingerprint(centre, "a1")
    for office, round_name in ((B, ROUND), (A, "2568")):
        problem = told(centre, f"phrom:{office}:{round_name}:{digits}")
        assert problem.code == "CEN-47"
        assert A in problem.message("th") and office in problem.message("th")
        assert "ไม่ตรงกับไฟล์" in problem.message("th")
    assert one(centre, f"phrom:{A}:{ROUND}:{digits}").office.office_code == A


def test_an_unknown_code_is_no_misreading(centre: Centre) -> None:
    """C4: a QR code corrects its own errors, so one digit beside another fingerprint is not excused."""
    centre.offer("a1")
    problem = told(centre, f"phrom:{A}:{ROUND}:{changed(fingerprint(centre, 'a1'), 5)}")
    assert problem.code == "CEN-46"
    assert A in problem.message("en")


def test_digits_beyond_six_groups_must_agree_too(centre: Centre) -> None:
    """C4: whoever types more is held to all of it."""
    centre.offer("a1")
    digits = fingerprint(centre, "a1")
    assert one(centre, digits[:40]).submission_sha256 == digits
    assert told(centre, changed(digits, 63)).details["number"] == "16"
