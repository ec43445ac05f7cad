"""What a change does to lessons, to be seen by the person before it is done."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby

from journal.models import Lesson

from .planning import LessonPlan
from .refusals import Refused


@dataclass(frozen=True)
class Effect:
    """What a change does to lessons, by day; `kept` have entries or a closed period on days that are free now."""

    plans: tuple[LessonPlan, ...] = ()

    @property
    def gone(self) -> list[tuple[date, int]]:
        return _by_day(lesson for plan in self.plans for lesson in plan.gone)

    @property
    def new(self) -> list[tuple[date, int]]:
        return _by_day(lesson for plan in self.plans for lesson in plan.new)

    @property
    def kept(self) -> list[tuple[date, list[Lesson]]]:
        found = [lesson for plan in self.plans for lesson in plan.kept]
        found.sort(key=lambda one: (one.date, one.number, one.section.title))
        return [(day, list(lessons)) for day, lessons in groupby(found, lambda one: one.date)]

    def __bool__(self) -> bool:
        return any(plan.gone or plan.new or plan.kept for plan in self.plans)

    @property
    def stamp(self) -> str:
        """What was shown before the button: the same change of the same lessons has the same stamp."""
        rows = [
            (name, lesson.section_id, lesson.date, lesson.number)
            for plan in self.plans
            for name, lessons in (("-", plan.gone), ("+", plan.new), ("=", plan.kept))
            for lesson in lessons
        ]
        return sha256(repr(sorted(rows)).encode()).hexdigest()[:32] if rows else ""


class ToConfirm(Refused):
    """The change touches lessons: the person has to see `effect` first."""

    def __init__(self, effect: Effect) -> None:
        self.effect = effect
        super().__init__("Проверьте, что станет с уроками, и сохраните ещё раз.")


def _by_day(lessons: Iterable[Lesson]) -> list[tuple[date, int]]:
    return sorted(Counter(lesson.date for lesson in lessons).items())
