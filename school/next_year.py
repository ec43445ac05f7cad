"""Classes and load of last year as they go on in the new one."""

from collections.abc import Sequence
from dataclasses import dataclass

from .models import CourseSection, SchoolClass, SchoolYear, TeachingLoad

LAST_GRADE = 11


@dataclass(frozen=True)
class NextClass:
    """A class of last year and what it is called in the new one."""

    source: SchoolClass
    name: str


@dataclass(frozen=True)
class NextLoad:
    """A section of last year as it goes on in the new one: for these classes, by who taught it at the year's end."""

    source: CourseSection
    classes: Sequence[SchoolClass]
    loads: Sequence[TeachingLoad]

    @property
    def classes_text(self) -> str:
        return ", ".join(one.name for one in self.classes)[:200]

    @property
    def key(self) -> tuple[str, int, str, str]:
        """What tells a section from others of its year."""
        return self.classes_text, self.source.subject_id, self.source.name, str(self.source.kind)


def keys_of(year: SchoolYear) -> set[tuple[str, int, str, str]]:
    """Sections there are already, told as `NextLoad.key` tells them. One query."""
    return set(
        CourseSection.objects.filter(year=year).values_list(
            "classes_text", "subject_id", "name", "kind"
        )
    )
