"""A FET timetable becomes a dated version with the lessons of the year, with the load or without it."""

from collections import Counter
from datetime import date, time, timedelta
from threading import Event
from time import sleep

import pytest
from django.db import connection, transaction

from accounts.models import User
from exchange.actions import import_oneroster, import_timetable
from exchange.fet import open_timetable, read_timetable
from exchange.oneroster import open_bundle
from exchange.problems import Unreadable
from journal.actions import set_topic
from journal.actions.versions import publish_version
from journal.models import Lesson
from school.models import (
    CourseSection,
    HolidayBreak,
    SchoolClass,
    SectionEnrollment,
    TeachingLoad,
    TimeSlot,
    Timetable,
    TimetableEntry,
)
from school.timetable import clashes_of
from tests.exchange.bundles import FET
from tests.exchange.test_import_oneroster import everything
from tests.factories import NOW, bells, school_year
from tests.journal.test_race import at_once

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-10")]

FIRST = date(2025, 9, 1)


@pytest.fixture
def load_fet(clerk):
    def run(text=FET, starts_on=FIRST, *, publish=True, **options):
        timetable = read_timetable(text.encode(), file="school.fet")
        return import_timetable(
            timetable=timetable, starts_on=starts_on, by=clerk, now=NOW, publish=publish, **options
        )

    return run


def entries():
    rows = TimetableEntry.objects.order_by("weekday", "number").values_list(
        "weekday", "number", "section__subject__name", "room__name"
    )
    return list(rows)


WEEK = [
    (1, 1, "Алгебра", "12"),
    (1, 2, "Алгебра", "12"),
    (1, 3, "Английский язык", None),
    (2, 1, "Алгебра", None),
]


def test_a_timetable_meets_the_load_that_is_there(load, load_fet):
    load()

    report = load_fet()

    assert dict(+report.created) == {
        "bells": 3, "rooms": 1, "timetables": 1, "entries": 4, "lessons": Lesson.objects.count(),
    }  # fmt: skip
    assert [str(one) for one in report.warnings] == [
        "school.fet: «7А, 7Б, Английский язык»: в нагрузке часов 2, в расписании 1."
    ]
    assert entries() == WEEK
    assert CourseSection.objects.count() == 2
    version = Timetable.objects.get()
    assert (version.status, version.starts_on, version.ends_on) == (
        "published", FIRST, date(2026, 5, 26),
    )  # fmt: skip
    assert list(TimeSlot.objects.order_by("number").values_list("starts_at", "ends_at")) == [
        (time(8, 30), time(9, 15)),
        (time(9, 25), time(10, 10)),
        (time(10, 20), time(11, 5)),
    ]


def test_every_slot_of_every_school_day_has_its_dated_lesson(load, load_fet):
    load()
    load_fet()

    rest = HolidayBreak.objects.get()
    day, expected = FIRST, Counter()
    while day <= date(2026, 5, 26):
        if not rest.starts_on <= day <= rest.ends_on:
            for weekday, number, subject, _ in WEEK:
                expected[day, number, subject] += day.isoweekday() == weekday
        day += timedelta(days=1)
    lessons = Lesson.objects.values_list("date", "number", "section__subject__name")
    assert Counter(lessons) == +expected


def test_the_second_import_changes_no_row_and_writes_no_history(load, load_fet):
    load()
    load_fet()
    before = everything()

    second = load_fet()

    assert second.changes == 0
    assert everything() == before


@pytest.mark.requirement("SCH-8")
def test_an_empty_journal_gets_classes_teachers_groups_and_a_year(load_fet):
    report = load_fet()

    assert report.applied
    assert [str(one) for one in report.warnings] == [
        "school.fet: учебного года не было: создан 2025/2026. Проверьте его дни, четверти и каникулы."
    ]
    assert list(SchoolClass.objects.in_order().values_list("name", "grade")) == [
        ("7А", 7),
        ("7Б", 7),
    ]
    loads = TeachingLoad.objects.order_by("section__subject__name").values_list(
        "section__subject__name", "section__classes_text", "teacher__user__last_name", "hours"
    )
    assert list(loads) == [
        ("Алгебра", "7А", "Иванова", 3),
        ("Английский язык", "7А, 7Б", "Петров", 1),
    ]
    teacher = User.objects.get(identifier="Иванова")
    assert (teacher.username, teacher.has_usable_password()) == ("ivanova", False)
    assert load_fet().changes == 0


def test_a_whole_class_brings_its_pupils_and_a_part_waits_for_its_list(load, load_fet):
    load()
    text = FET.replace(
        "<Subject>Алгебра</Subject><Students>7А<", "<Subject>Физика</Subject><Students>7А<", 1
    )
    text = text.replace(
        "<Subject>Алгебра</Subject><Students>7А<",
        "<Subject>Физика</Subject><Students>7А 1 группа<",
        1,
    )
    text = text.replace(
        "<Subject><Name>Алгебра</Name></Subject>", "<Subject><Name>Физика</Name></Subject>"
    )

    report = load_fet(text)

    assert [str(one) for one in report.warnings if one.kind == "gaps"] == [
        "school.fet, строка 30, столбец «Students»: список группы «Физика, 7А 1 группа» пуст: "
        "заполните его.",
        "school.fet: «7А, Алгебра»: в нагрузке часов 3, в расписании 0.",
        "school.fet: «7А, 7Б, Английский язык»: в нагрузке часов 2, в расписании 1.",
    ]
    members = SectionEnrollment.objects.filter(section__subject__name="Физика").values_list(
        "section__name", "student__user__username"
    )
    assert list(members) == [("", "alexeev")]


def test_a_clash_is_told_and_refuses_nothing(load, load_fet):
    load()
    text = FET.replace("<Preferred_Hour>10:20<", "<Preferred_Hour>09:25<")

    report = load_fet(text)

    assert report.applied
    assert [str(one).replace("\xa0", " ") for one in report.warnings if one.kind == "clashes"] == [
        "school.fet: понедельник, 2-й урок: 1 ученик сразу в двух местах: «7А, Алгебра» и "
        "«7А, 7Б, Английский язык»."
    ]


def test_a_changed_timetable_of_the_same_day_moves_its_lessons_and_keeps_what_was_written(
    load, load_fet, clerk
):
    load()
    load_fet()
    taught = Lesson.objects.filter(date=date(2025, 9, 2)).get()
    set_topic(lesson=taught, topic="Действительные числа", by=clerk, now=NOW)

    later = "<Preferred_Day>Вторник</Preferred_Day><Preferred_Hour>"
    report = load_fet(FET.replace(f"{later}08:30<", f"{later}09:25<"))

    assert report.applied
    assert entries()[-1] == (2, 2, "Алгебра", None)
    tuesdays = Lesson.objects.filter(date__week_day=3)
    assert set(tuesdays.values_list("number", flat=True)) == {1, 2}
    assert list(tuesdays.filter(number=1).values_list("date", "topic", "entry")) == [
        (date(2025, 9, 2), "Действительные числа", None)
    ]


@pytest.mark.requirement("JRN-2")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("day", [date(2025, 9, 2), date(2025, 9, 9)])
def test_an_import_keeps_what_a_teacher_writes_that_very_moment(load, load_fet, clerk, day):
    """The teacher's entry is not yet committed when the import begins, and is when it ends."""
    load()
    load_fet()
    taught, written = Lesson.objects.get(date=day), Event()

    def teach():
        with transaction.atomic():
            set_topic(lesson=taught, topic="Действительные числа", by=clerk, now=NOW)
            written.set()
            until_somebody_waits()

    def bring_in():
        written.wait()
        later = "<Preferred_Day>Вторник</Preferred_Day><Preferred_Hour>"
        return load_fet(FET.replace(f"{later}08:30<", f"{later}09:25<"))

    _, report = at_once(teach, bring_in)

    assert report.applied
    kept = Lesson.objects.filter(date=day, number=1)
    assert list(kept.values_list("topic", "entry")) == [("Действительные числа", None)]
    assert Lesson.objects.get(date=day, number=2).topic == ""


def until_somebody_waits():
    """Till another connection to this database waits for a lock, ten seconds at most."""
    for _ in range(100):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone():
                return
        sleep(0.1)


def test_a_later_version_ends_the_earlier_one(load, load_fet):
    load()
    load_fet()

    load_fet(starts_on=date(2025, 11, 5))

    versions = Timetable.objects.order_by("starts_on").values_list("starts_on", "ends_on")
    assert list(versions) == [
        (FIRST, date(2025, 11, 4)),
        (date(2025, 11, 5), date(2026, 5, 26)),
    ]


@pytest.mark.parametrize(
    ("starts_on", "told"),
    [
        (date(2027, 9, 1),
         "school.fet: день 01.09.2027 не входит в учебный год 2025/2026 (с 01.09.2025 по 26.05.2026). "
         "Укажите другой."),
    ],
)  # fmt: skip
def test_a_day_outside_the_year_is_refused(load, load_fet, starts_on, told):
    load()
    with pytest.raises(Unreadable) as caught:
        load_fet(starts_on=starts_on)
    assert str(caught.value) == told


def test_bells_of_the_school_keep_their_numbers(load_fet):
    """Hours of the file find the school's own bells by their beginning."""
    school_year()
    bells()
    text = FET.replace("08:30<", "09:00<").replace("09:25<", "10:00<").replace("10:20<", "11:00<")

    load_fet(text)

    assert [(weekday, number) for weekday, number, *_ in entries()] == [
        (1, 2), (1, 3), (1, 4), (2, 2),
    ]  # fmt: skip


def versions():
    rows = Timetable.objects.order_by("pk")
    return list(rows.values_list("status", "starts_on", "source"))


def test_an_import_is_a_draft_that_a_person_puts_in_force(load, load_fet, clerk):
    load()

    report = load_fet(publish=False)

    assert report.created["timetables"] == 1
    assert (versions(), entries()) == ([("draft", FIRST, "fet")], WEEK)
    assert not Lesson.objects.exists()
    assert load_fet(publish=False).changes == 0
    draft = Timetable.objects.get()
    publish_version(timetable=draft, starts_on=FIRST, by=clerk, now=NOW)
    assert (versions(), Lesson.objects.count() > 100) == ([("published", FIRST, "fet")], True)
    assert load_fet(publish=False).changes == 0


def test_an_import_over_a_version_in_force_is_a_draft_beside_it(load, load_fet):
    load()
    load_fet()
    lessons = Lesson.objects.count()

    english = "<Preferred_Day>{}</Preferred_Day><Preferred_Hour>10:20"
    changed = FET.replace(english.format("Понедельник"), english.format("Вторник"))
    load_fet(changed, publish=False)

    in_force, draft = Timetable.objects.order_by("pk")
    assert (in_force.status, draft.status) == ("published", "draft")
    assert [list(one.entries.filter(section__subject__name="Английский язык").values_list("weekday", flat=True)) for one in (in_force, draft)] == [[1], [2]]  # fmt: skip
    assert Lesson.objects.count() == lessons


def test_a_draft_of_an_import_is_put_in_force_where_that_is_asked_for(load, load_fet):
    load()
    load_fet(publish=False)
    load_fet()
    assert versions() == [("published", FIRST, "fet")]
    assert Lesson.objects.exists()


def test_nothing_is_half_imported_while_an_activity_is_refused(load, load_fet):
    load()
    before = everything()
    text = FET.replace("<Teacher>Петров<", "<Teacher>Кто-то<")

    assert not load_fet(text).applied
    assert everything() == before
    assert load_fet(text, skip_refused=True).applied


@pytest.mark.requirement("SCH-8")
def test_a_real_school_comes_in_with_no_clash_and_a_lesson_for_every_slot(shared_data, clerk):
    bundle = open_bundle(shared_data / "lom/oneroster")
    timetable = open_timetable(shared_data / "lom/timetable.fet.gz")
    import_oneroster(bundle=bundle, by=clerk, now=NOW)

    first = import_timetable(timetable=timetable, starts_on=FIRST, by=clerk, now=NOW, publish=True)
    second = import_timetable(timetable=timetable, starts_on=FIRST, by=clerk, now=NOW, publish=True)

    assert (first.created["entries"], first.refused, first.warnings) == (544, [], [])
    assert first.unchanged["groups"] == 215
    assert clashes_of(Timetable.objects.get().pk, on=FIRST) == []
    assert second.changes == 0
    assert import_oneroster(bundle=bundle, by=clerk, now=NOW).changes == 0
    rests = list(HolidayBreak.objects.values_list("starts_on", "ends_on"))
    by_weekday = Counter(TimetableEntry.objects.values_list("weekday", flat=True))
    day, expected = FIRST, 0
    while day <= date(2026, 5, 26):
        if not any(start <= day <= end for start, end in rests):
            expected += by_weekday[day.isoweekday()]
        day += timedelta(days=1)
    assert first.created["lessons"] == Lesson.objects.count() == expected
    assert SectionEnrollment.objects.count() == 5639


def test_a_real_timetable_alone_makes_the_school(shared_data, clerk):
    timetable = open_timetable(shared_data / "lom/timetable.fet.gz")

    report = import_timetable(timetable=timetable, starts_on=FIRST, by=clerk, now=NOW, publish=True)

    made = {
        kind: report.created[kind] for kind in ("classes", "staff", "groups", "entries", "rooms")
    }
    assert made == {"classes": 17, "staff": 32, "groups": 215, "entries": 544, "rooms": 29}
    assert [one for one in report.warnings if one.kind == "clashes"] == []
