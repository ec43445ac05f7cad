"""Subjects and rooms of the school (SCH-5)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from accounts.models import User
from school.federal_subjects import position_of, with_parents
from school.models import Room, Subject
from school.tables import ROOM_FIELDS, SUBJECT_FIELDS, rooms_as_listed, subjects_as_listed

from .tables import Line, lock_table, save_table


def save_subjects(*, lines: Sequence[Line], shown: str, by: User, now: datetime) -> list[Subject]:
    return save_table(
        model=Subject, rows=subjects_as_listed, fields=SUBJECT_FIELDS, lines=lines, shown=shown, by=by, now=now
    )  # fmt: skip


def save_rooms(*, lines: Sequence[Line], shown: str, by: User, now: datetime) -> list[Room]:
    return save_table(
        model=Room, rows=rooms_as_listed, fields=ROOM_FIELDS, lines=lines, shown=shown, by=by, now=now
    )  # fmt: skip


@transaction.atomic
def add_federal_subjects(*, names: Collection[str], by: User, now: datetime) -> list[Subject]:
    """Add subjects of the federal plan, each with the subject whose course it is. The same twice adds once."""
    lock_table(Subject._meta.label)
    there = {row.name.lower(): row for row in Subject.objects.all()}
    added = []
    for courses in (False, True):
        for one in with_parents(names):
            if bool(one.parent) is not courses or one.name.lower() in there:
                continue
            row = Subject(
                name=one.name, short_name=one.short_name, position=position_of(one),
                parent=there[one.parent.lower()] if one.parent else None,
            )  # fmt: skip
            row.save(by=by, now=now, reason="федеральный учебный план")
            there[one.name.lower()] = row
            added.append(row)
    return added
