"""Systems of marks: a version in use is never edited, a new one succeeds it from a period or a year (SCH-14)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.deciding import Decree
from school.grading import Code, codes_of, document_of, faults_of
from school.gradings import (
    CHOICE_FIELDS,
    choices_as_listed,
    days_of_succession,
    journals_of,
    seal_of_versions,
    why_held,
)
from school.marking import chooser_on
from school.models import (
    CourseSection,
    GradingChoice,
    GradingSystem,
    GradingVersion,
    ScaleKind,
    SchoolYear,
)
from school.words import date_dots

from .cards import Stale
from .refusals import Refused
from .tables import CHANGED_MEANWHILE, Line, lock_table, save_table


@transaction.atomic
def make_system(
    *, name: str, starts_on: date, codes: Sequence[Code], decree: Decree, by: User, now: datetime
) -> GradingSystem:
    """A system of the school's own with its first version. Raises Refused."""
    lock_table(GradingSystem._meta.label)
    if GradingSystem.objects.filter(name__iexact=name).exists():
        raise Refused(f"Система «{name}» уже есть. Назовите иначе.")
    system = GradingSystem(name=name, kind=ScaleKind.OWN)
    _must_fit(system, codes)
    system.save(by=by, now=now)
    _write(GradingVersion(system=system, starts_on=starts_on), codes, decree, by, now)
    return system


@transaction.atomic
def save_version(
    *,
    system: GradingSystem,
    starts_on: date,
    codes: Sequence[Code],
    decree: Decree,
    shown: str,
    by: User,
    now: datetime,
) -> GradingVersion:
    """The system is so from that day on; a version of the same day that nobody uses yet is edited.

    `system` may be a usual one that has no row yet. Raises Stale where its versions were changed since `shown`,
    Refused where journals go by it on that day already, or the day begins neither a period nor a year.
    """
    lock_table(GradingSystem._meta.label)
    if system.pk is None:
        system = GradingSystem.objects.filter(kind=system.kind).first() or system
    rows = _versions(system, shown)
    _must_fit(system, codes)
    _must_be_free_on(system, starts_on, timezone.localdate(now))
    before = [row for row in rows if row.starts_on <= starts_on]
    if before and codes_of(before[-1].codes) == tuple(codes):
        raise Refused(f"С {date_dots(before[-1].starts_on)} отметки и пороги и так такие.")
    if system.pk is None:
        system.save(by=by, now=now)
    same = next((row for row in rows if row.starts_on == starts_on), None)
    row = same or GradingVersion(system=system, starts_on=starts_on)
    return _write(row, codes, decree, by, now)


@transaction.atomic
def remove_version(
    *, system: GradingSystem, starts_on: date, shown: str, by: User, now: datetime
) -> None:
    """Take back a version nobody has used; with the last one the school's own system goes too. Raises Refused."""
    lock_table(GradingSystem._meta.label)
    rows = _versions(system, shown)
    row = next((one for one in rows if one.starts_on == starts_on), None)
    if row is None:
        raise Stale(CHANGED_MEANWHILE)
    is_own_last = system.kind == ScaleKind.OWN and len(rows) == 1
    held = why_held(system, date.min if is_own_last else starts_on)
    if held and (is_own_last or starts_on <= timezone.localdate(now)):
        raise Refused(f"Систему «{system.name}» убрать нельзя: {held}.")
    row.delete(by=by, reason="система не применялась", now=now)
    if is_own_last:
        if system.choices.exists():
            raise Refused(
                "Систему выбирает строка таблицы «По каким предметам». Уберите сначала её."
            )
        system.delete(by=by, reason="система не применялась", now=now)


def _versions(system: GradingSystem, shown: str) -> list[GradingVersion]:
    rows = list(system.versions.order_by("starts_on")) if system.pk else []
    if shown != seal_of_versions(rows):
        raise Stale(CHANGED_MEANWHILE)
    return rows


def _must_fit(system: GradingSystem, codes: Sequence[Code]) -> None:
    for place, _, text in faults_of(system.kind, codes):
        raise Refused(f"Строка {place + 1}: {text}")


def _must_be_free_on(system: GradingSystem, day: date, today: date) -> None:
    """In use it is only succeeded, from the first day of a period or a year to come."""
    held = why_held(system, day)
    if not held:
        return
    days = days_of_succession(today)
    told = ", ".join(map(date_dots, days[:4]))
    if day <= today:
        raise Refused(
            f"{date_dots(day)} систему менять нельзя: {held}. Введите новую с начала периода или года: {told}."
        )
    if day not in days:
        raise Refused(f"Посреди периода систему не меняют ({held}). Выберите его начало: {told}.")


def _write(
    row: GradingVersion, codes: Sequence[Code], decree: Decree, by: User, now: datetime
) -> GradingVersion:
    row.codes = document_of(codes)
    row.order_number, row.order_date = decree.number, decree.date
    row.save(by=by, now=now)
    return row


@transaction.atomic
def save_choices(
    *, lines: Sequence[Line], shown: str, by: User, now: datetime
) -> list[GradingChoice]:
    """Which new journals are marked by which system."""
    return save_table(
        model=GradingChoice, rows=choices_as_listed, fields=CHOICE_FIELDS, lines=lines, shown=shown, by=by, now=now
    )  # fmt: skip


@transaction.atomic
def apply_choices(*, year: SchoolYear, by: User, now: datetime) -> tuple[int, int]:
    """Journals of the year go over to what is chosen; returns how many did, and how many have marks and stay."""
    lock_table(GradingSystem._meta.label)
    chooser = chooser_on(year.starts_on)
    marked = set(
        journals_of(year).filter(lessons__items__marks__isnull=False).values_list("pk", flat=True)
    )
    marked |= set(journals_of(year).filter(period_marks__isnull=False).values_list("pk", flat=True))
    changed, kept = [], 0
    for section in journals_of(year).select_for_update(of=("self",)).select_related("subject"):
        wanted = chooser.marking(section.subject, section.grade, section.kind)
        if (wanted.scale, wanted.grading) == (section.scale, section.grading_id):
            continue
        if section.pk in marked:
            kept += 1
            continue
        section.scale, section.grading_id = wanted.scale, wanted.grading
        changed.append(section)
    CourseSection.objects.write(
        changed, by=by, now=now, reason="система оценивания по выбору школы"
    )
    return len(changed), kept
