from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from diary.access import family_of, term_to_see
from diary.screens import summary_screen
from journal import access, actions, screens
from journal.actions import PeriodMarkChange
from journal.models import (
    AttendanceRecord,
    DeadlineFact,
    Exam,
    Mark,
    MarkDeferral,
    PeriodLock,
    PeriodMark,
    WorkType,
)
from school.models import GradingPeriod, SchoolYear, SectionEnrollment
from tests.factories import (
    MOSCOW,
    NOW,
    LessonFactory,
    LineItemFactory,
    SectionFactory,
    clerk,
    school,
    school_year,
    teacher_of,
)

OCTOBER = datetime(2025, 10, 22, 12, 0, tzinfo=MOSCOW)
MAY = datetime(2026, 5, 20, 12, 0, tzinfo=MOSCOW)
HELD = datetime(2026, 5, 19, 13, 0, tzinfo=MOSCOW)


@pytest.fixture
def quarter(section):
    return GradingPeriod.objects.get(number=1)


@pytest.fixture
def pupils(section):
    return [row.student for row in section.enrollments.select_related("student").order_by("pk")]


def give(section, student, *codes, work="Работа на уроке", number=1):
    """Marks of September, one a lesson."""
    for place, code in enumerate(codes):
        lesson = LessonFactory(section=section, date=date(2025, 9, 2 + place), number=number)
        item = LineItemFactory(lesson=lesson, work_type=WorkType.objects.get(name=work))
        Mark(item=item, student=student, code=code).save(by=clerk(), now=NOW)


def write(section, student, code, period=None, *, kind="period", comment=None, base=0, now=OCTOBER):
    change = PeriodMarkChange("k", student.pk, code, base, comment)
    [result] = actions.set_period_marks(
        section=section, kind=kind, period=period, changes=[change], by=teacher_of(section), now=now
    )
    return result


def screen_of(section, key, now=OCTOBER):
    journal = access.journal_to_see(teacher_of(section), section.pk, on=now.date())
    periods = access.periods_to_see(section)
    [tab] = [tab for tab in screens.tabs_of(periods) if tab.key == key]
    return screens.finals_screen(
        journal, tab=tab, periods=periods, among=None, now=now, on=now.date()
    )


def page(section, key, name="finals"):
    return f"{reverse(f'journal:{name}', args=[section.pk])}?of={key}"


def sent(pupils, marks, comments=(), **more):
    """The page's form: what is typed in it where nothing stood before."""
    data = dict(more)
    for pupil, mark in zip(pupils, marks, strict=True):
        data |= {f"mark-{pupil.pk}": mark, f"base-{pupil.pk}": "0"}
    for pupil, comment in zip(pupils, comments, strict=False):
        data[f"comment-{pupil.pk}"] = comment
    return data


@pytest.mark.requirement("JRN-6")
@pytest.mark.parametrize("code", ["5", "3", "2", "н/а"])
def test_a_mark_away_from_the_proposed_one_is_taken_with_an_explanation_only(
    section, quarter, student, code
):
    give(section, student, "4", "4", "4")

    refused = write(section, student, code, quarter)
    saved = write(section, student, code, quarter, comment="  Долго болел ")

    assert (refused.outcome, saved.outcome) == ("refused", "saved")
    assert "«Пояснение»" in refused.text
    [mark] = PeriodMark.objects.all()
    assert (mark.code, mark.comment, mark.version) == (code, "Долго болел", 1)


@pytest.mark.requirement("JRN-6")
@pytest.mark.parametrize("code", ["4", "осв"])
def test_the_proposed_mark_and_a_pupil_who_is_freed_need_no_explanation(
    section, quarter, student, code
):
    give(section, student, "4", "4", "4")

    assert write(section, student, code, quarter).outcome == "saved"


def test_an_explanation_is_of_its_mark(section, quarter, student):
    give(section, student, "4", "4", "4")
    write(section, student, "5", quarter, comment="Олимпиада")

    another = write(section, student, "3", quarter, base=1)
    proposed = write(section, student, "4", quarter, base=1)

    assert (another.outcome, proposed.outcome) == ("refused", "saved")
    assert PeriodMark.objects.get().comment == ""


@pytest.mark.requirement("JRN-6")
def test_one_button_sets_what_is_proposed_and_what_is_typed_stays(
    client, at, section, pupils, quarter
):
    first, second, third = pupils
    for pupil, codes in zip(pupils, ("554", "443", "332"), strict=True):
        give(section, pupil, *codes, number=1 + pupils.index(pupil))
    client.force_login(teacher_of(section))
    at(2025, 10, 22, 12, 0)

    data = sent(pupils, ["осв", "", ""], act="propose")
    answer = client.post(page(section, quarter.pk, "save_finals"), data)

    assert answer.status_code == 302
    assert dict(PeriodMark.objects.values_list("student", "code")) == {
        first.pk: "осв", second.pk: "4", third.pk: "3",
    }  # fmt: skip


@pytest.mark.requirement("JRN-6")
def test_one_refused_mark_takes_nothing_else_along_and_stays_typed(
    client, at, section, pupils, quarter
):
    at(2025, 10, 22, 12, 0)
    for pupil in pupils:
        give(section, pupil, "4", "4", "4", number=1 + pupils.index(pupil))
    first, second, third = pupils
    client.force_login(teacher_of(section))

    data = sent(pupils, ["4", "2", "5"], ["", "", "Олимпиада"], act="save")
    answer = client.post(page(section, quarter.pk, "save_finals"), data)

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Предлагается 4, поставлено 2." in html
    assert f'name="mark-{second.pk}" value="2"' in html
    assert dict(PeriodMark.objects.values_list("student", "code")) == {first.pk: "4", third.pk: "5"}


@pytest.mark.requirement("JRN-6")
def test_what_to_look_at_is_told_before_the_period_is_closed(section, pupils, quarter):
    first, second, third = pupils
    give(section, first, "5", "5", "5")
    give(section, first, "3", work="Контрольная работа", number=2)
    give(section, second, "4", number=3)
    write(section, first, "4", quarter, comment="Контрольная слабее")
    give(section, first, "5", "5", "5", "5", "5", number=4)

    screen = screen_of(section, str(quarter.pk))
    told = {row.pupil.pk: list(row.warnings) for row in screen.rows}

    assert told[first.pk] == ["контрольные говорят иное: их средний 3,00"]
    assert told[second.pk] == ["мало отметок: 1\N{NO-BREAK SPACE}отметка, нужно 3"]
    assert told[third.pk] == ["мало отметок: отметок нет, нужно 3"]
    assert len(screen.empty) == 2


@pytest.mark.requirement("JRN-6")
def test_a_period_is_not_closed_over_an_empty_cell_and_says_whose_it_is(section, pupils, quarter):
    write(section, pupils[0], "4", quarter)

    with pytest.raises(actions.Refused) as refused:
        actions.close_period(
            section=section, kind="period", period=quarter, by=teacher_of(section), now=OCTOBER
        )

    for pupil in pupils[1:]:
        assert pupil.user.list_name in str(refused.value)
    assert pupils[0].user.list_name not in str(refused.value)
    assert not PeriodLock.objects.exists()


@pytest.mark.requirement("JRN-8")
def test_a_mark_that_is_put_off_is_not_missing_on_the_page(section, student, quarter):
    MarkDeferral(
        section=section, student=student, period=quarter, order_number="5", reason="Болезнь",
        order_date=date(2025, 10, 20), deferred_until=date(2025, 11, 20),
    ).save(by=clerk(), now=NOW)  # fmt: skip

    screen = screen_of(section, str(quarter.pk))
    [row] = [row for row in screen.rows if row.pupil.pk == student.pk]

    assert (row.is_awaited, row.warnings) == (False, ())
    assert row.deferred.startswith("приказ № 5")
    assert len(screen.empty) == len(screen.rows) - 1


@pytest.mark.requirement("JRN-6")
def test_year_and_final_marks_are_proposed_from_what_stands(section, student, pupils):
    periods = GradingPeriod.objects.filter(kind="quarter").order_by("number")
    for period, code in zip(periods, "5544", strict=True):
        write(section, student, code, period, now=MAY)

    def basis(key):
        rows = screen_of(section, key, now=MAY).rows
        return next(row.basis for row in rows if row.pupil.pk == student.pk)

    assert (basis("year").proposed, basis("year").mean) == ("5", Decimal("4.50"))
    assert write(section, student, "5", kind="year", now=MAY).outcome == "saved"
    assert basis("final").proposed == "5"
    actions.set_exam(section=section, held_at=HELD, takers=1, by=teacher_of(section), now=MAY)
    assert write(section, student, "3", kind="exam", now=MAY).outcome == "saved"
    assert (basis("final").proposed, basis("final").mean) == ("4", Decimal("4.00"))
    assert write(section, student, "4", kind="final", now=MAY).outcome == "saved"


@pytest.mark.requirement("JRN-6")
def test_final_mark_of_grade_eleven_counts_both_years(student, section):
    """The regulation's vector: 4, 5, 5 of grade 10 and 4, 5, 5 of grade 11 are 4.67, so 5."""
    year = SchoolYear(
        school=school(), title="2024/2025", starts_on=date(2024, 9, 1), ends_on=date(2025, 5, 26)
    )
    eleventh = SectionFactory(grade=11, students=[student], subject=section.subject)
    year.save(by=clerk(), now=NOW)
    halves = [(1, date(2024, 9, 1), date(2024, 12, 28)), (2, date(2025, 1, 9), date(2025, 5, 26))]
    GradingPeriod.objects.write(
        [
            GradingPeriod(
                year=year, kind="half_year", number=n, title=f"{n} полугодие", starts_on=first, ends_on=last
            )
            for n, first, last in halves
        ],
        by=clerk(),
        now=NOW,
    )  # fmt: skip
    tenth = SectionFactory(grade=10, year=year, subject=section.subject)
    for of, periods in (
        (tenth, year.periods.order_by("number")),
        (eleventh, access.periods_to_see(eleventh)),
    ):
        for period, code in zip(periods, "45", strict=False):
            PeriodMark(section=of, student=student, period=period, code=code).save(
                by=clerk(), now=NOW
            )
        PeriodMark(section=of, student=student, kind="year", code="5").save(by=clerk(), now=NOW)

    [row] = screen_of(eleventh, "final", now=MAY).rows

    assert (row.basis.proposed, row.basis.mean) == ("5", Decimal("4.67"))


@pytest.mark.requirement("DIA-8")
def test_marks_of_an_exam_wait_for_its_hour(section, student):
    nothing = write(section, student, "5", kind="exam", now=MAY)
    actions.set_exam(
        section=section, held_at=MAY + timedelta(hours=1), takers=2, by=teacher_of(section), now=MAY
    )
    early = write(section, student, "5", kind="exam", now=MAY)

    assert nothing.text.startswith("Сначала укажите день и час экзамена")
    assert early.text == "Экзамен назначен на 20.05.2026, 13:00. Отметку пока не ставят."
    assert not PeriodMark.objects.exists()


@pytest.mark.requirement("DIA-8")
def test_results_of_an_exam_are_told_within_a_day_as_a_fact(section, pupils):
    teacher = teacher_of(section)
    actions.set_exam(section=section, held_at=HELD, takers=2, by=teacher, now=HELD)

    def note(now):
        actions.note_deadlines(year=section.year, now=now)
        facts = DeadlineFact.objects.filter(kind="exam").order_by("pk")
        return [(f.verdict, f.due_at - f.begins_at, f.teacher.user_id) for f in facts]

    write(section, pupils[0], "5", kind="exam", now=HELD + timedelta(hours=2))
    assert note(HELD + timedelta(hours=24)) == []
    late = HELD + timedelta(hours=24, minutes=1)
    day = timedelta(hours=24)
    assert note(late) == [("missing", day, teacher.pk)]
    write(section, pupils[1], "4", kind="exam", now=late)
    assert [verdict for verdict, *_ in note(late)] == ["missing", "late"]
    assert [verdict for verdict, *_ in note(late + day)] == ["missing", "late"]


@pytest.mark.requirement("DIA-8")
def test_results_that_are_lacking_stand_in_the_teacher_s_inbox_till_they_are_there(section, pupils):
    teacher = teacher_of(section)
    actions.set_exam(section=section, held_at=HELD, takers=2, by=teacher, now=HELD)
    write(section, pupils[0], "5", kind="exam", now=HELD)

    def owed(now):
        screen = screens.today_screen(teacher, year=section.year, now=now, on=now.date())
        return [(one.lacking, one.told, one.is_late) for one in screen.exams]

    assert owed(HELD - timedelta(minutes=1)) == []
    assert owed(HELD + timedelta(hours=1)) == [(1, "до 20\N{NO-BREAK SPACE}мая, 13:00", False)]
    assert [late for *_, late in owed(HELD + timedelta(hours=25))] == [True]
    write(section, pupils[1], "4", kind="exam", now=MAY)
    assert owed(MAY) == []


@pytest.mark.requirement("DIA-8")
@pytest.mark.requirement("JRN-16")
def test_the_family_sees_the_result_and_the_explanation_at_once(section, student, quarter):
    give(section, student, "4", "4", "4")
    write(section, student, "5", quarter, comment="Олимпиада")
    actions.set_exam(section=section, held_at=HELD, takers=1, by=teacher_of(section), now=HELD)
    write(section, student, "5", kind="exam", now=HELD)

    family = family_of(student.user, on=HELD.date(), today=HELD.date(), pk=student.pk)
    term = term_to_see(student, year=school_year(), on=HELD.date())
    screen = summary_screen(family, term, now=HELD, on=HELD.date())

    assert [row.exam for row in screen.rows] == ["5"]
    assert [(one.subject, one.what, one.code, one.comment) for one in screen.explained] == [
        ("Алгебра", "I четверть", "5", "Олимпиада")
    ]


def test_the_exam_s_day_is_of_its_year_and_for_as_many_as_are_on_the_list(client, at, section):
    at(2026, 5, 19, 12, 0)
    client.force_login(teacher_of(section))
    wrong = {"act": "exam", "held_at": "2031-05-19T13:00", "takers": "400"}
    right = {"act": "exam", "held_at": "2026-05-19T13:00", "takers": "2"}

    refused = client.post(page(section, "exam", "save_finals"), wrong)
    taken = client.post(page(section, "exam", "save_finals"), right)

    assert (refused.status_code, taken.status_code) == (422, 302)
    html = refused.content.decode()
    assert "День не входит в учебный год." in html
    assert "В списке меньше учеников." in html
    assert Exam.objects.values_list("held_at", "takers").get() == (HELD, 2)


def test_an_exam_whose_marks_stand_is_not_put_off(section, student):
    teacher = teacher_of(section)
    actions.set_exam(section=section, held_at=HELD, takers=1, by=teacher, now=HELD)
    write(section, student, "5", kind="exam", now=MAY)

    with pytest.raises(actions.Refused, match="уже стоят"):
        actions.set_exam(
            section=section, held_at=MAY + timedelta(days=1), takers=1, by=teacher, now=MAY
        )


@pytest.mark.parametrize("of", ["0", "week", "year0", "99999999999999999999"])
def test_there_is_no_other_column_of_marks(client, at, section, of):
    at(2025, 10, 22, 12, 0)
    client.force_login(teacher_of(section))

    assert client.get(page(section, of)).status_code == 404


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_page_takes_the_same_number_of_queries_for_any_list(number):
    section = SectionFactory(students=number)
    quarter = GradingPeriod.objects.get(number=1, kind="quarter")
    lesson = LessonFactory(section=section, date=date(2025, 9, 3))
    item = LineItemFactory(lesson=lesson)
    for row in SectionEnrollment.objects.filter(section=section):
        entry = {"student_id": row.student_id}
        Mark(item=item, code="4", **entry).save(by=clerk(), now=NOW)
        AttendanceRecord(lesson=lesson, status="absent", **entry).save(by=clerk(), now=NOW)

    with CaptureQueriesContext(connection) as queries:
        screen = screen_of(section, str(quarter.pk))

    assert [row.basis.marks for row in screen.rows] == [1] * number
    assert len(queries) == 12


@pytest.mark.requirement("JRN-6")
def test_shares_of_the_column_are_told_by_the_marks_that_stand(client, at, section, quarter):
    """The first vector of the regulation, § 8: 5, 10, 8 and 2 of twenty-five."""
    at(2025, 10, 22, 12, 0)
    codes = "5" * 5 + "4" * 10 + "3" * 8 + "2" * 2
    other = SectionFactory(students=len(codes) + 2)
    listed = [row.student for row in other.enrollments.order_by("pk")]
    marks = [
        PeriodMark(section=other, student=student, kind="period", period=quarter, code=code)
        for student, code in zip(listed, [*codes, "осв"], strict=False)
    ]
    PeriodMark.objects.write(marks, by=clerk(), now=NOW)
    client.force_login(teacher_of(other))

    html = client.get(page(other, quarter.pk)).content.decode().replace("&nbsp;", " ")

    told = "успеваемость 92,00 %, качество 60,00 %, СОУ 58,40 %, средний балл 3,72."
    assert f"По предмету, 25\N{NO-BREAK SPACE}отметок: {told}" in html
    assert screen_of(section, str(quarter.pk)).rates is None
