"""Lessons of a class's journals as the volumes print them: topics, homework, notes, marks, who was away."""

from collections import defaultdict
from datetime import date, datetime

from journal.models import AttendanceRecord, Lesson, Mark
from journal.scales import Presence

from .assigned import further, homework_words
from .class_year import LessonFacts
from .notes import substitutes, works


def read_lessons(
    keys: list[int], students: list[int], now: datetime
) -> tuple[dict[int, list[LessonFacts]], dict[int, list[date]]]:
    """By section: lessons held by then, and days of all its lessons. Queries for each kind of facts, none for each lesson."""
    held: dict[int, list[LessonFacts]] = defaultdict(list)
    planned: dict[int, list[date]] = defaultdict(list)
    notes, controls = works(keys)
    marks, attendance = _marks(keys, students), _attendance(keys, students)
    instead = substitutes(keys)
    rows = Lesson.objects.filter(section__in=keys).order_by("date", "number")
    more = further(keys)
    for pk, section, day, number, ends_at, status, topic, text, is_none, due_on, kind in rows.values_list(
        "pk", "section", "date", "number", "ends_at", "status", "topic",
        "homework__text", "homework__is_none", "homework__due_on", "homework__kind",
    ):  # fmt: skip
        planned[section].append(day)
        if status == Lesson.Status.CANCELLED or ends_at > now:
            continue
        held[section].append(
            LessonFacts(
                date=day,
                number=number,
                topic=topic,
                homework="; ".join(
                    filter(None, (homework_words(text, is_none, due_on, kind), *more[pk]))
                ),
                note="; ".join([*notes[pk], *instead.get((section, day, number), [])]),
                controls=controls[pk],
                marks={student: tuple(codes) for student, codes in marks[pk].items()},
                attendance=attendance[pk],
            )
        )
    return held, planned


def _marks(keys: list[int], students: list[int]) -> dict[int, dict[int, list[str]]]:
    found: dict[int, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = (
        Mark.objects.filter(item__lesson__section__in=keys, student__in=students)
        .exclude(code="")
        .order_by("item__position")
    )
    for lesson, student, code in rows.values_list("item__lesson", "student", "code"):
        found[lesson][student].append(code)
    return found


def _attendance(keys: list[int], students: list[int]) -> dict[int, dict[int, Presence]]:
    found: dict[int, dict[int, Presence]] = defaultdict(dict)
    rows = AttendanceRecord.objects.filter(lesson__section__in=keys, student__in=students).exclude(
        status=AttendanceRecord.Status.PRESENT
    )
    facts = ("status", "reason", "minutes")
    for lesson, student, *fact in rows.values_list("lesson", "student", *facts):
        found[lesson][student] = Presence(*fact)
    return found
