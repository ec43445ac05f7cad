"""A pupil's place in a class ends: by an order, with its year, or before it has begun; and why there is none to end."""

from datetime import date, datetime
from typing import Any

from accounts.models import User
from school.models import ClassEnrollment, EnrollmentEvent, SchoolYear, Student
from school.words import date_dots

from .grants import Order
from .refusals import Refused

Kind = EnrollmentEvent.Kind


def leave_place(
    student: Student, last_day: date, order: Order, by: User, now: datetime, *, for_good: bool = False
) -> ClassEnrollment:  # fmt: skip
    """End the pupil's place in a class with that day and return it; one that has ended with its year stays as it is,
    but for the order by which he leaves the school. Raises Refused where he is in no class then."""
    places: Any = ClassEnrollment.objects.select_for_update(of=("self",)).filter(student=student)
    with_year = places.select_related("school_class__year")
    place: ClassEnrollment | None = with_year.on(last_day).first()
    if place is None and for_good:
        place = _place_to_call_off(with_year, last_day)
        if place is not None:
            return place
    if place is None:
        before = with_year.filter(ends_on__lt=last_day).order_by("-ends_on").first()
        place = before if before and _is_between_years(before, last_day) else None
        if place is None:
            raise Refused(_why_in_no_class(student, last_day))
        if not for_good:
            return place
    else:
        if not for_good:
            _must_not_have_left(place, last_day)
        place.ends_on = min(last_day, place.school_class.year.ends_on)
    place.left_by_order = order.words
    place.save(by=by, reason=order.words, now=now)
    return place


def _why_in_no_class(student: Student, day: date) -> str:
    """Told of the order by which he has left, and of a return that was called off since."""
    told = f"{student}: на {date_dots(day)} не числится ни в одном классе"
    left = student.movements.filter(kind=Kind.WITHDRAWAL, date__lte=day).order_by("date").last()
    if left is None:
        return f"{told}."
    told += f", выбыл {date_dots(left.date)} (приказ {left.order})."
    returns = EnrollmentEvent.history.filter(
        student_id=student.pk, kind=Kind.RETURN, history_type="-", date__gt=left.date
    )
    if called_off := returns.order_by("history_id").last():
        told += f" Возвращение с {date_dots(called_off.date)} уже отменено."
    return told


def _must_not_have_left(place: ClassEnrollment, day: date) -> None:
    """A transfer does not undo an order by which the pupil leaves the school; a place ended by a transfer has none."""
    gone = EnrollmentEvent.objects.filter(
        student=place.student_id,
        kind=Kind.WITHDRAWAL,
        from_class=place.school_class_id,
        date__gte=day,
    )
    if place.left_by_order and (event := gone.order_by("date").first()):
        raise Refused(
            f"{place.student} выбывает {date_dots(event.date)} (приказ {event.order}). Перевести нельзя: зачислите "
            "ученика снова со следующего дня."
        )


def _place_to_call_off(places: Any, day: date) -> ClassEnrollment | None:
    """The first place still to come of a pupil who is in no class on that day and does not go on from the year before:
    it never begins."""
    before = places.filter(ends_on__lt=day).order_by("-ends_on").first()
    if before and _is_between_years(before, day):
        return None
    first: ClassEnrollment | None = places.filter(starts_on__gt=day).order_by("starts_on").first()
    return first


def _is_between_years(place: ClassEnrollment, day: date) -> bool:
    """The place has ended with its year, by no order, and no year has begun and ended since."""
    year = place.school_class.year
    after = SchoolYear.objects.filter(starts_on__gt=year.ends_on, ends_on__lt=day)
    return place.ends_on == year.ends_on and not place.left_by_order and not after.exists()
