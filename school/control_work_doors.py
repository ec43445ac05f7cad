"""Who reads the schedule of control works, asks for a day in own journals, and decides (Right.YEAR)."""

from collections.abc import Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from accounts.models import Right, User

from .access import TEACHER, must_be_staff, sections_taught_by, sections_visible_to
from .control_works import TAKING
from .models import ControlWork, CourseSection, SchoolClass, SchoolYear

# Who sees works before they are published: those who decide and those who check.
SEEING_DRAFTS = frozenset({Right.YEAR, Right.READ_JOURNALS, Right.CHECK})


def must_read_works(roles: frozenset[str], rights: frozenset[str]) -> None:
    """The schedule: for the staff who work with journals, and who set the year up."""
    if Right.YEAR not in rights:
        must_be_staff(roles, rights)


def must_arrange_works(roles: frozenset[str], rights: frozenset[str]) -> None:
    """Asking and deciding: teachers and who has the right of the year. To other readers of the schedule it is not there."""
    must_read_works(roles, rights)
    if Right.YEAR not in rights and TEACHER not in roles:
        raise Http404


def must_decide(rights: frozenset[str]) -> None:
    if Right.YEAR not in rights:
        raise PermissionDenied("Об этом решает заместитель директора.")


def sections_to_ask_for(
    user: User, *, year: SchoolYear | None, on: date
) -> QuerySet[CourseSection]:
    """Own journals in which the whole class or group writes control works."""
    own = sections_taught_by(user, on=on).filter(year=year, kind__in=TAKING)
    found: QuerySet[CourseSection] = own.select_related("subject", "year").in_order()  # type: ignore[attr-defined]
    return found


def section_to_ask_for(user: User, pk: int, *, year: SchoolYear | None, on: date) -> CourseSection:
    """404 of a stranger's journal, 403 of one that is only read."""
    found = sections_to_ask_for(user, year=year, on=on).filter(pk=pk).first()
    if found is None:
        get_object_or_404(sections_visible_to(user, on=on), pk=pk)
        raise PermissionDenied("День контрольной просит учитель этого журнала.")
    return found


def work_to_see(
    user: User, pk: int, *, rights: frozenset[str], year: SchoolYear | None, on: date
) -> ControlWork:
    """Any work to who decides; to a teacher those of own journals."""
    works = ControlWork.objects.filter(year=year).select_related(
        "subject", "section__subject", "school_class", "year", "asked_by", "decided_by"
    )
    if Right.YEAR not in rights:
        works = works.filter(section__in=sections_taught_by(user, on=on))
    found: ControlWork = get_object_or_404(works, pk=pk)
    return found


def works_to_decide(seen: Mapping[int, int], *, year: SchoolYear | None) -> dict[int, int]:
    """Of these works (versions by key) those of the year."""
    there = ControlWork.objects.filter(year=year, pk__in=seen).values_list("pk", flat=True)
    return {key: seen[key] for key in there}


def class_shown(year: SchoolYear, pk: int | None) -> SchoolClass | None:
    """The class whose month is asked for; the timetable of a class is no secret of the staff."""
    return SchoolClass.objects.filter(year=year, pk=pk).first() if pk else None


def must_have_year(year: SchoolYear | None) -> SchoolYear:
    if year is None:
        raise Http404
    return year
