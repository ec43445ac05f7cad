"""What the spread's cells do not show and its script has to know: unusual versions, comments."""

from collections.abc import Collection, Mapping, Sequence

from school.models import GradingPeriod

from .columns import Column
from .entries import Entries


def versions(
    columns: Sequence[Column], entries: Entries, period: GradingPeriod, shown: Collection[int]
) -> Mapping[int, dict[str, int]]:
    """Versions that the page cannot tell from what it shows, by pupil and column: {student: {"m3": 2}}.

    A filled cell is of version 1 and an empty one of version 0 unless it stands here.
    """
    keys = {("mark", column.item): f"m{place}" for place, column in enumerate(columns)}
    keys |= {
        ("attendance", column.lesson): f"a{place}"
        for place, column in enumerate(columns)
        if column.is_first
    }
    keys |= {("period", period.pk): "period", ("year", None): "year"}
    unusual: dict[int, dict[str, int]] = {}
    for kind, place, student, value, version in entries.all():
        if version != bool(value) and (kind, place) in keys and student in shown:
            unusual.setdefault(student, {})[keys[kind, place]] = version
    return unusual


def comments(
    columns: Sequence[Column], entries: Entries, shown: Collection[int]
) -> Mapping[int, dict[int, str]]:
    """On marks, by pupil and place of the column."""
    places = {column.item: place for place, column in enumerate(columns)}
    found: dict[int, dict[int, str]] = {}
    for (item, student), text in entries.comments.items():
        if item in places and student in shown:
            found.setdefault(student, {})[places[item]] = text
    return found
