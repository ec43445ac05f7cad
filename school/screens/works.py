"""What the forms of the schedule of control works offer."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from school.control_works import TAKING
from school.models import SchoolClass, SchoolYear, SectionClass, Subject


@dataclass(frozen=True)
class Offered:
    """Classes of the year and the subjects they learn."""

    classes: tuple[SchoolClass, ...]
    subjects: tuple[Subject, ...]
    learnt: Mapping[int, frozenset[int]]

    def learning(self, classes: Iterable[SchoolClass], subject: Subject) -> list[SchoolClass]:
        """Those of the classes that learn the subject."""
        return [one for one in classes if subject.pk in self.learnt.get(one.pk, ())]


def adding(year: SchoolYear) -> Offered:
    """Three queries."""
    learnt: dict[int, set[int]] = defaultdict(set)
    links = SectionClass.objects.filter(section__year=year, section__kind__in=TAKING)
    for school_class, subject in links.values_list("school_class_id", "section__subject_id"):
        learnt[school_class].add(subject)
    taught = {subject for own in learnt.values() for subject in own}
    classes: Any = SchoolClass.objects.filter(year=year)
    subjects = Subject.objects.filter(pk__in=taught).order_by("position", "name")
    return Offered(
        tuple(classes.in_order()),
        tuple(subjects),
        {key: frozenset(own) for key, own in learnt.items()},
    )


def limits_kept(today: date) -> dict[str, Any]:
    """What the form of limits begins with: those of the ministry's letter, from today; the act is the school's own."""
    return {
        "starts_on": today, "weeks_between": Decimal("2.5"), "a_day": 1, "percent": 10, "spares_edges": True,
    }  # fmt: skip
