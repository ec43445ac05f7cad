"""The diary, the control page and the pages of the school: accessible, and no wider than the screen."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Role
from journal.models import AttendanceRecord, Homework, Mark, PeriodMark
from school.models import GradingPeriod, Timetable, TimetableEntry
from tests.factories import (
    NOW,
    YEAR_END,
    YEAR_START,
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    clerk,
    parent_of,
    pupil_of,
    school_year,
    subject,
)

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2025, 9, 15)
SUBJECTS = ["Русский язык", "Вероятность и статистика", "Основы безопасности и защиты Родины"]


@pytest.fixture
def school():
    """A class with three subjects, a week of lessons with everything entered, and its timetable."""
    school_class = SchoolClassFactory(letter="А", name="7А")
    HomeroomFactory(school_class=school_class)
    student = pupil_of(school_class, last_name="Константинопольская")
    timetable = Timetable(
        year=school_year(),
        title="Основное",
        starts_on=YEAR_START,
        ends_on=YEAR_END,
        status="published",
    )
    timetable.save(by=clerk(), now=NOW)
    for number, name in enumerate(SUBJECTS, start=1):
        section = SectionFactory(
            school_class=school_class,
            students=[student],
            subject=subject(name),
            weekly_hours=Decimal(3),
        )
        for weekday in (1, 3, 5):
            TimetableEntry(
                timetable=timetable, section=section, weekday=weekday, number=number
            ).save(by=clerk(), now=NOW)
            fill(section, student, MONDAY + timedelta(days=weekday - 1), number)
        period = GradingPeriod.objects.get(number=1)
        PeriodMark(section=section, student=student, period=period, code="4").save(
            by=clerk(), now=NOW
        )
    return student, school_class


def fill(section, student, day, number):
    lesson = LessonFactory(
        section=section, date=day, number=number, topic="Сложноподчинённые предложения"
    )
    Homework(lesson=lesson, text="Параграф 24, упражнения 345 и 346", minutes=20).save(
        by=clerk(), now=NOW
    )
    Mark(item=LineItemFactory(lesson=lesson), student=student, code="5").save(by=clerk(), now=NOW)
    AttendanceRecord(lesson=lesson, student=student, status="absent", reason="illness").save(
        by=clerk(), now=NOW
    )


def pages(school):
    student, school_class = school
    parent, director = parent_of(student), appointed(Role.DIRECTOR)
    period = GradingPeriod.objects.get(number=1)
    section = school_class.section_classes.order_by("pk").first().section
    return [
        (parent, reverse("diary:week", args=[student.pk, MONDAY])),
        (parent, reverse("diary:summary", args=[student.pk, period.pk])),
        (director, reverse("reports:missing") + f"?period={period.pk}&show=all"),
        (
            director,
            reverse("reports:missing_lessons", args=[section.pk, "attendance"])
            + f"?period={period.pk}",
        ),
        (
            director,
            reverse("reports:missing_lessons", args=[section.pk, "few"]) + f"?period={period.pk}",
        ),
        (director, reverse("school:classes")),
        (director, reverse("school:school_class", args=[school_class.pk])),
        (director, reverse("school:timetable") + f"?class={school_class.pk}"),
    ]


@pytest.mark.parametrize("width", [1280, 375])
def test_pages_are_accessible_and_fit(open_page, accessibility_faults, at, school, width):
    faults = {}
    for user, address in pages(school):
        page = open_page(address, user=user, width=width)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if found := accessibility_faults(page) + (["wider than the screen"] if wide else []):
            faults[address] = found

    assert faults == {}


@pytest.mark.requirement("DIA-5")
def test_on_a_phone_today_stands_first(open_page, at, school):
    student, _ = school
    at(2025, 9, 17, 12, 0)

    page = open_page(reverse("diary:week", args=[student.pk, MONDAY]), user=student.user, width=375)

    tops = {
        day: page.locator(f"section:has(#day-2025-09-{day})").bounding_box()["y"]
        for day in (15, 17, 19)
    }
    assert sorted(tops, key=tops.get) == [17, 19, 15]


def test_arrows_turn_the_weeks_of_the_diary(open_page, school):
    student, _ = school
    page = open_page(reverse("diary:week", args=[student.pk, MONDAY]), user=student.user)

    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/2025-09-22/")
    page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/2025-09-15/")
