"""A version of the timetable against the hygienic norms: the difficulty of days as a picture, findings in sentences."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from school.bells import Bells, bells_of, read_bells, whose
from school.models import SchoolClass, SectionClass, Timetable, TimetableEntry
from school.sanpin import Finding, Hour, audit, rank_of
from school.sanpin.audit import Audit
from school.sanpin.difficulty import table_of
from school.words import WEEKDAYS_SHORT

# The picture, in units of its own.
BAR, GAP, LEFT, TOP, TALL = 56, 16, 8, 24, 160


@dataclass(frozen=True)
class Column:
    """A day of the picture; `state` is how its height sits in the week: top, light, usual."""

    name: str
    points: int
    x: int
    y: int
    height: int
    middle: int
    state: str


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    base: int
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class ClassRow:
    school_class: SchoolClass
    hours: int
    breaches: int
    advice: int


@dataclass(frozen=True)
class AuditScreen:
    """`chosen` is the class whose days are drawn; `points` are subjects of its grade with their points."""

    version: Timetable
    rows: tuple[ClassRow, ...]
    chosen: SchoolClass | None
    breaches: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    picture: Picture | None
    points: tuple[tuple[str, int], ...]
    table: str
    unknown: tuple[str, ...]


def audit_screen(
    version: Timetable, classes: Sequence[SchoolClass], chosen: SchoolClass | None, *, on: date
) -> AuditScreen:
    """Every class counted as it learns on the day, one of them in full. Three queries."""
    on = version.clamp(on)
    hours = _hours(version, classes, on)
    audits = {one.pk: _audited(one, hours.get(one.pk, ())) for one in classes}
    rows = tuple(
        ClassRow(
            one,
            audits[one.pk].hours,
            sum(finding.is_breach for finding in audits[one.pk].findings),
            sum(not finding.is_breach for finding in audits[one.pk].findings),
        )
        for one in classes
    )
    own = audits[chosen.pk] if chosen else Audit((), {}, 0, ())
    subjects = {hour.subject for hour in hours.get(chosen.pk, ())} if chosen else set()
    known = [(name, rank_of(name, chosen.grade)) for name in subjects] if chosen else []
    return AuditScreen(
        version=version,
        rows=rows,
        chosen=chosen,
        breaches=tuple(one for one in own.findings if one.is_breach),
        advice=tuple(one for one in own.findings if not one.is_breach),
        picture=_picture(own.points) if own.points else None,
        points=tuple(
            sorted(
                ((name, rank) for name, rank in known if rank is not None),
                key=lambda one: (-one[1], one[0]),
            )
        ),
        table=table_of(chosen.grade) if chosen and chosen.grade <= 11 else "",
        unknown=own.unknown,
    )


def _audited(school_class: SchoolClass, hours: Iterable[Hour]) -> Audit:
    return audit(hours, grade=school_class.grade, days_a_week=school_class.days_a_week)


def _hours(
    version: Timetable, classes: Sequence[SchoolClass], on: date
) -> Mapping[int, list[Hour]]:
    bells = read_bells()
    by_key = {one.pk: one for one in classes}
    of_section: dict[int, list[int]] = defaultdict(list)
    links = SectionClass.objects.filter(section__year=version.year_id)
    for section, school_class in links.values_list("section_id", "school_class_id"):
        of_section[section].append(school_class)
    found: dict[int, list[Hour]] = defaultdict(list)
    entries = TimetableEntry.objects.filter(timetable=version).going_on(on)
    for entry in entries.select_related("section__subject"):
        for key in of_section[entry.section_id]:
            if key in by_key:
                found[key].append(_hour(entry, by_key[key], bells, on))
    return found


def _hour(entry: TimetableEntry, school_class: SchoolClass, bells: Bells, on: date) -> Hour:
    day = on + timedelta(days=entry.weekday - on.isoweekday())
    bell = bells_of(bells, whose(entry.section, school_class), day, entry.weekday, entry.number)
    return Hour(
        entry.weekday,
        entry.number,
        entry.section.subject.name,
        entry.weeks,
        entry.kind,
        bell.starts_at if bell else None,
        bell.ends_at if bell else None,
    )


def _picture(points: Mapping[int, int]) -> Picture:
    most, least = max(points.values()), min(points.values())
    columns = []
    for place, weekday in enumerate(sorted(points)):
        worth = points[weekday]
        height = round(TALL * worth / most) if most else 0
        x = LEFT + place * (BAR + GAP)
        state = "top" if worth == most else "light" if worth == least else "usual"
        name = WEEKDAYS_SHORT[weekday - 1]
        columns.append(Column(name, worth, x, TOP + TALL - height, height, x + BAR // 2, state))
    width = LEFT * 2 + len(columns) * (BAR + GAP) - GAP
    return Picture(width, TOP + TALL + 24, TOP + TALL, tuple(columns))
