"""The drill: two hundred operations of one account, thirty of them written over by a colleague since (ACC-11)."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actions import breaches
from accounts.models import BreachIncident, Role
from archive.act_of_breach import act_of
from archive.actions.acts import make_act
from archive.actions.decisions import decide
from archive.actions.voiding import Voiding, void_operations
from journal import actions
from journal.models import AttendanceRecord, Homework, Lesson, Mark, PeriodMark
from school.models import GradingPeriod
from tests.archive.breach import HANDLED, HONEST, LATER, cell, period_mark, reported, second_teacher
from tests.factories import (
    NOW,
    LessonFactory,
    SectionFactory,
    appointed,
    school,
    teacher_of,
)

pytestmark = pytest.mark.requirement("ACC-11")
STUDENTS, LESSONS = 30, 4
# 120 marks, 60 absences, 4 topics, 4 homeworks, 12 marks of the period.
ABSENT, PERIOD_MARKS = 15, 12
OVERWRITTEN = 30


class Journal:
    """What stands in the journal by place, as the test itself keeps the books: no history is asked."""

    def __init__(self):
        self.section = SectionFactory(students=STUDENTS)
        self.thief = teacher_of(self.section)
        self.colleague = second_teacher(self.section)
        self.students = [row.student for row in self.section.enrollments.order_by("pk")]
        self.period = GradingPeriod.objects.get(number=1)
        self.lessons = [LessonFactory(section=self.section, number=n + 1) for n in range(LESSONS)]
        self.expected = {}

    def places(self):
        for lesson in self.lessons:
            yield "topic", lesson, None
            yield "homework", lesson, None
            for number, student in enumerate(self.students):
                yield "mark", lesson, student
                if number < ABSENT:
                    yield "attendance", lesson, student
        for student in self.students[:PERIOD_MARKS]:
            yield "period", None, student

    def write(self, place, value, by, now):
        what, lesson, student = place
        if what == "topic":
            actions.set_topic(lesson=lesson, topic=value, by=by, now=now)
        elif what == "homework":
            actions.set_homework(lesson=lesson, text=value, by=by, now=now)
        elif what == "period":
            period_mark(self.section, student, value, by=by, period=self.period, now=now)
        else:
            cell(self.section, lesson, student, value, by=by, now=now, what=what)

    def keep(self, place, value):
        what, lesson, student = place
        self.expected[what, lesson and lesson.pk, student and student.pk] = value

    def found(self):
        """Read past all that is tested: plain tables."""
        told = {
            ("topic", pk, None): topic for pk, topic in Lesson.objects.values_list("pk", "topic")
        }
        told |= {
            ("homework", pk, None): text
            for pk, text in Homework.objects.values_list("lesson", "text")
        }
        told |= {
            ("mark", lesson, s): code
            for lesson, s, code in Mark.objects.values_list("item__lesson", "student", "code")
        }
        codes = {
            ("absent", ""): "н",
            ("absent", "illness"): "б",
            ("present", ""): "",
            ("late", ""): "оп",
        }
        told |= {
            ("attendance", lesson, s): codes[status, reason]
            for lesson, s, status, reason in AttendanceRecord.objects.values_list(
                "lesson", "student", "status", "reason"
            )
        }
        told |= {
            ("period", None, s): code
            for s, code in PeriodMark.objects.values_list("student", "code")
        }
        return {place: value for place, value in told.items() if value}


VALUES = {
    "mark": ("4", "2", "5"), "attendance": ("б", "н", "оп"), "topic": ("Дроби", "Чужое", "Степени"),
    "homework": ("§ 3", "Ничего не делать", "§ 4"), "period": ("4", "2", "5"),
}  # fmt: skip


@pytest.fixture
def drill():
    """Honest values in two thirds of the places, then the thief everywhere, then a colleague in thirty of them."""
    journal = Journal()
    places = list(journal.places())
    assert len(places) == 200
    for lesson in journal.lessons:
        # The column and the register are there before: the thief's marks make neither.
        cell(journal.section, lesson, journal.students[-1], "3", by=journal.thief, now=NOW)
        actions.take_attendance(lesson=lesson, by=journal.thief, now=NOW)
        cell(journal.section, lesson, journal.students[-1], "", by=journal.thief, now=NOW)
    for place in places[: len(places) * 2 // 3]:
        journal.write(place, VALUES[place[0]][0], journal.thief, NOW)
        journal.keep(place, VALUES[place[0]][0])
    journal.before = dict(journal.expected)
    for place in places:
        journal.write(place, VALUES[place[0]][1], journal.thief, LATER)
    journal.overwritten = places[:: len(places) // OVERWRITTEN][:OVERWRITTEN]
    for place in journal.overwritten:
        journal.write(place, VALUES[place[0]][2], journal.colleague, HONEST)
        journal.keep(place, VALUES[place[0]][2])
    return journal


@pytest.fixture
def director():
    return appointed(Role.DIRECTOR)


def acted(incident, director):
    make_act(incident=incident, school=school(), on=date(2025, 9, 15), by=director, now=HANDLED)
    incident = BreachIncident.objects.with_people().get(pk=incident.pk)
    return act_of(incident, school=school(), on=date(2025, 9, 15), now=HANDLED)


def test_drill_lists_200_voids_170_asks_of_30_and_the_journal_is_what_honest_people_wrote(
    drill, director
):
    incident = reported(drill.thief, by=director)

    assert void_operations(incident=incident, by=director, now=HANDLED) == Voiding(
        voided=170, asked=30
    )
    assert drill.found() == drill.expected

    found = decide(incident=incident, operations=None, restore=False, by=director, now=HANDLED)
    assert found.decided == 30
    assert drill.found() == drill.expected
    act = acted(incident, director)
    assert len(act.operations) == 200
    assert incident.acts.get().pages > 5
    assert sum(row.restored.startswith("оставлено: ") for row in act.operations) == 30


def test_drill_with_each_decision_by_hand(drill, director):
    incident = reported(drill.thief, by=director)
    void_operations(incident=incident, by=director, now=HANDLED)
    waiting = list(incident.operations.filter(decision="asked").order_by("made_at", "pk"))

    for number, operation in enumerate(waiting):
        decide(
            incident=incident, operations=[operation.pk], restore=number % 2 == 0, by=director, now=HANDLED
        )  # fmt: skip
        if number % 2 == 0:
            place = at_place(drill, operation)
            drill.expected[place] = drill.before.get(place, "")
    assert drill.found() == {place: value for place, value in drill.expected.items() if value}
    assert set(incident.operations.values_list("decision", flat=True)) == {"voided", "kept"}


def at_place(drill, operation):
    """The place of an operation by the thief's own row of history."""
    row = operation.row
    if operation.table == "journal_mark":
        mark = Mark.objects.select_related("item").get(pk=row)
        return "mark", mark.item.lesson_id, mark.student_id
    if operation.table == "journal_attendancerecord":
        record = AttendanceRecord.objects.get(pk=row)
        return "attendance", record.lesson_id, record.student_id
    if operation.table == "journal_periodmark":
        return "period", None, PeriodMark.objects.get(pk=row).student_id
    return {"journal_lesson": "topic", "journal_homework": "homework"}[operation.table], row, None


CELLS = st.lists(
    st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from(["2", "3", "4", "5", ""])), max_size=14
)  # fmt: skip


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(CELLS, CELLS)
def test_any_story_of_thief_and_colleague_ends_with_what_the_colleague_wrote(
    section, lesson, before, after
):
    account, colleague = teacher_of(section), appointed(Role.DIRECTOR)
    from_colleague = second_teacher(section)
    students = [row.student for row in section.enrollments.order_by("pk")]
    for _, n, value in before:
        cell_if_new(section, lesson, students[n], value, account, NOW)
    expected = codes(lesson)
    for is_thief, n, value in after:
        wrote = cell_if_new(
            section, lesson, students[n], value, account if is_thief else from_colleague, LATER
        )
        if wrote and not is_thief:
            expected[students[n].pk] = value
    incident = reported(account, by=colleague, act=f"{BreachIncident.objects.count()}")
    void_operations(incident=incident, by=colleague, now=HANDLED)

    assert codes(lesson) == {student: code for student, code in expected.items() if code}
    if incident.operations.filter(decision="asked").exists():
        asked = set(incident.operations.filter(decision="asked").values_list("student", flat=True))
        decide(incident=incident, operations=None, restore=True, by=colleague, now=HANDLED)
        # An entry of the colleague made before the thief came to the cell is what was there before.
        untouched = {s: c for s, c in codes(lesson).items() if s not in asked}
        assert untouched == {s: c for s, c in expected.items() if c and s not in asked}
    breaches.unlock_account(incident=incident, by=colleague, now=HANDLED)
    empty(section, lesson, students, colleague)


def cell_if_new(section, lesson, student, value, by, now):
    if codes(lesson).get(student.pk, "") == value:
        return False
    cell(section, lesson, student, value, by=by, now=now)
    return True


def codes(lesson):
    rows = Mark.objects.filter(item__lesson=lesson).exclude(code="")
    return dict(rows.values_list("student", "code"))


def empty(section, lesson, students, by):
    """The next story begins with an empty column; the same account is not twice before the same commission."""
    rows = list(Mark.objects.filter(item__lesson=lesson))
    for row in rows:
        row.code, row.version = "", row.version + 1
    if rows:
        Mark.objects.write(rows, by=by, now=NOW)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_voiding_takes_the_same_queries_for_one_operation_and_for_thirty(number, director):
    section = SectionFactory(students=number)
    lesson = LessonFactory(section=section)
    account, students = teacher_of(section), [row.student for row in section.enrollments.all()]
    for student in students:
        cell(section, lesson, student, "4", by=account, now=NOW)
    for student in students:
        cell(section, lesson, student, "2", by=account)
    incident = reported(account, by=director)

    with CaptureQueriesContext(connection) as queries:
        void_operations(incident=incident, by=director, now=HANDLED)
    assert len(queries) == VOIDING_QUERIES


# The incident, its operations and what is decided; locks and histories; what is written; the words; the notices.
VOIDING_QUERIES = 25
