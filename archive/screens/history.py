"""History of records: a page of changes, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, Value
from django.utils import timezone

from archive.changes import Change, Ref, read_changes
from archive.threads import Asked, common
from archive.words import noun_of

CHANGES_A_PAGE = 50
CHANGES_IN_A_TABLE = 10_000


@dataclass(frozen=True, slots=True)
class HistoryScreen:
    title: str
    changes: Sequence[Change]
    number: int
    has_older: bool


def history_screen(title: str, asked: Asked, number: int) -> HistoryScreen:
    """One query for the rows of the page, then those of `read_changes`: two a kind, one a kind of object."""
    found = _refs(asked, number * CHANGES_A_PAGE + 1)
    shown = found[(number - 1) * CHANGES_A_PAGE : number * CHANGES_A_PAGE]
    return HistoryScreen(title, read_changes(shown), number, len(found) > number * CHANGES_A_PAGE)


def history_for_table(asked: Asked) -> list[Change]:
    return read_changes(_refs(asked, CHANGES_IN_A_TABLE))


def _refs(asked: Asked, limit: int) -> list[Ref]:
    """The newest rows of all these histories together; each history gives no more than are shown."""
    models = list(asked)
    if not models:
        return []
    parts = [
        model.history.model._base_manager.filter(asked[model])
        .order_by("-history_date", "-history_id")
        .annotate(of_model=Value(number))
        .values_list("history_date", "history_id", "of_model")[:limit]
        for number, model in enumerate(models)
    ]
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    newest = rows.order_by("-history_date", "-history_id", "of_model") if len(parts) > 1 else rows
    return [Ref(models[number], history_id) for _, history_id, number in newest[:limit]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the form asks for; empty values ask for everything."""

    author: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None

    def of(self, asked: Asked) -> Asked:
        condition = Q()
        if self.author:
            condition &= Q(history_author__icontains=self.author)
        if self.first:
            condition &= Q(history_date__gte=_start_of(self.first))
        if self.last:
            condition &= Q(history_date__lt=_start_of(self.last + timedelta(days=1)))
        kept = {
            model: each
            for model, each in asked.items()
            if self.kind in ("", model._meta.label_lower)
        }
        return common(kept, condition)


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def kinds(asked: Asked) -> list[tuple[str, str]]:
    """Kinds of records to choose from, by alphabet: value, words."""
    told = [(model._meta.label_lower, noun_of(model)) for model in asked]
    return sorted(told, key=lambda pair: pair[1])
