"""Rows as a file wants them against rows as the journal has them: only what differs is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import models

from accounts.models import User
from accounts.records import Record
from school.words import date_dots

from .problems import Problem
from .report import KINDS, ImportReport

FIELDS = {
    "last_name": "фамилия",
    "first_name": "имя",
    "middle_name": "отчество",
    "username": "имя для входа",
    "email": "почта",
    "phone": "телефон",
    "is_active": "вход",
    "birth_date": "дата рождения",
    "sex": "пол",
    "starts_on": "начало",
    "ends_on": "конец",
    "title": "название",
    "name": "название",
    "grade": "параллель",
    "letter": "литера",
    "weekly_hours": "часов в неделю",
    "hours": "часов в неделю",
    "classes_text": "классы",
    "is_primary": "основной",
    "room_id": "кабинет",
}
Progress = Callable[[str, int, int], None]


def silent(stage: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True)
class Wanted:
    """One row a file asks for: the row there is (or None), its values, how people call it."""

    row: Any
    values: dict[str, Any]
    title: str


@dataclass
class Ledger:
    """Who imports what and when; writes rows and counts them in the report."""

    report: ImportReport
    by: User
    now: datetime
    reason: str

    def settle(
        self, kind: str, model: type[Record], wanted: Sequence[Wanted], *, is_told: bool = True
    ) -> list[Any]:
        """Rows in the order asked for, written where new or changed; new ones are told of one by one."""
        rows, new, changed = [], [], []
        for one in wanted:
            row = one.row if one.row is not None else model(**one.values)
            rows.append(row)
            if one.row is None:
                new.append(row)
                self._created(kind, one, is_told=is_told)
            elif self._put(kind, one):
                changed.append(row)
        # The old term ends before the new one begins: the database checks each statement.
        model.objects.write(changed, by=self.by, reason=self.reason, now=self.now)
        model.objects.write(new, by=self.by, reason=self.reason, now=self.now)
        return rows

    def settle_users(self, kinds: Sequence[str], wanted: Sequence[Wanted]) -> list[Any]:
        """Accounts: new ones cannot sign in until a password is set."""
        rows, new, changed = [], [], []
        before: dict[int, dict[str, Any]] = {}
        for kind, one in zip(kinds, wanted, strict=True):
            row = one.row if one.row is not None else User(**one.values)
            rows.append(row)
            if one.row is None:
                row.password = make_password(None)
                new.append(row)
                self._created(kind, one)
            else:
                was = {name: getattr(one.row, name) for name in one.values}
                if self._put(kind, one):
                    changed.append(row)
                    before[row.pk] = was
        self.write_accounts(new, changed, before)
        return rows

    def write_accounts(
        self, new: Sequence[User], changed: Sequence[User], before: Mapping[int, Mapping[str, Any]]
    ) -> None:
        """Accounts have no history: what they were (`before`, by key) is kept in the report for taking the import back."""
        User.objects.bulk_create(new, batch_size=2000)
        fields = sorted({name for row in changed for name in before[row.pk]})
        if changed:
            User.objects.bulk_update(changed, fields, batch_size=500)
        kept = self.report.accounts
        kept.setdefault("new", []).extend(row.pk for row in new)
        for row in changed:
            kept.setdefault("changed", {})[str(row.pk)] = {
                name: [was, getattr(row, name)]
                for name, was in before[row.pk].items()
                if was != getattr(row, name)
            }

    def refuse(self, problem: Problem) -> None:
        self.report.refused.append(problem)

    def warn(self, problem: Problem) -> None:
        self.report.warnings.append(problem)

    def _created(self, kind: str, one: Wanted, *, is_told: bool = True) -> None:
        self.report.created[kind] += 1
        if is_told:
            self.report.tell(kind, f"Новое. {KINDS[kind]}: {one.title}")

    def _put(self, kind: str, one: Wanted) -> bool:
        differing = {
            name: value for name, value in one.values.items() if getattr(one.row, name) != value
        }
        if not differing:
            self.report.unchanged[kind] += 1
            return False
        told = "; ".join(
            f"{FIELDS[name]} {_shown(getattr(one.row, name))} → {_shown(value)}"
            for name, value in differing.items()
            if name in FIELDS
        )
        told = told or "дополнительные сведения из файла"
        self.report.changed[kind] += 1
        self.report.tell(kind, f"Изменится. {KINDS[kind]}: {one.title}: {told}")
        for name, value in differing.items():
            setattr(one.row, name, value)
        return True


def by_source(rows: Iterable[models.Model]) -> dict[str, Any]:
    """Rows by the id they have in the other system."""
    return {row.sourced_id: row for row in rows if row.sourced_id}  # type: ignore[attr-defined]


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "пусто"
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, date):
        return date_dots(value)
    return f"«{value}»"
