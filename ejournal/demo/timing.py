"""The demo school's calendar, bells and working regime in the database."""

from datetime import datetime

from accounts.models import User
from school.models import (
    BellSchedule,
    CalendarDay,
    GradingPeriod,
    HolidayBreak,
    School,
    SchoolYear,
    TimeSlot,
    WorkingRegime,
)

from . import almanac


def write_calendar(school: School, by: User, now: datetime) -> SchoolYear:
    year = SchoolYear(
        school=school, title=almanac.TITLE, starts_on=almanac.STARTS_ON, ends_on=almanac.ENDS_ON
    )
    year.save(by=by, now=now)
    senior = almanac.HALF_YEAR_GRADES
    kinds = [
        ("quarter", almanac.QUARTERS, (1, senior[0] - 1)),
        ("half_year", almanac.HALF_YEARS, senior),
    ]
    GradingPeriod.objects.write(
        [
            GradingPeriod(
                year=year, kind=kind, number=number, title=title, starts_on=first, ends_on=last,
                grade_from=grades[0], grade_to=grades[1],
                stated_days_5=almanac.STATED[kind][number - 1][0],
                stated_days_6=almanac.STATED[kind][number - 1][1],
            )
            for kind, periods, grades in kinds
            for number, title, first, last in periods
        ],
        by=by, now=now,
    )  # fmt: skip
    HolidayBreak.objects.write(
        [
            HolidayBreak(
                year=year, kind=almanac.BREAK_KINDS[title], title=title, starts_on=first, ends_on=last,
                grade_from=grades[0], grade_to=grades[1],
            )
            for title, first, last, grades in almanac.BREAKS
        ],
        by=by, now=now,
    )  # fmt: skip
    CalendarDay.objects.write(
        [
            CalendarDay(
                year=year, date=day, kind=kind, title=title, follows_weekday=weekday, days_a_week=week
            )
            for day, kind, title, weekday, week in almanac.SPECIAL_DAYS
        ],
        by=by, now=now,
    )  # fmt: skip
    return year


def write_bells(year: SchoolYear, by: User, now: datetime) -> dict[str, BellSchedule]:
    """Schedules by name, with the regime of the year: who rings otherwise, and when."""
    schedules = {
        bells.name: BellSchedule(name=bells.name, shift=bells.shift) for bells in almanac.BELLS
    }
    BellSchedule.objects.write(schedules.values(), by=by, now=now)
    TimeSlot.objects.write(
        [
            TimeSlot(schedule=schedules[bells.name], number=number, starts_at=first, ends_at=last)
            for bells in almanac.BELLS
            for number, first, last in bells.slots()
        ],
        by=by,
        now=now,
    )
    WorkingRegime.objects.write(
        [
            WorkingRegime(
                year=year,
                bells=schedules[row.bells],
                instead_of=schedules[row.instead_of] if row.instead_of else None,
                grade_from=row.grade,
                grade_to=row.grade,
                weekday=row.weekday,
                starts_on=row.starts_on,
                ends_on=row.ends_on,
                reason=row.reason,
            )
            for row in almanac.REGIMES
        ],
        by=by,
        now=now,
    )
    return schedules
