"""Accounts and personal rows of the demo school's people, and who they are to each other."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.auth.hashers import make_password

from accounts.models import Role, User
from ejournal.demo_accounts import DEMO_PASSWORD
from school import actions
from school.models import GuardianLink, StaffMember, Student

from .almanac import STARTS_ON
from .names import Name
from .people import People
from .staff import SHOWN_CLASS, SHOWN_TEACHER, Post

UNUSABLE = "!"
POSITIONS = {
    "director": "Директор",
    "deputy": "Заместитель директора по учебной работе",
    "deputy 1-4": "Заместитель директора по начальной школе",
    "admin": "Заместитель директора по информатизации",
}
# Role, grades, order.
APPOINTMENTS = {
    "director": (Role.DIRECTOR, (1, 11), "15-л"),
    "deputy": (Role.DEPUTY, (5, 11), "16-л"),
    "deputy 1-4": (Role.DEPUTY, (1, 4), "17-л"),
    "admin": (Role.SYSADMIN, (1, 11), "18-л"),
}
ORDER_DATE = date(2025, 8, 25)


@dataclass
class Registered:
    """Everybody's rows: leaders by role, teachers by post, pupils by key."""

    leaders: dict[str, User] = field(default_factory=dict)
    teachers: dict[Post, StaffMember] = field(default_factory=dict)
    pupils: dict[str, Student] = field(default_factory=dict)

    @property
    def office(self) -> User:
        """Who enters lists and the timetable."""
        return self.leaders["admin"]


def register_people(people: People, homerooms: dict[str, Post], now: datetime) -> Registered:
    found = Registered()
    _register_staff(people, homerooms, found, now)
    _register_pupils(people, found, now)
    _register_parents(people, found, now)
    return found


def _register_staff(
    people: People, homerooms: dict[str, Post], found: Registered, now: datetime
) -> None:
    logins = {homerooms[SHOWN_CLASS]: "homeroom", Post(*SHOWN_TEACHER): "teacher"}
    leaders = {
        role: _account(role.replace(" ", ""), name, now) for role, name in people.leaders.items()
    }
    teachers = {
        teacher.post: _account(logins.get(teacher.post, f"staff{number:02}"), teacher.name, now)
        for number, teacher in enumerate(people.teachers, 1)
    }
    _write_accounts([*leaders.values(), *teachers.values()])
    found.leaders = leaders
    positions = [(user, POSITIONS[role]) for role, user in leaders.items()]
    positions += [(teachers[teacher.post], teacher.position) for teacher in people.teachers]
    rows = StaffMember.objects.write(
        [
            StaffMember(user=user, position=position, hired_on=_hired(user))
            for user, position in positions
        ],
        by=found.office,
        now=now,
    )
    members = {row.user_id: row for row in rows}
    found.teachers = {post: members[user.pk] for post, user in teachers.items()}
    for role, (appointed, grades, order) in APPOINTMENTS.items():
        actions.appoint(
            user=leaders[role],
            role=appointed,
            starts_on=STARTS_ON,
            grades=grades,
            order_number=order,
            order_date=ORDER_DATE,
            by=leaders["director"],
            now=now,
        )


def _hired(user: User) -> date:
    """Some August of the last twenty years; the same for the same name."""
    return date(2004 + sum(map(ord, user.full_name)) % 21, 8, 25)


def pupil_logins(people: People) -> dict[str, str]:
    """Key of the pupil → user name: «pupil» is the child of the shown family in the shown class."""
    shown = [pupil for pupil in people.pupils if pupil.family == people.shown_family]
    shown_key = min(pupil.key for pupil in shown if pupil.class_name == SHOWN_CLASS)
    return {
        pupil.key: "pupil" if pupil.key == shown_key else f"pupil-{pupil.key}"
        for pupil in people.pupils
    }


def _register_pupils(people: People, found: Registered, now: datetime) -> None:
    logins = pupil_logins(people)
    accounts = {pupil.key: _account(logins[pupil.key], pupil.name, now) for pupil in people.pupils}
    _write_accounts(accounts.values())
    numbers: dict[str, int] = {}
    rows = []
    for pupil in sorted(people.pupils, key=lambda p: (p.class_name, p.key), reverse=True):
        letter = pupil.name.last[0]
        numbers[letter] = numbers.get(letter, 0) + 1
        rows.append(
            Student(
                user=accounts[pupil.key],
                birth_date=pupil.born,
                sex=pupil.name.sex,
                file_number=f"{letter}-{numbers[letter]}",
                address=pupil.address,
            )
        )
    Student.objects.write(rows, by=found.office, now=now)
    students = {row.user_id: row for row in rows}
    found.pupils = {key: students[user.pk] for key, user in accounts.items()}


def _register_parents(people: People, found: Registered, now: datetime) -> None:
    accounts, links = [], []
    children: dict[int, list[Student]] = {}
    for pupil in people.pupils:
        children.setdefault(pupil.family, []).append(found.pupils[pupil.key])
    for family, parents in sorted(people.families.items()):
        for number, parent in enumerate(parents):
            is_shown = family == people.shown_family and number == 0
            login = "parent" if is_shown else f"parent{len(accounts) + 1:03}"
            account = _account(login, parent.name, now)
            account.phone = parent.phone
            accounts.append(account)
            links += [(account, child, parent.relation) for child in children[family]]
    _write_accounts(accounts)
    GuardianLink.objects.write(
        [
            GuardianLink(guardian=account, student=child, relation=relation, starts_on=STARTS_ON)
            for account, child, relation in links
        ],
        by=found.office,
        now=now,
    )


def _account(login: str, name: Name, now: datetime) -> User:
    return User(
        username=login,
        last_name=name.last,
        first_name=name.first,
        middle_name=name.middle,
        password=UNUSABLE,
        date_joined=now,
    )


def _write_accounts(accounts: Iterable[User]) -> None:
    User.objects.bulk_create(accounts, batch_size=1000)


def open_accounts(logins: Iterable[str]) -> None:
    """Only the listed accounts can sign in; one hash serves them all."""
    User.objects.filter(username__in=list(logins)).update(password=make_password(DEMO_PASSWORD))
