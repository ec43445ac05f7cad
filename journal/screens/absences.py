"""A day of a class: who is away from which lesson and why, and which lessons have not told yet (B 2.5.1)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.names import alphabetical
from journal import scales
from journal.access import ClassRegister
from journal.models import AttendanceRecord, DailyAbsence, Lesson
from school.models import ClassEnrollment, SchoolClass, SectionEnrollment, TeachingLoad

PRESENT, NOT_YET, NO_LESSON = "был", "·", "–"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A lesson that has begun and whose register nobody has taken."""

    lesson: Lesson
    teachers: str


@dataclass(frozen=True, slots=True)
class AbsentPupil:
    """A row of the table; `cells` are one for each number of a lesson of the day."""

    pk: int
    number: int
    name: str
    cells: Sequence[str]
    line: DailyAbsence | None

    @property
    def missed(self) -> int:
        return sum(cell in scales.ABSENT_CODES for cell in self.cells)

    @property
    def is_unexplained(self) -> bool:
        """Missed a lesson and nobody has said why."""
        return scales.attendance_code(*scales.UNEXPLAINED) in self.cells


@dataclass(frozen=True, slots=True)
class AbsencesScreen:
    school_class: SchoolClass
    may_write: bool
    day: date
    previous: date | None
    following: date | None
    numbers: Sequence[int]
    rows: Sequence[AbsentPupil]
    waiting: Sequence[Waiting]
    pupils: int

    @property
    def absent(self) -> int:
        return sum(bool(row.missed) for row in self.rows)

    @property
    def unexplained(self) -> int:
        return sum(row.is_unexplained for row in self.rows)


def absences_screen(register: ClassRegister, day: date, *, now: datetime) -> AbsencesScreen:
    """Nine queries at most, whatever the number of pupils and lessons."""
    school_class = register.school_class
    pupils = _pupils(school_class, day)
    sections = _sections(pupils, day)
    lessons = _lessons(sections, day)
    numbers = sorted({lesson.number for lesson in lessons})
    by_place: dict[tuple[int, int], list[Lesson]] = defaultdict(list)
    for lesson in lessons:
        for student in sections[lesson.section_id]:
            by_place[student, lesson.number].append(lesson)
    codes = _codes(lessons, pupils)
    lines = {
        line.student_id: line for line in DailyAbsence.objects.on(day).filter(student__in=pupils)
    }
    rows = [
        AbsentPupil(
            pk,
            place,
            name,
            [_cell(by_place.get((pk, n), []), pk, codes, pk in lines, now) for n in numbers],
            lines.get(pk),
        )
        for place, (pk, name) in enumerate(pupils.items(), start=1)
    ]
    previous, following = _around(school_class, day)
    return AbsencesScreen(
        school_class=school_class,
        may_write=register.may_write,
        day=day,
        previous=previous,
        following=following,
        numbers=numbers,
        rows=[row for row in rows if row.line or _is_told(row)],
        waiting=_waiting(lessons, now),
        pupils=len(pupils),
    )


def _is_told(row: AbsentPupil) -> bool:
    """Away from a lesson, or late."""
    return any(cell not in ("", PRESENT, NOT_YET, NO_LESSON) for cell in row.cells)


def _pupils(school_class: SchoolClass, day: date) -> dict[int, str]:
    """Names by key, by alphabet."""
    listed = ClassEnrollment.objects.on(day).filter(school_class=school_class)
    listed = listed.select_related("student__user").order_by(*alphabetical("student__user__"))
    return {row.student_id: row.student.user.list_name for row in listed}


def _sections(pupils: Mapping[int, str], day: date) -> dict[int, set[int]]:
    """Pupils of the class by journals they are on the list of."""
    found: dict[int, set[int]] = defaultdict(set)
    listed = SectionEnrollment.objects.on(day).filter(student__in=pupils)
    for section, student in listed.values_list("section_id", "student_id"):
        found[section].add(student)
    return found


def _lessons(sections: Mapping[int, set[int]], day: date) -> list[Lesson]:
    lessons = Lesson.objects.filter(section__in=sections, date=day)
    lessons = lessons.exclude(status=Lesson.Status.CANCELLED).select_related("section__subject")
    return list(lessons.order_by("number", "starts_at", "pk"))


def _codes(lessons: Sequence[Lesson], pupils: Mapping[int, str]) -> dict[tuple[int, int], str]:
    rows = AttendanceRecord.objects.filter(lesson__in=lessons, student__in=pupils)
    return {
        (row.lesson_id, row.student_id): scales.attendance_code(row.status, row.reason, row.minutes)
        for row in rows
    }


def _cell(
    lessons: Sequence[Lesson],
    student: int,
    codes: Mapping[tuple[int, int], str],
    is_in_register: bool,
    now: datetime,
) -> str:
    """A code; «·» while nobody has told; that a pupil of the register was there after all is said in full."""
    if not lessons:
        return NO_LESSON
    told = [code for lesson in lessons if (code := codes.get((lesson.pk, student)))]
    if told:
        return "/".join(told)
    if any(lesson.attendance_taken_at is None for lesson in lessons):
        return NOT_YET if min(lesson.starts_at for lesson in lessons) <= now else ""
    return PRESENT if is_in_register else ""


def _waiting(lessons: Sequence[Lesson], now: datetime) -> list[Waiting]:
    silent = [
        lesson
        for lesson in lessons
        if lesson.attendance_taken_at is None and lesson.starts_at <= now
    ]
    if not silent:
        return []
    teachers: dict[int, list[str]] = defaultdict(list)
    loads = TeachingLoad.objects.on(silent[0].date).filter(
        section__in={lesson.section_id for lesson in silent}
    )
    for load in loads.select_related("teacher__user").order_by("pk"):
        teachers[load.section_id].append(load.teacher.user.short_name)
    return [Waiting(lesson, ", ".join(teachers[lesson.section_id])) for lesson in silent]


def _around(school_class: SchoolClass, day: date) -> tuple[date | None, date | None]:
    """The school days before and after."""
    days = Lesson.objects.filter(section__section_classes__school_class=school_class)
    before = days.filter(date__lt=day).order_by("-date").values_list("date", flat=True).first()
    after = days.filter(date__gt=day).order_by("date").values_list("date", flat=True).first()
    return before, after
