"""Pupils come to the school; their parents get the right to their diaries and lose it (ACC-6, B 17)."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TypedDict
from uuid import UUID

from django.db import transaction

from accounts.models import User
from school.cards import Person, PupilFacts, parent_values
from school.models import CourseSection, GuardianLink, SchoolClass, Student
from school.words import date_dots

from .cards import (
    enter_person,
    lock_person,
    must_be_as_shown,
    one_at_a_time,
    person_entered_by,
    person_of,
    write_card,
)
from .grants import Order
from .lists import sections_of_all
from .movement import NOWHERE, Whereabouts, admit
from .refusals import Refused

ONE_DAY = timedelta(days=1)


@transaction.atomic
def enrol_pupil(
    *,
    person: Person,
    facts: PupilFacts,
    school_class: SchoolClass,
    starts_on: date,
    order: Order,
    form: UUID,
    by: User,
    now: datetime,
    groups: Sequence[CourseSection] = (),
    existing: User | None = None,
    origin: Whereabouts = NOWHERE,
) -> Student:
    """A pupil comes to the class by order, onto the lists of the whole class and of these groups.

    The same form sent twice enrols once. `existing` is known to the school: a pupil who comes back keeps the file.
    Raises Refused where the pupil is in a class now.
    """
    one_at_a_time(form)
    user = existing or person_entered_by(form)
    if user is None:
        user = enter_person(person=person, form=form, by=by, now=now, reason=order.words)
    signed: Signed = {"by": by, "now": now}
    student = _file_of(lock_person(user), facts, order.words, **signed)
    admit(
        student=student, school_class=school_class, starts_on=starts_on, order=order, origin=origin,
        sections=[*sections_of_all(school_class), *groups], **signed,
    )  # fmt: skip
    return student


class Signed(TypedDict):
    by: User
    now: datetime


def _file_of(user: User, facts: PupilFacts, order: str, *, by: User, now: datetime) -> Student:
    """The person's file of a pupil, begun now where there is none."""
    student = Student.objects.filter(user=user).first()
    if student is None:
        student = Student(user=user, **asdict(facts))
        student.save(by=by, now=now, reason=order)
    return student


@transaction.atomic
def add_parent(
    *,
    student: Student,
    person: Person,
    relation: str,
    basis: str,
    starts_on: date,
    form: UUID,
    by: User,
    now: datetime,
    existing: User | None = None,
) -> GuardianLink:
    """A person becomes the pupil's representative from that day. The same form sent twice makes one.

    Raises Refused where the person is one already, or is the pupil.
    """
    one_at_a_time(form)
    user = existing or person_entered_by(form)
    if user is None:
        user = enter_person(person=person, form=form, by=by, now=now, reason=basis)
    if user.pk == by.pk:
        raise Refused(
            "Себя представителем не записывают: это откроет вам дневник. Попросите другого сотрудника."
        )
    if user.pk == student.user_id:
        raise Refused("Ученик не может быть своим представителем. Выберите другого человека.")
    lock_person(student.user)
    links = GuardianLink.objects.filter(student=student, guardian=user)
    for link in links:
        if (link.starts_on, link.relation, link.basis) == (starts_on, relation, basis):
            return link
        if link.ends_on is None or link.ends_on >= starts_on:
            raise Refused(
                f"{user.full_name} уже представитель этого ученика с {date_dots(link.starts_on)}."
            )
    link = GuardianLink(
        guardian=user, student=student, relation=relation, basis=basis, starts_on=starts_on
    )
    link.save(by=by, now=now, reason=basis)
    return link


@transaction.atomic
def end_parenthood(
    *, link: GuardianLink, ended_on: date, basis: str, by: User, now: datetime
) -> None:
    """From that day the person is not the pupil's representative and the diary is closed to him.

    A right that has not lasted a day is taken away; what it was stays in history.
    """
    lock_person(link.student.user)
    link = GuardianLink.objects.select_for_update().get(pk=link.pk)
    last_day = ended_on - ONE_DAY
    if link.ends_on is not None and link.ends_on <= last_day:
        return
    if last_day < link.starts_on:
        link.delete(by=by, now=now, reason=basis)
        return
    link.ends_on, link.ended_by = last_day, basis
    link.save(by=by, now=now, reason=basis)


@transaction.atomic
def edit_parent(
    *,
    link: GuardianLink,
    person: Person,
    relation: str,
    shown: str,
    reason: str,
    by: User,
    now: datetime,
) -> None:
    """Change a parent's names, contacts and relation. `shown` is the seal of what the page showed; raises Stale."""
    user = lock_person(link.guardian)
    link = GuardianLink.objects.select_for_update().get(pk=link.pk)
    must_be_as_shown(parent_values(person_of(user), link.relation), shown, user, link)
    write_card(user=user, person=person, by=by, now=now, reason=reason)
    if link.relation != relation:
        link.relation = relation
        link.save(by=by, now=now, reason=reason)
