"""The register of one lesson: everybody is here but those who are marked; what is known beforehand stands beside the name."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import Max, QuerySet

from journal import registers, scales
from journal.models import AttendanceRecord, DailyAbsence, Lesson
from school.models import Student

from .lesson import Answer
from .roster import Pupil, roster

# The school day before is not further off, but after holidays, when it says nothing.
REMEMBERED = timedelta(days=4)
Before = Mapping[int, Sequence[tuple[date, int, str]]]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """`stored` is the code in the journal; `is_absent` and `late` are what the page shows until it is confirmed."""

    pupil: Pupil
    stored: str
    version: int
    is_absent: bool
    late: str
    # «болеет по 25 ноября, по данным классного руководителя».
    known: str = ""
    # «вчера не был».
    hint: str = ""
    text: str = ""
    seen: str = ""

    @property
    def base(self) -> str:
        return self.seen or f"{self.version}:{self.stored}"

    @property
    def told(self) -> str:
        """What the journal has there, where the page has no place of its own for it."""
        words = {"б": "болезнь", "ну": "уважительная причина", scales.LATE_CODE: "опоздание"}
        return words.get(self.stored, "")


@dataclass(frozen=True, slots=True)
class RegisterScreen:
    lesson: Lesson
    rows: Sequence[RegisterRow]

    @property
    def taken(self) -> str:
        """«через 4 минуты после звонка»; empty while nobody has taken it."""
        at = self.lesson.attendance_taken_at
        return registers.taken_words(self.lesson.starts_at, at) if at else ""

    def known_away(self, *, is_first: bool) -> list[RegisterRow]:
        """Of whom the homeroom teacher has said why he is not here, while the lesson's teacher has said nothing.

        In a register that was taken already nobody is, but where it is only now confirmed (`is_first`).
        """
        is_open = is_first or self.lesson.attendance_taken_at is None
        return [row for row in self.rows if is_open and row.known and not row.version]

    def confirmed(self, written: Mapping[int, str]) -> str:
        """In words what a confirmation has done; `written` are codes by pupil, as it wrote them."""
        codes = {row.pupil.pk: written.get(row.pupil.pk, row.stored) for row in self.rows}
        marked = [(row.pupil.name, row.known) for row in self.rows if row.pupil.pk in written]
        absent = sum(code in scales.ABSENT_CODES for code in codes.values())
        unmarked = [
            (row.pupil.name, row.known)
            for row in self.rows
            if row.known and codes[row.pupil.pk] not in scales.ABSENT_CODES
        ]
        return registers.confirmed_words(self.lesson.date, absent, marked, unmarked)

    @property
    def taken_before(self) -> str:
        """In words that it had been taken before, and who is known to be away all the same."""
        rows = [(row.pupil.name, row.known) for row in self.rows if row.known and not row.version]
        return registers.taken_before_words(self.lesson.date, self.taken, rows)

    def answered(
        self, answers: Mapping[str, Answer], absent: Collection[int], late: Mapping[int, str]
    ) -> "RegisterScreen":
        """The same page as it was filled in, with what was not written and why."""
        rows = []
        for row in self.rows:
            answer = answers.get(f"attendance-{row.pupil.pk}", Answer(""))
            rows.append(
                replace(
                    row,
                    is_absent=row.pupil.pk in absent,
                    late=late.get(row.pupil.pk, ""),
                    text=answer.text,
                    seen=answer.base,
                )
            )
        return replace(self, rows=rows)


def register_screen(lesson: Lesson, *, among: QuerySet[Student] | None) -> RegisterScreen:
    """The lesson from access.lesson_to_fill. Five queries, whatever the number of pupils."""
    pupils = roster(lesson.section, lesson.date, lesson.date, among=among)
    keys = [pupil.pk for pupil in pupils]
    stored = {
        row.student_id: (
            scales.attendance_code(row.status, row.reason, row.minutes),
            row.version,
        )
        for row in AttendanceRecord.objects.filter(lesson=lesson)
    }
    known = {
        row.student_id: row for row in DailyAbsence.objects.on(lesson.date).filter(student__in=keys)
    }
    day_before, before = _before(lesson, keys)
    return RegisterScreen(
        lesson, [_row(lesson, pupil, stored, known, day_before, before) for pupil in pupils]
    )


def _row(
    lesson: Lesson,
    pupil: Pupil,
    stored: Mapping[int, tuple[str, int]],
    known: Mapping[int, DailyAbsence],
    day_before: date | None,
    before: Before,
) -> RegisterRow:
    code, version = stored.get(pupil.pk, ("", 0))
    line = known.get(pupil.pk)
    is_new = not version and lesson.attendance_taken_at is None
    hint = registers.absence_words(
        lesson.date, day_before, before.get(pupil.pk, ()), is_female=pupil.is_female
    )
    return RegisterRow(
        pupil=pupil,
        stored=code,
        version=version,
        is_absent=code in scales.ABSENT_CODES or bool(line and is_new),
        late=code.removeprefix(scales.LATE_CODE).strip()
        if code.startswith(scales.LATE_CODE)
        else "",
        known=registers.known_words(line.reason, line.ends_on) if line and line.ends_on else "",
        hint=hint,
    )


def _before(lesson: Lesson, students: Sequence[int]) -> tuple[date | None, Before]:
    """The school day before of these classes, and who was absent then and earlier today. Two queries."""
    of_classes = Lesson.objects.filter(
        section__section_classes__school_class__section_classes__section=lesson.section_id,
        date__lt=lesson.date,
        date__gte=lesson.date - REMEMBERED,
    )
    day_before = of_classes.aggregate(last=Max("date"))["last"]
    rows = AttendanceRecord.objects.filter(
        student__in=students,
        status=AttendanceRecord.Status.ABSENT,
        lesson__date__range=(day_before or lesson.date, lesson.date),
        lesson__starts_at__lt=lesson.starts_at,
    )
    found: dict[int, list[tuple[date, int, str]]] = {}
    for student, day, number, reason in rows.values_list(
        "student_id", "lesson__date", "lesson__number", "reason"
    ):
        if day in (day_before, lesson.date):
            found.setdefault(student, []).append((day, number, reason))
    return day_before, found
