"""Many classes at once: taught together, brought over from the year before (SCH-3)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.models import User
from school.models import CombinedClass, Homeroom, SchoolClass, SchoolYear
from school.next_year import LAST_GRADE, NextClass

from .refusals import Refused
from .tables import lock_table


@transaction.atomic
def combine_classes(
    *, year: SchoolYear, name: str, classes: Sequence[SchoolClass], by: User, now: datetime
) -> CombinedClass:
    """Classes that are taught together. Raises Refused where one of them is in another set already."""
    lock_table(SchoolClass._meta.label)
    if CombinedClass.objects.filter(year=year, name=name).exists():
        raise Refused(f"Класс-комплект «{name}» уже есть. Назовите этот иначе.")
    for one in classes:
        if one.combined_id is not None:
            raise Refused(f"Класс {one} уже в другом комплекте. Сначала разъедините тот.")
    made = CombinedClass(year=year, name=name)
    made.save(by=by, now=now)
    for one in classes:
        one.combined = made
    SchoolClass.objects.write(classes, by=by, now=now)
    return made


@transaction.atomic
def part_classes(*, combined: CombinedClass, by: User, now: datetime) -> None:
    """The classes are taught apart again; the set is gone, history keeps it."""
    classes = list(combined.classes.all())
    for one in classes:
        one.combined = None
    SchoolClass.objects.write(classes, by=by, now=now)
    combined.delete(by=by, now=now, reason="класс-комплект разъединён")


@transaction.atomic
def copy_classes(
    *, classes: Iterable[NextClass], year: SchoolYear, homerooms: bool, by: User, now: datetime
) -> list[SchoolClass]:
    """Classes of last year one grade up in the new year, with who leads them; the last grade has left.

    A class whose name is there already is left as it is, so that the same twice copies once. Pupils come by the orders
    on promotion.
    """
    lock_table(SchoolClass._meta.label)
    there = set(SchoolClass.objects.filter(year=year).values_list("name", flat=True))
    sets: dict[int, CombinedClass] = {}
    made = []
    for one in classes:
        source = one.source
        if one.name in there or source.grade >= LAST_GRADE:
            continue
        row = SchoolClass(
            year=year, grade=source.grade + 1, letter=source.letter, name=one.name,
            bells=source.bells, days_a_week=source.days_a_week,
            combined=_same_set(source, year, sets, by, now),
        )  # fmt: skip
        row.save(by=by, now=now, reason=f"продолжает {source.name} {source.year.title}")
        made.append((source, row))
    if homerooms:
        _copy_homerooms(made, by, now)
    return [row for _, row in made]


def _same_set(
    source: SchoolClass, year: SchoolYear, sets: dict[int, CombinedClass], by: User, now: datetime
) -> CombinedClass | None:
    if source.combined is None:
        return None
    key = source.combined.pk
    if key not in sets:
        name = source.combined.name
        found = CombinedClass.objects.filter(year=year, name=name).first()
        if found is None:
            found = CombinedClass(year=year, name=name)
            found.save(by=by, now=now)
        sets[key] = found
    return sets[key]


def _copy_homerooms(
    made: Sequence[tuple[SchoolClass, SchoolClass]], by: User, now: datetime
) -> None:
    """Who led the class of last year on its last day leads the one it has become. One query and the writing."""
    becomes = {source.pk: row for source, row in made}
    led: Any = Homeroom.objects.on(F("school_class__year__ends_on"))
    held = led.filter(school_class__in=becomes).select_related("teacher__user").order_by("pk")
    rows = [
        Homeroom(
            school_class=row, teacher=one.teacher, starts_on=row.year.starts_on, is_primary=one.is_primary
        )
        for one in held
        if one.teacher.is_at_work((row := becomes[one.school_class_id]).year.starts_on)
    ]  # fmt: skip
    Homeroom.objects.write(rows, by=by, now=now)
