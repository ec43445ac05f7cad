"""Why the journal does not take an entry, in words for a teacher."""

from datetime import date, datetime

from django.utils import timezone

from journal.models import Lesson
from school.models import CourseSection

NO_MARKS = "Это журнал внеурочных занятий: в нём отмечают присутствие (н, б, ну, оп) и пишут тему. Отметок в нём нет."
NO_HOMEWORK = "Это журнал внеурочных занятий: домашнее задание в нём не задают. Отметьте присутствие и запишите тему."
PERIODS_STAY_OPEN = (
    "Это журнал внеурочных занятий: отметок за период в нём нет, и период в нём не закрывают."
)


class Refused(Exception):
    """The journal's rules do not allow the entry; the text says why and what to do."""


def why_lesson_is_not_open(lesson: Lesson, now: datetime) -> str:
    """Empty when marks and attendance may be entered; the clause is B 2.6: in the lesson or that day."""
    if lesson.status == Lesson.Status.CANCELLED:
        return f"Урок {lesson.date:%d.%m.%Y} отменён: записи в нём не делаются. Если урок был, сообщите заместителю директора."
    if lesson.date > timezone.localdate(now):
        return f"Урок {lesson.date:%d.%m.%Y} ещё не проведён. Запись можно сделать в день урока."
    return ""


def not_taught_by(lesson: Lesson) -> str:
    return f"Урок {lesson.date:%d.%m.%Y} ведёт другой учитель: запись делает он. Замену вносит заместитель директора."


def not_on_list(day: date) -> str:
    return f"Ученик не числится в списке на {day:%d.%m.%Y}. Список класса или группы исправляет администратор школы."


def must_have_marks(section: CourseSection) -> None:
    """Raises Refused in a journal of extracurricular lessons (JRN-18)."""
    if section.is_extracurricular:
        raise Refused(NO_MARKS)


def must_give_homework(section: CourseSection) -> None:
    """Raises Refused in a journal of extracurricular lessons (JRN-18)."""
    if section.is_extracurricular:
        raise Refused(NO_HOMEWORK)
