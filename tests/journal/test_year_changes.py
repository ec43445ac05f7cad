"""The calendar and the bells changed when lessons exist: nothing that has an entry is lost."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from journal import actions
from journal.actions import Ground
from journal.actions.bells import ToConfirm as BellsToConfirm
from journal.actions.bells import change_bells, stamp_of_lessons
from journal.actions.calendar import change_calendar
from journal.actions.effects import ToConfirm
from journal.actions.versions import publish_version
from journal.models import Lesson, LessonMove
from school.actions import Stale
from school.actions.bells import BellsWish, save_bells, save_regimes, stamp_of_bells
from school.actions.calendar import Faulty, RowWish, calendar_wish, stamp_of_calendar
from school.actions.versions import Place, new_draft, put_in_slot
from school.calendar import calendar_of
from school.models import (
    BellSchedule,
    CalendarDay,
    GradingPeriod,
    SchoolYear,
    Timetable,
    TimetableEntry,
    WorkingRegime,
)
from school.stamps import stamp_of
from tests.factories import (
    MOSCOW,
    NOW,
    LessonFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    bells,
    class_of,
    clerk,
    school_year,
    subject,
)
from tests.journal.closed import kept_lock
from tests.journal.test_lessons import timetable

# Mondays and Thursdays.
SLOTS = [(1, 2), (4, 3)]


@pytest.fixture
def year(section):
    version = timetable(section, SLOTS, by=clerk())
    actions.make_lessons(timetable=version, by=clerk(), now=NOW)
    return school_year()


def change(year, wish, confirmed="", seen=None):
    stamp = stamp_of_calendar(calendar_of(year)) if seen is None else seen
    return change_calendar(
        year=year, wish=wish, seen=stamp, confirmed=confirmed, by=clerk(), now=NOW
    )


def with_days(year, *days):
    wish = calendar_wish(calendar_of(year))
    return replace(wish, days=[*wish.days, *(RowWish(None, day) for day in days)])


def of(day):
    return list(Lesson.objects.filter(date=day).values_list("number", "topic"))


@pytest.mark.requirement("SCH-2")
def test_a_day_off_shows_what_goes_and_keeps_what_is_written(year, teacher):
    filled = Lesson.objects.get(date=date(2025, 9, 29))
    actions.set_topic(lesson=filled, topic="Степень числа", by=teacher, now=NOW)
    wish = with_days(
        year,
        {"date": date(2025, 9, 29), "kind": "suspended", "title": "Мороз"},
        {"date": date(2025, 10, 2), "kind": "day_off"},
        {"date": date(2025, 10, 4), "kind": "working", "follows_weekday": 4},
    )

    with pytest.raises(ToConfirm) as shown:
        change(year, wish)

    effect = shown.value.effect
    assert effect.gone == [(date(2025, 10, 2), 1)]
    assert effect.new == [(date(2025, 10, 4), 1)]
    assert [(day, [lesson.topic for lesson in lessons]) for day, lessons in effect.kept] == [
        (date(2025, 9, 29), ["Степень числа"])
    ]
    assert not CalendarDay.objects.exists()
    assert of(date(2025, 10, 2)) == [(3, "")]

    change(year, wish, confirmed=effect.stamp)

    assert CalendarDay.objects.count() == 3
    assert of(date(2025, 9, 29)) == [(2, "Степень числа")]
    assert of(date(2025, 10, 2)) == []
    assert of(date(2025, 10, 4)) == [(3, "")]
    gone = Lesson.history.filter(history_type="-").get()
    assert (gone.date, gone.history_change_reason) == (date(2025, 10, 2), "изменён календарь")


def test_an_entry_made_after_the_preview_is_shown_anew_and_not_lost(year, teacher):
    wish = with_days(year, {"date": date(2025, 9, 29), "kind": "day_off"})
    with pytest.raises(ToConfirm) as shown:
        change(year, wish)
    lesson = Lesson.objects.get(date=date(2025, 9, 29))
    actions.set_topic(lesson=lesson, topic="Степень числа", by=teacher, now=NOW)

    with pytest.raises(ToConfirm) as again:
        change(year, wish, confirmed=shown.value.effect.stamp)

    assert again.value.effect.gone == []
    change(year, wish, confirmed=again.value.effect.stamp)
    assert of(date(2025, 9, 29)) == [(2, "Степень числа")]


def test_a_day_of_other_grades_touches_no_lesson(year):
    change(year, with_days(year, {"date": date(2025, 9, 29), "kind": "suspended", "grade_to": 4}))

    assert of(date(2025, 9, 29)) == [(2, "")]


@pytest.mark.requirement("SCH-1")
def test_a_year_that_ends_later_gains_lessons_and_one_that_ends_earlier_loses_empty_ones(year):
    was = Lesson.objects.count()
    wish = calendar_wish(calendar_of(year))
    last = GradingPeriod.objects.get(number=4)
    rows = [
        RowWish(row.pk, {"ends_on": date(2026, 5, 29)} if row.pk == last.pk else {})
        for row in wish.periods
    ]
    longer = replace(wish, ends_on=date(2026, 5, 29), periods=rows)
    with pytest.raises(ToConfirm) as shown:
        change(year, longer)

    change(year, longer, confirmed=shown.value.effect.stamp)

    assert shown.value.effect.new == [(date(2026, 5, 28), 1)]
    assert Lesson.objects.count() == was + 1


@pytest.mark.requirement("SCH-1")
@pytest.mark.parametrize(("first", "weeks"), [(date(2025, 8, 25), 1), (date(2025, 8, 18), 2)])
def test_a_year_that_begins_on_another_monday_flips_odd_and_even_weeks_of_its_lessons(
    section, teacher, first, weeks
):
    version = new_draft(
        year=school_year(), title="Р", starts_on=date(2025, 9, 1), copy_of=None, by=clerk(), now=NOW
    )
    put_in_slot(timetable=version, section=section, place=Place(1, 1, "odd"), by=clerk(), now=NOW)
    publish_version(timetable=version, starts_on=date(2025, 9, 1), by=clerk(), now=NOW)
    filled = Lesson.objects.get(date=date(2025, 9, 15))
    actions.set_topic(lesson=filled, topic="Степень числа", by=teacher, now=NOW)
    year = school_year()
    wish = calendar_wish(calendar_of(year))
    rows = [
        RowWish(row.pk, {"starts_on": first} if row.pk == wish.periods[0].pk else {})
        for row in wish.periods
    ]
    earlier = replace(wish, starts_on=first, periods=rows)
    with pytest.raises(ToConfirm) as shown:
        change(year, earlier)
    change(year, earlier, confirmed=shown.value.effect.stamp)

    mondays = [date(2025, 9, 1) + timedelta(weeks=n) for n in range(4)]
    odd = mondays[::2] if weeks == 2 else [mondays[1], mondays[2], mondays[3]]
    there = Lesson.objects.filter(date__range=(mondays[0], mondays[-1])).order_by("date")
    assert list(there.values_list("date", flat=True)) == odd
    assert of(date(2025, 9, 15)) == [(1, "Степень числа")]


def test_a_lesson_moved_by_an_order_stays_where_the_order_put_it(year):
    lesson = Lesson.objects.get(date=date(2025, 9, 29))
    LessonMove(
        lesson=lesson, kind="moved", from_date=lesson.date, from_number=2, reason="Концерт"
    ).save(by=clerk(), now=NOW)
    lesson.date = date(2025, 9, 30)
    lesson.save(by=clerk(), now=NOW)

    change(year, with_days(year, {"date": date(2025, 9, 30), "kind": "suspended"}))

    assert of(date(2025, 9, 29)) == []
    assert of(date(2025, 9, 30)) == [(2, "")]


def test_two_deputies_do_not_overwrite_each_other(year):
    seen = stamp_of_calendar(calendar_of(year))
    change(year, with_days(year, {"date": date(2025, 10, 1), "kind": "day_off"}), seen=seen)

    with pytest.raises(Stale, match="тем временем изменили"):
        change(year, with_days(year, {"date": date(2025, 10, 8), "kind": "day_off"}), seen=seen)


def test_a_calendar_that_contradicts_itself_is_refused_whole(year):
    wish = with_days(year, {"date": date(2026, 7, 1), "kind": "day_off"})

    with pytest.raises(Faulty) as refused:
        change(year, wish)

    assert [(fault.table, fault.row) for fault in refused.value.faults] == [("days", 0)]
    assert not CalendarDay.objects.exists()


def test_a_period_whose_marks_are_set_keeps_its_days(year, section):
    period = kept_lock(section).period
    wish = calendar_wish(calendar_of(year))
    moved = replace(
        wish,
        periods=[
            RowWish(row.pk, {"ends_on": date(2025, 10, 23)} if row.pk == period.pk else {})
            for row in wish.periods
        ],
    )
    without = replace(wish, periods=[row for row in wish.periods if row.pk != period.pk])
    later = datetime(2025, 11, 20, 12, tzinfo=MOSCOW)
    for wrong in (moved, without):
        with pytest.raises((actions.Refused, Faulty)):
            change_calendar(
                year=year, wish=wrong, seen=stamp_of_calendar(calendar_of(year)), confirmed="",
                by=clerk(), now=later,
            )  # fmt: skip


def shortened(year, day):
    """The whole school rings by shorter bells on that day."""
    short = BellSchedule(name="Сокращённый день")
    short.save(by=clerk(), now=NOW)
    save_bells(
        schedule=short, wish=BellsWish(short.name, 1, "", [(2, time(8, 40), time(9, 10))]),
        seen=stamp_of_bells(short), by=clerk(), now=NOW,
    )  # fmt: skip
    values = {
        "bells_id": short.pk, "instead_of_id": bells().pk, "starts_on": day, "ends_on": day,
        "weekday": None, "reason": "Предпраздничный день",
    }  # fmt: skip
    there = list(WorkingRegime.objects.filter(year=year).in_order())
    return lambda: save_regimes(
        year=year, wishes=[RowWish(None, values)], seen=stamp_of(there), by=clerk(), now=NOW
    )


@pytest.mark.requirement("SCH-7")
def test_a_shortened_day_tells_its_lessons_new_times_and_no_others(year):
    day = date(2025, 9, 29)
    row = shortened(year, day)
    with pytest.raises(BellsToConfirm) as shown:
        change_bells(row, year=year, confirmed="", by=clerk(), now=NOW)
    assert not WorkingRegime.objects.exists()

    lessons = shown.value.lessons
    change_bells(row, year=year, confirmed=stamp_of_lessons(lessons), by=clerk(), now=NOW)

    told = [(one.lesson.date, one.was.starts_at, one.becomes.starts_at) for one in lessons]
    assert told == [(day, time(9), time(8, 40))]
    lesson = Lesson.objects.get(date=day)
    assert lesson.starts_at == datetime(2025, 9, 29, 8, 40, tzinfo=MOSCOW)
    assert lesson.ends_at == datetime(2025, 9, 29, 9, 10, tzinfo=MOSCOW)
    assert Lesson.objects.get(date=date(2025, 10, 6)).starts_at.astimezone(MOSCOW).hour == 9


@pytest.mark.requirement("SCH-7")
def test_bells_changed_in_the_middle_of_the_year_leave_the_past_as_it_rang(year):
    schedule = bells()
    lessons = [(slot.number, slot.starts_at, slot.ends_at) for slot in schedule.slots.all()]
    later = [(n, time(8 + n), time(8 + n, 40)) for n, _, _ in lessons]
    wish = BellsWish(schedule.name, 1, "Корпус 2", later)

    def save():
        return save_bells(
            schedule=schedule, wish=wish, seen=stamp_of_bells(schedule), by=clerk(), now=NOW
        )

    with pytest.raises(BellsToConfirm) as shown:
        change_bells(save, year=year, confirmed="", by=clerk(), now=NOW)
    stamp = stamp_of_lessons(shown.value.lessons)
    change_bells(save, year=year, confirmed=stamp, by=clerk(), now=NOW)

    hours = {
        lesson.date: lesson.starts_at.astimezone(MOSCOW).hour
        for lesson in Lesson.objects.filter(date__month=9)
    }
    # It is two o'clock on 15 September.
    assert [hours[date(2025, 9, day)] for day in (1, 8, 15, 22, 29)] == [9, 9, 9, 10, 10]


@pytest.mark.requirement("SCH-7")
def test_a_saturday_lesson_of_a_five_day_class_rings_as_a_saturday_whoever_asks(section):
    # Schools of six days learn a Saturday's timetable that Sunday.
    CalendarDay(
        year=school_year(), date=date(2025, 10, 5), kind="working", days_a_week=6, follows_weekday=6
    ).save(by=clerk(), now=NOW)
    short = save_bells(
        schedule=None, wish=BellsWish("Суббота", 1, "", [(2, time(10), time(10, 30))]), seen="",
        by=clerk(), now=NOW,
    )  # fmt: skip
    WorkingRegime(
        year=school_year(), bells=short, instead_of=bells(), weekday=6,
        starts_on=date(2025, 9, 1), ends_on=date(2026, 5, 26),
    ).save(by=clerk(), now=NOW)  # fmt: skip
    actions.make_lessons(timetable=timetable(section, [(6, 2)], by=clerk()), by=clerk(), now=NOW)

    sunday = Lesson.objects.get(date=date(2025, 10, 5))
    assert sunday.starts_at.astimezone(MOSCOW).time() == time(10)
    change_bells(lambda: None, year=None, confirmed="", by=clerk(), now=NOW)
    physics = SectionFactory(subject=subject("Физика"), school_class=class_of(section))
    moved = actions.move_lesson(
        lesson=LessonFactory(section=physics, date=date(2025, 9, 18)), day=sunday.date, number=2,
        ground=Ground("Концерт"), by=clerk(), now=NOW,
    )  # fmt: skip
    assert moved.starts_at == sunday.starts_at


def later_bells():
    """A second schedule whose second lesson begins at 14:00."""
    return save_bells(
        schedule=None, wish=BellsWish("II смена", 2, "", [(2, time(14), time(14, 40))]), seen="",
        by=clerk(), now=NOW,
    )  # fmt: skip


@pytest.mark.requirement("SCH-7")
def test_bells_changed_for_the_school_are_told_to_lessons_of_the_coming_year_too(year):
    coming = SchoolYear(
        school=year.school, title="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26)
    )
    coming.save(by=clerk(), now=NOW)
    section = SectionFactory(
        year=coming, school_class=SchoolClassFactory(year=coming, name="8А"), grade=8
    )
    version = Timetable(
        year=coming,
        title="Р",
        starts_on=coming.starts_on,
        ends_on=coming.ends_on,
        status="published",
    )
    version.save(by=clerk(), now=NOW)
    TimetableEntry(timetable=version, section=section, weekday=2, number=2).save(
        by=clerk(), now=NOW
    )
    actions.make_lessons(timetable=version, by=clerk(), now=NOW)
    schedule = bells()
    wish = BellsWish(schedule.name, 1, "", [(2, time(9, 10), time(9, 55))])

    def save():
        return save_bells(
            schedule=schedule, wish=wish, seen=stamp_of_bells(schedule), by=clerk(), now=NOW
        )

    with pytest.raises(BellsToConfirm) as shown:
        change_bells(save, year=None, confirmed="", by=clerk(), now=NOW)
    stamp = stamp_of_lessons(shown.value.lessons)
    change_bells(save, year=None, confirmed=stamp, by=clerk(), now=NOW)

    for lesson in (
        Lesson.objects.get(date=date(2026, 9, 1)),
        Lesson.objects.get(date=date(2025, 9, 29)),
    ):
        assert lesson.starts_at.astimezone(MOSCOW).time() == time(9, 10)


@pytest.mark.requirement("SCH-7")
def test_the_first_bells_are_removed_only_once_the_lessons_that_change_were_seen(
    year, section, as_user, at
):
    at(2025, 9, 15, 14, 0)
    school_class = class_of(section)
    first = bells()
    school_class.bells = None
    school_class.save(by=clerk(), now=NOW)
    client = as_user(appointed(Role.DIRECTOR))
    page = reverse("year:remove_bells", args=[first.pk])

    kept = client.post(page)
    assert kept.status_code == 422
    assert f"классы без своих: {school_class.name}" in kept.text

    later_bells()
    shown = client.post(page)
    assert shown.status_code == 200
    assert "Время изменится" in shown.text
    assert BellSchedule.objects.filter(pk=first.pk).exists()
    done = client.post(page, {"confirmed": shown.context["confirmed"]})
    assert done.status_code == 302
    last = Lesson.objects.filter(number=2).latest("date")
    assert last.starts_at.astimezone(MOSCOW).time() == time(14)


@pytest.mark.requirement("SCH-7")
def test_the_first_grade_has_35_minutes_in_autumn_and_40_in_spring(clerk):
    first = SchoolClassFactory(grade=1, name="1А")
    section = SectionFactory(school_class=first, grade=1, students=1)
    autumn = BellSchedule(name="1 класс, осень")
    autumn.save(by=clerk, now=NOW)
    save_bells(
        schedule=autumn, wish=BellsWish(autumn.name, 1, "", [(2, time(8, 50), time(9, 25))]),
        seen=stamp_of_bells(autumn), by=clerk, now=NOW,
    )  # fmt: skip
    WorkingRegime(
        year=school_year(), bells=autumn, grade_from=1, grade_to=1,
        starts_on=date(2025, 9, 1), ends_on=date(2025, 12, 31),
    ).save(by=clerk, now=NOW)  # fmt: skip

    actions.make_lessons(timetable=timetable(section, [(2, 2)], by=clerk), by=clerk, now=NOW)

    minutes = {
        lesson.date.month: (lesson.ends_at - lesson.starts_at).seconds // 60
        for lesson in Lesson.objects.filter(section=section)
    }
    assert (minutes[9], minutes[12], minutes[2]) == (35, 35, 45)
    assert class_of(section) == first


@pytest.mark.requirement("SCH-2")
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    days=st.dictionaries(
        st.dates(date(2025, 9, 1), date(2025, 12, 28)),
        st.sampled_from(["day_off", "suspended", "working"]),
        min_size=1,
        max_size=12,
    ),
    weekday=st.integers(1, 5),
    filled=st.sets(st.integers(0, 20), max_size=8),
)
def test_no_change_of_the_calendar_loses_a_lesson_with_an_entry(
    year, teacher, days, weekday, filled
):
    with transaction.atomic():
        lessons = list(Lesson.objects.order_by("date", "number")[:21])
        for place in filled:
            actions.set_topic(lesson=lessons[place], topic=f"Тема {place}", by=teacher, now=NOW)
        written = set(Lesson.objects.exclude(topic="").values_list("pk", "date", "topic"))
        rows = [
            {"date": day, "kind": kind, "follows_weekday": weekday if kind == "working" else None}
            for day, kind in days.items()
        ]
        wish = with_days(year, *rows)
        try:
            change(year, wish)
        except ToConfirm as shown:
            change(year, wish, confirmed=shown.effect.stamp)

        assert set(Lesson.objects.exclude(topic="").values_list("pk", "date", "topic")) == written
        taught = calendar_of(year).study_days(7, 5)
        empty = Lesson.objects.filter(topic="").values_list("date", flat=True)
        assert {taught[day] for day in empty} <= {1, 4}
        transaction.set_rollback(True)
