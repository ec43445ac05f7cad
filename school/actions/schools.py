"""The school of this database, and its timetable."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import User
from school.models import School, Timetable

from .refusals import Refused

ONE_DAY = timedelta(days=1)


@transaction.atomic
def create_school(
    *,
    name: str,
    full_name: str,
    locality: str = "",
    is_demo: bool = False,
    clock_shift: timedelta = timedelta(),
    sourced_id: str = "",
    by: User,
    now: datetime,
    reason: str = "",
) -> School:
    """The school of this database. Raises Refused where there is one."""
    existing = School.objects.first()
    if existing:
        raise Refused(f"В этой базе уже есть школа: {existing.name}.")
    school = School(
        name=name,
        full_name=full_name,
        locality=locality,
        is_demo=is_demo,
        clock_shift=clock_shift,
        second_factor_for_staff=not is_demo,
        sourced_id=sourced_id,
    )
    school.save(by=by, reason=reason, now=now)
    return school


@transaction.atomic
def describe_school(*, name: str, full_name: str, locality: str, by: User, now: datetime) -> School:
    """The school's card as its charter names it; the first time makes the school of this database."""
    there = School.objects.select_for_update().first()
    if there is None:
        return create_school(name=name, full_name=full_name, locality=locality, by=by, now=now)
    if (there.name, there.full_name, there.locality) != (name, full_name, locality):
        there.name, there.full_name, there.locality = name, full_name, locality
        there.save(by=by, now=now)
    return there


@transaction.atomic
def require_second_factor(
    *, school: School, is_required: bool, reason: str, by: User, now: datetime
) -> School:
    """Whether the staff may work by a password alone: asked at the next page of each of them.

    Raises Refused where it is to be asked no more and nobody says why.
    """
    if not is_required and not reason:
        raise Refused(
            "Напишите, почему: по одному паролю в журнал войдёт и тот, кто его подсмотрел."
        )
    school = School.objects.select_for_update().get(pk=school.pk)
    if school.second_factor_for_staff != is_required:
        school.second_factor_for_staff = is_required
        school.save(by=by, reason=reason, now=now)
    return school


@transaction.atomic
def publish_timetable(*, timetable: Timetable, by: User, now: datetime) -> Timetable:
    """Put a version in force from its first day; earlier versions of the year end the day before."""
    earlier = Timetable.objects.select_for_update().filter(
        year=timetable.year, status=Timetable.Status.PUBLISHED, ends_on__gte=timetable.starts_on
    )
    ended = []
    for version in earlier.exclude(pk=timetable.pk):
        if version.starts_on >= timetable.starts_on:
            raise Refused(
                f"С {version.starts_on:%d.%m.%Y} уже действует расписание «{version.title}». "
                "Укажите более поздний день."
            )
        version.ends_on = timetable.starts_on - ONE_DAY
        ended.append(version)
    timetable.status = Timetable.Status.PUBLISHED
    Timetable.objects.write([*ended, timetable], by=by, now=now)
    return timetable
