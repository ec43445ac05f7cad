"""Study days of journals, for terms that are counted in them."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Min

from school.calendar import FIVE_DAYS, Calendar, calendar_of
from school.models import CourseSection, SchoolYear, SectionClass


class StudyDays:
    """In order; the calendar is read, by four queries, when somebody first asks."""

    def __init__(self, year: SchoolYear) -> None:
        self._year = year
        self._calendar: Calendar | None = None
        self._weeks: dict[int, int] = {}
        self._known: dict[tuple[int, int], list[date]] = {}

    def of(self, section: CourseSection) -> Sequence[date]:
        if self._calendar is None:
            self._calendar = calendar_of(self._year)
            links = SectionClass.objects.filter(section__year=self._year).order_by()
            weeks = links.values_list("section_id").annotate(Min("school_class__days_a_week"))
            self._weeks = dict(weeks)
        key = (section.grade, self._weeks.get(section.pk, FIVE_DAYS))
        if key not in self._known:
            self._known[key] = sorted(self._calendar.study_days(*key))
        return self._known[key]
