"""Pupils from a list: new ones come into their class and its journals, known ones have their cards put right."""

from collections import defaultdict
from datetime import date
from difflib import get_close_matches

from django.db.models import Q

from accounts.models import User
from exchange.lists import Line
from exchange.lists.columns import ADDRESS, BORN, CLASS, FILE, ORDER, SEX, SINCE
from exchange.lists.writing import told
from school.models import (
    ClassEnrollment,
    CourseSection,
    SchoolClass,
    SchoolYear,
    SectionClass,
    SectionEnrollment,
    Student,
)
from school.words import date_dots

from .classes import same_name
from .list_people import (
    Loading,
    match,
    name_in,
    note_card_changes,
    refuse_doubles,
    staff_users,
    write_people,
)

FACTS = {BORN: "birth_date", SEX: "sex", FILE: "file_number", ADDRESS: "address"}


def settle_pupils_list(loading: Loading, lines: list[Line]) -> None:
    there = {
        row.user_id: row
        for row in Student.objects.select_for_update(of=("self",)).select_related("user")
    }

    def same(line: Line, user: User) -> bool:
        student = there.get(user.pk)
        return bool(line[BORN]) and student is not None and student.birth_date == line[BORN]

    classes = Classes(loading.year)
    for line in lines:
        _find_class(loading, line, classes)
    users = match(lines, same)
    _refuse_two_classes(lines, users)
    refuse_doubles(lines, users, lambda line: f"{name_in(line)}|{line[BORN]}")
    _refuse_file_numbers(lines, users, there)
    places, staff = _places(loading), staff_users()
    for line in lines:
        user = users.get(line.row.line) if line.is_good else None
        line.is_new = user is None or user.pk not in there
        if user is not None:
            note_card_changes(loading, line, user, of_staff=user.pk in staff)
            _compare(loading, line, there.get(user.pk), places, classes)
    accounts = write_people(loading, lines, users)
    _write(loading, lines, accounts, there, places, classes)


class Classes:
    """Classes of the year by their name, however it is written."""

    def __init__(self, year: SchoolYear):
        self.year = year
        rows = SchoolClass.objects.filter(year=year).in_order()
        self.rows = {same_name(row.name): row for row in rows}

    def find(self, name: str) -> SchoolClass | None:
        return self.rows.get(same_name(name))

    def missing(self, name: str) -> str:
        """What to say of a class there is not."""
        near = get_close_matches(same_name(name), self.rows, n=3, cutoff=0.5)
        hint = f" Похожие: {', '.join(self.rows[one].name for one in near)}." if near else ""
        return f"класса «{name}» в {self.year.title} учебном году нет.{hint}"


def _find_class(loading: Loading, line: Line, classes: Classes) -> None:
    name, since = line[CLASS], line[SINCE]
    row = classes.find(name) if name else None
    if name and row is None:
        line.refuse(CLASS, classes.missing(name))
    elif row is not None and row.ends_on and row.ends_on < (since or loading.starts_on):
        line.refuse(CLASS, f"класс закончен {date_dots(row.ends_on)}.")
    if since and not loading.year.starts_on <= since <= loading.year.ends_on:
        text = f"{date_dots(since)} не в этом учебном году: он с {date_dots(loading.year.starts_on)} по "
        line.refuse(SINCE, f"{text}{date_dots(loading.year.ends_on)}.")


def _refuse_two_classes(lines: list[Line], users: dict[int, User]) -> None:
    """The same pupil with two classes in the file."""
    first: dict[object, Line] = {}
    for line in lines:
        if not line.is_good:
            continue
        user = users.get(line.row.line)
        key = user.pk if user else (name_in(line), line[BORN])
        before = first.setdefault(key, line)
        is_other = same_name(before[CLASS]) != same_name(line[CLASS])
        if before is not line and is_other and (user or line[BORN]):
            text = f"этот ученик уже в строке {before.row.line} в классе {before[CLASS]}. Оставьте один класс."
            line.refuse(CLASS, text)


def _refuse_file_numbers(
    lines: list[Line], users: dict[int, User], there: dict[int, Student]
) -> None:
    owners = {row.file_number: row for row in there.values() if row.file_number}
    first: dict[str, int] = {}
    for line in lines:
        number = line[FILE]
        if not number or not line.is_good:
            continue
        user, owner = users.get(line.row.line), owners.get(number)
        if owner is not None and (user is None or owner.user_id != user.pk):
            line.refuse(FILE, f"личное дело «{number}» в журнале у другого ученика: {owner}.")
        elif number in first:
            line.refuse(FILE, f"личное дело «{number}» уже в строке {first[number]}.")
        first.setdefault(number, line.row.line)


def _places(loading: Loading) -> dict[int, ClassEnrollment]:
    """Where each pupil is from the first day of the list on, by the pupil's key; the latest place."""
    rows = ClassEnrollment.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=loading.starts_on), starts_on__lte=loading.year.ends_on
    )
    return {
        row.student_id: row for row in rows.select_related("school_class").order_by("starts_on")
    }


def _place_of(
    loading: Loading, line: Line, student: Student | None, places: dict[int, ClassEnrollment]
) -> ClassEnrollment | None:
    """Where the pupil of the line is; one who left before the line's first day is nowhere and comes anew."""
    place = places.get(student.pk) if student else None
    since = line[SINCE] or loading.starts_on
    return None if place is None or (place.ends_on and place.ends_on < since) else place


def _compare(
    loading: Loading,
    line: Line,
    student: Student | None,
    places: dict[int, ClassEnrollment],
    classes: Classes,
) -> None:
    school_class = classes.find(line[CLASS])
    place = _place_of(loading, line, student, places)
    if place is not None and school_class is not None and place.school_class_id != school_class.pk:
        text = f"в журнале ученик числится в классе {place.school_class} с {date_dots(place.starts_on)}. "
        line.refuse(CLASS, f"{text}Перевод оформляют приказом в его карточке.")
        return
    if student is None:
        return
    if place is None:
        line.changes.append((CLASS, "", line[CLASS]))
    for title, name in FACTS.items():
        if line[title] and getattr(student, name) != line[title]:
            was, will = getattr(student, name), line[title]
            if title == SEX:
                was, will = student.get_sex_display(), Student.Sex(will).label
            line.changes.append((title, told(was), told(will)))


def _write(
    loading: Loading,
    lines: list[Line],
    users: dict[int, User],
    there: dict[int, Student],
    places: dict[int, ClassEnrollment],
    classes: Classes,
) -> None:
    good = [line for line in lines if line.is_good]
    changed: list[Student] = []
    new: list[Student] = []
    of_line: dict[int, Student] = {}
    for line in good:
        user = users[line.row.line]
        student = there.get(user.pk) or Student(user=user)
        of_line[line.row.line] = student
        values = {name: line[title] for title, name in FACTS.items() if line[title]}
        if any(getattr(student, name) != value for name, value in values.items()) or not student.pk:
            for name, value in values.items():
                setattr(student, name, value)
            (changed if student.pk else new).append(student)
    Student.objects.write(changed, **loading.signed)
    Student.objects.write(new, **loading.signed)
    enrolled = []
    for line in good:
        student, school_class = of_line[line.row.line], classes.find(line[CLASS])
        place = _place_of(loading, line, student, places)
        if place is None and school_class is not None:
            enrolled.append(
                ClassEnrollment(
                    student=student,
                    school_class=school_class,
                    starts_on=line[SINCE] or loading.starts_on,
                    ends_on=school_class.ends_on or loading.year.ends_on,
                    entered_by_order=line[ORDER] or "",
                )
            )
    ClassEnrollment.objects.write(enrolled, **loading.signed)
    loading.ledger.report.created["class_members"] += len(enrolled)
    _put_on_lists(loading, enrolled)


def _put_on_lists(loading: Loading, enrolled: list[ClassEnrollment]) -> None:
    """Journals of the whole class; into groups a pupil is put by whoever makes them up."""
    sections: dict[int, list[CourseSection]] = defaultdict(list)
    links = SectionClass.objects.filter(
        school_class__in={one.school_class_id for one in enrolled},
        section__kind=CourseSection.Kind.WHOLE_CLASS,
    )
    for link in links.select_related("section"):
        sections[link.school_class_id].append(link.section)
    there: dict[tuple[int, int], date] = {}
    known = SectionEnrollment.objects.filter(
        student__in=[one.student_id for one in enrolled], section__year=loading.year
    )
    for section_id, student_id, ends_on in known.values_list("section", "student", "ends_on"):
        key = (section_id, student_id)
        there[key] = max(there.get(key, date.min), ends_on or date.max)
    rows = []
    for one in enrolled:
        for section in sections[one.school_class_id]:
            first = max(one.starts_on, section.starts_on or one.starts_on)
            last: date = min(
                one.ends_on or loading.year.ends_on, section.ends_on or loading.year.ends_on
            )
            # A row of the list that ended before does not keep who has come back off it.
            is_on_list = there.get((section.pk, one.student_id), date.min) >= first
            if first <= last and not is_on_list:
                rows.append(
                    SectionEnrollment(section=section, student=one.student, starts_on=first, ends_on=last)
                )  # fmt: skip
    SectionEnrollment.objects.write(rows, **loading.signed)
    loading.ledger.report.created["group_members"] += len(rows)
