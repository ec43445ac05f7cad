"""Sections of set-up that are judged class by class: what each class lacks, and whose that is. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import Role
from school.words import count_of

from .facts import ClassFacts, Facts
from .rules import Lack, owners_for

DEPUTIES = (Role.DEPUTY, Role.DIRECTOR, Role.SYSADMIN)
OFFICE = (Role.CLERK, Role.ASSISTANT, Role.SYSADMIN, Role.DIRECTOR)
# What a section waits for before it can be begun.
NO_YEAR, NO_CLASSES, NO_PUPILS = "после учебного года", "после классов", "после учеников"


@dataclass(frozen=True)
class Checked:
    """Outcome of a section: `done` of `of` checks, and what is missing."""

    done: int
    of: int
    lacks: tuple[Lack, ...] = ()
    waits: str = ""


def _named(names: list[str]) -> str:
    """«Музыка, ИЗО», «Музыка, ИЗО, Физика и ещё 4»."""
    shown = ", ".join(names[:3])
    return f"{shown} и ещё {len(names) - 3}" if len(names) > 3 else shown


def _by_class(
    roles: tuple[str, ...] = (), *, homeroom: bool = False
) -> Callable[
    [Callable[[Facts, ClassFacts], tuple[int, int, Lack | None]]], Callable[[Facts], Checked]
]:
    """A section judged class by class: (done, of, what is missing). Whose it is follows from the class."""

    def wrap(
        judge: Callable[[Facts, ClassFacts], tuple[int, int, Lack | None]],
    ) -> Callable[[Facts], Checked]:
        def whole(facts: Facts) -> Checked:
            if facts.year is None:
                return Checked(0, 0, waits=NO_YEAR)
            if not facts.classes:
                return Checked(0, 0, waits=NO_CLASSES)
            done, of, lacks = 0, 0, []
            for one in facts.classes:
                passed, checks, lack = judge(facts, one)
                done, of = done + passed, of + checks
                if lack:
                    owners = one.homerooms if homeroom else ()
                    owners = owners or owners_for(facts.offices, roles, one.grade)
                    lacks.append(Lack(lack.text, lack.page, lack.args, lack.query, owners))
            return Checked(done, of, tuple(lacks), "" if of else NO_PUPILS)

        return whole

    return wrap


@_by_class(DEPUTIES)
def homerooms(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    lack = Lack(f"{one.name}: нет классного руководителя.", "school:edit_class", (one.pk,))
    return int(bool(one.homerooms)), 1, None if one.homerooms else lack


@_by_class(DEPUTIES)
def bells(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    lack = Lack(f"{one.name}: нет звонков.", "year:weeks")
    return int(one.has_bells), 1, None if one.has_bells else lack


@_by_class(OFFICE)
def pupils(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    lack = Lack(f"{one.name}: нет учеников.", "school:school_class", (one.pk,))
    return int(one.pupils > 0), 1, None if one.pupils else lack


@_by_class(OFFICE, homeroom=True)
def cards(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    who = count_of(one.gaps, "ученика", "учеников", "учеников")
    text = f"{one.name}: в карточках {who} есть пробелы."
    lack = Lack(text, "school:pupils", query=f"class={one.pk}&show=gaps")
    return one.pupils - one.gaps, one.pupils, lack if one.gaps else None


@_by_class(OFFICE, homeroom=True)
def consents(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    who = count_of(one.unasked, "ученика", "учеников", "учеников")
    lack = Lack(f"{one.name}: нет решений семей {who}.", "school:class_consents", (one.pk,))
    return one.pupils - one.unasked, one.pupils, lack if one.unasked else None


@_by_class(DEPUTIES)
def groups(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    who = count_of(one.unplaced, "ученик", "ученика", "учеников")
    lack = Lack(f"{one.name}: {who} без группы или в двух.", "lists:class_lists", (one.pk,))
    return int(not one.unplaced), 1, lack if one.unplaced else None


@_by_class(DEPUTIES)
def curricula(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    written = {plan.pk for plan in facts.curricula}
    is_done = any(pk in written for pk in one.curricula)
    lack = Lack(f"{one.name}: нет учебного плана.", "school:class_curriculum", (one.pk,))
    return int(is_done), 1, None if is_done else lack


@_by_class(DEPUTIES)
def load(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    if not one.sections:
        lack = Lack(f"{one.name}: нет предметов.", "school:class_subjects", (one.pk,))
        return 0, 1, lack
    vacant = [facts.sections[pk].subject for pk in one.sections if not facts.sections[pk].teachers]
    lack = Lack(f"{one.name}: нет учителя – {_named(vacant)}.", "school:class_load", (one.pk,))
    return len(one.sections) - len(vacant), len(one.sections), lack if vacant else None


@_by_class(DEPUTIES)
def timetable(facts: Facts, one: ClassFacts) -> tuple[int, int, Lack | None]:
    missing = [facts.sections[pk].subject for pk in one.sections if not facts.sections[pk].is_timed]
    page = ("school:edit_version", (facts.draft,)) if facts.draft else ("school:versions", ())
    if not one.sections or len(missing) == len(one.sections):
        checks = max(1, len(one.sections))
        return 0, checks, Lack(f"{one.name}: нет действующего расписания.", *page)
    lack = Lack(f"{one.name}: нет в расписании – {_named(missing)}.", *page)
    return len(one.sections) - len(missing), len(one.sections), lack if missing else None
