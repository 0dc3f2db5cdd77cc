"""The frame around the desks: top line, rail, status line, navigation, keys."""
