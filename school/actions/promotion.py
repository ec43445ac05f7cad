"""The year ends: a whole class goes on by one order, each pupil as the council has decided (SCH-13, regulation § 13)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from school.models import ClassEnrollment, EnrollmentEvent, SchoolClass, SectionEnrollment, Student
from school.words import date_dots

from .grants import Order
from .lists import enroll, places_held, put_on_list, sections_of_all
from .movement import OF_YEARS, Kind, Leaving, Reason, lock_lists, must_take_pupils, withdraw
from .refusals import Refused


@dataclass(frozen=True)
class Decision:
    """What becomes of a pupil: goes on into `to`, conditionally or once more; without a class he has finished."""

    student: Student
    kind: str
    to: SchoolClass | None = None


@transaction.atomic
def promote(
    *,
    school_class: SchoolClass,
    decisions: Sequence[Decision],
    order: Order,
    by: User,
    now: datetime,
    note: str = "",
) -> list[EnrollmentEvent]:
    """One order for the class at its year's end: pupils go on into classes of a later year, or have finished school.

    The same decision sent twice is one; one that did not come to pass is written over. Raises Refused, naming the
    pupil, where one is not in the class at the year's end or has left the school since, has a place decided otherwise,
    or the class is of a wrong grade.
    """
    lock_lists([one.student for one in decisions])
    places = _places_at_end(school_class, decisions)
    _must_not_have_left(school_class, decisions)
    before = _decided_before(decisions)
    _end_open_terms(places, school_class.year.ends_on, order.words, by, now)
    made = []
    going: dict[SchoolClass, list[EnrollmentEvent]] = {}
    for decision in decisions:
        if decision.to is None:
            made.append(_finish(decision.student, school_class.year.ends_on, order, note, by, now))
            continue
        _must_fit(decision, school_class)
        if done := _done(decision):
            made.append(done)
            continue
        event = _event_of(decision, decision.to, before.get(decision.student.pk, ()))
        event.from_class, event.note, event.order_date = school_class, note, order.date
        event.order_number = order.number
        going.setdefault(decision.to, []).append(event)
        made.append(event)
    for to, events in going.items():
        EnrollmentEvent.objects.write(events, by=by, now=now, reason=order.words)
        _put_into(to, [event.student for event in events], order.words, by, now)
    return made


def _places_at_end(
    school_class: SchoolClass, decisions: Sequence[Decision]
) -> dict[int, ClassEnrollment]:
    """Places of these pupils in the class on the last day of its year, by pupil."""
    last_day = school_class.year.ends_on
    asked = [decision.student for decision in decisions]
    rows: Any = ClassEnrollment.objects.on(last_day).filter(
        school_class=school_class, student__in=asked
    )
    places = {row.student_id: row for row in rows}
    for decision in decisions:
        if decision.student.pk not in places:
            raise Refused(
                f"{decision.student}: на {date_dots(last_day)} не числится в классе {school_class}."
            )
    return places


def _must_not_have_left(school_class: SchoolClass, decisions: Sequence[Decision]) -> None:
    """Who has left by an order on the last day of the year or later goes on nowhere, but comes back by an order."""
    events = EnrollmentEvent.objects.filter(
        student__in=[decision.student for decision in decisions],
        kind=Kind.WITHDRAWAL,
        date__gte=school_class.year.ends_on,
    )
    left = {event.student_id: event for event in events.order_by("date")}
    for decision in decisions:
        event = left.get(decision.student.pk)
        # Finishing school sent twice is one.
        if event is None or (decision.to is None and event.reason == Reason.GRADUATION):
            continue
        # Who came back since has a place of a later day, and is refused by it.
        if not decision.student.class_enrollments.filter(starts_on__gt=event.date).exists():
            raise Refused(
                f"{decision.student} выбывает {date_dots(event.date)} (приказ {event.order}). Если ученик возвращается, "
                "зачислите его снова."
            )


def _decided_before(decisions: Sequence[Decision]) -> dict[int, list[EnrollmentEvent]]:
    """What was decided of these pupils at the ends of years, by pupil. One query."""
    rows = EnrollmentEvent.objects.filter(
        student__in=[decision.student for decision in decisions], kind__in=OF_YEARS
    )
    found: dict[int, list[EnrollmentEvent]] = defaultdict(list)
    for event in rows.order_by("pk"):
        found[event.student_id].append(event)
    return found


def _event_of(
    decision: Decision, to: SchoolClass, before: Sequence[EnrollmentEvent]
) -> EnrollmentEvent:
    """A new movement, or the one decided before that did not come to pass: the pupil has no place by it."""
    day = to.year.starts_on
    there = [event for event in before if event.date == day]
    same = [event for event in there if event.kind == decision.kind]
    event = next(iter([*same, *there]), None) or EnrollmentEvent(student=decision.student, date=day)
    event.kind, event.to_class = decision.kind, to
    return event


def _finish(
    student: Student, last_day: date, order: Order, note: str, by: User, now: datetime
) -> EnrollmentEvent:
    """A place decided for the next year is not taken away by the way: it is withdrawn by an order of its own."""
    later = student.class_enrollments.filter(starts_on__gt=last_day).select_related("school_class")
    if place := later.first():
        raise Refused(f"{student} уже в классе {place.school_class} следующего года.")
    leaving = Leaving(Reason.GRADUATION, note=note)
    return withdraw(
        student=student, last_day=last_day, order=order, leaving=leaving, by=by, now=now
    )


def _must_fit(decision: Decision, old: SchoolClass) -> None:
    new = decision.to
    if new is None or new.year.starts_on <= old.year.ends_on:
        raise Refused(f"{decision.student}: выберите класс следующего учебного года.")
    if decision.kind == Kind.REPEAT and new.grade != old.grade:
        raise Refused(f"{decision.student}: повторно учатся в {old.grade}-м классе, а {new} – нет.")
    if decision.kind != Kind.REPEAT and new.grade != old.grade + 1:
        raise Refused(f"{decision.student}: переводят в {old.grade + 1}-й класс, а {new} – нет.")


def _done(decision: Decision) -> EnrollmentEvent | None:
    """The movement where it is written already; raises Refused where another one is."""
    to, student = decision.to, decision.student
    if to is None:
        return None
    for place in places_held(student, to.year.starts_on, to):
        event = student.movements.filter(
            to_class=to, date=to.year.starts_on, kind=decision.kind
        ).first()
        if event and (place.school_class_id, place.starts_on) == (to.pk, to.year.starts_on):
            return event
        raise Refused(
            f"{student} уже в классе {place.school_class} с {date_dots(place.starts_on)}. "
            "Другой класс выбирают переводом в карточке ученика."
        )
    return None


def _end_open_terms(
    places: dict[int, ClassEnrollment], last_day: date, reason: str, by: User, now: datetime
) -> None:
    """Terms without an end last till the end of their year."""
    open_places = [row for row in places.values() if row.ends_on is None]
    lists: Any = SectionEnrollment.objects.on(last_day).filter(student__in=places, ends_on=None)
    open_lists = list(lists)
    for row in [*open_places, *open_lists]:
        row.ends_on = last_day
    ClassEnrollment.objects.write(open_places, by=by, now=now, reason=reason)
    SectionEnrollment.objects.write(open_lists, by=by, now=now, reason=reason)


def _put_into(
    to: SchoolClass, students: Sequence[Student], order: str, by: User, now: datetime
) -> None:
    first = to.year.starts_on
    must_take_pupils(to, first)
    enroll(students=students, school_class=to, starts_on=first, order=order, by=by, now=now)
    for section in sections_of_all(to):
        put_on_list(section=section, students=students, starts_on=first, by=by, now=now)
