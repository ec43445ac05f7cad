"""Orders of movement that are corrected or called off: one register, no place silently given back (SCH-13)."""

from datetime import date, timedelta

import pytest

from school.actions import Decision, Leaving, Order, Refused, admit, promote, withdraw
from school.models import EnrollmentEvent
from tests.factories import (
    LESSON_DAY,
    YEAR_END,
    SchoolClassFactory,
    StudentFactory,
    class_of,
)
from tests.school.test_movement import moved, next_year, signed, written  # noqa: F401

pytestmark = pytest.mark.requirement("SCH-13")

DAY = timedelta(days=1)
LAST = date(2025, 11, 28)
TEN, TWELVE = Order("10-у", date(2025, 9, 10)), Order("12-у", date(2025, 9, 12))
Kind = EnrollmentEvent.Kind


@pytest.fixture(autouse=True)
def _monday(at):
    at(2025, 9, 15, 14, 0)


def left(student, last_day=LAST, order=TEN):
    return withdraw(student=student, last_day=last_day, order=order, **signed())


def came(student, to, day, order=TWELVE):
    return admit(
        student=student, school_class=to, starts_on=day, order=order, sections=[], **signed()
    )


def kinds(student):
    return [(kind, day) for kind, day, *_ in written(student)]


@pytest.mark.parametrize("day", [LAST - 3 * DAY, LAST + DAY])
def test_a_transfer_does_not_undo_an_order_by_which_the_pupil_leaves(student, day):
    left(student)
    with pytest.raises(Refused, match=r"выбывает 28\.11\.2025 \(приказ № 10-у от 10\.09\.2025\)"):
        moved(student, SchoolClassFactory(), day=day)
    [place] = student.class_enrollments.all()
    assert (place.ends_on, place.left_by_order) == (LAST, TEN.words)
    came(student, place.school_class, LAST + DAY)
    moved(student, SchoolClassFactory(), day=LAST + 2 * DAY)
    assert [kind for kind, _ in kinds(student)] == ["withdrawal", "return", "transfer"]


def test_a_place_that_a_transfer_has_ended_is_left_by_another_and_the_same_one_is_one(student):
    second, third = SchoolClassFactory(), SchoolClassFactory()
    first = moved(student, second, day=LESSON_DAY)
    assert moved(student, second, day=LESSON_DAY) == first
    moved(student, third, day=LAST)
    assert kinds(student) == [("transfer", LESSON_DAY), ("transfer", LAST)]


def test_an_earlier_day_of_leaving_takes_the_place_of_the_later_one(student):
    left(student)
    left(student, LAST - 4 * DAY, TWELVE)
    [(kind, day, _, _, order)] = written(student)
    assert (kind, day, order) == ("withdrawal", LAST - 4 * DAY, TWELVE.words)
    gone = EnrollmentEvent.history.get(student_id=student.pk, history_type="-")
    assert (gone.date, gone.history_change_reason) == (LAST, TWELVE.words)


def test_a_transfer_that_has_not_come_to_pass_may_be_ordered_again(section, student):
    to = SchoolClassFactory()
    moved(student, to, day=LAST)
    left(student, LAST - 10 * DAY)
    assert kinds(student) == [("withdrawal", LAST - 10 * DAY)]
    came(student, class_of(section), LAST - 9 * DAY)
    moved(student, to, day=LAST)
    assert [kind for kind, _ in kinds(student)] == ["withdrawal", "return", "transfer"]


def test_an_admission_is_called_off_before_its_first_day(section):
    student = StudentFactory()
    came(student, class_of(section), LAST)
    for _ in range(2):
        event = left(student, LESSON_DAY)
        assert (event.kind, event.from_class) == ("withdrawal", class_of(section))
    assert not student.class_enrollments.exists()
    assert kinds(student) == [("withdrawal", LESSON_DAY)]


def test_a_return_that_is_called_off_leaves_the_order_he_left_by(section, student):
    first = left(student, LESSON_DAY)
    came(student, class_of(section), LAST)
    assert left(student, LESSON_DAY + 7 * DAY, TWELVE) == first
    with pytest.raises(Refused) as told:
        left(student, LESSON_DAY + 7 * DAY, TWELVE)
    assert str(told.value).partition(": ")[2] == (
        "на 22.09.2025 не числится ни в одном классе, выбыл 15.09.2025 (приказ № 10-у от 10.09.2025). "
        "Возвращение с 28.11.2025 уже отменено."
    )
    assert written(student) == [("withdrawal", LESSON_DAY, str(class_of(section)), "", TEN.words)]
    assert student.class_enrollments.get().ends_on == LESSON_DAY


def goes_on(school_class, student, to, kind=Kind.PROMOTION, order=TEN):
    decisions = [Decision(student, kind, to)]
    return promote(school_class=school_class, decisions=decisions, order=order, **signed())


@pytest.mark.parametrize("last_day", [YEAR_END, date(2026, 7, 15)])
def test_who_has_left_in_the_summer_is_not_promoted(section, student, next_year, last_day):  # noqa: F811
    old, up = class_of(section), SchoolClassFactory(grade=8, year=next_year)
    goes_on(old, student, up)
    left(student, last_day, TWELVE)
    before = written(student)

    for to, kind in ((up, Kind.PROMOTION), (up, Kind.CONDITIONAL), (None, Kind.WITHDRAWAL)):
        with pytest.raises(Refused, match=r"выбывает .*2026 \(приказ № 12-у от 12\.09\.2025\)"):
            goes_on(old, student, to, kind)

    assert written(student) == before
    came(student, up, next_year.starts_on)
    with pytest.raises(Refused, match="уже в классе"):
        goes_on(old, student, up, Kind.CONDITIONAL)


def test_finishing_school_sent_twice_is_one(section, student):
    old = class_of(section)
    withdraw(
        student=student, last_day=YEAR_END, order=TEN, leaving=Leaving("graduation"), **signed()
    )
    assert len(goes_on(old, student, None, Kind.WITHDRAWAL)) == 1
    assert len(written(student)) == 1


@pytest.mark.parametrize("kind", [Kind.PROMOTION, Kind.CONDITIONAL])
def test_who_left_came_back_and_is_promoted_again_has_one_fate(section, student, next_year, kind):  # noqa: F811
    old, up = class_of(section), SchoolClassFactory(grade=8, year=next_year)
    other = SchoolClassFactory(grade=8, year=next_year)
    goes_on(old, student, up)
    left(student, LAST)
    came(student, old, LAST + DAY)

    for _ in range(2):
        goes_on(old, student, other, kind, TWELVE)

    assert written(student)[2:] == [
        (kind, next_year.starts_on, str(old), str(other), TWELVE.words)
    ]  # fmt: skip
    assert student.class_enrollments.filter(school_class=other).count() == 1
    assert not student.class_enrollments.filter(school_class=up).exists()
