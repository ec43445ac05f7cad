"""Who teaches what: the load spread over the teachers of each speciality."""

from dataclasses import dataclass

from .plan import ENGLISH, INFORMATICS, PE, TECHNOLOGY, Block, ClassPlan, SectionPlan

# Speciality, position in the staff list, how many in the full school.
SPECIALITIES = {
    "primary": ("Учитель начальных классов", 8),
    "russian": ("Учитель русского языка и литературы", 5),
    "maths": ("Учитель математики", 4),
    "informatics": ("Учитель информатики", 2),
    "english": ("Учитель английского языка", 5),
    "history": ("Учитель истории и обществознания", 3),
    "geography": ("Учитель географии", 1),
    "biology": ("Учитель биологии", 1),
    "chemistry": ("Учитель химии", 1),
    "physics": ("Учитель физики", 2),
    "pe": ("Учитель физической культуры", 3),
    "music": ("Учитель музыки", 1),
    "art": ("Учитель изобразительного искусства", 1),
    "technology": ("Учитель труда (технологии)", 2),
    "safety": ("Преподаватель-организатор ОБЗР", 1),
}
_BY_SUBJECT = {
    "Русский язык": "russian",
    "Литература": "russian",
    "Основы журналистики": "russian",
    "Живое слово": "russian",
    "Практикум по русскому языку": "russian",
    "Сочинение: теория и практика": "russian",
    "Математика": "maths",
    "Алгебра": "maths",
    "Геометрия": "maths",
    "Вероятность и статистика": "maths",
    "Решение нестандартных задач": "maths",
    "Практикум по математике": "maths",
    INFORMATICS: "informatics",
    "Введение в информатику": "informatics",
    ENGLISH: "english",
    "История": "history",
    "Обществознание": "history",
    "География": "geography",
    "Биология": "biology",
    "Химия": "chemistry",
    "Проектная деятельность": "chemistry",
    "Индивидуальный проект": "chemistry",
    "Физика": "physics",
    "Занимательная физика": "physics",
    PE: "pe",
    "Музыка": "music",
    "Изобразительное искусство": "art",
    TECHNOLOGY: "technology",
    "Основы безопасности и защиты Родины": "safety",
    "Функциональная грамотность": "safety",
    "Основы финансовой грамотности": "safety",
    "Основы религиозных культур и светской этики": "safety",
}
_TAUGHT_BY_SPECIALISTS = {"english", "pe", "music", "art"}
# The account «teacher»: the first mathematician, of this class and of these groups.
SHOWN_CLASS = "7А"
SHOWN_TEACHER = ("maths", 0)
_SHOWN = {"Решение нестандартных задач", "Алгебра технологический профиль"}


@dataclass(frozen=True, order=True)
class Post:
    """A teacher's place: speciality and number in it."""

    speciality: str
    number: int


def posts(classes: tuple[ClassPlan, ...]) -> list[Post]:
    """The teachers these classes need; a small school has one or two of each speciality."""
    primary = sum(one.grade <= 4 for one in classes)
    small = len(classes) < 12
    return [
        Post(speciality, number)
        for speciality, (_, count) in SPECIALITIES.items()
        for number in range(
            primary if speciality == "primary" else min(count, 2) if small else count
        )
    ]


def speciality_of(section: SectionPlan) -> str:
    found = _BY_SUBJECT.get(section.subject, "primary")
    if section.grade <= 4 and found not in _TAUGHT_BY_SPECIALISTS and found != "safety":
        return "primary"
    return "primary" if section.grade <= 3 and found == "safety" else found


def share_load(blocks: list[Block], classes: tuple[ClassPlan, ...]) -> dict[str, Post]:
    """Section key → teacher. One teacher has all of a class's mathematics, or Russian and literature."""
    staff = posts(classes)
    hours = dict.fromkeys(staff, 0)
    own_class = {one.name: number for number, one in enumerate(c for c in classes if c.grade <= 4)}
    given: dict[str, Post] = {}
    for bundle in _bundles(blocks):
        section = bundle[0]
        speciality = speciality_of(section)
        if speciality == "primary":
            post = Post("primary", own_class[section.classes[0]])
        else:
            busy = {given[key] for one in bundle for key in _beside(one, blocks) if key in given}
            free = [p for p in staff if p.speciality == speciality and p not in busy]
            post = _shown(section) or min(free, key=lambda p: (hours[p], p))
        for one in bundle:
            given[one.key] = post
            hours[post] += one.hours
    return given


def _bundles(blocks: list[Block]) -> list[list[SectionPlan]]:
    """Sections that one teacher takes together, the shown ones first, then the largest."""
    bundles: dict[tuple, list[SectionPlan]] = {}
    for block in blocks:
        for section in block.sections:
            key = (section.classes, speciality_of(section), section.kind, section.name)
            bundles.setdefault(key, []).append(section)
    return sorted(
        bundles.values(),
        key=lambda b: (_shown(b[0]) is None, -sum(s.hours for s in b), b[0].key),
    )


def _beside(section: SectionPlan, blocks: list[Block]) -> list[str]:
    """Sections taught at the same hours: they need another teacher."""
    return [
        other.key
        for block in blocks
        if section in block.sections
        for other in block.sections
        if other != section
    ]


def _shown(section: SectionPlan) -> Post | None:
    if speciality_of(section) != SHOWN_TEACHER[0]:
        return None
    of_class = section.classes == (SHOWN_CLASS,)
    of_group = (
        f"{section.subject} {section.name}".removesuffix(" поток") in _SHOWN and section.grade != 11
    )
    return Post(*SHOWN_TEACHER) if of_class or of_group else None


def share_homerooms(
    given: dict[str, Post], blocks: list[Block], classes: tuple[ClassPlan, ...]
) -> dict[str, Post]:
    """Class name → its homeroom teacher: one who teaches it most, none has two classes."""
    homerooms: dict[str, Post] = {}
    for one in sorted(classes, key=lambda c: (c.name != SHOWN_CLASS, c.grade, c.letter)):
        hours: dict[Post, int] = {}
        for block in blocks:
            for section in block.sections:
                if one.name in section.classes:
                    post = given[section.key]
                    hours[post] = hours.get(post, 0) + section.hours
        free = [p for p in hours if p not in homerooms.values() and p != Post(*SHOWN_TEACHER)]
        homerooms[one.name] = min(free, key=lambda p: (-hours[p], p))
    return homerooms
