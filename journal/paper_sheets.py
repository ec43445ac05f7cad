"""Numbers of blank sheets on which a lesson is kept while the program is down (ARC-6). Pure."""

import re

from journal.models import Lesson

LONGEST = 40
OURS = re.compile(r"\d{6}-\d{1,2}-(\d+)")


def sheet_number(lesson: Lesson) -> str:
    """«251015-3-48213»: day, lesson, and the key by which the lesson is found. Printed again, it is the same."""
    return f"{lesson.date:%y%m%d}-{lesson.number}-{lesson.pk}"


def is_of_another(number: str, lesson: Lesson) -> bool:
    """The number of a sheet that was printed for another lesson; a school's own numbers are of any kind."""
    found = OURS.fullmatch(number)
    return found is not None and found[1] != str(lesson.pk)


def copied_from(number: str) -> str:
    """What history says of entries that were copied from a sheet of paper; empty where they were not."""
    told = " ".join(number.split())
    return f"по бумажному листу № {told}" if told else ""
