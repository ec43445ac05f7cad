"""Which rows of history an import has written: the number of its transaction and the span of each table's numbers."""

from typing import Any

from django.apps import apps
from django.db import connection

from accounts.records import Record


def record_models() -> dict[str, Any]:
    """Official records by label, in a steady order."""
    found = {model._meta.label: model for model in apps.get_models() if issubclass(model, Record)}
    return dict(sorted(found.items()))


def marks() -> dict[str, int]:
    """The last number of every table of history. One statement."""
    parts = [
        f"SELECT '{label}', coalesce(max(history_id), 0) FROM {model.history.model._meta.db_table}"  # noqa: S608  our own names
        for label, model in record_models().items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def written_since(before: dict[str, int], label: str) -> Any:
    """Rows of history of that table that came after the marks."""
    return record_models()[label].history.filter(history_id__gt=before.get(label, 0))


def traces_since(before: dict[str, int], accounts: dict[str, Any]) -> dict[str, Any]:
    """What this transaction has written since the marks: {"transaction": 812, "rows": {"school.Student": [10, 35]}}."""
    rows = {
        label: [before.get(label, 0), last]
        for label, last in marks().items()
        if last > before.get(label, 0)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.record_transaction()")
        (number,) = cursor.fetchone()
    return {"transaction": number, "rows": rows, "accounts": accounts}
