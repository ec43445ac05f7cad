"""What stands in the last column of a printed lesson: for what its marks are, by which protocol one was given later,
who held it instead.
"""

from collections import defaultdict
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Min, OuterRef
from django.db.models.functions import JSONObject

from journal.models import LineItem, MakeUp, WorkType
from school.models import Substitution
from school.words import date_dots


def works(keys: list[int]) -> tuple[dict[int, list[str]], dict[int, int]]:
    """What the marks of a lesson are for, where it is not the usual work, and protocols (B 2.6); control works counted."""
    usual = WorkType.objects.aggregate(first=Min("position"))["first"]
    told: dict[int, list[str]] = defaultdict(list)
    controls: dict[int, int] = defaultdict(int)
    rows = LineItem.objects.filter(lesson__section__in=keys).order_by("position")
    for lesson, place, name, position, is_control, title, protocols in rows.values_list(
        "lesson", "position", "work_type__name", "work_type__position", "work_type__is_control", "title",
        _protocols(),
    ):  # fmt: skip
        controls[lesson] += is_control
        said = position == usual or title.startswith(name)
        words = [title] if said else [name, title]
        if text := ". ".join(filter(None, words)):
            told[lesson].append(text)
        if place == 0:
            told[lesson] += dict.fromkeys(map(_told, protocols))
    return told, controls


def _protocols() -> ArraySubquery:
    """By which marks of the lesson were given later: number and day."""
    made_up = MakeUp.objects.filter(lesson=OuterRef("lesson")).order_by("protocol__date", "pk")
    return ArraySubquery(
        made_up.values(told=JSONObject(number="protocol__number", day="protocol__date"))
    )


def _told(protocol: dict[str, str]) -> str:
    return f"протокол № {protocol['number']} от {date_dots(date.fromisoformat(protocol['day']))}"


def substitutes(keys: list[int]) -> dict[tuple[int, date, int], list[str]]:
    """Who held a lesson instead of its teacher, by place: the entry itself says so (B 2.11)."""
    rows = Substitution.objects.filter(section__in=keys).select_related("teacher__user")
    return {
        (row.section_id, row.date, row.number): [f"замена: {row.teacher.user.short_name}"]
        for row in rows
    }
