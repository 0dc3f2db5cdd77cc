"""The signature inside `report.pdf`: PAdES B-B by the same key as the package's.

Paper, file and score are bound: the PDF names the digest of `submission.json`, and its one signature covers every
byte. pyHanko is used here and nowhere else in the program.
Source: package-format section 14; EN 319 142-1; threats section 5, T11.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime

import asn1crypto.x509
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from desktop_app.package.payloads import format_time
from desktop_app.package.refusal import refusal, refuse
from desktop_app.trust import algorithms
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.foreign import FOREIGN_ERRORS
from desktop_app.trust.signer import Signer

FIELD = "CIO"
INFO_ENTRY = "/PhromSubmissionSHA256"
LONGEST_VALUE = 72  # octets of a DER ECDSA-Sig-Value on P-256
RESERVED = 16 * 1024  # hex digits kept free for the signature: two certificates with long Thai names take 4,000
PDF_ERRORS: tuple[type[Exception], ...] = (
    PdfError,
    AssertionError,
    EOFError,
    OSError,
    struct.error,
    zlib.error,
    *FOREIGN_ERRORS,
)
"""What pyHanko was seen to raise on broken files."""
_EMPTY = StaticStampStyle(border_width=0, background=RawContent(b"", box=BoxConstraints(width=1, height=1)))
"""The page itself says who signs where; a text of pyHanko's, even a blank, would bring Courier, not embedded."""


@dataclass(frozen=True, slots=True)
class VisibleField:
    """Where the signature field lies on paper.

    Attributes:
        page: counted from 0; negative counts from the end.
        box: left, bottom, right, top in points from the lower left corner.
    """

    page: int
    box: tuple[int, int, int, int]


def sign_pdf(pdf: bytes, signer: Signer, signing_time: datetime, *, visible: VisibleField | None = None) -> bytes:
    """Sign a PDF that carries its Info entry already.

    Args:
        pdf: the whole report.
        signer: the same that signs the package.
        signing_time: aware UTC, written as the claim of the signature dictionary.
        visible: where the field lies; an invisible one if None.

    Raises:
        PackageRefused: CLOCK, the signing time is outside of the certificate; PDF_MISMATCH, not a PDF that can be
            signed.
    """
    certificate = read_certificate(signer.certificate)
    if not certificate.not_before <= signing_time <= certificate.not_after:
        refuse("CLOCK", place=format_time(signing_time))
    try:
        return asyncio.run(_sign(pdf, signer, signing_time, visible))
    except PDF_ERRORS as problem:
        raise refusal("PDF_MISMATCH", place=f"{type(problem).__name__}") from problem


def check_pdf(pdf: bytes, spki_sha256: str, submission_sha256: str) -> datetime:
    """Prove that a report belongs to a submission and was signed by the same key; returns its claimed time.

    Args:
        pdf: the whole report.
        spki_sha256: fingerprint of the package's signer, 64 hex digits.
        submission_sha256: SHA-256 of `submission.json`, 64 hex digits.

    Raises:
        PackageRefused: PDF_MISMATCH, not exactly one signature, not over the whole file, by another key, for other
            answers, or not readable.
    """
    try:
        return _check(pdf, spki_sha256, submission_sha256)
    except PDF_ERRORS as problem:
        raise refusal("PDF_MISMATCH", place=f"{type(problem).__name__}") from problem


class _KeySigner(CmsSigner):
    """pyHanko writes the CMS, our key signs it where it lies: it is never handed out."""

    def __init__(self, signer: Signer) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register(asn1crypto.x509.Certificate.load(signer.issuer))
        super().__init__(signing_cert=asn1crypto.x509.Certificate.load(signer.certificate), cert_registry=store)
        self._key = signer.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: ARG002, FBT001, FBT002 - pyHanko's own signature; the digest is SHA-256 always
        """The signature value; a dry run asks only for its room and must not wake the token."""
        return bytes(LONGEST_VALUE) if dry_run else algorithms.sign(self._key, data)


async def _sign(pdf: bytes, signer: Signer, signing_time: datetime, visible: VisibleField | None) -> bytes:
    page, box = (visible.page, visible.box) if visible else (0, None)
    pdf_signer = PdfSigner(
        PdfSignatureMetadata(field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES),
        signer=_KeySigner(signer),
        stamp_style=_EMPTY,
        new_field_spec=SigFieldSpec(FIELD, on_page=page, box=box),
    )
    session = pdf_signer.init_signing_session(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    session.system_time = signing_time
    document = session.prepare_tbs_document(None, bytes_reserved=RESERVED)
    output = io.BytesIO()
    prepared, _ = document.digest_tbs_document(output=output)
    finished = await document.perform_signature(
        prepared.document_digest, PdfCMSSignedAttributes(signing_time=signing_time)
    )
    await finished.post_signature_processing(output)
    return output.getvalue()


def _check(pdf: bytes, spki_sha256: str, submission_sha256: str) -> datetime:
    reader = PdfFileReader(io.BytesIO(pdf))
    signatures = reader.embedded_signatures
    _demand(len(signatures) == 1, "number of signatures")
    signature = signatures[0]
    _demand(signature.sig_object["/SubFilter"] == SigSeedSubFilter.PADES.value, "kind of signature")
    _demand(_covers_all(pdf, signature), "coverage")
    certificate = signature.signer_cert
    key = hashlib.sha256(certificate.public_key.dump()).hexdigest()
    _demand(key == spki_sha256, "signer")
    _demand(signature.md_algorithm == "sha256", "digest")
    digest = signature.compute_digest()
    intact, valid = validate_sig_integrity(signature.signer_info, certificate, "data", digest)
    _demand(intact and valid, "signature")
    named = reader.trailer["/Info"][INFO_ENTRY]
    _demand(str(named) == submission_sha256, "submission")
    signed_at = signature.self_reported_timestamp
    if not isinstance(signed_at, datetime):
        refuse("PDF_MISMATCH", place="time")
    return signed_at


def _covers_all(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """Every byte is signed but the signature's own hex digits."""
    start, first, second, last = (int(number) for number in signature.byte_range)
    gap = pdf[first:second]
    hexadecimal = gap[:1] == b"<" and gap[-1:] == b">" and bytes.fromhex(gap[1:-1].decode("ascii"))
    return start == 0 and second + last == len(pdf) and hexadecimal == signature.pkcs7_content


def _demand(holds: bool, place: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        refuse("PDF_MISMATCH", place=place)
