"""The schedule of control works of the demo school: what two classes wrote, what is agreed, asked for and federal."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from journal.models import LineItem
from journal.screens.work_days import days_for_section
from school.actions.work_schedules import publish_schedule
from school.actions.works import WorkFacts, add_works, agree_work, ask_for_work
from school.halves import Half, halves
from school.models import ControlWork, CourseSection, SchoolClass, SchoolYear, TeachingLoad

# Two parallel classes, and the subjects in which works are asked for: the last request waits.
CLASSES = ("7А", "7Б")
SUBJECTS = ("Алгебра", "Физика", "География", "Геометрия", "История")
WRITTEN, VPR = 8, "Русский язык"
ORDER, ORDER_DATE = "58-о", date(2025, 9, 10)


@transaction.atomic
def plan_control_works(*, now: datetime) -> None:
    """Once a school; nothing where it has not these classes."""
    year = SchoolYear.objects.select_related("school").order_by("starts_on").first()
    classes = list(SchoolClass.objects.filter(year=year, name__in=CLASSES).in_order())
    if year is None or not classes or ControlWork.objects.exists():
        return
    deputy = User.objects.get(username="deputy")
    today = timezone.localdate(now)
    first, second = halves(year.starts_on, year.ends_on)
    for one in classes:
        _write_down(one, first, today, deputy, now)
    _announce_federal(classes, second, deputy, now)
    for one in classes:
        _ask(one, today, first if first.holds(today) else second, deputy, now)
    publish_schedule(
        year=year, starts_on=first.starts_on, ends_on=first.ends_on, order_number=ORDER,
        order_date=ORDER_DATE, by=deputy, now=now,
    )  # fmt: skip


def _write_down(one: SchoolClass, half: Half, today: date, deputy: User, now: datetime) -> None:
    """Works that the journal of the class has already; two on a day are not written down twice."""
    columns = LineItem.objects.filter(
        work_type__is_control=True, lesson__section__kind=CourseSection.Kind.WHOLE_CLASS,
        lesson__section__section_classes__school_class=one,
        lesson__date__range=(half.starts_on, min(half.ends_on, today)),
    )  # fmt: skip
    rows = columns.select_related("lesson__section__subject").order_by("lesson__date", "pk")
    by_day = {row.lesson.date: row.lesson for row in reversed(list(rows))}
    for lesson in sorted(by_day.values(), key=lambda lesson: lesson.date)[:WRITTEN]:
        add_works(
            year=one.year, classes=[one], subject=lesson.section.subject,
            facts=WorkFacts(lesson.date, lesson.number), reason="проведена до составления графика",
            by=deputy, now=now,
        )  # fmt: skip


def _announce_federal(
    classes: Iterable[SchoolClass], half: Half, deputy: User, now: datetime
) -> None:
    """On the third Wednesday of April."""
    section = CourseSection.objects.filter(
        section_classes__school_class__in=classes, subject__name=VPR
    ).first()
    day = date(half.ends_on.year, 4, 15)
    if section is not None and half.holds(day):
        add_works(
            year=section.year, classes=classes, subject=section.subject,
            facts=WorkFacts(day, level="federal", work_form="vpr", control="administrative",
                            source="график ВПР Рособрнадзора"),
            by=deputy, now=now,
        )  # fmt: skip


def _ask(one: SchoolClass, today: date, half: Half, deputy: User, now: datetime) -> None:
    """Teachers ask for the nearest free days; all but the last are agreed."""
    sections = CourseSection.objects.filter(
        section_classes__school_class=one, subject__name__in=SUBJECTS,
        kind=CourseSection.Kind.WHOLE_CLASS,
    )  # fmt: skip
    asked = []
    for section in sections.select_related("subject", "year").order_by("subject__name", "pk"):
        load = (
            TeachingLoad.objects.on(today).filter(section=section).select_related("teacher__user")
        )
        days = days_for_section(section, today + timedelta(days=10), half.ends_on)
        free = next(iter(days.free), None)
        teacher = load.first()
        if free is not None and teacher is not None:
            facts = WorkFacts(free.date, free.number)
            by = teacher.teacher.user
            asked.append(ask_for_work(section=section, facts=facts, by=by, now=now))
    for work in asked[:-1]:
        agree_work(work=work, seen=work.version, by=deputy, now=now)
