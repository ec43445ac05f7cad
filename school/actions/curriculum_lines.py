"""The table of a curriculum: typed whole, saved by one at a time; taken away where nobody learns by it (SCH-6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.models import Curriculum, CurriculumLine
from school.words import clock, date_dots

from .cards import Stale
from .curriculum import title_must_be_free
from .refusals import Refused


@dataclass(frozen=True)
class Cell:
    """Hours a week in a grade, and into how many groups the class is parted for them."""

    hours: Decimal
    groups: int = 1


@dataclass(frozen=True)
class Row:
    """A line of the table: a subject with its hours by grade. Without any it is taken out of the plan."""

    subject: int
    part: str
    choice: int = 0
    cells: dict[int, Cell] = field(default_factory=dict)


@transaction.atomic
def save_lines(
    *,
    curriculum: Curriculum,
    rows: Sequence[Row],
    version: int,
    by: User,
    now: datetime,
    title: str = "",
    reason: str = "",
) -> Curriculum:
    """Make the table what the rows say: lines that are not named are taken out. Returns it with the new version.

    `title` is a new name, or nothing. Raises Stale where it was changed since that version, Refused for a plan already learnt by without a reason.
    """
    curriculum = Curriculum.objects.select_for_update(of=["self"]).get(pk=curriculum.pk)
    if curriculum.version != version:
        raise Stale(_changed_meanwhile(curriculum))
    written, gone = _compared(curriculum, rows)
    if written or gone:
        _must_be_reasoned(curriculum, reason, now)
        CurriculumLine.objects.erase(gone, by=by, now=now, reason=reason or "убрано из плана")
        CurriculumLine.objects.write(written, by=by, now=now, reason=reason)
    renamed = bool(title) and title != curriculum.title
    if renamed:
        title_must_be_free(curriculum.year, title)
        curriculum.title = title
    if written or gone or renamed:
        curriculum.version += 1
        curriculum.save(by=by, now=now, reason=reason)
    return curriculum


def _compared(
    curriculum: Curriculum, rows: Sequence[Row]
) -> tuple[list[CurriculumLine], list[CurriculumLine]]:
    """Lines to write, new and changed, and lines that are no more."""
    there = {(line.subject_id, line.part, line.grade): line for line in curriculum.lines.all()}
    written, kept = [], set()
    for row in rows:
        for grade, cell in row.cells.items():
            key = (row.subject, row.part, grade)
            if key in kept or grade not in curriculum.grades:
                raise Refused("Предмет в одной части плана для одного класса пишут один раз.")
            kept.add(key)
            line = there.get(key) or CurriculumLine(
                curriculum=curriculum, subject_id=row.subject, part=row.part, grade=grade
            )
            wanted = (cell.hours, cell.groups, row.choice)
            if line.pk is None or (line.hours, line.groups, line.choice) != wanted:
                line.hours, line.groups, line.choice = wanted
                written.append(line)
    return written, [line for key, line in there.items() if key not in kept]


def _must_be_reasoned(curriculum: Curriculum, reason: str, now: datetime) -> None:
    if not reason.strip() and is_learnt_by(curriculum, timezone.localdate(now)):
        raise Refused(
            "По этому плану уже учатся. Если исправляете ошибку, напишите основание; если часы меняются с какого-то дня, "
            "сделайте новую редакцию."
        )


def is_learnt_by(curriculum: Curriculum, today: date) -> bool:
    """A class, or the pupil of an individual plan, has begun to learn by it."""
    if curriculum.plan is not None:
        return curriculum.plan.starts_on <= today
    begun: Any = curriculum.classes.filter(starts_on__lte=today)
    return bool(begun.exists())


def _changed_meanwhile(curriculum: Curriculum) -> str:
    last = curriculum.history.order_by("-history_id").first()
    at = timezone.localtime(last.history_date)
    return (
        f"Пока вы правили план, его изменили ({last.history_author}, {date_dots(at.date())}, {clock(at.time())}). "
        "Ваши часы остались на странице: сверьте их с тем, что записано, и сохраните ещё раз."
    )


@transaction.atomic
def remove_curriculum(*, curriculum: Curriculum, by: User, now: datetime) -> None:
    """Take away a curriculum nobody learns or has learnt by."""
    curriculum = Curriculum.objects.select_for_update(of=["self"]).get(pk=curriculum.pk)
    used = list(curriculum.classes.select_related("school_class"))
    if used:
        names = ", ".join(sorted({row.school_class.name for row in used}))
        raise Refused(
            f"План не убран: по нему учатся классы {names}. Сначала снимите с него классы."
        )
    if is_learnt_by(curriculum, timezone.localdate(now)):
        raise Refused(
            "План не убран: ученик по нему уже учится. Закончите его индивидуальный план."
        )
    if copies := curriculum.copies.count():
        raise Refused(f"План не убран: по нему составлено планов — {copies}.")
    reason = "план не понадобился"
    CurriculumLine.objects.erase(curriculum.lines.all(), by=by, now=now, reason=reason)
    curriculum.delete(by=by, now=now, reason=reason)
