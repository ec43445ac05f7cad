"""What a void operation means for each kind of official record: which fields go together, what an empty row is."""

from dataclasses import dataclass
from functools import cache

from django.db.models import Field

from accounts.models import BreachAct, BreachIncident, VoidedOperation
from accounts.records import Record
from diary.models import Notice, NoticeReading
from journal.models import AttendanceRecord, Homework, Lesson, Mark, PeriodMark

from .history import record_models
from .voiding import Part

VERSION = "version"
# Cells are emptied, not erased: an open sheet must notice the change by its version.
EMPTY: dict[type[Record], Part] = {
    Mark: Part("отметка", ("code", "comment", "waits_until"), ("", "", None)),
    PeriodMark: Part("отметка", ("code", "comment"), ("", "")),
    AttendanceRecord: Part("присутствие", ("status", "reason", "minutes"), ("present", "", None)),
}
TOPIC = Part("тема", ("topic",), ("",))
REGISTER = Part("перекличка", ("attendance_taken_at", "attendance_taken_by_id"), (None, None))
# Two rows of homework for one lesson are the same place, one after the other.
KEYS: dict[type[Record], str] = {Homework: "lesson_id"}


@dataclass(frozen=True)
class Kind:
    """`key` is the field by which rows of history belong to one place; `fields` are all columns of the record."""

    model: type[Record]
    parts: tuple[Part, ...]
    fields: tuple[str, ...]
    key: str

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def has_version(self) -> bool:
        return VERSION in self.fields


# Records about breaches themselves are the remedy, not what is remedied.
REMEDIES = frozenset({BreachIncident, VoidedOperation, BreachAct, Notice, NoticeReading})


@cache
def kinds() -> dict[str, Kind]:
    """Kinds of records whose operations may be void, by table: a kind comes after all those it refers to."""
    return {
        model._meta.db_table: _kind(model) for model in _parents_first() if model not in REMEDIES
    }


def _kind(model: type[Record]) -> Kind:
    fields = tuple(field.attname for field in model._meta.concrete_fields)
    if model in EMPTY:
        parts: tuple[Part, ...] = (EMPTY[model],)
    else:
        apart = (TOPIC, REGISTER) if model is Lesson else ()
        taken = {"id", VERSION, *(name for part in apart for name in part.fields)}
        parts = (*apart, Part("запись", tuple(name for name in fields if name not in taken)))
    return Kind(model, parts, fields, KEYS.get(model, "id"))


def _parents_first() -> list[type[Record]]:
    ordered: dict[type[Record], None] = {}

    def visit(model: type[Record], above: frozenset[type[Record]]) -> None:
        if model in ordered or model in above:
            return
        for field in model._meta.concrete_fields:
            parent = _parent(field)
            if parent:
                visit(parent, above | {model})
        ordered[model] = None

    for model in record_models():
        visit(model, frozenset())
    return list(ordered)


def _parent(field: Field) -> type[Record] | None:
    parent = field.remote_field.model if field.remote_field else None
    return parent if isinstance(parent, type) and issubclass(parent, Record) else None
