"""The main window: it only assembles. Desks build pages, the shell frames them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desktop_app.errors import PhromError
from desktop_app.ui.pages import Command, Desk, Page
from desktop_app.ui.program import Notice, Place, Program
from desktop_app.ui.settings import Settings
from desktop_app.ui.shell.desks import Desks
from desktop_app.ui.shell.help import About, KeyMap
from desktop_app.ui.shell.menus import Menus
from desktop_app.ui.shell.palette import CommandList
from desktop_app.ui.shell.rail import Rail, RailSide
from desktop_app.ui.shell.statusline import StatusLine
from desktop_app.ui.shell.topline import TopLine
from desktop_app.ui.theme.current import apply_theme, set_scale
from desktop_app.ui.widgets.banner import Banner
from desktop_app.ui.widgets.buttons import Picker
from desktop_app.ui.widgets.layout import clear, column, holder, row

RAIL_FROM = 980  # window width in pixels at 100 %; below it the rail makes room for the page
MOST_PLACES = 50  # how far back one can go


class MainWindow(QMainWindow):
    """Rail, top line, bar of notices, one page, bottom line."""

    page_shown = Signal(object)

    def __init__(self, program: Program, desks: Desks) -> None:
        super().__init__()
        self.program = program
        self.desks = desks
        self.place = Place(program.settings.desk, "")
        self.page: Page | None = None
        self._been: list[Place] = []
        self._notices: dict[str, Notice] = {}
        self.setMinimumSize(800, 520)
        self.setAcceptDrops(True)
        self._connect()
        self._assemble()

    @property
    def desk(self) -> Desk:
        """The desk shown."""
        return self.desks[self.place.desk]

    def show_place(self, place: Place, *, remember: bool = True) -> None:
        """Show a page of a desk; where it cannot be shown, the desk's first page."""
        stays = self.page is not None and place.desk == self.place.desk and self.page.accept(place.page, place.target)
        if stays:
            return
        if remember and self.page is not None:
            self._been = [*self._been, Place(self.place.desk, self.place.page, self.page.here())][-MOST_PLACES:]
        self.place = place
        try:
            page = self.desk.build(place.page or self.desk.home(), place.target)
        except KeyError:
            self.place = Place(self.desk.key, self.desk.home())
            page = self.desk.build(self.place.page, "")
        self._put(page)

    def go_back(self) -> None:
        """Return to the place before."""
        if self._been:
            self.show_place(self._been.pop(), remember=False)

    def walk_panes(self, step: int) -> None:
        """F6: rail, then the page's panes."""
        panes: list[QWidget] = [self.rail, *(self.page.panes() if self.page else ())]
        focused = self.focusWidget()
        inside = [at for at, pane in enumerate(panes) if pane is focused or pane.isAncestorOf(focused)]
        target = panes[((inside[-1] if inside else -step) + step) % len(panes)]
        if target is self.rail:
            self.rail.focus_here()
        else:
            _focus_first(target)

    def list_commands(self) -> None:
        """Ctrl+K."""
        dialog = CommandList(self, self.program, self.menus.commands)
        if dialog.exec() and (command := dialog.chosen()) is not None:
            command.run()

    def open_files(self, paths: list[Path]) -> None:
        """Files from a drop, a double click or a second start: the desk shown is asked first."""
        for key in sorted(self.desks.keys, key=lambda key: key != self.desk.key):
            paths = self.desks[key].take_files(paths)
            if not paths:
                return
        names = ", ".join(path.name for path in paths[:3])
        self.program.notify("open", "warning", self.program.tr("shell.unknown_file", name=names))

    def come_forward(self, arguments: list[str]) -> None:
        """A second start hands over what it was to open."""
        self.setWindowState(self.windowState() & ~self.windowState().WindowMinimized)
        self.raise_()
        self.activateWindow()
        if paths := [Path(argument) for argument in arguments if Path(argument).exists()]:
            self.open_files(paths)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nobody else wanted leads back to the place before; nothing is discarded."""
        if event.key() == Qt.Key.Key_Escape and self._been:
            self.go_back()
        else:
            super().keyPressEvent(event)

    def _connect(self) -> None:
        program = self.program
        program.go_requested.connect(self.show_place)
        program.back_requested.connect(self.go_back)
        program.notice_requested.connect(self._notify)
        program.notice_withdrawn.connect(self._withdraw)
        program.announced.connect(self._announce)
        program.settings_changed.connect(self._on_settings)
        program.saved_state.connect(self._on_saved)
        program.tasks.problem.connect(self._on_problem)
        self.desks.made.connect(self._on_desk)
        self._saved = ("", "")

    def _on_desk(self, desk: Desk) -> None:
        desk.rail_changed.connect(self._show_rail)
        desk.header_changed.connect(self._show_header)

    def _assemble(self) -> None:
        """Build the frame: at the start and when the language changes."""
        self.top = TopLine(self.program)
        self.menus = Menus(self.top.menus, self, self.program)
        self.top.search.clicked.connect(lambda: self.menus.run("shell.find"))
        self.top.commands.clicked.connect(self.list_commands)
        self.top.contents.clicked.connect(self._fit_rail)
        self.rail = Rail(self.program)
        self.rail.chosen.connect(lambda page, target: self.program.go(self.place.desk, page, target))
        self.status = StatusLine(self.program)
        self.status.show_saved(*self._saved)
        self._bars = column(spacing=4, margins=(12, 6, 12, 0))
        self._bar_area = holder(self._bars)
        self._slot = column(spacing=0)
        middle = column(self._bar_area, self._slot, spacing=0)
        middle.setStretch(1, 1)
        self.side = RailSide(self.rail, self._desk_picker())
        body = row(self.side, middle, spacing=0)
        body.setStretch(1, 1)
        whole = column(self.top, body, self.status, spacing=0)
        whole.setStretch(1, 1)
        self.setCentralWidget(holder(whole))
        self._show_notices()

    def _desk_picker(self) -> Picker:
        """Which desk: role decides what is shown, not what is safe."""
        tr = self.program.tr
        options = [(key, tr(f"shell.desk_{key}")) for key in self.desks.keys]
        picker = Picker(tr("shell.desk"), options, self.place.desk)
        picker.activated.connect(lambda: self.program.go(picker.chosen(), ""))
        self.desk_picker = picker
        return picker

    def _put(self, page: Page) -> None:
        old, self.page = self.page, page
        if old is not None:
            old.leave()
        self.top.contents.setChecked(False)
        self._fit_rail()
        clear(self._slot)
        self._slot.addWidget(page)
        page.show()  # now, not at the next turn: what is not visible cannot take focus
        self._show_rail()
        self._show_header()
        self.menus.show([*self._own_commands(), *self.desk.commands(), *page.commands()])
        page.start()
        self.page_shown.emit(page)

    def _show_rail(self) -> None:
        self.desk_picker.setCurrentIndex(self.desk_picker.findData(self.desk.key))
        self.rail.show_items(self.desk.rail())
        self.rail.show_here(self.place.page or self.desk.home(), self.page.here() if self.page else "")

    def _show_header(self) -> None:
        title, state = self.desk.header()
        self.top.show_open(title, state)
        brand = self.program.tr("shell.brand")
        shown = " – ".join(part for part in (self.page.title if self.page else "", title, brand) if part)
        self.setWindowTitle(shown)

    def _own_commands(self) -> list[Command]:
        status, program = self.status, self.program
        desks = [
            Command(f"shell.desk_{key}", lambda key=key: program.go(key, ""), "view", group=2)
            for key in self.desks.keys
        ]
        other = "en" if program.language == "th" else "th"
        return [
            Command("shell.commands", self.list_commands, "go", "Ctrl+K", group=9),
            Command("shell.back", self.go_back, "go", "Alt+Backspace", lambda: bool(self._been), group=9),
            Command("shell.next_pane", lambda: self.walk_panes(1), "go", "F6", group=9),
            Command("shell.previous_pane", lambda: self.walk_panes(-1), "go", "Shift+F6", group=9),
            *desks,
            Command("shell.scale_larger", status.larger, "view", "Ctrl+="),
            Command("shell.scale_smaller", status.smaller, "view", "Ctrl+-"),
            Command("shell.scale_reset", status.reset, "view", "Ctrl+0"),
            Command("shell.other_language", lambda: program.change(language=other), "view", group=1),
            *(
                Command(f"shell.theme_{name}", lambda name=name: program.change(theme=name), "view", group=1)
                for name in ("light", "dark", "contrast")
            ),
            Command("shell.keys", self._show_keys, "help", "Shift+F1"),
            Command("shell.about", self._show_about, "help", group=1),
            Command("shell.quit", self.close, "file", "Ctrl+Q", group=9),
        ]

    def _show_keys(self) -> None:
        KeyMap(self, self.program, self.menus.commands).exec()

    def _show_about(self) -> None:
        About(self, self.program).exec()

    def _on_settings(self, before: Settings, now: Settings) -> None:
        app = QApplication.instance()
        if before.theme != now.theme:
            apply_theme(app, now.theme, now.scale)
            self.top.dress()
        elif before.scale != now.scale:
            set_scale(app, now.scale)
        if before.language != now.language or before.digits != now.digits:
            place = Place(self.place.desk, self.place.page, self.page.here() if self.page else "")
            if self.page is not None:
                self.page.leave()
            self.page = None
            # the button that was pressed belongs to the frame that is being replaced
            QTimer.singleShot(0, lambda: self._rebuild(place))

    def _rebuild(self, place: Place) -> None:
        self._assemble()
        self.show_place(place, remember=False)

    def _notify(self, notice: Notice) -> None:
        self._notices[notice.key] = notice
        self._show_notices()
        self._announce(f"{notice.text} {notice.detail}".strip())

    def _withdraw(self, key: str) -> None:
        if self._notices.pop(key, None) is not None:
            self._show_notices()

    def _show_notices(self) -> None:
        clear(self._bars)
        for key, notice in self._notices.items():
            close = (self.program.tr("shell.close"), lambda key=key: self._withdraw(key))
            actions = [(verb, self._acting(key, act)) for verb, act in notice.actions]
            self._bars.addWidget(Banner(notice.kind, notice.text, notice.detail, actions, close=close))
        self._bar_area.setVisible(bool(self._notices))

    def _acting(self, key: str, act):  # type: ignore[no-untyped-def]
        def run() -> None:
            self._withdraw(key)
            act()

        return run

    def _announce(self, sentence: str) -> None:
        event = QAccessibleAnnouncementEvent(self, sentence)
        QAccessible.updateAccessibility(event)

    def _on_saved(self, state: str, sentence: str) -> None:
        self._saved = (state, sentence)
        self.status.show_saved(state, sentence)

    def _on_problem(self, problem: object) -> None:
        if isinstance(problem, PhromError):
            self.program.fail(problem)
        elif isinstance(problem, Exception):
            raise problem

    def changeEvent(self, event: QEvent) -> None:
        """The rail makes room where the window is narrow for its text size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit_rail()

    def resizeEvent(self, event: QEvent) -> None:
        """As `changeEvent`."""
        super().resizeEvent(event)
        self._fit_rail()

    def _fit_rail(self) -> None:
        if hasattr(self, "side"):
            narrow = self.width() * 100 / self.program.settings.scale < RAIL_FROM
            self.top.contents.setVisible(narrow)
            self.side.setVisible(not narrow or self.top.contents.isChecked())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """A dropped file is only looked at; the desk asks what to do."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if paths:
            self.open_files(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing is lost by closing: pages hand on, desks may ask, work in the background ends."""
        if self.page is not None:
            self.page.leave()
        if not all(desk.may_close() for desk in self.desks):
            event.ignore()
            return
        self.program.tasks.finish()
        for desk in self.desks:
            desk.close()
        event.accept()


def _focus_first(pane: QWidget) -> None:
    if hasattr(pane, "focus_first"):
        pane.focus_first()
        return
    inside = [w for w in pane.findChildren(QWidget) if w.focusPolicy().value & 1 and w.isVisible() and w.isEnabled()]
    if inside:
        inside[0].setFocus()
