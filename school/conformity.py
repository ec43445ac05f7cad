"""Whether a curriculum is what the federal plan and the norms of load ask: rules with their sentences. Pure (SCH-6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .federal_plan import (
    FIVE_DAYS_ONLY,
    GRADES,
    MATHEMATICS,
    SANPIN,
    YEARLY,
    YEARLY_SINCE,
    YEARLY_SOURCE,
    FederalLine,
    FederalPlan,
    federal_plan,
    forms_of,
    level_bounds,
    weekly_maximum,
    weeks_of,
)
from .hours import FEDERAL, ZERO, Line, Sum, least_hours, plain_hours, sums_of, told_hours
from .words import count_of

INDIVIDUAL, PROFILE = "individual", "profile"
DEEPENED_SUBJECTS = 2


@dataclass(frozen=True)
class About:
    """What of a curriculum decides by which rules it is judged; `year` is the one whose 1 September begins it."""

    year: int
    level: str
    grades: range
    days_a_week: int
    variant: str
    kind: str = ""

    @property
    def plan(self) -> FederalPlan | None:
        return federal_plan(self.level, self.variant, self.year)

    @property
    def is_whole_level(self) -> bool:
        first, last = GRADES[self.level]
        return self.grades.start == first and self.grades.stop - 1 >= last


class Weight(StrEnum):
    WRONG = "wrong"
    CHECK = "check"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """What is not as asked, as a sentence for the deputy; `grade` is None where it is of the whole plan."""

    weight: Weight
    text: str
    grade: int | None = None


def findings(about: About, lines: Iterable[Line]) -> list[Finding]:
    """Everything that is not as asked, by grades; then what concerns the whole plan."""
    lines = [line for line in lines if line.grade in about.grades]
    plan = about.plan
    found: list[Finding] = []
    sums = sums_of(lines, about.grades)
    for each in sums:
        own = [line for line in lines if line.grade == each.grade]
        if plan:
            found += _against_federal(about, plan, each.grade, own)
        found += _load(about, each)
    found += _whole_level(about, sums)
    if about.kind == PROFILE and plan:
        found += _profile(about, plan, lines)
    if plan is None:
        found.append(_no_sample(about))
    return found


# --- The federal plan ----------------------------------------------------------------------------
def _against_federal(
    about: About, plan: FederalPlan, grade: int, lines: Sequence[Line]
) -> list[Finding]:
    """Each subject of the federal part with its hours; courses of mathematics also as one subject."""
    found = []
    together = [line for line in plan.lines if grade in line.hours and _taught_whole(line, lines)]
    if together:
        least = sum((line.hours[grade] for line in together), ZERO)
        found += _one_subject(
            about, MATHEMATICS, least, _called(lines, together, whole=True), grade, ""
        )
    for line in plan.lines:
        if grade in line.hours and line not in together:
            doubt = line.doubts.get(grade, "")
            own = [one for one in lines if line.is_called(one.subject)]
            found += _one_subject(about, line.subject, line.hours[grade], own, grade, doubt)
    known = [line for line in plan.lines if grade in line.hours]
    found += _extra(about, known, lines, grade)
    return found


def _taught_whole(line: FederalLine, lines: Sequence[Line]) -> bool:
    return bool(line.whole) and any(forms_of(line.whole) & forms_of(one.subject) for one in lines)


def _called(
    lines: Sequence[Line], wanted: Sequence[FederalLine], *, whole: bool = False
) -> list[Line]:
    """Lines of any of these subjects, or of the one they are courses of."""
    return [
        one
        for one in lines
        if any(
            line.is_called(one.subject) or (whole and forms_of(line.whole) & forms_of(one.subject))
            for line in wanted
        )
    ]


def _one_subject(
    about: About, subject: str, least: Decimal, own: Sequence[Line], grade: int, doubt: str
) -> list[Finding]:
    where = f"{grade} класс: "
    weight = Weight.CHECK if doubt or about.kind == INDIVIDUAL else Weight.WRONG
    said = f" ({doubt})" if doubt else ""
    if not own:
        text = f"{where}нет предмета «{subject}», по федеральному плану {told_hours(least)} в неделю{said}."
        return [Finding(weight, text, grade)]
    if about.kind == INDIVIDUAL:
        return []
    federal = least_hours(line for line in own if line.part == FEDERAL)
    everything = least_hours(own)
    if federal >= least:
        return []
    if everything >= least:
        text = (
            f"{where}«{subject}» — в обязательной части {told_hours(federal)} из {told_hours(least)}, остальное в части "
            f"школы. Перенесите в обязательную часть.{said}"
        )
        return [Finding(Weight.CHECK, text, grade)]
    text = f"{where}«{subject}» — {told_hours(everything)}, по федеральному плану не меньше {told_hours(least)}{said}."
    return [Finding(weight, text, grade)]


def _extra(
    about: About, known: Sequence[FederalLine], lines: Sequence[Line], grade: int
) -> list[Finding]:
    """Subjects of the federal part that the federal plan does not have in this grade."""
    extra = {
        line.subject: line
        for line in lines
        if line.part == FEDERAL and line not in _called(lines, known, whole=True)
    }
    return [
        Finding(
            Weight.CHECK,
            f"{grade} класс: «{line.subject}» ({told_hours(line.hours)}) стоит в обязательной части, но в федеральном плане "
            f"{grade} класса на {_year(about)} год такого предмета нет. Перенесите в часть школы.",
            grade,
        )
        for line in extra.values()
    ]


def _profile(about: About, plan: FederalPlan, lines: Sequence[Line]) -> list[Finding]:
    """A profile deepens two subjects or more: has more hours of them than the basic level (ФГОС СОО, п. 18.3.1)."""
    deepened = set()
    for line in plan.lines:
        for grade in about.grades:
            own = [one for one in lines if one.grade == grade and line.is_called(one.subject)]
            if grade in line.hours and least_hours(own) > line.hours[grade]:
                deepened.add(line.whole or line.subject)
    if len(deepened) >= DEEPENED_SUBJECTS:
        return []
    text = (
        "Профиль предполагает не меньше двух предметов на углублённом уровне (ФГОС СОО, п. 18.3.1), а часов больше "
        f"базового уровня — у {count_of(len(deepened), 'предмета', 'предметов', 'предметов')}."
    )
    return [Finding(Weight.CHECK, text)]


def _no_sample(about: About) -> Finding:
    return Finding(
        Weight.NOTE,
        "Часы по предметам с федеральным планом не сверены: для этого варианта или года программа их не знает. "
        "Нагрузка сверена с санитарными нормами.",
    )


# --- Load ----------------------------------------------------------------------------------------
def _load(about: About, each: Sum) -> list[Finding]:
    """Hours a week and a year against what is allowed."""
    grade, found = each.grade, []
    if about.days_a_week == 6 and grade in FIVE_DAYS_ONLY:
        text = f"{grade} класс учится только пять дней в неделю (СП 2.4.3648-20, п. 3.4.16)."
        found.append(Finding(Weight.WRONG, text, grade))
    most = weekly_maximum(grade, about.days_a_week)
    week = "пятидневной" if about.days_a_week == 5 else "шестидневной"
    if each.pupil > most:
        found.append(
            Finding(
                Weight.WRONG,
                f"{grade} класс: {told_hours(each.pupil)} в неделю на ученика, при {week} неделе можно не больше "
                f"{told_hours(Decimal(most))} ({SANPIN}). Лишних {told_hours(each.pupil - most)}.",
                grade,
            )
        )
    elif about.kind != INDIVIDUAL:
        found += _year_load(about, each)
    return found


def _year_load(about: About, each: Sum) -> list[Finding]:
    """Hours of a year are hours a week by weeks. More than allowed a year is more than allowed a week."""
    if about.year < YEARLY_SINCE or each.grade not in YEARLY:
        return []
    least, _ = YEARLY[each.grade]
    if each.year >= least:
        return []
    weeks = weeks_of(each.grade)
    text = (
        f"{each.grade} класс: за год {told_hours(each.year)} ({plain_hours(each.pupil)} × {weeks} недели), принято не меньше "
        f"{told_hours(Decimal(least))} ({YEARLY_SOURCE})."
    )
    return [Finding(Weight.CHECK, text, each.grade)]


def _whole_level(about: About, sums: Sequence[Sum]) -> list[Finding]:
    """Hours of all years of a level against its bounds."""
    bounds = level_bounds(about.level, about.year)
    if about.kind == INDIVIDUAL or bounds is None:
        return []
    first, last = GRADES[about.level]
    span = f"{first}–{last} классы"
    if not about.is_whole_level:
        text = f"Сумма за {first}–{last} классы не сверена: в плане не все классы уровня."
        return [Finding(Weight.NOTE, text)]
    total = sum((each.year for each in sums if each.grade <= last), ZERO)
    years = count_of(last - first + 1, "год", "года", "лет")
    if bounds.least <= total <= bounds.most:
        return []
    limit = "не меньше" if total < bounds.least else "не больше"
    value = bounds.least if total < bounds.least else bounds.most
    text = (
        f"{span}: за {years} {told_hours(total)}, нужно {limit} {told_hours(Decimal(value))} "
        f"({bounds.source})."
    )
    return [Finding(Weight.WRONG, text)]


def _year(about: About) -> str:
    return f"{about.year}/{(about.year + 1) % 100:02d}"


def is_fit(found: Iterable[Finding]) -> bool:
    """Nothing is wrong; what is to be checked by a person does not count."""
    return all(one.weight != Weight.WRONG for one in found)
