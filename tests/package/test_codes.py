"""The table of result codes is the one of the format."""

import pickle

import pytest

from desktop_app.package.codes import CODES, FLAGS
from desktop_app.package.kinds import PAYLOADS, PackageType
from desktop_app.package.refusal import PackageRefused, refuse

SECTION_17 = {
    "L": "OK SUPERSEDED",
    "H": "OFFICE_UNKNOWN OFFICE_MISMATCH FORM_TAMPERED FORM_ROUND FORM_CLOSED ANSWERS EVIDENCE SCORE_MISMATCH"
    " PDF_MISMATCH CLOCK CONFLICT",
    "W": "TRUST_EARLY TRUST_CRL_MISSING TRUST_CRL_STALE VERSION FORM_UNKNOWN TRUST_GAP",
    "R": "SYS_IO SYS_DB",
    "-": "DUPLICATE",
    "Q": "NOT_PACKAGE ZIP_END ZIP_HEADER ZIP_NAME ZIP_ORDER ZIP_DATA MISSING LIMIT ENC_FORMAT ENC_TAG ENC_RECIPIENT"
    " CMS_FORMAT CMS_NOT_CANONICAL SIGNATURE TRUST_UNKNOWN_CA TRUST_EXPIRED TRUST_REVOKED TRUST_ALGORITHM TRUST_USAGE"
    " ROLE XML_FORBIDDEN MANIFEST_FORMAT MANIFEST_NOT_CANONICAL DIGEST_ALG COVERAGE DIGEST JSON_UTF8 JSON_BOM"
    " JSON_SYNTAX JSON_DEPTH JSON_DUPLICATE_KEY JSON_CONST JSON_INT JSON_FLOAT JSON_KEY JSON_NOT_CANONICAL"
    " TEXT_CONTROL TEXT_SURROGATE TEXT_NFC SCHEMA AUDIENCE TRUST_ROLLBACK TRUST_CRL_ROLLBACK FORM_ROLLBACK"
    " RECEIPT_MISMATCH CRASH",
}


def test_every_code_of_the_format_is_there_with_its_letter() -> None:
    """P7: no code is missing, none is invented."""
    expected = {code: letter for letter, codes in SECTION_17.items() for code in codes.split()}
    assert {name: code.disposition for name, code in CODES.items()} == expected


@pytest.mark.parametrize("name", sorted(CODES))
def test_a_refusal_can_always_be_shown(name: str) -> None:
    """P7: every code speaks Thai and English even where no detail was given."""
    with pytest.raises(PackageRefused) as refused:
        refuse(name)
    refusal = refused.value
    assert refusal.code == name
    assert all(refusal.message(language) and refusal.remedy(language) for language in ("th", "en"))


def test_a_refusal_crosses_from_a_worker_process() -> None:
    """K1: verification runs in other processes and its answer comes back whole."""
    refusal = PackageRefused(CODES["DIGEST"].fault, {"place": "a.pdf"}, {"kind": "submission"})
    back = pickle.loads(pickle.dumps(refusal))  # noqa: S301 - our own bytes
    assert (back.code, back.message("th"), back.facts) == ("DIGEST", refusal.message("th"), {"kind": "submission"})


def test_flags_have_words_in_both_languages() -> None:
    """K2: a flag is shown beside an accepted file."""
    names = "LATE CLOCK_OLD EVIDENCE_SUSPECT EVIDENCE_REUSED SIGNATORY_DIFFERS SEQ_GAP PREDECESSOR_MISSING"
    assert set(FLAGS) == set(names.split())
    assert all(words["th"] and words["en"] for words in FLAGS.values())


def test_the_table_of_types_is_consistent() -> None:
    """P1: each payload names one type, and a type allows what it requires."""
    assert len(PAYLOADS) == len(PackageType) == 8
    for kind in PackageType:
        assert all(kind.allows(name) for name in (kind.payload, *kind.row.required, *kind.row.optional))
        assert kind.missing([]) == (kind.payload, *kind.row.required)


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("evidence/a.pdf", True),
        ("evidence/a1_b-02.docx", True),
        ("evidence/console.pdf", True),
        ("evidence/com.pdf", True),
        ("evidence/com1.pdf", False),
        ("evidence/nul.txt", False),
        ("evidence/a.b.pdf", False),
        ("evidence/a.pdf\n", False),
        ("evidence/_a.pdf", False),
        ("form/media/a.png", False),
    ],
)
def test_names_of_evidence(name: str, allowed: bool) -> None:
    """P7: a name that every computer can write, and nothing else."""
    assert PackageType.SUBMISSION.allows(name) is allowed
