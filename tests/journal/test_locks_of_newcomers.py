"""A coming lock waits for the mark of a pupil who comes onto the list (JRN-14)."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Role
from journal.actions.closing import move_locks, take_back_locks
from journal.models import PeriodLock
from school.actions.grants import Order
from school.actions.individual import PlanFacts, make_plan
from tests.factories import (
    MOSCOW,
    YEAR_END,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    school_year,
)
from tests.journal.closed import CLOSED, listed, quarter, set_marks
from tests.journal.test_movement_of_pupils import signed, transfer

pytestmark = pytest.mark.requirement("JRN-14")

DAY = timedelta(days=1)
ORDER = Order("5", date(2025, 10, 3))
EARLY = datetime(2025, 10, 20, 14, 30, tzinfo=MOSCOW)


def test_a_coming_lock_waits_for_the_mark_of_a_pupil_who_moves_in(student, as_user, at):
    to = SchoolClassFactory()
    whole = SectionFactory(school_class=to, students=2)
    set_marks(whole, now=EARLY)
    at(2025, 10, 21, 14, 0)

    assert (
        transfer(as_user(appointed(Role.CLERK)), student, to, date(2025, 10, 22)).status_code == 302
    )

    assert not PeriodLock.objects.exists()
    gone = PeriodLock.history.get(history_type="-")
    assert (gone.section_id, gone.history_change_reason) == (whole.pk, "в списке новый ученик")
    set_marks(whole, [student.pk], now=EARLY + DAY)
    assert PeriodLock.objects.get(section=whole).locks_at == CLOSED


def taken_back():
    """(section, reason) of every lock that was taken back."""
    rows = PeriodLock.history.filter(history_type="-").order_by("history_id")
    return list(rows.values_list("section", "history_change_reason"))


def test_a_coming_lock_waits_for_the_mark_of_a_pupil_whom_the_clerk_enrols(as_user, at):
    to = SchoolClassFactory()
    whole = SectionFactory(school_class=to, students=2)
    other = SectionFactory(students=2)
    set_marks(whole, now=EARLY)
    set_marks(other, now=EARLY)
    at(2025, 10, 21, 14, 0)
    client = as_user(appointed(Role.CLERK))
    sent = {
        "form": str(uuid4()), "class": to.pk, "last_name": "Ёлкин", "first_name": "Пётр", "birth_date": "2012-05-04",
        "sex": "male", "starts_on": "2025-10-22", "order_number": "9-у", "order_date": "2025-10-20",
    }  # fmt: skip

    answers = [client.post(reverse("lists:enrol") + f"?class={to.pk}", sent) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    assert taken_back() == [(whole.pk, "в списке новый ученик")]
    assert PeriodLock.objects.get().section == other


def test_a_coming_lock_waits_for_the_mark_of_a_pupil_ticked_in_a_list(as_user, at):
    to = SchoolClassFactory()
    group = SectionFactory(school_class=to, name="1 группа", kind="language", students=2)
    comer = pupil_of(to)
    set_marks(group, now=EARLY)
    at(2025, 10, 21, 14, 0)
    client = as_user(appointed(Role.DIRECTOR))
    page = reverse("lists:class_lists", args=[to.pk])
    screen = client.get(page, {"day": "2025-10-22"}).context["screen"]
    ticked = [f"{group.pk}-{student}" for student in [*listed(group), comer.pk]]
    sent = {"day": "2025-10-22", "shown": screen.shown, "in": ticked}

    assert client.post(page, sent).status_code == 302

    assert comer.pk in listed(group)
    assert taken_back() == [(group.pk, "в списке новый ученик")]


def test_a_coming_lock_waits_for_the_mark_of_a_pupil_who_is_back_from_a_plan_of_his_own(
    section, student, as_user, at
):
    facts = PlanFacts("at_home", ORDER, date(2025, 10, 6), YEAR_END, {section: 1})
    plan = make_plan(student=student, plan=facts, **signed(EARLY))
    set_marks(section, [one for one in listed(section) if one != student.pk], now=EARLY)
    assert PeriodLock.objects.count() == 1
    at(2025, 10, 21, 14, 0)

    page = reverse("ending:plan", args=[plan.pk])
    answer = as_user(appointed(Role.DIRECTOR)).post(page, {"last_day": "2025-10-21"})

    assert answer.status_code == 302
    assert taken_back() == [(section.pk, "в списке новый ученик")]


def test_a_lock_that_holds_stays_and_one_whose_marks_are_all_set_too(section):
    set_marks(section, now=EARLY)
    take_back_locks(sections=[section.pk], **signed(EARLY))
    assert PeriodLock.objects.count() == 1
    put_on_list(section, pupil_of(class_of(section)), starts_on=date(2025, 10, 22))
    lock = PeriodLock.objects.get()
    take_back_locks(sections=[section.pk], **signed(lock.locks_at))
    assert PeriodLock.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_locks_follow_their_period_in_the_same_queries(number, django_assert_max_num_queries):
    by = clerk()
    for _ in range(number):
        set_marks(SectionFactory(students=1), now=EARLY)
    period = quarter()
    period.ends_on = date(2025, 10, 23)
    with django_assert_max_num_queries(11):
        move_locks(year=school_year(), periods=[period], is_year_moved=False, by=by, now=EARLY)
    assert set(PeriodLock.objects.values_list("ends_on", flat=True)) == {period.ends_on}
