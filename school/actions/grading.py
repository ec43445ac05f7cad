"""Systems of marks: a version in use is never edited, a new one succeeds it from a period or a year (SCH-14)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from school.deciding import Decree
from school.grading import USUAL, Code, codes_of, document_of, faults_of
from school.gradings import (
    CHOICE_FIELDS,
    choices_as_listed,
    days_of_succession,
    journals_of,
    same_marks,
    seal_of_versions,
    why_held,
    years_to_come,
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
    is_usual = name.lower() in {one.name.lower() for one in USUAL.values()}
    if is_usual or GradingSystem.objects.filter(name__iexact=name).exists():
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
    today = timezone.localdate(now)
    _must_be_free_on(system, starts_on, today)
    _first_must_stay(system, rows, starts_on, today)
    _marks_must_last_the_year(system, rows, starts_on, codes, today)
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
    today = timezone.localdate(now)
    held = why_held(system, date.min if is_own_last else starts_on)
    if held and (is_own_last or starts_on <= today):
        raise Refused(f"Систему «{system.name}» убрать нельзя: {held}.")
    _first_must_stay(system, rows, starts_on, today)
    following = next((one for one in rows if one.starts_on > starts_on), None)
    before = [one for one in rows if one.starts_on < starts_on]
    if following and before:
        _marks_must_last_the_year(
            system, before, following.starts_on, codes_of(following.codes), today
        )
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


def _first_must_stay(
    system: GradingSystem, rows: Sequence[GradingVersion], day: date, today: date
) -> None:
    """The first version of the school's own system acts before its day, too: there is none before it."""
    if system.kind != ScaleKind.OWN or not rows or day > rows[0].starts_on:
        return
    if held := why_held(system, date.min, begun_by=today):
        raise Refused(
            f"Первую версию системы «{system.name}» не меняют и не убирают: {held}, и до её дня тоже. "
            f"Введите новую после {date_dots(rows[0].starts_on)}."
        )


def _marks_must_last_the_year(
    system: GradingSystem,
    rows: Sequence[GradingVersion],
    day: date,
    codes: Sequence[Code],
    today: date,
) -> None:
    """Other marks, or marks worth something else, begin with a year: means and marks of the year are of one kind."""
    if system.kind != ScaleKind.OWN or not why_held(system, date.min):
        return
    days = years_to_come(today)
    beginnings = {*SchoolYear.objects.values_list("starts_on", flat=True), *days}
    before = [row for row in rows if row.starts_on < day][-1:]
    after = [row for row in rows if row.starts_on > day][:1]
    changed = [day for row in before if not same_marks(codes_of(row.codes), codes)]
    changed += [row.starts_on for row in after if not same_marks(codes, codes_of(row.codes))]
    for one in changed:
        if one not in beginnings:
            raise Refused(
                f"Среди учебного года сами отметки не меняют, только слова и пороги: {date_dots(one)} стали бы другими. "
                f"Выберите начало года: {', '.join(map(date_dots, days[:4]))}."
            )


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
    # Whoever sets a mark waits for the journal's row: what is marked is asked when all of them are held.
    sections = list(journals_of(year).select_for_update(of=("self",)).select_related("subject"))
    marked = _marked(year)
    changed, kept = [], 0
    for section in sections:
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


def _marked(year: SchoolYear) -> set[int]:
    """Journals with marks of lessons or of periods. Two queries."""
    found = [
        journals_of(year).filter(**{f"{marks}__isnull": False}).order_by().values_list("pk", flat=True).distinct()
        for marks in ("lessons__items__marks", "period_marks")
    ]  # fmt: skip
    return {key for keys in found for key in keys}
