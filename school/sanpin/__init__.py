"""Hygienic norms of СанПиН 1.2.3685-21 for a timetable: difficulty of subjects, lessons a day, the order of the week."""

from .audit import Finding, Hour, audit
from .difficulty import SOURCE, rank_of

__all__ = ["SOURCE", "Finding", "Hour", "audit", "rank_of"]
