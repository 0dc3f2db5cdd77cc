"""Phrom (พร้อม): readiness self-assessment for Thai government offices, offline and signed."""
