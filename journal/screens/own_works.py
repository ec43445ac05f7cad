"""Control works of a teacher's own journals, asked for and decided (SCH-11)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from school.models import ControlWork, SchoolYear, SectionClass

from .works import DONE, NOT_DONE, STATES, WorkLine, done_works

Status = ControlWork.Status


def own_works(year: SchoolYear, own: Iterable[int], *, today: date) -> list[WorkLine]:
    """What a teacher has asked for in own journals, the refused too, the latest day first. Three queries."""
    rows = ControlWork.objects.filter(year=year, section__in=list(own))
    found = list(rows.select_related("subject", "section").order_by("-date", "-pk"))
    done = done_works(year, year.starts_on, min(today, year.ends_on)) if found else set()
    names: dict[int, list[str]] = defaultdict(list)
    links = SectionClass.objects.filter(section__in={row.section_id for row in found})
    for section, name in links.order_by("school_class__grade", "school_class__letter").values_list(
        "section_id", "school_class__name"
    ):
        names[section].append(name)
    lines = []
    for row in found:
        state = STATES[row.status]
        if row.status == Status.AGREED and row.date < today:
            state = NOT_DONE
        if row.status == Status.AGREED and (row.section_id, row.date) in done:
            state = DONE
        group = row.section.name if row.section else ""
        lines.append(WorkLine(row, ", ".join(names[row.section_id or 0]), group, state))
    return lines
