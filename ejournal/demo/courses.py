"""What is taught at each lesson of a course: its topic, the work written at it, the homework given."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from journal.models import HomeworkKind

from . import topics_humanities as h
from . import topics_sciences as s
from .besides import CIRCLE

# Kinds of work, as the journal names them.
LESSON, ORAL, CONTROL, DICTATION = (
    "Работа на уроке",
    "Устный ответ",
    "Контрольная работа",
    "Диктант",
)
ESSAY, QUIZ, TEST = "Сочинение, изложение", "Самостоятельная работа", "Проверочная работа, тест"
PRACTICE, LAB, PROJECT, HOMEWORK = (
    "Практическая работа",
    "Лабораторная работа",
    "Проект",
    "Домашняя работа",
)


@dataclass(frozen=True)
class Course:
    """A course as it is usually taught: topics by grade, works of the whole class, homework."""

    topics: tuple[tuple[int, str], ...]  # from which grade, topics parted by |
    works: tuple[str, ...]  # the first is what a topic ends with, the others are written between
    homework: tuple[str, ...]
    given: float = 0.9  # how often there is homework
    kindness: float = 0.0  # added to the usual mark
    minutes: int = 20

    def topics_of(self, grade: int) -> list[str]:
        fitting = [topics for first, topics in self.topics if first <= grade]
        return [topic.strip().replace("\n", " ") for topic in fitting[-1].split("|")]


@dataclass(frozen=True)
class PlannedLesson:
    topic: str
    work: str = ""
    title: str = ""


_EXERCISES = (
    "Упр. {a}",
    "Упр. {a}, правило на с. {p}",
    "Упр. {a} (устно), {b} (письменно)",
    "Словарные слова, упр. {a}",
)
_PROBLEMS = (
    "№ {a}, № {b}",
    "§ {s}, № {a}",
    "№ {a} (1, 3), № {b}",
    "§ {s}, вопросы; № {a}–{c}",
    "Карточка № {k}",
)
_READING = (
    "С. {p}–{q}, выразительное чтение",
    "С. {p}, вопросы 1–4",
    "Прочитать до с. {q}",
    "Выучить отрывок, с. {p}",
)
_PARAGRAPH = (
    "§ {s}, вопросы 1–{k}",
    "§ {s}, пересказ",
    "§ {s}, термины в тетрадь",
    "§ {s}–{t}, подготовиться к опросу",
)
_ENGLISH = (
    "Учебник, с. {p}, упр. {k}",
    "Слова к разделу {k}",
    "Рабочая тетрадь, с. {p}",
    "Прочитать и перевести текст, с. {p}",
)
_CREATIVE = (
    "Закончить работу",
    "Принести материалы к следующему уроку",
    "Подобрать иллюстрации по теме",
)
_SPORT = ("Комплекс упражнений № {k}", "Прыжки через скакалку: 3 подхода", "Принести лыжную форму")
_TASKS = ("Карточка № {k}", "Задание {k} в тетради", "Подготовить пример из жизни")

_MATHS = {"works": (CONTROL, QUIZ, TEST), "homework": _PROBLEMS, "given": 0.95, "minutes": 30}
_TALK = {"works": (TEST, PRACTICE), "homework": _PARAGRAPH, "minutes": 25}
_OWN = {"works": (PRACTICE, TEST), "homework": _TASKS, "given": 0.4, "kindness": 0.5, "minutes": 15}

COURSES = {
    "Русский язык": Course(
        ((1, h.RUSSIAN_PRIMARY), (5, h.RUSSIAN_MIDDLE), (10, h.RUSSIAN_SENIOR)),
        (DICTATION, QUIZ, ESSAY, CONTROL), _EXERCISES, 0.95, minutes=25,
    ),
    "Литературное чтение": Course(((1, h.READING),), (TEST, PRACTICE), _READING, kindness=0.4),
    "Литература": Course(((5, h.LITERATURE_MIDDLE), (10, h.LITERATURE_SENIOR)), (ESSAY, TEST), _READING, kindness=0.1, minutes=30),
    "Английский язык": Course(((1, h.ENGLISH_PRIMARY), (5, h.ENGLISH)), (CONTROL, QUIZ, TEST), _ENGLISH, 0.92, minutes=25),
    "Математика": Course(((1, s.MATHS_PRIMARY), (5, s.MATHS_MIDDLE)), **_MATHS),
    "Алгебра": Course(((7, s.ALGEBRA_7), (8, s.ALGEBRA), (10, s.ALGEBRA_SENIOR)), **_MATHS),
    "Геометрия": Course(((7, s.GEOMETRY), (10, s.GEOMETRY_SENIOR)), **_MATHS),
    "Вероятность и статистика": Course(((7, s.STATISTICS),), (TEST, PRACTICE), _PROBLEMS, kindness=0.2),
    "Информатика": Course(((7, s.INFORMATICS),), (TEST, PRACTICE), _PARAGRAPH, 0.7, 0.3),
    "Введение в информатику": Course(((5, s.INFORMATICS),), (PRACTICE, TEST), _PARAGRAPH, 0.5, 0.4, 15),
    "Окружающий мир": Course(((1, s.WORLD),), (TEST, PRACTICE), _READING, kindness=0.3),
    "История": Course(((5, h.HISTORY_MIDDLE), (9, h.HISTORY_SENIOR)), **_TALK),
    "Обществознание": Course(((8, h.SOCIAL),), **_TALK),
    "География": Course(((5, h.GEOGRAPHY),), (TEST, PRACTICE), _PARAGRAPH, kindness=0.1),
    "Физика": Course(((7, s.PHYSICS_7), (8, s.PHYSICS)), (CONTROL, LAB, QUIZ), (*_PARAGRAPH[:2], *_PROBLEMS), minutes=30),
    "Химия": Course(((8, s.CHEMISTRY),), (CONTROL, PRACTICE, QUIZ), (*_PARAGRAPH[:2], *_PROBLEMS[1:4]), minutes=30),
    "Биология": Course(((5, s.BIOLOGY),), (TEST, LAB), _PARAGRAPH, kindness=0.1),
    "Основы религиозных культур и светской этики": Course(((4, h.ETHICS),), (), _TASKS, 0.3),
    "Изобразительное искусство": Course(((1, h.ART),), (PRACTICE,), _CREATIVE, 0.35, 0.9, 15),
    "Музыка": Course(((1, h.MUSIC),), (TEST,), ("Выучить слова песни", "Послушать фрагмент, назвать инструменты"), 0.3, 0.9, 10),
    "Труд (технология)": Course(((1, s.TECHNOLOGY),), (PRACTICE, PROJECT), _CREATIVE, 0.3, 0.7, 15),
    "Физическая культура": Course(((1, s.PE),), (PRACTICE,), _SPORT, 0.2, 0.8, 15),
    "Основы безопасности и защиты Родины": Course(((8, s.SAFETY),), (TEST, PRACTICE), _PARAGRAPH, 0.6, 0.5),
    "Индивидуальный проект": Course(((10, s.PROJECT),), (PROJECT, PRACTICE), _TASKS, 0.5, 0.6),
    "Проектная деятельность": Course(((8, s.PROJECT),), (PROJECT, PRACTICE), _TASKS, 0.4, 0.6),
    "Функциональная грамотность": Course(((1, s.LITERACY),), **_OWN),
    "Основы финансовой грамотности": Course(((10, s.FINANCE),), **_OWN),
    "Сочинение: теория и практика": Course(((11, h.ESSAY),), (ESSAY, PRACTICE), _TASKS, 0.5),
    "Практикум по математике": Course(((9, s.EXAM_MATHS),), (TEST, QUIZ), _PROBLEMS, 0.6),
    "Практикум по русскому языку": Course(((9, s.EXAM_RUSSIAN),), (TEST, QUIZ), _EXERCISES, 0.6),
    "Решение нестандартных задач": Course(((7, s.PUZZLES),), **_OWN),
    CIRCLE: Course(((7, s.PUZZLES),), (), _TASKS, 0),
    "Основы журналистики": Course(((7, h.JOURNALISM),), **_OWN),
    "Занимательная физика": Course(((8, s.FUN_PHYSICS),), **_OWN),
    "Живое слово": Course(((8, h.LIVING_WORD),), **_OWN),
}  # fmt: skip
# What the words of an assignment tell of its kind; the first that fits.
_KINDS = (
    (("пересказ", "устно", "опрос", "Выучить", "слова"), HomeworkKind.ORAL),
    (("Прочитать", "чтение"), HomeworkKind.READING),
    (("Упр.", "№", "в тетрад"), HomeworkKind.WRITTEN),
    (("Повторить",), HomeworkKind.REVISION),
)
_SECOND = ("Закрепление изученного", "Практикум", "Обобщение изученного")
_NUMBERED = {CONTROL, LAB, PRACTICE, DICTATION}


def plan_course(subject: str, grade: int, lessons: int, hours: int) -> list[PlannedLesson]:
    """What each lesson of the year is about; topics last alike, a topic's last lesson may be a written work."""
    course = COURSES[subject]
    topics = course.topics_of(grade)
    found: list[PlannedLesson] = []
    numbers = dict.fromkeys(course.works, 0)
    for index, topic in enumerate(topics):
        first, end = index * lessons // len(topics), (index + 1) * lessons // len(topics)
        found += _lessons_of_topic(course, topic, end - first, index, hours, numbers)
    return found


def _lessons_of_topic(
    course: Course, topic: str, count: int, index: int, hours: int, numbers: dict[str, int]
) -> Iterator[PlannedLesson]:
    """A short course writes at every other topic, a long one within the topic and at its end."""
    for number in range(count):
        work = ""
        is_last = number == count - 1
        if course.works and is_last and (hours > 1 or index % 2):
            work = (
                course.works[0] if index % 3 == 2 else course.works[(index + 1) % len(course.works)]
            )
        elif course.works and count > 4 and number == count // 2:
            work = course.works[(index + 1) % len(course.works)]
        if not work:
            yield PlannedLesson(
                topic if number == 0 else f"{topic}. {_SECOND[number % len(_SECOND)]}"
            )
            continue
        numbers[work] += 1
        name = f"{work} № {numbers[work]}" if work in _NUMBERED else work
        yield PlannedLesson(f"{topic}. {name}", work, f"{name}. {topic}"[:200])


def homework_of(subject: str, place: int, random: Random) -> tuple[str, int]:
    """Text and minutes; an empty text is «не задано». `place` is how far the year has gone, 0 to 100."""
    course = COURSES[subject]
    if random.random() > course.given:
        return "", 0
    page = 8 + place * 2 + random.randint(0, 3)
    words = {
        "a": 10 + place * 9 + random.randint(0, 8), "s": 1 + place // 2, "t": 2 + place // 2,
        "p": page, "q": page + random.randint(1, 4), "k": random.randint(3, 12),
    }  # fmt: skip
    text = random.choice(course.homework)
    words |= {"b": words["a"] + random.randint(2, 6), "c": words["a"] + 3}
    return text.format(**words), max(5, course.minutes + random.choice((-10, -5, 0, 0, 5)))


def kind_of(text: str) -> str:
    """The kind of an assignment, where its words tell it."""
    return next((kind for words, kind in _KINDS if any(word in text for word in words)), "")
