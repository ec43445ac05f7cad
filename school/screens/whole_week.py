"""The timetable of the whole school for a week: every class, every day. Lean: a text a cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from school.models import SchoolClass, SchoolYear, SectionClass, Timetable, TimetableEntry
from school.words import WEEKDAYS

from .week import in_force

SIGNS = {"odd": " (нечёт.)", "even": " (чёт.)"}


@dataclass(frozen=True)
class HourRow:
    """A number of the lesson: a cell of texts for each class; `span` is how many rows its day has, on the first."""

    day: str
    span: int
    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class WholeWeek:
    version: Timetable | None
    classes: tuple[SchoolClass, ...]
    rows: tuple[HourRow, ...]


def whole_week(*, year: SchoolYear | None, on: date) -> WholeWeek:
    """Every class of the year in the version in force. Four queries, whatever the number of classes."""
    version = in_force(year, on)
    classes = tuple(SchoolClass.objects.filter(year=year).in_order())
    if version is None:
        return WholeWeek(None, classes, ())
    of_section: dict[int, list[int]] = defaultdict(list)
    links = SectionClass.objects.filter(section__year=year)
    for section, school_class in links.values_list("section_id", "school_class_id"):
        of_section[section].append(school_class)
    entries = TimetableEntry.objects.filter(timetable=version).held_on(on).values_list(
        "section_id", "weekday", "number", "weeks", "room__name",
        "section__subject__short_name", "section__subject__name",
    )  # fmt: skip
    cells: dict[tuple[int, int, int], list[str]] = defaultdict(list)
    for section, weekday, number, weeks, room, short, name in entries.order_by(
        "section__subject__name", "section__name", "pk"
    ):
        text = f"{short or name}{SIGNS.get(weeks, '')}{f' · {room}' if room else ''}"
        for school_class in of_section[section]:
            cells[weekday, number, school_class].append(text)
    return WholeWeek(version, classes, tuple(_rows(cells, classes)))


def _rows(
    cells: Mapping[tuple[int, int, int], list[str]], classes: Sequence[SchoolClass]
) -> Iterator[HourRow]:
    by_day: dict[int, set[int]] = defaultdict(set)
    for weekday, number, _ in cells:
        by_day[weekday].add(number)
    for weekday in sorted(by_day):
        numbers = range(min(by_day[weekday]), max(by_day[weekday]) + 1)
        for number in numbers:
            texts = tuple("; ".join(cells.get((weekday, number, one.pk), ())) for one in classes)
            span = len(numbers) if number == numbers[0] else 0
            yield HourRow(WEEKDAYS[weekday - 1], span, number, texts)
