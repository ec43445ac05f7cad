"""A teacher is away: who holds the lessons, what is cancelled and moved, and who sees it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from journal import actions
from journal.actions import Decision, Ground, Refused
from journal.models import Lesson, LessonMove
from journal.substitutes import Colleague, Hours, offers
from reports.printing.reading import read_class_year
from school.actions import Refused as SchoolRefused
from school.actions import end_absence, record_absence
from school.actions.class_sets import combine_classes
from school.models import StaffAbsence, Substitution
from tests.factories import (
    LESSON_DAY,
    MOSCOW,
    NOW,
    LessonFactory,
    LoadFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    UserFactory,
    appointed,
    class_of,
    clerk,
)

pytestmark = pytest.mark.requirement("SCH-12")
ORDER = Ground("болезнь", "45", LESSON_DAY)


@pytest.fixture
def deputy(section):
    return appointed(Role.DEPUTY, grade_from=5, grade_to=9)


@pytest.fixture
def monday(at):
    at(2025, 9, 15, 7, 30)


@pytest.fixture
def absence(section):
    return away(section.loads.get().teacher)


def away(teacher, first=LESSON_DAY, last=LESSON_DAY):
    return record_absence(
        teacher=teacher, starts_on=first, ends_on=last, reason="illness", by=clerk(), now=NOW
    )


def colleague(last_name, section=None, **section_facts):
    """A teacher of something: of another section of the year where none is named."""
    staff = StaffFactory(user=UserFactory(last_name=last_name))
    LoadFactory(section=section or SectionFactory(students=0, **section_facts), teacher=staff)
    return staff


def decide(lesson, absence, **what):
    actions.decide_lessons(
        decisions=[Decision(lesson.pk, **what)],
        lessons=[lesson],
        absent=absence.teacher,
        ground=ORDER,
        by=clerk(),
        now=NOW,
    )


def page(client, **query):
    response = client.get(reverse("journal:substitutions"), query)
    return response.content.decode().replace("\u00a0", " ")


# --- Who is offered ---------------------------------------------------------------------------------
AT = Hours(NOW, NOW + timedelta(minutes=45))
LATER = Hours(NOW + timedelta(minutes=55), NOW + timedelta(minutes=100))


def somebody(pk, *, subjects=(), classes=(), hours=()):
    return Colleague(pk, f"Учитель {pk}", frozenset(subjects), frozenset(classes), tuple(hours))


def test_free_teachers_of_the_subject_go_first_then_of_the_class_then_who_has_fewer_lessons():
    people = [
        somebody(1, hours=[LATER]),
        somebody(2),
        somebody(3, classes=[7]),
        somebody(4, subjects=[5], hours=[LATER]),
        somebody(5, subjects=[5], hours=[AT]),
        somebody(6, hours=[AT]),
    ]

    found = offers(5, [7], AT, people)

    assert [(o.colleague.pk, o.is_free, o.told) for o in found] == [
        (4, True, "ведёт предмет"),
        (3, True, "знает класс"),
        (2, True, ""),
        (1, True, ""),
        (5, False, "ведёт предмет"),
    ]


HOURS = st.integers(0, 600).map(
    lambda n: Hours(NOW + timedelta(minutes=n), NOW + timedelta(minutes=n + 45))
)
PEOPLE = st.lists(
    st.builds(
        Colleague,
        pk=st.integers(1, 10**6),
        name=st.sampled_from(["Ёлкина", "Алова", "Ямщикова"]),
        subjects=st.frozensets(st.integers(1, 3)),
        classes=st.frozensets(st.integers(1, 3)),
        hours=st.lists(HOURS, max_size=4).map(tuple),
    ),
    max_size=12,
    unique_by=lambda one: one.pk,
)


# The first draw is slow on a loaded machine; what is drawn is small.
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(PEOPLE, HOURS)
def test_nobody_who_has_a_lesson_at_that_hour_is_called_free(people, at):
    found = offers(1, [1], at, people)
    assert all(o.is_free != any(at.meets(own) for own in o.colleague.hours) for o in found)
    assert {o.colleague.pk for o in found if o.is_free} == {
        one.pk for one in people if not any(at.meets(own) for own in one.hours)
    }


# --- Absence ----------------------------------------------------------------------------------------
def test_days_of_absence_never_meet_and_may_be_shortened_or_taken_back(absence):
    with pytest.raises(SchoolRefused, match=r"уже отсутствует с 15\.09\.2025 \(болезнь\)"):
        away(absence.teacher, LESSON_DAY - timedelta(days=3), None)

    longer = end_absence(
        absence=absence, ends_on=LESSON_DAY + timedelta(days=4), by=clerk(), now=NOW
    )
    assert longer.ends_on == date(2025, 9, 19)
    assert end_absence(absence=absence, ends_on=None, by=clerk(), now=NOW) is None
    assert not StaffAbsence.objects.exists()
    assert StaffAbsence.history.count() == 3


def test_a_date_that_is_none_takes_no_absence_away(client, monday, deputy, absence):
    client.force_login(deputy)
    address = reverse("journal:end_absence", args=[absence.pk])
    told = client.post(address, {"date": "31.02", "shown": "2025-09-15"}, follow=True)
    assert "напишите дату" in told.content.decode()
    assert StaffAbsence.objects.get().ends_on == LESSON_DAY

    client.post(address, {"date": "2025-09-17", "shown": "2025-09-15"})
    assert StaffAbsence.objects.get().ends_on == date(2025, 9, 17)
    client.post(address, {"date": "", "shown": "2025-09-15"})
    assert not StaffAbsence.objects.exists()


# --- What becomes of a lesson -----------------------------------------------------------------------
def test_a_substitute_is_named_changed_and_taken_back(lesson, absence):
    first, second = colleague("Первая"), colleague("Вторая")
    decide(lesson, absence, teacher=first.pk)
    decide(lesson, absence, teacher=second.pk)

    row = Substitution.objects.get()
    assert (row.teacher, row.absent, row.kind, row.reason, row.order_number) == (
        second, absence.teacher, "instead", "болезнь", "45",
    )  # fmt: skip

    decide(lesson, absence)
    assert not Substitution.objects.exists()


def test_a_busy_teacher_holds_two_lessons_only_as_joint(lesson, absence):
    busy = colleague("Занятая")
    LessonFactory(section=busy.loads.get().section, number=lesson.number)

    with pytest.raises(Refused, match="в это время свой урок"):
        decide(lesson, absence, teacher=busy.pk)
    decide(lesson, absence, teacher=busy.pk, is_joint=True)

    assert Substitution.objects.get().kind == "joint"


def test_who_is_away_dismissed_or_the_very_teacher_holds_no_lesson(lesson, absence):
    other, gone = colleague("Больная"), colleague("Ушедшая")
    away(other)
    gone.dismissed_on, gone.access_closed_at = LESSON_DAY - timedelta(days=1), NOW
    gone.save(by=clerk(), now=NOW)

    for teacher, why in ((other, "отсутствует"), (gone, "не работает")):
        with pytest.raises(Refused, match=why):
            decide(lesson, absence, teacher=teacher.pk)
    with pytest.raises(Refused, match="отсутствует"):
        decide(lesson, absence, teacher=absence.teacher.pk)
    assert not Substitution.objects.exists()


def test_a_filled_lesson_is_neither_given_away_nor_cancelled_nor_moved(lesson, absence, teacher):
    actions.take_attendance(lesson=lesson, by=teacher, now=NOW)
    substitute = colleague("Первая")

    for what in ({"teacher": substitute.pk}, {"is_cancelled": True}):
        with pytest.raises(Refused, match="урок уже заполнен в журнале"):
            decide(lesson, absence, **what)
    with pytest.raises(Refused, match="урок уже заполнен в журнале"):
        move(lesson, LESSON_DAY + timedelta(days=1), 5)


def test_all_of_a_day_is_decided_or_nothing(lesson, absence):
    second = LessonFactory(section=lesson.section, number=lesson.number + 1)
    free, away_too = colleague("Первая"), colleague("Больная")
    away(away_too)

    with pytest.raises(Refused):
        actions.decide_lessons(
            decisions=[
                Decision(lesson.pk, teacher=free.pk),
                Decision(second.pk, teacher=away_too.pk),
            ],
            lessons=[lesson, second],
            absent=absence.teacher,
            ground=ORDER,
            by=clerk(),
            now=NOW,
        )
    assert not Substitution.objects.exists()


def test_a_cancelled_lesson_is_not_filled_and_comes_back(lesson, absence, teacher):
    decide(lesson, absence, is_cancelled=True)
    lesson.refresh_from_db()
    assert (lesson.status, lesson.move.kind, lesson.move.reason) == (
        "cancelled", "cancelled", "болезнь",
    )  # fmt: skip
    with pytest.raises(Refused, match="отменён"):
        actions.take_attendance(lesson=lesson, by=teacher, now=NOW)

    actions.restore_lesson(lesson=lesson, by=clerk(), now=NOW)
    lesson.refresh_from_db()
    assert (lesson.status, LessonMove.objects.count()) == ("planned", 0)


def move(lesson, day, number):
    return actions.move_lesson(
        lesson=lesson, day=day, number=number, ground=Ground("экскурсия"), by=clerk(), now=NOW
    )


def test_a_lesson_moves_by_the_bells_of_its_new_place_and_back(lesson):
    was = (lesson.date, lesson.number, lesson.starts_at)
    moved = move(lesson, date(2025, 9, 17), 5)
    assert (moved.date, moved.number) == (date(2025, 9, 17), 5)
    assert moved.starts_at.astimezone(MOSCOW).strftime("%d.%m %H:%M") == "17.09 12:00"
    again = move(moved, date(2025, 9, 18), 6)
    assert (again.move.from_date, again.move.from_number) == was[:2]

    back = move(again, *was[:2])
    assert ((back.date, back.number, back.starts_at), LessonMove.objects.count()) == (was, 0)


def test_a_moved_lesson_that_is_cancelled_and_comes_back_is_moved_by_its_own_paper(lesson, absence):
    moved = actions.move_lesson(
        lesson=lesson, day=date(2025, 9, 17), number=5, ground=Ground("экскурсия", "12", LESSON_DAY),
        by=clerk(), now=NOW,
    )  # fmt: skip
    decide(moved, absence, is_cancelled=True)
    cancelled = LessonMove.objects.get()
    actions.restore_lesson(lesson=moved, by=clerk(), now=NOW)
    back = LessonMove.objects.get()
    assert [
        (one.kind, one.reason, one.order_number, one.order_date, one.from_date)
        for one in (cancelled, back)
    ] == [
        ("cancelled", "болезнь", "45", LESSON_DAY, LESSON_DAY),
        ("moved", "экскурсия", "12", LESSON_DAY, LESSON_DAY),
    ]


def test_a_lesson_is_not_moved_over_its_neighbour_out_of_the_year_or_off_the_bells(lesson):
    LessonFactory(section=lesson.section, date=date(2025, 9, 17), number=2)
    for day, number, why in (
        (date(2025, 9, 17), 2, "там уже стоит урок"),
        (date(2026, 7, 1), 2, "не входит в 2025/2026 учебный год"),
        (date(2025, 9, 17), 13, "Нет звонка для 13-го урока"),
    ):
        with pytest.raises(Refused, match=why):
            move(lesson, day, number)
    lesson.refresh_from_db()
    assert (lesson.date, LessonMove.objects.count()) == (LESSON_DAY, 0)


# --- Pages ------------------------------------------------------------------------------------------
def test_the_deputy_sees_who_is_away_and_gives_the_lesson_to_a_free_colleague(
    client, monday, deputy, lesson, absence
):
    free = colleague("Свободнова", subject=lesson.section.subject, grade=7)
    client.force_login(deputy)
    told = page(client, date="2025-09-15")
    assert "Не решено: 1 урок." in told
    assert "Свободнова А. И. (ведёт предмет, без уроков)" in told

    answer = client.post(
        reverse("journal:decide_lessons"),
        {
            "date": "2025-09-15",
            "teacher": absence.teacher_id,
            f"{absence.teacher_id}-lesson-{lesson.pk}": f"instead-{free.pk}",
            f"{absence.teacher_id}-was-{lesson.pk}": "",
            f"{absence.teacher_id}-reason": "болезнь",
        },
    )
    assert (answer.status_code, Substitution.objects.get().teacher) == (302, free)
    assert "О всех уроках отсутствующих решено." in page(client, date="2025-09-15")


def test_a_choice_left_alone_does_not_undo_what_a_colleague_has_decided_meanwhile(
    client, monday, deputy, lesson, absence
):
    free = colleague("Свободнова")
    decide(lesson, absence, teacher=free.pk)
    client.force_login(deputy)
    client.post(
        reverse("journal:decide_lessons"),
        {
            "date": "2025-09-15",
            "teacher": absence.teacher_id,
            f"{absence.teacher_id}-lesson-{lesson.pk}": "",
            f"{absence.teacher_id}-was-{lesson.pk}": "",
        },
    )
    assert Substitution.objects.get().teacher == free


def save_day(client, absence, lesson, choice, was="", **ground):
    prefix = absence.teacher_id
    fields = {f"{prefix}-{name}": value for name, value in ground.items()}
    fields |= {f"{prefix}-lesson-{lesson.pk}": choice, f"{prefix}-was-{lesson.pk}": was}
    address = reverse("journal:decide_lessons")
    return client.post(address, {"date": "2025-09-15", "teacher": prefix, **fields})


def test_a_choice_over_a_colleagues_is_shown_first_and_saved_when_asked_again(
    client, monday, deputy, lesson, absence
):
    first, second = colleague("Первая"), colleague("Вторая")
    decide(lesson, absence, teacher=first.pk)
    client.force_login(deputy)

    told = save_day(client, absence, lesson, f"instead-{second.pk}")
    assert told.status_code == 422
    text = told.content.decode().replace("\u00a0", " ")
    assert "Пока вы выбирали, стало: Первая А. И." in text
    assert f'value="instead-{first.pk}"' in text
    assert Substitution.objects.get().teacher == first

    save_day(client, absence, lesson, f"instead-{second.pk}", f"instead-{first.pk}")
    assert Substitution.objects.get().teacher == second


def test_an_order_written_later_is_added_to_what_was_decided_and_filled_in(
    client, monday, deputy, lesson, absence
):
    substitute = colleague("Заменова")
    actions.decide_lessons(
        decisions=[Decision(lesson.pk, teacher=substitute.pk)], lessons=[lesson],
        absent=absence.teacher, ground=Ground("болезнь"), by=clerk(), now=NOW,
    )  # fmt: skip
    actions.take_attendance(lesson=lesson, by=substitute.user, now=NOW)
    client.force_login(deputy)
    choice = f"instead-{substitute.pk}"
    order = {"order_number": "112", "order_date": "2025-09-15"}
    assert save_day(client, absence, lesson, choice, choice, **order).status_code == 302
    row = Substitution.objects.get()
    assert (row.order_number, row.order_date, row.reason) == ("112", LESSON_DAY, "болезнь")


def test_a_teacher_whose_lesson_was_given_away_is_free_at_that_hour(lesson, absence):
    relieved, holder = colleague("Свободнова"), colleague("Другая")
    own = LessonFactory(section=relieved.loads.get().section, number=lesson.number)
    Substitution(section=own.section, date=own.date, number=own.number, teacher=holder).save(
        by=clerk(), now=NOW
    )
    decide(lesson, absence, teacher=relieved.pk)
    assert Substitution.objects.get(section=lesson.section).teacher == relieved


def test_a_moved_lesson_names_who_was_away_and_who_held_it_in_its_new_place(
    client, monday, deputy, lesson, absence
):
    moved = move(lesson, date(2025, 9, 17), 6)
    ill = away(absence.teacher, date(2025, 9, 17), date(2025, 9, 17))
    decide(moved, ill, teacher=colleague("Заменова").pk)
    client.force_login(deputy)
    days = {"first": "2025-09-15", "last": "2025-09-17"}
    rows = client.get(reverse("reports:substitutions"), days).context["rows"]
    who = absence.teacher.user.short_name
    assert [(row[0], row[1], row[4], row[5].replace("\u00a0", " "), row[7]) for row in rows] == [
        ("15.09.2025", 1, f"{who}, экскурсия", "перенесён на 17.09.2025, 6-й урок", 0),
        ("17.09.2025", 6, f"{who}, болезнь", "Заменова А. И.", 1),
    ]


def test_a_deputy_of_other_grades_sees_none_of_these_lessons(client, monday, lesson, absence):
    client.force_login(appointed(Role.DEPUTY, grade_from=1, grade_to=4))
    assert "Уроков в этот день нет." in page(client, date="2025-09-15")


def test_the_diary_shows_the_substitute_and_the_moved_lesson_at_once(
    client, monday, lesson, absence, student
):
    moved = LessonFactory(section=lesson.section, number=5)
    move(moved, date(2025, 9, 17), 6)
    decide(lesson, absence, teacher=colleague("Заменова").pk)
    client.force_login(student.user)

    told = client.get(reverse("diary:week", args=[student.pk, "2025-09-15"])).content.decode()
    told = told.replace("\u00a0", " ")
    assert "Заменова А. И., замена" in told
    assert "5-й урок, Алгебра: перенесён на ср, 17 сентября, 6-й урок" in told


def test_the_substitute_fills_that_lesson_and_no_other(client, monday, lesson, absence):
    other = LessonFactory(section=lesson.section, number=lesson.number + 1)
    substitute = colleague("Заменова")
    decide(lesson, absence, teacher=substitute.pk)
    client.force_login(substitute.user)
    seen = [
        client.get(reverse("journal:lesson", args=[one.pk])).status_code for one in (lesson, other)
    ]
    assert seen == [200, 404]


@pytest.mark.requirement("JRN-9")
def test_the_entry_itself_says_who_taught_on_the_page_and_in_print(
    client, monday, deputy, lesson, absence
):
    substitute = colleague("Заменова")
    decide(lesson, absence, teacher=substitute.pk)
    client.force_login(deputy)
    told = client.get(reverse("journal:lesson", args=[lesson.pk])).content.decode()
    who = absence.teacher.user.short_name.replace("\u00a0", " ")
    assert f"<b>Замена:</b> Заменова А. И. вместо {who}" in told.replace("\u00a0", " ")

    printed = read_class_year(class_of(lesson.section), now=lesson.ends_at)
    (held,) = [one for section in printed.sections for one in section.lessons]
    assert held.note.replace("\u00a0", " ") == "замена: Заменова А. И."


def test_the_journal_of_substitutions_lists_every_lesson_that_was_not_held_as_usual(
    client, monday, deputy, lesson, absence
):
    undecided = LessonFactory(section=lesson.section, number=4)
    cancelled = LessonFactory(section=lesson.section, number=5)
    usual = LessonFactory(section=lesson.section, number=6, date=date(2025, 9, 16))
    decide(lesson, absence, teacher=colleague("Заменова").pk)
    decide(cancelled, absence, is_cancelled=True)
    client.force_login(deputy)
    told = client.get(
        reverse("reports:substitutions"), {"first": "2025-09-15", "last": "2025-09-16"}
    )
    rows = [row[1:2] + row[4:8] for row in told.context["rows"]]
    who = absence.teacher.user.short_name
    assert rows == [
        (lesson.number, f"{who}, болезнь", "Заменова\u00a0А. И.".replace(". И", ".\u00a0И"), "Алгебра", 1),
        (undecided.number, f"{who}, болезнь", "не решено", "Алгебра", 0),
        (cancelled.number, f"{who}, болезнь", "урок отменён", "не проведён", 0),
    ]  # fmt: skip
    assert usual.date.isoformat() not in str(rows)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_costs_the_same_queries_however_many_are_away(
    client, monday, deputy, section, django_assert_max_num_queries, number
):
    for n in range(number):
        other = SectionFactory(students=0, school_class=class_of(section))
        LessonFactory(section=other, number=1 + n % 7)
        away(other.loads.get().teacher)
    client.force_login(deputy)
    with django_assert_max_num_queries(15):
        told = page(client, date="2025-09-15")
    assert told.count("болезнь, с 15.09.2025") == number
    assert Lesson.objects.filter(date=LESSON_DAY).count() == number


# --- Combined classes -------------------------------------------------------------------------------
def test_one_teacher_holds_the_lessons_of_a_combined_class_together(deputy, as_user, monday):
    first, third = (SchoolClassFactory(grade=5, name=name) for name in ("5 к", "6 к"))
    teacher = StaffFactory()
    sections = [
        SectionFactory(school_class=one, teacher=teacher, grade=5, students=1)
        for one in (first, third)
    ]
    combine_classes(year=first.year, name="5–6", classes=[first, third], by=clerk(), now=NOW)
    lessons = [LessonFactory(section=one, number=2) for one in sections]
    substitute, absence = colleague("Свободина", grade=5), away(teacher)

    decide(lessons[0], absence, teacher=substitute.pk)
    shown = as_user(deputy).get(reverse("journal:substitutions"), {"date": "2025-09-15"})
    away_now = shown.context["screen"].away[0]
    offered = {o.colleague.pk: o.is_free for o in away_now.lessons[1].offers}
    decide(lessons[1], absence, teacher=substitute.pk)

    assert offered[substitute.pk]
    assert [row.teacher for row in Substitution.objects.order_by("pk")] == [substitute] * 2
    other = LessonFactory(section=SectionFactory(grade=5, teacher=teacher), number=2)
    with pytest.raises(Refused, match="в это время свой урок"):
        decide(other, absence, teacher=substitute.pk)
