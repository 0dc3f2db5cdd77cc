"""Reading the QR code of a printed report back from a scan or a photo of the paper (C4).

The text is what section 14 of the package format puts there, `phrom:<office_code>:<round>:<64 hex>`; whether it
is true is the matter of `central/paper.py`. Everything here may come from a stranger, so that every size is
bounded before anything is decoded.
"""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
import zxingcpp
from PIL import Image

from desktop_app.errors import PhromError
from desktop_app.files import read_whole
from desktop_app.outputs import faults
from desktop_app.outputs.pdfium import ONE_AT_A_TIME

PREFIX = "phrom:"
MOST_BYTES = 50 << 20
MOST_PIXELS = 80_000_000  # a page at 900 dpi, or the largest photo of a telephone
MOST_SIDE = 65_535  # pixels; the reader refuses more, and no paper is so narrow
MOST_PAGES = 100
PAGE_PIXELS = 20_000_000  # an A2 sheet at 200 dpi; larger ones are drawn coarser
KINDS = ("PNG", "JPEG")
POINTS_PER_INCH = 72
PAGE_DPI = 200
SIZES = (1, 2, 3)  # as it is, then enlarged: a small or blurred code is read once its modules are some pixels wide


def read_qr(path: Path) -> str:
    """The text of the first code beginning with `phrom:` in a PNG, a JPEG, or on the pages of a PDF.

    Raises:
        PhromError: FILE-02 the file cannot be read; OUT-10 it is larger than 50 MB; OUT-11 it is neither PNG, JPEG
            nor PDF, or is damaged; OUT-12 it has more than 80 million pixels; OUT-13 no such code is seen in it.
    """
    content = _read(path)
    look = _on_pages if content.startswith(b"%PDF-") else _in_picture
    found = look(content, path.name)
    if not found:
        raise faults.SCAN_WITHOUT_CODE.error(name=path.name)
    return found


def _read(path: Path) -> bytes:
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise faults.SCAN_TOO_LARGE.error(name=path.name, limit=MOST_BYTES >> 20)
    return read_whole(path, MOST_BYTES)


def _in_picture(content: bytes, name: str) -> str:
    try:
        picture = Image.open(io.BytesIO(content), formats=KINDS)  # reads the header only
        _demand_pixels(*picture.size, name)
        grey = picture.convert("L")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:  # Pillow's limit is above ours
        raise _too_fine(name) from problem
    except (OSError, ValueError, SyntaxError) as problem:  # what Pillow's decoders raise for what is damaged
        raise faults.SCAN_UNREADABLE.error(name=name) from problem
    return next(filter(None, (_code(grey, size) for size in SIZES)), "")


def _on_pages(content: bytes, name: str) -> str:
    """Every page as it is first, for nearly all scans end there; then every page enlarged."""
    with ONE_AT_A_TIME:
        try:
            with pdfium.PdfDocument(content) as document:
                count = min(len(document), MOST_PAGES)
                turns = ((number, size) for size in SIZES for number in range(count))
                found = (_code(_page(document, number, name), size) for number, size in turns)
                return next(filter(None, found), "")
        except pdfium.PdfiumError as problem:
            raise faults.SCAN_UNREADABLE.error(name=name) from problem


def _page(document: pdfium.PdfDocument, number: int, name: str) -> Image.Image:
    """A page of paper size at 200 dpi; a larger sheet is drawn coarser."""
    page = document[number]
    try:
        for image in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]):
            wide, high = image.get_px_size()
            _demand_pixels(wide, high, name)
        wide, high = page.get_size()
        scale = min(PAGE_DPI / POINTS_PER_INCH, (PAGE_PIXELS / max(1.0, wide * high)) ** 0.5)
        grey: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    finally:
        page.close()
    return grey


def _demand_pixels(wide: int, high: int, name: str) -> None:
    if wide * high > MOST_PIXELS:
        raise _too_fine(name)


def _too_fine(name: str) -> PhromError:
    return faults.SCAN_TOO_FINE.error(name=name, limit=MOST_PIXELS // 1_000_000)


def _code(picture: Image.Image, enlarged: int) -> str:
    """Text of a code of ours in the picture, "" without one."""
    wide, high = (enlarged * side for side in picture.size)
    if wide * high > MOST_PIXELS or max(wide, high) > MOST_SIDE:
        return ""
    if enlarged > 1:
        picture = picture.resize((wide, high), Image.Resampling.BICUBIC)
    codes = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return next((code.text for code in codes if code.text.lower().startswith(PREFIX)), "")
