"""The school, its years, grading periods and holidays, as the sessions of a bundle say."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from exchange.ledger import Ledger, Wanted, by_source
from exchange.oneroster import Bundle, Session
from exchange.oneroster.periods import (
    Period,
    overlapping,
    periods_of,
    rests_between,
    year_of,
    year_sessions,
    year_title,
)
from exchange.problems import Problem, Unreadable
from journal.models import Lesson
from school import actions as school_actions
from school.models import GradingPeriod, HolidayBreak, School, SchoolYear
from school.words import date_dots

NAMELESS = "Школа"


@dataclass
class Years:
    """School years by key of the file, and the year of every other session."""

    rows: dict[str, SchoolYear] = field(default_factory=dict)
    of_session: dict[str, SchoolYear] = field(default_factory=dict)

    def of_terms(self, terms: tuple[str, ...]) -> SchoolYear:
        """The year of the first term that is known; else the latest year."""
        known = (self.of_session[term] for term in terms if term in self.of_session)
        return next(known, None) or max(self.rows.values(), key=lambda year: year.starts_on)


def the_school(name: str, ledger: Ledger) -> School:
    """The school of this database; made from the file's name of it where there is none."""
    school = School.objects.first()
    if school is not None and name and name not in (school.name, school.full_name):
        text = (
            f"в файле школа «{name}», а журнал ведёт «{school.name}». Проверьте, тот ли это файл."
        )
        ledger.warn(Problem(ledger.report.file, None, "", text, "school"))
    if school is None:
        told = name or NAMELESS
        school = school_actions.create_school(
            name=told[:120],
            full_name=told[:300],
            by=ledger.by,
            now=ledger.now,
            reason=ledger.reason,
        )
        ledger.report.created["school"] += 1
        ledger.report.tell("school", f"Новое. Школа: {told}")
    return school


def settle_calendar(bundle: Bundle, ledger: Ledger) -> Years:
    """Years, periods and, where the school has set none, holidays between the periods."""
    school = the_school(bundle.school_name, ledger)
    sessions = year_sessions(bundle)
    if not sessions:
        return _years_there(school, bundle)
    if sessions[0].key.startswith("year-of-"):
        text = f"учебного года нет, он составлен по периодам: {sessions[0].title}."
        ledger.warn(sessions[0].row.problem("type", text))
    years = Years()
    rows = ledger.settle("years", SchoolYear, _wanted_years(sessions, school, ledger))
    for session, row in zip(sessions, rows, strict=True):
        years.rows[session.key] = years.of_session[session.key] = row
    for session in bundle.sessions:
        above = year_of(session, bundle.sessions, sessions)
        if above is not None:
            years.of_session[session.key] = years.rows[above.key]
        else:
            text = f"период «{session.title}» не попадает ни в один учебный год: не загружен."
            ledger.warn(session.row.problem("startDate", text))
    for session in sessions:
        _settle_periods(session, bundle, sessions, years.rows[session.key], ledger)
    return years


def _years_there(school: School, bundle: Bundle) -> Years:
    latest = SchoolYear.objects.filter(school=school).order_by("-starts_on").first()
    if latest is None:
        text = "нет файла academicSessions.csv, а в журнале ещё нет учебного года. Добавьте файл."
        raise Unreadable(Problem(bundle.name, None, "", text, "years"))
    return Years({"": latest})


def _with_lessons(years: Iterable[SchoolYear]) -> set[int]:
    """Keys of the years that have lessons: their days are moved on the page that shows what becomes of lessons."""
    lessons = Lesson.objects.filter(section__year__in=[year.pk for year in years])
    return set(lessons.order_by().values_list("section__year", flat=True).distinct())


def _days(session: Session, row: Any, has_lessons: bool, ledger: Ledger) -> dict[str, Any]:
    """The days of the session; none where they would move lessons and locks of periods without a preview."""
    days = {"starts_on": session.starts_on, "ends_on": session.ends_on}
    if row is None or not has_lessons:
        return days
    if (row.starts_on, row.ends_on) != (session.starts_on, session.ends_on):
        text = (
            f"«{row.title}» в журнале с {date_dots(row.starts_on)} по {date_dots(row.ends_on)}, и уроки уже есть: дни "
            "не изменены. Их меняют на странице «Календарь»."
        )
        ledger.warn(session.row.problem("startDate", text))
    return {}


def _wanted_years(sessions: list[Session], school: School, ledger: Ledger) -> list[Wanted]:
    there = list(SchoolYear.objects.filter(school=school))
    lived = _with_lessons(there)
    by_key = by_source(there)
    by_days = {(row.starts_on.year, row.ends_on.year): row for row in there if not row.sourced_id}
    wanted = []
    for session in sessions:
        row = by_key.get(session.key) or by_days.get((session.starts_on.year, session.ends_on.year))
        title = session.title if len(session.title) <= 20 else ""
        values = {
            "school_id": school.pk,
            "sourced_id": session.key,
            "title": title or year_title(session.starts_on, session.ends_on),
            **_days(session, row, bool(row and row.pk in lived), ledger),
            "metadata": {**(row.metadata if row else {}), **session.row.metadata},
        }
        wanted.append(Wanted(row, values, session.title))
    return wanted


def _settle_periods(
    session: Session, bundle: Bundle, sessions: list[Session], year: SchoolYear, ledger: Ledger
) -> None:
    periods = periods_of(session, bundle, sessions)
    for later, earlier in overlapping(periods):
        text = f"период пересекается с «{earlier.session.title}». Исправьте даты."
        ledger.refuse(later.session.row.problem("startDate", text))
        periods.remove(later)
    for one in list(periods):
        if one.session.starts_on < year.starts_on or one.session.ends_on > year.ends_on:
            text = f"период выходит за учебный год {year.title}. Исправьте даты."
            column = "startDate" if one.session.starts_on < year.starts_on else "endDate"
            ledger.refuse(one.session.row.problem(column, text))
            periods.remove(one)
    has_lessons = bool(_with_lessons([year]))
    wanted = _wanted_periods(periods, year, has_lessons, ledger)
    ledger.settle("periods", GradingPeriod, wanted)
    _settle_rests(periods, year, has_lessons, ledger)


def _wanted_periods(
    periods: list[Period], year: SchoolYear, has_lessons: bool, ledger: Ledger
) -> list[Wanted]:
    there = list(GradingPeriod.objects.filter(year=year))
    by_key = by_source(there)
    by_place = {(row.kind, row.number, row.grade_from): row for row in there}
    wanted = []
    for one in periods:
        row = by_key.get(one.session.key) or by_place.get((one.kind, one.number, one.grade_from))
        values: dict[str, Any] = {
            "year_id": year.pk,
            "sourced_id": one.session.key,
            "kind": one.kind,
            "number": one.number,
            "title": one.session.title[:40],
            **_days(one.session, row, has_lessons, ledger),
            "grade_from": one.grade_from,
            "grade_to": one.grade_to,
            "metadata": {**(row.metadata if row else {}), **one.session.row.metadata},
        }
        wanted.append(Wanted(row, values, one.session.title))
    return wanted


def _settle_rests(
    periods: list[Period], year: SchoolYear, has_lessons: bool, ledger: Ledger
) -> None:
    """Holidays the school has set itself are left as they are; none come over lessons."""
    there = {row.starts_on: row for row in HolidayBreak.objects.filter(year=year)}
    if has_lessons and not there:
        return
    rests = rests_between(periods)
    if there and not any(rest.starts_on in there for rest in rests):
        return
    wanted = []
    for rest in rests:
        row = there.get(rest.starts_on)
        if row is None and there:
            continue
        values = {
            "year_id": year.pk,
            "title": rest.title,
            "starts_on": rest.starts_on,
            "ends_on": rest.ends_on,
            "grade_from": rest.grade_from,
            "grade_to": rest.grade_to,
        }
        wanted.append(Wanted(row, values if row is None else {}, rest.title))
    ledger.settle("breaks", HolidayBreak, wanted)
