"""The register of access given by order: in force, planned, ended, withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import User
from school import reasons
from school.words import date_dots

from .facts import GRANTS, Kind, State, about, ended, given, grant_state
from .search import called
from .signatures import signed


@dataclass(frozen=True)
class GrantRow:
    kind: Kind
    pk: int
    user: User
    act: str
    what: str
    about: str
    order: str
    reason: str
    starts_on: date
    ends_on: date
    state: State
    given: str
    note: str

    @property
    def is_open(self) -> bool:
        return self.state in (State.IN_FORCE, State.PLANNED)


@dataclass(frozen=True)
class GrantFilters:
    text: str = ""
    state: str = ""
    act: str = ""


@dataclass(frozen=True)
class GrantsScreen:
    rows: tuple[GrantRow, ...]
    total: int
    today: date


def grants_screen(filters: GrantFilters, *, today: date) -> GrantsScreen:
    """All grants that answer the filters, those in force first. Three queries."""
    rows = list(_rows(filters, today))
    shown = [row for row in rows if not filters.state or row.state.name == filters.state]
    states = list(State)
    shown.sort(key=lambda row: (states.index(row.state), row.ends_on, row.user.full_name))
    return GrantsScreen(tuple(shown), len(rows), today)


def _rows(filters: GrantFilters, today: date) -> Iterator[GrantRow]:
    for kind, model, related in GRANTS:
        rows = signed(model.objects.select_related("permission", "user__staff_member", *related))
        if filters.text:
            rows = rows.filter(called(filters.text, "user__"))
        if filters.act:
            rows = rows.filter(permission__codename=filters.act)
        for row in rows:
            yield grant_row(kind, row, today)


def grant_row(kind: Kind, row: Any, today: date) -> GrantRow:
    staff = getattr(row.user, "staff_member", None)
    return GrantRow(
        kind=kind,
        pk=row.pk,
        user=row.user,
        act=row.permission.codename,
        what=row.permission.name,
        about=about(row),
        order=reasons.order(row),
        reason=row.reason,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        state=grant_state(row, today, away=staff is not None and not staff.is_at_work(today)),
        given=given(row),
        note=ended(row),
    )


def one_grant(kind: str, pk: int, *, today: date) -> GrantRow | None:
    """A line of the register; None where there is none. One query."""
    for name, model, related in GRANTS:
        if name == kind:
            rows = model.objects.select_related("permission", "user__staff_member", *related)
            row = signed(rows).filter(pk=pk).first()
            return grant_row(name, row, today) if row else None
    return None


HEAD = (
    "Кому", "Что", "На что", "Приказ", "Основание", "С", "По", "Состояние", "Кто дал", "Последняя запись",
)  # fmt: skip


def table_of(screen: GrantsScreen) -> Iterator[tuple[str, ...]]:
    """The register's rows for a spreadsheet, in the order of HEAD."""
    for row in screen.rows:
        yield (
            row.user.full_name, row.what, row.about, row.order, row.reason,
            date_dots(row.starts_on), date_dots(row.ends_on), row.state.value, row.given, row.note,
        )  # fmt: skip
