"""Activities of a timetable file against the load of the journal; what is missing is made."""

from dataclasses import dataclass, field
from datetime import date
from itertools import product
from typing import Any

from exchange.fet import Activity, Timetable
from exchange.ledger import Ledger, Wanted
from exchange.matching import (
    code_of,
    grade_in,
    same_words,
    sets_of,
)
from exchange.problems import Problem
from school.models import (
    ClassEnrollment,
    CourseSection,
    SchoolClass,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    StaffMember,
    Subject,
    TeachingLoad,
)

from .classes import same_name
from .listed import settle_pupils, settle_teachers

Key = tuple[frozenset[int], str, frozenset[str]]


@dataclass
class School:
    """What the file's names mean in the journal."""

    table: Timetable
    year: SchoolYear
    starts_on: date
    ledger: Ledger
    teachers: dict[str, StaffMember] = field(default_factory=dict)
    subjects: dict[str, Subject] = field(default_factory=dict)
    classes: dict[str, SchoolClass] = field(default_factory=dict)
    pupils: dict[str, int] = field(default_factory=dict)

    def taught_by(self, one: Activity) -> list[StaffMember]:
        """Teachers of the activity, each once, whatever names the file has for them; without those told as unclear."""
        found = (self.teachers[name] for name in one.teachers if name in self.teachers)
        return list({row.pk: row for row in found}.values())

    def warn(self, line: int | None, column: str, text: str, kind: str) -> None:
        self.ledger.warn(Problem(self.table.file, line, column, text, kind))


def settle_names(school: School) -> None:
    """Classes and teachers of the file; those the journal does not know are made."""
    _settle_classes(school)
    school.teachers = settle_teachers(school)
    school.pupils = settle_pupils(school)


def _settle_classes(school: School) -> None:
    there = {same_name(row.name): row for row in SchoolClass.objects.filter(year=school.year)}
    table = school.table
    names = [name for name in table.class_names() if table.classes or _is_taught(table, name)]
    wanted = []
    for name in names:
        row = there.get(same_name(name))
        told = school.table.grades.get(name) or grade_in(name) or _grade_above(school.table, name)
        grade = row.grade if row else told
        if grade is None or len(name) > 20:
            text = f"класс «{name}» не создан: по названию не видна его параллель."
            line = school.table.sets[name].line
            school.ledger.refuse(Problem(school.table.file, line, "Name", text, "classes"))
            continue
        letter = name.strip().lstrip("0123456789").strip(" -")[:10]
        values = {"year_id": school.year.pk, "name": name, "grade": grade, "letter": letter}
        wanted.append(Wanted(row, values if row is None else {}, name))
    rows = school.ledger.settle("classes", SchoolClass, wanted)
    school.classes = {one.title: row for one, row in zip(wanted, rows, strict=True)}


def _is_taught(table: Timetable, name: str) -> bool:
    return any(name in table.classes_of(one) for act in table.activities for one in act.students)


def _grade_above(table: Timetable, name: str) -> int | None:
    return next((grade for parent in table.sets[name].parents if (grade := grade_in(parent))), None)


def settle_load(school: School) -> dict[str, CourseSection]:
    """Sections by id of the activity: those of the load, else new ones."""
    exact, loose = _sections_there(school)
    found: dict[str, CourseSection] = {}
    absent: dict[Key, list[Activity]] = {}
    for one in school.table.activities:
        if not one.students:
            school.warn(one.line, "Students", f"занятие «{one.id}» без класса: пропущено.", "gaps")
            continue
        teachers = frozenset(row.pk for row in school.taught_by(one))
        key = (teachers, same_words(one.subject), sets_of("+".join(one.students)))
        if key in exact:
            found[one.id] = exact[key]
            continue
        alike = [section for section in loose.get(key[1:], []) if section not in exact.values()]
        if not alike and len(loose.get(key[1:], [])) == 1:
            alike = loose[key[1:]]
        if len(alike) == 1:
            found[one.id] = alike[0]
            text = f"у занятия «{one.id}» ({one.subject}, {', '.join(one.students)}) в расписании "
            text += f"другой учитель, чем в нагрузке: {', '.join(one.teachers) or 'не указан'}."
            school.warn(one.line, "Teacher", text, "load")
        else:
            absent.setdefault(key, []).append(one)
    for activities, section in _made_sections(absent, school, has_load=bool(exact)):
        found |= {one.id: section for one in activities}
    used = {section.pk for section in found.values()}
    school.ledger.report.unchanged["groups"] += len(used & {one.pk for one in exact.values()})
    return found


def _sections_there(
    school: School,
) -> tuple[dict[Key, CourseSection], dict[tuple[str, frozenset[str]], list[CourseSection]]]:
    """Sections of the year by teachers, subject and students sets; and without the teachers."""
    teachers: dict[int, set[int]] = {}
    loads = TeachingLoad.objects.on(school.starts_on).filter(section__year=school.year)
    for section, teacher in loads.values_list("section_id", "teacher_id"):
        teachers.setdefault(section, set()).add(teacher)
    exact: dict[Key, CourseSection] = {}
    loose: dict[tuple[str, frozenset[str]], list[CourseSection]] = {}
    sections = CourseSection.objects.filter(year=school.year).select_related("subject")
    for row in sections.order_by("pk"):
        code = row.metadata.get("classCode") or row.name or row.classes_text.replace(", ", "+")
        names = {same_words(row.subject.name), same_words(row.metadata.get("subject", ""))} - {""}
        for subject, sets in product(names, {sets_of(code), sets_of(code_of(row))}):
            exact.setdefault((frozenset(teachers.get(row.pk, ())), subject, sets), row)
            loose.setdefault((subject, sets), []).append(row)
    return exact, loose


def _made_sections(
    absent: dict[Key, list[Activity]], school: School, *, has_load: bool
) -> list[tuple[list[Activity], CourseSection]]:
    """New sections with their classes, load and, for whole classes, the pupils there are."""
    _settle_subjects([activities[0] for activities in absent.values()], school)
    drafts, wanted = [], []
    alike: dict[tuple[str, frozenset[str]], int] = {}
    for key, activities in absent.items():
        one = activities[0]
        classes = _classes_of(one, school)
        if not classes:
            text = f"занятие «{one.id}» не загружено: его классы неизвестны."
            problem = Problem(school.table.file, one.line, "Students", text, "groups")
            school.ledger.refuse(problem)
            continue
        if has_load:
            text = f"в нагрузке нет группы «{one.subject}, {', '.join(one.students)}»: она создана."
            school.warn(one.line, "Subject", text, "load")
        number = alike[key[1:]] = alike.get(key[1:], 0) + 1
        drafts.append((activities, classes))
        wanted.append(Wanted(None, _section(activities, classes, school, number), one.subject))
    rows = school.ledger.settle("groups", CourseSection, wanted)
    _give(drafts, rows, school)
    return [(activities, row) for (activities, _), row in zip(drafts, rows, strict=True)]


def _settle_subjects(activities: list[Activity], school: School) -> None:
    there = {same_words(row.name): row for row in Subject.objects.all()}
    names = dict.fromkeys(one.subject for one in activities)
    wanted = [
        Wanted(
            there.get(same_words(name)),
            {} if same_words(name) in there else {"name": name[:120]},
            name,
        )
        for name in names
    ]
    rows = school.ledger.settle("subjects", Subject, wanted)
    school.subjects = dict(zip(names, rows, strict=True))


def _classes_of(one: Activity, school: School) -> list[SchoolClass]:
    names = dict.fromkeys(name for sets in one.students for name in school.table.classes_of(sets))
    found = [school.classes[name] for name in names if name in school.classes]
    return sorted(found, key=lambda row: (row.grade, row.letter, row.pk))


def _section(
    activities: list[Activity], classes: list[SchoolClass], school: School, number: int
) -> dict[str, Any]:
    one = activities[0]
    is_whole = len(classes) == 1 and same_name(one.students[0]) == same_name(classes[0].name)
    is_whole = is_whole and not one.pupils
    is_only_classes = {same_name(name) for name in one.students} == {
        same_name(row.name) for row in classes
    }
    name = "" if is_only_classes else "+".join(one.students)
    if number > 1:
        name = " ".join(part for part in (name, f"{number} группа") if part)
    return {
        "year_id": school.year.pk,
        "subject_id": school.subjects[one.subject].pk,
        "name": name[:120],
        "kind": CourseSection.Kind.WHOLE_CLASS if is_whole else CourseSection.Kind.GROUP,
        "grade": classes[0].grade,
        "classes_text": ", ".join(row.name for row in classes)[:200],
        "weekly_hours": sum(activity.weekly_hours for activity in activities),
        "metadata": {"classCode": "+".join(one.students), "subject": one.subject},
    }


def _give(
    drafts: list[tuple[list[Activity], list[SchoolClass]]], rows: list[Any], school: School
) -> None:
    """Classes, teachers and pupils of new sections."""
    pupils: dict[int, list[int]] = {}
    enrolled = ClassEnrollment.objects.on(school.starts_on).filter(school_class__year=school.year)
    for class_id, student_id in enrolled.values_list("school_class_id", "student_id"):
        pupils.setdefault(class_id, []).append(student_id)
    term = {"starts_on": school.starts_on, "ends_on": school.year.ends_on}
    classes, loads, members = [], [], []
    for (activities, of_classes), row in zip(drafts, rows, strict=True):
        one = activities[0]
        title = f"{one.subject}, {', '.join(one.students)}"
        for school_class in of_classes:
            values = {"section_id": row.pk, "school_class_id": school_class.pk}
            classes.append(Wanted(None, values, title))
        for place, teacher in enumerate(school.taught_by(one)):
            load = {"section_id": row.pk, "teacher_id": teacher.pk, "hours": row.weekly_hours}
            values = {**load, **term, "is_primary": place == 0}
            loads.append(Wanted(None, values, f"{title}, {teacher}"))
        is_whole = all(school.table.is_whole(name) for name in one.students)
        is_listed = is_whole or bool(one.pupils)
        told = (school.pupils[name] for name in one.pupils if name in school.pupils)
        listed = list(dict.fromkeys(told))
        for school_class in of_classes if is_whole and not one.pupils else ():
            listed += pupils.get(school_class.pk, ())
        for student in listed:
            values = {"section_id": row.pk, "student_id": student, **term}
            members.append(Wanted(None, values, title))
        if not is_listed:
            school.warn(
                one.line, "Students", f"список группы «{title}» пуст: заполните его.", "gaps"
            )
    school.ledger.settle("group_classes", SectionClass, classes)
    school.ledger.settle("load", TeachingLoad, loads)
    school.ledger.settle("group_members", SectionEnrollment, members)
