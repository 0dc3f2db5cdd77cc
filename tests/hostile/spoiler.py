"""Packages spoiled at one layer, every layer above it repaired, so that the defect itself is reached.

A draft holds what a package is made of. `build` goes through the layers files → manifest → signature → entries →
container and applies, at the one layer a case names, the case's change; what lies above is computed anew.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from desktop_app.package import cms, manifest
from desktop_app.package.canonical import to_bytes
from desktop_app.package.container import MIMETYPE_CONTENT, Entry, ending, ordered
from desktop_app.package.kinds import MANIFEST, MIMETYPE, SIGNATURE, PackageType
from desktop_app.trust.signer import Signer
from tests.simulator.world import SIGNED_AT, World

Contents = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Draft:
    """A package before it is put together."""

    kind: PackageType
    files: dict[str, bytes]
    signer: Signer
    signed_at: datetime = SIGNED_AT

    def digests(self) -> dict[str, bytes]:
        return {name: sha256(content).digest() for name, content in self.files.items()}


@dataclass(frozen=True)
class Case:
    """One hostile package: what is done to it at which layer, and the code that must come out.

    Attributes:
        layer: `files`, `manifest`, `signature`, `entries` or `container`.
        change: takes and returns the layer's value (a dict of files, bytes, or a list of entries).
        signer: who signs instead of the rightful signer.
    """

    name: str
    layer: str
    change: Callable[[Any], Any]
    code: str
    kind: PackageType = PackageType.SUBMISSION
    signer: Callable[[World], Signer] | None = field(default=None)


def draft(world: World, kind: PackageType = PackageType.SUBMISSION, **changes: object) -> Draft:
    """A valid draft of this type."""
    signer, payload = world.signer_of(kind), world.payload(kind, **changes)
    files = {**world.files(kind, payload, signer), kind.payload: to_bytes(payload)}
    return Draft(kind, files, signer)


def build(of: Draft, layer: str = "", change: Callable[[Any], Any] = lambda value: value) -> bytes:
    """Put a package together, changing one layer."""

    def at(name: str, value: Any) -> Any:
        return change(value) if name == layer else value

    changed = replace(of, files=at("files", of.files))
    listed: bytes = at("manifest", _manifest(changed))
    signed: bytes = at("signature", sign(changed, listed))
    contents = [(MIMETYPE, MIMETYPE_CONTENT)]
    contents += [(name, changed.files[name]) for name in ordered(changed.files)[1:-2]]
    contents += [(MANIFEST, listed), (SIGNATURE, signed)]
    stored = at("entries", contents)
    whole: bytes = at("container", stored if isinstance(stored, bytes) else container(stored))
    return whole


def unrepaired(of: Draft, layer: str, change: Callable[[Any], Any]) -> bytes:
    """The same change by somebody without keys: only the container is put together anew."""
    good, spoiled = contents_of(build(of)), contents_of(build(of, layer, change))
    kept = {MANIFEST: good[MANIFEST], SIGNATURE: good[SIGNATURE]}
    if layer in ("manifest", "signature"):
        name = MANIFEST if layer == "manifest" else SIGNATURE
        kept[name] = spoiled[name]
    return container([(name, kept.get(name, content)) for name, content in spoiled.items()])


def sign(of: Draft, listed: bytes) -> bytes:
    """The permitted signature over a manifest."""
    return cms.sign(listed, of.signer.certificate, of.signer.issuer, of.signer.key, of.signed_at)


def container(contents: Contents) -> bytes:
    """The permitted container of these entries, in this order."""
    parts: list[bytes] = []
    entries: list[Entry] = []
    offset = 0
    for name, content in contents:
        entry = Entry(name, zlib.crc32(content), len(content), offset)
        entries.append(entry)
        parts += [entry.local_header(), content]
        offset = entry.end
    return b"".join(parts) + ending(entries)


def _manifest(of: Draft) -> bytes:
    listed = {name: digest for name, digest in of.digests().items() if "." in name}
    return manifest.build({name: digest for name, digest in listed.items() if _listable(name)})


def _listable(name: str) -> bool:
    return name.rpartition(".")[2] in manifest.MIME_TYPES


def contents_of(package: bytes) -> dict[str, bytes]:
    """Entries of a package that `container` made."""
    found: dict[str, bytes] = {}
    offset = 0
    while package[offset : offset + 4] == b"PK\3\4":
        name_size = int.from_bytes(package[offset + 26 : offset + 28], "little")
        size = int.from_bytes(package[offset + 18 : offset + 22], "little")
        start = offset + 30 + name_size
        found[package[offset + 30 : start].decode("ascii")] = package[start : start + size]
        offset = start + size
    return found
