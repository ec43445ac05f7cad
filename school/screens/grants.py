"""The register of access given by order: in force, planned, ended, withdrawn."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

from accounts.models import User
from school import reasons
from school.words import date_dots

from .facts import GRANTS, Kind, State, about, ended, given, grant_state
from .search import called
from .signatures import signed

ROWS_A_PAGE = 50


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
    page: Page[GrantRow]
    total: int
    today: date


def grants_screen(filters: GrantFilters, number: str, *, today: date) -> GrantsScreen:
    """A page of the register, and of how many rows it is with any state. Three queries."""
    rows = register_of(filters, today=today)
    total = len(rows)
    if filters.state:
        rows = [row for row in rows if row.state.name == filters.state]
    return GrantsScreen(Paginator(rows, ROWS_A_PAGE).get_page(number), total, today)


def register_of(filters: GrantFilters, *, today: date) -> list[GrantRow]:
    """All grants of this text and act, those in force first. Three queries."""
    states = list(State)
    return sorted(
        _rows(filters, today),
        key=lambda row: (
            states.index(row.state),
            row.ends_on,
            row.user.full_name,
            row.kind,
            row.pk,
        ),
    )


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


def table_of(filters: GrantFilters, *, today: date) -> Iterator[tuple[str, ...]]:
    """All rows that answer the filters, for a spreadsheet, in the order of HEAD."""
    for row in register_of(filters, today=today):
        if filters.state and row.state.name != filters.state:
            continue
        yield (
            row.user.full_name, row.what, row.about, row.order, row.reason,
            date_dots(row.starts_on), date_dots(row.ends_on), row.state.value, row.given, row.note,
        )  # fmt: skip
