"""PDFium belongs to one thread at a time; whoever opens a document holds this lock meanwhile (C3, C4)."""

from __future__ import annotations

from threading import Lock

ONE_AT_A_TIME = Lock()
"""Shared by the whole process: PDFium must not be entered by two threads at once."""
