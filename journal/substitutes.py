"""Who may hold the lesson of a colleague who is away. Pure: facts of one day come in, offers go out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Hours:
    """From bell to bell; lesson 7 of one shift may be lesson 1 of the other, so numbers are not compared."""

    starts_at: datetime
    ends_at: datetime

    def meets(self, other: "Hours") -> bool:
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True, slots=True)
class Colleague:
    """A teacher at work that day: what and whom he teaches this year, and the hours of his own lessons."""

    pk: int
    name: str
    subjects: frozenset[int]
    classes: frozenset[int]
    hours: tuple[Hours, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A colleague who may hold the lesson; one who is not free would hold it beside his own (совмещение)."""

    colleague: Colleague
    is_free: bool
    knows_subject: bool
    knows_class: bool

    @property
    def told(self) -> str:
        """«Петрова А. И. — ведёт предмет, 3 урока в этот день»."""
        known = [
            word
            for word, is_so in (
                ("ведёт предмет", self.knows_subject),
                ("знает класс", self.knows_class),
            )
            if is_so
        ]
        return ", ".join(known)


def offers(
    subject: int, classes: Iterable[int], hours: Hours, colleagues: Iterable[Colleague]
) -> list[Offer]:
    """Colleagues for the lesson, the fittest first: free, of the subject, of the class, with fewer lessons, by name.

    Of those who are not free only who teaches the subject or the class is offered: two groups are joined, not two
    strangers.
    """
    of_class = frozenset(classes)
    found = [
        Offer(
            colleague,
            is_free=not any(hours.meets(own) for own in colleague.hours),
            knows_subject=subject in colleague.subjects,
            knows_class=bool(of_class & colleague.classes),
        )
        for colleague in colleagues
    ]
    fit = [offer for offer in found if offer.is_free or offer.knows_subject or offer.knows_class]
    return sorted(fit, key=_order)


def _order(offer: Offer) -> tuple[bool, bool, bool, int, str, int]:
    return (
        not offer.is_free,
        not offer.knows_subject,
        not offer.knows_class,
        len(offer.colleague.hours),
        offer.colleague.name,
        offer.colleague.pk,
    )
