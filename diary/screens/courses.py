"""Courses of a pupil in a year: journals one after another of the same subject are one of them."""

from collections import Counter
from collections.abc import Iterable

from diary.access import Term
from journal.carried import may_go_on
from school.models import CourseSection, SectionEnrollment, Student


class Courses:
    """Sections one after another of the same subject are one course: a child who changed class goes on."""

    def __init__(self, enrollments: Iterable[SectionEnrollment]) -> None:
        self._numbers: dict[int, int] = {}
        self._sections: list[CourseSection] = []
        latest: list[SectionEnrollment] = []
        for enrollment in enrollments:
            earlier = (n for n, last in enumerate(latest) if _goes_on(last, enrollment))
            number = self._numbers.get(enrollment.section_id, next(earlier, len(latest)))
            self._numbers[enrollment.section_id] = number
            self._sections[number : number + 1] = [enrollment.section]
            latest[number : number + 1] = [enrollment]

    def of(self, section: CourseSection) -> int:
        """Number of the section's course; a section whose list never had the pupil is a course of its own."""
        if section.pk not in self._numbers:
            self._numbers[section.pk] = len(self._sections)
            self._sections.append(section)
        return self._numbers[section.pk]

    def of_key(self, section: int) -> int:
        return self._numbers[section]

    def sections(self) -> list[int]:
        return list(self._numbers)

    def latest(self) -> Iterable[tuple[int, CourseSection]]:
        """The section a course goes on in."""
        return enumerate(self._sections)

    def titles(self) -> Iterable[tuple[int, str]]:
        subjects = Counter(section.subject_id for section in self._sections)
        for number, section in enumerate(self._sections):
            group = section.name if subjects[section.subject_id] > 1 else ""
            yield number, f"{section.subject.name} ({group})" if group else section.subject.name


def courses_of(child: Student, term: Term) -> Courses:
    """Courses of the pupil in the year of the period, by the order of subjects."""
    year = term.enrollments[-1].school_class.year
    found = child.section_enrollments.filter(section__year=year).select_related("section__subject")
    subject = "section__subject"
    return Courses(found.order_by(f"{subject}__position", f"{subject}__name", "starts_on", "pk"))


def _goes_on(last: SectionEnrollment, enrollment: SectionEnrollment) -> bool:
    return (
        last.section.subject_id == enrollment.section.subject_id
        and may_go_on(last.section.kind, enrollment.section.kind)
        and last.ends_on is not None
        and last.ends_on < enrollment.starts_on
    )
