"""What stands in the last column of a printed lesson: for what its marks are, and who held it instead."""

from collections import defaultdict
from datetime import date

from django.db.models import Min

from journal.models import LineItem, WorkType
from school.models import Substitution


def works(keys: list[int]) -> tuple[dict[int, list[str]], dict[int, int]]:
    """What the marks of a lesson are for, where it is not the usual work; and control works counted."""
    usual = WorkType.objects.aggregate(first=Min("position"))["first"]
    told: dict[int, list[str]] = defaultdict(list)
    controls: dict[int, int] = defaultdict(int)
    rows = LineItem.objects.filter(lesson__section__in=keys).order_by("position")
    for lesson, name, position, is_control, title in rows.values_list(
        "lesson", "work_type__name", "work_type__position", "work_type__is_control", "title"
    ):
        controls[lesson] += is_control
        said = position == usual or title.startswith(name)
        words = [title] if said else [name, title]
        if text := ". ".join(filter(None, words)):
            told[lesson].append(text)
    return told, controls


def substitutes(keys: list[int]) -> dict[tuple[int, date, int], list[str]]:
    """Who held a lesson instead of its teacher, by place: the entry itself says so (B 2.11)."""
    rows = Substitution.objects.filter(section__in=keys).select_related("teacher__user")
    return {
        (row.section_id, row.date, row.number): [f"замена: {row.teacher.user.short_name}"]
        for row in rows
    }
