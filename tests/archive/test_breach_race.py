"""Two people handle one breach at once, and the record stays whole under its seals."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from accounts.actions.breaches import Refused
from accounts.models import Role
from archive.actions.decisions import decide
from archive.actions.voiding import void_operations
from archive.verification import verify
from journal.models import Mark
from tests.archive.breach import HANDLED, HONEST, LATER, cell, reported, second_teacher
from tests.archive.test_seals import (
    seal_everything,
    sealing_waits_for_this_database_alone,  # noqa: F401  a fixture
)
from tests.conftest import be_site
from tests.factories import NOW, LessonFactory, SectionFactory, appointed, teacher_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.requirement("ACC-11")]


@pytest.fixture
def breached():
    section = SectionFactory(students=3)
    lesson, account = LessonFactory(section=section), teacher_of(section)
    students = [row.student for row in section.enrollments.order_by("pk")]
    for student in students:
        cell(section, lesson, student, "4", by=account, now=NOW)
        cell(section, lesson, student, "2", by=account, now=LATER)
    cell(section, lesson, students[0], "5", by=second_teacher(section), now=HONEST)
    return reported(account, by=appointed(Role.DIRECTOR))


def at_once(act, people):
    """Each person in a connection of his own, at the same moment; what each was told."""
    start = Barrier(len(people))

    def run(person):
        try:
            be_site()
            start.wait()
            return act(person)
        except Refused as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))


def test_two_people_at_once_void_once_and_decide_once(breached):
    people = [appointed(Role.DIRECTOR), appointed(Role.SYSADMIN)]
    told = at_once(lambda by: void_operations(incident=breached, by=by, now=HANDLED), people)
    assert sorted(isinstance(one, str) for one in told) == [False, True]
    assert sorted(Mark.objects.values_list("code", flat=True)) == ["4", "4", "5"]
    assert (Mark.history.count(), breached.operations.count()) == (9, 3)

    told = at_once(
        lambda by: decide(incident=breached, operations=None, restore=True, by=by, now=HANDLED),
        people,
    )
    assert sorted(isinstance(one, str) for one in told) == [False, True]
    assert set(Mark.objects.values_list("code", flat=True)) == {"4"}
    assert Mark.history.count() == 10


@pytest.mark.requirement("ARC-3")
def test_record_is_whole_after_a_drill(breached):
    seal_everything()
    by = appointed(Role.DIRECTOR)
    void_operations(incident=breached, by=by, now=HANDLED)
    decide(incident=breached, operations=None, restore=True, by=by, now=HANDLED)
    seal_everything()

    assert verify().findings == []
