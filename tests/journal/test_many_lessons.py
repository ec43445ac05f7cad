"""Entries copied in from paper: each at its own moment, and under the same rules as those written by hand."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from journal.actions import CopiedColumn, CopiedLesson, Refused, copy_lessons
from journal.models import AttendanceRecord, Homework, Lesson, LineItem, Mark, WorkType
from tests.factories import MOSCOW, LessonFactory, SectionFactory, teacher_of


@pytest.fixture
def work():
    return WorkType.objects.get(name="Контрольная работа")


def september(day, hour=12):
    return datetime(2025, 9, day, hour, tzinfo=MOSCOW)


LATER = datetime(2025, 11, 1, 13, tzinfo=MOSCOW)


def copied(lesson, student, work, at=None, **changes):
    at = at or september(lesson.date.day)
    values = {
        "topic": "Линейная  функция",
        "homework": "§ 5, № 101",
        "minutes": 30,
        "due_on": date(2025, 9, 20),
        "register_at": at - timedelta(hours=2),
        "attendance": {student.pk: "б"},
        "columns": [CopiedColumn(work, {student.pk: "5"}, "Контрольная работа № 1")],
    }
    return CopiedLesson(lesson=lesson.pk, at=at, **{**values, **changes})


def test_everything_of_a_lesson_is_written_and_signed_at_its_own_moment(
    section, student, teacher, work
):
    lessons = [LessonFactory(section=section, date=date(2025, 9, day)) for day in (15, 16)]
    entries = [copied(lesson, student, work) for lesson in lessons]
    assert copy_lessons(section=section, lessons=entries, by=teacher, now=LATER) == 2
    for lesson, at in zip(lessons, (september(15), september(16)), strict=True):
        lesson.refresh_from_db()
        assert (lesson.topic, lesson.attendance_taken_by, lesson.attendance_taken_at, lesson.version) == (
            "Линейная функция", teacher, at - timedelta(hours=2), 2,
        )  # fmt: skip
        assert lesson.homework.text == "§ 5, № 101"
        mark = Mark.objects.get(item__lesson=lesson)
        assert (mark.code, mark.item.weight, mark.item.title) == (
            "5",
            work.weight,
            "Контрольная работа № 1",
        )
        absence = AttendanceRecord.objects.get(lesson=lesson)
        assert (absence.status, absence.reason) == ("absent", "illness")
        signed = {row.history.get().history_date for row in (lesson.homework, mark, mark.item)}
        assert signed == {at} == {lesson.history.get(history_type="~").history_date}
        assert absence.history.get().history_date == at - timedelta(hours=2)
        assert mark.history.get().history_author == teacher.full_name


def test_silence_and_no_homework_are_different_things(section, student, teacher, work):
    said, silent = (LessonFactory(section=section, date=date(2025, 9, day)) for day in (15, 16))
    entries = [
        copied(said, student, work, homework=""),
        copied(silent, student, work, homework=None),
    ]
    copy_lessons(section=section, lessons=entries, by=teacher, now=LATER)
    assert list(Homework.objects.values_list("lesson", "is_none", "text")) == [(said.pk, True, "")]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"at": september(14)}, "ещё не проведён"),
        ({"at": LATER + timedelta(minutes=1)}, "ещё не наступило"),
        ({"attendance": {0: "н"}}, "не числится в списке"),
        ({"columns": "six"}, "не отметка этого курса"),
        ({"attendance": "wrong"}, "не код посещаемости"),
        ({"register_at": None}, "время отметки"),
        ({"lesson": 0}, "Такого урока нет"),
    ],
)
def test_what_would_be_refused_by_hand_stops_the_whole_copy(
    section, student, teacher, work, changes, why
):
    lessons = [LessonFactory(section=section, date=date(2025, 9, day)) for day in (15, 16)]
    if changes.get("columns") == "six":
        changes = {"columns": [CopiedColumn(work, {student.pk: "6"})]}
    if changes.get("attendance") == "wrong":
        changes = {"attendance": {student.pk: "щ"}}
    good = copied(lessons[0], student, work)
    bad = CopiedLesson(**{**vars(copied(lessons[1], student, work)), **changes})
    with pytest.raises(Refused, match=why):
        copy_lessons(section=section, lessons=[good, bad], by=teacher, now=LATER)
    assert not LineItem.objects.exists()
    assert not Lesson.objects.exclude(topic="").exists()


def test_only_the_teacher_of_the_lesson_copies(section, student, lesson, work):
    stranger = teacher_of(SectionFactory())
    with pytest.raises(Refused, match="ведёт другой учитель"):
        copy_lessons(
            section=section, lessons=[copied(lesson, student, work)], by=stranger, now=LATER
        )


def test_a_lesson_with_entries_is_not_written_over(section, student, teacher, lesson, work):
    entry = copied(lesson, student, work)
    copy_lessons(section=section, lessons=[entry], by=teacher, now=LATER)
    with pytest.raises(Refused, match="уже есть записи"):
        copy_lessons(section=section, lessons=[entry], by=teacher, now=LATER)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_statements_do_not_grow_with_the_lessons(section, student, teacher, work, count):
    first = date(2025, 9, 1)
    lessons = [LessonFactory(section=section, date=first + timedelta(days=n)) for n in range(count)]
    at = datetime(2025, 11, 1, 12, tzinfo=MOSCOW)
    entries = [copied(lesson, student, work, at=at) for lesson in lessons]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        copy_lessons(section=section, lessons=entries, by=teacher, now=LATER)
    statements = [q for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(statements) == 18
