"""Hours of the federal curriculum by the year they are in force from, and the norms of load beside them. Facts, pure.

Федеральный учебный план (ФУП) is a part of the federal programmes: orders of the Ministry of Education № 372 (1-4),
№ 370 (5-9), № 371 (10-11) of 18.05.2023. What changed since is kept as later versions of the same rows, so that a
curriculum of a past year is compared with what was in force then. What the sources say differently, or say only in
the news, carries its doubt, and whoever compares a curriculum reads it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

PRIMARY, BASIC, SECONDARY = "primary", "basic", "secondary"
GRADES: Mapping[str, tuple[int, int]] = {PRIMARY: (1, 4), BASIC: (5, 9), SECONDARY: (10, 11)}

# Variants of the federal plan a curriculum names; hours are known of the first of each level.
FIRST, UNIVERSAL, OTHER = "1", "universal", "other"
VARIANTS: Mapping[str, Mapping[str, str]] = {
    PRIMARY: {FIRST: "вариант 1: обучение на русском языке", OTHER: "другой вариант"},
    BASIC: {FIRST: "вариант 1: обучение на русском языке", OTHER: "другой вариант"},
    SECONDARY: {UNIVERSAL: "обязательные предметы всех профилей", OTHER: "другой вариант"},
}

LANGUAGES = (
    "английский", "немецкий", "французский", "испанский", "китайский", "итальянский", "арабский",
)  # fmt: skip
# How schools call a subject of the plan, courses of it included.
NAMES: Mapping[str, tuple[str, ...]] = {
    "Иностранный язык": tuple(f"{name} язык" for name in LANGUAGES),
    "История": (
        "История России. Всеобщая история", "История России", "Всеобщая история", "История нашего края",
    ),
    "Алгебра": ("Алгебра и начала математического анализа",),
    "Вероятность и статистика": ("Теория вероятностей и статистика",),
    "Окружающий мир": ("Окружающий мир (обществознание и естествознание)",),
    "Основы религиозных культур и светской этики": ("ОРКСЭ",),
    "Основы духовно-нравственной культуры народов России": ("ОДНКНР",),
    "Духовно-нравственная культура России": ("ДНКР",),
    "Изобразительное искусство": ("ИЗО",),
    "Труд (технология)": ("Технология", "Труд"),
    "Физическая культура": ("Физкультура",),
    "Основы безопасности и защиты Родины": ("ОБЗР", "Основы безопасности жизнедеятельности", "ОБЖ"),
}  # fmt: skip
# Courses of mathematics: a school may teach them as one subject of that name.
MATHEMATICS = "Математика"
COURSES = {"Алгебра", "Геометрия", "Вероятность и статистика"}


@dataclass(frozen=True)
class FederalLine:
    """A subject and the least hours a week by grade; `doubts` by grade say where the sources differ."""

    subject: str
    hours: Mapping[int, Decimal]
    names: frozenset[str]
    doubts: Mapping[int, str]

    @property
    def whole(self) -> str:
        """The subject this one is a course of, in the grades where they are apart."""
        return MATHEMATICS if self.subject in COURSES else ""

    def is_called(self, name: str) -> bool:
        return bool(forms_of(name) & self.names)


@dataclass(frozen=True)
class FederalPlan:
    """What is in force for a level in a year. `since` is the year of the newest of its rows."""

    level: str
    since: int
    source: str
    lines: tuple[FederalLine, ...]


@dataclass(frozen=True)
class Version:
    """Rows in force from 1 September of `since`: those named replace the older, an empty row takes away."""

    since: int
    source: str
    rows: Mapping[str, str]
    doubts: Mapping[tuple[str, int], str] | None = None


NEWS_2026 = "по сообщениям о приказе на 2026/27 год; проверьте по тексту приказа"
_VERSIONS: Mapping[str, tuple[Version, ...]] = {
    PRIMARY: (
        Version(
            2023,
            "ФОП НОО, приказ Минпросвещения № 372 от 18.05.2023",
            {
                "Русский язык": "5 5 5 5",
                "Литературное чтение": "4 4 4 4",
                "Иностранный язык": ". 2 2 2",
                "Математика": "4 4 4 4",
                "Окружающий мир": "2 2 2 2",
                "Основы религиозных культур и светской этики": ". . . 1",
                "Изобразительное искусство": "1 1 1 1",
                "Музыка": "1 1 1 1",
                "Труд (технология)": "1 1 1 1",
                "Физическая культура": "2 2 2 2",
            },
        ),
    ),
    BASIC: (
        Version(
            2023,
            "ФОП ООО, приказ Минпросвещения № 370 от 18.05.2023",
            {
                "Русский язык": "5 6 4 3 3",
                "Литература": "3 3 2 2 3",
                "Иностранный язык": "3 3 3 3 3",
                "Математика": "5 5 . . .",
                "Алгебра": ". . 3 3 3",
                "Геометрия": ". . 2 2 2",
                "Вероятность и статистика": ". . 1 1 1",
                "Информатика": ". . 1 1 1",
                "История": "2 2 2 2 2",
                "Обществознание": ". 1 1 1 1",
                "География": "1 1 2 2 2",
                "Физика": ". . 2 2 3",
                "Химия": ". . . 2 2",
                "Биология": "1 1 1 2 2",
                "Основы духовно-нравственной культуры народов России": "1 1 . . .",
                "Изобразительное искусство": "1 1 1 . .",
                "Музыка": "1 1 1 1 .",
                "Труд (технология)": "2 2 2 1 1",
                "Физическая культура": "2 2 2 2 2",
                "Основы безопасности и защиты Родины": ". . . 1 1",
            },
            {("История", 9): "с модулем «Введение в новейшую историю России» часто 2,5 ч"},
        ),
        Version(
            2025,
            "ФОП ООО с изменениями на 2025/26 год (приказ № 704 от 09.10.2024 и изменения 2025 года)",
            {
                "История": "3 3 3 2 2",
                "Обществознание": ". . . 1 1",
                "Основы духовно-нравственной культуры народов России": "",
            },
        ),
        Version(
            2026,
            "ФОП ООО с изменениями на 2026/27 год",
            {
                "Иностранный язык": "2 3 3 3 3",
                "Духовно-нравственная культура России": "0.5 . . . .",
            },
            {
                ("Иностранный язык", 5): NEWS_2026,
                ("Духовно-нравственная культура России", 5): NEWS_2026,
                ("Обществознание", 8): "с 2026/27 года, возможно, остаётся только в 9 классе: источники расходятся",
            },
        ),
        Version(
            2027,
            "ФОП ООО с изменениями на 2027/28 год",
            {"Духовно-нравственная культура России": "0.5 1 1 . ."},
            {
                ("Духовно-нравственная культура России", 6): NEWS_2026,
                ("Духовно-нравственная культура России", 7): NEWS_2026,
            },
        ),
    ),
    SECONDARY: (
        Version(
            2023,
            "ФОП СОО, приказ Минпросвещения № 371 от 18.05.2023; часы базового уровня",
            {
                "Русский язык": "2 2",
                "Литература": "3 3",
                "Иностранный язык": "3 3",
                "Алгебра": "2 3",
                "Геометрия": "2 1",
                "Вероятность и статистика": "1 1",
                "Информатика": "1 1",
                "История": "2 2",
                "Обществознание": "2 2",
                "География": "1 1",
                "Физика": "2 2",
                "Химия": "1 1",
                "Биология": "1 1",
                "Физическая культура": "2 2",
                "Основы безопасности и защиты Родины": "1 1",
                "Индивидуальный проект": "1 .",
            },
            {("Алгебра", 11): "в части планов 2 ч в 10 и 3 ч в 11 классе, в части — наоборот"},
        ),
    ),
}  # fmt: skip


# The same few dozen names are compared with each other again and again.
@lru_cache(maxsize=4096)
def forms_of(name: str) -> frozenset[str]:
    """A name as it is compared: without case, Ё and what stands in brackets or after it."""
    plain = " ".join(name.casefold().replace("ё", "е").split())
    return frozenset({plain, plain.partition("(")[0].strip()}) - {""}


def federal_plan(level: str, variant: str, year: int) -> FederalPlan | None:
    """What is in force from 1 September of `year`; None where hours of the variant are not known, or not yet made."""
    versions = [one for one in _VERSIONS.get(level, ()) if one.since <= year]
    if not versions or variant not in {FIRST, UNIVERSAL} or variant not in VARIANTS[level]:
        return None
    rows: dict[str, str] = {}
    doubts: dict[tuple[str, int], str] = {}
    for version in versions:
        doubts = {key: text for key, text in doubts.items() if key[0] not in version.rows}
        rows |= version.rows
        doubts |= version.doubts or {}
    first = GRADES[level][0]
    lines = (_line(subject, row, first, doubts) for subject, row in rows.items() if row)
    return FederalPlan(level, versions[-1].since, versions[-1].source, tuple(lines))


def _line(subject: str, row: str, first: int, doubts: Mapping[tuple[str, int], str]) -> FederalLine:
    by_grade = enumerate(row.split(), start=first)
    own = {grade: text for (name, grade), text in doubts.items() if name == subject}
    line = FederalLine(
        subject,
        {grade: Decimal(hours) for grade, hours in by_grade if hours != "."},
        frozenset(),
        own,
    )
    called: frozenset[str] = frozenset()
    for name in (subject, *NAMES.get(subject, ())):
        called |= forms_of(name)
    return replace(line, names=called)


# --- Norms of load -------------------------------------------------------------------------------
SANPIN = "СанПиН 1.2.3685-21, табл. 6.6"
# The most hours a week a pupil may have: with five study days, with six. Grade 1 never learns on Saturdays.
WEEKLY_MAXIMUM: Mapping[int, tuple[int, int]] = {
    1: (21, 21), 2: (23, 26), 3: (23, 26), 4: (23, 26), 5: (29, 32), 6: (30, 33), 7: (32, 35), 8: (33, 36), 9: (33, 36),
    10: (34, 37), 11: (34, 37), 12: (34, 37),
}  # fmt: skip
FIVE_DAYS_ONLY = frozenset({1})


@dataclass(frozen=True)
class Bounds:
    """Hours of study: the least and the most, and where it is said."""

    least: int
    most: int
    source: str


# Of a whole level, over all its years, by the year from which they are in force.
LEVEL_BOUNDS: Mapping[str, tuple[tuple[int, Bounds], ...]] = {
    PRIMARY: (
        (2023, Bounds(2954, 3345, "ФГОС НОО")),
        (2025, Bounds(2966, 3305, "ФОП НОО с изменениями 2025 года")),
    ),
    BASIC: (
        (2023, Bounds(5058, 5549, "ФГОС ООО")),
        (2025, Bounds(5058, 5848, "ФОП ООО с изменениями 2025 года")),
    ),
    SECONDARY: ((2023, Bounds(2170, 2516, "ФГОС СОО")),),
}
# Of one year, from 2025/26. Grade 1 is left out: its bounds count the first weeks of three lessons a day.
YEARLY_SINCE, YEARLY_SOURCE = 2025, "приказ Минпросвещения № 704 от 09.10.2024"
YEARLY: Mapping[int, tuple[int, int]] = {
    2: (782, 884), 3: (782, 884), 4: (782, 884), 5: (986, 1088), 6: (1020, 1122), 7: (1088, 1190), 8: (1122, 1224),
    9: (1122, 1224),
}  # fmt: skip


def weeks_of(grade: int) -> int:
    """Study weeks of a year the hours are counted with."""
    return 33 if grade == 1 else 34


def weekly_maximum(grade: int, days_a_week: int) -> int:
    return WEEKLY_MAXIMUM[grade][days_a_week - 5]


def level_bounds(level: str, year: int) -> Bounds | None:
    found = [bounds for since, bounds in LEVEL_BOUNDS[level] if since <= year]
    return found[-1] if found else None


def level_of(grade: int) -> str:
    return PRIMARY if grade <= 4 else BASIC if grade <= 9 else SECONDARY
