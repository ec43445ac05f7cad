"""Journals outside the curriculum: attendance and topics, nothing else, by the pages and by the actions (JRN-18)."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal import actions
from journal.actions import CopiedColumn, CopiedLesson, PeriodMarkChange
from journal.actions.assignments import AssignmentEntry
from journal.actions.refusals import NO_HOMEWORK, NO_MARKS, PERIODS_STAY_OPEN
from journal.assignments import Said
from journal.models import (
    AttendanceRecord,
    DeadlineFact,
    Exam,
    Homework,
    LineItem,
    Mark,
    PeriodMark,
    WorkType,
)
from school.models import CourseSection, GradingPeriod
from tests.factories import (
    MOSCOW,
    LessonFactory,
    SchoolClassFactory,
    SectionFactory,
    school_year,
    subject,
    teacher_of,
)

NOW = datetime(2025, 9, 15, 12, 0, tzinfo=MOSCOW)
CIRCLE = {"kind": "circle", "scale": "ungraded"}


@pytest.fixture(autouse=True)
def _school_day(at):
    at(2025, 9, 15, 12, 0)


@pytest.fixture
def section():
    return SectionFactory(
        subject=subject("Шахматы"), name="кружок", weekly_hours=1, students=3, **CIRCLE
    )


@pytest.fixture
def ungraded():
    """A subject of grade 1: no marks, but of the curriculum."""
    first = SchoolClassFactory(grade=1)
    return SectionFactory(grade=1, school_class=first, scale="ungraded", students=2)


def period():
    return GradingPeriod.objects.get(number=1)


def written():
    """Everything a journal may hold beside attendance and topics."""
    return [
        model.objects.count() for model in (LineItem, Mark, PeriodMark, Homework, Exam)
    ]  # fmt: skip


NOTHING = [0] * 5


@pytest.mark.requirement("JRN-18")
@pytest.mark.parametrize(
    ("kind", "scale", "is_so"),
    [
        ("circle", "ungraded", True), ("circle", "pass_fail", False), ("class", "ungraded", False),
        ("elective", "ungraded", False), ("individual", "ungraded", False), ("class", "five_point", False),
    ],
)  # fmt: skip
def test_a_circle_without_marks_is_outside_the_curriculum_a_subject_without_marks_is_not(
    kind, scale, is_so
):
    section = CourseSection(kind=kind, scale=scale)

    assert section.is_extracurricular is is_so


@pytest.mark.requirement("JRN-18")
def test_a_mark_sent_to_its_grid_is_refused_in_plain_words_and_nothing_is_written(
    as_user, section, teacher, lesson, student
):
    client = as_user(teacher)
    cell = {"student": student.pk, "lesson": lesson.pk, "item": None, "base": 0}
    sent = [
        cell | {"key": "mark", "field": "mark", "value": "5"},
        cell | {"key": "point", "field": "mark", "value": "."},
        cell | {"key": "comment", "field": "comment", "value": "Молодец"},
        # What the page itself sends when a digit is typed.
        cell | {"key": "digit", "field": "attendance", "value": "5"},
        cell | {"key": "absent", "field": "attendance", "value": "н"},
    ]
    answer = client.post(
        reverse("journal:save_cells", args=[section.pk]),
        json.dumps({"changes": sent}),
        content_type="application/json",
    )

    told = [(one["key"], one["outcome"], one["text"]) for one in answer.json()["results"]]
    assert told == [
        *((key, "refused", NO_MARKS) for key in ("mark", "point", "comment", "digit")),
        ("absent", "saved", ""),
    ]
    assert written() == NOTHING
    assert list(AttendanceRecord.objects.values_list("student", "status")) == [
        (student.pk, "absent")
    ]


@pytest.mark.requirement("JRN-18")
def test_a_mark_of_a_period_is_refused_by_the_grid_and_by_the_page_of_such_marks(
    as_user, section, teacher, lesson, student
):
    client = as_user(teacher)
    change = {"key": "k", "student": student.pk, "value": "безотм", "base": 0}
    for kind in ("period", "year"):
        answer = client.post(
            reverse("journal:save_period_marks", args=[section.pk, period().pk]),
            json.dumps({"kind": kind, "changes": [change]}),
            content_type="application/json",
        )
        [result] = answer.json()["results"]
        assert (result["outcome"], result["text"]) == ("refused", NO_MARKS)
    page = client.post(
        reverse("journal:save_finals", args=[section.pk]), {"act": "propose"}, follow=True
    )

    assert page.redirect_chain == [(reverse("journal:grid", args=[section.pk]), 302)]
    assert NO_MARKS in page.content.decode()
    assert written() == NOTHING


@pytest.mark.requirement("JRN-18")
@pytest.mark.parametrize("what", ["column", "homework", "assignment", "exam", "period", "copy"])
def test_no_action_writes_more_than_attendance_and_a_topic(section, teacher, lesson, student, what):
    by = {"by": teacher, "now": NOW}
    usual = WorkType.objects.usual(lesson.date)
    column = CopiedColumn(usual, {student.pk: "5"})
    attempts = {
        "column": lambda: actions.add_item(lesson=lesson, work_type=usual, **by),
        "homework": lambda: actions.set_homework(lesson=lesson, text="№ 5", **by),
        "assignment": lambda: actions.set_assignments(
            lesson=lesson, entries=[AssignmentEntry(Said("Дебют"))], **by
        ),
        "exam": lambda: actions.set_exam(section=section, held_at=NOW, takers=3, **by),
        "period": lambda: actions.close_period(
            section=section, kind="period", period=period(), **by
        ),
        "copy": lambda: actions.copy_lessons(
            section=section, lessons=[CopiedLesson(lesson.pk, NOW, columns=[column])], **by
        ),
    }

    with pytest.raises(actions.Refused) as refused:
        attempts[what]()

    words = {"homework": NO_HOMEWORK, "assignment": NO_HOMEWORK, "period": PERIODS_STAY_OPEN}
    assert str(refused.value) == words.get(what, NO_MARKS)
    assert written() == NOTHING


@pytest.mark.requirement("JRN-18")
def test_its_lesson_is_filled_in_by_the_form_whatever_else_is_sent_is_not_written(
    as_user, section, teacher, lesson, student
):
    client, url = as_user(teacher), reverse("journal:save_lesson", args=[lesson.pk])
    facts = {
        "topic": "Ладья и король", "register": "on",
        f"was-attendance-{student.pk}": "0:", f"attendance-{student.pk}": "б",
    }  # fmt: skip
    saved = client.post(url, facts)
    mark = {f"was-mark-{student.pk}-0": "0:", f"mark-{student.pk}-0": "5"}
    refused = [client.post(url, mark), client.post(url, {"homework": "№ 5"})]

    lesson.refresh_from_db()
    assert (saved.status_code, [one.status_code for one in refused]) == (302, [422, 422])
    assert NO_HOMEWORK in refused[1].content.decode()
    assert (lesson.topic, lesson.attendance_taken_by) == ("Ладья и король", teacher)
    assert AttendanceRecord.objects.get().reason == "illness"
    assert written() == NOTHING


@pytest.mark.requirement("JRN-18")
def test_its_grid_shows_attendance_and_topics_and_says_so(as_user, section, teacher, lesson):
    page = as_user(teacher).get(reverse("journal:grid", args=[section.pk]))
    html = page.content.decode()

    assert "Журнал внеурочных занятий: присутствие и темы, отметок и домашних заданий нет." in html
    for absent in (
        "ср.", "взв.", "предл.", "за пер.", "Домашнее задание", "Отметки за период", "ждём ответа",
        "Заполнить пустые", "Пропущенные темы",
    ):  # fmt: skip
        assert f">{absent}" not in html.replace(" · ", ">"), absent
    # The name, the lesson, lessons missed.
    assert html.count('<td class="sum">0</td>') == html.count('<td class="sum">') == 3
    assert 'class="final' not in html
    assert 'data-marks="none"' in html
    data = page.context["data"]
    assert (data["marks"], data["least"]) == ([], 0)


def test_the_grid_of_a_subject_without_marks_still_holds_marks_of_periods(as_user, ungraded):
    LessonFactory(section=ungraded)
    page = as_user(teacher_of(ungraded)).get(reverse("journal:grid", args=[ungraded.pk]))
    html = page.content.decode()

    assert "data-marks" not in html
    assert html.count('<td class="final"></td>') == 2
    assert ">Домашнее задание<" in html
    change = PeriodMarkChange("k", ungraded.enrollments.first().student_id, "безотм", 0)
    [result] = actions.set_period_marks(
        section=ungraded, kind="period", period=period(), changes=[change],
        by=teacher_of(ungraded), now=NOW,
    )  # fmt: skip
    assert result.outcome == "saved"


@pytest.mark.requirement("JRN-18")
def test_its_lesson_asks_for_a_topic_and_attendance_only(as_user, section, teacher, lesson):
    client, url = as_user(teacher), reverse("journal:lesson", args=[lesson.pk])
    pages = [client.get(url), client.get(url, headers={"hx-request": "true"})]

    for html in (page.content.decode() for page in pages):
        assert 'name="topic"' in html
        for field in ("homework", "work_type", "mark-", 'minutes"', "due_on"):
            assert f'name="{field}' not in html
    assert ">Отметка<" not in pages[0].content.decode()


@pytest.mark.requirement("JRN-18")
def test_nothing_is_awaited_but_the_register_and_the_topic(as_user, at, section, teacher, lesson):
    at(2025, 10, 24, 18, 0)
    client = as_user(teacher)

    def owed():
        inbox = client.get(reverse("journal:today")).context["screen"].inbox
        return [one.duty.value for row in inbox.lessons for one in row.owed], inbox.periods

    before = owed()
    actions.take_attendance(lesson=lesson, by=teacher, now=NOW)
    actions.set_topic(lesson=lesson, topic="Дебюты", by=teacher, now=NOW)

    assert (before, owed()) == ((["attendance", "topic"], []), ([], []))


@pytest.mark.requirement("JRN-18")
@pytest.mark.requirement("REP-8")
def test_facts_of_terms_speak_of_no_homework_of_a_circle(section, teacher, lesson):
    subject_lesson = LessonFactory()
    later = NOW + timedelta(days=3)
    actions.take_attendance(lesson=lesson, by=teacher, now=NOW)
    actions.set_topic(lesson=lesson, topic="Дебюты", by=teacher, now=NOW)

    noted = [actions.note_deadlines(year=school_year(), now=later) for _ in range(2)]

    kinds = {
        of.pk: sorted(DeadlineFact.objects.filter(lesson=of).values_list("kind", flat=True))
        for of in (lesson, subject_lesson)
    }
    assert kinds == {
        lesson.pk: ["attendance", "topic"],
        subject_lesson.pk: ["attendance", "homework", "topic"],
    }
    assert noted == [5, 0]


@pytest.mark.requirement("JRN-18")
def test_the_day_of_its_teacher_offers_no_marks_and_no_homework(as_user, section, teacher, lesson):
    html = as_user(teacher).get(reverse("journal:today")).content.decode()

    assert ("без отметок" in html, "не задают" in html) == (True, True)
    assert (">поставить<" in html, ">задать<" in html, "#homework" in html) == (False,) * 3


def queries(client, url):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.requirement("JRN-18")
def test_its_grid_asks_the_database_no_more_often_than_any_other(as_user):
    counts = []
    for facts, students in ((CIRCLE, 1), (CIRCLE, 30), ({}, 3)):
        section = SectionFactory(students=students, **facts)
        for number in (1, 2):
            LessonFactory(section=section, date=date(2025, 9, 8), number=number)
        client = as_user(teacher_of(section))
        url = reverse("journal:grid", args=[section.pk])
        client.get(url)
        counts.append(queries(client, url))

    assert counts[0] == counts[1] <= counts[2]
