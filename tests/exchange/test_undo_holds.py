"""What holds a row when an import is taken back, though no link of it says so, and what does not."""

import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.former_days import lost_days
from exchange.models import ImportJob
from exchange.parents import PARENT_GONE, parentless
from exchange.problems import Problem, Unreadable
from journal.models import AttendanceRecord, Mark, PeriodLock
from reports.models import ReadinessDay
from school.holding import pointing_at, what_holds
from school.models import (
    ClassEnrollment,
    CourseSection,
    EventAudience,
    PersonCard,
    SchoolClass,
    SchoolEvent,
    SchoolYear,
    SectionEnrollment,
    Student,
)
from tests.exchange.bundles import SCHOOL
from tests.exchange.listing import applied, contents, undone
from tests.exchange.test_undo import one_roster
from tests.factories import (
    NOW,
    LessonFactory,
    LineItemFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    StudentFactory,
    UserFactory,
    clerk,
    school_year,
)
from tests.journal.closed import set_marks
from tests.journal.test_locks_of_newcomers import EARLY

pytestmark = pytest.mark.requirement("SCH-17")


def pupil(last, of="7А", **more):
    return {"Фамилия": last, "Имя": "Анна", "Класс": of, **more}


def signed():
    return {"by": clerk(), "now": NOW}


@pytest.fixture
def section():
    return SectionFactory(school_class=SchoolClassFactory(name="7А", letter="А"), students=1)


def test_a_pupil_with_marks_stays_on_the_list_an_import_put_him_on(section):
    there = StudentFactory(user=UserFactory(sourced_id="5", last_name="Иванова", first_name="Анна"))
    job = applied("pupils", [pupil("Иванова", Код="5"), pupil("Другая", Код="6")])
    item = LineItemFactory(lesson=LessonFactory(section=section))
    Mark(item=item, student=there, code="5").save(**signed())

    job = undone(job)

    assert {why for _, why in job.report["undo"]["kept"]} == {"в журнале есть отметки"}
    assert SectionEnrollment.objects.filter(student=there).count() == 1
    assert ClassEnrollment.objects.filter(student=there).count() == 1
    assert not Student.objects.filter(user__sourced_id="6").exists()


def test_periods_of_a_year_with_lessons_stay(tmp_path):
    clerk()
    job = one_roster(SCHOOL, tmp_path)
    year = SchoolYear.objects.get()
    periods = year.periods.count()
    LessonFactory(section=CourseSection.objects.first(), date=year.starts_on)

    job = undone(job)

    assert (year.periods.count(), periods > 0) == (periods, True)
    assert "в этом учебном году уже есть уроки" in {why for _, why in job.report["undo"]["kept"]}


def test_figures_of_readiness_hold_no_year(tmp_path):
    clerk()
    empty = contents()
    job = one_roster(SCHOOL, tmp_path)
    ReadinessDay.objects.create(year=SchoolYear.objects.get(), day=NOW.date(), percent=5)

    job = undone(job)

    assert (job.status, job.report["undo"]["kept"], contents() == empty) == ("undone", [], True)
    assert not ReadinessDay.objects.exists()


def event_for(**whom):
    event = SchoolEvent(
        year=school_year(), title="Поход", starts_on=NOW.date(), ends_on=NOW.date(), responsible=StaffFactory(),
    )  # fmt: skip
    event.save(**signed())
    EventAudience(event=event, **whom).save(**signed())


def test_links_without_a_name_hold_a_row(tmp_path):
    clerk()
    job = one_roster(SCHOOL, tmp_path)
    school_class = SchoolClass.objects.order_by("name").first()
    event_for(school_class=school_class)

    assert "запис" in what_holds(school_class)
    assert EventAudience in {link.related_model for link in pointing_at(SchoolClass)}
    job = undone(job)

    assert job.status == "undone"
    assert SchoolClass.objects.filter(pk=school_class.pk).exists()


def test_what_pointed_at_what_is_gone_does_not_come_back(section):
    place = section.enrollments.get()
    other = SectionEnrollment(
        pk=10**9, section=section, student_id=10**9, starts_on=place.starts_on
    )
    label = "school.SectionEnrollment"
    models = {label: SectionEnrollment, "school.Student": Student}
    before = {(label, place.pk): place, (label, other.pk): other}

    assert parentless(models, before, set()) == {(label, other.pk)}
    coming = {("school.Student", 10**9)}
    assert parentless(models, before, coming) == set()
    assert PARENT_GONE.endswith("уже нет")


def test_a_second_undo_that_fails_leaves_what_the_first_one_did(section, monkeypatch):
    job = applied("pupils", [pupil("Иванова", Код="5"), pupil("Другая", Код="6")])
    card = PersonCard.objects.get(user__sourced_id="5")
    card.phone = "12-34-56"
    card.save(**signed())
    job = undone(job)
    first = job.report["undo"]

    def fail(*args, **kwargs):
        raise Unreadable(Problem("а.xlsx", None, "", "нельзя."))

    monkeypatch.setattr(sys.modules["exchange.actions.undo"], "plan_undo", fail)
    job = undone(job)

    assert job.status == ImportJob.Status.UNDONE
    assert job.report["undo"] == {**first, "error": "а.xlsx: нельзя."}


@pytest.mark.requirement("JRN-14")
def test_a_coming_lock_waits_for_the_mark_of_a_pupil_from_a_list(section):
    other = SectionFactory(students=1)
    for one in (section, other):
        set_marks(one, now=EARLY)

    applied("pupils", [pupil("Иванова", **{"Зачислен с": "22.10.2025"})])

    assert PeriodLock.objects.get().section == other


FIRST = date(2025, 9, 1)
DAYS = st.integers(0, 15).map(lambda days: FIRST + timedelta(days=days))
TERMS = st.tuples(DAYS, DAYS | st.just(date.max)).map(lambda term: tuple(sorted(term)))


@given(TERMS, st.lists(TERMS, max_size=3), DAYS)
def test_lost_days_are_those_of_the_term_that_no_former_term_has(now, again, day):
    is_lost = [first <= day <= last for first, last in lost_days(now, again)]
    assert sum(is_lost) <= 1
    assert any(is_lost) == (
        now[0] <= day <= now[1] and not any(first <= day <= last for first, last in again)
    )


def shortened(row):
    row.ends_on = date(2025, 9, 30)
    row.save(**signed())


@pytest.mark.parametrize("entry", ["mark", "absence", None])
def test_a_pupil_with_marks_outside_of_his_former_days_stays_on_the_list(tmp_path, entry):
    clerk()
    one_roster(SCHOOL, tmp_path)
    places = SectionEnrollment.objects.order_by("pk")
    place = places[0]
    other = places.filter(student=place.student).exclude(pk=place.pk)[0]
    section = place.section
    in_class = ClassEnrollment.objects.get(student=place.student)
    for row in (place, other, in_class):
        shortened(row)
    again = one_roster(SCHOOL, tmp_path)
    place.refresh_from_db()
    longer = place.ends_on
    lesson = LessonFactory(section=section, date=date(2025, 10, 20))
    if entry == "mark":
        Mark(item=LineItemFactory(lesson=lesson), student=place.student, code="5").save(**signed())
    elif entry:
        AttendanceRecord(lesson=lesson, student=place.student, status="absent").save(**signed())

    again = undone(again)

    for row in (place, other, in_class):
        row.refresh_from_db()
    former = date(2025, 9, 30)
    assert other.ends_on == former
    told = again.report["undo"]["kept"]
    if entry is None:
        assert (place.ends_on, in_class.ends_on, told) == (former, former, [])
        return
    assert longer != former
    assert (place.ends_on, in_class.ends_on) == (longer, longer)
    why = (
        "отметки или пропуски за 20.10.2025 стоят вне прежнего срока в списке "
        f"(с {place.starts_on:%d.%m.%Y} по 30.09.2025)"
    )
    assert sorted(told) == sorted(
        [[str(place), why], [str(in_class), f"остаётся вместе с «{place}»: {why}"]]
    )
