"""Closing and writing at once, twelve hands on one cell: real threads, each with a connection of its own."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from time import sleep

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from journal import actions
from journal.actions import CellChange, Place, Refused
from journal.models import CorrectionRequest, LineItem, Mark, PeriodLock
from school.models import Student
from tests.factories import LessonFactory, LoadFactory, SectionFactory, UserFactory, teacher_of
from tests.journal.closed import CLOSED, MONDAY, SET_AT, close_quarter, listed, set_marks

from .test_race import at_once

WRITERS = 12
ROUNDS = 100


class Hands:
    """Threads that keep their connections, so that a round costs a round and not twelve sign-ins to PostgreSQL."""

    def __init__(self, count):
        self.pool, self.start = ThreadPoolExecutor(count), Barrier(count)

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        list(self.pool.map(lambda _: self._together(connection.close), range(self.start.parties)))
        self.pool.shutdown()

    def _together(self, call):
        self.start.wait(30)
        return call()

    def at_once(self, calls):
        return list(self.pool.map(self._together, calls))


@pytest.mark.requirement("JRN-2")
@pytest.mark.django_db(transaction=True)
def test_of_twelve_writers_of_one_cell_exactly_one_wins_each_of_a_hundred_rounds_and_the_others_are_told():
    section = SectionFactory(students=1)
    [student] = listed(section)
    lesson = LessonFactory(section=section)
    teachers = [teacher_of(section)] + [
        LoadFactory(section=section).teacher.user for _ in range(WRITERS - 1)
    ]

    def write(number, value, base):
        change = CellChange(str(number), student, lesson.pk, "mark", value, base)
        return lambda: actions.set_cells(
            section=section, changes=[change], by=teachers[number], now=lesson.ends_at
        )[0]

    with Hands(WRITERS) as hands:
        stood = ""
        for round_ in range(ROUNDS):
            # Nobody asks for what stands there: that would be no conflict.
            values = [code for code in "5432" if code != stood]
            results = hands.at_once(
                [write(n, values[n % len(values)], round_) for n in range(WRITERS)]
            )
            stood, author, version = _told_of_one_winner(results, teachers)
            assert version == round_ + 1

    history = Mark.history.order_by("history_id")
    assert list(history.values_list("version", flat=True)) == list(range(1, ROUNDS + 1))
    assert (Mark.objects.get().code, LineItem.objects.count()) == (stood, 1)
    assert history.last().history_author == author


def _told_of_one_winner(results, teachers):
    """One wrote; whoever wanted the same value found it there; the others are shown whose value it is."""
    stood = {(r.value, r.version) for r in results}
    assert len(stood) == 1
    [(value, version)] = stood
    conflicts = [r for r in results if r.outcome == "conflict"]
    assert conflicts
    [author] = {r.author for r in conflicts}
    assert {r.outcome for r in results} <= {"saved", "conflict"}
    assert author in {teacher.full_name for teacher in teachers}
    return value, author, version


@pytest.mark.requirement("ACC-12")
@pytest.mark.django_db(transaction=True)
def test_the_same_request_sent_twelve_times_at_once_is_one_entry():
    section = SectionFactory(students=1)
    [student] = listed(section)
    lesson = LessonFactory(section=section)
    change = {
        "key": "k", "student": student, "lesson": lesson.pk, "item": None, "field": "mark", "value": "5", "base": 0,
    }  # fmt: skip
    clients = [Client() for _ in range(WRITERS)]
    for client in clients:
        client.force_login(teacher_of(section))
    url = reverse("journal:save_cells", args=[section.pk])
    body = json.dumps({"changes": [change]})

    def send(client):
        return lambda: client.post(url, body, content_type="application/json").json()["results"][0]

    results = at_once(*(send(client) for client in clients))

    assert {(r["outcome"], r["value"], r["version"]) for r in results} == {("saved", "5", 1)}
    assert (Mark.objects.count(), Mark.history.count(), LineItem.history.count()) == (1, 1, 1)


@pytest.mark.requirement("JRN-13")
@pytest.mark.django_db(transaction=True)
def test_the_same_request_for_a_correction_sent_twelve_times_at_once_is_one_and_is_applied_once():
    section = SectionFactory(students=1)
    lesson = LessonFactory(section=section)
    teacher, deputy = teacher_of(section), UserFactory()
    close_quarter(section)
    place = Place("topic", section, lesson=lesson)

    def ask():
        return actions.ask_correction(
            place=place, new="Степень", reason="Описка", by=teacher, now=MONDAY
        )

    [request] = set(at_once(*[ask] * WRITERS))

    def approve():
        try:
            return actions.approve_correction(request=request, by=deputy, now=MONDAY).state
        except Refused:
            return "told"

    told = at_once(*[approve] * WRITERS)

    assert sorted(told) == ["approved"] + ["told"] * (WRITERS - 1)
    assert CorrectionRequest.history.count() == 2
    assert lesson.history.filter(topic="Степень").count() == 1


@pytest.mark.requirement("JRN-13")
@pytest.mark.django_db(transaction=True)
def test_of_two_teachers_who_ask_at_once_about_a_cell_with_no_column_one_waits():
    section = SectionFactory(students=1)
    lesson = LessonFactory(section=section)
    [student] = Student.objects.filter(pk__in=listed(section))
    teachers = [teacher_of(section), LoadFactory(section=section).teacher.user]
    close_quarter(section)
    place = Place("mark", section, lesson=lesson, student=student)

    def ask(by, new):
        def call():
            try:
                return actions.ask_correction(
                    place=place, new=new, reason="Описка", by=by, now=MONDAY
                ).state
            except Refused as refused:
                return str(refused)

        return call

    told = at_once(ask(teachers[0], "4"), ask(teachers[1], "5"))

    assert sorted(one[:40] for one in told) == ["asked", "Об этой записи уже ждёт решения заявка №"]
    assert CorrectionRequest.objects.count() == 1


@pytest.mark.requirement("JRN-14")
@pytest.mark.django_db(transaction=True)
def test_no_mark_slips_in_behind_a_lock_that_is_being_set():
    """The last mark of the period is written, its lock not yet committed: whoever saves a cell waits and is refused."""
    section = SectionFactory(students=1)
    [student] = listed(section)
    lesson = LessonFactory(section=section)
    teacher, locked = teacher_of(section), Event()

    def close():
        with transaction.atomic():
            set_marks(section, by=teacher, now=SET_AT)
            locked.set()
            sleep(0.5)

    def write(field, value):
        def call():
            locked.wait(10)
            change = CellChange("k", student, lesson.pk, field, value, 0)
            return actions.set_cells(section=section, changes=[change], by=teacher, now=CLOSED)[0]

        return call

    def topic():
        locked.wait(10)
        with pytest.raises(Refused, match="Журнал за I четверть закрыт"):
            actions.set_topic(lesson=lesson, topic="Корень", by=teacher, now=CLOSED)

    results = at_once(close, write("mark", "5"), write("attendance", "н"), topic)

    assert [(r.outcome, r.is_closed) for r in results[1:3]] == [("refused", True)] * 2
    assert (Mark.objects.count(), PeriodLock.objects.count()) == (0, 1)
    lesson.refresh_from_db()
    assert lesson.topic == ""


@pytest.mark.requirement("JRN-14")
@pytest.mark.django_db(transaction=True)
def test_lock_waits_for_a_mark_that_is_being_saved():
    section = SectionFactory(students=1)
    [student] = listed(section)
    lesson = LessonFactory(section=section)
    teacher, written, order = teacher_of(section), Event(), []

    def write():
        change = CellChange("k", student, lesson.pk, "mark", "5", 0)
        with transaction.atomic():
            actions.set_cells(section=section, changes=[change], by=teacher, now=SET_AT)
            written.set()
            sleep(0.5)
            order.append("mark")

    def close():
        written.wait(10)
        set_marks(section, by=teacher, now=SET_AT)
        order.append("lock")

    at_once(write, close)

    assert order == ["mark", "lock"]
