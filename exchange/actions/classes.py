"""Classes of a bundle: homeroom teachers and the pupils of each class, with their terms."""

import re
from dataclasses import dataclass
from typing import Any

from exchange.ledger import Ledger, Wanted, by_source
from exchange.oneroster import Bundle, Enrollment, Group
from exchange.oneroster.columns import STUDENT, TEACHER
from exchange.problems import Problem
from school.models import ClassEnrollment, Homeroom, SchoolClass, SchoolYear, Student

from .calendar import Years
from .people import People
from .terms import Term, first_meeting, pair

NAME_LIMIT, LAST_GRADE = 20, 12


@dataclass
class Classes:
    """School classes by key of the file, and the class of every pupil by the pupil's row."""

    rows: dict[str, SchoolClass]
    of_student: dict[int, SchoolClass]
    by_name: dict[tuple[int, str], SchoolClass]

    def named(self, year: SchoolYear, code: str) -> list[SchoolClass]:
        """Classes a class code names: «10 б+10 в»."""
        parts = (same_name(part) for part in re.split(r"[+,;]", code))
        return [self.by_name[year.pk, part] for part in parts if (year.pk, part) in self.by_name]


def same_name(name: str) -> str:
    """A class's name without what people write differently: «7 а», «7-А», «7«А»»."""
    return re.sub(r"[\s\-«»\"']", "", name).lower()


def settle_classes(bundle: Bundle, years: Years, people: People, ledger: Ledger) -> Classes:
    groups = [group for group in bundle.groups if group.is_homeroom]
    accepted, wanted, of_years = [], [], []
    there = list(SchoolClass.objects.all())
    by_key = by_source(there)
    by_name = {(row.year_id, same_name(row.name)): row for row in there}
    for group in groups:
        year = years.of_terms(group.terms)
        named = by_name.get((year.pk, same_name(group.title)))
        row = by_key.get(group.key) or (named if named and not named.sourced_id else None)
        problem = _wrong_with(group, row, named)
        if problem:
            ledger.refuse(problem)
            continue
        accepted.append(group)
        of_years.append(year)
        wanted.append(Wanted(row, _values(group, year, row), group.title))
    rows = ledger.settle("classes", SchoolClass, wanted)
    for row, year in zip(rows, of_years, strict=True):
        row.year = year
    found = {group.key: row for group, row in zip(accepted, rows, strict=True)}
    names = {(row.year_id, same_name(row.name)): row for row in rows}
    classes = Classes(found, {}, {**by_name, **names})
    _settle_homerooms(bundle, classes, people, ledger)
    _settle_members(bundle, classes, people, ledger)
    return classes


def grade_of(group: Group) -> int | None:
    """The grade told, else the number the class's name begins with."""
    if group.grades:
        return min(group.grades)
    match = re.match(r"\d{1,2}", group.title)
    return int(match[0]) if match and 1 <= int(match[0]) <= LAST_GRADE else None


def _wrong_with(group: Group, row: SchoolClass | None, named: SchoolClass | None) -> Problem | None:
    if len(group.title) > NAME_LIMIT:
        text = f"название класса длиннее {NAME_LIMIT} знаков. Сократите его."
        return group.row.problem("title", text)
    if named is not None and (row is None or row.pk != named.pk):
        text = f"класс «{group.title}» уже есть в журнале под другим идентификатором."
        return group.row.problem("sourcedId", f"{text} Исправьте название.")
    grade = grade_of(group)
    if grade is None or grade > LAST_GRADE:
        text = f"не указана параллель класса «{group.title}» (от 1 до {LAST_GRADE})."
        return group.row.problem("grades", text)
    return None


def _values(group: Group, year: SchoolYear, row: SchoolClass | None) -> dict[str, Any]:
    return {
        "year_id": year.pk,
        "sourced_id": group.key,
        "name": group.title,
        "grade": grade_of(group),
        "letter": re.sub(r"^\d+[\s\-]*", "", group.title)[:10],
        "metadata": {**(row.metadata if row else {}), **group.row.metadata},
    }


def term_of(one: Enrollment, year: SchoolYear) -> Term:
    """The enrolment's own days, else those of the year."""
    return Term(one.begins_on or year.starts_on, one.ends_on or year.ends_on)


def _settle_homerooms(bundle: Bundle, classes: Classes, people: People, ledger: Ledger) -> None:
    asked: dict[tuple[int, int], list[Enrollment]] = {}
    for one in bundle.enrollments:
        if one.group in classes.rows and one.role == TEACHER and one.person in people.staff:
            key = (classes.rows[one.group].pk, people.staff[one.person].pk)
            asked.setdefault(key, []).append(one)
    by_pk = {row.pk: row for row in classes.rows.values()}
    there: dict[tuple[int, int], list[Homeroom]] = {}
    for row in Homeroom.objects.filter(school_class__in=by_pk).order_by("starts_on"):
        there.setdefault((row.school_class_id, row.teacher_id), []).append(row)
    wanted = []
    for key, enrollments in asked.items():
        year = by_pk[key[0]].year
        terms = apart(enrollments, [term_of(one, year) for one in enrollments], ledger)
        rows = pair([term for _, term in terms], there.get(key, []))
        for (one, term), row in zip(terms, rows, strict=True):
            values = {
                "school_class_id": key[0],
                "teacher_id": key[1],
                "starts_on": term.starts_on,
                "ends_on": term.ends_on,
                "is_primary": one.is_primary,
            }
            title = f"{by_pk[key[0]].name}, {people.users[one.person]}"
            wanted.append(Wanted(row, values, title))
    ledger.settle("homerooms", Homeroom, wanted)


def apart(
    enrollments: list[Enrollment], terms: list[Term], ledger: Ledger
) -> list[tuple[Enrollment, Term]]:
    """Enrolments whose terms do not overlap, in order of time; one that does is refused."""
    kept: list[tuple[Enrollment, Term]] = []
    for one, term in sorted(zip(enrollments, terms, strict=True), key=lambda two: two[1].starts_on):
        before = next((other for other, held in kept if held.meets(term)), None)
        if before is not None:
            text = f"те же дни уже записаны в строке {before.row.line}. Оставьте одну из строк."
            ledger.refuse(one.row.problem("beginDate", text))
            continue
        kept.append((one, term))
    return kept


def _settle_members(bundle: Bundle, classes: Classes, people: People, ledger: Ledger) -> None:
    """A pupil is in one class at a time; a move is told by dates, else it is refused."""
    asked: dict[int, list[Enrollment]] = {}
    for one in bundle.enrollments:
        if one.group in classes.rows and one.role == STUDENT and one.person in people.students:
            asked.setdefault(people.students[one.person].pk, []).append(one)
    there: dict[int, list[ClassEnrollment]] = {}
    rows = ClassEnrollment.objects.filter(student__in=asked).select_related("school_class")
    for row in rows.order_by("starts_on"):
        there.setdefault(row.student_id, []).append(row)
    students = {row.pk: row for row in people.students.values()}
    wanted = []
    for student, enrollments in asked.items():
        terms = [term_of(one, classes.rows[one.group].year) for one in enrollments]
        wanted += _memberships(
            students[student],
            apart(enrollments, terms, ledger),
            there.get(student, []),
            classes,
            ledger,
        )
    ledger.settle("class_members", ClassEnrollment, wanted)


def _memberships(
    student: Student,
    asked: list[tuple[Enrollment, Term]],
    there: list[ClassEnrollment],
    classes: Classes,
    ledger: Ledger,
) -> list[Wanted]:
    wanted, left = [], list(there)
    continued: list[tuple[Enrollment, Term, ClassEnrollment | None]] = []
    for one, term in asked:
        same = [row for row in left if row.school_class_id == classes.rows[one.group].pk]
        row = pair([term], same)[0]
        if row is not None:
            left.remove(row)
        continued.append((one, term, row))
    others = {Term(row.starts_on, row.ends_on): row.school_class for row in left}
    for one, term, row in continued:
        clash = first_meeting(term, list(others))
        if clash is not None:
            text = f"{student} уже числится в классе {others[clash]}. "
            text += "Оформите перевод в журнале или укажите в файле даты обоих классов."
            ledger.refuse(one.row.problem("classSourcedId", text))
            continue
        school_class = classes.rows[one.group]
        classes.of_student[student.pk] = school_class
        values = {
            "school_class_id": school_class.pk,
            "student_id": student.pk,
            "starts_on": term.starts_on,
            "ends_on": term.ends_on,
        }
        wanted.append(Wanted(row, values, f"{school_class.name}, {student}"))
    return wanted
