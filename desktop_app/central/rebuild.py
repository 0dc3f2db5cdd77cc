"""Making the registry anew from the packages and the log, which are the truth (K8, threats 9)."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, insert, update

from desktop_app.central import log, tables
from desktop_app.central.enrolment import record_certificate
from desktop_app.central.inspect import Inspected, Inspector
from desktop_app.central.intake import world_of
from desktop_app.central.load import load
from desktop_app.central.log import Entry, Logged
from desktop_app.central.receipts import note_receipt
from desktop_app.central.registry import Folders, Registry, create_registry
from desktop_app.central.rosters import apply_roster
from desktop_app.central.rounds import record_release
from desktop_app.package.verify import verify
from desktop_app.submission.release import open_release
from desktop_app.submission.roster import read_roster
from desktop_app.trust.anchors import read_trust_folder
