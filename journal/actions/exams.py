"""When the exam of a journal was held: from then the term of telling its results runs."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from journal.models import Exam, PeriodMark
from school.models import CourseSection

from .refusals import Refused, must_have_marks


@transaction.atomic
def set_exam(
    *, section: CourseSection, held_at: datetime, takers: int, by: User, now: datetime
) -> Exam:
    """Write down when the exam was over and how many sit it. Raises Refused where marks stand and it is put off."""
    must_have_marks(CourseSection.objects.select_for_update().get(pk=section.pk))
    exam = Exam.objects.filter(section=section).first() or Exam(section=section)
    if (exam.held_at, exam.takers) == (held_at, takers):
        return exam
    marks = PeriodMark.objects.filter(section=section, kind=PeriodMark.Kind.EXAM)
    if held_at > now and marks.exclude(code="").exists():
        raise Refused("Отметки за экзамен уже стоят. Сначала снимите их, потом переносите экзамен.")
    exam.held_at, exam.takers = held_at, takers
    exam.save(by=by, now=now)
    return exam
