"""Roles, rights of roles and access by order: given, ended and refused, each with its trace."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Appointment, Right, Role, RoleRight
from accounts.rights import LONGEST_GRANT
from journal.access import fillable_by, section_to_fill
from school import actions
from school.access import sections_granted_to, standing_of
from school.actions import Order, Refused, Term
from school.models import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_JOURNAL,
    READ_PUPIL,
    SchoolYear,
    SectionGrant,
)
from tests.crowd import granted
from tests.factories import (
    LESSON_DAY,
    MOSCOW,
    NOW,
    YEAR_START,
    SectionFactory,
    StaffFactory,
    UserFactory,
    appointed,
    class_of,
    clerk,
    school_year,
)

ORDER = Order("12", date(2025, 9, 12), "проверка")
TERM = Term(date(2025, 9, 15), date(2025, 10, 15))
ONE_DAY = timedelta(days=1)


@pytest.fixture
def administrator():
    return appointed(Role.SYSADMIN)


@pytest.fixture
def colleague():
    return StaffFactory().user


def give(user, role, by, **changed):
    return actions.give_role(
        **{
            "user": user, "role": role, "starts_on": LESSON_DAY, "order_number": "16-л",
            "order_date": YEAR_START, "by": by, "now": NOW,
        } | changed
    )  # fmt: skip


def grant(user, act, target, by, **changed):
    return actions.grant_access(
        **{
            "user": user, "act": act, "target": target, "term": TERM, "order": ORDER, "by": by,
            "now": NOW,
        } | changed
    )  # fmt: skip


def rights_on(user, day):
    return standing_of(user, on=day).rights


@pytest.mark.requirement("ACC-1")
def test_a_role_is_given_by_order_for_grades_and_a_term(administrator, colleague):
    last = date(2025, 12, 30)
    made = give(colleague, Role.DEPUTY, administrator, grades=(5, 9), ends_on=last)

    assert (made.grade_from, made.grade_to, made.order_number) == (5, 9, "16-л")
    trace = made.history.get()
    assert (trace.history_author, trace.history_date) == (administrator.full_name, NOW)
    assert Right.CHECK in rights_on(colleague, last)
    assert rights_on(colleague, last + ONE_DAY) == frozenset()


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"order_number": " "}, "номер приказа"),
        ({"ends_on": LESSON_DAY - ONE_DAY}, "не раньше первого"),
    ],
)
def test_an_appointment_without_order_or_term_is_refused(administrator, colleague, changed, told):
    with pytest.raises(Refused, match=told):
        give(colleague, Role.DEPUTY, administrator, **changed)
    assert not Appointment.objects.filter(user=colleague).exists()


def test_a_role_is_not_given_twice_to_a_pupil_or_to_the_dismissed(
    administrator, colleague, student
):
    give(colleague, Role.DEPUTY, administrator, grades=(5, 9))
    give(colleague, Role.DEPUTY, administrator, grades=(1, 4))
    with pytest.raises(Refused, match=r"уже дана: приказ № 16-л от 01\.09\.2025"):
        give(colleague, Role.DEPUTY, administrator, grades=(9, 11))
    with pytest.raises(Refused, match="Ученика"):
        give(student.user, Role.CLERK, administrator)
    gone = StaffFactory(access_closed_at=NOW).user
    with pytest.raises(Refused, match="уволен"):
        give(gone, Role.CLERK, administrator)


@pytest.mark.requirement("ACC-2")
def test_an_assistant_appoints_to_no_more_than_he_can_himself(colleague):
    assistant = appointed(Role.ASSISTANT)
    give(colleague, Role.TECHNICIAN, assistant)
    for role in (Role.DIRECTOR, Role.SYSADMIN, Role.DEPUTY, Role.HR, Role.INSPECTOR):
        with pytest.raises(Refused, match="больше прав"):
            give(colleague, role, assistant)
    with pytest.raises(Refused, match="больше прав"):
        end(Appointment.objects.get(user=appointed(Role.DIRECTOR)), assistant)
    with pytest.raises(Refused, match="администратор системы или директор"):
        give(colleague, Role.TECHNICIAN, appointed(Role.DEPUTY))


def end(appointment, by, last_day=None, reason="приказ № 31", now=NOW):
    actions.end_role(appointment=appointment, last_day=last_day, reason=reason, by=by, now=now)


@pytest.mark.requirement("ACC-1")
def test_an_appointment_ends_at_once_or_after_its_last_day(administrator):
    at_once, later = appointed(Role.HR), appointed(Role.HR)
    end(at_once.appointments.get(), administrator)
    end(later.appointments.get(), administrator, last_day=LESSON_DAY + ONE_DAY)

    assert rights_on(at_once, LESSON_DAY) == frozenset()
    assert Right.STAFF in rights_on(at_once, LESSON_DAY - ONE_DAY)
    assert Right.STAFF in rights_on(later, LESSON_DAY + ONE_DAY)
    assert rights_on(later, LESSON_DAY + 2 * ONE_DAY) == frozenset()
    assert later.appointments.get().history.first().history_change_reason == "приказ № 31"


def test_an_appointment_of_today_or_later_is_cancelled_and_stays_in_history(
    administrator, colleague
):
    made = give(colleague, Role.CLERK, administrator)
    end(made, administrator)
    trace = Appointment.history.filter(id=made.pk).first()
    assert not colleague.appointments.exists()
    assert (trace.history_type, trace.history_change_reason) == ("-", "приказ № 31")


def test_an_end_is_not_moved_away_nor_into_the_past_nor_left_without_a_reason(administrator):
    row = appointed(Role.HR, ends_on=date(2025, 10, 1)).appointments.get()
    for last_day, told in (
        (date(2025, 10, 2), "и так действует до 01.10.2025"),
        (LESSON_DAY - ONE_DAY, "сегодня или позже"),
    ):
        with pytest.raises(Refused, match=told):
            end(row, administrator, last_day=last_day)
    with pytest.raises(Refused, match="почему"):
        end(row, administrator, reason=" ")
    with pytest.raises(Refused, match=r"уже закончилось 01\.10\.2025"):
        end(row, administrator, now=NOW + timedelta(days=30))


def decide(role, right, is_given, by, reason="приказ № 40"):
    actions.decide_right(role=role, right=right, is_given=is_given, reason=reason, by=by, now=NOW)


@pytest.mark.requirement("ACC-2")
def test_a_right_of_a_role_is_given_taken_and_put_back_each_with_its_trace():
    director, clerk_ = appointed(Role.DIRECTOR), appointed(Role.CLERK)
    decide(Role.CLERK, Right.PRINT, True, director)
    decide(Role.CLERK, Right.CONSENTS, False, director)
    assert rights_on(clerk_, LESSON_DAY) == {Right.PUPILS, Right.PRINT}

    decide(Role.CLERK, Right.PRINT, None, director)
    decide(Role.CLERK, Right.CONSENTS, True, director)
    assert rights_on(clerk_, LESSON_DAY) == {Right.PUPILS, Right.CONSENTS}
    assert not RoleRight.objects.exists()
    steps = RoleRight.history.filter(right=Right.PRINT).order_by("history_id")
    assert [(s.history_type, s.history_author, s.history_change_reason) for s in steps] == [
        ("+", director.full_name, "приказ № 40"),
        ("-", director.full_name, "приказ № 40"),
    ]


@pytest.mark.requirement("ACC-2")
@pytest.mark.parametrize(
    ("by", "role", "right", "is_given", "told"),
    [
        (Role.SYSADMIN, Role.SYSADMIN, Right.CORRECTIONS, True, "своей роли"),
        (Role.SYSADMIN, Role.DEPUTY, Right.CORRECTIONS, True, "которого нет у вас"),
        (Role.DIRECTOR, Role.TECHNICIAN, Right.PUPILS, True, "не видит данных учеников"),
        (Role.DIRECTOR, Role.INSPECTOR, Right.PUPILS, True, "только читает"),
        (Role.SYSADMIN, Role.DIRECTOR, Right.ACCESS, False, "остаётся всегда"),
        (Role.ASSISTANT, Role.DIRECTOR, Right.SYSTEM, False, "больше прав"),
        (Role.ASSISTANT, Role.CLERK, Right.EXPORT, True, "которого нет у вас"),
        (Role.DEPUTY, Role.CLERK, Right.CHECK, True, "тот, кто назначает"),
    ],
)
def test_a_right_is_refused_with_its_reason(by, role, right, is_given, told):
    with pytest.raises(Refused, match=told):
        decide(role, right, is_given, appointed(by))
    assert not RoleRight.objects.exists()


def test_a_right_taken_from_a_role_is_not_put_back_by_who_has_it_not():
    decide(Role.DEPUTY, Right.CORRECTIONS, False, appointed(Role.DIRECTOR))
    with pytest.raises(Refused, match="которого нет у вас"):
        decide(Role.DEPUTY, Right.CORRECTIONS, None, appointed(Role.SYSADMIN))


def test_a_role_that_begins_tomorrow_is_ones_own_today():
    assistant = appointed(Role.ASSISTANT)
    Appointment(user=assistant, role=Role.CLERK, starts_on=LESSON_DAY + ONE_DAY).save(
        by=clerk(), now=NOW
    )
    with pytest.raises(Refused, match="своей роли"):
        decide(Role.CLERK, Right.SYSTEM, True, assistant)


@pytest.mark.requirement("ACC-2")
def test_access_is_given_by_order_and_ends_by_itself(administrator, colleague, section):
    row = grant(colleague, FILL_JOURNAL, section, administrator)

    trace = row.history.get()
    assert (trace.history_author, trace.order_number, trace.reason) == (
        administrator.full_name, "12", "проверка",
    )  # fmt: skip
    days = [TERM.starts_on - ONE_DAY, TERM.starts_on, TERM.ends_on, TERM.ends_on + ONE_DAY]
    held = [sections_granted_to(colleague, FILL_JOURNAL, on=day).exists() for day in days]
    assert held == [False, True, True, False]


@pytest.mark.requirement("ACC-2")
def test_access_withdrawn_on_its_last_day_is_closed_that_day(administrator, colleague, section):
    row = grant(colleague, READ_JOURNAL, section, administrator)
    on_last_day = datetime(2025, 10, 15, 9, 0, tzinfo=MOSCOW)
    withdraw(row, administrator, now=on_last_day)

    assert not sections_granted_to(colleague, READ_JOURNAL, on=TERM.ends_on).exists()
    row.refresh_from_db()
    assert (row.withdrawn_at, row.ends_on) == (on_last_day, TERM.ends_on)
    assert row.history.first().history_change_reason == "приказ № 31"
    with pytest.raises(Refused, match="уже отозван"):
        withdraw(row, administrator, now=on_last_day)


def withdraw(row, by, now=NOW, reason="приказ № 31"):
    actions.withdraw_grant(grant=row, reason=reason, by=by, now=now)


def test_access_that_ended_is_not_withdrawn_nor_without_a_reason_nor_by_anybody(
    administrator, colleague, section
):
    row = grant(colleague, READ_JOURNAL, section, administrator)
    with pytest.raises(Refused, match=r"закончился сам 15\.10\.2025"):
        withdraw(row, administrator, now=NOW + timedelta(days=60))
    with pytest.raises(Refused, match="почему"):
        withdraw(row, administrator, reason="")
    with pytest.raises(Refused, match="отзывает администратор"):
        withdraw(row, appointed(Role.DEPUTY))


@pytest.mark.requirement("ACC-2")
@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"order": Order(" ", YEAR_START)}, "номер приказа"),
        ({"term": Term(LESSON_DAY - ONE_DAY, LESSON_DAY)}, "с сегодняшнего дня"),
        ({"term": Term(LESSON_DAY, LESSON_DAY - ONE_DAY)}, "не раньше первого"),
        ({"term": Term(LESSON_DAY, LESSON_DAY + LONGEST_GRANT + ONE_DAY)}, "на год"),
    ],
)
def test_access_without_order_or_term_is_refused(administrator, colleague, section, changed, told):
    with pytest.raises(Refused, match=told):
        grant(colleague, READ_JOURNAL, section, administrator, **changed)
    assert not SectionGrant.objects.exists()


@pytest.mark.requirement("ACC-2")
def test_access_is_not_given_to_whom_it_must_not_be(administrator, colleague, section, student):
    stranger, gone = UserFactory(), StaffFactory(access_closed_at=NOW).user
    left = StaffFactory(dismissed_on=LESSON_DAY - ONE_DAY).user
    for user, act, target, told in (
        (administrator, READ_JOURNAL, section, "Себе"),
        (stranger, FILL_JOURNAL, section, "Постороннему"),
        (gone, READ_JOURNAL, section, "уволен"),
        (left, FILL_JOURNAL, section, "уволен"),
        (student.user, READ_JOURNAL, section, "Ученику"),
        (colleague, READ_CLASS, section, "не на то"),
    ):
        with pytest.raises(Refused, match=told):
            grant(user, act, target, administrator)
    with pytest.raises(Refused, match="даёт администратор"):
        grant(colleague, READ_JOURNAL, section, appointed(Role.DEPUTY))
    grant(stranger, READ_PUPIL, student, administrator)


def test_access_is_not_given_twice_and_not_to_write_in_another_year(
    administrator, colleague, section
):
    grant(colleague, READ_CLASS, class_of(section), administrator)
    with pytest.raises(Refused, match=r"уже дан: приказ № 12, с 15\.09\.2025 по 15\.10\.2025"):
        grant(colleague, READ_CLASS, class_of(section), administrator)
    year = SchoolYear(
        school=school_year().school, title="2024/2025",
        starts_on=date(2024, 9, 1), ends_on=date(2025, 5, 26),
    )  # fmt: skip
    year.save(by=clerk(), now=NOW)
    old = SectionFactory(year=year)
    with pytest.raises(Refused, match="другого учебного года"):
        grant(colleague, FILL_JOURNAL, old, administrator)
    grant(colleague, READ_JOURNAL, old, administrator)
    assert set(sections_granted_to(colleague, READ_JOURNAL, on=LESSON_DAY)) == {old}


@pytest.mark.requirement("ACC-2")
@pytest.mark.parametrize("act", [READ_JOURNAL, FILL_JOURNAL])
def test_two_assistants_do_not_open_to_each_other_what_neither_sees(section, act):
    one, other = appointed(Role.ASSISTANT), StaffFactory(user=appointed(Role.ASSISTANT))
    with pytest.raises(Refused, match="чего не видите вы сами"):
        grant(other.user, act, section, one)
    assert not SectionGrant.objects.exists()


@pytest.mark.requirement("ACC-7")
def test_order_that_outlasts_the_year_reads_its_journal_and_writes_no_more(section, lesson):
    person = granted(SectionGrant, section, FILL_JOURNAL, ends_on=date(2026, 12, 31))
    after = section.year.ends_on + timedelta(days=120)

    assert fillable_by(person, on=LESSON_DAY).get() == lesson
    assert not fillable_by(person, on=after).exists()
    with pytest.raises(PermissionDenied):
        section_to_fill(person, section.pk, on=after)
