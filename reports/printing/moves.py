"""What movements by orders add to a class's printed list: where from, where to, what was decided at the year's end."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from journal.carried import in_words, marks_carried, periods_carried
from school.models import ClassEnrollment, EnrollmentEvent, SchoolClass

from .class_year import Period, Term
from .roster import Stay, told

ONE_DAY = timedelta(days=1)
Kind, Reason = EnrollmentEvent.Kind, EnrollmentEvent.Reason


@dataclass(frozen=True)
class Moves:
    """Movements into the class by pupil and first day, out of it by pupil and last day, and decisions by pupil."""

    came: Mapping[tuple[int, date], EnrollmentEvent]
    gone: Mapping[tuple[int, date], EnrollmentEvent]
    decisions: Mapping[int, str]

    def came_from(self, student: int, first: date) -> str:
        """«из 7А»; empty where the pupil came from outside."""
        event = self.came.get((student, first))
        return f"из {event.from_class.name}" if event and event.from_class else ""

    def gone_to(self, student: int, last: date | None) -> str:
        event = self.gone.get((student, last)) if last else None
        return f"в {event.to_class.name}" if event and event.to_class else ""

    def stays_of(self, places: Iterable[ClassEnrollment]) -> list[Stay]:
        """Places in the class with where the pupils came from and went to."""
        return [
            Stay(
                row.student_id, Term(row.starts_on, row.ends_on), row.entered_by_order, row.left_by_order,
                self.came_from(row.student_id, row.starts_on), self.gone_to(row.student_id, row.ends_on),
            )
            for row in places
        ]  # fmt: skip

    def told_of_coming(self, stay: Stay) -> str:
        """«12.10.2025, пр. № 45, из 7А», with the school outside where it is known."""
        event = self.came.get((stay.student, stay.term.first))
        return told(
            stay.term.first, stay.entered_by, stay.came_from or (event.place if event else "")
        )

    def told_of_leaving(self, stay: Stay) -> str:
        event = self.gone.get((stay.student, stay.term.last)) if stay.term.last else None
        return told(stay.term.last, stay.left_by, stay.gone_to or (event.place if event else ""))


def read_moves(school_class: SchoolClass) -> Moves:
    """One query."""
    events = EnrollmentEvent.objects.filter(Q(from_class=school_class) | Q(to_class=school_class))
    came, gone, decisions = {}, {}, {}
    for event in events.select_related("from_class", "to_class").order_by("date", "pk"):
        if event.to_class_id == school_class.pk:
            came[event.student_id, event.date] = event
        if event.from_class_id == school_class.pk:
            is_leaving = event.kind == Kind.WITHDRAWAL
            last = event.date if is_leaving else event.date - ONE_DAY
            gone[event.student_id, last] = event
            decision = decision_of(event)
            if decision:
                decisions[event.student_id] = decision
    return Moves(came, gone, decisions)


def decision_of(event: EnrollmentEvent) -> str:
    """What the summary sheet says of the year's end (regulation § 5.6); empty for a movement within the year."""
    grade = event.to_class.grade if event.to_class else 0
    told = {
        Kind.PROMOTION: f"переведён(а) в {grade} класс",
        Kind.CONDITIONAL: f"переведён(а) в {grade} класс условно",
        Kind.REPEAT: f"оставлен(а) на повторное обучение в {grade} классе",
    }.get(Kind(event.kind), "")
    if event.reason == Reason.GRADUATION and event.from_class:
        told = f"окончил(а) {event.from_class.grade} классов"
    if not told:
        return ""
    return ", ".join(filter(None, (told, event.note, f"пр. {event.order}")))


def brought_marks(
    sections: Sequence[int], terms: Iterable[tuple[Term, ...]], periods: Iterable[Period]
) -> dict[int, dict[int, tuple[str, ...]]]:
    """«I четв., из 7А: 5, 4» by section, then by pupil. A query for each period in which somebody came onto a list."""
    firsts = {term.first for own in terms for term in own}
    found: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    for period in periods:
        if any(period.first < first <= period.last for first in firsts):
            carried = marks_carried(sections, period.first, period.last)
            for (section, student), marks in carried.items():
                before = found[section].get(student, ())
                found[section][student] = (*before, f"{period.short}, {in_words(marks)}")
    return found


def brought_periods(
    sections: Sequence[int], terms: Iterable[tuple[Term, ...]], first: date, last: date
) -> dict[int, dict[tuple[int, int], str]]:
    """Marks of periods given in the journals before, by section, then by pupil and period; where anybody came after
    the first day. One query, or none."""
    found: dict[int, dict[tuple[int, int], str]] = defaultdict(dict)
    if any(term.first > first for own in terms for term in own):
        for (section, student), codes in periods_carried(sections, last).items():
            found[section] |= {(student, period): code for period, code in codes.items()}
    return found
