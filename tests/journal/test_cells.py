"""One cell or a whole column: what is saved, what is refused and why, what two people write at once."""

from dataclasses import replace
from datetime import datetime

import pytest

from journal import actions
from journal.actions import CellChange, CellResult
from journal.models import AttendanceRecord, Lesson, LineItem, Mark
from tests.factories import (
    MOSCOW,
    NOW,
    LessonFactory,
    LineItemFactory,
    LoadFactory,
    SectionFactory,
    class_of,
    pupil_of,
    put_on_list,
)

LATER = datetime(2025, 9, 15, 15, 0, tzinfo=MOSCOW)


def mark(lesson, student, value, base=0, **kwargs):
    return CellChange("k", student.pk, lesson.pk, "mark", value, base, **kwargs)


def attendance(lesson, student, value, base=0):
    return CellChange("k", student.pk, lesson.pk, "attendance", value, base)


def write(section, by, *changes, now=NOW):
    return actions.set_cells(section=section, changes=changes, by=by, now=now)


@pytest.mark.requirement("JRN-2")
def test_first_mark_makes_the_column_with_the_usual_kind_of_work(section, lesson, student, teacher):
    [result] = write(section, teacher, mark(lesson, student, "5"))

    item = LineItem.objects.get()
    assert result == CellResult("k", "saved", "5", 1, item.pk)
    assert (item.lesson, item.work_type.name, item.weight) == (lesson, "Работа на уроке", 2)
    assert list(Mark.objects.values_list("item", "student", "code", "version")) == [
        (item.pk, student.pk, "5", 1)
    ]


@pytest.mark.requirement("JRN-1")
@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("н", ("absent", "")),
        ("б", ("absent", "illness")),
        ("ну", ("absent", "excused")),
        ("оп", ("late", "")),
    ],
)
def test_attendance_code_is_two_facts_and_taking_it_is_a_third(
    section, lesson, student, teacher, code, fact
):
    [result] = write(section, teacher, attendance(lesson, student, code))

    lesson.refresh_from_db()
    assert result == CellResult("k", "saved", code, 1)
    assert list(AttendanceRecord.objects.values_list("status", "reason")) == [fact]
    assert (lesson.attendance_taken_at, lesson.attendance_taken_by) == (NOW, teacher)


def test_cell_holds_absence_and_mark_together(section, lesson, student, teacher):
    write(section, teacher, attendance(lesson, student, "б"), mark(lesson, student, "4"))

    assert AttendanceRecord.objects.get().reason == "illness"
    assert Mark.objects.get().code == "4"


def test_every_earlier_value_stays_with_its_author(section, lesson, student, teacher):
    colleague = LoadFactory(section=section).teacher.user
    [first] = write(section, teacher, mark(lesson, student, "3"))
    write(section, colleague, mark(lesson, student, "4", base=first.version), now=LATER)

    told = Mark.history.order_by("history_id").values_list("code", "history_user", "history_date")
    assert list(told) == [("3", teacher.pk, NOW), ("4", colleague.pk, LATER)]


def test_mark_taken_back_leaves_an_empty_cell_that_remembers(section, lesson, student, teacher):
    [first] = write(section, teacher, mark(lesson, student, "3"))

    [result] = write(section, teacher, mark(lesson, student, "", base=1))

    assert result == CellResult("k", "saved", "", 2, first.item)
    assert list(Mark.history.order_by("history_id").values_list("code", flat=True)) == ["3", ""]


def test_change_from_an_old_sheet_is_a_conflict_that_tells_what_who_and_when(
    section, lesson, student, teacher
):
    colleague = LoadFactory(section=section).teacher.user
    [first] = write(section, colleague, mark(lesson, student, "3"), now=NOW)

    [result] = write(section, teacher, mark(lesson, student, "5", base=0), now=LATER)

    assert result == CellResult("k", "conflict", "3", 1, first.item, colleague.full_name, NOW)
    assert Mark.objects.get().code == "3"


def test_conflict_of_attendance_tells_the_other_author(section, lesson, student, teacher):
    colleague = LoadFactory(section=section).teacher.user
    write(section, colleague, attendance(lesson, student, "б"))

    [result] = write(section, teacher, attendance(lesson, student, "н"))

    assert result == CellResult("k", "conflict", "б", 1, None, colleague.full_name, NOW)


def test_the_same_change_sent_twice_is_saved_once(section, lesson, student, teacher):
    change = mark(lesson, student, "5")
    first, again = write(section, teacher, change), write(section, teacher, change)

    assert first == again
    assert Mark.history.count() == 1


def test_empty_cell_emptied_leaves_no_trace(section, lesson, student, teacher):
    results = write(section, teacher, mark(lesson, student, ""), attendance(lesson, student, ""))

    assert [r.outcome for r in results] == ["saved", "saved"]
    assert (Mark.history.count(), AttendanceRecord.history.count(), LineItem.objects.count()) == (
        0,
        0,
        0,
    )


def refusal(section, by, change, now=NOW):
    [result] = write(section, by, change, now=now)
    assert (result.outcome, Mark.objects.count(), AttendanceRecord.objects.count()) == (
        "refused",
        0,
        0,
    )
    return result.text


def test_unknown_code_is_refused_with_the_codes_there_are(section, lesson, student, teacher):
    assert refusal(section, teacher, mark(lesson, student, "7")) == (
        "«7» — не отметка этого курса. Есть отметки: 5, 4, 3, 2, 1."
    )
    assert refusal(section, teacher, attendance(lesson, student, "щ")) == (
        "«щ» — не код посещаемости. Есть коды: н, б, ну, оп."
    )


def test_course_without_marks_takes_none_but_takes_attendance(student, teacher):
    section = SectionFactory(scale="ungraded", students=[student])
    lesson = LessonFactory(section=section)
    by = section.loads.get().teacher.user

    assert "Его ведут без отметок" in refusal(section, by, mark(lesson, student, "5"))
    assert write(section, by, attendance(lesson, student, "н"))[0].outcome == "saved"


def test_future_and_cancelled_lessons_take_nothing_and_say_so(section, student, teacher):
    tomorrow = LessonFactory(section=section, date=datetime(2025, 9, 16).date())  # noqa: DTZ001
    cancelled = LessonFactory(section=section, number=2, status=Lesson.Status.CANCELLED)

    assert refusal(section, teacher, mark(tomorrow, student, "5")) == (
        "Урок 16.09.2025 ещё не проведён. Запись можно сделать в день урока."
    )
    assert refusal(section, teacher, attendance(cancelled, student, "н")) == (
        "Урок 15.09.2025 отменён: записи в нём не делаются. Если урок был, сообщите заместителю директора."
    )


def test_pupil_who_is_not_on_the_list_that_day_is_refused(section, lesson, teacher):
    leaver, stranger = pupil_of(class_of(section)), pupil_of(class_of(section))
    put_on_list(section, leaver, ends_on=datetime(2025, 9, 14).date())  # noqa: DTZ001

    for pupil in (leaver, stranger):
        assert refusal(section, teacher, mark(lesson, pupil, "5")) == (
            "Ученик не числится в списке на 15.09.2025. Список класса или группы исправляет администратор школы."
        )


def test_teacher_whose_load_began_later_does_not_write_in_the_lessons_before(
    section, lesson, student
):
    newcomer = LoadFactory(section=section, starts_on=datetime(2025, 9, 16).date()).teacher.user  # noqa: DTZ001

    assert refusal(section, newcomer, mark(lesson, student, "5")) == (
        "Урок 15.09.2025 ведёт другой учитель: запись делает он. Замену вносит заместитель директора."
    )


def test_lesson_and_column_of_another_journal_are_refused(section, lesson, student, teacher):
    other = LineItemFactory()

    assert "Такого урока нет" in refusal(section, teacher, mark(other.lesson, student, "5"))
    assert "Такой работы нет" in refusal(
        section, teacher, mark(lesson, student, "5", item=other.pk)
    )


def test_one_refused_cell_does_not_hold_up_the_others(section, lesson, student, teacher):
    good, bad = mark(lesson, student, "4"), replace(mark(lesson, student, "9"), key="bad")

    results = write(section, teacher, good, bad)

    assert [(r.key, r.outcome) for r in results] == [("k", "saved"), ("bad", "refused")]


@pytest.mark.parametrize("size", [1, 3, 30])
def test_column_is_one_transaction_of_at_most_nine_queries(size, django_assert_num_queries):
    section = SectionFactory(students=size)
    lesson = LessonFactory(section=section)
    teacher = section.loads.get().teacher.user
    students = [row.student for row in section.enrollments.all()]

    with django_assert_num_queries(
        9 + 2
    ):  # and the savepoint that the test's own transaction makes of it
        write(section, teacher, *(mark(lesson, s, "5") for s in students))
    with django_assert_num_queries(6 + 2):
        write(section, teacher, *(mark(lesson, s, "4", base=1) for s in students))

    assert list(Mark.objects.values_list("code", "version").distinct()) == [("4", 2)]


@pytest.mark.parametrize("has_column", [True, False])
def test_a_cell_changed_twice_in_one_batch_is_written_once_and_the_rest_is_saved(
    section, lesson, teacher, has_column
):
    if has_column:
        LineItemFactory(lesson=lesson)
    first, second, _ = [row.student for row in section.enrollments.order_by("pk")]

    results = write(
        section,
        teacher,
        mark(lesson, first, "5"),
        mark(lesson, first, "4"),
        mark(lesson, second, "3"),
    )

    assert [(r.outcome, r.value, r.author) for r in results] == [
        ("saved", "5", ""),
        ("conflict", "5", teacher.full_name),
        ("saved", "3", ""),
    ]
    assert dict(Mark.objects.values_list("student", "code")) == {first.pk: "5", second.pk: "3"}
    assert Mark.history.count() == 2


def test_a_version_the_cell_never_had_is_a_conflict_with_an_empty_cell(
    lesson, student, section, teacher
):
    [result] = write(section, teacher, mark(lesson, student, "5", base=7))

    assert (result.outcome, result.value, result.version) == ("conflict", "", 0)
    assert (Mark.objects.count(), LineItem.objects.count()) == (0, 0)
