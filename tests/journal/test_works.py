"""The schedule of control works: asked for, decided, published, seen in diaries, done (SCH-11, DIA-2)."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from diary.access import family_of
from diary.screens import week_screen
from diary.screens.reading import control_works
from diary.screens.works import WorkShown
from journal.models import Mark, WorkType
from journal.screens.work_days import days_for_section
from journal.screens.works import Reader, works_screen
from reports.works import list_rows, weeks_rows, works_html, works_workbook
from school.actions import Refused
from school.actions.work_schedules import publish_schedule, set_work_limits, withdraw_schedule
from school.actions.works import (
    AgainstRules,
    WorkFacts,
    add_works,
    agree_in_order,
    agree_work,
    ask_for_work,
    end_work,
    move_work,
    take_request_back,
)
from school.control_work_rules import BUSY, CLOSED, EDGE, NO_SCHOOL, OFTEN
from school.models import (
    CalendarDay,
    ControlWork,
    ControlWorkSchedule,
    CourseSection,
    HolidayBreak,
    Timetable,
    TimetableEntry,
)
from tests.factories import (
    MOSCOW,
    NOW,
    YEAR_START,
    LessonFactory,
    LineItemFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    parent_of,
    school,
    school_year,
    subject,
    teacher_of,
)

from .test_race import at_once

pytestmark = pytest.mark.requirement("SCH-11")

# The school's day is Monday 15 September 2025 (NOW); lessons of the class are 1 to 5 each day.
TUESDAY = date(2025, 10, 14)
DECEMBER = date(2025, 12, 31)


def version(entries, starts_on=YEAR_START, ends_on=date(2026, 5, 26)):
    """A published version of `(section, weekday, number)`."""
    made = Timetable(
        year=school_year(), title="Расписание", status="published", starts_on=starts_on, ends_on=ends_on
    )  # fmt: skip
    made.save(by=clerk(), now=NOW)
    TimetableEntry.objects.write(
        [TimetableEntry(timetable=made, section=s, weekday=d, number=n) for s, d, n in entries],
        by=clerk(),
        now=NOW,
    )
    return made


@pytest.fixture
def algebra():
    return SectionFactory(students=2, weekly_hours=Decimal(3))


@pytest.fixture
def physics(algebra):
    return SectionFactory(
        subject=subject("Физика"), school_class=class_of(algebra), weekly_hours=Decimal(2)
    )


@pytest.fixture
def lessons(algebra, physics):
    """Algebra is third, physics second and fourth; something else first and last of every day."""
    other = SectionFactory(subject=subject("Музыка"), school_class=class_of(algebra))
    places = [(other, 1), (other, 5), (algebra, 3), (physics, 2), (physics, 4)]
    version([(section, day, number) for section, number in places for day in range(1, 6)])


@pytest.fixture
def deputy():
    return appointed(Role.DEPUTY, grade_from=1, grade_to=4)


def ask(section, day=TUESDAY, now=NOW, **facts):
    return ask_for_work(
        section=section, facts=WorkFacts(day, **facts), by=teacher_of(section), now=now
    )


def agreed(section, day, deputy):
    work = ask(section, day)
    return agree_work(work=work, seen=work.version, by=deputy, now=NOW)


def against(act):
    with pytest.raises(AgainstRules) as refusal:
        act()
    return [one.kind for one in refusal.value.found]


def publish(deputy, number="61-о"):
    return publish_schedule(
        year=school_year(), starts_on=YEAR_START, ends_on=DECEMBER, order_number=number,
        order_date=date(2025, 9, 12), by=deputy, now=NOW,
    )  # fmt: skip


@pytest.mark.usefixtures("lessons")
def test_a_day_is_asked_for_and_agreed_with_its_lesson_of_the_timetable(algebra, deputy):
    asked = ask(algebra, topic="Степени", work_form="test", control="milestone")
    assert (asked.status, asked.number, asked.level, asked.asked_by) == (
        "asked", 3, "school", teacher_of(algebra)
    )  # fmt: skip
    assert (asked.subject, asked.topic, asked.decided_at) == (algebra.subject, "Степени", None)

    done = agree_work(work=asked, seen=asked.version, by=deputy, now=NOW)

    assert (done.status, done.decided_by, done.decided_at, done.reason) == (
        "agreed", deputy, NOW, ""
    )  # fmt: skip
    assert list(ControlWork.history.order_by("pk").values_list("status", "history_author")) == [
        ("asked", teacher_of(algebra).full_name), ("agreed", deputy.full_name)
    ]  # fmt: skip


@pytest.mark.usefixtures("lessons")
def test_a_teacher_may_not_break_the_rules_and_nothing_is_written(algebra, physics):
    ask(algebra)
    assert against(lambda: ask(physics)) == [BUSY]
    assert against(lambda: ask(algebra, TUESDAY + timedelta(days=17))) == [OFTEN]
    assert ControlWork.objects.count() == 1
    # Saturday, and a day that is over.
    assert against(lambda: ask(physics, date(2025, 10, 18))) == [NO_SCHOOL]
    with pytest.raises(Refused, match="уже прошло"):
        ask(physics, date(2025, 9, 12))
    assert ask(physics, TUESDAY + timedelta(days=1)).number == 2
    assert ask(algebra, TUESDAY + timedelta(days=20)).pk


@pytest.mark.usefixtures("lessons")
def test_a_deputy_goes_beyond_a_recommendation_with_a_reason_and_never_beyond_a_firm_rule(
    algebra, physics, deputy
):
    ask(algebra)
    second = ask(physics, TUESDAY + timedelta(days=1))

    def move(day, reason):
        now = ControlWork.objects.get(pk=second.pk)
        return move_work(
            work=now, day=day, number=None, seen=now.version, reason=reason, by=deputy, now=NOW
        )

    with pytest.raises(Refused, match="почему работа переносится"):
        move(TUESDAY, "")
    assert move(TUESDAY, "поездка класса").reason == "поездка класса"
    add_works(
        year=school_year(), classes=[class_of(algebra)], subject=subject("Русский язык"),
        facts=WorkFacts(date(2025, 10, 21), level="federal", work_form="vpr"), by=deputy, now=NOW,
    )  # fmt: skip
    assert against(lambda: move(date(2025, 10, 21), "очень нужно")) == [CLOSED]
    assert against(lambda: move(date(2025, 10, 19), "очень нужно")) == [NO_SCHOOL]


@pytest.mark.usefixtures("lessons")
def test_a_request_that_broke_a_rule_meanwhile_is_agreed_only_with_a_reason(
    algebra, physics, deputy
):
    asked = ask(algebra)
    add_works(
        year=school_year(), classes=[class_of(algebra)], subject=physics.subject,
        facts=WorkFacts(TUESDAY, level="regional"), reason="письмо министерства", by=deputy, now=NOW,
    )  # fmt: skip
    sign = {"work": asked, "seen": asked.version, "by": deputy, "now": NOW}
    assert against(lambda: agree_work(**sign)) == [BUSY]
    assert agree_work(**sign, reason="так решил педсовет").status == "agreed"


@pytest.mark.usefixtures("lessons")
def test_a_moved_work_remembers_its_first_day_until_it_is_back(algebra, deputy):
    work = agreed(algebra, TUESDAY, deputy)
    stale = work.version

    def move(day):
        now = ControlWork.objects.get(pk=work.pk)
        return move_work(
            work=now, day=day, number=3, seen=now.version, reason="болезнь", by=deputy, now=NOW
        )

    assert (move(TUESDAY + timedelta(1)).moved_from, move(TUESDAY + timedelta(2)).moved_from) == (
        TUESDAY, TUESDAY
    )  # fmt: skip
    assert move(TUESDAY).moved_from is None
    with pytest.raises(Refused, match="эту работу изменили"):
        end_work(work=work, seen=stale, reason="не нужна", by=deputy, now=NOW)


@pytest.mark.usefixtures("lessons")
def test_a_request_nobody_decided_on_counts_for_nothing_after_its_day(algebra, physics, deputy):
    late = ask(algebra, date(2025, 9, 16))
    now = NOW + timedelta(days=2)
    assert ask(algebra, date(2025, 9, 18), now=now).status == "asked"
    for move in ({}, {"day": date(2025, 9, 16), "number": 3, "reason": "нужно"}):
        act = move_work if move else agree_work
        with pytest.raises(Refused, match="уже прошло"):
            act(work=late, seen=late.version, by=deputy, now=now, **move)
    assert agree_in_order(works={late.pk: late.version}, by=deputy, now=now) == ([], 1)
    reader = Reader(sees_drafts=True, decides=True)
    today = date(2025, 9, 17)
    screen = works_screen(school_year(), reader=reader, on=today, today=today)
    assert [(one.is_late, len(one.against)) for one in screen.waiting] == [(True, 1), (False, 0)]


@pytest.mark.usefixtures("lessons")
def test_days_on_which_a_journal_of_a_half_year_is_not_held_are_not_offered(physics, deputy):
    ends_on = date(2025, 9, 30)
    physics.ends_on = ends_on
    physics.save(by=clerk(), now=NOW)
    offered = days_for_section(physics, date(2025, 9, 15), date(2025, 10, 30))
    assert max(one.date for one in offered.free) <= ends_on
    work = ask(physics, date(2025, 9, 17))
    with pytest.raises(Refused, match="не ведётся"):
        move_work(
            work=work, day=TUESDAY, number=2, seen=work.version, reason="нужно", by=deputy, now=NOW
        )


@pytest.mark.usefixtures("lessons")
def test_refused_cancelled_and_taken_back_works_free_their_day_and_say_why(
    algebra, physics, deputy
):
    one = ask(algebra)
    with pytest.raises(Refused, match="Напишите причину"):
        end_work(work=one, seen=one.version, reason="", by=deputy, now=NOW)
    end_work(work=one, seen=one.version, reason="рано", by=deputy, now=NOW)
    two = agreed(physics, TUESDAY, deputy)
    end_work(work=two, seen=two.version, reason="карантин", by=deputy, now=NOW)
    three = ask(algebra)
    take_request_back(work=three, seen=three.version, by=teacher_of(algebra), now=NOW)

    assert list(ControlWork.objects.order_by("pk").values_list("status", "reason")) == [
        ("refused", "рано"), ("cancelled", "карантин"), ("cancelled", "заявка снята учителем"),
    ]  # fmt: skip
    assert ask(physics).pk


def test_the_first_and_the_last_lesson_are_those_of_the_timetable_of_that_day(algebra, physics):
    early = version(
        [(physics, 2, 1), (algebra, 2, 2), (physics, 2, 3), (algebra, 3, 1), (physics, 4, 2)],
        ends_on=date(2025, 10, 31),
    )
    version([(algebra, 2, 1), (physics, 2, 2), (physics, 2, 3)], starts_on=date(2025, 11, 1))
    assert early.starts_on == YEAR_START
    assert ask(algebra, date(2025, 10, 14)).number == 2
    # From November algebra is once a week and always first: the rule lets it be.
    assert ask(algebra, date(2025, 11, 11)).number == 1
    # Physics is last on Tuesdays in October, and only so that day.
    assert against(lambda: ask(physics, date(2025, 10, 7))) == [EDGE]


def test_a_transferred_saturday_has_the_lessons_of_its_weekday(algebra, physics):
    version([(physics, 1, 1), (algebra, 1, 2), (physics, 1, 3), (algebra, 2, 1), (physics, 2, 2)])
    saturday = CalendarDay(
        year=school_year(), date=date(2025, 10, 18), kind="working", follows_weekday=1
    )
    saturday.save(by=clerk(), now=NOW)
    HolidayBreak(
        year=school_year(), title="Осенние", starts_on=date(2025, 10, 25), ends_on=date(2025, 11, 4)
    ).save(by=clerk(), now=NOW)

    assert ask(algebra, saturday.date).number == 2
    assert against(lambda: ask(physics, date(2025, 10, 27))) == [NO_SCHOOL]


@pytest.mark.django_db(transaction=True)
def test_two_teachers_ask_for_one_day_of_a_class_at_once_and_one_is_refused():
    algebra = SectionFactory()
    physics = SectionFactory(subject=subject("Физика"), school_class=class_of(algebra))

    def asking(section):
        def call():
            try:
                return ask(section).status
            except AgainstRules as refusal:
                return refusal.found[0].kind

        return call

    assert sorted(at_once(asking(algebra), asking(physics))) == ["asked", BUSY]
    assert ControlWork.objects.count() == 1


@pytest.mark.usefixtures("lessons")
def test_limits_of_a_level_hold_from_their_day(algebra, physics, deputy):
    set_work_limits(
        level="basic", starts_on=date(2025, 11, 10), weeks_between=Decimal(1), a_day=2, spares_edges=True,
        percent=None, source="приказ № 5", by=deputy, now=NOW,
    )  # fmt: skip
    ask(algebra, date(2025, 11, 5))
    assert against(lambda: ask(physics, date(2025, 11, 5))) == [BUSY]
    assert ask(algebra, date(2025, 11, 12)).pk
    assert ask(physics, date(2025, 11, 12)).pk


@pytest.mark.requirement("DIA-2")
@pytest.mark.usefixtures("lessons")
def test_families_see_agreed_works_of_a_published_schedule_and_a_move_at_once(algebra, deputy):
    student = algebra.enrollments.first().student
    work = agreed(algebra, TUESDAY, deputy)
    group = SectionFactory(
        subject=subject("Английский язык"), name="1 группа", kind=CourseSection.Kind.LANGUAGE,
        school_class=class_of(algebra),
    )  # fmt: skip

    def seen(day=TUESDAY, today=date(2025, 10, 6)):
        family = family_of(student.user, on=today, today=today, pk=student.pk)
        screen = week_screen(family, day, year=school_year(), today=today)
        return {one.date: one.works for one in screen.days if one.works}, screen.coming

    shown = WorkShown(TUESDAY, "Алгебра", "", 3, "контрольная работа", "", "")
    assert seen() == ({}, ())
    publish(deputy)
    assert seen() == ({TUESDAY: (shown,)}, (shown,))
    # Neither a request nor a work of another group of the class.
    ask(algebra, date(2025, 11, 6))
    add_works(
        year=school_year(), classes=[SchoolClassFactory()], subject=algebra.subject,
        facts=WorkFacts(date(2025, 10, 16)), by=deputy, now=NOW,
    )  # fmt: skip
    ControlWork.objects.write(
        [ControlWork(year=school_year(), section=group, subject=group.subject, date=date(2025, 10, 17),
                     status="agreed", asked_by=deputy, asked_at=NOW, decided_by=deputy, decided_at=NOW)],
        by=deputy, now=NOW,
    )  # fmt: skip
    assert seen()[1] == (shown,)

    thursday = date(2025, 10, 16)
    move_work(
        work=work, day=thursday, number=3, seen=work.version, reason="болезнь", by=deputy, now=NOW
    )
    there = WorkShown(thursday, "Алгебра", "", 3, "контрольная работа", "", "", moved_from=TUESDAY)
    left = WorkShown(thursday, "Алгебра", "", 3, "контрольная работа", "", "", moved_to=thursday)
    assert seen() == ({TUESDAY: (left,), thursday: (there,)}, (there,))
    withdraw_schedule(
        year=school_year(), starts_on=YEAR_START, ends_on=DECEMBER, by=deputy, now=NOW
    )
    assert seen() == ({}, ())


@pytest.mark.requirement("DIA-2")
@pytest.mark.usefixtures("lessons")
def test_a_work_moved_out_of_a_published_half_is_still_seen(algebra, deputy):
    work = agreed(algebra, TUESDAY, deputy)
    publish(deputy)
    january = date(2026, 1, 20)
    move_work(
        work=work, day=january, number=3, seen=work.version, reason="болезнь", by=deputy, now=NOW
    )
    student = algebra.enrollments.first().student
    [seen] = control_works(student, january, january)
    assert (seen.pk, control_works(student, TUESDAY, TUESDAY)) == (work.pk, [seen])
    screen = works_screen(school_year(), reader=Reader(), on=january, today=TUESDAY)
    assert [one.row.pk for one in screen.lines] == [work.pk]


@pytest.mark.requirement("DIA-2")
def test_a_work_of_a_class_is_seen_by_those_who_learn_its_subject(algebra, deputy):
    one, other = (row.student for row in algebra.enrollments.order_by("pk"))
    german = SectionFactory(
        subject=subject("Немецкий язык"), kind=CourseSection.Kind.LANGUAGE,
        school_class=class_of(algebra), students=[one],
    )  # fmt: skip
    [work] = add_works(
        year=school_year(), classes=[class_of(algebra)], subject=german.subject,
        facts=WorkFacts(TUESDAY, level="federal"), by=deputy, now=NOW,
    )  # fmt: skip
    publish(deputy)
    assert [control_works(pupil, TUESDAY, TUESDAY) for pupil in (one, other)] == [[work], []]


@pytest.mark.requirement("DIA-2")
@pytest.mark.usefixtures("lessons")
def test_the_diary_s_page_names_the_work_on_its_day_and_beforehand(client, at, algebra, deputy):
    at(2025, 10, 6, 10, 0)
    agreed(algebra, TUESDAY, deputy)
    publish(deputy)
    student = algebra.enrollments.first().student
    client.force_login(parent_of(student))
    html = client.get(reverse("diary:week", args=[student.pk, TUESDAY])).content.decode()
    assert "Контрольные работы в ближайшие две недели" in html
    assert html.count("<b>Алгебра</b>: контрольная работа") == 2


def test_a_work_is_done_when_its_lesson_has_a_column_of_a_control_work_with_marks(algebra, deputy):
    day = date(2025, 9, 16)
    work = agreed(algebra, day, deputy)
    whole = add_works(
        year=school_year(), classes=[class_of(algebra)], subject=subject("Физика"),
        facts=WorkFacts(date(2025, 9, 17)), by=deputy, now=NOW,
    )  # fmt: skip
    lesson = LessonFactory(section=algebra, date=day)
    control = WorkType.objects.filter(is_control=True).first()
    item = LineItemFactory(lesson=lesson, work_type=control)

    def states(today):
        screen = works_screen(school_year(), reader=Reader(sees_drafts=True), on=today, today=today)
        return [(one.row.pk, one.state) for one in screen.lines]

    assert states(day) == [(work.pk, "предстоит"), (whole[0].pk, "предстоит")]
    assert states(date(2025, 9, 18))[0] == (work.pk, "не проведена")
    student = algebra.enrollments.first().student
    Mark(item=item, student=student, code="4").save(by=clerk(), now=NOW)
    assert states(day)[0] == (work.pk, "проведена")
    assert states(date(2025, 9, 18))[1] == (whole[0].pk, "не проведена")


def test_the_lesson_of_a_planned_work_suggests_its_kind(as_user, at, algebra, deputy):
    at(2025, 9, 16, 10, 0)
    lesson = LessonFactory(section=algebra, date=date(2025, 9, 16))
    client = as_user(teacher_of(algebra))
    page = reverse("journal:lesson", args=[lesson.pk])
    assert client.get(page).context["screen"].suggested is None
    asked = ask(algebra, lesson.date, work_form="dictation", topic="Осень")
    agree_work(work=asked, seen=asked.version, by=deputy, now=NOW)

    response = client.get(page)

    assert response.context["screen"].suggested.name == "Диктант"
    assert "По графику на этом уроке диктант «Осень»." in response.content.decode()
    LineItemFactory(lesson=lesson, work_type=response.context["screen"].suggested)
    assert client.get(page).context["screen"].suggested is None


# --- Pages ---------------------------------------------------------------------------------------
@pytest.mark.usefixtures("lessons")
def test_a_teacher_sees_what_stands_against_each_day_and_asks_by_a_plain_form(
    as_user, at, algebra, physics
):
    at(2025, 10, 13, 10, 0)
    ask(physics)
    client = as_user(teacher_of(algebra))
    page = f"{reverse('year:edit_works')}?do=ask&section={algebra.pk}"
    offered = client.get(page).context["days"]
    days = {one.date: [b.kind for b in one.against] for one in [*offered.free, *offered.taken]}
    assert (days[TUESDAY], days[TUESDAY + timedelta(days=1)]) == ([BUSY], [])

    form = {"do": "ask", "section": algebra.pk, "date": "2025-10-14", "work_form": "control", "control": "topic", "lessons": 1}  # fmt: skip
    refused = client.post(page, form)
    assert refused.status_code == 422
    assert "уже есть работа: Физика, контрольная работа" in refused.content.decode()
    assert client.post(page, form | {"date": "2025-10-15"}).status_code == 302
    work = ControlWork.objects.get(section=algebra)
    assert (work.date, work.number, work.status) == (date(2025, 10, 15), 3, "asked")
    client.post(page, {"do": "decide", "work": work.pk, "seen": work.version, "decision": "back"})
    work.refresh_from_db()
    assert work.status == "cancelled"


@pytest.mark.usefixtures("lessons")
def test_only_who_has_the_right_of_the_year_decides_adds_and_publishes(
    as_user, at, algebra, physics, deputy
):
    at(2025, 10, 13, 10, 0)
    work, page = ask(algebra), reverse("year:edit_works")
    agree = {"do": "decide", "work": work.pk, "seen": work.version, "decision": "agree"}
    answers = []
    for person in (teacher_of(physics), teacher_of(algebra)):
        client = as_user(person)
        answers += [client.post(page, {"do": do}).status_code for do in ("add", "publish", "limits")]  # fmt: skip
        answers.append(client.post(page, agree).status_code)
        answers.append(client.get(f"{page}?do=ask&section={algebra.pk}").status_code)
    assert answers == [403, 403, 403, 404, 404, 403, 403, 403, 422, 200]
    client = as_user(deputy)
    assert client.post(page, agree).status_code == 302
    shown = {"do": "publish", "half": 1, "order_number": "61-о", "order_date": "2025-09-12"}
    assert client.post(page, shown).status_code == 302
    assert client.post(page, shown).status_code == 302
    rows = ControlWorkSchedule.objects.order_by("pk")
    assert [(one.order_number, one.withdrawn_at is None) for one in rows] == [
        ("61-о", False), ("61-о", True)
    ]  # fmt: skip
    grades = {"do": "add", "level": "federal", "subject": algebra.subject_id, "grades": [7], "date": "2026-04-15",
              "work_form": "vpr", "control": "administrative", "lessons": 2}  # fmt: skip
    assert client.post(page, grades).status_code == 302
    made = ControlWork.objects.get(level="federal")
    assert (made.school_class, made.subject, made.lessons, made.number, made.status) == (
        class_of(algebra), algebra.subject, 2, 3, "agreed",
    )  # fmt: skip


@pytest.mark.usefixtures("lessons")
def test_requests_that_nothing_stands_against_are_agreed_at_once(
    as_user, at, algebra, physics, deputy
):
    at(2025, 10, 13, 10, 0)
    good, closed, changed = (
        ask(algebra),
        ask(physics, date(2025, 10, 15)),
        ask(physics, date(2025, 11, 12)),
    )
    add_works(
        year=school_year(), classes=[class_of(algebra)], subject=subject("Музыка"),
        facts=WorkFacts(date(2025, 10, 15), level="federal"), by=deputy, now=NOW,
    )  # fmt: skip
    client, page = as_user(deputy), reverse("year:edit_works")
    assert client.get(page, {"do": "agree"}).status_code == 302
    take = [f"{good.pk}:1", f"{closed.pk}:1", f"{changed.pk}:7", "ё:1", ""]

    told = client.post(page, {"do": "agree", "take": take}, follow=True).content.decode()

    assert "Согласовано работ: 1. Не согласовано: 2." in told
    works = ControlWork.objects.filter(section__isnull=False).order_by("pk")
    assert [(one.status, one.version) for one in works] == [
        ("agreed", 2),
        ("asked", 1),
        ("asked", 1),
    ]
    assert ControlWork.history.filter(history_user=deputy, status="agreed").count() == 2


@pytest.mark.usefixtures("lessons")
def test_teachers_see_others_works_when_they_are_published(as_user, at, algebra, physics, deputy):
    at(2025, 10, 13, 10, 0)
    agreed(algebra, TUESDAY, deputy)
    client = as_user(teacher_of(physics))
    lines = lambda: client.get(reverse("year:works")).context["screen"].lines  # noqa: E731
    assert lines() == ()
    publish(deputy)
    assert [one.row.subject.name for one in lines()] == ["Алгебра"]
    month = client.get(f"{reverse('year:works')}?class={class_of(algebra).pk}&month=2025-10")
    days = {day.date: day for week in month.context["screen"].weeks for day in week}
    assert [len(days[TUESDAY].lines), days[TUESDAY].is_school_day] == [1, True]
    assert days[date(2025, 10, 18)].is_school_day is False


@pytest.mark.usefixtures("lessons")
def test_a_deputy_sees_which_works_a_federal_one_has_closed_the_day_of(
    as_user, at, algebra, deputy
):
    at(2025, 10, 13, 10, 0)
    work = agreed(algebra, TUESDAY, deputy)
    add_works(
        year=school_year(), classes=[class_of(algebra)], subject=subject("Физика"),
        facts=WorkFacts(TUESDAY, level="federal", work_form="vpr"), by=deputy, now=NOW,
    )  # fmt: skip
    screen = as_user(deputy).get(reverse("year:works")).context["screen"]
    assert [(one.row.pk, [b.kind for b in one.against]) for one in screen.broken] == [
        (work.pk, [CLOSED])
    ]


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_schedule_takes_the_same_queries_for_any_number_of_classes(as_user, at, number, deputy):
    at(2025, 10, 13, 10, 0)
    sections = [SectionFactory() for _ in range(number)]
    version([(one, 2, 3) for one in sections])
    asker = teacher_of(sections[0])
    ControlWork.objects.write(
        [ControlWork(year=school_year(), section=one, subject=one.subject, date=TUESDAY, number=3, asked_by=asker,
                     asked_at=NOW) for one in sections],
        by=asker, now=NOW,
    )  # fmt: skip
    for person, most in ((deputy, 15), (asker, 15)):
        client = as_user(person)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse("year:works"))
        assert len(answer.context["screen"].rows) == number
        assert len(queries) <= most, [query["sql"][:80] for query in queries]


@pytest.mark.usefixtures("lessons")
def test_what_is_published_goes_out_by_classes_and_as_a_list(algebra, physics, deputy):
    agreed(algebra, TUESDAY, deputy)
    ask(physics, date(2025, 10, 15))
    publish(deputy)
    screen = works_screen(
        school_year(), reader=Reader(sees_drafts=True), on=TUESDAY, today=TUESDAY, half=1
    )
    [row] = weeks_rows(screen)
    assert [cell for cell in row if cell] == [class_of(algebra).name, "14.10 Алгебра (3)"]
    assert list_rows(screen) == [
        ("октябрь", class_of(algebra).name, "Алгебра", "14.10.2025", "вт", 3, "школьный", "контрольная работа",
         "тематический", "", teacher_of(algebra).short_name)
    ]  # fmt: skip
    html = works_html(screen, school=school(), now=datetime(2025, 10, 14, 12, tzinfo=MOSCOW))
    assert "приказ № 61-о от 12.09.2025" in html
    assert teacher_of(algebra).last_name not in html
    assert works_workbook(screen, school(), as_list=False)[:2] == b"PK"
    assert works_workbook(screen, school(), as_list=True)[:2] == b"PK"


@pytest.mark.usefixtures("lessons")
def test_the_published_schedule_is_printed_and_an_empty_half_is_not(as_user, at, algebra, deputy):
    at(2025, 10, 13, 10, 0)
    agreed(algebra, TUESDAY, deputy)
    client, page = as_user(deputy), reverse("reports:works_pdf")
    assert client.post(page, {"half": "2"}).url == f"{reverse('year:works')}?half=2"
    paper = client.post(page, {"half": "1"}).url
    assert b"%PDF" in client.get(f"{paper}file/").content[:10]
