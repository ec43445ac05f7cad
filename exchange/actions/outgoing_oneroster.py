"""The school year as a OneRoster bundle: imported into an empty journal, it makes the same school (SCH-17)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from accounts.models import User
from exchange.lists.writing import told
from exchange.oneroster.columns import GUARDIAN, STAFF, STUDENT, TEACHER
from exchange.oneroster.writing import METADATA, V12
from school.models import (
    ClassEnrollment,
    CourseSection,
    GradingPeriod,
    GuardianLink,
    Homeroom,
    SchoolClass,
    SchoolYear,
    SectionEnrollment,
    StaffMember,
    Student,
    Subject,
    TeachingLoad,
)

SCHOOL = "school"
OWN = f"{METADATA}journal"
SESSIONS = {
    "quarter": "gradingPeriod",
    "module": "gradingPeriod",
    "trimester": "term",
    "half_year": "semester",
}
TOLD_ELSEWHERE = ("classCode", "subject", "location")
ROLE_WORDS = {STUDENT: "student", TEACHER: "teacher", STAFF: "administrator", GUARDIAN: "guardian"}
Rows = list[dict[str, str]]


def bundle_of(year: SchoolYear, *, on: date, version: str = V12) -> dict[str, Rows]:
    """Tables of the bundle for `write_bundle`. A dozen queries.

    Columns `metadata.journal…` tell what OneRoster has no place for: kinds of periods and groups. A pupil is in it by
    his classes of the year; a parent by a right that lasts on that day.
    """
    periods = list(
        GradingPeriod.objects.filter(year=year).order_by("grade_from", "starts_on", "pk")
    )
    classes = list(SchoolClass.objects.filter(year=year).order_by("pk"))
    sections = list(
        CourseSection.objects.filter(year=year).select_related("subject").order_by("pk")
    )
    subjects = list(Subject.objects.order_by("pk"))
    people = _People(year, on)
    keys = _Keys(year, periods, classes, sections, subjects)
    return {
        "orgs": [{"sourcedId": SCHOOL, "name": year.school.name, "type": "school"}],
        "academicSessions": [_year(year, keys), *(_period(one, year, keys) for one in periods)],
        "courses": [*_class_courses(classes, keys), *(_course(one, keys) for one in subjects)],
        "classes": [
            *(_homeroom_class(one, periods, keys) for one in classes),
            *(_section(one, periods, keys) for one in sections),
        ],
        "users": [_user(user, people, version) for user in people.users.values()],
        "roles": list(_roles(people)),
        "demographics": list(_demographics(people)),
        "enrollments": list(_enrollments(year, people, keys)),
    }


class _Keys:
    """`sourcedId` of rows: as they came, else made of our own key."""

    def __init__(self, year: SchoolYear, *lists: Iterable[Any]):
        self.year = _key(year, "year")
        names = ("period", "class", "group", "course")
        for name, rows in zip(names, lists, strict=True):
            setattr(self, name, {row.pk: _key(row, name) for row in rows})

    period: dict[int, str]
    group: dict[int, str]
    course: dict[int, str]

    def of_class(self, pk: int) -> str:
        found: str = getattr(self, "class")[pk]
        return found


def _key(row: Any, name: str) -> str:
    return row.sourced_id or f"{name}-{row.pk}"


class _People:
    """Accounts that are pupils, staff or parents of the year, with their roles in order."""

    def __init__(self, year: SchoolYear, on: date):
        placed = Q(class_enrollments__school_class__year=year) | Q(class_enrollments=None)
        students = Student.objects.filter(placed).distinct().select_related("user").order_by("pk")
        self.students = {row.user_id: row for row in students}
        taught = TeachingLoad.objects.filter(section__year=year).values("teacher")
        led = Homeroom.objects.filter(school_class__year=year).values("teacher")
        staff = StaffMember.objects.filter(Q(dismissed_on=None) | Q(pk__in=taught) | Q(pk__in=led))
        self.staff = {row.user_id: row for row in staff.select_related("user").order_by("pk")}
        teaching = set(taught.values_list("teacher", flat=True)) | set(
            led.values_list("teacher", flat=True)
        )
        self.teachers = {row.user_id for row in self.staff.values() if row.pk in teaching}
        of_user = {row.pk: row.user_id for row in self.students.values()}
        links = GuardianLink.objects.on(on).filter(student__in=of_user).select_related("guardian")
        self.agents: dict[int, list[int]] = defaultdict(list)
        self.guardians: dict[int, User] = {}
        for link in links.order_by("pk"):
            self.guardians[link.guardian_id] = link.guardian
            self.agents[link.guardian_id].append(of_user[link.student_id])
        found = {
            key: row.user for key, row in (self.staff | self.students).items()
        } | self.guardians
        self.users: dict[int, User] = dict(sorted(found.items()))
        self.keys = {pk: user.sourced_id or f"user-{pk}" for pk, user in self.users.items()}

    def roles(self, pk: int) -> list[str]:
        staff = [TEACHER if pk in self.teachers else STAFF] if pk in self.staff else []
        student = [STUDENT] if pk in self.students else []
        return [*student, *staff, *([GUARDIAN] if pk in self.guardians else [])]


def _kept(row: Any, *besides: str) -> dict[str, str]:
    return {
        METADATA + name: str(value) for name, value in row.metadata.items() if name not in besides
    }


def _year(year: SchoolYear, keys: _Keys) -> dict[str, str]:
    return {
        "sourcedId": keys.year, "title": year.title, "type": "schoolYear", **_days(year),
        "schoolYear": str(year.ends_on.year), **_kept(year),
    }  # fmt: skip


def _days(row: Any) -> dict[str, str]:
    return {"startDate": row.starts_on.isoformat(), "endDate": row.ends_on.isoformat()}


def _period(row: GradingPeriod, year: SchoolYear, keys: _Keys) -> dict[str, str]:
    return {
        "sourcedId": keys.period[row.pk], "title": row.title, "type": SESSIONS.get(row.kind, "gradingPeriod"),
        **_days(row), "parentSourcedId": keys.year, "schoolYear": str(year.ends_on.year), **_kept(row),
        f"{OWN}Kind": row.kind, f"{OWN}Number": str(row.number), f"{OWN}Grades": f"{row.grade_from}-{row.grade_to}",
    }  # fmt: skip


def _class_courses(classes: Iterable[SchoolClass], keys: _Keys) -> Rows:
    """OneRoster asks a course of every class, of one without a subject too."""
    grades = sorted({row.grade for row in classes})
    return [
        {
            "sourcedId": f"course-hr-{grade}", "schoolYearSourcedId": keys.year,
            "title": f"Класс, {grade} параллель", "courseCode": "HR", "grades": f"{grade:02d}", "orgSourcedId": SCHOOL,
        }
        for grade in grades
    ]  # fmt: skip


def _course(row: Subject, keys: _Keys) -> dict[str, str]:
    return {
        "sourcedId": keys.course[row.pk], "schoolYearSourcedId": keys.year, "title": row.name,
        "courseCode": row.short_name, "orgSourcedId": SCHOOL, "subjects": row.name.replace(",", " "), **_kept(row),
    }  # fmt: skip


def _terms(grade: int, periods: Iterable[GradingPeriod], keys: _Keys) -> str:
    return ",".join(
        keys.period[one.pk] for one in periods if one.grade_from <= grade <= one.grade_to
    )


def _homeroom_class(
    row: SchoolClass, periods: Iterable[GradingPeriod], keys: _Keys
) -> dict[str, str]:
    return {
        "sourcedId": keys.of_class(row.pk), "title": row.name, "grades": f"{row.grade:02d}",
        "courseSourcedId": f"course-hr-{row.grade}", "classCode": row.name, "classType": "homeroom",
        "schoolSourcedId": SCHOOL, "termSourcedIds": _terms(row.grade, periods, keys), **_kept(row),
    }  # fmt: skip


def _section(row: CourseSection, periods: Iterable[GradingPeriod], keys: _Keys) -> dict[str, str]:
    code = row.metadata.get("classCode") or row.classes_text.replace(", ", "+")
    hours = (
        {}
        if row.weekly_hours is None
        else {f"{METADATA}weeklyHours": told(row.weekly_hours).replace(",", ".")}
    )
    return {
        "sourcedId": keys.group[row.pk], "title": f"{row.subject.name} · {code} {row.name}".strip(),
        "grades": f"{row.grade:02d}", "courseSourcedId": keys.course[row.subject_id], "classCode": code,
        "classType": "scheduled", "location": row.metadata.get("location", ""), "schoolSourcedId": SCHOOL,
        "termSourcedIds": _terms(row.grade, periods, keys), "subjects": row.metadata.get("subject", ""),
        **_kept(row, *TOLD_ELSEWHERE), **hours,
        f"{OWN}Name": row.name, f"{OWN}Kind": row.kind, f"{OWN}Scale": row.scale,
    }  # fmt: skip


def _user(user: User, people: _People, version: str) -> dict[str, str]:
    roles = people.roles(user.pk)
    agents = [people.keys[pk] for pk in people.agents.get(user.pk, ())]
    row = {
        "sourcedId": people.keys[user.pk], "enabledUser": str(user.is_active).lower(), "username": user.username,
        "givenName": user.first_name, "familyName": user.last_name, "middleName": user.middle_name,
        "identifier": user.identifier, "email": user.email, "phone": user.phone,
        "agentSourcedIds": ",".join(agents), **_kept(user),
    }  # fmt: skip
    if version == V12:
        return {**row, "primaryOrgSourcedId": SCHOOL}
    return {**row, "orgSourcedIds": SCHOOL, "role": ROLE_WORDS[roles[0]]}


def _roles(people: _People) -> Iterable[dict[str, str]]:
    for pk in people.users:
        for number, role in enumerate(people.roles(pk)):
            yield {
                "sourcedId": f"role-{pk}-{number + 1}", "userSourcedId": people.keys[pk],
                "roleType": "secondary" if number else "primary", "role": ROLE_WORDS[role], "orgSourcedId": SCHOOL,
            }  # fmt: skip


def _demographics(people: _People) -> Iterable[dict[str, str]]:
    for pk, row in people.students.items():
        if row.birth_date or row.sex:
            born = row.birth_date.isoformat() if row.birth_date else ""
            yield {"sourcedId": people.keys[pk], "birthDate": born, "sex": row.sex}


def _enrollments(year: SchoolYear, people: _People, keys: _Keys) -> Iterable[dict[str, str]]:
    students = {row.pk: people.keys[pk] for pk, row in people.students.items()}
    teachers = {row.pk: people.keys[pk] for pk, row in people.staff.items()}
    for lead in Homeroom.objects.filter(school_class__year=year).order_by("pk"):
        yield _enrolled(
            "hr", lead, keys.of_class(lead.school_class_id), teachers[lead.teacher_id], TEACHER
        )
    for place in ClassEnrollment.objects.filter(school_class__year=year).order_by("pk"):
        yield _enrolled(
            "ce", place, keys.of_class(place.school_class_id), students[place.student_id], STUDENT
        )
    for load in TeachingLoad.objects.filter(section__year=year).order_by("pk"):
        yield _enrolled("tl", load, keys.group[load.section_id], teachers[load.teacher_id], TEACHER)
    for member in SectionEnrollment.objects.filter(section__year=year).order_by("pk"):
        if member.student_id in students:
            yield _enrolled(
                "se", member, keys.group[member.section_id], students[member.student_id], STUDENT
            )


def _enrolled(prefix: str, row: Any, group: str, person: str, role: str) -> dict[str, str]:
    return {
        "sourcedId": f"{prefix}-{row.pk}", "classSourcedId": group, "schoolSourcedId": SCHOOL, "userSourcedId": person,
        "role": role, "primary": str(getattr(row, "is_primary", False)).lower(),
        "beginDate": row.starts_on.isoformat(), "endDate": row.ends_on.isoformat() if row.ends_on else "",
    }  # fmt: skip
