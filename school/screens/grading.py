"""Systems of marks as a list, and one of them with its versions."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from school import words
from school.deciding import decree_in_words
from school.grading import USUAL, Code, codes_of
from school.gradings import (
    CHOICE_FIELDS,
    choices_as_listed,
    days_of_succession,
    has_versions,
    seal_of_versions,
    why_held,
)
from school.marking import marking_choices
from school.models import (
    CourseSection,
    GradingChoice,
    GradingSystem,
    GradingVersion,
    ScaleKind,
    SchoolYear,
    Subject,
)
from school.tables import seal_of_rows, subjects_as_listed


@dataclass(frozen=True)
class SystemShown:
    """`key` is what its address ends with; `journals` of the year go by it."""

    key: str
    name: str
    codes: tuple[Code, ...]
    since: date | None
    to_come: date | None
    journals: int
    is_decided: bool

    @property
    def thresholds(self) -> str:
        """«5 с 4,50, 4 с 3,50»."""
        asked = [(code.code, code.threshold) for code in self.codes if code.threshold is not None]
        return "; ".join(f"{code} с {words.number(threshold)}" for code, threshold in asked)


@dataclass(frozen=True)
class GradingScreen:
    systems: tuple[SystemShown, ...]
    choices: tuple[GradingChoice, ...]
    shown: str
    subjects: Sequence[Subject]
    markings: list[tuple[str, str]]


def grading_screen(year: SchoolYear | None, *, today: date) -> GradingScreen:
    """Five queries, whatever the number of systems and journals."""
    rows = list(GradingSystem.objects.order_by("name"))
    versions: dict[int, list[GradingVersion]] = defaultdict(list)
    for version in GradingVersion.objects.order_by("starts_on"):
        versions[version.system_id].append(version)
    journals: Counter[tuple[str, int | None]] = Counter()
    found = CourseSection.objects.filter(year=year).values_list("scale", "grading")
    for scale, grading, number in found.annotate(Count("pk")).order_by():
        journals[scale, grading] += number
    usual = {row.kind: row for row in rows if row.kind != ScaleKind.OWN}
    listed = [
        *(
            usual.get(kind) or GradingSystem(name=one.name, kind=kind)
            for kind, one in USUAL.items()
        ),
        *(row for row in rows if row.kind == ScaleKind.OWN),
    ]
    choices = tuple(choices_as_listed().select_related("subject", "grading"))
    return GradingScreen(
        systems=tuple(_shown(row, versions[row.pk or 0], journals, today) for row in listed),
        choices=choices,
        shown=seal_of_rows(choices, CHOICE_FIELDS),
        subjects=list(subjects_as_listed()),
        markings=marking_choices(row for row in rows if row.kind == ScaleKind.OWN),
    )


def _shown(
    row: GradingSystem,
    versions: Sequence[GradingVersion],
    journals: Counter[tuple[str, int | None]],
    today: date,
) -> SystemShown:
    is_own = row.kind == ScaleKind.OWN
    begun = [one for one in versions if one.starts_on <= today]
    coming = [one.starts_on for one in versions if one.starts_on > today]
    return SystemShown(
        key=str(row.pk) if is_own else row.kind,
        name=row.name,
        codes=_codes(row, begun[-1:] or versions[:1] if is_own else begun[-1:]),
        since=begun[-1].starts_on if begun else None,
        to_come=coming[0] if coming else None,
        journals=journals[row.kind, row.pk if is_own else None],
        is_decided=has_versions(row),
    )


def _codes(row: GradingSystem, version: Sequence[GradingVersion]) -> tuple[Code, ...]:
    return codes_of(version[0].codes) if version else USUAL[row.kind].codes


@dataclass(frozen=True)
class VersionShown:
    """`starts_on` is None for the usual one that held before the school decided."""

    starts_on: date | None
    codes: tuple[Code, ...]
    order: str
    is_in_force: bool
    is_to_come: bool


@dataclass(frozen=True)
class SystemScreen:
    system: GradingSystem
    versions: tuple[VersionShown, ...]
    # What holds the version in force; empty where it may be edited.
    held: str
    days: tuple[date, ...]
    shown: str
    # What a new version begins from.
    codes: tuple[Code, ...]


def system_screen(system: GradingSystem, *, today: date) -> SystemScreen:
    """Four queries."""
    rows = list(system.versions.order_by("-starts_on")) if system.pk else []
    begun = [row for row in rows if row.starts_on <= today]
    versions = [
        VersionShown(
            row.starts_on, codes_of(row.codes), decree_in_words(row), row in begun[:1], row.starts_on > today
        )
        for row in rows
    ]  # fmt: skip
    if system.kind in USUAL:
        versions.append(VersionShown(None, USUAL[system.kind].codes, "", not begun, False))
    is_new = system.pk is None and system.kind == ScaleKind.OWN
    return SystemScreen(
        system=system,
        versions=tuple(versions),
        held="" if is_new else why_held(system, today),
        days=tuple(days_of_succession(today)),
        shown=seal_of_versions(rows[::-1]),
        codes=versions[0].codes if versions else (),
    )
