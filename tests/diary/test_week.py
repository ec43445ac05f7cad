from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diary.access import family_of
from diary.screens import week_screen
from diary.screens.week import MarkShown, Task
from journal.actions import CellChange, set_cells, set_homework, set_topic
from journal.models import Mark
from school.models import CalendarDay, HolidayBreak, SectionEnrollment
from tests.asking import first_word
from tests.factories import (
    NOW,
    YEAR_END,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    class_of,
    parent_of,
    pupil_of,
    put_on_list,
    school_year,
    subject,
    teacher_of,
)

MONDAY, WEDNESDAY = date(2025, 9, 15), date(2025, 9, 17)


def give(lesson, student, code, field="mark"):
    change = CellChange("1", student.pk, lesson.pk, field, code, base=0)
    [result] = set_cells(
        section=lesson.section, changes=[change], by=teacher_of(lesson.section), now=lesson.ends_at
    )
    assert result.outcome == "saved", result


def screen_of(user, student, day=MONDAY, today=MONDAY):
    family = family_of(user, on=MONDAY, today=MONDAY, pk=student.pk)
    return week_screen(family, day, year=school_year(), today=today)


def lessons_of(screen, day=MONDAY):
    [found] = [shown for shown in screen.days if shown.date == day]
    return found.lessons


@pytest.mark.requirement("DIA-1")
def test_all_that_the_teacher_enters_appears_in_the_diary(lesson, student, teacher, clerk):
    later = LessonFactory(section=lesson.section, date=WEDNESDAY)
    set_topic(lesson=lesson, topic="Степень с натуральным показателем", by=teacher, now=NOW)
    set_homework(lesson=lesson, text="№ 345, 346", minutes=20, by=teacher, now=NOW)
    give(lesson, student, "5")
    give(lesson, student, "н", field="attendance")

    screen = screen_of(student.user, student)

    [shown] = lessons_of(screen)
    homework = Task("Алгебра", "№ 345, 346", 20, WEDNESDAY)
    assert (shown.subject, shown.number, shown.topic) == (
        "Алгебра", 1, "Степень с натуральным показателем"
    )  # fmt: skip
    assert shown.teachers == teacher.short_name
    assert shown.given == homework
    assert shown.marks == (MarkShown("5", "работа на уроке", 2, "", ""),)
    assert shown.absence == "пропуск, причина не указана"
    [next_lesson] = lessons_of(screen, later.date)
    assert next_lesson.to_prepare == (homework,)
    assert [day.minutes for day in screen.days] == [0, 0, 20, 0, 0, 0]


@pytest.mark.requirement("DIA-1")
def test_homework_said_to_be_none_is_told_from_homework_not_filled_in(
    client, lesson, student, teacher
):
    client.force_login(student.user)
    address = reverse("diary:week", args=[student.pk, MONDAY])
    assert "не задано" not in client.get(address).content.decode()

    set_homework(lesson=lesson, text="", is_none=True, by=teacher, now=NOW)

    assert "не задано" in client.get(address).content.decode()


def test_a_mark_taken_back_is_not_shown_and_a_classmate_s_never(lesson, student, clerk):
    classmate = pupil_of(class_of(lesson.section))
    put_on_list(lesson.section, classmate)
    item = LineItemFactory(lesson=lesson)
    Mark(item=item, student=classmate, code="2").save(by=clerk, now=NOW)
    Mark(item=item, student=student, code="").save(by=clerk, now=NOW)

    assert lessons_of(screen_of(student.user, student))[0].marks == ()
    assert [m.code for m in lessons_of(screen_of(classmate.user, classmate))[0].marks] == ["2"]


@pytest.mark.requirement("SCH-13")
def test_a_transferred_child_keeps_the_marks_of_the_old_class_and_sees_no_later_lessons_of_it(
    lesson, student, clerk
):
    give(lesson, student, "4")
    [place] = student.section_enrollments.all()
    place.ends_on = MONDAY
    place.save(by=clerk, now=NOW)
    new = SectionFactory(subject=subject("Физика"))
    put_on_list(new, student, starts_on=MONDAY + timedelta(days=1))
    LessonFactory(section=lesson.section, date=WEDNESDAY)
    LessonFactory(section=new, date=WEDNESDAY, number=2)
    LessonFactory(section=new, date=MONDAY, number=2)

    screen = screen_of(student.user, student)

    assert [(shown.subject, [m.code for m in shown.marks]) for shown in lessons_of(screen)] == [
        ("Алгебра", ["4"])
    ]
    assert [shown.subject for shown in lessons_of(screen, WEDNESDAY)] == ["Физика"]


@pytest.mark.requirement("DIA-2")
def test_holidays_and_days_off_are_named(section, student, clerk):
    year = school_year()
    HolidayBreak(
        year=year, title="Осенние каникулы", starts_on=date(2025, 10, 25), ends_on=date(2025, 11, 2)
    ).save(by=clerk, now=NOW)
    HolidayBreak(
        year=year, title="Каникулы первоклассников", starts_on=date(2025, 11, 3),
        ends_on=date(2025, 11, 9), grade_from=1, grade_to=1,
    ).save(by=clerk, now=NOW)  # fmt: skip
    CalendarDay(
        year=year, date=date(2025, 11, 4), kind="day_off", title="День народного единства"
    ).save(by=clerk, now=NOW)
    CalendarDay(year=year, date=date(2025, 11, 8), kind="working", follows_weekday=2).save(
        by=clerk, now=NOW
    )

    week = screen_of(student.user, student, date(2025, 11, 5))
    holidays = screen_of(student.user, student, date(2025, 10, 30))
    last = screen_of(student.user, student, YEAR_END)

    assert [day.title for day in week.days] == [
        "Уроков нет", "Нерабочий день: День народного единства", "Уроков нет", "Уроков нет", "Уроков нет",
        "Учебный день по переносу, по расписанию вторника",
    ]  # fmt: skip
    assert {day.title for day in holidays.days} == {"Осенние каникулы"}
    assert [day.title for day in last.days] == ["Уроков нет"] * 2 + ["Вне учебного года"] * 4
    assert (last.previous, last.next) == (date(2026, 5, 18), None)


def test_today_and_the_next_day_of_lessons_are_marked(lesson, student):
    LessonFactory(section=lesson.section, date=WEDNESDAY)

    screen = screen_of(student.user, student)

    assert [(day.is_today, day.is_next) for day in screen.days] == [
        (True, False), (False, False), (False, True), (False, False), (False, False), (False, False)
    ]  # fmt: skip


def test_from_another_week_one_returns_to_today_and_in_the_summer_to_the_last_day(section, student):
    def here(day, today):
        return screen_of(student.user, student, day, today).here

    assert here(MONDAY, WEDNESDAY) is None
    assert here(MONDAY, date(2025, 9, 24)) == date(2025, 9, 24)
    assert here(MONDAY, date(2025, 9, 21)) == date(2025, 9, 22)
    assert here(MONDAY, date(2026, 7, 1)) == YEAR_END


@pytest.mark.requirement("ACC-9")
def test_a_parent_sees_own_children_for_the_term_of_guardianship(client, at, section, student):
    at(2025, 9, 17, 14, 0)
    sister = pupil_of(class_of(section))
    parent = parent_of(student)
    former = parent_of(student, ends_on=MONDAY)
    coming = parent_of(student, starts_on=YEAR_END + timedelta(days=1))
    parent.guardian_links.get().__class__(guardian=parent, student=sister, starts_on=MONDAY).save(
        by=parent, now=NOW
    )

    def answer(user, child):
        client.force_login(user)
        return client.get(reverse("diary:week", args=[child.pk, WEDNESDAY]))

    assert [answer(user, student).status_code for user in (parent, former, coming)] == [
        200,
        404,
        404,
    ]
    shown = answer(parent, sister).content.decode()
    assert shown.count('aria-label="Дети"') == 1
    client.force_login(student.user)
    assert client.get(reverse("diary:week", args=[sister.pk, WEDNESDAY])).status_code == 404


def test_the_diary_opens_at_this_week_and_on_a_sunday_at_the_next(client, at, section, student):
    client.force_login(student.user)
    opened = []
    for day in (17, 21):
        at(2025, 9, day, 12, 0)
        opened.append(client.get(reverse("diary:home")).url)

    assert opened == [
        f"/diary/{student.pk}/2025-09-17/",
        f"/diary/{student.pk}/2025-09-22/",
    ]


@pytest.mark.parametrize("address", ["2025-02-30", "2025-9-1", "tomorrow"])
def test_an_impossible_day_is_no_page(client, student, address):
    client.force_login(student.user)
    assert client.get(f"/diary/{student.pk}/{address}/").status_code == 404


@pytest.mark.requirement("DIA-1", "SCH-13")
def test_a_mark_stays_when_the_list_is_put_right_and_a_hidden_one_shows_nothing(
    lesson, student, clerk
):
    give(lesson, student, "4")
    bare = LessonFactory(section=lesson.section, date=MONDAY, number=2)
    hidden = LineItemFactory(lesson=bare, is_hidden=True)
    Mark(item=hidden, student=student, code="2").save(by=clerk, now=NOW)
    listed = [
        [mark.code for mark in shown.marks]
        for shown in lessons_of(screen_of(student.user, student))
    ]
    places = list(student.section_enrollments.all())

    SectionEnrollment.objects.erase(places, by=clerk, reason="записан по ошибке", now=NOW)

    left = lessons_of(screen_of(student.user, student))
    assert listed == [["4"], []]
    assert [(shown.pk, [mark.code for mark in shown.marks]) for shown in left] == [
        (lesson.pk, ["4"])
    ]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_week_costs_the_same_queries_and_only_reads(client, clerk, number):
    school_class = class_of(SectionFactory())
    student = pupil_of(school_class)
    for n in range(number):
        section = SectionFactory(school_class=school_class, students=[student])
        lesson = LessonFactory(
            section=section, date=MONDAY + timedelta(days=n % 6), number=n // 6 + 1
        )
        set_homework(lesson=lesson, text="§ 5", by=teacher_of(section), now=NOW)
        Mark(item=LineItemFactory(lesson=lesson), student=student, code="4").save(by=clerk, now=NOW)
    client.force_login(parent_of(student))

    # That the family was here is noted by the first opening of a day; all the others only read.
    client.get(reverse("diary:week", args=[student.pk, MONDAY]))
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("diary:week", args=[student.pk, MONDAY]))

    assert answer.content.decode().count('<b class="code">4</b>') == number
    assert len(queries) == 4 + 10
    assert {first_word(q["sql"]) for q in queries} == {"SELECT", "WITH"}
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.requirement("ACC-10")
def test_a_parent_whose_right_ended_in_the_summer_does_not_read_on_till_september(
    client, at, student
):
    at(2026, 8, 1, 12, 0)
    statuses = []
    for term in ({}, {"ends_on": date(2026, 6, 10)}):
        client.force_login(parent_of(student, **term))
        statuses.append(client.get(reverse("diary:summary", args=[student.pk])).status_code)

    assert statuses == [200, 404]
