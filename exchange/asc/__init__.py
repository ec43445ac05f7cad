"""Timetables of aSc Timetables (its XML export), read without a database."""

from .reading import read_asc

__all__ = ["read_asc"]
