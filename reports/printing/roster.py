"""The order of a printed class list and the notes on those who came and left (regulation § 5.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .class_year import Term

CAME = {"male": "прибыл", "female": "прибыла", "": "прибыл(а)"}
LEFT = {"male": "выбыл", "female": "выбыла", "": "выбыл(а)"}


@dataclass(frozen=True, slots=True)
class Stay:
    """One enrolment of a pupil in the class, with the orders it began and ended by."""

    student: int
    term: Term
    entered_by: str
    left_by: str
    # «из 7А», «в 7Б»; empty from and to other schools.
    came_from: str = ""
    gone_to: str = ""


def in_list_order(stays: Sequence[Stay], year_starts: date) -> list[list[Stay]]:
    """Pupils' stays, a list for each pupil: first those of the beginning, as they stand, then arrivals by day.

    `stays` come in alphabetical order. The list is not sorted anew after an arrival.
    """
    by_pupil: dict[int, list[Stay]] = {}
    for stay in stays:
        by_pupil.setdefault(stay.student, []).append(stay)
    for own in by_pupil.values():
        own.sort(key=lambda stay: stay.term.first)
    began = beginning(stays, year_starts)
    return sorted(by_pupil.values(), key=lambda own: max(own[0].term.first, began))


def beginning(stays: Iterable[Stay], year_starts: date) -> date:
    """The day the list began: the first of the year, or later in a class that was formed later."""
    return min((max(stay.term.first, year_starts) for stay in stays), default=year_starts)


def notes(
    own: Sequence[Stay], sex: str, began: date, year_ends: date, today: date
) -> tuple[str, ...]:
    """«прибыл 12.10.2025 из 7А, пр. № 45», «выбыла 15.01.2026, пр. № 7», in the order of events."""
    told = []
    for stay in own:
        if stay.term.first > began:
            told.append(
                f"{CAME[sex]} {_when(stay.term.first, stay.came_from)}{by_order(stay.entered_by)}"
            )
        if has_left(stay, year_ends, today):
            told.append(
                f"{LEFT[sex]} {_when(stay.term.last, stay.gone_to)}{by_order(stay.left_by)}"
            )
    return tuple(told)


def _when(day: date | None, where: str) -> str:
    return f"{day:%d.%m.%Y} {where}".rstrip()


def has_left(stay: Stay, year_ends: date, today: date) -> bool:
    """Before the year's end, and already: a term that closes with the year is not a leaving."""
    return stay.term.last is not None and stay.term.last < year_ends and stay.term.last < today


def by_order(number: str) -> str:
    if not number:
        return ""
    return f", пр. {number}" if number.startswith(("№", "от")) else f", пр. № {number}"


def told(day: date | None, order: str, where: str) -> str:
    """«12.10.2025, пр. № 45, из 7А»."""
    return ", ".join(filter(None, (f"{day:%d.%m.%Y}{by_order(order)}", where)))
