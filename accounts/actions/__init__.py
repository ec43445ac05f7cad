"""Every write of the app, one file a noun."""

from .readings import note_reading

__all__ = ["note_reading"]
