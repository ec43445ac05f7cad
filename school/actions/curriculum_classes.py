"""Which classes learn by which curriculum, from which day (SCH-6)."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.models import User
from school.models import ClassCurriculum, Curriculum, SchoolClass
from school.words import count_of, date_dots

from .refusals import Refused

ONE_DAY = timedelta(days=1)
Kind = Curriculum.Kind


@transaction.atomic
def give_to_classes(
    *,
    curriculum: Curriculum,
    classes: Collection[SchoolClass],
    starts_on: date,
    by: User,
    now: datetime,
) -> int:
    """These classes, and no other, learn by the curriculum from that day. Returns how many have changed.

    A class leaves its former plan the day before; several plans of profiles it has at once. One that was to come to
    it later comes to it from that day.
    """
    curriculum = Curriculum.objects.select_for_update(of=["self"]).get(pk=curriculum.pk)
    _must_suit(curriculum, classes, starts_on)
    rows = _terms_after(curriculum, classes, starts_on)
    mine = [row for row in rows if row.curriculum_id == curriculum.pk]
    learning = {row.school_class_id for row in mine if row.holds_on(starts_on)}
    wanted = {one.pk for one in classes}
    leaving = [row for row in mine if row.school_class_id not in wanted & learning]
    leaving += [
        row
        for row in rows
        if row.curriculum_id != curriculum.pk
        and row.school_class_id in wanted - learning
        and not (row.curriculum.kind == curriculum.kind == Kind.PROFILE)
    ]
    reason = f"с {date_dots(starts_on)}"
    _leave(leaving, starts_on, by=by, now=now, reason=reason)
    begun = [
        ClassCurriculum(school_class=one, curriculum=curriculum, starts_on=starts_on)
        for one in classes
        if one.pk not in learning
    ]
    ClassCurriculum.objects.write(begun, by=by, now=now, reason=reason)
    return len({row.school_class_id for row in [*leaving, *begun]})


def _leave(rows: Collection[ClassCurriculum], day: date, **signed: Any) -> None:
    """Terms end the day before; those that have not begun by then are taken away."""
    ClassCurriculum.objects.erase([row for row in rows if row.starts_on >= day], **signed)
    ended = [row for row in rows if row.starts_on < day]
    for row in ended:
        row.ends_on = day - ONE_DAY
    ClassCurriculum.objects.write(ended, **signed)


def _terms_after(
    curriculum: Curriculum, classes: Collection[SchoolClass], day: date
) -> list[ClassCurriculum]:
    """Plans of the year that hold on the day or later: of these classes, and of those that learn by this one."""
    rows = ClassCurriculum.objects.select_for_update(of=["self"]).select_related("curriculum")
    found: Any = rows.filter(school_class__year=curriculum.year_id).exclude(ends_on__lt=day)
    keys = {one.pk for one in classes}
    return [
        row
        for row in found.order_by("pk")
        if row.school_class_id in keys or row.curriculum_id == curriculum.pk
    ]


def _must_suit(curriculum: Curriculum, classes: Collection[SchoolClass], day: date) -> None:
    year = curriculum.year
    if curriculum.is_individual:
        raise Refused("Индивидуальный план — одного ученика, а не класса.")
    if not year.starts_on <= day <= year.ends_on:
        raise Refused(f"День должен быть в {year} учебном году.")
    for one in classes:
        if one.year_id != year.pk or one.grade not in curriculum.grades:
            raise Refused(f"Класс {one.name} не может учиться по этому плану: другая параллель.")
        if one.days_a_week != curriculum.days_a_week:
            raise Refused(
                f"Класс {one.name} учится {_days(one.days_a_week)} в неделю, а план составлен на "
                f"{_days(curriculum.days_a_week)}."
            )


def _days(number: int) -> str:
    return count_of(number, "день", "дня", "дней")
