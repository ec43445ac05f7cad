"""Words of the school's forms, one file a subject."""

from .week import WeekChoice

__all__ = ["WeekChoice"]
