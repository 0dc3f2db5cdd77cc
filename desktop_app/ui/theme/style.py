"""Fusion with our own indicators, frames and focus rings, all drawn from tokens (X2).

Fusion's own hint text, selection, dark radio circles and field frames miss the contrast that WCAG
asks for; an application-wide style sheet would make a change of theme ten times slower.
"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QProxyStyle,
    QPushButton,
    QStyle,
    QStyleOption,
    QStyleOptionButton,
    QStyleOptionComboBox,
    QStyleOptionComplex,
    QStyleOptionMenuItem,
    QStyleOptionSlider,
    QStyleOptionViewItem,
    QWidget,
)

from desktop_app.ui.theme.tokens import Tokens

RADIUS = 5.0
State = QStyle.StateFlag
Primitive = QStyle.PrimitiveElement


class PhromStyle(QProxyStyle):
    """The look of every standard control; buttons are told apart by their property `kind`."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__("Fusion")
        self.tokens = tokens
        self._primitives = {
            Primitive.PE_FrameFocusRect: self._draw_focus,
            Primitive.PE_IndicatorRadioButton: self._draw_radio,
            Primitive.PE_IndicatorCheckBox: self._draw_check,
            Primitive.PE_IndicatorItemViewItemCheck: self._draw_check,
            Primitive.PE_PanelButtonCommand: self._draw_button,
            Primitive.PE_PanelLineEdit: self._draw_field,
            Primitive.PE_FrameLineEdit: self._draw_frame,
            Primitive.PE_Frame: self._draw_frame,
        }

    def drawPrimitive(
        self, element: Primitive, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Our own drawing where we have one, else Fusion's."""
        draw = self._primitives.get(element)
        if draw is None:
            super().drawPrimitive(element, option, painter, widget)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw(option, painter, widget)
        painter.restore()

    def drawControl(
        self,
        element: QStyle.ControlElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Labels of buttons take the colour that belongs to their kind; menu titles lie on the top line."""
        elements = QStyle.ControlElement
        if element == elements.CE_MenuBarEmptyArea:
            return
        if element == elements.CE_MenuBarItem and isinstance(option, QStyleOptionMenuItem):
            self._draw_menu_title(option, painter)
            return
        if element == elements.CE_HeaderSection:
            self._draw_header(option, painter)
            return
        if element == elements.CE_ItemViewItem and isinstance(option, QStyleOptionViewItem):
            option = self._calm_row(option)
        if element == elements.CE_PushButtonLabel and isinstance(option, QStyleOptionButton):
            option = QStyleOptionButton(option)
            palette = QPalette(option.palette)
            palette.setColor(QPalette.ColorRole.ButtonText, self._button_text(option, widget))
            option.palette = palette
        super().drawControl(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Flat scroll bars and combo boxes."""
        if control == QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            self._draw_scroll_bar(option, painter, widget)
        elif control == QStyle.ComplexControl.CC_ComboBox and isinstance(option, QStyleOptionComboBox):
            self._draw_combo(option, painter, widget)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Indicators grow with the text; the rest is Fusion's."""
        metrics = QStyle.PixelMetric
        if metric in (
            metrics.PM_IndicatorWidth,
            metrics.PM_IndicatorHeight,
            metrics.PM_ExclusiveIndicatorWidth,
            metrics.PM_ExclusiveIndicatorHeight,
        ):
            return max(18, round(widget.fontMetrics().height() * 0.68)) if widget else 18
        if metric == metrics.PM_ScrollBarExtent:
            return 12
        if metric in (metrics.PM_FocusFrameHMargin, metrics.PM_HeaderMargin):
            return 8  # room beside the text of a cell
        if metric == metrics.PM_DefaultFrameWidth and isinstance(widget, QAbstractScrollArea):
            return 3  # the viewport is square, the frame is round
        if metric in (metrics.PM_ButtonShiftHorizontal, metrics.PM_ButtonShiftVertical):
            return 0
        return super().pixelMetric(metric, option, widget)

    def subElementRect(self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None) -> QRect:
        """The focus ring goes round the whole button."""
        if element == QStyle.SubElement.SE_PushButtonFocusRect:
            return option.rect
        return super().subElementRect(element, option, widget)

    def styleHint(self, hint, option=None, widget=None, returned=None) -> int:
        """Whole rows are selected; disabled text is not etched; a click jumps to that place."""
        hints = QStyle.StyleHint
        answers = {
            hints.SH_EtchDisabledText: 0,
            hints.SH_ItemView_ShowDecorationSelected: 1,
            hints.SH_ScrollBar_LeftClickAbsolutePosition: 1,
            hints.SH_ComboBox_Popup: 0,
        }
        known = answers.get(hint)
        return known if known is not None else super().styleHint(hint, option, widget, returned)

    def ring(self, painter: QPainter, rect: QRectF, radius: float = RADIUS) -> None:
        """The two-tone focus ring just inside `rect`: seen on light and on dark surfaces."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.tokens.color("focus"), 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
        painter.setPen(QPen(self.tokens.color("field"), 1))
        painter.drawRoundedRect(rect.adjusted(2.5, 2.5, -2.5, -2.5), radius - 1, radius - 1)

    def _draw_focus(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        if not isinstance(widget, QAbstractItemView):  # a table's ring goes round the whole table
            self.ring(painter, QRectF(option.rect))

    def _indicator_colors(self, option: QStyleOption) -> tuple[QColor, QColor, QColor]:
        on = bool(option.state & (State.State_On | State.State_NoChange))
        enabled = bool(option.state & State.State_Enabled)
        fill = "accent" if on and enabled else "outline" if on else "field" if enabled else "window"
        edge = "accent" if enabled and (on or option.state & State.State_MouseOver) else "outline"
        return self.tokens.color(fill), self.tokens.color(edge), self.tokens.color("on_accent")

    def _draw_radio(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        fill, edge, mark = self._indicator_colors(option)
        rect = _square(option.rect)
        painter.setPen(QPen(edge, 1.6))
        painter.setBrush(fill)
        painter.drawEllipse(rect)
        if option.state & State.State_On:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mark)
            reach = rect.width() * 0.2
            painter.drawEllipse(rect.center(), reach, reach)

    def _draw_check(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        fill, edge, mark = self._indicator_colors(option)
        rect = _square(option.rect)
        painter.setPen(QPen(edge, 1.6))
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, 3, 3)
        side, left, top = rect.width(), rect.left(), rect.top()
        painter.setPen(
            QPen(mark, side * 0.13, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        )
        if option.state & State.State_On:
            places = ((0.24, 0.53), (0.43, 0.71), (0.77, 0.31))
            painter.drawPolyline(QPolygonF([QPointF(left + x * side, top + y * side) for x, y in places]))
        elif option.state & State.State_NoChange:
            middle = rect.center().y()
            painter.drawLine(QLineF(left + side * 0.27, middle, left + side * 0.73, middle))

    def _draw_button(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        kind = _kind(widget)
        enabled = bool(option.state & State.State_Enabled)
        down = bool(option.state & (State.State_Sunken | State.State_On))
        over = enabled and bool(option.state & State.State_MouseOver)
        rect = QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5)
        fill, edge = self._button_surface(kind, enabled=enabled, down=down, over=over)
        painter.setPen(QPen(edge, 1) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
        if option.state & State.State_HasFocus:  # Fusion draws none of its own here
            self.ring(painter, QRectF(option.rect))

    def _button_surface(
        self, kind: str, *, enabled: bool, down: bool, over: bool
    ) -> tuple[QColor | None, QColor | None]:
        color = self.tokens.color
        if kind == "primary" and enabled:
            base = color("accent")
            return (base.darker(125) if down else base.darker(112) if over else base), None
        if kind in ("quiet", "link", "rail"):
            surface = "selected" if down else "hover" if over else ""
            return (color(surface) if surface else None), None
        if kind == "header":
            return (color("accent") if down or over else None), color("header_hint")
        edge = color("error" if kind == "danger" else "outline" if enabled else "line")
        surface = "pressed" if down else "hover" if over else "field" if enabled else "window"
        return color(surface), edge

    def _button_text(self, option: QStyleOptionButton, widget: QWidget | None) -> QColor:
        kind = _kind(widget)
        if not option.state & State.State_Enabled:
            return self.tokens.color("hint")
        names = {"primary": "on_accent", "danger": "error", "link": "accent", "header": "on_header"}
        return self.tokens.color(names.get(kind, "text"))

    def _draw_field(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        if widget is not None and widget.property("bare"):
            return
        editable = option.state & State.State_Enabled and not option.state & State.State_ReadOnly
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.tokens.color("field" if editable else "window"))
        painter.drawRoundedRect(QRectF(option.rect).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        self._draw_frame(option, painter, widget)

    def _draw_frame(self, option: QStyleOption, painter: QPainter, widget: QWidget | None) -> None:
        rect = QRectF(option.rect)
        if option.state & State.State_HasFocus:
            self.ring(painter, rect)
            return
        wrong = widget is not None and widget.property("wrong")
        calm = isinstance(widget, QAbstractItemView) or (widget is not None and widget.property("calm"))
        edge = "error" if wrong else "line" if calm else "outline"
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.tokens.color(edge), 1.4 if wrong else 1))
        painter.drawRoundedRect(rect.adjusted(0.7, 0.7, -0.7, -0.7), RADIUS, RADIUS)

    def _calm_row(self, option: QStyleOptionViewItem) -> QStyleOptionViewItem:
        """A chosen row keeps the colours of its text on a soft ground."""
        calm = QStyleOptionViewItem(option)
        palette = QPalette(option.palette)
        palette.setColor(QPalette.ColorRole.Highlight, self.tokens.color("selected"))
        palette.setColor(QPalette.ColorRole.HighlightedText, option.palette.color(QPalette.ColorRole.Text))
        calm.palette = palette
        return calm

    def _draw_header(self, option: QStyleOption, painter: QPainter) -> None:
        painter.fillRect(option.rect, self.tokens.color("hover"))
        line = option.rect.adjusted(0, option.rect.height() - 1, 0, 0)
        painter.fillRect(line, self.tokens.color("line"))

    def _draw_menu_title(self, option: QStyleOptionMenuItem, painter: QPainter) -> None:
        open_or_over = option.state & (State.State_Selected | State.State_Sunken)
        if open_or_over:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.tokens.color("accent"))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 3, -1, -3), RADIUS, RADIUS)
        painter.setPen(self.tokens.color("on_accent" if open_or_over else "on_header"))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextShowMnemonic
        painter.drawText(option.rect, int(flags), option.text)

    def _draw_scroll_bar(self, option: QStyleOptionSlider, painter: QPainter, widget: QWidget | None) -> None:
        slider = self.subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, widget
        )
        if option.maximum <= option.minimum:
            return
        upright = option.orientation == Qt.Orientation.Vertical
        inset = (3, 2, -3, -2) if upright else (2, 3, -2, -3)
        rect = QRectF(slider).adjusted(*inset)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.tokens.color("outline"))
        radius = min(rect.width(), rect.height()) / 2
        painter.drawRoundedRect(rect, radius, radius)
        painter.restore()

    def subControlRect(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        sub: QStyle.SubControl,
        widget: QWidget | None = None,
    ) -> QRect:
        """Scroll bars have no arrow buttons: the slider runs over the whole length."""
        if control == QStyle.ComplexControl.CC_ScrollBar and isinstance(option, QStyleOptionSlider):
            found = _scroll_bar_part(option, sub)
            if found is not None:
                return found
        return super().subControlRect(control, option, sub, widget)

    def _draw_combo(self, option: QStyleOptionComboBox, painter: QPainter, widget: QWidget | None) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_field(option, painter, widget)
        arrow = self.subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxArrow, widget
        )
        middle, reach = QRectF(arrow).center(), 4.0
        painter.setPen(QPen(self.tokens.color("hint"), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPolyline(
            QPolygonF(
                [
                    QPointF(middle.x() - reach, middle.y() - reach / 2),
                    QPointF(middle.x(), middle.y() + reach / 2),
                    QPointF(middle.x() + reach, middle.y() - reach / 2),
                ]
            )
        )
        painter.restore()


def _kind(widget: QWidget | None) -> str:
    return str(widget.property("kind") or "plain") if isinstance(widget, QPushButton) else "plain"


def _square(rect: QRect) -> QRectF:
    side = min(rect.width(), rect.height()) - 2.0
    square = QRectF(0, 0, side, side)
    square.moveCenter(QRectF(rect).center())
    return square


def _scroll_bar_part(option: QStyleOptionSlider, sub: QStyle.SubControl) -> QRect | None:
    parts = QStyle.SubControl
    rect = option.rect
    if sub == parts.SC_ScrollBarGroove:
        return rect
    if sub in (parts.SC_ScrollBarAddLine, parts.SC_ScrollBarSubLine):
        return QRect()
    upright = option.orientation == Qt.Orientation.Vertical
    length = rect.height() if upright else rect.width()
    span = max(1, option.maximum - option.minimum + option.pageStep)
    size = min(length, max(32, length * option.pageStep // span))
    start = QStyle.sliderPositionFromValue(
        option.minimum, option.maximum, option.sliderPosition, length - size, option.upsideDown
    )
    before, after = (0, start), (start + size, length - start - size)
    first, extent = {
        parts.SC_ScrollBarSlider: (start, size),
        parts.SC_ScrollBarSubPage: before,
        parts.SC_ScrollBarAddPage: after,
    }.get(sub, (None, None))
    if first is None or extent is None:
        return None
    if upright:
        return QRect(rect.x(), rect.y() + first, rect.width(), extent)
    return QRect(rect.x() + first, rect.y(), extent, rect.height())
