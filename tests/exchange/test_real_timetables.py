"""Real timetables of three programs come in whole: doubles are listed, plans are each pupil's own, entries stay."""

import gzip
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from diary.access import Family
from diary.screens import week_screen
from exchange.actions import import_oneroster, import_timetable
from exchange.formats import open_timetable, read_timetable
from exchange.oneroster import open_bundle
from journal.actions import add_item, set_homework, set_topic, take_attendance
from journal.models import Homework, Lesson, LineItem, WorkType
from school.models import (
    ClassEnrollment,
    CourseSection,
    SchoolClass,
    SectionEnrollment,
    Student,
    Timetable,
    TimetableEntry,
)
from school.weeks import week_number
from tests.exchange.test_import_oneroster import everything
from tests.factories import MOSCOW, NOW, school_year

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-10")]

FIRST = date(2025, 9, 1)
NOVEMBER = date(2025, 11, 1)


@pytest.fixture
def bring(shared_data, clerk):
    def run(name, starts_on=FIRST, **options):
        table = open_timetable(shared_data / "timetables" / f"{name}.xml.gz")
        return import_timetable(
            timetable=table, starts_on=starts_on, by=clerk, now=NOW, publish=True, **options
        )

    return run


def told(report, kind):
    return [one.text.replace("\xa0", " ") for one in report.warnings if one.kind == kind]


def test_cards_of_asc_come_in_with_every_teacher_double_listed(bring):
    school_year()

    report = bring("br-agro")

    assert (report.applied, report.refused) == (True, [])
    assert TimetableEntry.objects.count() == 1187
    assert SchoolClass.objects.count() == 47
    doubles = [text for text in told(report, "clashes") if "сразу в" in text]
    assert len(doubles) == 8
    assert doubles[0] == (
        "вторник, 7-й урок: учитель T079 сразу в двух местах: «Alimentos 3P, Segurança no Trabalho» и "
        "«Agroecologia 3P, Segurança no Trabalho»."
    )
    assert sum("в трёх местах" in text for text in doubles) == 3
    assert all("учитель" in text for text in doubles)
    # The school has two buildings, and five minutes or none to walk between them.
    walks = [text for text in told(report, "clashes") if text not in doubles]
    assert walks
    assert all("не успевает перейти из здания" in text for text in walks)
    before = everything()
    assert bring("br-agro").changes == 0
    assert everything() == before


@pytest.mark.timeout(600)
def test_every_pupil_of_xhstt_has_his_own_plan_and_sees_own_lessons_only(bring, shared_data):
    year = school_year()

    report = bring("DK-VG-09")

    assert (report.applied, report.refused) == (True, [])
    assert (CourseSection.objects.count(), Student.objects.count()) == (187, 163)
    assert SectionEnrollment.objects.count() == 1620
    assert ClassEnrollment.objects.filter(school_class__name="10 поток").count() == 163
    plans = {}
    for student, section in SectionEnrollment.objects.values_list("student_id", "section_id"):
        plans.setdefault(student, set()).add(section)
    assert len({frozenset(plan) for plan in plans.values()}) == 163
    assert Counter(TimetableEntry.objects.values_list("weeks", flat=True)) == {
        "odd": 452,
        "even": 465,
    }
    for lesson in Lesson.objects.filter(date__lt=date(2025, 9, 15)).select_related("entry"):
        weeks = "odd" if week_number(lesson.date, year.starts_on) % 2 else "even"
        assert lesson.entry.weeks == weeks
    for pupil in Student.objects.select_related("user"):
        shown = week_screen(Family(pupil, [pupil]), date(2025, 9, 10), year=year, today=NOW.date())
        own = Lesson.objects.filter(
            section__in=plans[pupil.pk], date__range=(date(2025, 9, 8), date(2025, 9, 14))
        )
        lessons = [lesson.pk for day in shown.days for lesson in day.lessons]
        assert sorted(lessons) == sorted(own.values_list("pk", flat=True))
    assert bring("DK-VG-09").changes == 0


def test_the_finnish_school_comes_in_with_its_doubles_of_two_and_three_lessons(bring):
    school_year()

    report = bring("FI-WP-06")

    assert (report.applied, report.refused) == (True, [])
    made = (
        CourseSection.objects.count(),
        SchoolClass.objects.count(),
        TimetableEntry.objects.count(),
    )
    assert made == (63, 10, 297)


def fill(lessons, clerk):
    """One entry of each kind, by turns."""
    usual = WorkType.objects.usual()
    at = datetime(2025, 12, 20, 12, tzinfo=MOSCOW)
    for number, lesson in enumerate(lessons):
        by = {"lesson": lesson, "by": clerk, "now": at}
        if number % 4 == 0:
            set_topic(topic="Тема", **by)
        elif number % 4 == 1:
            set_homework(text="§ 5", **by)
        elif number % 4 == 2:
            add_item(work_type=usual, **by)
        else:
            take_attendance(**by)


def facts(lessons):
    keys = [lesson.pk for lesson in lessons]
    kept = {row.pk: vars(row) | {"_state": None} for row in Lesson.objects.filter(pk__in=keys)}
    history = list(Lesson.history.filter(id__in=keys).order_by("history_id").values())
    beside = [
        list(m.objects.filter(lesson__in=keys).order_by("pk").values())
        for m in (Homework, LineItem)
    ]
    return kept, history, beside


@pytest.mark.timeout(600)
def test_a_changed_version_from_november_leaves_every_lesson_with_an_entry_as_it_was(
    shared_data, clerk
):
    bundle = open_bundle(shared_data / "lom/oneroster")
    import_oneroster(bundle=bundle, by=clerk, now=NOW)
    text = gzip.decompress((shared_data / "lom/timetable.fet.gz").read_bytes()).decode("utf-8-sig")
    import_timetable(
        timetable=read_timetable(text.encode(), file="лом.fet"),
        starts_on=FIRST,
        by=clerk,
        now=NOW,
        publish=True,
    )
    some = list(Lesson.objects.filter(date__lt=date(2025, 12, 20)).order_by("pk"))[::60]
    fill(some, clerk)
    before = facts(some)
    all_before = set(Lesson.objects.values_list("pk", flat=True))
    swapped = text.replace("<Preferred_Day>Понеделник", "<Preferred_Day>X").replace(
        "<Preferred_Day>Петък", "<Preferred_Day>Понеделник"
    )
    changed = swapped.replace("<Preferred_Day>X", "<Preferred_Day>Петък")

    report = import_timetable(
        timetable=read_timetable(changed.encode(), file="лом-2.fet"), starts_on=NOVEMBER, by=clerk, now=NOW, publish=True,
    )  # fmt: skip

    assert report.applied
    assert facts(some) == before
    filled = {lesson.pk for lesson in some}
    gone = all_before - set(Lesson.objects.values_list("pk", flat=True))
    assert gone
    assert not gone & filled
    versions = Timetable.objects.order_by("starts_on").values_list("starts_on", "ends_on")
    assert [first for first, _ in versions] == [FIRST, NOVEMBER]
    assert versions[0][1] == NOVEMBER - timedelta(days=1)
    # Lessons without entries are those of the new version.
    wanted = set(
        TimetableEntry.objects.filter(timetable__starts_on=NOVEMBER).values_list(
            "section_id", "weekday", "number"
        )
    )
    empty = Lesson.objects.filter(date__gte=NOVEMBER).exclude(pk__in=filled)
    assert {(one.section_id, one.date.isoweekday(), one.number) for one in empty} == wanted
    # Only empty lessons of before the version are those of the first one.
    assert not gone & set(Lesson.history.filter(date__lt=NOVEMBER).values_list("id", flat=True))
