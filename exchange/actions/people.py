"""People of a bundle: accounts, staff, pupils, parents and whose parents they are."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from accounts.names import full_name
from exchange.ledger import Ledger, Wanted, by_source
from exchange.oneroster import Bundle, Person
from exchange.oneroster.columns import GUARDIAN, STAFF, STUDENT, TEACHER
from exchange.problems import Problem
from school.models import GuardianLink, StaffMember, Student

NAME_LIMIT = 150


@dataclass
class People:
    """The journal's rows by the key of the file."""

    users: dict[str, User]
    staff: dict[str, StaffMember]
    students: dict[str, Student]


def settle_people(bundle: Bundle, starts_on: date, ledger: Ledger) -> People:
    """Accounts first, then what each person is; a parent's link holds from the year's first day."""
    accepted = _settle_users(bundle, ledger)
    users = {person.key: user for person, user in accepted}
    staff = _settle_staff(
        [pair for pair in accepted if {TEACHER, STAFF} & set(pair[0].roles)], ledger
    )
    students = _settle_students([pair for pair in accepted if STUDENT in pair[0].roles], ledger)
    people = People(users, staff, students)
    _tell_absent(bundle, students, ledger)
    _settle_guardians([person for person, _ in accepted], people, starts_on, ledger)
    return people


def kind_of(person: Person) -> str:
    """What the person is counted as: pupils and staff before parents."""
    if STUDENT in person.roles:
        return "students"
    return "staff" if {TEACHER, STAFF} & set(person.roles) else "parents"


def _settle_users(bundle: Bundle, ledger: Ledger) -> list[tuple[Person, User]]:
    known = _Accounts()
    people, wanted = [], []
    for person in bundle.people:
        row = known.find(person)
        problem = _wrong_with(person) or known.taken(person, row)
        if problem:
            ledger.refuse(problem)
            continue
        people.append(person)
        wanted.append(Wanted(row, _account(person, row), _name(person)))
    # A row of a pupil or of staff is counted once, with its account: see _count_once
    kinds = [kind_of(person) for person in people]
    users = ledger.settle_users(kinds, wanted)
    return list(zip(people, users, strict=True))


class _Accounts:
    """Accounts there are, found by source, by the name in a timetable, or by login and name."""

    def __init__(self) -> None:
        rows = list(User.objects.all())
        self.by_source = by_source(rows)
        self.by_login = {row.username.lower(): row for row in rows}
        staff = set(StaffMember.objects.values_list("user_id", flat=True))
        self.by_identifier = {
            row.identifier: row
            for row in rows
            if row.identifier and not row.sourced_id and row.pk in staff
        }

    def find(self, person: Person) -> User | None:
        if person.key in self.by_source:
            return self.by_source[person.key]
        if TEACHER in person.roles and person.identifier in self.by_identifier:
            return self.by_identifier.pop(person.identifier)
        same = self.by_login.get(person.username.lower())
        names = (person.family_name, person.given_name)
        is_same = same and not same.sourced_id and (same.last_name, same.first_name) == names
        return same if is_same else None

    def taken(self, person: Person, row: User | None) -> Problem | None:
        """Somebody else signs in with this name: an account is never taken over by a list."""
        holder = self.by_login.get(person.username.lower())
        if holder is None or holder is row or (row is not None and holder.pk == row.pk):
            return None
        text = f"имя для входа «{person.username}» уже у другого человека в журнале ({holder}). Дайте другой."
        return person.row.problem("username", text)


def _wrong_with(person: Person) -> Problem | None:
    columns = {
        "username": person.username,
        "familyName": person.family_name,
        "givenName": person.given_name,
        "middleName": person.middle_name,
    }
    for column, value in columns.items():
        if len(value) > NAME_LIMIT:
            text = f"длиннее {NAME_LIMIT} знаков. Сократите и загрузите файл снова."
            return person.row.problem(column, text)
    if len(person.key) > 255 or len(person.identifier) > 255:
        return person.row.problem("sourcedId", "длиннее 255 знаков. Сократите и загрузите снова.")
    return None


def _account(person: Person, row: User | None) -> dict[str, Any]:
    """An empty cell erases nothing, and a list never opens an account that the school has closed."""
    told: dict[str, Any] = {
        "sourced_id": person.key,
        # Where the list names nobody, the name given with the first slip stays.
        "username": "" if row and person.username == person.key else person.username,
        "last_name": person.family_name,
        "first_name": person.given_name,
        "middle_name": person.middle_name,
        "identifier": person.identifier,
        "email": person.email if len(person.email) <= 254 else "",
        "phone": person.phone[:40],
        "metadata": {**(row.metadata if row else {}), **person.row.metadata},
    }
    if row is None or not person.is_enabled:
        told["is_active"] = person.is_enabled
    return {
        name: value for name, value in told.items() if row is None or value or name == "is_active"
    }


def _name(person: Person) -> str:
    return full_name(person.family_name, person.given_name, person.middle_name)


def _settle_staff(pairs: list[tuple[Person, User]], ledger: Ledger) -> dict[str, StaffMember]:
    there = {row.user_id: row for row in StaffMember.objects.select_related("user")}
    wanted = [
        Wanted(there.get(user.pk), {"user_id": user.pk}, _name(person)) for person, user in pairs
    ]
    rows = _count_once("staff", StaffMember, wanted, ledger)
    return _keyed(pairs, rows)


def _keyed(pairs: list[tuple[Person, User]], rows: list[Any]) -> dict[str, Any]:
    """Rows by key of the file; each knows its account without asking the database."""
    for (_, user), row in zip(pairs, rows, strict=True):
        row.user = user
    return {person.key: row for (person, _), row in zip(pairs, rows, strict=True)}


def _settle_students(pairs: list[tuple[Person, User]], ledger: Ledger) -> dict[str, Student]:
    there = {row.user_id: row for row in Student.objects.select_related("user")}
    wanted = []
    for person, user in pairs:
        row = there.get(user.pk)
        told = {"user_id": user.pk, "birth_date": person.born_on, "sex": _sex(person)}
        values = {name: value for name, value in told.items() if row is None or value}
        wanted.append(Wanted(row, values, _name(person)))
    rows = _count_once("students", Student, wanted, ledger)
    return _keyed(pairs, rows)


def _tell_absent(bundle: Bundle, students: dict[str, Student], ledger: Ledger) -> None:
    """Nobody leaves the school by not being on a list: that is done by an order."""
    enrollment = Q(class_enrollments__ends_on__isnull=True) | Q(
        class_enrollments__ends_on__gte=timezone.localdate(ledger.now)
    )
    gone = Student.objects.filter(enrollment).exclude(user__sourced_id="")
    gone = gone.exclude(pk__in=[row.pk for row in students.values()]).distinct()
    count = 0 if bundle.is_delta else gone.count()
    if count:
        text = f"в журнале есть ученики, которых нет в файле: {count}. "
        text += "Они оставлены; выбывших отчислите приказом."
        ledger.warn(Problem(bundle.name, None, "", text, "students"))


def _sex(person: Person) -> str:
    return person.sex if person.sex in Student.Sex.values else ""


def _count_once(kind: str, model: Any, wanted: list[Wanted], ledger: Ledger) -> list[Any]:
    """The person was counted with the account; here only a change of the rest is added."""
    report = ledger.report
    created, unchanged = report.created[kind], report.unchanged[kind]
    rows = ledger.settle(kind, model, wanted, is_told=False)
    report.created[kind], report.unchanged[kind] = created, unchanged
    return rows


def _settle_guardians(people: list[Person], known: People, starts_on: date, ledger: Ledger) -> None:
    by_key = {person.key: person for person in people}
    links: dict[tuple[str, str], str] = {}
    for person in people:
        for key in person.agents:
            other = by_key.get(key)
            if other is None:
                continue
            if GUARDIAN in person.roles and STUDENT in other.roles:
                links[person.key, key] = f"{_name(person)} → {_name(other)}"
            elif STUDENT in person.roles and GUARDIAN in other.roles:
                links[key, person.key] = f"{_name(other)} → {_name(person)}"
            elif {STUDENT, GUARDIAN} & set(person.roles):
                text = f"«{key}» не родитель и не ученик: связь не создана."
                ledger.warn(person.row.problem("agentSourcedIds", text))
    there: dict[tuple[int, int], GuardianLink] = {}
    for link in GuardianLink.objects.order_by("starts_on"):
        there[link.guardian_id, link.student_id] = link
    wanted = []
    for (guardian, pupil), title in links.items():
        user, student = known.users[guardian], known.students[pupil]
        row = there.get((user.pk, student.pk))
        values = {"guardian_id": user.pk, "student_id": student.pk}
        wanted.append(Wanted(row, values if row else {**values, "starts_on": starts_on}, title))
    ledger.settle("guardians", GuardianLink, wanted)
