"""The officer's desk."""

from __future__ import annotations

from desktop_app.ui.pages import Desk, Page, RailItem
from desktop_app.ui.program import Program
from desktop_app.ui.widgets.banner import EmptyState
from desktop_app.ui.widgets.layout import column
from desktop_app.ui.widgets.text import Label


class Home(Page):
    screen = "W2"

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.setLayout(
            column(
                Label("แบบสำรวจของฉัน", "title"),
                EmptyState(
                    "inbox",
                    "ยังไม่มีแบบสำรวจในเครื่องนี้",
                    "เมื่อได้รับไฟล์รอบสำรวจจากส่วนกลาง ให้เปิดที่นี่",
                    [("เปิดไฟล์รอบสำรวจ…", lambda: None)],
                ),
                None,
                margins=(24, 16, 24, 16),
            )
        )


class OfficeDesk(Desk):
    key = "office"

    def rail(self):
        return (RailItem("home", "แบบสำรวจของฉัน", icon="home"), RailItem("inbox", "ตู้รับส่ง", icon="inbox"))

    def build(self, page: str, target: str) -> Page:
        return {"home": Home}[page](self.program)
