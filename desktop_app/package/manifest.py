"""The manifest: list of data files with their digests, the bytes that are signed.

Source: package-format section 4; EN 319 162-1, annex A.4.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat

from desktop_app.package.kinds import SIGNATURE
from desktop_app.package.refusal import refuse

SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
DEEPEST = 3
OOXML = "application/vnd.openxmlformats-officedocument"
MIME_TYPES = {
    "json": "application/json",
    "xml": "application/xml",
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "xlsx": f"{OOXML}.spreadsheetml.sheet",
    "docx": f"{OOXML}.wordprocessingml.document",
    "csv": "text/csv",
    "txt": "text/plain",
    "tst": "application/vnd.etsi.timestamp-token",
}
HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
    '<asic:ASiCManifest xmlns:asic="http://uri.etsi.org/02918/v1.2.1#"'
    ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#">\n'
    f'<asic:SigReference MimeType="application/pkcs7-signature" URI="{SIGNATURE}"/>\n'
)
LINE = (
    '<asic:DataObjectReference MimeType="{mime}" URI="{name}"><ds:DigestMethod Algorithm="'
    + SHA256
    + '"/><ds:DigestValue>{digest}</ds:DigestValue></asic:DataObjectReference>\n'
)
TAIL = "</asic:ASiCManifest>\n"


@dataclass
class Reference:
    """One reference as read."""

    name: str
    algorithm: str = ""
    text: list[str] = field(default_factory=list)

    def digest(self) -> bytes:
        """The SHA-256 it states."""
        if self.algorithm != SHA256:
            refuse("DIGEST_ALG")
        try:
            digest = base64.b64decode("".join(self.text), validate=True)
        except (binascii.Error, ValueError):
            refuse("MANIFEST_FORMAT")
        if len(digest) != hashlib.sha256().digest_size:
            refuse("MANIFEST_FORMAT")
        return digest


def build(digests: Mapping[str, bytes]) -> bytes:
    """The one permitted manifest for these files; `digests` are SHA-256 by name.

    Raises:
        PackageRefused: ZIP_NAME, an extension outside of the table.
    """
    for name in digests:
        if _mime_type(name) is None:
            refuse("ZIP_NAME", place=ascii(name[:80]))
    return _spell(sorted(digests.items()))


def package_id(manifest: bytes) -> str:
    """Identity of a package: SHA-256 of its manifest, hex (section 13)."""
    return hashlib.sha256(manifest).hexdigest()


def read(manifest: bytes) -> list[tuple[str, bytes]]:
    """Read a manifest whose signature was verified: names and SHA-256 digests, as listed.

    Raises:
        PackageRefused: XML_FORBIDDEN, MANIFEST_FORMAT, DIGEST_ALG or MANIFEST_NOT_CANONICAL.
    """
    listed = [(reference.name, reference.digest()) for reference in _parse(manifest)]
    if any(_mime_type(name) is None for name, _ in listed) or _spell(sorted(listed)) != manifest:
        refuse("MANIFEST_NOT_CANONICAL")
    return listed


def _spell(listed: list[tuple[str, bytes]]) -> bytes:
    lines = [
        LINE.format(mime=_mime_type(name), name=name, digest=base64.b64encode(digest).decode("ascii"))
        for name, digest in listed
    ]
    return (HEAD + "".join(lines) + TAIL).encode("utf-8")


def _mime_type(name: str) -> str | None:
    return MIME_TYPES.get(name.rpartition(".")[2])


class _Reader:
    """What expat tells while it reads."""

    def __init__(self) -> None:
        self.depth = 0
        self.references: list[Reference] = []
        self._in_digest = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            refuse("XML_FORBIDDEN")
        if name == "asic:DataObjectReference":
            self.references.append(Reference(attributes.get("URI", "")))
        elif name == "ds:DigestMethod" and self.references:
            self.references[-1].algorithm = attributes.get("Algorithm", "")
        self._in_digest = name == "ds:DigestValue"

    def end(self, _name: str) -> None:
        self.depth -= 1
        self._in_digest = False

    def text(self, text: str) -> None:
        if self._in_digest and self.references:
            self.references[-1].text.append(text)


def _parse(manifest: bytes) -> list[Reference]:
    reader, parser = _Reader(), expat.ParserCreate("UTF-8")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _forbid
    parser.EntityDeclHandler = _forbid
    parser.ProcessingInstructionHandler = _forbid
    parser.CommentHandler = _forbid
    try:
        parser.Parse(manifest, True)
    except expat.ExpatError:
        refuse("MANIFEST_FORMAT")
    return reader.references


def _forbid(*_: object) -> NoReturn:
    refuse("XML_FORBIDDEN")
