"""XHSTT (High School Timetable Archive) with a solution, read without a database."""

from .reading import read_xhstt

__all__ = ["read_xhstt"]
