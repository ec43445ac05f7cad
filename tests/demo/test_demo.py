"""The demo school is legal: everything in it could have been written by hand."""

from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from accounts.models import Appointment, User
from accounts.records import Record
from diary.models import DiaryVisit, Letter, LetterAnswer, LetterPupil, LetterReading
from ejournal import demo
from ejournal.demo.almanac import STAGES
from ejournal.demo.control_works import plan_control_works
from ejournal.demo.families import speak_with_families
from ejournal.demo_accounts import ACCOUNTS, DEMO_PASSWORD
from journal.models import (
    AbsenceNote,
    Assignment,
    AttendanceRecord,
    Homework,
    Lesson,
    LineItem,
    MakeUpProtocol,
    Mark,
    PeriodMark,
)
from school.clock import school_now
from school.models import (
    ClassEnrollment,
    ControlWork,
    ControlWorkSchedule,
    CourseSection,
    GuardianLink,
    Homeroom,
    School,
    SchoolClass,
    SectionEnrollment,
    Student,
    TeachingLoad,
    Timetable,
    TimetableEntry,
)
from school.timetable import clashes_of
from tests.demo.conftest import MADE_AT, SMALL, some_classes

TODAY = date(2025, 10, 24)


@pytest.fixture(autouse=True)
def _school(small_school):
    pass


@pytest.mark.requirement("SCH-3")
def test_every_class_has_its_pupils_and_one_homeroom_teacher():
    starting = ClassEnrollment.objects.filter(starts_on=date(2025, 9, 1))
    sizes = dict(starting.values_list("school_class__name").annotate(Count("pk")))
    assert sizes == {one.name: one.size for one in SMALL}
    assert dict(
        Homeroom.objects.values_list("school_class__name").annotate(Count("teacher"))
    ) == dict.fromkeys(sizes, 1)
    assert Homeroom.objects.values("teacher").distinct().count() == len(SMALL)


@pytest.mark.requirement("SCH-3")
def test_groups_of_a_class_share_its_pupils_between_them():
    for school_class in SchoolClass.objects.all():
        pupils = set(
            ClassEnrollment.objects.on(TODAY)
            .filter(school_class=school_class)
            .values_list("student", flat=True)
        )
        kinds = defaultdict(Counter)
        listed = SectionEnrollment.objects.on(TODAY).filter(student__in=pupils)
        # A circle is for whoever likes it.
        rows = listed.exclude(section__kind="circle")
        for subject, kind, student in rows.values_list(
            "section__subject__name", "section__kind", "student"
        ):
            kinds["choice" if kind in {"profile", "elective"} else subject][student] += 1
        choices = kinds.pop("choice", Counter(dict.fromkeys(pupils, 1)))
        assert len(set(choices.values())) == 1
        assert set(choices) == pupils
        assert {subject: dict(counts) for subject, counts in kinds.items()} == {
            subject: dict.fromkeys(pupils, 1) for subject in kinds
        }


@pytest.mark.requirement("SCH-3")
def test_a_stream_is_learnt_by_pupils_of_both_classes():
    stream = CourseSection.objects.filter(kind="elective", classes_text="7А, 7Б")
    assert stream.count() == 2
    for section in stream:
        classes = ClassEnrollment.objects.on(TODAY).filter(
            student__section_enrollments__section=section
        )
        assert set(classes.values_list("school_class__name", flat=True)) == {"7А", "7Б"}


@pytest.mark.requirement("SCH-10")
def test_timetable_has_no_clash_of_teacher_room_or_pupil():
    timetable = Timetable.objects.get()
    assert (timetable.status, clashes_of(timetable.pk, on=TODAY)) == ("published", [])


@pytest.mark.requirement("SCH-8")
def test_hours_of_plan_load_and_timetable_are_the_same():
    of_plan = dict(CourseSection.objects.values_list("pk", "weekly_hours"))
    of_load = dict(TeachingLoad.objects.values_list("section").annotate(Sum("hours")))
    of_timetable = dict(TimetableEntry.objects.values_list("section").annotate(Count("pk")))
    assert of_plan == of_load == of_timetable


@pytest.mark.requirement("SCH-5")
def test_a_pupil_learns_as_many_hours_as_the_plan_says_and_has_no_windows():
    for one in SMALL:
        student = (
            Student.objects.filter(class_enrollments__school_class__name=one.name)
            .order_by("pk")
            .last()
        )
        entries = TimetableEntry.objects.filter(
            kind="main",
            section__in=SectionEnrollment.objects.on(TODAY)
            .filter(student=student)
            .values("section"),
        )
        week = defaultdict(list)
        for weekday, number in entries.order_by("weekday", "number").values_list(
            "weekday", "number"
        ):
            week[weekday].append(number)
        assert sum(map(len, week.values())) == one.weekly_maximum
        assert all(after == before + 1 for day in week.values() for before, after in pairwise(day))
        assert {day[0] for day in week.values()} == {1}


@pytest.mark.requirement("JRN-18")
@pytest.mark.requirement("SCH-4")
def test_the_account_of_the_teacher_has_a_circle_and_a_pupil_who_learns_by_an_order():
    own = CourseSection.objects.filter(loads__teacher__user__username="teacher")
    circle, alone = own.get(kind="circle"), own.get(kind="individual")
    assert (circle.is_extracurricular, alone.is_extracurricular) == (True, False)
    assert set(circle.entries.values_list("kind", flat=True)) == {"extracurricular"}
    assert (alone.enrollments.count(), alone.name != "") == (1, True)
    held = Lesson.objects.held_by(STAGES["quarter"].moment)
    assert held.filter(section=circle).exclude(topic="").exists()
    assert held.filter(section=alone).exclude(topic="").exists()
    assert not Homework.objects.filter(lesson__section=circle).exists()
    assert not LineItem.objects.filter(lesson__section=circle).exists()
    assert AttendanceRecord.objects.filter(lesson__section=circle).exists()


@pytest.mark.requirement("SCH-13")
def test_movement_has_orders_and_leaves_the_past_where_it_was():
    moved = ClassEnrollment.objects.exclude(left_by_order="").order_by("ends_on")
    found = moved.values_list("school_class__name", "ends_on", "left_by_order")
    assert list(found) == [
        ("7Б", date(2025, 9, 21), "№ 106-у от 19.09.2025"),
        ("7Б", date(2025, 10, 15), "№ 124-у от 15.10.2025"),
    ]
    stay = ClassEnrollment.objects.filter(left_by_order="")
    assert set(stay.values_list("ends_on", flat=True)) == {date(2026, 5, 26)}
    came = ClassEnrollment.objects.filter(starts_on__gt=date(2025, 9, 1)).order_by("starts_on")
    assert list(came.values_list("school_class__name", "starts_on", "entered_by_order")) == [
        ("7А", date(2025, 9, 8), "№ 94-у от 05.09.2025"),
        ("7А", date(2025, 9, 22), "№ 106-у от 19.09.2025"),
    ]
    student = moved.first().student
    assert Mark.objects.filter(student=student, item__lesson__section__classes_text="7Б").exists()
    assert Mark.objects.filter(student=student, item__lesson__section__classes_text="7А").exists()


def test_marks_and_absences_fall_on_days_when_the_pupil_was_on_the_list():
    for row, lesson in ((Mark, "item__lesson"), (AttendanceRecord, "lesson")):
        on_list = row.objects.filter(
            Q(student__section_enrollments__ends_on=None)
            | Q(student__section_enrollments__ends_on__gte=F(f"{lesson}__date")),
            student__section_enrollments__section=F(f"{lesson}__section"),
            student__section_enrollments__starts_on__lte=F(f"{lesson}__date"),
        )
        assert on_list.count() == row.objects.count() > 0


def test_nothing_is_written_about_lessons_that_have_not_ended():
    ahead = Lesson.objects.filter(ends_at__gt=STAGES["quarter"].moment)
    filled = [
        ahead.exclude(topic=""),
        ahead.exclude(attendance_taken_at=None),
        Homework.objects.filter(lesson__in=ahead),
        LineItem.objects.filter(lesson__in=ahead),
        AttendanceRecord.objects.filter(lesson__in=ahead),
    ]
    assert ahead.exists()
    assert [rows.count() for rows in filled] == [0] * 5


def test_the_last_week_has_gaps_and_the_weeks_before_have_none():
    held = Lesson.objects.held_by(STAGES["quarter"].moment)
    recent = held.filter(date__gte=date(2025, 10, 16))
    assert recent.without_topic().exists()
    assert recent.without_attendance().exists()
    assert recent.without_homework().exists()
    before = held.filter(date__lt=date(2025, 10, 16))
    gaps = before.without_topic() | before.without_attendance()
    assert (gaps.count(), before.without_homework().count()) == (0, 0)


def test_period_marks_are_set_only_by_periods_that_end():
    periods = PeriodMark.objects.values_list("kind", "period__title").distinct()
    assert list(periods) == [("period", "I четверть")]
    assert not PeriodMark.objects.filter(section__grade__in=[1, 10]).exists()


# Kinds of work that come with the program began before there was anybody to sign for them.
PROGRAM = "Обновление программы"


def test_every_record_has_a_signed_history_that_ends_with_what_is_there():
    for model in apps.get_models():
        if not issubclass(model, Record) or model.__name__.startswith("Historical"):
            continue
        history = model.history.all()
        by_nobody = Q(history_user_id=None) & ~Q(history_author=PROGRAM)
        assert not history.filter(by_nobody | Q(history_author="")).exists(), model
        assert history.values("id").distinct().count() == model.objects.count(), model


def test_entries_are_signed_by_the_teacher_of_the_section_at_a_believable_time():
    moment = STAGES["quarter"].moment
    for marks in (Mark.history.all(), AttendanceRecord.history.all(), LineItem.history.all()):
        authors = marks.values_list("history_user_id", flat=True).distinct()
        assert set(authors) <= set(TeachingLoad.objects.values_list("teacher__user", flat=True))
        assert not marks.filter(history_date__gt=moment).exists()
    lessons = dict(Lesson.objects.values_list("pk", "starts_at"))
    written = Lesson.history.filter(history_type="~").values_list("id", "history_date")
    assert all(at > lessons[pk] for pk, at in written)


def test_only_listed_people_can_sign_in():
    usable = User.objects.exclude(password__startswith="!").values_list("username", flat=True)
    assert sorted(usable) == sorted(login for login, *_ in ACCOUNTS)


@pytest.mark.parametrize("login", [login for login, *_ in ACCOUNTS])
def test_listed_accounts_sign_in_and_find_their_home_page(client, settings, login):
    settings.PASSWORD_HASHERS = ["accounts.hashers.SchoolArgon2PasswordHasher"]
    with time_machine.travel(MADE_AT, tick=False):
        answer = client.post(
            reverse("account_login"), {"login": login, "password": DEMO_PASSWORD}, follow=True
        )
    assert (answer.status_code, answer.wsgi_request.user.username) == (200, login)
    assert answer.redirect_chain


def test_listed_accounts_are_who_they_say():
    appointed = dict(Appointment.objects.on(TODAY).values_list("user__username", "role"))
    assert appointed == {
        "director": "director", "deputy": "deputy", "deputy1-4": "deputy", "admin": "sysadmin",
        "hr": "hr", "clerk": "clerk", "assistant": "assistant", "inspector": "inspector",
        "technician": "technician",
    }  # fmt: skip
    assert Homeroom.objects.get(teacher__user__username="homeroom").school_class.name == "7А"
    taught = CourseSection.objects.filter(loads__teacher__user__username="teacher")
    assert {"7А"} < set(taught.values_list("classes_text", flat=True))
    assert {"class", "elective"} < set(taught.values_list("kind", flat=True))
    children = GuardianLink.objects.filter(guardian__username="parent")
    classes = children.values_list("student__class_enrollments__school_class__name", flat=True)
    assert sorted(classes) == ["4А", "7А"]
    assert children.filter(student__user__username="pupil").exists()


def test_teacher_account_has_a_lesson_going_on_when_the_demo_opens():
    now = school_now(School.objects.get(), MADE_AT)
    lesson = Lesson.objects.get(
        section__loads__teacher__user__username="teacher", starts_at__lte=now, ends_at__gt=now
    )
    assert (lesson.section.classes_text, lesson.date, lesson.number) == ("7А", TODAY, 3)


def test_clock_stands_on_the_day_of_the_stage_and_is_put_back_another_day():
    school = School.objects.get()
    moment = STAGES["quarter"].moment
    assert (school.is_demo, school_now(school, MADE_AT)) == (True, moment)
    tomorrow = MADE_AT.replace(day=4)
    assert not demo.wind_clock(school, now=MADE_AT.replace(hour=12))
    assert demo.wind_clock(school, now=tomorrow)
    assert school_now(School.objects.get(), tomorrow) == moment


def test_second_run_changes_nothing(capsys):
    before = Mark.history.count(), Lesson.history.count(), User.objects.count()
    call_command("demo", stage="quarter", seed=1)
    assert (Mark.history.count(), Lesson.history.count(), User.objects.count()) == before
    assert "уже создана" in capsys.readouterr().out


def test_another_stage_or_seed_needs_another_database():
    with pytest.raises(
        CommandError, match="уже есть демонстрационная школа, созданная с --stage quarter --seed 1"
    ):
        call_command("demo", stage="september", seed=1)


@pytest.mark.requirement("SCH-11")
def test_two_classes_have_control_works_of_every_state():
    works = ControlWork.objects.all()
    states = Counter(works.values_list("level", "status"))
    assert (states["federal", "agreed"], states["school", "asked"]) == (2, 2)
    assert states["school", "agreed"] > 6
    assert ControlWorkSchedule.objects.filter(withdrawn_at=None).count() == 1

    plan_control_works(now=STAGES["quarter"].moment)

    assert works.count() == sum(states.values())


@pytest.mark.requirement("JRN-12")
def test_families_have_letters_notes_and_homework_of_their_own():
    def made():
        models = (Letter, LetterReading, LetterAnswer, DiaryVisit, MakeUpProtocol)
        return [model.objects.count() for model in models]

    before = made()
    assert 0 not in before
    assert set(Letter.objects.values_list("kind", flat=True)) == {"message", "praise", "recommendation"}  # fmt: skip
    assert LetterPupil.objects.filter(readings=None).exists()
    assert AbsenceNote.objects.filter(state="waiting", asked_by__username="parent").exists()
    assert set(Assignment.objects.values_list("audience", flat=True)) == {"group", "pupils"}

    speak_with_families(seed=1, now=STAGES["quarter"].moment)

    assert made() == before


def test_small_school_is_asked_for_by_its_classes():
    assert [one.name for one in some_classes(**{"7А": 3})] == ["7А"]
