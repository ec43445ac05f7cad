"""Lessons of the year from timetable × calendar; topic, homework, register."""

from datetime import date, datetime

import pytest

from journal import actions
from journal.models import Homework, Lesson, WorkType
from school.actions import publish_timetable
from school.models import CalendarDay, HolidayBreak, Timetable, TimetableEntry
from tests.factories import MOSCOW, NOW, LessonFactory, school_year


def timetable(section, slots, starts_on=date(2025, 9, 1), by=None):
    version = Timetable(
        year=school_year(), title="Расписание", starts_on=starts_on, ends_on=date(2026, 5, 26)
    )
    version.save(by=by, now=NOW)
    TimetableEntry.objects.write(
        [TimetableEntry(timetable=version, section=section, weekday=d, number=n) for d, n in slots],
        by=by,
        now=NOW,
    )
    return publish_timetable(timetable=version, by=by, now=NOW)


@pytest.mark.requirement("SCH-10")
def test_every_slot_of_every_school_day_becomes_a_dated_lesson_by_the_class_s_bells(section, clerk):
    year = school_year()
    HolidayBreak(
        year=year, title="осенние", starts_on=date(2025, 10, 25), ends_on=date(2026, 5, 26)
    ).save(by=clerk)
    CalendarDay(year=year, date=date(2025, 9, 15), kind="day_off").save(by=clerk)

    made = actions.make_lessons(timetable=timetable(section, [(1, 2)], by=clerk), by=clerk, now=NOW)

    mondays = [date(2025, 9, d) for d in (1, 8, 22, 29)] + [date(2025, 10, d) for d in (6, 13, 20)]
    assert made == 7
    assert list(Lesson.objects.order_by("date").values_list("date", "number", "starts_at")) == [
        (day, 2, datetime(day.year, day.month, day.day, 9, 0, tzinfo=MOSCOW)) for day in mondays
    ]


def test_making_lessons_again_makes_none_and_writes_no_history(section, clerk):
    version = timetable(section, [(1, 2)], by=clerk)
    actions.make_lessons(timetable=version, by=clerk, now=NOW)
    written = Lesson.history.count()

    assert actions.make_lessons(timetable=version, by=clerk, now=NOW) == 0
    assert Lesson.history.count() == written


@pytest.mark.requirement("SCH-10")
def test_new_version_leaves_lessons_with_entries_and_takes_away_empty_ones(section, clerk, teacher):
    actions.make_lessons(timetable=timetable(section, [(1, 2)], by=clerk), by=clerk, now=NOW)
    filled = Lesson.objects.get(date=date(2025, 9, 29))
    actions.set_topic(lesson=filled, topic="Степень числа", by=teacher, now=NOW)

    changed = timetable(section, [(2, 3)], starts_on=date(2025, 9, 20), by=clerk)
    actions.make_lessons(timetable=changed, by=clerk, now=NOW)

    of_september = Lesson.objects.filter(date__month=9).order_by("date")
    assert list(of_september.values_list("date__day", "number", "topic")) == [
        (1, 2, ""), (8, 2, ""), (15, 2, ""), (23, 3, ""), (29, 2, "Степень числа"), (30, 3, ""),
    ]  # fmt: skip


def test_earlier_version_ends_the_day_before_and_a_later_one_stands_in_the_way(section, clerk):
    first = timetable(section, [(1, 2)], by=clerk)
    timetable(section, [(1, 3)], starts_on=date(2025, 10, 1), by=clerk)
    first.refresh_from_db()

    assert first.ends_on == date(2025, 9, 30)
    with pytest.raises(Exception, match="уже действует расписание"):
        timetable(section, [(1, 4)], starts_on=date(2025, 9, 15), by=clerk)


def test_slot_without_a_bell_is_refused_by_name(section, clerk):
    with pytest.raises(actions.Refused, match="нет звонка для 9-го урока"):
        actions.make_lessons(timetable=timetable(section, [(1, 9)], by=clerk), by=clerk, now=NOW)


@pytest.mark.requirement("JRN-1")
def test_all_present_is_a_fact_with_its_moment_and_author_and_the_first_moment_stays(
    lesson, teacher
):
    actions.take_attendance(lesson=lesson, by=teacher, now=NOW)
    actions.take_attendance(
        lesson=lesson, by=teacher, now=datetime(2025, 9, 15, 18, 0, tzinfo=MOSCOW)
    )

    lesson.refresh_from_db()
    assert (lesson.attendance_taken_at, lesson.attendance_taken_by) == (NOW, teacher)


def test_register_of_a_lesson_to_come_is_not_taken(section, teacher):
    lesson = LessonFactory(section=section, date=date(2025, 9, 17))

    with pytest.raises(actions.Refused, match="ещё не проведён"):
        actions.take_attendance(lesson=lesson, by=teacher, now=NOW)


@pytest.mark.requirement("JRN-4")
def test_topic_written_by_a_colleague_meanwhile_is_shown_and_not_overwritten(lesson, teacher):
    seen = lesson.version
    actions.set_topic(lesson=lesson, topic="Степень числа", by=teacher, now=NOW)

    with pytest.raises(actions.Refused, match="Степень числа"):
        actions.set_topic(lesson=lesson, topic="Одночлены", by=teacher, now=NOW, base=seen)


@pytest.mark.requirement("JRN-5")
def test_homework_is_given_changed_said_to_be_none_and_taken_back(lesson, teacher):
    def give(**kwargs):
        actions.set_homework(lesson=lesson, by=teacher, now=NOW, **kwargs)
        return list(Homework.objects.values_list("text", "is_none", "minutes", "due_on"))

    assert give(text="§ 3, № 41–45", minutes=30, due_on=date(2025, 9, 17)) == [
        ("§ 3, № 41–45", False, 30, date(2025, 9, 17))
    ]
    assert give(text="§ 3, № 41–45", minutes=30, due_on=date(2025, 9, 17)) == give(
        text="§ 3, № 41–45", minutes=30, due_on=date(2025, 9, 17)
    )
    assert give(text="", is_none=True) == [("", True, None, None)]
    assert give(text="") == []
    assert list(Homework.history.order_by("history_id").values_list("history_type", flat=True)) == [
        "+",
        "~",
        "-",
    ]


def test_five_over_four_is_two_columns_each_with_its_kind_of_work(lesson, teacher):
    for name in ("Контрольная работа", "Диктант"):
        actions.add_item(
            lesson=lesson, work_type=WorkType.objects.get(name=name), by=teacher, now=NOW
        )

    assert list(
        lesson.items.order_by("position").values_list("position", "work_type__letter", "weight")
    ) == [
        (0, "К", 5),
        (1, "Д", 4),
    ]
