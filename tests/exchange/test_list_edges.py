"""Lists at the edges: the summer, who left and came back, one journal of two teachers, one's own line."""

import time
from datetime import date, datetime
from decimal import Decimal

import pytest

from exchange import actions, tasks
from exchange.lists import LISTS
from exchange.lists.values import NAME
from exchange.models import ImportJob
from school.models import (
    GuardianLink,
    SchoolYear,
)
from tests.exchange.listing import applied, book, checked, contents, faults, told
from tests.factories import (
    MOSCOW,
    NOW,
    LoadFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    UserFactory,
    clerk,
    pupil_of,
    put_on_list,
    school_year,
    subject,
)

pytestmark = pytest.mark.requirement("SCH-17")


def pupil(last, of="7А", **more):
    return {"Фамилия": last, "Имя": "Анна", "Класс": of, **more}


def signed():
    return {"by": clerk(), "now": NOW}


@pytest.fixture
def section():
    return SectionFactory(school_class=SchoolClassFactory(name="7А", letter="А"), students=1)


def test_a_name_of_forty_dashes_is_refused_at_once():
    begun = time.perf_counter()

    assert not NAME.fullmatch("А" + "-" * 40 + "1")
    assert NAME.fullmatch("Салтыкова-Щедрина (О’Нил) М. ")

    # A name read in every way there is would take years; a busy machine may stop for some seconds.
    assert time.perf_counter() - begun < 10


# The school year a list goes into


def in_july(kind, lines, starts_on=None):
    now = datetime(2026, 7, 15, 12, tzinfo=MOSCOW)
    job = actions.upload(
        kind=kind, name="список.xlsx", chunks=[book(kind, lines)], starts_on=starts_on, by=clerk(), now=now,
    )  # fmt: skip
    return actions.check(job=job, now=now)


def test_in_the_summer_a_list_goes_into_the_coming_year_and_says_so(section):
    refused = in_july("pupils", [pupil("Новая")])
    assert refused.status == "failed"
    assert "2025/2026 учебный год закончился" in refused.report["problems"]["refused"][0]["text"]
    year = SchoolYear(
        school=school_year().school, title="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 25),
    )  # fmt: skip
    year.save(**signed())
    SchoolClassFactory(name="1А", grade=1, letter="А", year=year)

    job = in_july("pupils", [pupil("Новая", "1А"), pupil("Старая", "7А")])

    assert (job.status, job.report["year"], faults(job)) == ("checked", "2026/2027", [(3, "Класс")])
    day, last = date(2026, 7, 15), school_year().ends_on
    assert actions.year_of_blank("pupils", school_year(), last, day) == (year, year.starts_on)
    assert actions.year_of_blank("staff", school_year(), last, day) == (school_year(), last)


# Whose list it is


def test_who_lets_a_list_in_is_not_made_a_parent_by_it(section):
    child = section.enrollments.get().student
    lets_in = StaffFactory(user=UserFactory(username="boss", last_name="Своя", first_name="Анна"))
    line = {
        "Фамилия": "Своя", "Имя": "Анна", "Имя для входа": "boss", "Кем приходится": "мать",
        "Ребёнок": child.user.username,
    }  # fmt: skip
    for brings, carries in ((clerk(), lets_in.user), (lets_in.user, clerk())):
        job = checked("parents", [line], by=brings)
        job = actions.begin(job=job, skip_refused=True, by=carries, now=NOW)
        job = actions.apply(job=job, skip_refused=True, now=NOW)
        assert faults(job) == [(2, "Фамилия")]
    assert not GuardianLink.objects.exists()


def test_a_pupil_who_left_comes_again_by_a_list(section):
    gone = pupil_of(section.section_classes.get().school_class, last_name="Ушедшая")
    put_on_list(section, gone)
    user = gone.user
    for row in (gone.class_enrollments.get(), gone.section_enrollments.get()):
        row.ends_on = date(2025, 9, 5)
        row.save(**signed())
    line = {
        "Имя для входа": user.username, "Фамилия": user.last_name, "Имя": user.first_name, "Класс": "7А",
        "Зачислен с": "10.09.2025",
    }  # fmt: skip

    job = applied("pupils", [line])

    assert told(job) == {2: ("changed", [["Класс", "", "7А"]])}
    assert [row.starts_on.day for row in gone.class_enrollments.order_by("starts_on")] == [1, 10]
    assert [row.starts_on.day for row in gone.section_enrollments.order_by("starts_on")] == [1, 10]


@pytest.mark.parametrize("codes", [("1", None), (None, "1")])
def test_one_person_with_a_code_and_without_is_asked_about(codes, section):
    lines = [pupil("Новая", Код=code) for code in codes]
    child = section.enrollments.get().student.user.username
    parent = {"Кем приходится": "мать", "Ребёнок": child}
    parents = [{"Фамилия": "Новая", "Имя": "Анна", "Код": code, **parent} for code in codes]

    assert [line for line, _ in faults(checked("pupils", lines))] == [3]
    assert faults(checked("parents", parents)) == [(3, "Код")]


# The load


def load(teacher, hours, of="Алгебра", **more):
    return {"Класс": "7А", "Предмет": of, "Учитель": teacher, "Часов в неделю": hours, **more}


def test_a_load_that_has_ended_does_not_count(section):
    old = section.loads.get()
    old.ends_on = date(2025, 9, 5)
    old.save(**signed())
    StaffFactory(user=UserFactory(username="kim"))

    assert faults(checked("load", [load("kim", 3)])) == []
    assert faults(checked("load", [load("kim", 3, **{"С какого дня": "02.09.2025"})])) == [
        (2, "Учитель")
    ]


def test_a_line_without_a_teacher_leaves_the_hours_of_the_teacher_there_is(section):
    held = section.loads.get()
    held.hours = Decimal(2)
    held.save(**signed())

    applied("load", [load("", 5)])

    section.refresh_from_db(), held.refresh_from_db()
    assert (section.weekly_hours, held.hours) == (5, 2)


def test_a_load_that_goes_out_and_comes_back_changes_nothing(section):
    of_two = SectionFactory(
        school_class=section.section_classes.get().school_class,
        subject=subject("Химия"),
        weekly_hours=4,
    )
    first = of_two.loads.get()
    first.hours = Decimal("1.5")
    first.save(**signed())
    LoadFactory(section=of_two, hours=Decimal("2.5"), is_primary=False)
    part = SectionFactory(
        school_class=section.section_classes.get().school_class,
        subject=subject("Право"),
        weekly_hours=4,
    )
    lone = part.loads.get()
    lone.hours = Decimal(1)
    lone.save(**signed())
    rows, _ = actions.filled_list(LISTS["load"], year=school_year(), on=NOW.date())
    titles = [one.title for one in LISTS["load"].columns]
    lines = [dict(zip(titles, row, strict=True)) for row in rows]
    before = contents()

    job = applied("load", lines)

    assert (len(lines), faults(job)) == (4, [])
    assert {state for state, _ in told(job).values()} == {"same"}
    assert contents() == before


def test_a_new_journal_needs_its_hours(section):
    subject("Химия")
    assert faults(checked("load", [load("", None, of="Химия")])) == [(2, "Часов в неделю")]
    assert faults(checked("load", [load("", None)])) == []


# What stays of people


def test_a_report_nobody_let_in_forgets_whom_it_told_of(section):
    job = checked("pupils", [pupil("Иванова"), pupil("Петрова", "9Ю")])
    broken = checked("pupils", [])
    ImportJob.objects.update(uploaded_at=NOW.replace(year=2024))
    ImportJob.objects.filter(pk=broken.pk).update(status="failed", path="")

    assert tasks.forget_uploads() == 2

    for one, status in ((job, "forgotten"), (broken, "failed")):
        one.refresh_from_db()
        assert (one.status, one.path) == (status, "")
        assert not {"lines", "differences", "problems"} & one.report.keys()
    assert job.report["created"]["students"] == 1
    assert tasks.forget_uploads() == 0
