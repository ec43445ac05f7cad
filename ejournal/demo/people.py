"""The people of the demo school, invented from a seed: families with their children, and the staff."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from .names import FEMALE, MALE, RARE_SURNAMES, SURNAMES, Name, adult, child
from .plan import ClassPlan
from .staff import SPECIALITIES, Post, posts

SIBLING, TWIN = 0.18, 0.012
# The family of the accounts «parent» and «pupil»: a child in 7А and a younger one in 4А.
SHOWN_SEATS = ("07А00", "04А00")
FIRST_SCHOOL_DAY = date(2025, 9, 1)

# Who comes in the course of the year: first day, class, order.
ARRIVALS = [
    (date(2025, 9, 8), "7А", "№ 94-у от 05.09.2025"),
    (date(2025, 10, 6), "5Б", "№ 118-у от 03.10.2025"),
    (date(2025, 11, 5), "3А", "№ 131-у от 31.10.2025"),
    (date(2026, 1, 12), "8А", "№ 3-у от 12.01.2026"),
    (date(2026, 1, 12), "10А", "№ 4-у от 12.01.2026"),
    (date(2026, 2, 2), "2Б", "№ 17-у от 30.01.2026"),
    (date(2026, 3, 2), "6А", "№ 29-у от 27.02.2026"),
    (date(2026, 4, 6), "9Б", "№ 44-у от 03.04.2026"),
]
# Who leaves: last day, class, order.
DEPARTURES = [
    (date(2025, 9, 10), "6Б", "№ 97-у от 10.09.2025"),
    (date(2025, 10, 15), "7Б", "№ 124-у от 15.10.2025"),
    (date(2025, 12, 30), "9А", "№ 160-у от 29.12.2025"),
    (date(2026, 1, 30), "4А", "№ 16-у от 30.01.2026"),
    (date(2026, 3, 27), "8Б", "№ 40-у от 27.03.2026"),
    (date(2026, 4, 24), "5А", "№ 53-у от 24.04.2026"),
]
# Who moves to another class of the grade: first day, from, to, order.
TRANSFERS = [
    (date(2025, 9, 10), "1Б", "1А", "№ 95-у от 09.09.2025"),
    (date(2025, 9, 22), "7Б", "7А", "№ 106-у от 19.09.2025"),
    (date(2025, 10, 13), "5А", "5Б", "№ 122-у от 10.10.2025"),
    (date(2026, 1, 12), "9А", "9Б", "№ 5-у от 12.01.2026"),
    (date(2026, 4, 6), "3Б", "3А", "№ 45-у от 03.04.2026"),
]
STREETS = [
    "Берёзовая",
    "Школьная",
    "Набережная",
    "Парковая",
    "Рябиновая",
    "Заречная",
    "Солнечная",
    "Лётная",
]


@dataclass(frozen=True)
class Parent:
    name: Name
    relation: str
    phone: str


@dataclass(frozen=True)
class Pupil:
    """A pupil from the first day at this school; `moved` and `left` are known only once they have come."""

    key: str
    name: Name
    class_name: str
    born: date
    family: int
    address: str
    starts_on: date = FIRST_SCHOOL_DAY
    entered_by: str = "№ 81-у от 29.08.2025"
    moved: tuple[date, str, str] | None = None
    left: tuple[date, str] | None = None


@dataclass(frozen=True)
class Teacher:
    post: Post
    name: Name

    @property
    def position(self) -> str:
        return SPECIALITIES[self.post.speciality][0]


@dataclass
class People:
    """Everybody; `families` are parents by the number of the family."""

    pupils: list[Pupil]
    families: dict[int, list[Parent]]
    teachers: list[Teacher]
    leaders: dict[str, Name]
    shown_family: int = 0


@dataclass
class _Family:
    number: int
    surname: str
    father: Name
    mother: Name
    address: str
    names: set[str] = field(default_factory=set)


def invent_people(classes: tuple[ClassPlan, ...], seed: int, until: date) -> People:
    """The same seed gives the same people; whoever comes after `until` is not there yet."""
    random = Random(f"people {seed}")
    seats = _seats(classes)
    families: dict[int, list[Parent]] = {}
    pupils: list[Pupil] = []
    for number, keys in enumerate(_share_seats(seats, random)):
        family = _invent_family(number, random)
        families[number] = _parents(family, random)
        pupils += [_invent_pupil(key, seats[key], family, random) for key in keys]
    pupils = _with_movement(sorted(pupils, key=lambda p: p.key), until)
    present = {pupil.family for pupil in pupils}
    families = {number: parents for number, parents in families.items() if number in present}
    return People(pupils, families, *_invent_staff(classes, random))


def _seats(classes: tuple[ClassPlan, ...]) -> dict[str, tuple[ClassPlan, date, str]]:
    """Key of the seat → class, first day, order: those of 1 September and those of the year's arrivals."""
    seats: dict[str, tuple[ClassPlan, date, str]] = {}
    by_name = {one.name: one for one in classes}
    for one in classes:
        for number in range(one.size):
            seats[f"{one.grade:02}{one.letter}{number:02}"] = (
                one,
                FIRST_SCHOOL_DAY,
                Pupil.entered_by,
            )
    for number, (day, name, order) in enumerate(ARRIVALS):
        if name in by_name:
            seats[f"{by_name[name].grade:02}{by_name[name].letter}+{number}"] = (
                by_name[name],
                day,
                order,
            )
    return seats


def _share_seats(
    seats: dict[str, tuple[ClassPlan, date, str]], random: Random
) -> list[tuple[str, ...]]:
    """Seats by families; the first family is the shown one."""
    left = list(seats)
    random.shuffle(left)
    for key in SHOWN_SEATS:
        left.remove(key)
    shared = [SHOWN_SEATS]
    while left:
        keys = [left.pop()]
        while left and random.random() < SIBLING:
            twin = random.random() < TWIN / SIBLING
            fits = [
                key
                for key in left[:60]
                if (seats[key][0] == seats[keys[0]][0]) is twin
                and (twin or seats[key][0].grade not in {seats[k][0].grade for k in keys})
            ]
            if not fits:
                break
            left.remove(fits[0])
            keys.append(fits[0])
        shared.append(tuple(keys))
    return shared


def _invent_family(number: int, random: Random) -> _Family:
    surname = random.choice(SURNAMES)
    if number and number % 41 == 0:
        surname = RARE_SURNAMES[number // 41 % len(RARE_SURNAMES)]
    father = adult(random, MALE, surname)
    mother = adult(random, FEMALE, surname if random.random() < 0.87 else "")
    address = (
        f"ул. {random.choice(STREETS)}, д. {random.randint(1, 64)}, кв. {random.randint(1, 120)}"
    )
    return _Family(number, surname, father, mother, address)


def _parents(family: _Family, random: Random) -> list[Parent]:
    def parent(name: Name, relation: str) -> Parent:
        digits = f"{random.randint(0, 9999):04}"
        return Parent(name, relation, f"+7 900 000-{digits[:2]}-{digits[2:]}")

    chance = random.random()
    both = [parent(family.mother, "мать"), parent(family.father, "отец")]
    if chance < 0.79 or not family.number:
        return both
    if chance < 0.97:
        return both[:1]
    return both[1:] if chance < 0.985 else [parent(adult(random, FEMALE, family.surname), "опекун")]


def _invent_pupil(
    key: str, seat: tuple[ClassPlan, date, str], family: _Family, random: Random
) -> Pupil:
    place, starts_on, order = seat
    sex = random.choice((MALE, FEMALE))
    name = child(random, sex, family.surname, family.father.first, family.names)
    family.names.add(name.first)
    born = date(2018 - place.grade + 1, 2, 1) + timedelta(days=random.randint(0, 360))
    return Pupil(key, name, place.name, born, family.number, family.address, starts_on, order)


def _with_movement(pupils: list[Pupil], until: date) -> list[Pupil]:
    found = {pupil.key: pupil for pupil in pupils if pupil.starts_on <= until}

    def somebody(of_class: str, place: int) -> Pupil | None:
        stay = [
            p
            for p in found.values()
            if p.class_name == of_class
            and p.starts_on == FIRST_SCHOOL_DAY
            and p.family
            and not p.moved
            and not p.left
        ]
        return stay[place % len(stay)] if stay else None

    present = {pupil.class_name for pupil in pupils}
    for number, (day, old, new, order) in enumerate(TRANSFERS):
        pupil = somebody(old, 5 + 3 * number)
        if pupil and day <= until and new in present:
            found[pupil.key] = replace(pupil, moved=(day, new, order))
    for number, (day, of_class, order) in enumerate(DEPARTURES):
        pupil = somebody(of_class, 4 + 5 * number)
        if pupil and day < until:
            found[pupil.key] = replace(pupil, left=(day, order))
    return list(found.values())


def _invent_staff(
    classes: tuple[ClassPlan, ...], random: Random
) -> tuple[list[Teacher], dict[str, Name]]:
    surnames = random.sample(SURNAMES, 60)
    teachers = []
    for post in posts(classes):
        man = post.speciality in {"safety", "physics"} or (post.speciality, post.number) == (
            "technology",
            0,
        )
        man = man or (post.speciality == "pe" and post.number < 2) or random.random() < 0.08
        shown = (post.speciality, post.number) == ("maths", 0)
        sex = MALE if man and post.speciality != "primary" and not shown else FEMALE
        teachers.append(Teacher(post, adult(random, sex, surnames.pop())))
    leaders = {
        role: adult(random, sex, surnames.pop())
        for role, sex in (
            ("director", FEMALE),
            ("deputy", FEMALE),
            ("deputy 1-4", FEMALE),
            ("admin", MALE),
        )
    }
    return teachers, leaders
