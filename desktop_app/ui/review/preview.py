"""The report page by page, as it lies on paper: PDFium in one worker behind one lock (W7)."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2 as pdfium
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop_app.outputs.pdfium import ONE_AT_A_TIME
from desktop_app.ui.program import Program
from desktop_app.ui.theme.current import tokens
from desktop_app.ui.widgets.buttons import Button
from desktop_app.ui.widgets.layout import Surface, column, row
from desktop_app.ui.widgets.text import Label

POINTS_PER_INCH = 72
SCREEN_DPI = 96
ZOOMS = (50, 75, 100, 125, 150, 200)  # per cent


@dataclass(frozen=True, slots=True)
class Rendered:
    """One page as a picture."""

    page: int
    pages: int
    zoom: int
    image: QImage


def render(pdf: bytes, page: int, zoom: int, ratio: float = 1.0) -> Rendered:
    """Draw a page (from 0); form fields too, since the visible signature is one."""
    with ONE_AT_A_TIME:
        document = pdfium.PdfDocument(pdf)
        try:
            document.init_forms()  # before the first page is taken, else the signature is not drawn
            sheet = document[page]
            bitmap = sheet.render(scale=SCREEN_DPI / POINTS_PER_INCH * zoom / 100 * ratio, rev_byteorder=True)
            image = _image(bitmap)
            pages = len(document)
            sheet.close()
        finally:
            document.close()
    image.setDevicePixelRatio(ratio)
    return Rendered(page, pages, zoom, image)


def _image(bitmap: pdfium.PdfBitmap) -> QImage:
    kinds = {3: QImage.Format.Format_RGB888, 4: QImage.Format.Format_RGBA8888, 1: QImage.Format.Format_Grayscale8}
    form = kinds[bitmap.n_channels]
    return QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, form).copy()


class Sheet(QWidget):
    """The page on the desk; a draft carries its mark across."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.mark = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_page(self, image: QImage, mark: str) -> None:
        """Show a page."""
        self._image, self.mark = image, mark
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the page at this zoom."""
        if self._image is None:
            return QSize(300, 420)
        size = self._image.deviceIndependentSize().toSize()
        return QSize(size.width() + 2, size.height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint paper, page and mark."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("#FFFFFF"))
        if self._image is not None:
            painter.drawImage(QPointF(1, 1), self._image)
        painter.setPen(tokens().color("outline"))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        if self.mark:
            self._paint_mark(painter)

    def _paint_mark(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setBold(True)
        font.setPixelSize(max(24, self.width() // 6))
        painter.setFont(font)
        ink = QColor("#B3261E")
        ink.setAlpha(46)
        painter.setPen(ink)
        painter.translate(self.width() / 2, self.height() / 2)
        painter.rotate(-34)
        reach = float(self.width())
        painter.drawText(QRectF(-reach, -reach / 2, 2 * reach, reach), int(Qt.AlignmentFlag.AlignCenter), self.mark)


class PdfPreview(Surface):
    """Pages with controls; Page Up and Down turn them, Ctrl with plus and minus belongs to the text size."""

    def __init__(self, program: Program, title: str) -> None:
        super().__init__("card", "line")
        tr = program.tr
        self._program = program
        self._pdf = b""
        self._busy = False
        self._wanted: tuple[int, int] | None = None
        self.page, self.pages, self.zoom, self.mark = 0, 0, 75, ""
        self.sheet = Sheet(title)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self.sheet)
        self._scroll.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(title)
        self._back = Button("", "quiet", icon="back", on=lambda: self.turn(-1), name=tr("review.page_back"))
        self._forth = Button("", "quiet", icon="next", on=lambda: self.turn(1), name=tr("review.page_on"))
        self._place = Label("", wrap=False)
        self._smaller = Button("A–", "quiet", on=lambda: self.magnify(-1), name=tr("review.zoom_out"))
        self._larger = Button("A+", "quiet", on=lambda: self.magnify(1), name=tr("review.zoom_in"))
        self._zoom = Label("", wrap=False)
        self._title = Label(title, "strong", wrap=False)
        head = row(self._title, None, self._back, self._place, self._forth, 12, self._smaller, self._zoom,
                   self._larger, spacing=4, margins=(14, 4, 8, 0))  # fmt: skip
        whole = column(head, self._scroll, spacing=4, margins=(0, 2, 0, 4))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self._tell()

    def show_pdf(self, pdf: bytes, mark: str) -> None:
        """Show another document from its first page; `mark` is written across every page."""
        self._pdf, self.mark = pdf, mark
        self.page = min(self.page, max(0, self.pages - 1))
        self._ask(self.page, self.zoom)

    def turn(self, pages: int) -> None:
        """Turn some pages on or back."""
        self._ask(min(max(0, self.page + pages), max(0, self.pages - 1)), self.zoom)

    def magnify(self, steps: int) -> None:
        """Another of the `ZOOMS`."""
        at = min(max(0, ZOOMS.index(self.zoom) + steps), len(ZOOMS) - 1)
        self._ask(self.page, ZOOMS[at])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages by key."""
        steps = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        if (step := steps.get(Qt.Key(event.key()))) is not None:
            self.turn(step)
        else:
            super().keyPressEvent(event)

    def _ask(self, page: int, zoom: int) -> None:
        """Draw in the worker; what is asked for meanwhile is drawn next."""
        if not self._pdf:
            return
        if self._busy:
            self._wanted = (page, zoom)
            return
        self._busy, self._wanted = True, None
        pdf, ratio = self._pdf, self.devicePixelRatioF()
        self._program.tasks.call(lambda: render(pdf, page, zoom, ratio), self._on_drawn)

    def _on_drawn(self, drawn: Rendered) -> None:
        self._busy = False
        self.page, self.pages, self.zoom = drawn.page, drawn.pages, drawn.zoom
        self.sheet.show_page(drawn.image, self.mark)
        self._tell()
        if self._wanted is not None:
            self._ask(*self._wanted)

    def _tell(self) -> None:
        digits, tr = self._program.digits, self._program.tr
        self._place.setText(digits(f"{self.page + 1}/{self.pages}") if self.pages else "–")
        self._place.setAccessibleName(tr("review.page_of", page=digits(self.page + 1), pages=digits(self.pages)))
        self._zoom.setText(digits(f"{self.zoom} %"))
        self._back.setEnabled(self.page > 0)
        self._forth.setEnabled(self.page + 1 < self.pages)
