"""The demo school's classes and curriculum: the federal plan's hours of 2025/26 and the school's own part.

Hours are facts (federal curriculum, five-day variant 1; in 2025/26 history has 3 hours in grades 5-7, social
studies begin in grade 8, ОДНКНР is no longer taught). Everything else here is invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass

# Weekly maxima of a pupil by grade: five days, six days (СанПиН 1.2.3685-21).
WEEKLY_MAXIMUM = {
    1: (21, 21), 2: (23, 26), 3: (23, 26), 4: (23, 26), 5: (29, 32), 6: (30, 33),
    7: (32, 35), 8: (33, 36), 9: (33, 36), 10: (34, 37), 11: (34, 37),
}  # fmt: skip
HALVES_FROM = 25  # pupils in a class, from which informatics and technology are taught in halves

ENGLISH, TECHNOLOGY, INFORMATICS, PE = (
    "Английский язык",
    "Труд (технология)",
    "Информатика",
    "Физическая культура",
)

# Subject: hours a week in grades 1 to 11; a dot is no such subject.
FEDERAL = {
    "Русский язык": "5 5 5 5 5 6 4 3 3 2 2",
    "Литературное чтение": "4 4 4 4 . . . . . . .",
    "Литература": ". . . . 3 3 2 2 3 3 3",
    ENGLISH: ". 2 2 2 3 3 3 3 3 3 3",
    "Математика": "4 4 4 4 5 5 . . . . .",
    "Алгебра": ". . . . . . 3 3 3 2 3",
    "Геометрия": ". . . . . . 2 2 2 2 1",
    "Вероятность и статистика": ". . . . . . 1 1 1 1 1",
    INFORMATICS: ". . . . . . 1 1 1 1 1",
    "Окружающий мир": "2 2 2 2 . . . . . . .",
    "История": ". . . . 3 3 3 2 2 2 2",
    "Обществознание": ". . . . . . . 1 1 2 2",
    "География": ". . . . 1 1 2 2 2 1 1",
    "Физика": ". . . . . . 2 2 3 2 2",
    "Химия": ". . . . . . . 2 2 1 1",
    "Биология": ". . . . 1 1 1 2 2 1 1",
    "Основы религиозных культур и светской этики": ". . . 1 . . . . . . .",
    "Изобразительное искусство": "1 1 1 1 1 1 1 . . . .",
    "Музыка": "1 1 1 1 1 1 1 1 . . .",
    TECHNOLOGY: "1 1 1 1 2 2 2 1 1 . .",
    PE: "2 2 2 2 2 2 2 2 2 2 2",
    "Основы безопасности и защиты Родины": ". . . . . . . 1 1 1 1",
    "Индивидуальный проект": ". . . . . . . . . 1 .",
}
# The part formed by the school, taught to whole classes.
OWN = {
    "Функциональная грамотность": "1 1 1 . 1 1 1 . . . .",
    "Введение в информатику": ". . . . 1 1 . . . . .",
    "Проектная деятельность": ". . . . . . . 1 . . .",
    "Основы финансовой грамотности": ". . . . . . . . . 1 .",
    "Сочинение: теория и практика": ". . . . . . . . . . 1",
    "Практикум по математике": ". . . . . . . . . . 1",
}
# An hour of choice, one stream over all classes of the grade: two courses at once.
STREAMS = {
    7: ("Решение нестандартных задач", "Основы журналистики"),
    8: ("Занимательная физика", "Живое слово"),
    9: ("Практикум по математике", "Практикум по русскому языку"),
}
# Profile hours of grades 10 and 11: one half of the class learns the first subject, the other the second.
PROFILES = dict.fromkeys(
    (10, 11),
    (("Алгебра", "История", 2), ("Физика", "Обществознание", 2), (INFORMATICS, ENGLISH, 2)),
)
PROFILE_NAMES = ("технологический профиль", "гуманитарный профиль")

SHORT = {
    "Литературное чтение": "Лит. чтение",
    ENGLISH: "Английский",
    "Вероятность и статистика": "Вер. и стат.",
    "Основы религиозных культур и светской этики": "ОРКСЭ",
    "Изобразительное искусство": "ИЗО",
    TECHNOLOGY: "Труд",
    PE: "Физкультура",
    "Основы безопасности и защиты Родины": "ОБЗР",
    "Функциональная грамотность": "Функц. грамотность",
    "Введение в информатику": "Введ. в информатику",
    "Индивидуальный проект": "Инд. проект",
    "Проектная деятельность": "Проекты",
    "Основы финансовой грамотности": "Фин. грамотность",
    "Сочинение: теория и практика": "Сочинение",
    "Практикум по математике": "Практ. по математике",
    "Практикум по русскому языку": "Практ. по русскому",
    "Решение нестандартных задач": "Нестанд. задачи",
}
PASS_FAIL = {
    "Функциональная грамотность", "Основы финансовой грамотности", "Сочинение: теория и практика",
    "Практикум по математике", *(name for pair in STREAMS.values() for name in pair),
}  # fmt: skip
WITHOUT_MARKS = {"Основы религиозных культур и светской этики"}


@dataclass(frozen=True)
class ClassPlan:
    """A class of the demo school; the second shift begins at 14:00."""

    grade: int
    letter: str
    size: int
    shift: int = 1
    days: int = 5

    @property
    def name(self) -> str:
        return f"{self.grade}{self.letter}"

    @property
    def weekly_maximum(self) -> int:
        return WEEKLY_MAXIMUM[self.grade][self.days - 5]


# Grades 1, 5 and 9-11 learn in the first shift only; grade 8 has too many hours for a five-day second shift.
CLASSES = (
    ClassPlan(1, "А", 25), ClassPlan(1, "Б", 23), ClassPlan(2, "А", 26), ClassPlan(2, "Б", 25),
    ClassPlan(3, "А", 24, 2), ClassPlan(3, "Б", 25, 2), ClassPlan(4, "А", 25), ClassPlan(4, "Б", 24, 2),
    ClassPlan(5, "А", 28), ClassPlan(5, "Б", 27), ClassPlan(6, "А", 25, 2), ClassPlan(6, "Б", 24, 2),
    ClassPlan(7, "А", 29), ClassPlan(7, "Б", 26), ClassPlan(8, "А", 22, 2, 6), ClassPlan(8, "Б", 22, 2, 6),
    ClassPlan(9, "А", 24), ClassPlan(9, "Б", 24), ClassPlan(10, "А", 18), ClassPlan(11, "А", 14),
)  # fmt: skip


@dataclass(frozen=True)
class SectionPlan:
    """A page of the journal to be: a subject for a list of pupils, so many hours a week.

    `part` says which pupils: "" all, "1"/"2" halves by alphabet, "boys"/"girls", "choice 1"/"choice 2".
    """

    subject: str
    classes: tuple[str, ...]
    grade: int
    hours: int
    kind: str = "class"
    name: str = ""
    part: str = ""

    @property
    def key(self) -> str:
        return f"{'+'.join(self.classes)} {self.subject} {self.name}".strip()

    @property
    def scale(self) -> str:
        if (
            self.grade == 1
            or self.kind == "circle"
            or self.subject in WITHOUT_MARKS
            or (self.grade < 5 and self.subject in OWN)
        ):
            return "ungraded"
        return "pass_fail" if self.subject in PASS_FAIL else "five_point"


@dataclass(frozen=True)
class Block:
    """Sections taught at the same hours: halves of a class, courses of a stream, or one section alone."""

    sections: tuple[SectionPlan, ...]

    @property
    def classes(self) -> tuple[str, ...]:
        return self.sections[0].classes

    @property
    def hours(self) -> int:
        return self.sections[0].hours

    @property
    def subject(self) -> str:
        return self.sections[0].subject


def hours_of(grade: int) -> dict[str, int]:
    """Hours a week of every subject a whole class of the grade has, streams and profiles not counted."""
    table = {**FEDERAL, **OWN}
    hours = {subject: row.split()[grade - 1] for subject, row in table.items()}
    return {subject: int(hour) for subject, hour in hours.items() if hour != "."}


def weekly_hours(grade: int) -> int:
    """Hours a week of one pupil, everything counted."""
    profile = sum(hours for _, _, hours in PROFILES.get(grade, ()))
    return sum(hours_of(grade).values()) + profile + (1 if grade in STREAMS else 0)


def blocks_of(classes: tuple[ClassPlan, ...]) -> list[Block]:
    """What has to be taught in these classes."""
    blocks = [block for one in classes for block in _class_blocks(one)]
    for grade, courses in STREAMS.items():
        names = tuple(one.name for one in classes if one.grade == grade)
        if names:
            blocks.append(
                Block(
                    tuple(
                        SectionPlan(
                            course, names, grade, 1, "elective", "поток", f"choice {number}"
                        )
                        for number, course in enumerate(courses, 1)
                    )
                )
            )
    return blocks


def _class_blocks(one: ClassPlan) -> Iterator[Block]:
    for subject, hours in hours_of(one.grade).items():
        yield Block(tuple(_sections(one, subject, hours)))
    for first, second, hours in PROFILES.get(one.grade, ()):
        yield Block(
            tuple(
                SectionPlan(
                    subject, (one.name,), one.grade, hours, "profile", name, f"choice {number}"
                )
                for number, (subject, name) in enumerate(
                    zip((first, second), PROFILE_NAMES, strict=True), 1
                )
            )
        )


def _sections(one: ClassPlan, subject: str, hours: int) -> Iterator[SectionPlan]:
    common = (subject, (one.name,), one.grade, hours)
    if subject == ENGLISH:
        yield SectionPlan(*common, "language", "1 группа", "1")
        yield SectionPlan(*common, "language", "2 группа", "2")
    elif subject == TECHNOLOGY and one.grade >= 5 and one.size >= HALVES_FROM:
        yield SectionPlan(*common, "group", "мальчики", "boys")
        yield SectionPlan(*common, "group", "девочки", "girls")
    elif subject in {INFORMATICS, "Введение в информатику"} and one.size >= HALVES_FROM:
        yield SectionPlan(*common, "group", "1 группа", "1")
        yield SectionPlan(*common, "group", "2 группа", "2")
    else:
        yield SectionPlan(*common)
