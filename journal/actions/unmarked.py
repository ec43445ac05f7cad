"""Whose mark a period still waits for, said by name where it is not closed for that."""

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.names import alphabetical
from journal.models import MarkDeferral, PeriodMark
from school.models import CourseSection, GradingPeriod, SectionEnrollment

AT_MOST = 40


def why_not_complete(
    section: CourseSection, kind: str, period: GradingPeriod | None, now: datetime
) -> str:
    """One query: names of those on the list on the last day without a mark that was not put off."""
    last = period.ends_on if period else section.year.ends_on
    of = {"section": section, "student": OuterRef("student"), "period": period}
    marks = PeriodMark.objects.filter(kind=kind, **of).exclude(code="")
    put_off = MarkDeferral.objects.filter(deferred_until__gte=timezone.localdate(now), **of)
    rows = (
        SectionEnrollment.objects.on(last)
        .filter(~Exists(marks), ~Exists(put_off), section=section)
        .select_related("student__user")
        .order_by(*alphabetical("student__user__"))
    )
    names = list(dict.fromkeys(row.student.user.list_name for row in rows[:AT_MOST]))
    if not names:
        return "В списке на конец периода никого нет: закрывать нечего."
    return (
        f"Отметки стоят не у всех. Нет отметки: {', '.join(names)}. Поставьте отметку, «осв» или, с причиной, "
        "«н/а», и период закроется сам."
    )
