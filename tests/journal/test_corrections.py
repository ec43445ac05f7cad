"""Requests to put right what stands in a closed period: asked, decided, applied with both names, or not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from journal import actions
from journal.actions import CellChange, Place, Refused
from journal.models import (
    AttendanceRecord,
    CorrectionRequest,
    Homework,
    Lesson,
    LineItem,
    Mark,
    PeriodMark,
)
from tests.factories import (
    LessonFactory,
    LineItemFactory,
    LoadFactory,
    UserFactory,
    class_of,
    pupil_of,
)
from tests.journal.closed import MONDAY, close_quarter, listed, quarter, set_marks

pytestmark = pytest.mark.requirement("JRN-13")

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def deputy():
    return UserFactory(last_name="Волкова", first_name="Инна", middle_name="Олеговна")


@pytest.fixture
def closed(section, lesson, student, teacher):
    """A quarter closed with one mark, one absence, a topic and homework in its lesson."""
    cells = [
        CellChange("m", student.pk, lesson.pk, "mark", "3", 0),
        CellChange("a", student.pk, lesson.pk, "attendance", "оп", 0),
    ]
    actions.set_cells(section=section, changes=cells, by=teacher, now=lesson.ends_at)
    actions.set_topic(lesson=lesson, topic="Степень", by=teacher, now=lesson.ends_at)
    actions.set_homework(lesson=lesson, text="№ 5", minutes=20, by=teacher, now=lesson.ends_at)
    return close_quarter(section)


def places(section, lesson, student):
    what = CorrectionRequest.What
    return {
        "mark": Place(what.MARK, section, lesson=lesson, student=student),
        "attendance": Place(what.ATTENDANCE, section, lesson=lesson, student=student),
        "topic": Place(what.TOPIC, section, lesson=lesson),
        "homework": Place(what.HOMEWORK, section, lesson=lesson),
        "period": Place(what.PERIOD_MARK, section, student=student, period=quarter()),
    }


def stored(lesson, student):
    lesson = Lesson.objects.get(pk=lesson.pk)
    homework = Homework.objects.get(lesson=lesson)
    absence = AttendanceRecord.objects.get(lesson=lesson, student=student)
    return {
        "mark": Mark.objects.get(item__lesson=lesson, student=student).code,
        "attendance": (absence.status, absence.reason),
        "topic": lesson.topic,
        "homework": (homework.text, homework.is_none, homework.minutes),
        "period": PeriodMark.objects.get(student=student, period=quarter()).code,
    }


OLD = {
    "mark": "3",
    "attendance": ("late", ""),
    "topic": "Степень",
    "homework": ("№ 5", False, 20),
    "period": "4",
}
CASES = [
    ("mark", "4", "3", "4", "4"),
    ("mark", "", "3", "", ""),
    ("attendance", "б", "оп", "б", ("absent", "illness")),
    ("attendance", "", "оп", "", ("present", "")),
    ("topic", "Степень  числа", "Степень", "Степень числа", "Степень числа"),
    ("homework", "№ 6", "№ 5", "№ 6", ("№ 6", False, 20)),
    ("homework", "", "№ 5", "не задано", ("", True, None)),
    ("period", "5", "4", "5", "5"),
]


def ask(place, new, by, reason="Ошибка", now=MONDAY, **more):
    return actions.ask_correction(place=place, new=new, reason=reason, by=by, now=now, **more)


@pytest.mark.parametrize(("what", "typed", "old", "new", "fact"), CASES)
def test_approved_request_is_applied_at_once_with_both_names(
    section, lesson, student, teacher, deputy, closed, what, typed, old, new, fact
):
    request = ask(places(section, lesson, student)[what], typed, teacher, "Описка")
    assert stored(lesson, student) == OLD

    decided = actions.approve_correction(request=request, by=deputy, now=TUESDAY)

    assert (request.number, request.was, request.wanted, request.state) == (1, old, new, "asked")
    assert (decided.state, decided.decided_by, decided.decided_at) == ("approved", deputy, TUESDAY)
    assert stored(lesson, student) == OLD | {what: fact}
    changed = {
        "mark": Mark,
        "attendance": AttendanceRecord,
        "topic": Lesson,
        "homework": Homework,
        "period": PeriodMark,
    }
    told = changed[what].history.order_by("-history_id").first()
    assert (told.history_user, told.history_author, told.history_date) == (
        deputy,
        deputy.full_name,
        TUESDAY,
    )
    assert told.history_change_reason == (
        f"Заявка № 1 от 27.10.2025: просит {teacher.short_name}, разрешает {deputy.short_name}; "
        "ошибка в записи; Описка"
    )


@pytest.mark.parametrize("what", ["mark", "attendance", "topic", "homework", "period"])
def test_nothing_changes_until_it_is_approved_nor_when_it_is_refused_or_withdrawn(
    section, lesson, student, teacher, deputy, closed, what
):
    new = {"mark": "5", "attendance": "н", "topic": "Корень", "homework": "№ 9", "period": "5"}[
        what
    ]
    place = places(section, lesson, student)[what]
    refused = actions.refuse_correction(
        request=ask(place, new, teacher), reason="Нет основания", by=deputy, now=TUESDAY
    )
    withdrawn = actions.withdraw_correction(
        request=ask(place, new, teacher), by=teacher, now=TUESDAY
    )

    assert (refused.number, refused.state, refused.decision_reason) == (
        1,
        "refused",
        "Нет основания",
    )
    assert (withdrawn.number, withdrawn.state, withdrawn.decided_by) == (2, "withdrawn", None)
    assert stored(lesson, student) == OLD


@pytest.mark.parametrize("what", ["mark", "attendance", "topic", "homework", "period"])
def test_entry_that_has_changed_since_is_not_written_over_but_returned_with_both_values(
    section, lesson, student, teacher, deputy, closed, what
):
    mine = {"mark": "5", "attendance": "н", "topic": "Корень", "homework": "№ 9", "period": "5"}[
        what
    ]
    other = {"mark": "2", "attendance": "б", "topic": "Дробь", "homework": "№ 7", "period": "3"}[
        what
    ]
    place = places(section, lesson, student)[what]
    request = ask(place, mine, teacher)
    actions.reopen_period(lock=closed, until=TUESDAY, reason="Болезнь", by=deputy, now=MONDAY)
    _write_directly(place, other, teacher)
    before = stored(lesson, student)

    returned = actions.approve_correction(request=request, by=deputy, now=TUESDAY)

    assert (returned.state, returned.wanted, returned.found) == ("returned", mine, other)
    assert stored(lesson, student) == before != OLD


def _write_directly(place, value, by):
    if place.what in ("mark", "attendance"):
        change = CellChange("k", place.student.pk, place.lesson.pk, place.what, value, 1)
        [result] = actions.set_cells(section=place.section, changes=[change], by=by, now=MONDAY)
        assert result.outcome == "saved"
    elif place.what == "topic":
        actions.set_topic(lesson=place.lesson, topic=value, by=by, now=MONDAY)
    elif place.what == "homework":
        actions.set_homework(lesson=place.lesson, text=value, minutes=20, by=by, now=MONDAY)
    else:
        change = actions.PeriodMarkChange("k", place.student.pk, value, 1, "По итогам периода")
        actions.set_period_marks(
            section=place.section,
            kind="period",
            period=place.period,
            changes=[change],
            by=by,
            now=MONDAY,
        )


@pytest.mark.requirement("JRN-7")
def test_topic_passed_after_illness_is_marked_in_its_old_column_and_the_absence_stays(
    section, lesson, student, teacher, deputy
):
    absence = CellChange("a", student.pk, lesson.pk, "attendance", "б", 0)
    actions.set_cells(section=section, changes=[absence], by=teacher, now=lesson.ends_at)
    item = LineItemFactory(lesson=lesson)
    close_quarter(section)
    place = Place("mark", section, lesson=lesson, item=item, student=student)

    request = ask(
        place, "4", teacher, "Тема сдана", ground="made_up", document="Протокол № 3 от 30.10.2025"
    )
    actions.approve_correction(request=request, by=deputy, now=TUESDAY)

    mark = Mark.objects.get()
    assert (mark.item, mark.student, mark.code) == (item, student, "4")
    assert AttendanceRecord.objects.values_list("status", "reason").get() == ("absent", "illness")
    assert "Протокол № 3 от 30.10.2025" in mark.history.get().history_change_reason


@pytest.mark.requirement("JRN-3")
def test_written_work_checked_after_the_lock_gets_its_marks_by_the_same_road(
    section, teacher, student, deputy
):
    lesson = LessonFactory(section=section, date=date(2025, 10, 23), number=2)
    close_quarter(section)

    request = ask(
        Place("mark", section, lesson=lesson, student=student),
        "5",
        teacher,
        "Сочинение проверено за неделю",
        ground="late_work",
    )
    actions.approve_correction(request=request, by=deputy, now=TUESDAY)

    assert (Mark.objects.get().code, LineItem.objects.get().lesson) == ("5", lesson)


@pytest.mark.requirement("JRN-8")
def test_deferred_mark_of_the_period_comes_after_the_lock_by_its_document(
    section, student, teacher, deputy
):
    set_marks(section, [student.pk], "отср")
    set_marks(section, [pk for pk in listed(section) if pk != student.pk])
    place = Place("period", section, student=student, period=quarter())

    with pytest.raises(Refused, match="Укажите документ"):
        ask(place, "4", teacher, "Отсрочка", ground="deferred")
    request = ask(place, "4", teacher, "Отсрочка", ground="deferred", document="Приказ № 41")
    actions.approve_correction(request=request, by=deputy, now=TUESDAY)

    assert PeriodMark.objects.get(student=student).code == "4"


def test_same_request_sent_twice_is_one_and_another_about_the_same_cell_waits_its_turn(
    section, lesson, student, teacher, closed
):
    place = places(section, lesson, student)["mark"]
    colleague = LoadFactory(section=section).teacher.user

    assert ask(place, "4", teacher) == ask(place, " 4 ", teacher)
    with pytest.raises(Refused, match="уже ждёт решения заявка № 1"):
        ask(place, "5", colleague)
    assert CorrectionRequest.history.count() == 1


def test_cell_with_no_column_yet_has_one_request_though_its_column_is_made_meanwhile(
    section, student, teacher, deputy, closed
):
    """Another pupil's mark makes the lesson's first column: the cell is named by it from then on."""
    lesson = LessonFactory(section=section, date=date(2025, 10, 23), number=2)
    other = section.enrollments.order_by("pk")[1].student
    first = ask(Place("mark", section, lesson=lesson, student=student), "4", teacher)
    theirs = ask(Place("mark", section, lesson=lesson, student=other), "3", teacher)
    actions.approve_correction(request=theirs, by=deputy, now=TUESDAY)
    made = LineItem.objects.get(lesson=lesson)
    named = Place("mark", section, lesson=lesson, item=made, student=student)

    assert ask(named, "4", teacher) == first
    with pytest.raises(Refused, match="уже ждёт решения заявка № 1"):
        ask(named, "5", LoadFactory(section=section).teacher.user)
    second = LineItemFactory(lesson=lesson, position=1)
    another = Place("mark", section, lesson=lesson, item=second, student=student)
    assert ask(another, "5", teacher).number == 3

    actions.approve_correction(request=first, by=deputy, now=TUESDAY)
    assert set(Mark.objects.values_list("item", "student", "code")) >= {(made.pk, student.pk, "4")}


def test_request_that_names_no_column_is_about_the_first_one(
    section, lesson, student, teacher, closed
):
    place = places(section, lesson, student)["mark"]

    request = ask(place, "4", teacher)

    assert request.item == LineItem.objects.get(lesson=lesson)
    assert ask(replace(place, item=request.item), "4", teacher) == request


@pytest.mark.requirement("JRN-1")
def test_absence_by_request_takes_the_register_of_its_lesson_in_the_name_of_who_asked(
    section, student, teacher, deputy
):
    """It came late, and says so: the moment is that of the decision."""
    lesson = LessonFactory(section=section, date=date(2025, 10, 23), number=2)
    close_quarter(section)
    place = Place("attendance", section, lesson=lesson, student=student)

    actions.approve_correction(request=ask(place, "б", teacher), by=deputy, now=TUESDAY)

    lesson.refresh_from_db()
    assert (lesson.attendance_taken_at, lesson.attendance_taken_by) == (TUESDAY, teacher)
    told = lesson.history.order_by("-history_id").first()
    assert (told.history_user, told.history_change_reason[:10]) == (deputy, "Заявка № 1")


def test_register_that_was_taken_stays_as_it_was(section, lesson, student, teacher, deputy, closed):
    request = ask(places(section, lesson, student)["attendance"], "б", teacher)
    actions.approve_correction(request=request, by=deputy, now=TUESDAY)

    lesson.refresh_from_db()
    assert lesson.attendance_taken_at == lesson.ends_at


def test_numbers_of_a_year_have_no_gaps(section, lesson, student, teacher, closed):
    for what, new in (("mark", "5"), ("topic", "Корень"), ("period", "5")):
        ask(places(section, lesson, student)[what], new, teacher)
        with pytest.raises(Refused):
            ask(places(section, lesson, student)["homework"], "№ 5", teacher)

    assert list(CorrectionRequest.objects.order_by("number").values_list("number", flat=True)) == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize(
    ("what", "new", "reason", "text"),
    [
        ("mark", "3", "Описка", "уже стоит это значение"),
        ("mark", "7", "Описка", "не отметка этого курса"),
        ("attendance", "ы", "Описка", "не код посещаемости"),
        ("mark", "4", " ", "Напишите, почему"),
        ("topic", "я" * 501, "Описка", "длиннее 500"),
    ],
)
def test_request_that_says_nothing_is_not_taken(
    section, lesson, student, teacher, closed, what, new, reason, text
):
    with pytest.raises(Refused, match=text):
        ask(places(section, lesson, student)[what], new, teacher, reason)
    assert not CorrectionRequest.objects.exists()


def test_in_an_open_period_the_teacher_writes_himself(section, lesson, student, teacher):
    with pytest.raises(Refused, match="Этот период открыт"):
        ask(places(section, lesson, student)["mark"], "4", teacher)


def test_pupil_who_was_not_on_the_list_that_day_gets_no_mark_by_request(
    section, lesson, teacher, closed
):
    stranger = pupil_of(class_of(section))

    with pytest.raises(Refused, match="не числится в списке"):
        ask(Place("mark", section, lesson=lesson, student=stranger), "4", teacher)


def test_nobody_decides_on_own_request_and_no_other_withdraws_it(
    section, lesson, student, teacher, deputy, closed
):
    request = ask(places(section, lesson, student)["mark"], "4", teacher)

    for decide in (
        lambda: actions.approve_correction(request=request, by=teacher, now=TUESDAY),
        lambda: actions.refuse_correction(request=request, reason="Нет", by=teacher, now=TUESDAY),
        lambda: actions.withdraw_correction(request=request, by=deputy, now=TUESDAY),
    ):
        with pytest.raises(Refused):
            decide()

    request.refresh_from_db()
    assert (request.state, Mark.objects.get().code) == ("asked", "3")


def test_refusal_needs_its_reason(section, lesson, student, teacher, deputy, closed):
    request = ask(places(section, lesson, student)["mark"], "4", teacher)

    with pytest.raises(Refused, match="почему отказано"):
        actions.refuse_correction(request=request, reason=" ", by=deputy, now=TUESDAY)


@pytest.mark.parametrize("second", ["approve", "refuse", "withdraw"])
@pytest.mark.parametrize("first", ["approve", "refuse", "withdraw"])
def test_what_is_decided_is_not_decided_again(
    section, lesson, student, teacher, deputy, closed, first, second
):
    request = ask(places(section, lesson, student)["mark"], "4", teacher)
    acts = {
        "approve": lambda: actions.approve_correction(request=request, by=deputy, now=TUESDAY),
        "refuse": lambda: actions.refuse_correction(
            request=request, reason="Нет", by=deputy, now=TUESDAY
        ),
        "withdraw": lambda: actions.withdraw_correction(request=request, by=teacher, now=TUESDAY),
    }
    acts[first]()
    told = Mark.history.count(), CorrectionRequest.history.count()

    with pytest.raises(Refused, match="уже решено"):
        acts[second]()

    assert (Mark.history.count(), CorrectionRequest.history.count()) == told


@pytest.mark.parametrize(
    "change",
    [
        "state = 'asked', decided_by_id = NULL",
        "reason = 'другая'",
        "wanted = '5'",
        "decision_reason = 'иначе'",
    ],
)
def test_database_itself_refuses_to_rewrite_a_decided_request(
    section, lesson, student, teacher, deputy, closed, change
):
    request = ask(places(section, lesson, student)["mark"], "4", teacher)
    actions.approve_correction(request=request, by=deputy, now=TUESDAY)

    with (
        pytest.raises(IntegrityError, match="decided once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE journal_correctionrequest SET {change} WHERE id = %s", [request.pk])


@pytest.mark.parametrize("how", ["approve", "refuse", "withdraw"])
def test_database_itself_refuses_to_take_a_decided_request_away(
    section, lesson, student, teacher, deputy, closed, how
):
    request = ask(places(section, lesson, student)["mark"], "4", teacher)
    if how == "approve":
        actions.approve_correction(request=request, by=deputy, now=TUESDAY)
    elif how == "refuse":
        actions.refuse_correction(request=request, reason="Нет", by=deputy, now=TUESDAY)
    else:
        actions.withdraw_correction(request=request, by=teacher, now=TUESDAY)

    with pytest.raises(IntegrityError, match="never taken away"), transaction.atomic():
        CorrectionRequest.objects.get(pk=request.pk).delete(by=deputy, now=TUESDAY)
    assert CorrectionRequest.objects.filter(pk=request.pk).exists()
