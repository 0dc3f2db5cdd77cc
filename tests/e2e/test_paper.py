"""The demo's self-assessment as other programs read it (C3, C5, C6; extraction gate of the Thai rules, 3.5)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.package.verify import verify
from desktop_app.questionnaire.outline import outline
from desktop_app.questionnaire.readers import read_form
from desktop_app.questionnaire.session import AnswerSession
from desktop_app.submission.answers import session_from_payload
from desktop_app.submission.release import open_release
from tests.e2e.demo_run import FORM, Demo, needs, phrom, run
from tests.outputs.extraction import NEVER, pattern, unreadable

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
LINE = "ไม่ใช่แบบสำรวจทางการของ สพร."

pytestmark = needs("pdftotext")


@pytest.fixture(name="text", scope="module")
def _text(demo: Demo) -> str:
    return run(demo.out, ["pdftotext", "-raw", "-nopgbrk", "self-assessment.pdf", "-"]).stdout


@pytest.fixture(name="session", scope="module")
def _session(demo: Demo) -> AnswerSession:
    with verify(demo.out / "round.asice", demo.trust, demo.moment) as package:
        office = open_release(package).roster.get("50-001")
    assert office is not None
    return session_from_payload(read_form(FORM), demo.payload, office.columns())


def asked(session: AnswerSession, *, restricted: bool) -> Iterator[str]:
    """Refs of the questions that this office was asked, restricted ones or the others."""
    for ref in session.refs():
        node = session.node(ref)
        if node.asks and session.state(ref).relevant and (node.evaluation.sensitivity == "restricted") is restricted:
            yield ref


def test_every_question_reads_exactly_as_the_form_has_it(session: AnswerSession, text: str) -> None:
    """C6: label for label, whitespace counted, of all questions that may be printed."""
    labels = [session.label(ref, "th") for ref in asked(session, restricted=False)]
    assert len(labels) > 90
    assert unreadable(labels, text) == []


def test_what_the_officer_wrote_reads_exactly(demo: Demo, session: AnswerSession, text: str) -> None:
    """C6: address, names and reasons as typed; chosen options as the form words them."""
    hidden = set(asked(session, restricted=True))
    written = [demo.payload["answers"]["/data/office/office_address"], *demo.payload["reasons"].values()]
    for ref, value in demo.payload["answers"].items():
        options = {one.name: one.label["th"] for one in session.choices(ref)} if ref not in hidden else {}
        written += [options[one] for one in (value if isinstance(value, list) else [value]) if one in options]
    assert len(written) > 40
    assert unreadable(written, text) == []


def test_the_reading_would_notice_a_lost_space_or_letter(session: AnswerSession, text: str) -> None:
    """C6: the control; a label with one space or mark less is not found."""
    labels = (session.label(ref, "th") for ref in asked(session, restricted=False))
    label = next(one for one in labels if " " in one)
    assert pattern(label).search(text)
    assert not pattern(label.replace(" ", "", 1)).search(text)
    assert not pattern(label.replace(" ", "  x", 1)).search(text)


def test_no_stand_in_character_is_read(text: str) -> None:
    """C6: no private use, no U+200B, no U+FFFD, no split sara am."""
    assert NEVER.search(text) is None


@needs("pdffonts")
def test_only_sarabun_is_in_the_file(demo: Demo) -> None:
    """C6: every font is Sarabun, embedded, a subset, with a way back to text; the tools have no complaint."""
    done = run(demo.out, ["pdffonts", "self-assessment.pdf"])
    fonts = [line.split() for line in done.stdout.splitlines()[2:]]
    assert fonts
    for font in fonts:
        assert re.fullmatch(r"[A-Z]{6}\+Sarabun-\w+", font[0]), font
        assert font[-5:-2] == ["yes", "yes", "yes"], font
    assert done.stderr == ""


def test_every_page_says_that_it_is_not_official(demo: Demo) -> None:
    """C3: the line, the page number of all pages and the beginning of the fingerprint on each page."""
    pages = run(demo.out, ["pdftotext", "-raw", "self-assessment.pdf", "-"]).stdout.rstrip("\f").split("\f")
    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert LINE in page, number
        assert f"หน้า {number} จาก {len(pages)}".translate(THAI) in page
        assert re.search(r"ลายพิมพ์ฉบับนำส่ง( [0-9a-f]{4}){6} …", page), number


@needs("pdfsig")
def test_the_signature_is_valid_for_a_pdf_reader(demo: Demo) -> None:
    """P1 C3: one signature over the whole document, by the office's signer."""
    said = run(demo.out, ["pdfsig", "-nocert", "self-assessment.pdf"]).stdout
    for expected in ("Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "เจ้าหน้าที่ตัวอย่าง"):
        assert expected in said
    assert "Signature #2" not in said


@needs("pdfsig")
def test_a_pdf_reader_notices_one_changed_byte(demo: Demo, tmp_path: Path) -> None:
    """P7: the control; a bit of a page flipped, and the signature no longer fits."""
    paper = bytearray((demo.out / "self-assessment.pdf").read_bytes())
    paper[paper.index(b"/Producer") + 12] ^= 1
    (tmp_path / "changed.pdf").write_bytes(paper)
    said = run(tmp_path, ["pdfsig", "-nocert", "changed.pdf"]).stdout
    assert "Digest Mismatch" in said


def test_restricted_answers_are_absent_and_counted(demo: Demo, session: AnswerSession, text: str) -> None:
    """C5: neither question nor option nor figure of them; the paper says how many it leaves out."""
    hidden = list(asked(session, restricted=True))
    open_answers = {
        one.label["th"]
        for ref in asked(session, restricted=False)
        for one in session.choices(ref)
        if one.name in str(session.state(ref).value).split()
    }
    assert len(hidden) >= 10
    for ref in hidden:
        assert not pattern(session.label(ref, "th")).search(text), ref
        chosen = [one.label["th"] for one in session.choices(ref) if one.name == session.state(ref).value]
        for answer in set(chosen) - open_answers:
            assert not alone(answer).search(text), (ref, answer)
    for figure in (402, 338):
        assert figure in {value for ref, value in demo.payload["answers"].items() if ref in hidden}
        assert not re.search(rf"(?<![๐-๙]){str(figure).translate(THAI)}(?![๐-๙])", text)
    codes, paths = {code_of(session, ref) for ref in hidden}, {session.node(ref).path for ref in hidden}
    cards = [card for page in outline(session.form) for card in page.cards if card.kind in ("question", "share")]
    count = str(sum(not paths.isdisjoint(card.leaves) for card in cards)).translate(THAI)
    assert pattern(f"ข้อจำกัดการเข้าถึง {count} ข้อ แสดงในภาคผนวกแยก").search(text)
    for code in codes:
        assert not re.search(rf"(?m)^{re.escape(code)} ", text), code


def alone(answer: str) -> re.Pattern[str]:
    """An answer on lines of its own; a short one such as “ไม่มี” also stands inside other texts."""
    return re.compile(f"(?m)^{pattern(answer).pattern}$")


def code_of(session: AnswerSession, ref: str) -> str:
    """The printed number of the question that a row belongs to."""
    path = session.node(ref).path
    while not session.form.nodes[path].evaluation.code:
        path = path.rpartition("/")[0]
    return session.form.nodes[path].evaluation.code


def test_the_command_line_takes_the_report_out_byte_for_byte(demo: Demo, tmp_path: Path) -> None:
    """C3 K10: `phrom report pdf` gives the paper that was signed, the one that lies in the demo's folder."""
    done = phrom("report", "pdf", demo.out / "submission.asice", "-o", tmp_path / "out.pdf")
    assert done.returncode == 0, done.stderr
    paper = (tmp_path / "out.pdf").read_bytes()
    assert paper == demo.entries["report.pdf"] == (demo.out / "self-assessment.pdf").read_bytes()


def test_no_report_comes_out_of_a_spoilt_package(demo: Demo, tmp_path: Path) -> None:
    """C3 P7: one wrong byte in another file of the package, and nothing is written."""
    package = bytearray((demo.out / "submission.asice").read_bytes())
    package[package.index(demo.entries["submission.json"]) + 100] ^= 1
    (tmp_path / "x.asice").write_bytes(package)
    done = phrom("report", "pdf", tmp_path / "x.asice", "-o", tmp_path / "out.pdf")
    assert done.returncode == 1
    assert "ZIP_DATA" in done.stderr
    assert not (tmp_path / "out.pdf").exists()
