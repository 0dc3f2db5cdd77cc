"""Keys for the sample office of the pictures: made by the sample registry, so that signing works as in life."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desktop_app.central import enrolment, setup
from desktop_app.central.bundles import newest_files
from desktop_app.central.registry import open_registry
from desktop_app.files import read_whole
from desktop_app.office.keys import LARGEST, OfficeKeys
from desktop_app.trust.anchors import read_trust_folder, to_pem
from desktop_app.trust.keys import grouped
from desktop_app.ui.central.sample import PASSPHRASE, WAITING, sample_registry
from desktop_app.ui.gallery_office import CIO, MOMENT, WHO

OFFICE = WAITING
OFFICE_PASSPHRASE = "รหัสผ่านของหน่วยงานตัวอย่าง"  # noqa: S105  the key signs nothing but pictures


@dataclass(frozen=True, slots=True)
class Keys:
    """Folders to copy: the office's keys, and what it trusts; the registry that made both, and its trust bundle."""

    keys: Path
    trust: Path
    registry: Path
    bundle: Path


@cache
def sample_keys() -> Keys:
    """Made once per process."""
    folder = Path(tempfile.mkdtemp(prefix="phrom-keys-sample-"))
    file = sample_registry(folder / "central")
    registry = open_registry(file)
    opened = setup.open_keys(registry, PASSPHRASE)
    keys = OfficeKeys(folder / "keys")
    made = keys.make(OFFICE, OFFICE_PASSPHRASE)
    request = read_whole(made.request_file, LARGEST)
    certified = enrolment.enrol(
        registry, OFFICE, request, grouped(made.spki_sha256), opened.office_authority, MOMENT, WHO, CIO
    )
    keys.accept(to_pem(certified.certificate), read_trust_folder(registry.folders.trust), MOMENT)
    shutil.copytree(registry.folders.trust, folder / "trust")
    bundle = newest_files(registry)[-1]
    registry.close()
    return Keys(folder / "keys", folder / "trust", file, bundle)


def give_keys(data: Path) -> Path:
    """Copy keys and trust into an office's data folder; returns the trust folder."""
    sample = sample_keys()
    shutil.copytree(sample.keys, data / "keys", dirs_exist_ok=True)
    shutil.copytree(sample.trust, data / "trust", dirs_exist_ok=True)
    return data / "trust"
