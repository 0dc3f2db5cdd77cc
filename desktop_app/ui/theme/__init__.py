"""Colours, font, style and icons of the window."""
