"""Blank sheets: which the person may print, and those of the school that are ready (ARC-6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.models import DayBlanks


@dataclass(frozen=True, slots=True)
class BlanksScreen:
    """`own`: has lessons of his own; `others`: prints those of his grades, of the whole school if `is_whole`."""

    own: bool
    others: bool
    is_whole: bool
    ready: Sequence[DayBlanks]


def blanks_screen(*, own: bool, others: bool, is_whole: bool) -> BlanksScreen:
    """One query for who prints for all the school, none for the others."""
    ready = list(DayBlanks.objects.order_by("-day")) if is_whole else []
    return BlanksScreen(own, others, is_whole, ready)
