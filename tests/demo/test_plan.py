"""The whole demo school on paper: plan, calendar, names, timetable."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from ejournal.demo import almanac
from ejournal.demo.arranging import plan_week, room_names
from ejournal.demo.courses import COURSES, plan_course
from ejournal.demo.names import FEMALE, MALE, feminine, patronymic
from ejournal.demo.people import invent_people
from ejournal.demo.plan import CLASSES, WEEKLY_MAXIMUM, blocks_of, weekly_hours
from school.calendar import study_days
from school.models import CalendarDay, GradingPeriod, HolidayBreak, SchoolYear

SEEDS = [1, 2, 3]


@pytest.fixture(scope="module", params=SEEDS)
def week(request):
    return plan_week(CLASSES, request.param)


@pytest.mark.requirement("SCH-5")
def test_hours_are_those_of_the_federal_plan_and_within_the_weekly_maximum():
    assert [weekly_hours(grade) for grade in range(1, 12)] == [
        21,
        23,
        23,
        23,
        29,
        30,
        32,
        33,
        33,
        34,
        34,
    ]
    assert all(weekly_hours(grade) <= WEEKLY_MAXIMUM[grade][0] for grade in WEEKLY_MAXIMUM)


@pytest.mark.requirement("SCH-3")
def test_full_school_has_twenty_classes_of_all_grades_in_two_shifts():
    assert (len(CLASSES), sum(one.size for one in CLASSES)) == (20, 480)
    assert {one.grade for one in CLASSES} == set(range(1, 12))
    # СП 2.4.3648-20: these grades learn in the first shift.
    assert {one.shift for one in CLASSES if one.grade in {1, 5, 9, 10, 11}} == {1}
    assert {one.shift for one in CLASSES} == {1, 2}


@pytest.mark.requirement("SCH-8")
def test_load_is_shared_by_forty_teachers_and_nobody_has_more_than_thirty_hours(week):
    hours = Counter()
    for block in week.blocks:
        for section in block.sections:
            hours[week.teachers[section.key]] += section.hours
    assert len(hours) == 40
    assert max(hours.values()) <= 30
    assert len(set(week.homerooms.values())) == len(CLASSES)


@pytest.mark.requirement("SCH-10")
def test_nobody_is_in_two_places_at_once_and_no_class_has_a_window(week):
    teachers = Counter(
        (week.teachers[section.key], hour)
        for block in week.blocks
        for section in block.sections
        for hour in week.week[section.key]
    )
    assert set(teachers.values()) == {1}
    for one in CLASSES:
        hours = sorted(
            hour
            for block in week.blocks
            if one.name in block.classes
            for hour in week.week[block.sections[0].key]
        )
        assert len(hours) == len(set(hours)) == weekly_hours(one.grade)
        for day in {hour.weekday for hour in hours}:
            numbers = [hour.number for hour in hours if hour.weekday == day]
            assert numbers == list(range(1, len(numbers) + 1))
            assert len(numbers) <= {1: 5, 2: 5, 3: 5, 4: 5, 5: 6, 6: 6}.get(one.grade, 7)
    rooms = room_names(CLASSES, week.teachers)
    shared = Counter((rooms[teacher], hour) for teacher, hour in teachers)
    assert set(shared.values()) == {1}


def test_same_seed_gives_the_same_timetable():
    assert plan_week(CLASSES[12:14], 5).week == plan_week(CLASSES[12:14], 5).week


@pytest.mark.requirement("SCH-1")
@pytest.mark.requirement("SCH-2")
def test_year_has_as_many_school_days_as_the_regulation_counts():
    year = SchoolYear(starts_on=almanac.STARTS_ON, ends_on=almanac.ENDS_ON)
    breaks = [
        HolidayBreak(starts_on=first, ends_on=last, grade_from=grades[0], grade_to=grades[1])
        for _, first, last, grades in almanac.BREAKS
    ]
    days = [
        CalendarDay(date=day, kind=kind, follows_weekday=weekday, days_a_week=week)
        for day, kind, _, weekday, week in almanac.SPECIAL_DAYS
    ]
    # A suspended Wednesday is made up for on a Saturday, on which six-day classes learn anyway.
    found = {(1, 5): 163, (7, 5): 168, (8, 6): 200 - 1}
    assert {key: len(study_days(year, *key, breaks, days)) for key in found} == found
    weekdays = Counter(study_days(year, 7, 5, breaks, days).values())
    assert [weekdays[day] for day in range(1, 6)] == [32, 35, 34, 34, 33]
    assert date(2026, 1, 21) not in study_days(year, 7, 5, breaks, days)
    kinds = {kind for _, kind, *_ in almanac.SPECIAL_DAYS}
    assert kinds == set(CalendarDay.Kind)
    assert len(almanac.QUARTERS) == 4
    assert GradingPeriod.Kind.HALF_YEAR == "half_year"


@pytest.mark.parametrize("grade", [1, 8])
def test_bells_leave_breaks_of_ten_minutes_and_end_by_seven(grade):
    for bells in almanac.BELLS:
        slots = bells.slots()
        for (_, _, ends), (_, starts, _) in pairwise(slots):
            assert (starts.hour * 60 + starts.minute) - (ends.hour * 60 + ends.minute) >= 10
        assert slots[0][1].hour >= 8
        assert (slots[-1][2].hour, slots[-1][2].minute) <= (19, 0)


def test_people_are_of_the_right_number_and_name():
    people = invent_people(CLASSES, 1, date(2025, 9, 1))
    assert (len(people.pupils), len(people.teachers)) == (480, 40)
    assert 650 <= sum(map(len, people.families.values())) <= 760
    children = Counter(pupil.family for pupil in people.pupils)
    assert {1, 2, 3} <= set(children.values())
    names = " ".join(pupil.name.last for pupil in people.pupils)
    assert "ё" in names
    assert "-" in names
    assert max(len(pupil.name.last) for pupil in people.pupils) > 18
    for pupil in people.pupils:
        ending = ("вна", "чна") if pupil.name.sex == FEMALE else ("ич",)
        assert pupil.name.middle.endswith(ending)


@pytest.mark.parametrize(
    ("father", "son", "daughter"),
    [
        ("Сергей", "Сергеевич", "Сергеевна"),
        ("Илья", "Ильич", "Ильинична"),
        ("Юрий", "Юрьевич", "Юрьевна"),
        ("Дмитрий", "Дмитриевич", "Дмитриевна"),
        ("Игорь", "Игоревич", "Игоревна"),
        ("Пётр", "Петрович", "Петровна"),
    ],
)
def test_patronymics(father, son, daughter):
    assert (patronymic(father, MALE), patronymic(father, FEMALE)) == (son, daughter)


def test_surnames_of_women():
    names = ["Соловьёв", "Мещерский", "Шевченко", "Черных", "Северов-Заречный", "Ильин"]
    assert [feminine(name) for name in names] == [
        "Соловьёва", "Мещерская", "Шевченко", "Черных", "Северова-Заречная", "Ильина",
    ]  # fmt: skip


def test_every_subject_has_ten_topics_or_more_and_a_topic_for_every_lesson():
    for block in blocks_of(CLASSES):
        for section in block.sections:
            topics = COURSES[section.subject].topics_of(section.grade)
            assert len(topics) == len(set(topics)) >= 10, section
            assert all(0 < len(topic) <= 100 for topic in topics), section
            assert len(
                plan_course(section.subject, section.grade, 31 * section.hours, section.hours)
            ) == (31 * section.hours)
