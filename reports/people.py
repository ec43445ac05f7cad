"""Lists of people as a table: pupils with their parents, the staff. Only for whoever has the right to export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.access import must_have
from accounts.models import Right, User
from accounts.names import alphabetical
from school.access import classes_by_right
from school.models import GuardianLink, SchoolClass, SchoolYear, StaffMember
from school.screens.consents import pupils_with_parents
from school.words import date_dots
from school.work import at_work

from .spreadsheets import Value

PUPILS_HEAD = (
    "№", "Класс", "Ученик", "Дата рождения", "Личное дело", "Адрес", "Представитель", "Кем приходится",
    "Телефон", "Электронная почта",
)  # fmt: skip
STAFF_HEAD = ("№", "Сотрудник", "Должность", "Принят", "Телефон", "Электронная почта")


@dataclass(frozen=True)
class PeopleTable:
    """`people` is how many persons the rows name."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    people: int


def classes_to_export(
    user: User, *, rights: frozenset[str], year: SchoolYear | None, on: date
) -> QuerySet[SchoolClass]:
    must_have(rights, Right.EXPORT)
    return classes_by_right(user, Right.EXPORT, on=on).filter(year=year)


def pupils_table(classes: Sequence[SchoolClass], *, on: date) -> PeopleTable:
    """A line for each representative, one for a pupil without any. Two queries."""
    rows: list[Sequence[Value]] = []
    named: set[int] = set()
    for enrollment, links in pupils_with_parents(classes, on=on):
        pupil = enrollment.student
        named |= {pupil.user_id, *(link.guardian_id for link in links)}
        about = (
            enrollment.school_class.name,
            pupil.user.full_name,
            date_dots(pupil.birth_date) if pupil.birth_date else "",
            pupil.file_number,
            pupil.address,
        )
        each: list[GuardianLink | None] = [*links] or [None]
        for link in each:
            person = link.guardian if link else None
            of_parent = (
                (person.full_name, link.relation, person.phone, person.email)
                if person and link
                else ("", "", "", "")
            )
            rows.append((len(rows) + 1, *about, *of_parent))
    which = ", ".join(c.name for c in classes) if len(classes) < 4 else "все классы"
    return PeopleTable(f"Ученики и представители: {which}", PUPILS_HEAD, rows, len(named))


def staff_table(*, on: date) -> PeopleTable:
    """Those who work at the school that day. One query."""
    found = StaffMember.objects.filter(at_work(on=on)).select_related("user")
    rows = [
        (
            number,
            member.user.full_name,
            member.position,
            date_dots(member.hired_on) if member.hired_on else "",
            member.user.phone,
            member.user.email,
        )
        for number, member in enumerate(found.order_by(*alphabetical("user__")), start=1)
    ]
    return PeopleTable("Сотрудники", STAFF_HEAD, rows, len(rows))
