"""When a page of a journal may be signed, what is counted before it, what is not filled in. Pure.

The simple electronic signature of 63-ФЗ: who, known by the sign-in and the password asked again, when, and the digest
of what was seen. It is enough for entries of the journal where the school's act says so (regulation § 16).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from school.words import NBSP, count_of, date_dots

NAMED = 12


@dataclass(frozen=True, slots=True)
class Gap:
    """Something of one kind that is not filled in: its words, and each one as a key of a lesson with its name."""

    title: str
    lessons: tuple[tuple[int, str], ...] = ()
    names: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        return len(self.lessons) + len(self.names)

    @property
    def shown(self) -> tuple[tuple[int, str], ...]:
        return self.lessons[:NAMED]

    @property
    def shown_names(self) -> tuple[str, ...]:
        return self.names[:NAMED]

    @property
    def more(self) -> int:
        return self.count - len(self.shown) - len(self.shown_names)


@dataclass(frozen=True, slots=True)
class HeldLesson:
    """A lesson that was held, as far as it is filled in."""

    pk: int
    date: date
    number: int
    has_topic: bool
    has_homework: bool
    is_called: bool

    @property
    def words(self) -> str:
        return f"{self.date:%d.%m}, {self.number}-й{NBSP}урок"


@dataclass(frozen=True, slots=True)
class Counted:
    """What stands on the page."""

    pupils: int
    lessons: int
    marks: int
    absences: int

    @property
    def words(self) -> str:
        """«25 учеников, 27 уроков, 310 отметок, 14 пропусков»."""
        return ", ".join([
            count_of(self.pupils, "ученик", "ученика", "учеников"),
            count_of(self.lessons, "проведённый урок", "проведённых урока", "проведённых уроков"),
            count_of(self.marks, "отметка", "отметки", "отметок"),
            count_of(self.absences, "пропуск", "пропуска", "пропусков"),
        ])  # fmt: skip


def why_too_early(
    first_day: date, last_day: date, today: date, *, all_set: bool, has_marks: bool = True
) -> str:
    """Empty when the page may be signed: the period is over, or it is its last day and every mark of it is set.

    A page is signed when no lesson of it is still to come.
    """
    if today > last_day or (today == last_day and all_set):
        return ""
    after = date_dots(last_day + timedelta(days=1))
    if today == last_day and has_marks:
        return f"Сегодня последний день периода: подписать можно, когда отметки за период стоят у всех, или с {after}."
    if today == last_day:
        return f"Сегодня последний день периода: подписать можно с {after}."
    return f"Период с {date_dots(first_day)} по {date_dots(last_day)} не кончился. Подписать страницу можно с {after}."


def gaps_of(
    lessons: Sequence[HeldLesson],
    unmarked: Iterable[tuple[str, Sequence[str]]],
    waiting: Sequence[str],
    *,
    has_homework: bool = True,
) -> list[Gap]:
    """What is not filled in, each kind once. `unmarked` are titles («за год») with names; `waiting` are points."""
    kinds = [
        ("Без темы", [one for one in lessons if not one.has_topic]),
        ("Присутствие не отмечено", [one for one in lessons if not one.is_called]),
    ]
    if has_homework:
        kinds.append(("Без домашнего задания", [one for one in lessons if not one.has_homework]))
    found = [Gap(title, tuple((one.pk, one.words) for one in some)) for title, some in kinds]
    found += [Gap(f"Нет отметки {of}", names=tuple(names)) for of, names in unmarked]
    found.append(Gap("Ждём ответа (точка вместо отметки)", names=tuple(waiting)))
    return [gap for gap in found if gap.count]
