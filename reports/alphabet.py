"""The alphabetical register of pupils (алфавитная книга, regulation § 13): everybody who has ever been enrolled."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.names import alphabetical
from school.models import ClassEnrollment, EnrollmentEvent, Student
from school.words import DASH, date_dots

from .spreadsheets import Value

TITLE = "Алфавитная книга"
HEAD = (
    "№", "Фамилия, имя, отчество", "Дата рождения", "Пол", "Дата поступления", "В какой класс", "Адрес",
    "Дата выбытия", "Из какого класса", "Куда", "Приказ", "Причина", "Отметка о выдаче личного дела",
)  # fmt: skip
# About a second a hundred lines: the worker has others' papers to make.
LARGEST_PDF = 1000
TOO_LONG = (
    "В PDF помещается не больше 1000 учеников. Выберите букву; вся книга выгружается в Excel."
)
Kind = EnrollmentEvent.Kind


@dataclass(frozen=True)
class Entry:
    """A line of the register; its number is that of the personal file. `left` is empty of who is at the school."""

    student: Student
    letter: str
    came_on: date | None
    came_to: str
    left_on: date | None
    left_from: str
    where: str
    order: str
    reason: str
    returned: str

    @property
    def cells(self) -> Sequence[Value]:
        """In the columns of HEAD; the last one is for a hand."""
        pupil = self.student
        came = date_dots(self.came_on) if self.came_on else DASH
        return (
            pupil.file_number or DASH,
            pupil.user.full_name,
            date_dots(pupil.birth_date) if pupil.birth_date else DASH,
            pupil.get_sex_display() or DASH,
            f"{came}; {self.returned}" if self.returned else came,
            self.came_to or DASH,
            pupil.address or DASH,
            date_dots(self.left_on) if self.left_on else "",
            self.left_from,
            self.where,
            self.order,
            self.reason,
            "",
        )


@dataclass(frozen=True)
class Register:
    """Lines by alphabet, whatever the class; `letters` are all the first letters there are."""

    entries: tuple[Entry, ...]
    letters: tuple[str, ...]
    letter: str
    unnumbered: int


def read_register(pupils: QuerySet[Student], letter: str, *, on: date) -> Register:
    """Pupils of the keeper, of one letter or of all («»). Three queries."""
    rows = list(pupils.select_related("user").order_by(*alphabetical("user__")))
    letters = tuple(dict.fromkeys(letter_of(row) for row in rows))
    chosen = letter if letter in letters else ""
    shown = [row for row in rows if chosen in ("", letter_of(row))]
    places, events = _places(shown), _events(shown)
    entries = tuple(
        _entry(row, places.get(row.pk, []), events.get(row.pk, []), on) for row in shown
    )
    return Register(entries, letters, chosen, sum(not row.file_number for row in shown))


def letter_of(student: Student) -> str:
    """The letter the pupil stands under: Ё with Е."""
    return student.user.last_name[:1].upper().replace("Ё", "Е")


def _places(students: Iterable[Student]) -> dict[int, list[ClassEnrollment]]:
    found: dict[int, list[ClassEnrollment]] = defaultdict(list)
    rows = ClassEnrollment.objects.filter(student__in=[one.pk for one in students])
    for row in rows.select_related("school_class__year").order_by("starts_on"):
        found[row.student_id].append(row)
    return found


def _events(students: Iterable[Student]) -> dict[int, list[EnrollmentEvent]]:
    found: dict[int, list[EnrollmentEvent]] = defaultdict(list)
    rows = EnrollmentEvent.objects.filter(
        student__in=[one.pk for one in students], kind__in=[Kind.WITHDRAWAL, Kind.RETURN]
    )
    for row in rows.select_related("from_class").order_by("date", "pk"):
        found[row.student_id].append(row)
    return found


def _entry(
    student: Student,
    places: Sequence[ClassEnrollment],
    events: Sequence[EnrollmentEvent],
    on: date,
) -> Entry:
    first, last = (places[0], places[-1]) if places else (None, None)
    returned = [event for event in events if event.kind == Kind.RETURN]
    return Entry(
        student=student,
        letter=letter_of(student),
        came_on=first.starts_on if first else None,
        came_to=first.school_class.name if first else "",
        returned=", ".join(f"снова {date_dots(event.date)}" for event in returned),
        **_leaving(last, events, on),
    )


def _leaving(
    last: ClassEnrollment | None, events: Sequence[EnrollmentEvent], on: date
) -> dict[str, Any]:
    """By the order on the leaving, else by the words of the last place; nothing of who is to be at the school later."""
    stays = {"left_on": None, "left_from": "", "where": "", "order": "", "reason": ""}
    event = events[-1] if events and events[-1].kind == Kind.WITHDRAWAL else None
    if event and (last is None or last.starts_on <= event.date) and event.date <= on:
        return {
            "left_on": event.date,
            "left_from": event.from_class.name if event.from_class else "",
            "where": event.place or event.get_area_display(),
            "order": event.order,
            "reason": ", ".join(filter(None, (event.get_reason_display(), event.note))),
        }
    if last and last.ends_on and last.ends_on < on and last.left_by_order:
        left = {"left_on": last.ends_on, "left_from": last.school_class.name}
        return stays | left | {"order": last.left_by_order}
    return stays
