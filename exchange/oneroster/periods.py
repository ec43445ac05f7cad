"""School years, grading periods and holidays that the sessions of a bundle mean. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from .bundle import Bundle, Session

ONE_DAY = timedelta(days=1)
FINEST_FIRST = ("gradingPeriod", "term", "semester")
KIND_BY_TITLE = (
    ("четверт|quarter|срок", "quarter"),
    ("триместр|trimester", "trimester"),
    ("полугод|семестр|semester|half", "half_year"),
    ("модул|module", "module"),
)
KIND_BY_COUNT = {2: "half_year", 3: "trimester", 4: "quarter"}
LAST_GRADE = 12


@dataclass(frozen=True)
class Period:
    """A grading period of a year for grades `grade_from` to `grade_to`."""

    session: Session
    kind: str
    number: int
    grade_from: int
    grade_to: int


@dataclass(frozen=True)
class Rest:
    """Holidays between two periods, both days included."""

    title: str
    starts_on: date
    ends_on: date
    grade_from: int
    grade_to: int


def year_sessions(bundle: Bundle) -> list[Session]:
    """Sessions that are school years; where there is none, one that the others make up."""
    years = sorted(
        (one for one in bundle.sessions if one.type == "schoolYear"), key=lambda one: one.starts_on
    )
    if years or not bundle.sessions:
        return years
    first = min(bundle.sessions, key=lambda one: one.starts_on)
    starts_on = first.starts_on
    last = max(one.ends_on for one in bundle.sessions)
    ends_on = max(last, date(starts_on.year + (starts_on.month >= 7), 5, 31))
    title = year_title(starts_on, ends_on)
    return [
        replace(
            first,
            key=f"year-of-{first.key}",
            title=title,
            type="schoolYear",
            starts_on=starts_on,
            ends_on=ends_on,
        )
    ]


def year_title(starts_on: date, ends_on: date) -> str:
    """«2025/2026»."""
    if starts_on.year == ends_on.year:
        return str(starts_on.year)
    return f"{starts_on.year}/{ends_on.year}"


def year_of(
    session: Session, sessions: Sequence[Session], years: Sequence[Session]
) -> Session | None:
    """The year above a session, or the one whose days hold it."""
    by_key = {one.key: one for one in sessions}
    above, seen = session, set()
    while above.type != "schoolYear" and above.parent in by_key and above.key not in seen:
        seen.add(above.key)
        above = by_key[above.parent]
    if above in years:
        return above
    holding = (one for one in years if one.starts_on <= session.starts_on <= one.ends_on)
    return next(holding, None)


def periods_of(year: Session, bundle: Bundle, years: Sequence[Session]) -> list[Period]:
    """The finest sessions of the year; coarser ones only for the grades that alone learn by them."""
    if written := _own_periods(year, bundle, years):
        return written
    grades: dict[str, set[int]] = {}
    for group in bundle.groups:
        for term in group.terms:
            grades.setdefault(term, set()).update(group.grades)
    families = []
    for name in FINEST_FIRST:
        of_type = [one for one in bundle.sessions if one.type == name]
        family = [one for one in of_type if year_of(one, bundle.sessions, years) == year]
        if family:
            families.append(sorted(family, key=lambda one: one.starts_on))
    found: list[Period] = []
    taken: set[int] = set()
    for family in families:
        own = {grade for one in family for grade in grades.get(one.key, ())} - taken
        if found and not own:
            continue
        everyone = len(families) == 1 or not own
        span = (1, LAST_GRADE) if everyone else (min(own), max(own))
        taken |= own or set(range(1, LAST_GRADE + 1))
        found += _numbered(family, span)
    return found


def _own_periods(year: Session, bundle: Bundle, years: Sequence[Session]) -> list[Period]:
    """Periods that this journal wrote out itself, with their kind, number and grades."""
    found = []
    for one in bundle.sessions:
        own = one.row.own
        grades = re.fullmatch(r"(\d{1,2})-(\d{1,2})", own.get("Grades", ""))
        number = re.fullmatch(r"\d{1,2}", own.get("Number", ""))
        is_known = own.get("Kind") in {kind for _, kind in KIND_BY_TITLE}
        if grades and number and is_known and year_of(one, bundle.sessions, years) == year:
            span = int(grades[1]), int(grades[2])
            found.append(Period(one, own["Kind"], int(number[0]), *span))
    return sorted(found, key=lambda one: (one.grade_from, one.session.starts_on))


def _numbered(family: Sequence[Session], span: tuple[int, int]) -> list[Period]:
    kind = _kind(family)
    return [Period(one, kind, number, *span) for number, one in enumerate(family, 1)]


def _kind(family: Sequence[Session]) -> str:
    title = family[0].title.lower()
    named = (kind for pattern, kind in KIND_BY_TITLE if re.search(pattern, title))
    if family[0].type == "semester":
        return next(named, "half_year")
    return next(named, KIND_BY_COUNT.get(len(family), "module"))


def overlapping(periods: Iterable[Period]) -> list[tuple[Period, Period]]:
    """Pairs of periods of the same grades that hold the same day: the later one, the earlier one."""
    found: list[tuple[Period, Period]] = []
    last: dict[tuple[int, int], Period] = {}
    for one in periods:
        key = (one.grade_from, one.grade_to)
        before = last.get(key)
        if before and one.session.starts_on <= before.session.ends_on:
            found.append((one, before))
            continue
        last[key] = one
    return found


def rests_between(periods: Sequence[Period]) -> list[Rest]:
    """Gaps between periods that hold at least one weekday."""
    found = []
    for before, after in pairwise(periods):
        if (before.grade_from, before.grade_to) != (after.grade_from, after.grade_to):
            continue
        first, last = before.session.ends_on + ONE_DAY, after.session.starts_on - ONE_DAY
        length = (last - first).days + 1
        if any((first + timedelta(days=n)).isoweekday() <= 5 for n in range(max(length, 0))):
            found.append(Rest(_rest_title(first), first, last, before.grade_from, before.grade_to))
    return found


def _rest_title(first: date) -> str:
    names = {10: "Осенние", 11: "Осенние", 12: "Зимние", 1: "Зимние", 3: "Весенние", 4: "Весенние"}
    return f"{names[first.month]} каникулы" if first.month in names else "Каникулы"
