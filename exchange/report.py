"""What an import did or would do: counts by kind, every change in a line, every trouble with its place."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .problems import Problem

KINDS = {
    "school": "Школа",
    "years": "Учебный год",
    "periods": "Учебные периоды",
    "breaks": "Каникулы",
    "subjects": "Предметы",
    "classes": "Классы",
    "staff": "Сотрудники",
    "students": "Ученики",
    "parents": "Родители",
    "guardians": "Связи родителей с детьми",
    "homerooms": "Классные руководители",
    "class_members": "Ученики в классах",
    "groups": "Учебные группы",
    "group_classes": "Классы в группах",
    "group_members": "Ученики в группах",
    "load": "Нагрузка учителей",
    "rooms": "Кабинеты",
    "bells": "Звонки",
    "timetables": "Версии расписания",
    "entries": "Уроки недели",
    "lessons": "Уроки года",
    "clashes": "Накладки",
    "gaps": "Пробелы",
}
DIFFERENCES_KEPT = 200  # of each kind
PROBLEMS_KEPT = 1000


@dataclass
class ImportReport:
    """`differences` are sentences, the first of each kind; `kept` are extra columns that
    are kept beside the rows; `applied` says whether it was written.
    """

    file: str
    created: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    refused: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    # Of a list: what becomes of every line that can be loaded, as `line_told` says it.
    lines: list[dict[str, Any]] = field(default_factory=list)
    # Keys of new accounts, and what changed ones were: {"new": [7], "changed": {"3": {"phone": ["", "12-34"]}}}.
    accounts: dict[str, Any] = field(default_factory=dict)
    applied: bool = False
    # Title of the school year the list is of, where it is of one.
    year: str = ""

    @property
    def changes(self) -> int:
        """Rows of the journal that are new or other than they were."""
        return self.created.total() + self.changed.total()

    def tell(self, kind: str, line: str) -> None:
        self.told[kind] += 1
        if self.told[kind] <= DIFFERENCES_KEPT:
            self.differences.append(line)

    def as_json(self) -> dict[str, Any]:
        """Counts by kind; troubles in full up to a thousand of each sort."""
        return {
            "file": self.file,
            "applied": self.applied,
            "created": dict(+self.created),
            "changed": dict(+self.changed),
            "unchanged": dict(+self.unchanged),
            "refused": _by_kind(self.refused),
            "warnings": _by_kind(self.warnings),
            "problems": {
                "refused": [one.as_json() for one in self.refused[:PROBLEMS_KEPT]],
                "warnings": [one.as_json() for one in self.warnings[:PROBLEMS_KEPT]],
            },
            "kept": self.kept,
            "differences": self.differences,
            "lines": self.lines,
            "year": self.year,
        }


def line_told(
    number: int, state: str, title: str, changes: list[tuple[str, str, str]], note: str
) -> dict[str, Any]:
    """One line of a list: its state is "new", "changed", "same" or "refused"; changes are column, before, after."""
    told = {"line": number, "state": state, "title": title, "changes": changes, "note": note}
    return {name: value for name, value in told.items() if value}


def _by_kind(problems: list[Problem]) -> dict[str, int]:
    return dict(Counter(problem.kind or "files" for problem in problems))
