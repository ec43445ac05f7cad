"""Classes and load of last year as they go on in the new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from .models import CourseSection, SchoolClass, StaffMember

LAST_GRADE = 11


@dataclass(frozen=True)
class NextClass:
    """A class of last year and what it is called in the new one."""

    source: SchoolClass
    name: str


@dataclass(frozen=True)
class NextLoad:
    """A section of last year as it goes on in the new one: for these classes, by this teacher or nobody yet."""

    source: CourseSection
    classes: Sequence[SchoolClass]
    teacher: StaffMember | None

    @property
    def classes_text(self) -> str:
        return ", ".join(one.name for one in self.classes)[:200]
