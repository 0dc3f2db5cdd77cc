"""Taking one file out of a package whose digests agree, without asking who signed it (C3).

For people who hold a package and want its paper; whether the signature may be believed is the matter of
`verify`. Source: package-format sections 3, 4 and 6, stages 2, 3, 5, 6 and 7.
"""

from __future__ import annotations

from pathlib import Path

from desktop_app.package import cms, manifest
from desktop_app.package.container import read_layout
from desktop_app.package.kinds import MANIFEST, SIGNATURE, PackageType
from desktop_app.package.refusal import refusal, refuse
from desktop_app.package.staging import stage
from desktop_app.package.verify import check_coverage, check_digests, read_signed


def read_file(path: Path, name: str) -> bytes:
    """Content of one data file, byte for byte, after every digest of the package agreed.

    Raises:
        PackageRefused: the code of the first check that failed; MISSING, the package has no such file.
    """
    staged = stage(path)
    with staged.stream:
        layout = read_layout(staged.stream, staged.size)
        untrusted_manifest = read_signed(staged, layout.entries[MANIFEST])
        cms.read(read_signed(staged, layout.entries[SIGNATURE]), untrusted_manifest)
        listed = manifest.read(untrusted_manifest)
        check_coverage([one for one, _ in listed], layout)
        check_digests(staged, layout, dict(listed))
        if name not in layout.data_names:
            refuse("MISSING", place=name)
        return staged.read(layout.entries[name])


def read_issuer(path: Path) -> bytes:
    """Certificate (DER) of the authority that a package says issued its signer's; nothing of it is believed yet.

    For the very first trust bundle, whose root a person compares by telephone before it is pinned.

    Raises:
        PackageRefused: the code of the first check of stages 0, 2 and 3 that failed.
    """
    staged = stage(path)
    with staged.stream:
        layout = read_layout(staged.stream, staged.size)
        listed = read_signed(staged, layout.entries[MANIFEST])
        return cms.read(read_signed(staged, layout.entries[SIGNATURE]), listed).issuer


def peek_kind(path: Path) -> PackageType:
    """Type that a package's file names show, so that a file can be handed to whoever opens its type.

    Raises:
        PackageRefused: SYS_IO, or a code of stage 2: it is no package.
    """
    try:
        with path.open("rb") as stream:
            return read_layout(stream, path.stat().st_size).kind
    except OSError as problem:
        raise refusal("SYS_IO", place=problem.strerror or path.name) from problem
