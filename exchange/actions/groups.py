"""Teaching groups of a bundle: subjects, sections, whose classes, who learns and who teaches."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from exchange.ledger import Ledger, Wanted, by_source
from exchange.oneroster import Bundle, Enrollment, Group
from exchange.oneroster.columns import STUDENT, TEACHER
from exchange.problems import Problem
from school.models import (
    CourseSection,
    SchoolClass,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    StaffMember,
    Student,
    Subject,
    TeachingLoad,
)

from .calendar import Years
from .classes import Classes, apart, same_name, term_of
from .people import People
from .terms import pair

LANGUAGES = re.compile(
    "английск|немецк|французск|испанск|китайск|иностран|английски|немски|втори чужд"
)
PROFILE_FROM = 10
SUBJECT_LIMIT, NAME_LIMIT, CLASSES_LIMIT = 120, 120, 200


@dataclass
class Draft:
    """A group with all that is known of it before it becomes a section."""

    group: Group
    year: SchoolYear
    subject: Subject | None = None
    students: list[tuple[Enrollment, Student]] = field(default_factory=list)
    teachers: list[tuple[Enrollment, StaffMember]] = field(default_factory=list)
    classes: list[SchoolClass] = field(default_factory=list)
    is_whole_class: bool = False
    name: str = ""

    @property
    def grade(self) -> int | None:
        """Told by the file, else the lowest class of its pupils."""
        told = self.group.grades or tuple(one.grade for one in self.classes)
        return min(told) if told else None

    @property
    def classes_text(self) -> str:
        text = ", ".join(one.name for one in self.classes)
        return text if len(text) <= CLASSES_LIMIT else f"{text[: CLASSES_LIMIT - 1]}…"

    @property
    def kind(self) -> str:
        if self.is_whole_class:
            return CourseSection.Kind.WHOLE_CLASS
        if self.subject and LANGUAGES.search(self.subject.name.lower()):
            return CourseSection.Kind.LANGUAGE
        is_senior = (self.grade or 0) >= PROFILE_FROM
        return CourseSection.Kind.PROFILE if is_senior else CourseSection.Kind.GROUP


def settle_groups(
    bundle: Bundle, years: Years, people: People, classes: Classes, ledger: Ledger
) -> None:
    drafts = _drafts(bundle, years, people, classes)
    _settle_subjects(bundle, drafts, ledger)
    drafts = [draft for draft in drafts if not _is_refused(draft, ledger)]
    _name(drafts)
    there = by_source(CourseSection.objects.all())
    wanted = [
        Wanted(there.get(one.group.key), _values(one, there), one.group.title) for one in drafts
    ]
    sections = ledger.settle("groups", CourseSection, wanted)
    _settle_classes(drafts, sections, ledger)
    _settle_members(drafts, sections, ledger)
    _settle_load(drafts, sections, people, ledger)


def _drafts(bundle: Bundle, years: Years, people: People, classes: Classes) -> list[Draft]:
    drafts = {
        group.key: Draft(group, years.of_terms(group.terms))
        for group in bundle.groups
        if not group.is_homeroom
    }
    for one in bundle.enrollments:
        draft = drafts.get(one.group)
        if draft is None:
            continue
        if one.role == STUDENT and one.person in people.students:
            draft.students.append((one, people.students[one.person]))
        elif one.role == TEACHER and one.person in people.staff:
            draft.teachers.append((one, people.staff[one.person]))
    sizes = Counter(one.pk for one in classes.of_student.values())
    for draft in drafts.values():
        _find_classes(draft, classes, sizes)
    return list(drafts.values())


def _find_classes(draft: Draft, classes: Classes, sizes: Counter[int]) -> None:
    """Classes of its pupils, and those its code names; the whole class is all pupils of one."""
    of_pupils = [
        classes.of_student[student.pk]
        for _, student in draft.students
        if student.pk in classes.of_student
    ]
    found = {one.pk: one for one in (*of_pupils, *classes.named(draft.year, draft.group.code))}
    draft.classes = sorted(found.values(), key=lambda one: (one.grade, one.letter, one.pk))
    if len(found) == 1:
        (only,) = found
        pupils = {student.pk for _, student in draft.students}
        draft.is_whole_class = not pupils or len(pupils) >= sizes[only]


def _settle_subjects(bundle: Bundle, drafts: list[Draft], ledger: Ledger) -> None:
    """One subject for courses of one title; courses of homeroom classes alone are no subjects."""
    taught = {draft.group.course for draft in drafts}
    homerooms = {group.course for group in bundle.groups if group.is_homeroom}
    there = list(Subject.objects.all())
    by_key, by_name = by_source(there), {row.name.lower(): row for row in there}
    names: dict[str, Wanted] = {}
    of_course: dict[str, str] = {}

    def ask(name: str, key: str, metadata: dict[str, str]) -> None:
        row = by_key.get(key) or by_name.get(name.lower())
        values: dict[str, Any] = {"name": name} if row is None or row.sourced_id == key else {}
        if key and (row is None or not row.sourced_id or row.sourced_id == key):
            values["sourced_id"] = key
        values["metadata"] = {**(row.metadata if row else {}), **metadata}
        names.setdefault(name.lower(), Wanted(row, values, name))

    for course in bundle.courses:
        if course.key in homerooms and course.key not in taught:
            continue
        if len(course.title) > SUBJECT_LIMIT:
            text = f"название предмета длиннее {SUBJECT_LIMIT} знаков. Сократите его."
            ledger.refuse(course.row.problem("title", text))
            continue
        of_course[course.key] = course.title.lower()
        ask(course.title, course.key, course.row.metadata)
    known = {course.key for course in bundle.courses}
    for draft in drafts:
        told = (draft.group.subject or draft.group.title)[:SUBJECT_LIMIT]
        if draft.group.course not in known:
            of_course[draft.group.key] = told.lower()
            ask(told, "", {})
    rows = dict(zip(names, ledger.settle("subjects", Subject, list(names.values())), strict=True))
    for draft in drafts:
        key = of_course.get(draft.group.course) or of_course.get(draft.group.key, "")
        draft.subject = rows.get(key)


def _is_refused(draft: Draft, ledger: Ledger) -> bool:
    row = draft.group.row
    problem: Problem | None = None
    if draft.subject is None:
        problem = row.problem("courseSourcedId", "предмет группы не загружен, поэтому и она тоже.")
    elif draft.grade is None:
        problem = row.problem("grades", f"не указана параллель группы «{draft.group.title}».")
    if problem:
        ledger.refuse(problem)
        return True
    if not draft.classes:
        text = f"у группы «{draft.group.title}» нет ни учеников, ни класса: она загружена пустой."
        ledger.warn(row.problem("classCode", text))
    if not draft.teachers:
        text = f"у группы «{draft.group.title}» нет учителя: журнал некому вести."
        ledger.warn(row.problem("sourcedId", text))
    return False


def _name(drafts: list[Draft]) -> None:
    """What tells a group from others of its subject and classes; nothing for a lone whole class."""
    for draft in drafts:
        code = draft.group.code or draft.group.title
        parts = {same_name(part) for part in re.split(r"[+,;]", code)}
        says_only_classes = parts == {same_name(one.name) for one in draft.classes}
        draft.name = "" if draft.is_whole_class or says_only_classes else code[:NAME_LIMIT]
    alike = Counter(_label(draft) for draft in drafts)
    seen: Counter[Any] = Counter()
    for draft in drafts:
        label = _label(draft)
        if alike[label] > 1:
            seen[label] += 1
            teacher = draft.teachers[0][1].user.last_name if draft.teachers else ""
            told = " ".join(part for part in (draft.name, f"{seen[label]} группа") if part)
            draft.name = f"{told}, {teacher}"[:NAME_LIMIT] if teacher else told[:NAME_LIMIT]


def _label(draft: Draft) -> tuple[Any, ...]:
    return (draft.year.pk, draft.subject and draft.subject.pk, draft.classes_text, draft.name)


def _values(draft: Draft, there: dict[str, Any]) -> dict[str, Any]:
    group, row = draft.group, there.get(draft.group.key)
    hours = group.weekly_hours
    told = {"classCode": group.code, "subject": group.subject, "location": group.location}
    return {
        "year_id": draft.year.pk,
        "subject_id": draft.subject.pk if draft.subject else None,
        "sourced_id": group.key,
        "name": draft.name,
        "kind": draft.kind,
        **_own(group, is_new=row is None),
        "grade": draft.grade,
        "classes_text": draft.classes_text,
        "weekly_hours": hours if hours is not None or row is None else row.weekly_hours,
        "metadata": {
            **(row.metadata if row else {}),
            **{name: value for name, value in told.items() if value},
            **group.row.metadata,
        },
    }


def _own(group: Group, *, is_new: bool) -> dict[str, Any]:
    """What this journal wrote of the group, where it did; one that is there keeps its scale, own ones no file tells."""
    own, kinds = group.row.own, CourseSection.Kind.values
    usual = set(CourseSection.Scale.values) - {CourseSection.Scale.OWN}
    told = {"kind": own.get("Kind"), "name": own.get("Name", "")[:NAME_LIMIT]}
    told |= {"scale": own["Scale"]} if is_new and own.get("Scale") in usual else {}
    return told if own.get("Kind") in kinds else {}


def _settle_classes(drafts: list[Draft], sections: list[Any], ledger: Ledger) -> None:
    there = {
        (row.section_id, row.school_class_id): row
        for row in SectionClass.objects.filter(section__in=[one.pk for one in sections])
    }
    wanted = []
    for draft, section in zip(drafts, sections, strict=True):
        for school_class in draft.classes:
            key = (section.pk, school_class.pk)
            values = {"section_id": section.pk, "school_class_id": school_class.pk}
            title = f"{draft.group.title}, {school_class.name}"
            wanted.append(Wanted(there.get(key), values, title))
    ledger.settle("group_classes", SectionClass, wanted)


def _settle_members(drafts: list[Draft], sections: list[Any], ledger: Ledger) -> None:
    there: dict[tuple[int, int], list[SectionEnrollment]] = {}
    rows = SectionEnrollment.objects.filter(section__in=[one.pk for one in sections])
    for row in rows.order_by("starts_on"):
        there.setdefault((row.section_id, row.student_id), []).append(row)
    wanted = []
    for draft, section in zip(drafts, sections, strict=True):
        asked: dict[int, list[Enrollment]] = {}
        names = {student.pk: student for _, student in draft.students}
        for one, student in draft.students:
            asked.setdefault(student.pk, []).append(one)
        for student_id, enrollments in asked.items():
            terms = [term_of(one, draft.year) for one in enrollments]
            told = apart(enrollments, terms, ledger)
            found = pair([term for _, term in told], there.get((section.pk, student_id), []))
            for (_, term), row in zip(told, found, strict=True):
                values = {
                    "section_id": section.pk,
                    "student_id": student_id,
                    "starts_on": term.starts_on,
                    "ends_on": term.ends_on,
                }
                title = f"{draft.group.title}, {names[student_id]}"
                wanted.append(Wanted(row, values, title))
    ledger.settle("group_members", SectionEnrollment, wanted)


def _settle_load(drafts: list[Draft], sections: list[Any], people: People, ledger: Ledger) -> None:
    there: dict[tuple[int, int], list[TeachingLoad]] = {}
    rows = TeachingLoad.objects.filter(section__in=[one.pk for one in sections])
    for row in rows.order_by("starts_on"):
        there.setdefault((row.section_id, row.teacher_id), []).append(row)
    wanted = []
    for draft, section in zip(drafts, sections, strict=True):
        asked: dict[int, list[Enrollment]] = {}
        names = {teacher.pk: teacher for _, teacher in draft.teachers}
        for one, teacher in draft.teachers:
            asked.setdefault(teacher.pk, []).append(one)
        for teacher_id, enrollments in asked.items():
            terms = [term_of(one, draft.year) for one in enrollments]
            told = apart(enrollments, terms, ledger)
            found = pair([term for _, term in told], there.get((section.pk, teacher_id), []))
            for (one, term), row in zip(told, found, strict=True):
                values = {
                    "section_id": section.pk,
                    "teacher_id": teacher_id,
                    "starts_on": term.starts_on,
                    "ends_on": term.ends_on,
                    "hours": section.weekly_hours,
                    "is_primary": one.is_primary,
                }
                title = f"{draft.group.title}, {names[teacher_id]}"
                wanted.append(Wanted(row, values, title))
    ledger.settle("load", TeachingLoad, wanted)
