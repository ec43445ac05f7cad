"""A class at its year's end: who goes on where, by what is known of each pupil, and what is decided already (SCH-13)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.names import alphabetical
from school.grading import NOT_ASSESSED
from school.models import ClassEnrollment, EnrollmentEvent, SchoolClass, SchoolYear, Student
from school.next_year import LAST_GRADE
from school.rulebook import read_book

from .class_setup import next_name

Kind = EnrollmentEvent.Kind
UNDECIDED, FINISHED = "", "finished"
# Grades after which a pupil may leave with a certificate.
LAST_OF_LEVEL = (9, LAST_GRADE)


@dataclass(frozen=True)
class Promoted:
    """A pupil of the class: what is decided, or what may be; `debts` are subjects not passed in the year."""

    student: Student
    debts: str
    decided: str
    choices: tuple[tuple[str, str], ...]
    proposed: str


@dataclass(frozen=True)
class PromotionScreen:
    classes: tuple[SchoolClass, ...]
    chosen: SchoolClass | None
    next_year: SchoolYear | None
    targets: tuple[SchoolClass, ...]
    pupils: tuple[Promoted, ...]

    @property
    def may_decide(self) -> bool:
        """There is where to go on, or school may be finished."""
        return bool(self.targets) or (
            self.chosen is not None and self.chosen.grade in LAST_OF_LEVEL
        )

    @property
    def undecided(self) -> list[Promoted]:
        return [row for row in self.pupils if not row.decided]

    @property
    def decided(self) -> list[Promoted]:
        return [row for row in self.pupils if row.decided]


def promotion_screen(
    classes: Sequence[SchoolClass], asked: str, targets: Sequence[SchoolClass]
) -> PromotionScreen:
    """Of these classes the one asked for by its key; `targets` are classes the person enters pupils in. Six queries."""
    chosen = next((one for one in classes if str(one.pk) == asked), None)
    if chosen is None:
        return PromotionScreen(tuple(classes), None, None, (), ())
    later = SchoolYear.objects.filter(starts_on__gt=chosen.year.ends_on).order_by("starts_on")
    next_year = later.first()
    fitting = tuple(
        one
        for one in targets
        if next_year and one.year_id == next_year.pk and one.grade in (chosen.grade, chosen.grade + 1)
    )  # fmt: skip
    return PromotionScreen(
        tuple(classes), chosen, next_year, fitting, _pupils(chosen, next_year, fitting)
    )


def _pupils(
    school_class: SchoolClass, next_year: SchoolYear | None, targets: Sequence[SchoolClass]
) -> tuple[Promoted, ...]:
    """Those who are in the class on the last day of its year, by alphabet."""
    places: Any = ClassEnrollment.objects.on(school_class.year.ends_on).filter(
        school_class=school_class
    )
    rows = places.select_related("student__user").order_by(*alphabetical("student__user__"))
    students = [row.student for row in rows]
    decided = _decided(students, school_class, next_year)
    debts = _debts(students, school_class)
    return tuple(
        Promoted(
            student, ", ".join(debts.get(student.pk, [])), decided.get(student.pk, ""),
            choices := _choices(school_class, targets, student),
            _proposed(school_class, targets, choices, bool(debts.get(student.pk))),
        )
        for student in students
    )  # fmt: skip


def _decided(
    students: Sequence[Student], school_class: SchoolClass, next_year: SchoolYear | None
) -> dict[int, str]:
    """What is written of a pupil already: the movement with its order, or the place of the next year."""
    found: dict[int, str] = {}
    if next_year:
        placed = ClassEnrollment.objects.filter(student__in=students, school_class__year=next_year)
        for place in placed.select_related("school_class").order_by("-starts_on"):
            found[place.student_id] = f"в классе {place.school_class.name}"
    events = EnrollmentEvent.objects.filter(
        student__in=students, from_class=school_class, date__gte=school_class.year.ends_on
    )
    for event in events.select_related("to_class").order_by("date", "pk"):
        if event.kind == Kind.WITHDRAWAL or event.student_id in found:
            where = f": {event.to_class.name}" if event.to_class else ""
            found[event.student_id] = f"{event.get_kind_display()}{where}, приказ {event.order}"
    return found


def _debts(students: Sequence[Student], school_class: SchoolClass) -> dict[int, list[str]]:
    """Subjects with the failing mark of the year by their scale, or none for want of marks, by pupil (273-ФЗ art. 58)."""
    found: dict[int, list[str]] = defaultdict(list)
    marked: Any = Student.objects.filter(
        pk__in=[one.pk for one in students],
        period_marks__kind="year",
        period_marks__section__year=school_class.year_id,
    )
    of = "period_marks__section__"
    rows = marked.values_list(
        "pk", "period_marks__code", f"{of}subject__name", f"{of}scale", f"{of}grading"
    )
    book, last = read_book(), school_class.year.ends_on
    for student, code, name, scale, grading in rows.order_by(f"{of}subject__position"):
        if code and code in (NOT_ASSESSED, book.scale(scale, grading, last).failing):
            found[student].append(name)
    return found


def _choices(
    school_class: SchoolClass, targets: Sequence[SchoolClass], student: Student
) -> tuple[tuple[str, str], ...]:
    up = [one for one in targets if one.grade == school_class.grade + 1]
    again = [one for one in targets if one.grade == school_class.grade]
    return (
        (UNDECIDED, "не решено"),
        *((f"{Kind.PROMOTION}:{one.pk}", f"перевести в {one.name}") for one in up),
        *((f"{Kind.CONDITIONAL}:{one.pk}", f"перевести условно в {one.name}") for one in up),
        *((f"{Kind.REPEAT}:{one.pk}", f"оставить повторно, {one.name}") for one in again),
        *([(FINISHED, "выпустить")] if school_class.grade in LAST_OF_LEVEL else []),
    )


def _proposed(
    school_class: SchoolClass,
    targets: Sequence[SchoolClass],
    choices: Sequence[tuple[str, str]],
    has_debts: bool,
) -> str:
    """The class that goes on with this one; conditionally where something is not passed."""
    if school_class.grade >= LAST_GRADE:
        return UNDECIDED if has_debts else FINISHED
    name = next_name(school_class).lower()
    target = next((one for one in targets if one.name.lower() == name), None)
    kind = Kind.CONDITIONAL if has_debts else Kind.PROMOTION
    return f"{kind}:{target.pk}" if target else UNDECIDED
