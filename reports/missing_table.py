"""The table of what is missing, as rows of a spreadsheet."""

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

from reports.screens.missing import MissingScreen
from reports.spreadsheets import Value

HEAD = [
    "Класс",
    "Предмет",
    "Группа",
    "Учитель",
    "Уроков проведено",
    "Без темы",
    "Без отметки о присутствии",
    "Без домашнего задания",
    "Без отметок",
    "Отметок на ученика",
    "Обычно не меньше",
    "Учеников, у кого меньше",
    "Записей в срок",
    "С опозданием",
    "Нет в срок",
]
FORMULA = (
    "Обычно не меньше: наименьшее число отметок за период по числу часов в неделю, "
    "умноженное на долю проведённых уроков."
)


def notes_of(screen: MissingScreen) -> list[str]:
    at = timezone.localtime(screen.at)
    results = [
        (screen.kept_periods, "Журналов, где отметки за период в срок"),
        (screen.kept_exams, "Экзаменов, результаты в срок"),
    ]
    told = [f"{what}: {kept.on_time} из {kept.of}." for kept, what in results if kept.of]
    return [f"{screen.title}. Данные на {at:%d.%m.%Y, %H:%M}.", FORMULA, *told]


def rows_of(screen: MissingScreen) -> Iterator[Sequence[Value]]:
    for row in screen.rows:
        mean = row.marks_of_pupil
        counts = row.counts
        yield [
            row.section.classes_text,
            row.section.subject.name,
            row.section.name,
            row.teachers,
            counts.held,
            counts.without_topic,
            counts.without_attendance,
            counts.without_homework,
            counts.without_marks,
            mean.quantize(Decimal("0.1"), ROUND_HALF_UP) if mean is not None else None,
            row.minimum,
            row.below,
            row.kept.on_time,
            row.kept.late,
            row.kept.missing,
        ]
