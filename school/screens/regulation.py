"""The school's regulation as a table: each setting with its value, since when, its clause and what was before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from school.deciding import decree_in_words, seal_of_setting
from school.models import RegulationValue
from school.regulation import Setting, Unit
from school.regulation_settings import DECIDED, SETTINGS


@dataclass(frozen=True)
class Decision:
    """A value from a day on: by which order, who wrote it down and when."""

    starts_on: date
    value: str
    order: str
    author: str
    at: datetime | None
    is_to_come: bool


@dataclass(frozen=True)
class SettingShown:
    """`since` is None where the usual value holds; `decisions` are the latest first, with those to come."""

    setting: Setting
    value: str
    since: date | None
    decisions: tuple[Decision, ...]
    usual: str
    stored: str
    shown: str

    @property
    def to_come(self) -> list[Decision]:
        return [one for one in self.decisions if one.is_to_come]

    @property
    def past(self) -> list[Decision]:
        return [one for one in self.decisions if not one.is_to_come]


@dataclass(frozen=True)
class RegulationScreen:
    groups: tuple[tuple[str, tuple[SettingShown, ...]], ...]
    decided: Sequence[tuple[str, str, str]]
    # The one that is being changed.
    changed: SettingShown | None


def regulation_screen(*, today: date, changed: str = "") -> RegulationScreen:
    """Two queries, whatever was decided."""
    rows: dict[str, list[RegulationValue]] = defaultdict(list)
    for row in RegulationValue.objects.order_by("starts_on"):
        rows[row.name].append(row)
    authors = _authors() if rows else {}
    shown = {name: _shown(one, rows[name], authors, today) for name, one in SETTINGS.items()}
    groups: dict[str, list[SettingShown]] = defaultdict(list)
    for one in shown.values():
        groups[one.setting.group].append(one)
    return RegulationScreen(
        tuple((title, tuple(of)) for title, of in groups.items()), DECIDED, shown.get(changed)
    )


def _shown(
    setting: Setting,
    rows: Sequence[RegulationValue],
    authors: Mapping[int, tuple[str, datetime]],
    today: date,
) -> SettingShown:
    begun = [row for row in rows if row.starts_on <= today]
    value = setting.read(begun[-1].value) if begun else setting.default
    decisions = []
    for row in reversed(rows):
        author, at = authors.get(row.pk, ("", None))
        decisions.append(
            Decision(
                row.starts_on, setting.told(setting.read(row.value)), decree_in_words(row), author, at,
                row.starts_on > today,
            )
        )  # fmt: skip
    return SettingShown(
        setting=setting,
        value=setting.told(value),
        since=begun[-1].starts_on if begun else None,
        decisions=tuple(decisions),
        usual=setting.told(setting.default),
        stored=value if setting.unit is Unit.CHOICE else setting.stored(value),
        shown=seal_of_setting(rows),
    )


def _authors() -> dict[int, tuple[str, datetime]]:
    """Who wrote each decision down last, and when."""
    told = RegulationValue.history.order_by("history_id")
    return {
        pk: (author, at)
        for pk, author, at in told.values_list("id", "history_author", "history_date")
    }
