"""A period whose marks are set is closed to its teacher on every road, and opened again only for a term."""

from datetime import date, datetime, timedelta

import pytest

from journal import actions, locks
from journal.actions import CellChange, CopiedLesson, ItemChange, LessonEntries, Refused
from journal.models import Homework, Lesson, Mark, PeriodLock, PeriodMark, PeriodReopening, WorkType
from journal.screens import usual_term
from school.models import RegulationValue
from tests.factories import (
    MOSCOW,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    UserFactory,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
)
from tests.journal.closed import (
    BEFORE,
    CLOSED,
    LAST_DAY,
    MONDAY,
    SET_AT,
    close_quarter,
    listed,
    quarter,
    set_marks,
)
from tests.journal.test_lessons import timetable

pytestmark = pytest.mark.requirement("JRN-14")


def roads(section, lesson, item, student):
    """Every way the journal is written by, each as a call of who and when."""
    cell = CellChange("k", student.pk, lesson.pk, "mark", "5", 0)
    absence = CellChange("k", student.pk, lesson.pk, "attendance", "н", 0)
    work = WorkType.objects.usual()

    def cells(change):
        return lambda **how: _must_be_taken(
            actions.set_cells(section=section, changes=[change], **how)
        )

    return {
        "mark": cells(cell),
        "attendance": cells(absence),
        "register": lambda **how: actions.take_attendance(lesson=lesson, **how),
        "topic": lambda **how: actions.set_topic(lesson=lesson, topic="Степень", **how),
        "homework": lambda **how: actions.set_homework(lesson=lesson, text="№ 5", **how),
        "one more column": lambda **how: actions.add_item(lesson=lesson, work_type=work, **how),
        "kind of work": lambda **how: actions.change_item(
            item=item, work_type=work, title="Другая", **how
        ),
        "topic by the form": lambda **how: actions.fill_lesson(
            lesson=lesson, entries=LessonEntries(topic="Степень"), **how
        ),
        "kind of work by the form": lambda **how: actions.fill_lesson(
            lesson=lesson,
            entries=LessonEntries(items=[ItemChange(item.pk, work.pk, "Другая")]),
            **how,
        ),
        "register by the form": lambda **how: actions.fill_lesson(
            lesson=lesson, entries=LessonEntries(register=True), **how
        ),
        "mark by the form": lambda **how: _must_be_taken(
            actions.fill_lesson(lesson=lesson, entries=LessonEntries(cells=[cell]), **how)
        ),
        "mark of the period": lambda **how: _must_be_taken(
            set_marks(section, [student.pk], "3", **how)
        ),
    }


def _must_be_taken(results):
    for result in results:
        if result.outcome != "saved":
            assert result.is_closed
            raise Refused(result.text)


ROADS = [
    "mark", "attendance", "register", "topic", "homework", "one more column", "kind of work", "topic by the form",
    "kind of work by the form", "register by the form", "mark by the form", "mark of the period",
]  # fmt: skip
CLOSED_BY = (
    "Журнал за I четверть закрыт: все отметки выставлены 24.10.2025 в 14:30 ({author}, п. 2.14). "
    "Исправить запись можно по заявке; открыть период может заместитель директора."
)


@pytest.fixture
def item(lesson):
    return LineItemFactory(lesson=lesson)


@pytest.mark.requirement("ACC-7")
@pytest.mark.parametrize("road", ROADS)
def test_nothing_is_written_in_a_period_whose_marks_are_set(
    section, lesson, item, student, teacher, road
):
    write = roads(section, lesson, item, student)[road]
    close_quarter(section)

    with pytest.raises(Refused) as refused:
        write(by=teacher, now=CLOSED)

    assert str(refused.value) == CLOSED_BY.format(author=teacher.short_name)
    lesson.refresh_from_db()
    assert (lesson.topic, lesson.attendance_taken_at, Mark.objects.count()) == ("", None, 0)
    assert (Homework.objects.count(), lesson.items.count()) == (0, 1)
    assert set(PeriodMark.objects.values_list("code", flat=True)) == {"4"}


@pytest.mark.parametrize("road", ROADS)
def test_until_that_days_end_everything_is_still_written_and_a_slip_is_put_right(
    section, lesson, item, student, teacher, road
):
    close_quarter(section)

    roads(section, lesson, item, student)[road](by=teacher, now=BEFORE)

    assert PeriodLock.objects.get().locks_at == CLOSED


@pytest.mark.parametrize("road", ROADS)
def test_reopened_period_takes_everything_and_closes_by_itself(
    section, lesson, item, student, teacher, road
):
    lock, until = close_quarter(section), MONDAY + timedelta(days=1)
    deputy = UserFactory()
    actions.reopen_period(lock=lock, until=until, reason="Учитель болел", by=deputy, now=MONDAY)
    write = roads(section, lesson, item, student)[road]

    with pytest.raises(Refused):
        write(by=teacher, now=until)
    write(by=teacher, now=until - timedelta(minutes=1))

    [opened] = PeriodReopening.objects.values_list("opened_by", "opened_at", "until", "reason")
    assert opened == (deputy.pk, MONDAY, until, "Учитель болел")


def test_lessons_are_closed_in_lists_exactly_when_they_are_closed_to_a_hand(section, lesson):
    lock, until = close_quarter(section), MONDAY + timedelta(days=1)
    moments = [BEFORE, CLOSED, MONDAY, until - timedelta(minutes=1), until]

    def told():
        rule = [locks.closing_day(PeriodLock.objects.of(section), lesson.date, m) for m in moments]
        listed = [Lesson.objects.with_closing(m).get(pk=lesson.pk).is_closed for m in moments]
        assert [lock is not None for lock in rule] == listed
        return listed

    assert told() == [False, True, True, True, True]
    actions.reopen_period(
        lock=lock, until=until, reason="Учитель болел", by=UserFactory(), now=MONDAY
    )
    assert told()[2:] == [False, False, True]


def test_lesson_copied_from_paper_is_not_dated_back_behind_the_lock(section, lesson, teacher):
    close_quarter(section)
    copied = CopiedLesson(lesson.pk, at=lesson.ends_at, topic="Степень")

    with pytest.raises(Refused, match="Журнал за I четверть закрыт"):
        actions.copy_lessons(section=section, lessons=[copied], by=teacher, now=MONDAY)

    assert Lesson.objects.get(pk=lesson.pk).topic == ""


def test_lesson_copied_from_paper_is_not_dated_back_into_a_reopening_that_is_over(
    section, lesson, teacher
):
    lock, until = close_quarter(section), MONDAY + timedelta(days=1)
    actions.reopen_period(
        lock=lock, until=until, reason="Учитель болел", by=UserFactory(), now=MONDAY
    )
    copied = CopiedLesson(lesson.pk, at=until - timedelta(hours=1), topic="Степень")

    with pytest.raises(Refused, match="Журнал за I четверть закрыт"):
        actions.copy_lessons(section=section, lessons=[copied], by=teacher, now=until)
    assert Lesson.objects.get(pk=lesson.pk).topic == ""

    now = until - timedelta(minutes=1)
    assert actions.copy_lessons(section=section, lessons=[copied], by=teacher, now=now) == 1


def test_new_timetable_leaves_a_closed_period_as_it_is(section, clerk):
    """Empty lessons of the old one stay there, lessons of the new one come after it only."""
    actions.make_lessons(timetable=timetable(section, [(1, 2)], by=clerk), by=clerk, now=SET_AT)
    mondays = set(Lesson.objects.filter(date__lte=LAST_DAY).values_list("pk", flat=True))
    close_quarter(section)

    changed = timetable(section, [(2, 3)], starts_on=date(2025, 9, 20), by=clerk)
    actions.make_lessons(timetable=changed, by=clerk, now=MONDAY)

    assert mondays
    assert set(Lesson.objects.filter(date__lte=LAST_DAY).values_list("pk", flat=True)) == mondays
    later = Lesson.objects.filter(date__gt=LAST_DAY)
    assert {lesson.date.weekday() for lesson in later} == {1}


def test_lock_comes_with_the_last_empty_cell_and_is_signed(section, teacher):
    students = listed(section)
    set_marks(section, students[:2], now=SET_AT - timedelta(days=1))
    assert not PeriodLock.objects.exists()

    set_marks(section, students[2:])

    [lock] = PeriodLock.objects.all()
    assert (lock.section, lock.kind, lock.period, lock.starts_on, lock.ends_on) == (
        section,
        "period",
        quarter(),
        date(2025, 9, 1),
        LAST_DAY,
    )
    assert (lock.set_at, lock.locked_by, lock.locks_at, lock.clause) == (
        SET_AT,
        teacher,
        CLOSED,
        "п. 2.14",
    )
    assert lock.history.get().history_author == teacher.full_name


def test_words_instead_of_a_mark_count_and_whoever_left_before_the_end_needs_none(section):
    gone = pupil_of(class_of(section))
    put_on_list(section, gone, ends_on=date(2025, 10, 3))
    first, second, third = listed(section)[:3]
    for student, code in ((first, "н/а"), (second, "осв"), (third, "отср")):
        set_marks(section, [student], code)

    assert PeriodLock.objects.exists()


def test_mark_taken_back_before_midnight_takes_the_lock_back_with_its_trace(section, teacher):
    students = listed(section)
    set_marks(section)
    set_marks(section, students[:1], "", now=BEFORE)

    assert not PeriodLock.objects.exists()
    assert list(
        PeriodLock.history.order_by("history_id").values_list(
            "history_type", "history_change_reason"
        )
    ) == [
        ("+", ""),
        ("-", "отметка снята до закрытия периода"),
    ]


def test_mark_corrected_early_in_the_last_week_moves_nothing_but_the_signature(section):
    set_marks(section, now=SET_AT - timedelta(days=4))
    set_marks(section, listed(section)[:1], "5", now=SET_AT - timedelta(days=2))

    assert PeriodLock.objects.values_list("set_at", "locks_at").get() == (
        SET_AT - timedelta(days=2),
        CLOSED,
    )


def test_marks_of_the_year_close_the_year_and_its_periods(section, student, teacher):
    lesson = LessonFactory(section=section, date=date(2026, 2, 10))
    at = datetime(2026, 5, 26, 15, 0, tzinfo=MOSCOW)
    set_marks(section, kind="year", now=at)

    [result] = set_marks(section, [student.pk], "5", period=quarter(3), now=at + timedelta(days=1))
    assert result.text.startswith(
        "Журнал за учебный год закрыт: все отметки выставлены 26.05.2026 в 15:00"
    )
    with pytest.raises(Refused, match="Журнал за учебный год закрыт"):
        actions.set_topic(lesson=lesson, topic="Корень", by=teacher, now=at + timedelta(days=1))


def test_other_periods_and_other_journals_stay_open(section, student, teacher):
    close_quarter(section)
    other = SectionFactory(students=1)
    november = LessonFactory(section=section, date=date(2025, 11, 10))
    september = LessonFactory(section=other)
    now = datetime(2025, 11, 10, 12, 0, tzinfo=MOSCOW)

    for lesson in (november, september):
        actions.set_topic(lesson=lesson, topic="Корень", by=teacher, now=now)

    assert set(Lesson.objects.values_list("topic", flat=True)) == {"Корень"}


def test_period_whose_marks_were_set_before_locks_were_kept_is_closed_by_hand(section, teacher):
    set_marks(section)
    PeriodLock.objects.get().delete(by=teacher, reason="как до этой версии", now=SET_AT)

    lock = actions.close_period(
        section=section, kind="period", period=quarter(), by=teacher, now=MONDAY
    )

    assert lock.locks_at == datetime(2025, 10, 28, tzinfo=MOSCOW)


def test_period_with_an_empty_cell_is_not_closed_by_hand(section, teacher):
    set_marks(section, listed(section)[:2])

    with pytest.raises(Refused, match="Отметки стоят не у всех"):
        actions.close_period(
            section=section, kind="period", period=quarter(), by=teacher, now=MONDAY
        )


@pytest.mark.parametrize(
    ("until", "reason", "text"),
    [
        (MONDAY, "Болезнь", "Срок — от этой минуты"),
        (MONDAY + timedelta(days=15), "Болезнь", "не дольше 14 дней"),
        (MONDAY + timedelta(days=1), "  ", "Напишите, почему"),
    ],
)
def test_reopening_has_a_term_and_a_reason(section, until, reason, text):
    lock = close_quarter(section)

    with pytest.raises(Refused, match=text):
        actions.reopen_period(lock=lock, until=until, reason=reason, by=UserFactory(), now=MONDAY)

    assert not PeriodReopening.objects.exists()


def test_period_that_is_open_is_not_opened_again(section):
    lock, until = close_quarter(section), MONDAY + timedelta(days=1)
    for now in (BEFORE, MONDAY + timedelta(minutes=1)):
        if now is not BEFORE:
            actions.reopen_period(
                lock=lock, until=until, reason="Болезнь", by=UserFactory(), now=MONDAY
            )
        with pytest.raises(Refused, match="сейчас не закрыт"):
            actions.reopen_period(
                lock=lock, until=until, reason="Болезнь", by=UserFactory(), now=now
            )


def test_the_term_proposed_is_one_that_is_not_refused(section):
    close_quarter(section)
    RegulationValue(name="reopening_days", value="1", starts_on=CLOSED.date()).save(
        by=clerk(), now=CLOSED
    )
    lock = PeriodLock.objects.with_terms().get()
    until = usual_term(CLOSED, on=CLOSED.date())
    assert CLOSED.hour < 20

    actions.reopen_period(
        lock=lock, until=until, reason="служебная записка", by=UserFactory(), now=CLOSED
    )

    assert PeriodReopening.objects.get().until == until


def test_reopening_is_ended_before_its_term_and_both_acts_stay_in_history(section, lesson, teacher):
    deputy = UserFactory()
    opened = actions.reopen_period(
        lock=close_quarter(section),
        until=MONDAY + timedelta(days=3),
        reason="Болезнь",
        by=deputy,
        now=MONDAY,
    )
    actions.close_again(lock=opened.lock, by=deputy, now=MONDAY + timedelta(hours=1))

    with pytest.raises(Refused, match="Журнал за I четверть закрыт"):
        actions.set_topic(
            lesson=lesson, topic="Корень", by=teacher, now=MONDAY + timedelta(hours=1)
        )
    assert [row.until for row in opened.history.order_by("history_id")] == [
        MONDAY + timedelta(days=3),
        MONDAY + timedelta(hours=1),
    ]


def test_mark_taken_back_in_a_reopened_period_does_not_take_the_lock_away(section):
    lock = close_quarter(section)
    actions.reopen_period(
        lock=lock, until=MONDAY + timedelta(days=1), reason="Болезнь", by=UserFactory(), now=MONDAY
    )

    set_marks(section, listed(section)[:1], "", now=MONDAY)

    assert PeriodLock.objects.get() == lock


def test_nobody_opens_the_own_journal_again(section, teacher):
    lock = close_quarter(section)

    with pytest.raises(Refused, match="Это ваш журнал"):
        actions.reopen_period(
            lock=lock, until=MONDAY + timedelta(days=1), reason="Болезнь", by=teacher, now=MONDAY
        )

    assert not PeriodReopening.objects.exists()


def test_period_under_a_closed_year_is_not_opened_in_vain(section):
    at = datetime(2026, 5, 26, 15, 0, tzinfo=MOSCOW)
    lock = close_quarter(section)
    set_marks(section, kind="year", now=at)

    with pytest.raises(Refused, match="Сначала откройте снова год"):
        actions.reopen_period(
            lock=lock, until=at + timedelta(days=3), reason="Болезнь", by=UserFactory(),
            now=at + timedelta(days=2),
        )  # fmt: skip
