"""Whether everybody on a list has the mark of a period, or it is put off: what a period closes by (B 2.14)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Case, Value, When
from django.utils import timezone

from journal import locks
from journal.models import MarkDeferral, PeriodMark
from school.models import SectionEnrollment


class Given:
    """Who is on the lists of these sections, and whose marks of periods are set or put off. Two queries."""

    def __init__(self, sections: Collection[int], now: datetime) -> None:
        self._terms: dict[int, list[tuple[int, date, date | None]]] = defaultdict(list)
        self._marked: dict[tuple[int, str, int | None], set[int]] = defaultdict(set)
        lists = SectionEnrollment.objects.filter(section__in=sections)
        for section, student, first, last in lists.values_list(
            "section_id", "student_id", "starts_on", "ends_on"
        ):
            self._terms[section].append((student, first, last))
        marks = PeriodMark.objects.filter(section__in=sections).exclude(code="")
        put_off = MarkDeferral.objects.filter(
            section__in=sections, deferred_until__gte=timezone.localdate(now)
        ).annotate(
            kind=Case(When(period=None, then=Value(locks.YEAR)), default=Value(locks.PERIOD))
        )
        names = ("section_id", "kind", "period_id", "student_id")
        for section, kind, period, student in marks.values_list(*names).union(
            put_off.values_list(*names)
        ):
            self._marked[section, kind, period].add(student)

    def to_all(self, section: int, kind: str, period: int | None, last_day: date) -> bool:
        """Everybody on the list on that day has the mark, or it is put off, and somebody is on it."""
        listed = {
            student
            for student, first, last in self._terms[section]
            if first <= last_day and (last is None or last >= last_day)
        }
        return bool(listed) and listed <= self._marked[section, kind, period]
