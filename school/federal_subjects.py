"""Subjects of the federal curricula in force, as a school's journal names them (regulation § 12). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class FederalSubject:
    """`grades` are those of the five-day variant 1; `parent` is the subject whose course it is."""

    name: str
    short_name: str
    grades: tuple[int, int]
    parent: str = ""


MATHEMATICS, HISTORY, LANGUAGE = "Математика", "История", "Иностранный язык"
FEDERAL_SUBJECTS = (
    FederalSubject("Русский язык", "Русский", (1, 11)),
    FederalSubject("Литературное чтение", "Лит. чтение", (1, 4)),
    FederalSubject("Литература", "", (5, 11)),
    FederalSubject(LANGUAGE, "Ин. язык", (2, 11)),
    FederalSubject("Английский язык", "Английский", (2, 11), LANGUAGE),
    FederalSubject("Немецкий язык", "Немецкий", (2, 11), LANGUAGE),
    FederalSubject("Французский язык", "Французский", (2, 11), LANGUAGE),
    FederalSubject(MATHEMATICS, "", (1, 6)),
    FederalSubject("Алгебра", "", (7, 11), MATHEMATICS),
    FederalSubject("Геометрия", "", (7, 11), MATHEMATICS),
    FederalSubject("Вероятность и статистика", "Вер. и стат.", (7, 11), MATHEMATICS),
    FederalSubject("Информатика", "", (7, 11)),
    FederalSubject("Окружающий мир", "Окр. мир", (1, 4)),
    FederalSubject("Основы религиозных культур и светской этики", "ОРКСЭ", (4, 4)),
    FederalSubject(HISTORY, "", (5, 11)),
    FederalSubject("История России", "Ист. России", (5, 11), HISTORY),
    FederalSubject("Всеобщая история", "Всеобщ. ист.", (5, 11), HISTORY),
    FederalSubject("История нашего края", "Ист. края", (5, 7)),
    FederalSubject("Обществознание", "Общество", (8, 11)),
    FederalSubject("География", "", (5, 11)),
    FederalSubject("Физика", "", (7, 11)),
    FederalSubject("Химия", "", (8, 11)),
    FederalSubject("Биология", "", (5, 11)),
    FederalSubject("Духовно-нравственная культура России", "ДНКР", (5, 7)),
    FederalSubject("Изобразительное искусство", "ИЗО", (1, 7)),
    FederalSubject("Музыка", "", (1, 8)),
    FederalSubject("Труд (технология)", "Труд", (1, 9)),
    FederalSubject("Физическая культура", "Физкультура", (1, 11)),
    FederalSubject("Основы безопасности и защиты Родины", "ОБЗР", (8, 11)),
    FederalSubject("Индивидуальный проект", "Инд. проект", (10, 11)),
)
STEP = 10
# Taught as the courses below them, or in few schools: not offered by themselves.
RARE = frozenset(
    {"Немецкий язык", "Французский язык", "История России", "Всеобщая история", "История нашего края",
     "Духовно-нравственная культура России"}
)  # fmt: skip


def position_of(subject: FederalSubject) -> int:
    """Subjects stand in the order of the federal plan, with room between them."""
    return (FEDERAL_SUBJECTS.index(subject) + 1) * STEP


def not_there_yet(names: Iterable[str]) -> list[FederalSubject]:
    """Federal subjects a school with these does not have; «Физика» and «физика» are one."""
    there = {name.lower() for name in names}
    return [one for one in FEDERAL_SUBJECTS if one.name.lower() not in there]


def with_parents(chosen: Iterable[str]) -> list[FederalSubject]:
    """The chosen ones and the subjects whose courses they are, in the order of the plan."""
    names = set(chosen)
    names |= {one.parent for one in FEDERAL_SUBJECTS if one.name in names and one.parent}
    return [one for one in FEDERAL_SUBJECTS if one.name in names]
