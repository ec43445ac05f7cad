"""Two connections at once: one wins, the other is told, nothing is lost silently."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection, transaction

from journal import actions
from journal.actions import CellChange
from journal.models import Lesson, LineItem, Mark
from tests.factories import NOW, LessonFactory, LoadFactory, SectionFactory, clerk

from .test_lessons import timetable


def at_once(*calls):
    """Run the calls in threads of their own connections, started together."""
    start = Barrier(len(calls))

    def run(call):
        start.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


@pytest.mark.requirement("JRN-2")
@pytest.mark.django_db(transaction=True)
def test_two_teachers_write_one_new_cell_at_once_and_the_second_is_shown_the_first():
    section = SectionFactory(students=1)
    lesson = LessonFactory(section=section)
    student = section.enrollments.get().student
    people = [section.loads.get().teacher.user, LoadFactory(section=section).teacher.user]

    def write(person, value):
        change = CellChange("k", student.pk, lesson.pk, "mark", value, 0)
        return lambda: actions.set_cells(section=section, changes=[change], by=person, now=NOW)[0]

    results = at_once(write(people[0], "5"), write(people[1], "3"))

    [winner] = [r for r in results if r.outcome == "saved"]
    [loser] = [r for r in results if r.outcome == "conflict"]
    assert (loser.value, loser.version, loser.author) == (
        winner.value,
        1,
        people[results.index(winner)].full_name,
    )
    assert list(Mark.objects.values_list("code", "version")) == [(winner.value, 1)]
    assert (Mark.history.count(), LineItem.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_columns_of_thirty_written_at_once_lose_nothing():
    section = SectionFactory(students=30)
    lessons = [LessonFactory(section=section, number=n) for n in (1, 2)]
    teacher = section.loads.get().teacher.user
    students = [row.student_id for row in section.enrollments.all()]

    def column(lesson):
        changes = [CellChange(str(s), s, lesson.pk, "mark", "4", 0) for s in students]
        return lambda: actions.set_cells(section=section, changes=changes, by=teacher, now=NOW)

    results = at_once(*(column(lesson) for lesson in lessons))

    assert {r.outcome for column in results for r in column} == {"saved"}
    assert (Mark.objects.count(), Mark.history.count()) == (60, 60)


@pytest.mark.requirement("SCH-10")
@pytest.mark.django_db(transaction=True)
def test_a_lesson_being_filled_in_is_not_taken_away_by_a_new_timetable():
    section = SectionFactory(students=1)
    teacher = section.loads.get().teacher.user
    lesson = LessonFactory(section=section, date=date(2025, 9, 16))
    version = timetable(section, [(1, 2)], by=clerk())
    written = Event()

    def fill():
        with transaction.atomic():
            actions.set_topic(lesson=lesson, topic="Степень числа", by=teacher, now=NOW)
            written.set()
            sleep(1)

    def make():
        written.wait(10)
        actions.make_lessons(timetable=version, by=clerk(), now=NOW)

    at_once(fill, make)

    assert Lesson.objects.get(pk=lesson.pk).topic == "Степень числа"
