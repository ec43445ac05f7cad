"""Load: given, taken over, ended, brought over; vacancies, totals, files (SCH-8)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from school.access import sections_taught_by
from school.actions import Refused
from school.actions.class_sets import combine_classes, copy_classes
from school.actions.load import Given, assign_load, copy_load, end_load
from school.load import Held, rates, total_hours, vacant_from
from school.models import CourseSection, SchoolYear, SectionClass, TeachingLoad
from school.screens.class_setup import classes_to_copy
from school.screens.load import combined_of, load_screen, load_to_copy
from school.timetable import people_of
from tests.factories import (
    NOW,
    YEAR_END,
    YEAR_START,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    SubjectFactory,
    appointed,
    class_of,
    clerk,
    school_year,
    subject,
    teacher_of,
)

DAY = timedelta(days=1)
OCTOBER = date(2025, 10, 1)


def signed():
    return {"by": clerk(), "now": NOW}


# --- Pure rules ----------------------------------------------------------------------------------
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(0, 30))).filter(
            lambda term: term[1] is None or term[0] <= term[1]
        ),
        max_size=5,
    )
)
def test_a_journal_is_vacant_from_the_first_day_nobody_has(numbers):
    day = [YEAR_START + timedelta(n) for n in range(32)]
    terms = [(day[a], None if b is None else day[b]) for a, b in numbers]
    free = [
        one for one in day[:31] if not any(a <= one and (b is None or one <= b) for a, b in terms)
    ]
    assert vacant_from(day[0], day[30], terms) == (free[0] if free else None)


def test_lessons_of_a_combined_class_are_held_once():
    held = [
        Held(Decimal(3), 1, 7),
        Held(Decimal(2), 1, 7),
        Held(Decimal(2), 2, 7),
        Held(Decimal("0.5"), 1),
    ]
    assert total_hours(held) == Decimal("5.5")
    assert rates(Decimal(27)) == Decimal("1.50")


# --- Load ----------------------------------------------------------------------------------------
@pytest.mark.requirement("SCH-8")
def test_a_journal_is_taken_over_from_a_day_with_the_right_to_it(section):
    before, heir = section.loads.get(), StaffFactory()
    [made] = assign_load(given=[Given(section, heir, OCTOBER)], **signed())
    before.refresh_from_db()
    assert (before.ends_on, made.starts_on, made.taken_over_from) == (
        OCTOBER - DAY,
        OCTOBER,
        before,
    )
    assert list(sections_taught_by(before.teacher.user, on=OCTOBER)) == []
    assert list(sections_taught_by(heir.user, on=OCTOBER)) == [section]


def test_two_teachers_share_a_journal(section):
    beside = StaffFactory()
    assign_load(
        given=[Given(section, beside, OCTOBER, instead=False, hours=Decimal(1))], **signed()
    )
    assert section.loads.on(OCTOBER).count() == 2
    with pytest.raises(Refused, match="уже ведёт"):
        assign_load(given=[Given(section, beside, OCTOBER)], **signed())


def test_all_are_given_or_none(section):
    gone = StaffFactory(dismissed_on=YEAR_START)
    other = SectionFactory(subject=subject("Физика"))
    asked = [Given(other, StaffFactory(), OCTOBER), Given(section, gone, OCTOBER)]
    with pytest.raises(Refused, match="не работает"):
        assign_load(given=asked, **signed())
    assert TeachingLoad.objects.filter(starts_on=OCTOBER).count() == 0
    with pytest.raises(Refused, match="не этот учебный год"):
        assign_load(given=[Given(section, StaffFactory(), YEAR_END + DAY)], **signed())


def test_an_ended_load_leaves_a_vacancy_and_one_that_never_began_is_gone(section):
    load = section.loads.get()
    end_load(load=load, last_day=OCTOBER - DAY, **signed())
    [vacancy] = screen_on(YEAR_START).vacancies
    assert (vacancy.section, vacancy.since, vacancy.is_now) == (section, OCTOBER, False)
    [later] = assign_load(given=[Given(section, StaffFactory(), OCTOBER)], **signed())
    end_load(load=later, last_day=YEAR_START, **signed())
    assert list(section.loads.all()) == [load]


def screen_on(day, year=None):
    year = year or school_year()
    return load_screen(year, years=list(SchoolYear.objects.order_by("-starts_on")), on=day)


@pytest.mark.requirement("SCH-8")
def test_totals_rates_and_too_much_are_told_of_every_teacher():
    busy, other = StaffFactory(), StaffFactory()
    for hours in (20, 17):
        SectionFactory(teacher=busy, weekly_hours=Decimal(hours), subject=SubjectFactory())
    SectionFactory(teacher=other, weekly_hours=Decimal("2.5"), subject=SubjectFactory())
    idle = StaffFactory()
    screen = screen_on(OCTOBER)
    assert [(one.teacher, one.hours, one.rates, one.is_over) for one in screen.teachers] == [
        (busy, Decimal(37), Decimal("2.06"), True), (other, Decimal("2.5"), Decimal("0.14"), False),
    ]  # fmt: skip
    assert (screen.hours, screen.over, screen.idle) == (Decimal("39.5"), 1, (idle,))


def test_hours_of_classes_taught_together_count_once_for_the_teacher():
    teacher = StaffFactory()
    one, two = SchoolClassFactory(grade=1, name="1"), SchoolClassFactory(grade=3, name="3")
    maths = subject("Математика")
    for found in (one, two):
        SectionFactory(school_class=found, teacher=teacher, subject=maths, weekly_hours=Decimal(4))
    combine_classes(year=school_year(), name="1–3", classes=[one, two], **signed())
    [row] = screen_on(OCTOBER).teachers
    assert (row.hours, len(row.rows)) == (Decimal(4), 2)


def test_load_and_timetable_say_alike_who_is_taught_together():
    """A journal whose classes are all of one set; not one that another class comes to."""
    one, two = SchoolClassFactory(grade=1, name="1"), SchoolClassFactory(grade=3, name="3")
    made = combine_classes(year=school_year(), name="1–3", classes=[one, two], **signed())
    inside, across = SectionFactory(school_class=one), SectionFactory(school_class=two)
    apart = SchoolClassFactory(grade=4, name="4")
    SectionClass(section=across, school_class=apart).save(**signed())
    outside = SectionFactory(school_class=apart)

    week = people_of([inside.pk, across.pk, outside.pk], (), on=OCTOBER)

    assert week.combined == combined_of(school_year()) == {inside.pk: made.pk}


@pytest.mark.requirement("SCH-8")
def test_last_year_s_load_goes_on_one_grade_up_once():
    teacher, gone = StaffFactory(), StaffFactory()
    seventh = SchoolClassFactory(grade=7, letter="А", name="7А")
    SectionFactory(school_class=seventh, teacher=teacher, weekly_hours=Decimal(3))
    SectionFactory(
        school_class=seventh, teacher=gone, subject=subject("Физика"), name="1 группа", kind="group"
    )
    gone.dismissed_on = YEAR_END
    gone.save(**signed())
    year = SchoolYear(
        school=school_year().school, title="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26)
    )  # fmt: skip
    year.save(**signed())
    assert load_to_copy(school_year(), year) == []
    copy_classes(
        classes=classes_to_copy(school_year(), year), year=year, homerooms=True, **signed()
    )
    offered = load_to_copy(school_year(), year)
    for _ in range(2):
        copy_load(loads=offered, year=year, **signed())
    made = CourseSection.objects.filter(year=year).order_by("subject__name")
    assert [(one.title, one.grade, one.kind, one.weekly_hours) for one in made] == [
        ("8А, Алгебра", 8, "class", Decimal(3)), ("8А, Физика (1 группа)", 8, "group", None),
    ]  # fmt: skip
    assert [list(one.loads.values_list("teacher", "starts_on")) for one in made] == [
        [(teacher.pk, date(2026, 9, 1))], [],
    ]  # fmt: skip
    assert load_to_copy(school_year(), year) == []


# --- Pages ---------------------------------------------------------------------------------------
@pytest.fixture
def deputy(client, at):
    at(2025, 10, 1, 9, 0)
    client.force_login(appointed(Role.DEPUTY))
    return client


def test_teachers_are_put_beside_the_journals_of_a_class(deputy, section):
    heir = StaffFactory()
    url = reverse("school:class_load", args=[class_of(section).pk])
    assert deputy.post(url, {"starts_on": "2025-10-01"}).status_code == 422
    assert (
        deputy.post(url, {"starts_on": "2025-10-01", f"t{section.pk}": heir.pk}).status_code == 302
    )
    assert section.loads.on(OCTOBER).get().teacher == heir


def test_the_load_leaves_as_tables_that_are_no_formulas(deputy):
    section = SectionFactory(weekly_hours=Decimal("2.5"), name="=1+1")
    text = deputy.get(reverse("hours:load_csv")).content.decode("utf-8-sig")
    head, row, *_ = text.splitlines()
    assert head.startswith("Учитель;Предмет;Классы;Группа;Часов в неделю")
    assert row == (
        f"{teacher_of(section).full_name};Алгебра;{section.classes_text};'=1+1;2,5;01.09.2025;26.05.2026;2,5;0,14"
    )
    assert deputy.get(reverse("hours:load_xlsx")).content[:2] == b"PK"


PAGES = [
    ("school:class_setup", lambda c: []), ("school:load", lambda c: []), ("hours:hours", lambda c: []),
    ("school:class_subjects", lambda c: [c.pk]), ("lists:class_lists", lambda c: [c.pk]),
    ("school:class_load", lambda c: [c.pk]), ("school:edit_class", lambda c: [c.pk]),
    ("school:subjects", lambda c: []), ("school:plans", lambda c: []), ("school:copy_classes", lambda c: []),
    ("school:copy_load", lambda c: []),
]  # fmt: skip


def test_pages_ask_as_many_questions_for_forty_classes_as_for_one(deputy):
    first = class_of(SectionFactory(students=2))
    asked = {page: [] for page, _ in PAGES}
    for more in (0, 3, 30):
        for _ in range(more):
            SectionFactory(school_class=SchoolClassFactory(), students=1)
            SectionFactory(school_class=first, subject=SubjectFactory())
        for page, args in PAGES:
            url = reverse(page, args=args(first))
            deputy.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert deputy.get(url).status_code == 200
            asked[page].append(len(queries))
    assert {page: told for page, told in asked.items() if len(set(told)) > 1 or told[0] > 15} == {}
