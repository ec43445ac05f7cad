from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Role
from journal import actions
from journal.models import DeadlineFact, Exam, Homework, Mark
from journal.norms import usual_minimum
from journal.tasks import note_deadlines
from reports.completeness import Counts, due_by_now
from reports.heat import Share
from reports.screens.missing import missing_screen, periods_of, scope
from reports.terms import chosen_terms
from reports.timeliness import Kept
from school.access import sections_visible_to
from school.models import GradingPeriod, SectionClass
from tests.asking import first_word
from tests.factories import (
    MOSCOW,
    NOW,
    HomeroomFactory,
    LessonFactory,
    LineItemFactory,
    SchoolClassFactory,
    SectionFactory,
    UserFactory,
    appointed,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    school_year,
    subject,
    teacher_of,
)

MONDAY = date(2025, 9, 15)
FRIDAY = datetime(2025, 9, 19, 18, 0, tzinfo=MOSCOW)


def filled(lesson):
    """The lesson with topic, attendance and homework."""
    lesson.topic = "Степень"
    lesson.attendance_taken_at, lesson.attendance_taken_by = lesson.starts_at, clerk()
    lesson.save(by=clerk(), now=NOW)
    Homework(lesson=lesson, is_none=True).save(by=clerk(), now=NOW)
    return lesson


def two_journals():
    """Of two classes, one after the other in lists."""
    classes = [SchoolClassFactory(letter=letter, name=f"7{letter}") for letter in "ЭЮ"]
    return [SectionFactory(school_class=school_class) for school_class in classes]


def screen_of(user, period="", school_class=None, teacher=None, everything=True, now=FRIDAY):
    on = now.date()
    found = scope(sections_visible_to(user, on=on), on=on)
    periods = periods_of(school_year(), found.sections)
    return missing_screen(
        found,
        found.narrowed(school_class, teacher),
        chosen_terms(period, periods, on=on),
        everything=everything,
        now=now,
        on=on,
    )


@pytest.mark.requirement("REP-1")
def test_each_journal_tells_what_its_held_lessons_lack():
    section = SectionFactory(students=2, weekly_hours=Decimal(3))
    first, *_ = [LessonFactory(section=section, date=MONDAY + timedelta(days=n)) for n in range(3)]
    filled(first)
    LessonFactory(section=section, date=date(2025, 9, 22))
    LessonFactory(section=section, date=MONDAY, number=5, status="cancelled")
    LessonFactory(section=section, date=date(2025, 11, 6))
    one, _ = [row.student for row in section.enrollments.order_by("pk")]
    item = LineItemFactory(lesson=first)
    Mark(item=item, student=one, code="5").save(by=clerk(), now=NOW)

    [row] = screen_of(appointed(Role.DIRECTOR)).rows

    assert row.counts == Counts(
        planned=4,
        held=3,
        without_topic=2,
        without_attendance=2,
        without_homework=2,
        without_marks=2,
    )
    assert (row.teachers, row.marks, row.pupils, row.minimum, row.below) == (
        teacher_of(section).short_name, 1, 2, 4, 2
    )  # fmt: skip


@pytest.mark.requirement("REP-8")
def test_totals_and_the_heat_map_add_up_what_the_rows_tell():
    one, two = two_journals()
    filled(LessonFactory(section=one, date=MONDAY))
    LessonFactory(section=one, date=MONDAY, number=2)
    LessonFactory(section=two, date=MONDAY)

    screen = screen_of(appointed(Role.DIRECTOR))

    assert screen.totals == Counts(3, 3, 2, 2, 2, 3)
    assert screen.totals.filled == Decimal(1) - Decimal(6) / 9
    assert [(row.name, row.shares) for row in screen.heat.rows] == [
        (class_of(one).name, (Share(filled=3, of=6),)),
        (class_of(two).name, (Share(filled=0, of=3),)),
    ]
    assert [day.date for day in screen.heat.days] == [MONDAY]


def test_a_journal_without_debts_is_shown_only_when_everything_is_asked_for():
    filled(LessonFactory(section=SectionFactory()))
    director = appointed(Role.DIRECTOR)

    assert len(screen_of(director).rows) == 1
    few = screen_of(director, everything=False)
    assert (few.rows, few.hidden, few.totals.held) == ((), 1, 1)


@pytest.mark.requirement("ACC-7")
def test_a_deputy_checks_own_grades_and_a_homeroom_teacher_own_class():
    mine = LessonFactory(section=SectionFactory()).section
    other_class = SchoolClassFactory(grade=3, name="3А")
    other = LessonFactory(
        section=SectionFactory(grade=3, school_class=other_class, subject=subject("Чтение"))
    ).section
    deputy = appointed(Role.DEPUTY, grade_from=1, grade_to=4)
    homeroom = HomeroomFactory(school_class=class_of(mine)).teacher.user

    def seen(user):
        return [row.section for row in screen_of(user).rows]

    assert seen(deputy) == [other]
    assert seen(homeroom) == [mine]
    assert seen(appointed(Role.SYSADMIN)) == [other, mine]


def test_filters_narrow_by_class_teacher_and_period():
    one, two = two_journals()
    LessonFactory(section=one)
    LessonFactory(section=two, date=date(2025, 11, 6))
    director = appointed(Role.DIRECTOR)
    second = GradingPeriod.objects.get(number=2)

    def seen(**filters):
        return [row.section for row in screen_of(director, **filters).rows]

    assert seen(period="year") == [one, two]
    assert seen(period="year", school_class=class_of(two).pk) == [two]
    assert seen(period="year", teacher=one.loads.get().teacher_id) == [one]
    assert seen(period=str(second.pk)) == [two]
    assert seen() == [one]


def test_an_unknown_answer_in_a_filter_is_told_and_not_obeyed(client, lesson):
    client.force_login(appointed(Role.DIRECTOR))

    answer = client.get(
        reverse("reports:missing"), {"class": "999", "period": "x"}
    ).content.decode()

    assert "Класс: такого в списке нет." in answer
    assert "Период: такого в списке нет." in answer


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("topic", "Уроки без темы"),
        ("attendance", "Уроки без отметки о присутствии"),
        ("homework", "Уроки без домашнего задания"),
        ("marks", "Уроки без отметок"),
    ],
)
def test_the_list_of_lessons_leads_to_the_very_lesson(client, at, section, kind, word):
    at(2025, 9, 19, 18, 0)
    full = filled(LessonFactory(section=section, date=MONDAY))
    student = section.enrollments.first().student
    Mark(item=LineItemFactory(lesson=full), student=student, code="5").save(by=clerk(), now=NOW)
    lacking = LessonFactory(section=section, date=MONDAY + timedelta(days=1))
    client.force_login(appointed(Role.DIRECTOR))

    answer = client.get(
        reverse("reports:missing_lessons", args=[section.pk, kind])
    ).content.decode()

    assert word in answer
    assert reverse("journal:lesson", args=[lacking.pk]) in answer
    assert reverse("journal:lesson", args=[full.pk]) not in answer


def test_pupils_with_few_marks_are_named(client, at):
    at(2025, 9, 19, 18, 0)
    section = SectionFactory(students=2, weekly_hours=Decimal(1))
    one, two = [row.student for row in section.enrollments.order_by("pk")]
    for n in range(3):
        item = LineItemFactory(
            lesson=LessonFactory(section=section, date=MONDAY + timedelta(days=n))
        )
        Mark(item=item, student=one, code="4").save(by=clerk(), now=NOW)
    client.force_login(appointed(Role.DIRECTOR))

    answer = client.get(
        reverse("reports:missing_lessons", args=[section.pk, "few"])
    ).content.decode()

    assert two.user.list_name in answer
    assert one.user.list_name not in answer


@pytest.mark.requirement("ACC-10")
def test_a_homeroom_teacher_is_told_of_the_own_pupils_of_a_group_over_classes(client, at):
    at(2025, 9, 19, 18, 0)
    section = SectionFactory(students=1, weekly_hours=Decimal(30))
    own = section.enrollments.get().student
    other_class = SchoolClassFactory()
    SectionClass(section=section, school_class=other_class).save(by=clerk(), now=NOW)
    put_on_list(section, pupil_of(other_class))
    LessonFactory(section=section, date=MONDAY)
    url = reverse("reports:missing_lessons", args=[section.pk, "few"])
    told = {}
    for person in (
        HomeroomFactory(school_class=class_of(section)).teacher.user,
        teacher_of(section),
        appointed(Role.DIRECTOR),
    ):
        client.force_login(person)
        told[person] = [row.name for row in client.get(url).context["screen"].pupils]

    assert [len(names) for names in told.values()] == [1, 2, 2]
    assert next(iter(told.values())) == [own.user.list_name]


@pytest.mark.parametrize("kind", ["", "nothing"])
def test_an_unknown_list_is_no_page(client, section, kind):
    client.force_login(appointed(Role.DIRECTOR))
    assert client.get(f"/reports/missing/{section.pk}/{kind}/").status_code == 404


def test_the_spreadsheet_holds_the_table_and_no_formulas(client, at):
    at(2025, 9, 19, 18, 0)
    section = SectionFactory(subject=subject("=1+1"), name="@группа", weekly_hours=Decimal(2))
    LessonFactory(section=section, date=MONDAY)
    client.force_login(appointed(Role.DIRECTOR))

    answer = client.get(reverse("reports:missing_xlsx"))

    sheet = load_workbook(BytesIO(answer.content)).active
    [cells] = sheet.iter_rows(min_row=4)
    teacher = teacher_of(section).short_name
    assert [cell.value for cell in cells] == [
        class_of(section).name, "=1+1", "@группа", teacher, 1, 1, 1, 1, 1, None, 5, 0, 0, 0, 0
    ]  # fmt: skip
    assert {cell.data_type for cell in cells[:4]} == {"s"}
    assert [cell.quotePrefix for cell in cells[:4]] == [False, True, True, False]


def test_usual_minimum_follows_the_table_of_local_acts():
    quarter = [usual_minimum(Decimal(hours), "quarter") for hours in (1, 2, 3, 4, 5, 8)]

    assert quarter == [3, 5, 6, 8, 10, 10]
    assert usual_minimum(Decimal("1.5"), "quarter") == 3
    assert usual_minimum(Decimal(2), "half_year") == 7
    assert usual_minimum(None, "quarter") == 0
    assert [due_by_now(5, held, 16) for held in (0, 4, 16)] == [0, 1, 5]
    assert due_by_now(5, 0, 0) == 0


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_costs_the_same_queries_and_only_reads(client, at, number):
    at(2025, 9, 19, 18, 0)
    for _ in range(number):
        section = SectionFactory(students=1)
        item = LineItemFactory(lesson=LessonFactory(section=section, date=MONDAY))
        Mark(item=item, student=section.enrollments.get().student, code="5").save(
            by=clerk(), now=NOW
        )
    client.force_login(appointed(Role.DIRECTOR))

    with CaptureQueriesContext(connection) as queries:
        answer = client.get(reverse("reports:missing"))

    assert answer.content.decode().count("/topic/?period=") == number
    assert len(queries) == 4 + 11
    assert {first_word(q["sql"]) for q in queries} == {"SELECT", "WITH"}


def test_before_the_school_has_a_year_there_is_nothing_to_check(client):
    client.force_login(UserFactory())
    assert client.get(reverse("reports:missing")).status_code == 404


@pytest.mark.requirement("REP-1")
def test_entries_in_time_late_and_missing_are_counted_and_an_outage_noted_later_excuses(client, at):
    section = SectionFactory(students=1)
    first, second = (LessonFactory(section=section, date=MONDAY, number=n) for n in (1, 2))
    moved_away = LessonFactory(section=section, date=MONDAY, number=3)
    teacher = teacher_of(section)
    for lesson, minutes in ((first, 5), (second, 50)):
        now = lesson.starts_at + timedelta(minutes=minutes)
        actions.take_attendance(lesson=lesson, by=teacher, now=now)
    actions.set_topic(lesson=first, topic="Дроби", by=teacher, now=first.ends_at)
    at(2025, 9, 19, 18, 0)
    note_deadlines()
    moved_away.status = "cancelled"
    moved_away.save(by=clerk(), now=NOW)
    actions.set_topic(lesson=second, topic="Дроби", by=teacher, now=timezone.now())
    note_deadlines()
    client.force_login(appointed(Role.DIRECTOR))

    def counted():
        [row] = client.get(reverse("reports:missing")).context["screen"].rows
        return row.kept

    before = counted()
    actions.note_outage(
        starts_at=second.starts_at, ends_at=second.ends_at, what="нет связи", by=clerk(),
        now=timezone.now(),
    )  # fmt: skip

    assert (before, before.share) == (Kept(2, 2, 2), Decimal(2) / 6)
    assert counted() == Kept(3, 1, 2)


@pytest.mark.requirement("REP-1")
@pytest.mark.requirement("REP-8")
def test_results_of_exams_and_marks_of_periods_in_time_have_lines_of_their_own(client, at):
    at(2026, 6, 20, 12, 0)
    section = SectionFactory(students=1)
    last = GradingPeriod.objects.for_grade(section.grade).order_by("-starts_on").first()
    held = last.ends_on + timedelta(days=10)
    Exam(section=section, held_at=bell_of(held), takers=1).save(by=clerk(), now=NOW)
    # The exam was moved: what became of its former day is counted no more.
    note_fact(section, "exam", held - timedelta(days=2), "missing")
    note_fact(section, "exam", held, "on_time")
    note_fact(section, "period", last.ends_on, "missing", period=last)
    note_fact(section, "period", last.ends_on, "late", period=last)
    client.force_login(appointed(Role.DIRECTOR))

    def counted(period):
        screen = client.get(reverse("reports:missing"), {"period": period}).context["screen"]
        return screen.kept_periods, screen.kept_exams

    first = GradingPeriod.objects.for_grade(section.grade).order_by("starts_on").first()
    assert counted(first.pk) == (Kept(), Kept())
    assert counted("year") == counted(last.pk) == (Kept(late=1), Kept(on_time=1))
    page = client.get(reverse("reports:missing"), {"period": last.pk}).content.decode()
    assert "<dt>экзаменов, результаты в срок</dt><dd>1 из 1</dd>" in page

    actions.note_outage(
        starts_at=bell_of(last.ends_on), ends_at=bell_of(last.ends_on) + timedelta(days=3),
        what="нет связи", by=clerk(), now=timezone.now(),
    )  # fmt: skip
    assert counted(last.pk) == (Kept(on_time=1), Kept(on_time=1))


def bell_of(day):
    return datetime(day.year, day.month, day.day, 12, tzinfo=MOSCOW)


def note_fact(section, kind, day, verdict, period=None):
    """Due in a day; late by one more."""
    begun, late = bell_of(day), timedelta(hours=36 if verdict == "late" else 2)
    DeadlineFact(
        kind=kind, verdict=verdict, section=section, period=period, day=day, begins_at=begun,
        due_at=begun + timedelta(days=1), done_at=None if verdict == "missing" else begun + late,
        clause="п. 1", told="24 часа", noted_at=begun + timedelta(days=2),
    ).save()  # fmt: skip
