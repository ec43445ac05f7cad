"""People of a name, so that nobody is entered twice."""

from uuid import UUID

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.names import alphabetical, namesakes
from school.models import GuardianLink, StaffMember, Student

AT_MOST = 20


def people_called(last: str, first: str, form: UUID | None) -> list[tuple[User, str]]:
    """Everybody of this last and first name, Ё as Е, and who each of them is. One query.

    A person who was entered by this very form is not counted: the form was sent twice.
    """
    links = GuardianLink.objects.filter(guardian=OuterRef("pk"))
    people = namesakes(User.objects.annotate(is_parent=Exists(links)), last, first)
    if form:
        people = people.exclude(card__form=form)
    found = people.select_related("staff_member", "student").order_by(*alphabetical())
    return [(user, who_is(user)) for user in found[:AT_MOST]]


def who_is(user: User) -> str:
    """«учитель, представитель ученика»: asks for `staff_member`, `student` and the annotation `is_parent`."""
    staff = getattr(user, "staff_member", None)
    student = getattr(user, "student", None)
    is_parent = user.is_parent  # type: ignore[attr-defined]
    known = [
        _work(staff) if staff else "",
        _pupil(student) if student else "",
        "представитель ученика" if is_parent else "",
    ]
    return ", ".join(filter(None, known)) or f"имя для входа {user.username}"


def _work(staff: StaffMember) -> str:
    if staff.dismissed_on:
        return f"работал до {staff.dismissed_on:%d.%m.%Y}"
    return staff.position or "сотрудник"


def _pupil(student: Student) -> str:
    born = student.birth_date
    return f"ученик, {born:%d.%m.%Y} г. р." if born else "ученик"
