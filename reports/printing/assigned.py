"""Homework of lessons in the printed journal: what was set, of which kind, for which day, to whom."""

from collections import defaultdict
from datetime import date

from django.db.models import Count

from journal.models import Assignment, HomeworkKind
from school.words import count_of


def homework_words(
    text: str | None, is_none: bool | None, due_on: date | None, kind: str | None = ""
) -> str:
    """Homework as the page prints it: the text, its kind, its day."""
    if is_none:
        return "не задано"
    if not text:
        return ""
    terms = [HomeworkKind(kind).label] if kind else []
    terms += [f"к {due_on:%d.%m}"] if due_on else []
    return f"{text} ({', '.join(terms)})" if terms else text


def further(keys: list[int]) -> dict[int, list[str]]:
    """Further assignments of each lesson; of those by name, to how many: no pupil is named beside his task."""
    rows = Assignment.objects.filter(lesson__section__in=keys).annotate(named=Count("pupils"))
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows.select_related("group__subject").order_by("pk"):
        told = homework_words(row.text, False, row.due_on, row.kind)
        if row.group:
            told = f"{row.group.subject.name}, {row.group.name}: {told}"
        elif row.audience == Assignment.Audience.PUPILS:
            told = (
                f"индивидуально, {count_of(row.named, 'ученику', 'ученикам', 'ученикам')}: {told}"
            )
        found[row.lesson_id].append(told)
    return found
