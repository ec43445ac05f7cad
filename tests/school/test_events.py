"""Events of the school and of classes: written by who may, read by whom they concern (SCH-15, DIA-2)."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from accounts.models import Role
from diary.access import family_of
from diary.screens import week_screen
from journal.screens import today_screen
from school.actions import Refused
from school.actions.cards import Stale
from school.actions.events import Whom, cancel_event, change_event, facts_of, stamp_of
from school.events import EVENTS_OF_PUPIL, concerns, whom_words
from school.models import CalendarDay, ClassEnrollment, EventAudience, SchoolEvent, SchoolYear
from school.screens.events import EventShown, audience_of
from tests.factories import (
    LESSON_DAY,
    NOW,
    HomeroomFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    appointed,
    class_of,
    clerk,
    pupil_of,
    school_year,
    subject,
    teacher_of,
)
from tests.school.events import event_of, facts

pytestmark = [pytest.mark.requirement("SCH-15"), pytest.mark.requirement("DIA-2")]

DAY = timedelta(days=1)
PLAY = {
    "title": "Спектакль", "purpose": "", "starts_on": "2025-09-16", "ends_on": "", "starts_at": "13:00",
    "ends_at": "14:00", "place": "Актовый зал",
}  # fmt: skip


def events_of(student, day=LESSON_DAY):
    """Titles in the pupil's week by day."""
    family = family_of(student.user, on=day, today=day, pk=student.pk)
    screen = week_screen(family, day, year=school_year(), today=day)
    return {shown.date: [event.title for event in shown.events] for shown in screen.days if shown.events}  # fmt: skip


def names(client, user, **query):
    client.force_login(user)
    rows = client.get(reverse("school:events"), query).context["screen"].rows
    return [row.event.title for row in rows]


# --- Who writes ----------------------------------------------------------------------------------
def test_the_deputy_writes_an_event_of_grades_and_it_stands_in_their_diaries_at_once(
    client, at, section, student
):
    at(2025, 9, 15, 14, 0)
    younger = pupil_of(SchoolClassFactory(name="3А", grade=3))
    client.force_login(appointed(Role.DEPUTY))
    responsible = StaffFactory()
    sent = PLAY | {"responsible": responsible.pk, "whom": "level-5"}

    answer = client.post(reverse("school:new_event"), sent)

    assert answer.headers["Location"] == f"{reverse('school:events')}?month=2025-09"
    event = SchoolEvent.objects.get()
    assert facts_of(event) == facts(day=date(2025, 9, 16), responsible=responsible)
    assert event.school_class is None
    assert whom_words(audience_of(event)) == "5–9 классы"
    assert events_of(student) == {date(2025, 9, 16): ["Спектакль"]}
    assert events_of(younger) == {}


def test_the_homeroom_teacher_writes_for_the_own_class_and_nobody_else_sees_it(
    client, at, section, student
):
    at(2025, 9, 15, 14, 0)
    leader = HomeroomFactory(school_class=class_of(section)).teacher
    other = pupil_of(SchoolClassFactory(name="7Я", grade=7))
    client.force_login(leader.user)
    page = client.get(reverse("school:new_event"))
    assert page.context["form"].initial["responsible"] == leader.pk

    client.post(reverse("school:new_event"), PLAY | {"responsible": leader.pk, "whom": "classes"})

    event = SchoolEvent.objects.get()
    assert event.school_class == class_of(section)
    assert events_of(student) == {date(2025, 9, 16): ["Спектакль"]}
    assert events_of(other) == {}
    assert names(client, student.user) == ["Спектакль"]
    assert names(client, other.user) == []
    assert names(client, appointed(Role.HR)) == []
    assert names(client, appointed(Role.DIRECTOR), month="2025-09") == ["Спектакль"]
    assert names(client, appointed(Role.DIRECTOR), month="2025-10") == []


def test_a_homeroom_teacher_of_no_class_of_this_year_writes_nothing(client, at, section):
    at(2025, 9, 15, 14, 0)
    other = SchoolYear(
        school=section.year.school,
        title="другой",
        starts_on=date(2025, 8, 15),
        ends_on=date(2026, 5, 1),
    )
    other.save(by=clerk(), now=NOW)
    there = SchoolClassFactory(name="7Ю", grade=7, year=other)
    client.force_login(HomeroomFactory(school_class=there, starts_on=other.starts_on).teacher.user)
    sent = PLAY | {"responsible": StaffFactory().pk, "whom": "school"}
    assert client.post(reverse("school:new_event"), sent).status_code == 403
    assert not SchoolEvent.objects.exists()


def test_a_field_not_filled_is_told_beside_it(client, at, section):
    at(2025, 9, 15, 14, 0)
    client.force_login(appointed(Role.DEPUTY))
    sent = PLAY | {"title": "", "responsible": "", "whom": "grades", "grade_from": "9", "grade_to": "5"}  # fmt: skip
    answer = client.post(reverse("school:new_event"), sent)
    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "title": ["Назовите мероприятие."],
        "responsible": ["Выберите."],
        "grade_to": ["Не меньше, чем «с»."],
    }


# --- What may be written -------------------------------------------------------------------------
WRONG = {
    "до начала года": ({"day": date(2025, 8, 30)}, "не этот учебный год"),
    "конец раньше": ({"ends_on": LESSON_DAY - DAY}, "Последний день раньше первого."),
    "слишком долго": ({"ends_on": LESSON_DAY + 31 * DAY}, "не больше месяца"),
    "часы наоборот": ({"ends_at": time(12)}, "кончается раньше, чем начинается"),
    "без начала": ({"starts_at": None}, "когда мероприятие начинается"),
}


@pytest.mark.parametrize("case", WRONG)
def test_an_impossible_event_is_refused(section, case):
    wrong, told = WRONG[case]
    with pytest.raises(Refused, match=told):
        event_of(Whom(grades=((0, 12),)), **wrong)
    assert not SchoolEvent.objects.exists()


def test_an_event_of_a_class_reaches_nobody_beyond_it(section):
    own, other = class_of(section), SectionFactory(subject=subject("Физика"))
    for whom in (
        Whom(grades=((7, 7),)),
        Whom(classes=(own, class_of(other))),
        Whom(sections=(other,)),
    ):
        with pytest.raises(Refused, match="только этого класса"):
            event_of(whom, school_class=own)
    with pytest.raises(Refused, match="кого касается"):
        event_of(Whom(), school_class=own)
    assert event_of(Whom(sections=(section,)), school_class=own).pk


# --- Changed, cancelled --------------------------------------------------------------------------
def test_a_changed_event_is_changed_in_the_diary_and_never_over_somebody_s_edit(section, student):
    event = event_of(Whom(classes=(class_of(section),)))
    seen = stamp_of(event, audience_of(event))
    moved = facts(day=LESSON_DAY + DAY, responsible=event.responsible)
    change = {"event": event, "whom": Whom(grades=((7, 7),)), "by": clerk(), "now": NOW}
    change_event(facts=moved, seen=seen, **change)

    assert events_of(student) == {LESSON_DAY + DAY: ["Спектакль"]}
    assert [row.history_type for row in EventAudience.history.order_by("history_id")] == [
        "+", "-", "+",
    ]  # fmt: skip
    with pytest.raises(Stale):
        change_event(facts=moved, seen=seen, **change)


def test_a_cancelled_event_stays_with_its_reason_and_is_changed_no_more(section, student):
    event = event_of(Whom(classes=(class_of(section),)))
    cancel_event(event=event, reason="карантин", by=clerk(), now=NOW)

    family = family_of(student.user, on=LESSON_DAY, today=LESSON_DAY, pk=student.pk)
    [monday] = [
        shown
        for shown in week_screen(family, LESSON_DAY, year=school_year(), today=LESSON_DAY).days
        if shown.events
    ]
    assert monday.events == (
        EventShown("Спектакль", "", "13:00–14:00", "Актовый зал", event.responsible.user.short_name, False, "карантин"),
    )  # fmt: skip
    with pytest.raises(Refused, match="уже отменено"):
        cancel_event(event=event, reason="ещё раз", by=clerk(), now=NOW)


def test_an_event_is_not_cancelled_for_no_reason_and_its_form_stays(client, at, section):
    at(2025, 9, 12, 12, 0)
    event = event_of(Whom(classes=(class_of(section),)))
    client.force_login(appointed(Role.DEPUTY))

    answer = client.post(
        reverse("school:event", args=[event.pk]), {"action": "cancel", "reason": "  "}
    )

    assert (answer.status_code, answer.context["form"].errors) == (422, {})
    assert 'value="Спектакль"' in answer.content.decode()


def test_what_has_passed_is_not_changed(section):
    event = event_of(Whom(classes=(class_of(section),)))
    with pytest.raises(Refused, match=r"прошло 15\.09\.2025"):
        cancel_event(event=event, reason="поздно", by=clerk(), now=NOW + DAY)


# --- Whom it concerns ----------------------------------------------------------------------------
def test_a_pupil_who_moved_has_the_events_of_the_class_he_was_in_that_day(section, student):
    old, new = class_of(section), SchoolClassFactory(name="7Я", grade=7)
    event_of(Whom(classes=(old,)), title="Было")
    event_of(Whom(classes=(old,)), title="Без него", day=LESSON_DAY + 2 * DAY)
    event_of(Whom(classes=(new,)), title="Рано")
    event_of(Whom(classes=(new,)), title="Будет", day=LESSON_DAY + 2 * DAY)
    place = student.class_enrollments.get()
    place.ends_on = LESSON_DAY
    place.save(by=clerk(), now=NOW)
    ClassEnrollment(student=student, school_class=new, starts_on=LESSON_DAY + DAY).save(
        by=clerk(), now=NOW
    )
    assert events_of(student) == {LESSON_DAY: ["Было"], LESSON_DAY + 2 * DAY: ["Будет"]}


def test_a_week_has_the_events_that_concern_the_pupil(section, student):
    beside, away = pupil_of(class_of(section)), pupil_of(SchoolClassFactory(name="3А", grade=3))
    own, other = class_of(section), SectionFactory(subject=subject("Физика"))
    for whom in (
        Whom(grades=((0, 12),)),
        Whom(grades=((5, 9), (10, 12))),
        Whom(grades=((1, 4),)),
        Whom(classes=(own,)),
        Whom(sections=(section,)),
        Whom(sections=(other,)),
    ):
        event_of(whom)
    asked = {
        pupil: EVENTS_OF_PUPIL.rows(student=pupil.pk, first=LESSON_DAY, last=LESSON_DAY)
        for pupil in (student, beside, away)
    }
    said = {pupil: SchoolEvent.objects.filter(concerns([pupil.pk])) for pupil in asked}
    assert {pupil: {pk for (pk,) in rows} for pupil, rows in asked.items()} == {
        pupil: set(events.values_list("pk", flat=True)) for pupil, events in said.items()
    }
    assert [len(rows) for rows in asked.values()] == [4, 3, 2]


def test_a_group_s_event_is_for_its_list_and_several_days_are_each_shown(section, student):
    outside = pupil_of(class_of(section))
    event_of(Whom(sections=(section,)), ends_on=LESSON_DAY + 2 * DAY)
    assert list(events_of(student)) == [LESSON_DAY + n * DAY for n in range(3)]
    assert events_of(outside) == {}


def test_a_teacher_s_day_has_events_of_own_classes_and_those_he_answers_for(section, teacher):
    other = SectionFactory(subject=subject("Физика"), grade=3)
    event_of(Whom(classes=(class_of(section),)), title="Своего класса")
    event_of(Whom(classes=(class_of(other),)), title="Чужого класса")
    event_of(Whom(classes=(class_of(other),)), title="Отвечаю", responsible=section.loads.get().teacher)  # fmt: skip
    event_of(Whom(grades=((0, 12),)), title="Вся школа")
    screen = today_screen(teacher, year=section.year, now=NOW, on=LESSON_DAY)
    assert [event.title for event in screen.events] == ["Своего класса", "Отвечаю", "Вся школа"]
    screen = today_screen(teacher_of(other), year=section.year, now=NOW, on=LESSON_DAY)
    assert [event.title for event in screen.events] == ["Чужого класса", "Отвечаю", "Вся школа"]


def test_an_event_instead_of_lessons_asks_for_the_day_until_the_calendar_has_it(
    client, at, section
):
    at(2025, 9, 15, 14, 0)
    event_of(Whom(classes=(class_of(section),)), cancels_lessons=True)
    client.force_login(appointed(Role.DEPUTY))
    page = reverse("school:events")
    [row] = client.get(page).context["screen"].rows
    assert row.is_taught
    off = CalendarDay(
        year=section.year, date=LESSON_DAY, kind="suspended", grade_from=7, grade_to=7
    )
    off.save(by=clerk(), now=NOW)
    [row] = client.get(page).context["screen"].rows
    assert not row.is_taught


@pytest.mark.parametrize(
    ("grades", "words"),
    [
        ([(0, 12)], "вся школа"),
        ([(5, 9)], "5–9 классы"),
        ([(10, 12)], "10–11 классы"),
        ([(7, 7)], "7 классы"),
        ([(6, 8)], "6–8 классы"),
        ([(5, 9), (1, 4)], "1–4 классы, 5–9 классы"),
    ],
)
def test_whom_an_event_is_for_is_said_in_words(grades, words):
    assert (
        whom_words([EventAudience(grade_from=first, grade_to=last) for first, last in grades])
        == words
    )


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_month_costs_the_same_queries(client, at, section, number, django_assert_num_queries):
    at(2025, 9, 15, 14, 0)
    for n in range(number):
        event_of(Whom(classes=(class_of(section),), sections=(section,)), title=str(n))
    client.force_login(appointed(Role.DEPUTY))
    with django_assert_num_queries(QUERIES_OF_A_MONTH):
        assert len(client.get(reverse("school:events")).context["screen"].rows) == number


# Session, person, year, standing; events, their audience with classes and groups, days off.
QUERIES_OF_A_MONTH = 4 + 6
