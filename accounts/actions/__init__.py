"""Every write of the app, one file a noun."""

from .readings import note_reading, note_readings

__all__ = ["note_reading", "note_readings"]
