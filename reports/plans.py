"""A calendar-thematic plan as a table: in a spreadsheet, that can be read back, and on paper (SCH-9)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from journal.screens.plan import PlanScreen
from school.hours import told_hours
from school.models import LessonPlanItem, School
from school.words import date_dots

from .printing.sheets import sheet_html
from .spreadsheets import Value, workbook

TITLE = "Календарно-тематический план"
HEAD = ["№", "Вид", "Тема", "Часы", "Домашнее задание", "Примечание"]


def notes_of(screen: PlanScreen, school: School | None) -> list[str]:
    """What stands above the table: whose plan it is, for which classes, whether it is approved."""
    plan = screen.plan
    state = plan.get_state_display().capitalize()
    if plan.decided_by and plan.decided_at:
        at = timezone.localtime(plan.decided_at)
        state = f"{state}: {plan.decided_by.full_name}, {date_dots(at.date())}"
    notes = [
        school.full_name if school else "",
        plan.title,
        f"Учитель: {plan.teacher.user.full_name}. {plan.year.title} учебный год",
        f"Журналы: {'; '.join(section.title for section in screen.sections)}",
        f"{state}. Часов: {told_hours(screen.total)}",
    ]
    return [note for note in notes if note]


def rows_of(screen: PlanScreen) -> Iterator[Sequence[Value]]:
    """Heads of parts in the column of topics, hours as numbers; topics are numbered through."""
    number = 0
    kinds = dict(LessonPlanItem.Kind.choices)
    for line in screen.lines:
        if line.is_part:
            yield ["", kinds[line.kind], line.topic]
            continue
        number += 1
        yield [number, kinds[line.kind], line.topic, line.hours, line.homework, line.note]
    yield ["", "", "Итого", screen.total]


def plan_workbook(screen: PlanScreen, school: School | None) -> bytes:
    return workbook(TITLE, notes_of(screen, school), HEAD, rows_of(screen))


def plan_html(screen: PlanScreen, *, school: School | None, now: datetime) -> str:
    """The sheet with places for the signatures."""
    return sheet_html(
        "plan.html",
        title=TITLE,
        made_at=timezone.localtime(now),
        school=school,
        screen=screen,
        notes=notes_of(screen, None),
        total=told_hours(screen.total),
    )
