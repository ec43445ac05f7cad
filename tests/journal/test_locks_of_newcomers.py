"""A coming lock waits for the mark of a pupil who comes onto the list (JRN-14)."""

from datetime import date, datetime, timedelta

import pytest

from accounts.models import Role
from journal.actions.closing import move_locks, take_back_locks
from journal.models import PeriodLock
from tests.factories import (
    MOSCOW,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    pupil_of,
    put_on_list,
    school_year,
)
from tests.journal.closed import CLOSED, quarter, set_marks
from tests.journal.test_movement_of_pupils import signed, transfer

pytestmark = pytest.mark.requirement("JRN-14")

DAY = timedelta(days=1)
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
