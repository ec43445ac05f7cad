"""Who is on which list, and since when: classes and groups on 1 September, and the year's movement by orders."""

from bisect import bisect
from datetime import date, datetime, time
from itertools import cycle
from random import Random

from school import actions
from school.models import CourseSection, SchoolClass, Student

from .almanac import MOSCOW
from .people import FIRST_SCHOOL_DAY, People, Pupil
from .plan import Block, SectionPlan
from .registering import Registered

SIGNED_AT = time(9, 0)
# Where pupils come from and go to.
WHEREABOUTS = (
    actions.Whereabouts("школа № 12 г. Рязани", "district"),
    actions.Whereabouts("школа № 3 г. Касимова", "region"),
    actions.Whereabouts("гимназия № 2 г. Тулы", "country"),
)


def alphabetical(pupil: Pupil) -> tuple[str, str, str]:
    name = pupil.name
    return name.last.replace("Ё", "Е").replace("ё", "е"), name.first, pupil.key


class Lists:
    """Which sections a pupil is in: whole classes, halves by alphabet, boys and girls, own choice."""

    def __init__(self, people: People, blocks: list[Block], seed: int) -> None:
        self.seed = seed
        self.plans = [section for block in blocks for section in block.sections]
        self.middle: dict[str, tuple[str, str, str]] = {}
        for name in {pupil.class_name for pupil in people.pupils}:
            of_class = [
                p for p in people.pupils if p.class_name == name and p.starts_on == FIRST_SCHOOL_DAY
            ]
            order = sorted(alphabetical(pupil) for pupil in of_class)
            self.middle[name] = order[len(order) // 2]

    def has(self, plan: SectionPlan, pupil: Pupil, of_class: str) -> bool:
        if of_class not in plan.classes:
            return False
        parts = {
            "": True,
            "1": alphabetical(pupil) < self.middle[of_class],
            "2": alphabetical(pupil) >= self.middle[of_class],
            "boys": pupil.name.sex == "male",
            "girls": pupil.name.sex == "female",
        }
        if plan.part in parts:
            return parts[plan.part]
        choice = 1 + bisect([0.5], Random(f"choice {self.seed} {pupil.key}").random())
        return plan.part == f"choice {choice}"

    def of(self, pupil: Pupil, of_class: str) -> list[str]:
        return [plan.key for plan in self.plans if self.has(plan, pupil, of_class)]


def write_lists(
    people: People,
    blocks: list[Block],
    classes: dict[str, SchoolClass],
    sections: dict[str, CourseSection],
    registered: Registered,
    seed: int,
) -> None:
    lists = Lists(people, blocks, seed)
    starting = [p for p in people.pupils if p.starts_on == FIRST_SCHOOL_DAY]
    _enroll(starting, lists, classes, sections, registered)
    coming = [p for p in people.pupils if p.starts_on != FIRST_SCHOOL_DAY]
    _admit(coming, lists, classes, sections, registered)
    _move(people.pupils, lists, classes, sections, registered)


def _admit(
    pupils: list[Pupil],
    lists: Lists,
    classes: dict[str, SchoolClass],
    sections: dict[str, CourseSection],
    registered: Registered,
) -> None:
    for number, pupil in enumerate(pupils):
        actions.admit(
            student=registered.pupils[pupil.key],
            school_class=classes[pupil.class_name],
            starts_on=pupil.starts_on,
            sections=[sections[key] for key in lists.of(pupil, pupil.class_name)],
            order=_order(pupil.entered_by),
            origin=WHEREABOUTS[number % len(WHEREABOUTS)],
            by=registered.office,
            now=_signed(pupil.starts_on),
        )


def _move(
    pupils: list[Pupil],
    lists: Lists,
    classes: dict[str, SchoolClass],
    sections: dict[str, CourseSection],
    registered: Registered,
) -> None:
    """To other classes and away, each in the order of the pupils."""
    leavings = cycle(WHEREABOUTS)
    for pupil in pupils:
        if pupil.moved:
            day, to, order = pupil.moved
            actions.transfer(
                student=registered.pupils[pupil.key],
                to=classes[to],
                starts_on=day,
                sections=[sections[key] for key in lists.of(pupil, to)],
                by=registered.office,
                now=_signed(day),
                order=_order(order),
            )
        if pupil.left:
            last_day, order = pupil.left
            actions.withdraw(
                student=registered.pupils[pupil.key],
                last_day=last_day,
                by=registered.office,
                now=_signed(last_day),
                order=_order(order),
                leaving=actions.Leaving(to=next(leavings)),
            )


def _enroll(
    pupils: list[Pupil],
    lists: Lists,
    classes: dict[str, SchoolClass],
    sections: dict[str, CourseSection],
    registered: Registered,
) -> None:
    """Put pupils who begin the year together into their classes and on their lists."""
    day = pupils[0].starts_on
    signed = {"starts_on": day, "by": registered.office, "now": _signed(day)}
    by_class: dict[str, list[Student]] = {}
    by_section: dict[str, list[Student]] = {}
    for pupil in pupils:
        student = registered.pupils[pupil.key]
        by_class.setdefault(pupil.class_name, []).append(student)
        for key in lists.of(pupil, pupil.class_name):
            by_section.setdefault(key, []).append(student)
    for name, students in by_class.items():
        actions.enroll(
            students=students, school_class=classes[name], order=pupils[0].entered_by, **signed
        )
    for key, students in by_section.items():
        actions.put_on_list(section=sections[key], students=students, **signed)


def _order(text: str) -> actions.Order:
    """Of «№ 94-у от 05.09.2025»."""
    number, day = text.removeprefix("№ ").split(" от ")
    return actions.Order(number, date.fromisoformat("-".join(reversed(day.split(".")))))


def _signed(day: date) -> datetime:
    return datetime.combine(day, SIGNED_AT, MOSCOW)
