"""People who never were: names, phones, letters and days that stand in a copy for support in place of real ones.

Made from the row's key alone, so a fake says nothing of the person, and the same person has the same fake in
every table and in all history. A fake that is, or holds, somebody's real name of this very school is passed over.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, product

# fmt: off
BEGINNINGS = ("Бер", "Вар", "Гор", "Дол", "Жар", "Зим", "Кал", "Лес", "Мор", "Нив", "Ол", "Пар", "Рос", "Сол", "Тур", "Холм")
MIDDLES = ("ав", "ев", "ин", "ом", "ур", "ест", "ань", "ист", "ог", "ул", "ец", "еш")
ENDS = ("ков", "лин", "нов", "рин", "тов", "чин", "шов", "дин", "мов", "цев")
MEN = ("Август", "Вильям", "Гелий", "Демид", "Ермак", "Зиновий", "Капитон", "Лавр", "Модест", "Нестор", "Орест", "Прохор", "Севастьян", "Тарас", "Фома", "Юлиан")
WOMEN = ("Агния", "Бронислава", "Гликерия", "Домна", "Евпраксия", "Зиновия", "Иоанна", "Клавдия", "Лукерья", "Матрёна", "Нонна", "Октябрина", "Прасковья", "Руфина", "Серафима", "Фаина")
FATHERS = ("Августов", "Вильямов", "Демидов", "Ермаков", "Капитонов", "Модестов", "Несторов", "Орестов", "Прохоров", "Тарасов", "Юлианов", "Севастьянов")
# fmt: on
A_YEAR = 365


@dataclass(frozen=True)
class Person:
    """What a real person's account says of the name; only whether it is a woman's is used."""

    key: int
    is_woman: bool


@dataclass(frozen=True)
class Fake:
    key: int
    last_name: str
    first_name: str
    middle_name: str
    phone: str
    email: str
    username: str

    @property
    def full_name(self) -> str:
        return f"{self.last_name} {self.first_name} {self.middle_name}"


def fake_people(people: Iterable[Person], real: Collection[str]) -> Iterator[Fake]:
    """A fake for each person, in the order of keys; `real` are all names, so that none comes back."""
    names = [word for word in real if len(word) > 2]
    made = (begin + middle + end for end, middle, begin in product(ENDS, MIDDLES, BEGINNINGS))
    surnames = cycle(list(_unlike(made, names)) or ["Учебнов"])
    men, women = (
        list(_unlike(given, names)) or [other] for given, other in ((MEN, "Муж"), (WOMEN, "Жена"))
    )
    fathers = list(_unlike(FATHERS, names)) or ["Отцов"]
    for person, surname in zip(sorted(people, key=lambda p: p.key), surnames, strict=False):
        key, is_woman = person.key, person.is_woman
        given = women if is_woman else men
        father = fathers[key % len(fathers)]
        yield Fake(
            key=key,
            last_name=surname + "а" * is_woman,
            first_name=given[key // 7 % len(given)],
            middle_name=father + ("на" if is_woman else "ич"),
            phone=f"+7 000 {key // 10_000 % 1000:03d}-{key // 100 % 100:02d}-{key % 100:02d}",
            email=f"person-{key}@example.org",
            username=f"login-{key}",
        )


def fake_days(
    rows: Iterable[tuple[int, date]], real: Collection[date]
) -> Iterator[tuple[int, date]]:
    """A birthday of the same year or the next ones for each key, that is nobody's real one."""
    taken: dict[int, date] = {}
    for key, day in sorted(rows):
        if key in taken:
            continue
        start = date(day.year, 1, 1) + timedelta(days=key * 37 % A_YEAR)
        ahead = (start + timedelta(days=n) for n in range(20 * A_YEAR))
        taken[key] = next(found for found in ahead if found not in real)
        yield key, taken[key]


def _unlike(fakes: Iterable[str], real: Collection[str]) -> Iterator[str]:
    for fake in fakes:
        if not any(name.lower() in fake.lower() for name in real):
            yield fake
