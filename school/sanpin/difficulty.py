"""Difficulty of subjects in points: tables 6.9–6.11 of СанПиН 1.2.3685-21 as schools publish them. Pure.

Columns of «информатика», «ОБЗР» and of most of the seniors stand in one publication only: a figure to check, not a law.
"""

import re
from collections.abc import Mapping

SOURCE = "СанПиН 1.2.3685-21, табл. 6.9–6.11"
TABLES = {4: "табл. 6.9", 9: "табл. 6.10", 11: "табл. 6.11"}

# Table 6.9, grades 1–4.
PRIMARY: Mapping[str, int] = {
    "математика": 8,
    "русский язык": 7,
    "иностранный язык": 7,
    "окружающий мир": 6,
    "информатика": 6,
    "литературное чтение": 5,
    "история": 4,
    "изобразительное искусство": 3,
    "музыка": 3,
    "труд": 2,
    "физическая культура": 1,
}

# Table 6.10, grades 5, 6, 7, 8, 9.
BASIC: Mapping[str, tuple[int | None, int | None, int | None, int | None, int | None]] = {
    "химия": (None, None, 13, 10, 12),
    "геометрия": (None, None, 12, 10, 8),
    "физика": (None, None, 8, 9, 13),
    "алгебра": (None, None, 10, 9, 7),
    "экономика": (None, None, None, None, 11),
    "черчение": (None, None, None, 5, 4),
    "мировая художественная культура": (None, None, 8, 5, 5),
    "биология": (10, 8, 7, 7, 7),
    "математика": (10, 13, None, None, None),
    "иностранный язык": (9, 11, 10, 8, 9),
    "русский язык": (8, 12, 11, 7, 6),
    "краеведение": (7, 9, 5, 5, None),
    "природоведение": (7, 8, None, None, None),
    "география": (None, 7, 6, 6, 5),
    "обществознание": (6, 9, 9, 5, None),
    "история": (5, 8, 6, 8, 10),
    "ритмика": (4, 4, None, None, None),
    "труд": (4, 3, 2, 1, 4),
    "литература": (4, 6, 4, 4, 7),
    "изобразительное искусство": (3, 3, 1, 3, None),
    "физическая культура": (3, 4, 2, 2, 2),
    "экология": (3, 3, 3, 6, 1),
    "музыка": (2, 1, 1, 1, None),
    "информатика": (4, 10, 4, 7, 7),
    "основы безопасности": (1, 2, 3, 3, 3),
}

# Table 6.11, grades 10–11.
SECONDARY: Mapping[str, int] = {
    "физика": 12,
    "астрономия": 12,
    "геометрия": 11,
    "химия": 11,
    "алгебра": 10,
    "русский язык": 9,
    "литература": 8,
    "иностранный язык": 8,
    "биология": 7,
    "информатика": 6,
    "экономика": 6,
    "история": 5,
    "обществознание": 5,
    "мировая художественная культура": 5,
    "география": 3,
    "экология": 3,
    "основы безопасности": 2,
    "физическая культура": 1,
}

# How subjects are called in schools, by the beginning of the name; the longer beginnings go first.
CALLED = (
    ("алгебра", "алгебра"),
    ("геометрия", "геометрия"),
    ("вероятность и статистика", "алгебра"),
    ("математика", "математика"),
    ("русский", "русский язык"),
    ("родной русский", "русский язык"),
    ("литературное чтение", "литературное чтение"),
    ("литература", "литература"),
    ("родная литература", "литература"),
    ("иностранный", "иностранный язык"),
    ("второй иностранный", "иностранный язык"),
    ("английский", "иностранный язык"),
    ("немецкий", "иностранный язык"),
    ("французский", "иностранный язык"),
    ("испанский", "иностранный язык"),
    ("китайский", "иностранный язык"),
    ("окружающий мир", "окружающий мир"),
    ("информатика", "информатика"),
    ("история", "история"),
    ("всеобщая история", "история"),
    ("изо", "изобразительное искусство"),
    ("рисование", "изобразительное искусство"),
    ("музыка", "музыка"),
    ("труд", "труд"),
    ("технология", "труд"),
    ("физическая культура", "физическая культура"),
    ("физкультура", "физическая культура"),
    ("физика", "физика"),
    ("химия", "химия"),
    ("биология", "биология"),
    ("география", "география"),
    ("обществознание", "обществознание"),
    ("экономика", "экономика"),
    ("черчение", "черчение"),
    ("мхк", "мировая художественная культура"),
    ("мировая художественная культура", "мировая художественная культура"),
    ("краеведение", "краеведение"),
    ("природоведение", "природоведение"),
    ("ритмика", "ритмика"),
    ("экология", "экология"),
    ("обж", "основы безопасности"),
    ("обзр", "основы безопасности"),
    ("основы безопасности", "основы безопасности"),
    ("астрономия", "астрономия"),
)
# Letters after the beginning would be another word: «история», «историческое краеведение»; «изо», «изобразительное».
WHOLE_WORD = {"изо", "мхк", "обж", "обзр"}
MATHEMATICS = frozenset({"алгебра", "геометрия", "математика"})


def known_subject(name: str) -> str | None:
    """The subject of the tables a school's own name stands for; None for one they do not know."""
    said = " ".join(name.lower().replace("ё", "е").split())
    if said.startswith("изобразительное"):
        return "изобразительное искусство"
    for beginning, subject in CALLED:
        if said.startswith(beginning):
            rest = said[len(beginning) :]
            if beginning not in WHOLE_WORD or not re.match(r"\w", rest):
                return subject
    return None


def rank_of(subject: str, grade: int) -> int | None:
    """Points of the subject in the grade; None where the tables have none."""
    known = known_subject(subject)
    if known is None:
        return None
    if grade <= 4:
        return PRIMARY.get(known)
    if grade <= 9:
        points = BASIC.get(known, (None,) * 5)[grade - 5]
        # Mathematics of grades 7–9 is taught as algebra and geometry; taught as one, it is the harder of them.
        if points is None and known == "математика":
            return max(BASIC["алгебра"][grade - 5] or 0, BASIC["геометрия"][grade - 5] or 0)
        return points
    return SECONDARY["алгебра"] if known == "математика" else SECONDARY.get(known)


def table_of(grade: int) -> str:
    return next(name for last, name in TABLES.items() if grade <= last)


def is_hard(points: int, grade: int) -> bool:
    """A subject the audit calls hard: 7 points and more in grades 1–4, 8 and more above."""
    return points >= (7 if grade <= 4 else 8)
