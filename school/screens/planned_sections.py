"""Hours of each journal of a class by its curriculum, day by day and period by period (REP-9)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from school.calendar import calendar_of
from school.federal_plan import weeks_of
from school.hours import ZERO
from school.models import ClassCurriculum, CourseSection, CurriculumLine, SchoolClass

from .planned import Planned, planned_of

Kind = CourseSection.Kind
# Taught to all or in parallel groups; and beside them, to whoever chose so. Circles and the like are outside the plan.
TOGETHER = frozenset({Kind.WHOLE_CLASS, Kind.LANGUAGE, Kind.GROUP})
BESIDE = frozenset({Kind.PROFILE, Kind.ELECTIVE, Kind.STREAM})


@dataclass(frozen=True)
class Span:
    """A grading period; `key` is None for the whole year."""

    key: int | None
    first: date
    last: date


def planned_of_sections(
    school_class: SchoolClass, sections: Sequence[CourseSection], spans: Sequence[Span]
) -> dict[int, dict[int | None, int]]:
    """Hours by the curriculum: section → period → hours; what the curriculum does not say is left out.

    A year has hours a week times its weeks, spread over the study days of the class. One query where the class has no
    curriculum, five where it has.
    """
    terms = list(ClassCurriculum.objects.filter(school_class=school_class).order_by("pk"))
    if not terms:
        return {}
    lines: dict[int, list[CurriculumLine]] = defaultdict(list)
    rows = CurriculumLine.objects.filter(
        curriculum__in=[term.curriculum_id for term in terms], grade=school_class.grade
    )
    for line in rows.select_related("subject"):
        lines[line.curriculum_id].append(line)
    calendar = calendar_of(school_class.year)
    days = _taught(calendar.study_days(school_class.grade, school_class.days_a_week), spans)
    kinds = _kinds_beside(sections)
    weekly: dict[frozenset[int], dict[int, Decimal]] = {}
    by_day = []
    for day in days:
        now = frozenset(term.curriculum_id for term in terms if term.holds_on(day))
        if now not in weekly:
            weekly[now] = _weekly([lines[key] for key in sorted(now)], sections, kinds)
        by_day.append((day, weekly[now]))
    weeks = weeks_of(school_class.grade)
    found = {
        section.pk: by_spans([(day, hours.get(section.pk)) for day, hours in by_day], spans, weeks)
        for section in sections
    }
    return {key: hours for key, hours in found.items() if hours}


def _taught(days: Iterable[date], spans: Iterable[Span]) -> list[date]:
    """Study days of the grading periods; where there are none yet, of the year."""
    periods = [span for span in spans if span.key is not None]
    return sorted(
        day for day in days if not periods or any(one.first <= day <= one.last for one in periods)
    )


def by_spans(
    days: Sequence[tuple[date, Decimal | None]], spans: Iterable[Span], weeks: int
) -> dict[int | None, int]:
    """Whole hours of each span, the last of them making up what rounding left; days are with their hours a week.

    A span with a day of which nothing is known is left out.
    """
    share = Decimal(weeks) / len(days) if days else ZERO
    total, sums = ZERO, {}
    for day, hours in days:
        total += (hours or ZERO) * share
        sums[day] = total
    found: dict[int | None, int] = {}
    for span in spans:
        own = [(day, hours) for day, hours in days if span.first <= day <= span.last]
        if not own or any(hours is None for _, hours in own):
            continue
        before = max((day for day, _ in days if day < span.first), default=None)
        started = _whole(sums[before]) if before else 0
        found[span.key] = _whole(sums[own[-1][0]]) - started
    return found


def _whole(hours: Decimal) -> int:
    # What thirds of an hour add up to is short of the whole by a hair.
    return int(hours.quantize(Decimal("0.0001")).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _kinds_beside(sections: Iterable[CourseSection]) -> Mapping[int, set[str]]:
    """Kinds of the class's journals by subject."""
    kinds: dict[int, set[str]] = defaultdict(set)
    for section in sections:
        kinds[section.subject_id].add(section.kind)
    return kinds


def _weekly(
    plans: Sequence[Sequence[CurriculumLine]],
    sections: Iterable[CourseSection],
    kinds: Mapping[int, set[str]],
) -> dict[int, Decimal]:
    """Hours a week of each journal by the plans of a day."""
    found = {}
    for section in sections:
        own = [[line for line in lines if _is_of(line, section)] for lines in plans]
        if any(own):
            hours = part_of(section.kind, kinds[section.subject_id], planned_of(own))
            if hours:
                found[section.pk] = hours
    return found


def _is_of(line: CurriculumLine, section: CourseSection) -> bool:
    """The line is of the journal's subject, or of a course of it."""
    return section.subject_id in (line.subject_id, line.subject.parent_id)


def part_of(kind: str, beside: set[str], planned: Planned) -> Decimal | None:
    """What of a subject's hours this journal has: all, or where there are two layers of journals its part of the plan."""
    if kind not in TOGETHER | BESIDE:
        return None
    if beside & TOGETHER and beside & BESIDE:
        return planned.federal if kind in TOGETHER else planned.school
    return planned.pupil
