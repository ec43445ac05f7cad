"""What taking an import back would do: rows that go, rows that become what they were, rows that stay and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from school.holding import OTHERS, WORDS, pointing_at
from school.words import count_of, date_dots

from .journal_use import used_in_journal
from .models import ImportJob
from .staying import staying
from .traces import record_models
from .unwinding import kept_with, reason_of

Node = tuple[str, int]
USER = "accounts.User"
PEOPLE = (USER, "school.Student", "school.StaffMember")
NAMES = {
    "school.Student": "user", "school.StaffMember": "user", "school.CourseSection": "subject",
    "school.Timetable": "year",
}  # fmt: skip
# Figures counted of the rows themselves every day: no use of a year, and they go with it.
COUNTED = {"reports.ReadinessDay"}
CREATED, DELETED = "+", "-"
KEPT_TOLD = 500


@dataclass(frozen=True)
class Kept:
    """A row that stays as the import made it, and what holds it."""

    title: str
    why: str


@dataclass
class Undoing:
    """Rows by label: `erased` go, `restored` get back the values they had, `revived` come back."""

    erased: dict[str, list[Any]] = field(default_factory=dict)
    restored: dict[str, list[Any]] = field(default_factory=dict)
    revived: dict[str, list[Any]] = field(default_factory=dict)
    accounts: dict[int, dict[str, Any]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)

    def count(self, rows: dict[str, list[Any]]) -> int:
        return sum(len(found) for found in rows.values())

    @property
    def gone(self) -> int:
        return self.count(self.erased)

    @property
    def returned(self) -> int:
        return self.count(self.restored) + self.count(self.revived) + len(self.accounts)


@dataclass
class Written:
    """What the import did to one table, by key of the row."""

    model: Any
    created: dict[int, Any] = field(default_factory=dict)
    changed: dict[int, Any] = field(default_factory=dict)
    removed: dict[int, Any] = field(default_factory=dict)
    rows: dict[int, Any] = field(default_factory=dict)
    before: dict[int, Any] = field(default_factory=dict)
    later: dict[int, Any] = field(default_factory=dict)


def plan_undo(job: ImportJob, *, lock: bool = False) -> Undoing:
    """Some statements a table, however many rows. With `lock` the rows are held till the end of the transaction."""
    written = {
        label: found
        for label, (low, high) in job.traces.get("rows", {}).items()
        if (found := _written(record_models()[label], low, high, job.traces["transaction"], lock))
    }
    undoing = Undoing()
    used: dict[Node, str] = {}
    created: dict[Node, Any] = {}
    settled: set[Node] = set()
    stays_as_is = staying(written)
    for label, found in written.items():
        for key, row in found.rows.items():
            if key in found.created:
                created[label, key] = row
                if later := found.later.get(key):
                    used[label, key] = _changed_by(later)
        _plan_changed(label, found, undoing, settled, stays_as_is)
    accounts = job.traces.get("accounts", {})
    users = _users(accounts, lock)
    for key in accounts.get("new", ()):
        if key in users:
            created[USER, key] = users[key]
            if users[key].last_login:
                used[USER, key] = "человек уже входил в журнал"
    _plan_accounts(accounts, users, undoing)
    edges, held = _edges(created, settled)
    used = held | used_in_journal(created) | used
    people = [node for node in created if node[0] in PEOPLE]
    stays = kept_with(created, edges, used, whole=people)
    _share_out(created, stays, used, undoing)
    return undoing


def _share_out(
    created: dict[Node, Any], stays: dict[Node, Node], used: dict[Node, str], undoing: Undoing
) -> None:
    """Rows that the import made: those that go, and those that stay with the reason."""
    for node, row in created.items():
        if node not in stays:
            undoing.erased.setdefault(node[0], []).append(row)
        elif len(undoing.kept) < KEPT_TOLD:
            cause = reason_of(node, stays)
            why = (
                used[cause]
                if cause == node
                else f"остаётся вместе с «{created[cause]}»: {used[cause]}"
            )
            undoing.kept.append(Kept(str(row), why))


def _written(model: Any, low: int, high: int, number: int, lock: bool) -> Written | None:
    history = model.history.model._base_manager
    own = history.filter(history_id__gt=low, history_id__lte=high, history_transaction=number)
    found = Written(model)
    last: dict[int, Any] = {}
    for one in own.order_by("history_id"):
        first = one.id not in last
        last[one.id] = one
        if first and one.history_type == CREATED:
            found.created[one.id] = one
        elif first:
            found.changed[one.id] = one
    for key, one in last.items():
        if one.history_type == DELETED:
            found.created.pop(key, None)
            if found.changed.pop(key, None):
                found.removed[key] = one
    if not last:
        return None
    found.rows = {row.pk: row for row in _named(model, list(last), lock)}
    latest = history.filter(id__in=list(last)).values("id").annotate(last=Max("history_id"))
    later = {
        key: number
        for key, number in latest.values_list("id", "last")
        if number > last[key].history_id
    }
    others = history.in_bulk(list(later.values()), field_name="history_id")
    found.later = {
        key: others[number]
        for key, number in later.items()
        if key not in found.rows or not _says_same(found.rows[key], last[key])
    }
    keys = [*found.changed, *found.removed]
    before = history.filter(id__in=keys, history_id__lt=high)
    before = before.exclude(history_transaction=number, history_id__gt=low)
    for one in before.order_by("id", "-history_id").distinct("id") if keys else ():
        if one.history_id < last[one.id].history_id:
            found.before[one.id] = one
    return found


def _says_same(row: Any, other: Any) -> bool:
    """Two rows, or a row and its history, hold the same values: what was changed and put back is not changed."""
    fields = row._meta.concrete_fields
    return all(getattr(row, one.attname) == getattr(other, one.attname) for one in fields)


def _named(model: Any, keys: list[int], lock: bool) -> Iterable[Any]:
    """Rows with what their names are made of."""
    paths = []
    for one in model._meta.concrete_fields:
        if one.is_relation:
            more = NAMES.get(one.related_model._meta.label)
            paths.append(f"{one.name}__{more}" if more else one.name)
    rows = model._base_manager.filter(pk__in=keys).select_related(*paths).order_by("pk")
    return rows.select_for_update(of=("self",)) if lock else rows


def _users(accounts: dict[str, Any], lock: bool) -> dict[int, User]:
    keys = [*accounts.get("new", ()), *map(int, accounts.get("changed", {}))]
    rows = User.objects.filter(pk__in=keys)
    return {row.pk: row for row in (rows.select_for_update() if lock else rows)}


def _plan_changed(
    label: str,
    found: Written,
    undoing: Undoing,
    settled: set[Node],
    stays_as_is: dict[Node, str],
) -> None:
    """Changed rows get their former values back where nobody has changed them since; those taken away come back."""
    names = [one.attname for one in found.model._meta.concrete_fields]
    for key in found.changed:
        row, before, later = found.rows.get(key), found.before.get(key), found.later.get(key)
        if row is None or before is None:
            continue
        if _says_same(row, before):
            settled.add((label, key))
        elif later is not None:
            undoing.kept.append(Kept(str(row), _changed_by(later)))
        elif why := stays_as_is.get((label, key)):
            undoing.kept.append(Kept(str(row), why))
        else:
            settled.add((label, key))
            for name in names:
                setattr(row, name, getattr(before, name))
            undoing.restored.setdefault(label, []).append(row)
    for key in found.removed:
        before = found.before.get(key)
        if before is not None and key not in found.rows and key not in found.later:
            row = found.model(**{name: getattr(before, name) for name in names})
            if why := stays_as_is.get((label, key)):
                undoing.kept.append(Kept(_title_of(row), why))
                continue
            undoing.revived.setdefault(label, []).append(row)


def _title_of(row: Any) -> str:
    """How a row is called whose name may be made of what is gone."""
    try:
        return str(row)
    except ObjectDoesNotExist:
        return WORDS.get(row._meta.model_name, OTHERS)[0]


def _plan_accounts(accounts: dict[str, Any], users: dict[int, User], undoing: Undoing) -> None:
    for text, fields in accounts.get("changed", {}).items():
        user = users.get(int(text))
        if user is None or all(getattr(user, name) == was for name, (was, _) in fields.items()):
            continue
        if any(getattr(user, name) != now for name, (_, now) in fields.items()):
            undoing.kept.append(Kept(str(user), "сведения изменили после загрузки"))
        else:
            undoing.accounts[user.pk] = {name: was for name, (was, _) in fields.items()}


def _changed_by(later: Any) -> str:
    day = date_dots(timezone.localtime(later.history_date).date())
    return f"изменено после загрузки: {later.history_author}, {day}"


def _edges(
    created: dict[Node, Any], settled: set[Node]
) -> tuple[list[tuple[Node, Node]], dict[Node, str]]:
    """What of the import points at what of it, and what else points at it, in words. A statement a kind of link."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for label, key in created:
        by_label[label].append(key)
    models = {**record_models(), USER: User}
    edges: list[tuple[Node, Node]] = []
    counts: dict[Node, Counter[tuple[str, str, str]]] = defaultdict(Counter)
    for label, keys in by_label.items():
        for link in pointing_at(models[label]):
            child = link.related_model._meta
            if child.label in COUNTED:
                continue
            name = link.field.name
            pairs = link.related_model._base_manager.filter(**{f"{name}__in": keys})
            for pk, parent in pairs.values_list("pk", link.field.attname):
                if (child.label, pk) in created:
                    edges.append(((child.label, pk), (label, parent)))
                elif (child.label, pk) not in settled:
                    counts[label, parent][WORDS.get(child.model_name, OTHERS)] += 1
    held = {
        node: "этим уже пользуются: " + ", ".join(count_of(n, *words) for words, n in found.items())
        for node, found in counts.items()
    }
    return edges, held
