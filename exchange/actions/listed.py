"""People that a timetable names: teachers and pupils are found by their names, or come with new accounts."""

from typing import TYPE_CHECKING, Any

from accounts.actions.usernames import taken_names
from accounts.models import User
from exchange.ledger import Wanted
from exchange.matching import login_for, names_of, same_person
from school.models import ClassEnrollment, StaffMember, Student

if TYPE_CHECKING:
    from .load import School


def settle_pupils(school: "School") -> dict[str, int]:
    """Keys of pupils by the name in the file; new ones are told of by number, their logins stand in the register."""
    names = list(school.table.pupils)
    if not names:
        return {}
    known: dict[str, int | None] = {}
    for row in Student.objects.select_related("user"):
        for label in {same_person(row.user.full_name), same_person(row.user.identifier)} - {""}:
            known[label] = row.pk if label not in known else None
    found = {name: key for name in names if (key := known.get(same_person(name)))}
    absent = [name for name in names if name not in found]
    school.ledger.report.unchanged["students"] += len(found)
    return found | _enrolled(absent, school)


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
    known: dict[str, StaffMember | None] = {}
    for row in StaffMember.objects.select_related("user"):
        user: User = row.user
        labels = {
            f"{user.full_name} ({user.username})",
            user.identifier,
            user.full_name,
            user.short_name,
            user.list_name,
            user.last_name,
        }
        for label in {same_person(label) for label in labels if label}:
            known[label] = row if label not in known else None
    for named in StaffMember.objects.select_related("user").exclude(user__identifier=""):
        known[same_person(named.user.identifier)] = named
    taught = {name for one in school.table.activities for name in one.teachers}
    names = [name for name in school.table.teachers if name in taught]
    found: dict[str, StaffMember] = {}
    for name in names:
        match = known.get(same_person(name))
        if match is not None:
            found[name] = match
    absent = [name for name in names if name not in found]
    found |= _hired(absent, school)
    school.ledger.report.unchanged["staff"] += len(names) - len(absent)
    return found


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
