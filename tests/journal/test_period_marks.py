from datetime import datetime

import pytest

from journal import actions
from journal.actions import CellResult, PeriodMarkChange
from journal.models import PeriodMark
from school.models import CourseSection, GradingPeriod
from tests.factories import MOSCOW, LoadFactory, class_of, pupil_of

MAY = datetime(2026, 5, 20, 12, 0, tzinfo=MOSCOW)
OCTOBER = datetime(2025, 10, 22, 12, 0, tzinfo=MOSCOW)


@pytest.fixture
def quarter(section):
    return GradingPeriod.objects.get(number=1)


def write(section, period, by, *changes, kind="period", now=OCTOBER):
    return actions.set_period_marks(
        section=section, kind=kind, period=period, changes=changes, by=by, now=now
    )


@pytest.mark.requirement("JRN-6")
def test_every_pupil_gets_a_mark_or_a_word_instead(section, quarter, teacher):
    students = [row.student for row in section.enrollments.order_by("pk")]
    changes = [
        PeriodMarkChange(code, s.pk, code, 0, why)
        for s, code, why in zip(
            students, ["5", "осв", "н/а"], [None, None, "Пропустил все уроки"], strict=True
        )
    ]

    results = write(section, quarter, teacher, *changes)

    assert results == [CellResult(code, "saved", code, 1) for code in ("5", "осв", "н/а")]
    assert dict(PeriodMark.objects.values_list("student", "code")) == {
        s.pk: code for s, code in zip(students, ["5", "осв", "н/а"], strict=True)
    }


def test_a_mark_is_of_the_scale_the_journal_has_when_it_is_written(
    section, quarter, student, teacher
):
    read_before = CourseSection.objects.select_related("year").get(pk=section.pk)
    section.scale = "pass_fail"
    section.save(by=teacher, now=OCTOBER)

    results = [
        write(read_before, quarter, teacher, PeriodMarkChange("k", student.pk, code, 0))[0].outcome
        for code in ("5", "зач")
    ]

    assert results == ["refused", "saved"]


def test_year_mark_stands_beside_the_marks_of_the_periods(section, quarter, student, teacher):
    write(section, quarter, teacher, PeriodMarkChange("a", student.pk, "4", 0))
    year_mark = PeriodMarkChange("b", student.pk, "5", 0, "Победа на олимпиаде")
    write(section, None, teacher, year_mark, kind="year", now=MAY)

    told = PeriodMark.objects.order_by("kind").values_list("kind", "period", "code")
    assert list(told) == [("period", quarter.pk, "4"), ("year", None, "5")]


def test_change_from_an_old_sheet_is_a_conflict_with_the_other_author(
    section, quarter, student, teacher
):
    colleague = LoadFactory(section=section).teacher.user
    write(section, quarter, colleague, PeriodMarkChange("a", student.pk, "4", 0))

    assert write(section, quarter, teacher, PeriodMarkChange("b", student.pk, "5", 0)) == [
        CellResult("b", "conflict", "4", 1, None, colleague.full_name, OCTOBER)
    ]


@pytest.mark.parametrize(
    ("number", "value", "text"),
    [(1, "6", "не отметка этого курса"), (2, "5", "II четверть начнётся 05.11.2025")],
)
def test_unknown_code_and_a_period_to_come_are_refused(
    section, student, teacher, number, value, text
):
    period = GradingPeriod.objects.get(number=number)

    [result] = write(section, period, teacher, PeriodMarkChange("a", student.pk, value, 0))

    assert (result.outcome, PeriodMark.objects.count()) == ("refused", 0)
    assert text in result.text


def test_year_mark_is_not_taken_before_the_last_period_has_begun(section, student, teacher):
    [result] = write(section, None, teacher, PeriodMarkChange("a", student.pk, "5", 0), kind="year")

    assert (result.outcome, PeriodMark.objects.count()) == ("refused", 0)
    assert result.text == "IV четверть начнётся 06.04.2026. Отметку пока не ставят."


def test_pupil_who_is_not_on_the_list_is_refused(section, quarter, teacher):
    stranger = pupil_of(class_of(section))

    [result] = write(section, quarter, teacher, PeriodMarkChange("a", stranger.pk, "5", 0))

    assert result.text.startswith("Ученик не числится в списке в этом периоде")


def test_a_mark_changed_twice_in_one_batch_is_written_once(section, quarter, teacher, student):
    changes = [PeriodMarkChange(code, student.pk, code, 0) for code in ("5", "4")]

    results = write(section, quarter, teacher, *changes)

    assert [(r.outcome, r.value, r.author) for r in results] == [
        ("saved", "5", ""),
        ("conflict", "5", teacher.full_name),
    ]
    assert list(PeriodMark.objects.values_list("code", "version")) == [("5", 1)]


def test_a_version_the_mark_never_had_is_a_conflict_beside_a_true_one(section, quarter, teacher):
    first, second, _ = [row.student for row in section.enrollments.order_by("pk")]
    write(section, quarter, teacher, PeriodMarkChange("a", first.pk, "5", 0))

    results = write(
        section,
        quarter,
        teacher,
        PeriodMarkChange("a", first.pk, "4", 0),
        PeriodMarkChange("b", second.pk, "4", 7),
    )

    assert [(r.outcome, r.value, r.author) for r in results] == [
        ("conflict", "5", teacher.full_name),
        ("conflict", "", ""),
    ]
