"""A journal ends, is split, its class ends: empty lessons after the last day go, what is written stays."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Role
from journal import actions
from journal.actions import Ground
from journal.actions.effects import ToConfirm
from journal.actions.endings import end_journals
from journal.models import Lesson, LessonMove
from school.actions import Refused as SchoolRefused
from school.actions.classes import end_class
from school.actions.grants import Order
from school.actions.groups import Split, split_section
from school.actions.individual import PlanFacts, end_plan, make_plan
from school.actions.movement import withdraw
from school.actions.sections import close_section
from school.models import CourseSection, Substitution, Timetable, TimetableEntry
from tests.factories import (
    LESSON_DAY,
    NOW,
    YEAR_END,
    SectionFactory,
    StaffFactory,
    appointed,
    class_of,
    clerk,
    school_year,
    subject,
)
from tests.journal.closed import close_quarter, kept_request
from tests.journal.test_lessons import timetable

DAY = timedelta(days=1)
OCTOBER = date(2025, 10, 6)
AFTER = OCTOBER + timedelta(days=7)


def signed():
    return {"by": clerk(), "now": NOW}


@pytest.fixture
def lessons(section):
    """Mondays, the second lesson, to the end of the year."""
    actions.make_lessons(timetable=timetable(section, [(1, 2)], by=clerk()), **signed())
    return Lesson.objects.filter(section=section)


def close(section, last_day=OCTOBER):
    return lambda: close_section(section=section, last_day=last_day, **signed())


def confirmed(change):
    """Seen, then done; returns what was seen."""
    with pytest.raises(ToConfirm) as shown:
        end_journals(
            change,
            year=school_year(),
            journals=CourseSection.objects.all(),
            confirmed="",
            **signed(),
        )
    effect = shown.value.effect
    end_journals(
        change,
        year=school_year(),
        journals=CourseSection.objects.all(),
        confirmed=effect.stamp,
        **signed(),
    )
    return effect


def last_of(lessons):
    return lessons.latest("date").date


@pytest.mark.requirement("SCH-3")
def test_a_journal_that_ends_takes_its_empty_lessons_along_once_they_were_seen(section, lessons):
    later = lessons.filter(date__gt=OCTOBER).count()
    before = lessons.filter(date__lte=OCTOBER).count()
    with pytest.raises(ToConfirm):
        end_journals(
            close(section),
            year=school_year(),
            journals=CourseSection.objects.all(),
            confirmed="",
            **signed(),
        )
    section.refresh_from_db()
    assert (section.ends_on, lessons.count()) == (None, before + later)

    effect = confirmed(close(section))

    section.refresh_from_db()
    assert (section.ends_on, len(effect.gone), effect.kept) == (OCTOBER, later, [])
    assert (lessons.count(), last_of(lessons)) == (before, OCTOBER)
    gone = Lesson.history.filter(history_type="-", date__gt=OCTOBER)
    assert set(gone.values_list("history_change_reason", flat=True)) == {"журнал закончен"}


def test_what_is_asked_of_a_lesson_or_closed_stays_though_the_journal_ends(section, lessons):
    asked = lessons.get(date=AFTER)
    kept_request(asked)
    effect = confirmed(close(section))
    assert [day for day, _ in effect.kept] == [AFTER]
    assert last_of(lessons) == AFTER


def test_lessons_of_a_closed_quarter_stay_though_the_journal_ends(section, lessons):
    lock = close_quarter(section)
    now = lock.locks_at + DAY
    change = lambda: close_section(section=section, last_day=OCTOBER, by=clerk(), now=now)  # noqa: E731
    with pytest.raises(ToConfirm) as shown:
        end_journals(
            change,
            year=school_year(),
            journals=CourseSection.objects.all(),
            confirmed="",
            by=clerk(),
            now=now,
        )
    assert [day for day, _ in shown.value.effect.kept] == [AFTER, AFTER + 7 * DAY]
    assert min(day for day, _ in shown.value.effect.gone) > lock.ends_on


def test_a_filled_lesson_refuses_the_end_and_nothing_goes(section, lessons, teacher):
    actions.set_topic(lesson=lessons.get(date=AFTER), topic="Степень", by=teacher, now=NOW)
    with pytest.raises(SchoolRefused, match=r"13\.10\.2025"):
        end_journals(
            close(section),
            year=school_year(),
            journals=CourseSection.objects.all(),
            confirmed="",
            **signed(),
        )
    assert last_of(lessons) > AFTER


def test_moved_cancelled_and_substituted_lessons_go_with_their_journal(section, lessons):
    ground = Ground("Концерт")
    moved, cancelled, replaced = lessons.filter(date__gt=OCTOBER).order_by("date")[:3]
    actions.move_lesson(lesson=moved, day=AFTER + DAY, number=3, ground=ground, **signed())
    actions.decide_lessons(
        decisions=[actions.Decision(cancelled.pk, is_cancelled=True)],
        lessons=[cancelled], absent=StaffFactory(), ground=ground, **signed(),
    )  # fmt: skip
    Substitution(
        section=section, date=replaced.date, number=2, teacher=StaffFactory()
    ).save(**signed())  # fmt: skip

    confirmed(close(section))

    assert last_of(lessons) == OCTOBER
    assert (LessonMove.objects.count(), Substitution.objects.count()) == (0, 0)


@pytest.mark.requirement("SCH-3")
def test_a_class_split_into_groups_has_no_lessons_of_the_whole_class_after_that_day(
    section, lessons
):
    split = Split(["1", "2"], CourseSection.Kind.GROUP, AFTER)
    confirmed(lambda: split_section(section=section, split=split, **signed()))
    assert last_of(lessons) == OCTOBER


def test_a_class_that_ends_has_no_lessons_after_its_last_day_and_the_others_keep_theirs(
    section, lessons
):
    other = SectionFactory(subject=subject("Физика"), students=1)
    version = Timetable.objects.get()
    TimetableEntry(timetable=version, section=other, weekday=2, number=3).save(**signed())
    actions.make_lessons(timetable=version, **signed())
    school_class = class_of(section)
    for row in list(school_class.enrollments.select_related("student")):
        withdraw(student=row.student, last_day=OCTOBER, order=Order("2", OCTOBER), **signed())
    confirmed(
        lambda: end_class(school_class=school_class, last_day=OCTOBER, order="№ 3", **signed())
    )
    assert last_of(lessons) == OCTOBER
    assert last_of(Lesson.objects.filter(section=other)) == date(2026, 5, 26)


@pytest.mark.requirement("SCH-4")
def test_a_plan_of_one_pupil_that_ends_early_takes_its_lessons_along(section, student):
    facts = PlanFacts("at_home", Order("5", LESSON_DAY), LESSON_DAY, YEAR_END, {section: 1})
    plan = make_plan(student=student, plan=facts, **signed())
    own = plan.sections.get()
    actions.make_lessons(timetable=timetable(own, [(1, 2)], by=clerk()), **signed())
    confirmed(lambda: end_plan(plan=plan, last_day=OCTOBER, **signed()))
    assert last_of(Lesson.objects.filter(section=own)) == OCTOBER


@pytest.mark.requirement("SCH-13")
def test_a_pupil_who_leaves_takes_the_lessons_of_his_own_plan_along(section, student, as_user, at):
    at(2025, 10, 6, 14, 0)
    facts = PlanFacts("at_home", Order("5", LESSON_DAY), LESSON_DAY, YEAR_END, {section: 1})
    own = make_plan(student=student, plan=facts, **signed()).sections.get()
    actions.make_lessons(timetable=timetable(own, [(1, 2)], by=clerk()), **signed())

    client = as_user(appointed(Role.DIRECTOR))
    page = reverse("ending:leave", args=[student.pk])
    left = {"last_day": "2025-10-06", "order_number": "7", "order_date": "2025-10-06"}
    left |= {"reason": client.get(page).context["form"].fields["reason"].choices[1][0]}
    assert client.post(page, left).status_code == 302

    assert last_of(Lesson.objects.filter(section=own)) == OCTOBER


@pytest.mark.requirement("SCH-3")
def test_the_page_shows_the_lessons_that_go_before_it_ends_the_journal(section, lessons, as_user):
    client = as_user(appointed(Role.DIRECTOR))
    page = reverse("ending:close_section", args=[class_of(section).pk, section.pk])
    sent = {"last_day": "2025-10-06"}
    shown = client.post(page, sent)
    assert shown.status_code == 200
    assert "Уйдут пустые уроки" in shown.content.decode()
    assert last_of(lessons) > OCTOBER

    stamp = shown.context["effect"].stamp
    done = client.post(page, sent | {"confirmed": stamp})

    assert (done.status_code, last_of(lessons)) == (302, OCTOBER)
