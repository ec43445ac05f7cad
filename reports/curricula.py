"""A curriculum as a table: in a spreadsheet and on paper, with its sums and what is wrong in it (SCH-6)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils import timezone

from school.hours import plain_hours, told_hours
from school.models import School
from school.screens.curriculum import CurriculumScreen, TableRow
from school.words import count_of

from .printing.sheets import sheet_html
from .spreadsheets import Value, workbook

TITLE = "Учебный план"
PARTS = {"federal": "обязательная", "school": "формируемая школой"}


def notes_of(screen: CurriculumScreen, school: School | None) -> list[str]:
    """What stands above the table: whose plan it is and what it was compared with."""
    one = screen.curriculum
    sample = screen.federal.source if screen.federal else screen.variant
    week = count_of(one.days_a_week, "день", "дня", "дней")
    notes = [school.full_name if school else "", one.title]
    if one.plan:
        notes.append(f"{one.plan.student.user.full_name}, {one.plan.get_kind_display()}")
    notes.append(f"{one.year.title} учебный год, {week} в неделю. Образец: {sample}.")
    return [note for note in notes if note]


def head_of(screen: CurriculumScreen) -> list[str]:
    grades = [f"{each.grade} класс" for each in screen.sums]
    return ["Часть плана", "Предмет", "По выбору", *grades, "Всего", "Групп"]


def rows_of(screen: CurriculumScreen) -> Iterator[Sequence[Value]]:
    """A line for each subject, numbers as numbers; «Групп» names the grades whose class is parted."""
    for row in screen.rows:
        hours = [cell.hours if cell else None for cell in row.cells]
        choice = f"выбор {row.choice}" if row.choice else ""
        yield [PARTS[row.part], row.subject.name, choice, *hours, row.total, _groups(screen, row)]
    yield ["", "Обязательная часть", "", *(each.federal for each in screen.sums)]
    yield ["", "Часть, формируемая школой", "", *(each.school for each in screen.sums)]
    yield ["", "Всего на ученика в неделю", "", *(each.pupil for each in screen.sums)]
    yield ["", "Можно не больше", "", *screen.maxima]
    yield ["", "За учебный год", "", *(each.year for each in screen.sums)]
    yield ["", "Часы учителей в неделю, с группами", "", *(each.teachers for each in screen.sums)]
    for found in screen.findings:
        yield ["", found.text]


def _groups(screen: CurriculumScreen, row: TableRow) -> str:
    parted = [
        f"{each.grade} кл. — {cell.groups}"
        for each, cell in zip(screen.sums, row.cells, strict=True)
        if cell and cell.groups > 1
    ]
    return ", ".join(parted)


def curriculum_workbook(screen: CurriculumScreen, school: School | None) -> bytes:
    return workbook(TITLE, notes_of(screen, school), head_of(screen), rows_of(screen))


def curriculum_html(screen: CurriculumScreen, *, school: School | None, now: datetime) -> str:
    """The sheet with a place for the director's signature."""
    one = screen.curriculum
    sums = [
        ("Обязательная часть", [plain_hours(each.federal) for each in screen.sums]),
        ("Часть, формируемая школой", [plain_hours(each.school) for each in screen.sums]),
        ("Всего на ученика в неделю", [plain_hours(each.pupil) for each in screen.sums]),
        ("Наибольшая нагрузка (СанПиН)", [str(most) for most in screen.maxima]),
        ("За учебный год", [plain_hours(each.year) for each in screen.sums]),
    ]
    return sheet_html(
        "curriculum.html",
        title=TITLE,
        made_at=timezone.localtime(now),
        school=school,
        screen=screen,
        notes=notes_of(screen, None),
        parts=[("Обязательная часть", screen.federal_rows), (PART_OF_SCHOOL, screen.school_rows)],
        sums=sums,
        total=told_hours(sum((each.year for each in screen.sums), start=screen.sums[0].year * 0)),
        is_one_grade=one.grade_from == one.grade_to,
    )


PART_OF_SCHOOL = "Часть, формируемая участниками образовательных отношений"
