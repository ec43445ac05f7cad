"""Which families of a class have not opened the diary, or not read what they were told there (A 20)."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, Max, OuterRef

from accounts.models import Consent
from diary.models import DiaryVisit, Notice
from school.days import today_of
from school.models import GuardianLink

# Whoever opens the diary once a week has read it.
LONG = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Parent:
    """`seen_on`: the last day he opened the child's diary this year; `unread`: what he was told and has not read."""

    name: str
    seen_on: date | None
    unread: int
    on_paper: bool


@dataclass(frozen=True, slots=True)
class Silent:
    """A pupil none of whose parents has opened the diary for a week, or has read everything."""

    pk: int
    name: str
    parents: tuple[Parent, ...]


def silent_families(names: Mapping[int, str], *, since: date, on: date) -> list[Silent]:
    """By alphabet, as `names` are. Three queries. Parents who chose paper extracts are not waited for."""
    today = today_of(on)
    refusals: Any = Consent.objects.refusing_electronic()
    refused = refusals.filter(
        subject=OuterRef("student__user"), representative=OuterRef("guardian")
    )
    links: Any = GuardianLink.objects.on(today).filter(student__in=names)
    links = links.select_related("guardian").annotate(on_paper=Exists(refused))
    visits = DiaryVisit.objects.filter(student__in=names, day__gte=since).order_by()
    seen = {
        (student, reader): day
        for student, reader, day in visits.values_list("student", "reader").annotate(Max("day"))
    }
    told, read = _notices(names, since)
    parents: dict[int, list[Parent]] = defaultdict(list)
    for link in links.order_by("pk"):
        key = (link.student_id, link.guardian_id)
        unread = told[link.student_id] - read[key]
        parents[link.student_id].append(
            Parent(link.guardian.short_name, seen.get(key), len(unread), link.on_paper)
        )
    return [
        Silent(pk, name, tuple(parents[pk]))
        for pk, name in names.items()
        if not any(_has_read(parent, today) for parent in parents[pk])
    ]


def _has_read(parent: Parent, today: date) -> bool:
    if parent.on_paper:
        return True
    return parent.seen_on is not None and today - parent.seen_on <= LONG and not parent.unread


def _notices(
    names: Mapping[int, str], since: date
) -> tuple[Mapping[int, set[int]], Mapping[tuple[int, int], set[int]]]:
    """Keys of notices by pupil, and those read by pupil and reader."""
    told: dict[int, set[int]] = defaultdict(set)
    read: dict[tuple[int, int], set[int]] = defaultdict(set)
    rows = Notice.objects.filter(student__in=names, told_at__date__gte=since)
    for pk, student, reader in rows.values_list("pk", "student", "readings__reader"):
        told[student].add(pk)
        if reader:
            read[student, reader].add(pk)
    return told, read
