"""People that a timetable names: teachers and pupils are found by their names, or come with new accounts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from accounts.actions.usernames import taken_names
from accounts.models import User
from exchange.ledger import Wanted
from exchange.matching import login_for, names_of, same_person
from exchange.problems import Problem
from school.models import ClassEnrollment, StaffMember, Student

if TYPE_CHECKING:
    from .load import School


def settle_pupils(school: "School") -> dict[str, int]:
    """Keys of pupils by the name in the file; new ones are told of by number, their logins stand in the register."""
    names = list(school.table.pupils)
    if not names:
        return {}
    known = _called(Student.objects.select_related("user"), _names_of_a_pupil)
    found, absent = _told_apart(names, known, school, "students")
    school.ledger.report.unchanged["students"] += len(found)
    return {name: row.pk for name, row in found.items()} | _enrolled(absent, school)


def _called(rows: Iterable[Any], names: Callable[[User], Iterable[str]]) -> dict[str, list[Any]]:
    """Pupils or staff by what a file may call them; whom it has brought in under that very name comes before others."""
    brought: dict[str, list[Any]] = defaultdict(list)
    called: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        brought[same_person(row.user.identifier)].append(row)
        for label in {same_person(name) for name in names(row.user)}:
            called[label].append(row)
    known = {**called, **brought}
    known.pop("", None)
    return known


def _names_of_a_pupil(user: User) -> tuple[str, ...]:
    return user.full_name, _with_login(user)


def _names_of_a_teacher(user: User) -> tuple[str, ...]:
    return (
        _with_login(user), user.full_name, user.short_name, user.list_name, user.last_name,
    )  # fmt: skip


def _with_login(user: User) -> str:
    return f"{user.full_name} ({user.username})"


def _told_apart(
    names: Iterable[str], known: Mapping[str, Sequence[Any]], school: "School", kind: str
) -> tuple[dict[str, Any], list[str]]:
    """Whom the names mean, and names of nobody. A name of several is refused: nobody is chosen, and nobody made."""
    found: dict[str, Any] = {}
    absent = []
    for name in names:
        meant = known.get(same_person(name), ())
        if len(meant) == 1:
            found[name] = meant[0]
        elif meant:
            several = sorted(_with_login(row.user) for row in meant)
            text = f"«{name}» в журнале не один человек: {', '.join(several)}. Напишите в файле, о ком речь, "
            text += f"например «{several[0]}»."
            school.ledger.refuse(Problem(school.table.file, None, "", text, kind))
        else:
            absent.append(name)
    return found, absent


def _enrolled(names: list[str], school: "School") -> dict[str, int]:
    taken = taken_names()
    wanted = []
    for name in names:
        login = login_for(name, taken)
        taken.add(login)
        last, first, middle = names_of(name)
        values = {
            "username": login,
            "last_name": last[:150],
            "first_name": first[:150],
            "middle_name": middle[:150],
            "identifier": name[:255],
        }
        wanted.append(Wanted(None, values, f"{name} (имя для входа {login})"))
    ledger = school.ledger
    users = ledger.settle_users(["students"] * len(wanted), wanted)
    rows = Student.objects.write(
        [Student(user=user) for user in users], by=ledger.by, reason=ledger.reason, now=ledger.now
    )
    members = []
    for name, row in zip(names, rows, strict=True):
        of_class = school.classes.get(school.table.pupils[name])
        if of_class is None:
            school.warn(None, "", f"у ученика «{name}» не указан класс.", "gaps")
            continue
        term: dict[str, Any] = {
            "student_id": row.pk,
            "school_class_id": of_class.pk,
            "starts_on": school.starts_on,
            "ends_on": school.year.ends_on,
        }
        members.append(Wanted(None, term, f"{name}, {of_class.name}"))
    ledger.settle("class_members", ClassEnrollment, members)
    return {name: row.pk for name, row in zip(names, rows, strict=True)}


def settle_teachers(school: "School") -> dict[str, StaffMember]:
    """A teacher is found by the name in the timetable, else by the full or the short name."""
    known = _called(StaffMember.objects.select_related("user"), _names_of_a_teacher)
    taught = {name for one in school.table.activities for name in one.teachers}
    names = [name for name in school.table.teachers if name in taught]
    found, absent = _told_apart(names, known, school, "staff")
    school.ledger.report.unchanged["staff"] += len(found)
    return found | _hired(absent, school)


def _hired(names: list[str], school: "School") -> dict[str, StaffMember]:
    taken = taken_names()
    wanted = []
    for name in names:
        login = login_for(name, taken)
        taken.add(login)
        last, first, middle = names_of(name)
        values = {
            "username": login,
            "last_name": last[:150],
            "first_name": first[:150],
            "middle_name": middle[:150],
            "identifier": name[:255],
        }
        wanted.append(Wanted(None, values, f"{name} (имя для входа {login})"))
    users = school.ledger.settle_users(["staff"] * len(wanted), wanted)
    rows = StaffMember.objects.write(
        [StaffMember(user=user) for user in users],
        by=school.ledger.by,
        reason=school.ledger.reason,
        now=school.ledger.now,
    )
    return dict(zip(names, rows, strict=True))
