"""The journal of missed and substituted lessons and the day's list of substitutions (regulation § 6.6)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from journal.models import Lesson
from school.models import School
from school.words import DASH, date_dots, weekday_day

from .printing.sheets import sheet_html
from .screens.substitutions import MissedLesson
from .spreadsheets import Value

TITLE = "Журнал учёта пропущенных и замещённых уроков"
HEAD = (
    "Дата", "№ урока", "Класс", "Предмет", "Отсутствующий учитель, причина", "Замещающий учитель",
    "Предмет замещения, тема", "Часов", "Приказ, подпись",
)  # fmt: skip
DAY_TITLE = "Замены и переносы уроков"
DAY_HEAD = ("№ урока", "Время", "Класс", "Предмет", "Отсутствует", "Как проводится", "Ознакомлен")
NOT_HELD = "не проведён"


def rows_of(lessons: Iterable[MissedLesson]) -> list[Sequence[Value]]:
    """A line for each lesson, in the columns of HEAD."""
    return [
        (
            date_dots(one.was_on),
            one.was_number,
            one.lesson.section.classes_text,
            _subject(one.lesson),
            _absent(one),
            _holder(one),
            _taught(one),
            1 if one.substitute else 0,
            one.order or DASH,
        )
        for one in lessons
    ]


def day_rows(lessons: Iterable[MissedLesson]) -> list[Sequence[Value]]:
    """A line for each lesson of a day, in the columns of DAY_HEAD; the last one is for a signature."""
    return [
        (
            one.was_number,
            f"{timezone.localtime(one.lesson.starts_at):%H:%M}" if not one.is_moved else DASH,
            one.lesson.section.classes_text,
            _subject(one.lesson),
            one.absent or DASH,
            _holder(one),
            "",
        )
        for one in lessons
    ]


def as_html(
    rows: Sequence[Sequence[Value]], day: date, *, school: School | None, now: datetime
) -> str:
    """The day's list with places for signatures, A4 across."""
    return sheet_html(
        "substitutions.html",
        title=DAY_TITLE,
        made_at=timezone.localtime(now),
        school=school,
        head=DAY_HEAD,
        rows=rows,
        period=weekday_day(day),
    )


def _subject(lesson: Lesson) -> str:
    group = f" ({lesson.section.name})" if lesson.section.name else ""
    return f"{lesson.section.subject.name}{group}"


def _absent(one: MissedLesson) -> str:
    return ", ".join(part for part in (one.absent, one.reason) if part) or DASH


def _holder(one: MissedLesson) -> str:
    if one.is_cancelled:
        return "урок отменён"
    if one.is_moved:
        return f"перенесён на {date_dots(one.lesson.date)}, {one.lesson.number}-й урок"
    if one.substitute:
        return f"{one.substitute}, {one.kind}" if one.is_joint else one.substitute
    return "не решено"


def _taught(one: MissedLesson) -> str:
    if one.is_cancelled:
        return NOT_HELD
    return ": ".join(part for part in (one.lesson.section.subject.name, one.lesson.topic) if part)
