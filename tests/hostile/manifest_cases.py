"""What can be wrong with the manifest, truly signed (threats, section 6.2)."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable

from desktop_app.package import manifest
from tests.hostile.spoiler import Case

LINE = re.compile(rb"<asic:DataObjectReference [^\n]*\n")
HEAD_END = b"<asic:SigReference"


def lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """Change the list of references."""

    def apply(listed: bytes) -> bytes:
        found = LINE.findall(listed)
        start = listed.index(found[0])
        end = listed.rindex(found[-1]) + len(found[-1])
        return listed[:start] + b"".join(change(found)) + listed[end:]

    return apply


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Replace the first occurrence, which must be there."""

    def apply(listed: bytes) -> bytes:
        assert old in listed
        return listed.replace(old, new, 1)

    return apply


def doctype(body: bytes) -> Callable[[bytes], bytes]:
    """Put a document type before the root."""
    return replaced(b"<asic:ASiCManifest", b"<!DOCTYPE x [" + body + b"]>\n<asic:ASiCManifest")


def line_of(name: str) -> bytes:
    """A well-formed reference to a name that needs no file."""
    digest = base64.b64encode(hashlib.sha256(b"").digest()).decode("ascii")
    return manifest.LINE.format(mime="application/pdf", name=name, digest=digest).encode("utf-8")


LAUGHS = b'<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">' + b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'

TABLE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "unlisted file": (lines(lambda found: found[1:]), "COVERAGE"),
    "listed file missing": (lines(lambda found: [*found, line_of("zz.pdf")]), "COVERAGE"),
    "same reference twice": (lines(lambda found: [found[0], *found]), "COVERAGE"),
    "empty manifest": (lines(lambda _: []), "COVERAGE"),
    "foreign address": (lines(lambda found: [*found, line_of("zz://example.invalid/a.pdf")]), "COVERAGE"),
    "traversal": (lines(lambda found: [line_of("../a.pdf"), *found]), "COVERAGE"),
    "Thai name": (lines(lambda found: [*found, line_of("หลักฐาน.pdf")]), "COVERAGE"),
    "white space": (replaced(b' URI="', b'  URI="'), "MANIFEST_NOT_CANONICAL"),
    "blank line at the end": (lambda listed: listed + b"\n", "MANIFEST_NOT_CANONICAL"),
    "no newline at the end": (lambda listed: listed[:-1], "MANIFEST_NOT_CANONICAL"),
    "Windows line ends": (lambda listed: listed.replace(b"\n", b"\r\n"), "MANIFEST_NOT_CANONICAL"),
    "single quotes": (lambda listed: listed.replace(b'"', b"'"), "MANIFEST_NOT_CANONICAL"),
    "attribute order": (
        lambda listed: re.sub(rb'(MimeType="[^"]*") (URI="[^"]*")', rb"\2 \1", listed, count=2),
        "MANIFEST_NOT_CANONICAL",
    ),
    "order of references": (lines(lambda found: found[::-1]), "MANIFEST_NOT_CANONICAL"),
    "other MIME type": (replaced(b'"application/pdf"', b'"text/html"'), "MANIFEST_NOT_CANONICAL"),
    "extension outside the table": (
        lines(lambda found: [*found, line_of("zz.exe")]),
        "MANIFEST_NOT_CANONICAL",
    ),
    "no extension": (lines(lambda found: [*found, line_of("zz")]), "MANIFEST_NOT_CANONICAL"),
    "address that needs escaping": (
        lines(lambda found: [*found, line_of("zz&amp;.pdf")]),
        "MANIFEST_NOT_CANONICAL",
    ),
    "byte order mark": (lambda listed: b"\xef\xbb\xbf" + listed, "MANIFEST_NOT_CANONICAL"),
    "other prefix": (lambda listed: listed.replace(b"asic:", b"as:"), "MANIFEST_NOT_CANONICAL"),
    "other namespace": (replaced(b"02918/v1.2.1#", b"02918/v1.3.1#"), "MANIFEST_NOT_CANONICAL"),
    "other signature named": (replaced(b"signature001", b"signature002"), "MANIFEST_NOT_CANONICAL"),
    "unknown element": (replaced(HEAD_END, b"<x/>" + HEAD_END), "MANIFEST_NOT_CANONICAL"),
    "text between": (replaced(HEAD_END, b"text" + HEAD_END), "MANIFEST_NOT_CANONICAL"),
    "CDATA digest": (
        lambda listed: re.sub(rb"Value>([^<]*)<", rb"Value><![CDATA[\1]]><", listed, count=1),
        "MANIFEST_NOT_CANONICAL",
    ),
    "md5 label": (replaced(b"2001/04/xmlenc#sha256", b"2001/04/xmldsig-more#md5"), "DIGEST_ALG"),
    "sha1 label": (replaced(b"2001/04/xmlenc#sha256", b"2000/09/xmldsig#sha1"), "DIGEST_ALG"),
    "no digest label": (lambda listed: re.sub(rb"<ds:DigestMethod[^>]*>", b"", listed), "DIGEST_ALG"),
    "DOCTYPE": (doctype(b""), "XML_FORBIDDEN"),
    "billion laughs": (doctype(LAUGHS), "XML_FORBIDDEN"),
    "external entity": (doctype(b'<!ENTITY x SYSTEM "file:///etc/passwd">'), "XML_FORBIDDEN"),
    "processing instruction": (replaced(HEAD_END, b"<?x y?>" + HEAD_END), "XML_FORBIDDEN"),
    "comment": (replaced(HEAD_END, b"<!-- x -->" + HEAD_END), "XML_FORBIDDEN"),
    "a hundred thousand levels": (replaced(HEAD_END, b"<a>" * 100_000 + HEAD_END), "XML_FORBIDDEN"),
    "not well-formed": (replaced(b"</asic:ASiCManifest>", b"</asic:Other>"), "MANIFEST_FORMAT"),
    "cut": (lambda listed: listed[:200], "MANIFEST_FORMAT"),
    "empty": (lambda _: b"", "MANIFEST_FORMAT"),
    "UTF-16": (lambda listed: listed.decode().encode("utf-16"), "MANIFEST_NOT_CANONICAL"),
    "undefined entity": (replaced(HEAD_END, b"&x;" + HEAD_END), "MANIFEST_FORMAT"),
    "bad base64": (
        lambda listed: re.sub(rb"Value>[^<]*<", b"Value>***<", listed, count=1),
        "MANIFEST_FORMAT",
    ),
    "blank inside base64": (
        lambda listed: re.sub(rb"Value>([^<]{4})", rb"Value>\1 ", listed, count=1),
        "MANIFEST_FORMAT",
    ),
    "short digest": (
        lambda listed: re.sub(rb"Value>[^<]*<", b"Value>AAAA<", listed, count=1),
        "MANIFEST_FORMAT",
    ),
    "no digest": (lambda listed: re.sub(rb"Value>[^<]*<", b"Value><", listed, count=1), "MANIFEST_FORMAT"),
}

CASES = [Case(name, "manifest", change, code) for name, (change, code) in TABLE.items()]
