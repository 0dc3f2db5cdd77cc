"""Screens of the officer's desk."""

from desktop_app.ui.gallery import Screen

SCREENS = (Screen("W2-empty", lambda window: None),)
