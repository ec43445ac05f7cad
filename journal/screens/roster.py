"""The list of a section in a stretch of days: who, by alphabet, from when till when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.names import ALPHABETICAL, alphabetical, full_name
from accounts.prepared import Prepared
from school.models import CourseSection, SectionEnrollment, Student


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil of the list with the terms he was on it; both ends of a term are included."""

    pk: int
    number: int
    name: str
    is_female: bool
    terms: tuple[tuple[date, date | None], ...]

    def is_listed_on(self, day: date) -> bool:
        return any(first <= day and (last is None or day <= last) for first, last in self.terms)

    def is_listed_throughout(self, first: date, last: date) -> bool:
        """On the list on every day from `first` to `last`."""
        return any(start <= first and (end is None or last <= end) for start, end in self.terms)

    def came_after(self, day: date) -> date | None:
        """The day the pupil came, where it is later than `day`."""
        first = min(first for first, _ in self.terms)
        return first if first > day else None

    def left_by(self, day: date) -> date | None:
        """The last day on the list, where it is over on `day`."""
        last = max((last or date.max) for _, last in self.terms)
        return last if last < day else None


# Said once in SQL for the spread, where nobody is left out.
_WHOLE_LIST = f"""\
SELECT e.student_id, u.last_name, u.first_name, s.sex, e.starts_on, e.ends_on
FROM school_sectionenrollment e JOIN school_student s ON s.id = e.student_id JOIN accounts_user u ON u.id = s.user_id
WHERE e.section_id = %(section)s AND e.starts_on <= %(last)s AND (e.ends_on IS NULL OR e.ends_on >= %(first)s)
ORDER BY {ALPHABETICAL}, e.starts_on
"""  # noqa: S608 - put together of constants
WHOLE_LIST = Prepared("whole_list", _WHOLE_LIST, section="bigint", first="date", last="date")


def roster(
    section: CourseSection, first: date, last: date, *, among: QuerySet[Student] | None = None
) -> list[Pupil]:
    """Pupils who were on the section's list at some time from `first` to `last`. One query.

    `among` narrows it to the pupils the reader may see; None means the whole list.
    """
    if among is None:
        return _pupils(WHOLE_LIST.rows(section=section.pk, first=first, last=last))
    rows = SectionEnrollment.objects.filter(section=section, starts_on__lte=last).exclude(
        ends_on__lt=first
    )
    rows = rows.filter(student__in=among.values("pk"))
    user = "student__user__"
    fields = [
        "student_id",
        f"{user}last_name",
        f"{user}first_name",
        "student__sex",
        "starts_on",
        "ends_on",
    ]
    return _pupils(rows.order_by(*alphabetical(user), "starts_on").values_list(*fields))


def _pupils(rows: Iterable[tuple]) -> list[Pupil]:
    people: dict[int, tuple[str, bool]] = {}
    terms: dict[int, list[tuple[date, date | None]]] = {}
    for pk, last_name, first_name, sex, starts_on, ends_on in rows:
        people[pk] = (full_name(last_name, first_name), sex == Student.Sex.FEMALE)
        terms.setdefault(pk, []).append((starts_on, ends_on))
    return [
        Pupil(pk, number, name, is_female, tuple(terms[pk]))
        for number, (pk, (name, is_female)) in enumerate(people.items(), start=1)
    ]
