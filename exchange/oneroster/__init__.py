"""OneRoster 1.1 and 1.2 bundles (CSV binding of 1EdTech), read without a database."""

from .bundle import Bundle, Course, Enrollment, Group, Person, Session
from .reading import open_bundle, read_bundle

__all__ = [
    "Bundle",
    "Course",
    "Enrollment",
    "Group",
    "Person",
    "Session",
    "open_bundle",
    "read_bundle",
]
