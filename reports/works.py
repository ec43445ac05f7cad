"""The schedule of control works as a school publishes it: classes by weeks, or a list (regulation § 11)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone

from journal.screens.works import WorkLine, WorksScreen
from school.models import ControlWork, School, TeachingLoad
from school.words import date_dots, month_name, weekday_short

from .printing.sheets import sheet_html
from .spreadsheets import Value, workbook

TITLE = "Единый график оценочных процедур"
LIST_HEAD = (
    "Месяц", "Класс", "Предмет", "Дата", "День недели", "№ урока", "Уровень", "Вид работы", "Форма контроля",
    "Тема", "Учитель",
)  # fmt: skip
Teachers = Mapping[int, Sequence[TeachingLoad]]


def agreed(screen: WorksScreen) -> list[WorkLine]:
    """What goes out: agreed works only."""
    return [one for one in screen.lines if one.row.status == ControlWork.Status.AGREED]


def notes_of(screen: WorksScreen, school: School | None) -> list[str]:
    """What stands above the table: whose schedule it is, and by which order."""
    order = "Проект, не опубликован"
    if screen.published:
        order = f"Опубликован {date_dots(timezone.localdate(screen.published.published_at))}"
        if screen.published.order_number:
            dated = screen.published.order_date
            told = f" от {date_dots(dated)}" if dated else ""
            order += f", приказ № {screen.published.order_number}{told}"
    what = f"{TITLE}, {screen.half.title} {screen.year.title} учебного года"
    return [note for note in (school.full_name if school else "", what, order) if note]


def weeks_head(screen: WorksScreen) -> list[str]:
    return ["Класс", *(f"{monday:%d.%m}–{sunday:%d.%m}" for monday, sunday in screen.weeks)]


def weeks_rows(screen: WorksScreen) -> list[list[str]]:
    """A row for each class, a cell for each week: «14.10 Алгебра (3)», the lesson in brackets."""
    kept = {id(one) for one in agreed(screen)}
    return [
        [
            row.school_class.name,
            *("; ".join(_short(line) for line in lines if id(line) in kept) for lines in row.weeks),
        ]
        for row in screen.rows
    ]


def _short(line: WorkLine) -> str:
    row = line.row
    level = {"federal": ", Ф", "regional": ", Р"}.get(row.level, "")
    lesson = f" ({row.number})" if row.number is not None else ""
    return f"{row.date:%d.%m} {row.subject.short}{lesson}{level}"


def list_rows(screen: WorksScreen) -> list[Sequence[Value]]:
    """A row for each work and class, in the columns of LIST_HEAD. One query."""
    lines = agreed(screen)
    teachers = _teachers(lines)
    return [
        (
            month_name(line.row.date),
            line.classes,
            f"{line.row.subject.name} ({line.group})" if line.group else line.row.subject.name,
            date_dots(line.row.date),
            weekday_short(line.row.date),
            line.row.number,
            line.row.get_level_display(),
            line.row.get_work_form_display(),
            line.row.get_control_display(),
            line.row.topic,
            _teacher(teachers, line.row.section_id, line.row.date),
        )
        for line in lines
    ]


def _teachers(lines: Iterable[WorkLine]) -> Teachers:
    loads: dict[int, list[TeachingLoad]] = defaultdict(list)
    sections = {line.row.section_id for line in lines if line.row.section_id}
    rows = TeachingLoad.objects.filter(section__in=sections).select_related("teacher__user")
    for load in rows.order_by("-is_primary", "pk"):
        loads[load.section_id].append(load)
    return loads


def _teacher(teachers: Teachers, section: int | None, day: date) -> str:
    loads = teachers.get(section or 0, ())
    return ", ".join(load.teacher.user.short_name for load in loads if load.holds_on(day))


def works_workbook(screen: WorksScreen, school: School | None, *, as_list: bool) -> bytes:
    notes = notes_of(screen, school)
    if as_list:
        return workbook("График списком", notes, LIST_HEAD, list_rows(screen))
    return workbook("График", notes, weeks_head(screen), weeks_rows(screen))


def works_html(screen: WorksScreen, *, school: School | None, now: datetime) -> str:
    """The list by months, as it is put on the school's site; without names of people."""
    rows = [row[1:-1] for row in list_rows(screen)]
    return sheet_html(
        "works.html",
        title=TITLE,
        made_at=timezone.localtime(now),
        school=school,
        notes=notes_of(screen, school),
        head=LIST_HEAD[1:-1],
        rows=rows,
    )
