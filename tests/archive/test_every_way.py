"""Every official model, every way to change it: refused, or told by history; past the guards, found by the verification.

The models are found, not listed: one that is made tomorrow is tried tomorrow.
"""

import io
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from accounts.records import AppendOnly, ChangeRefused, Record
from archive import actions
from archive.actions import seals
from archive.models import Seal
from archive.verification import DELETED, EDITED, INSERTED, UNTOLD, verify
from tests.archive.rows import columns_of, free, insert, run
from tests.conftest import be_owner, be_site
from tests.factories import NOW, clerk

pytestmark = [pytest.mark.requirement("ACC-12"), pytest.mark.requirement("ARC-7")]

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
ADDED_TO = [model for model in apps.get_models() if issubclass(model, AppendOnly)]
FIRST = 900_001
SIGNED = {"history_type": "'+'", "history_author": "'Писарева Вера'", "history_date": "now()"}


def label(model):
    return model._meta.label


def written(model, rows=1):
    """Rows of the model with their history, honestly written; what else the ways need to know of them."""
    table, history = model._meta.db_table, model.history.model._meta.db_table
    be_owner()
    free(table, history)
    be_site()
    own = columns_of(table, key="id")
    past = [
        c for c in columns_of(history, key="history_id") if c.name not in ("id", "history_user_id")
    ]
    world = SimpleNamespace(
        model=model, table=table, history=history, own=own, past=past, column=own[0], ids=[]
    )
    same = {column.name: column.value for column in own}
    for number in range(FIRST, FIRST + rows):
        run(insert(table, "id", number, own))
        run(insert(history, "history_id", number, past, {**same, **SIGNED, "id": str(number)}))
        world.ids.append(number)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("SET CONSTRAINTS ALL DEFERRED")
    return world


def state(world):
    rows = run(f"SELECT to_jsonb(t)::text FROM {world.table} t ORDER BY id")
    return rows, run(f"SELECT to_jsonb(t)::text FROM {world.history} t ORDER BY history_id")


def plain(world):
    """The model's rows past its own queryset, as a shell would reach them."""
    return models.QuerySet(world.model).filter(pk=FIRST)


def one(world):
    return plain(world).get()


def other_value(world):
    field = next(f for f in world.model._meta.concrete_fields if f.column == world.column.name)
    [(value,)] = run(f"SELECT {world.column.other}::{_type(world.column)}")
    return field, value


def _type(column):
    return "text[]" if column.kind == "ARRAY" else column.kind


def changed(world):
    row = one(world)
    field, value = other_value(world)
    setattr(row, field.attname, value)
    return row


def copied(world):
    row = one(world)
    row.pk, row._state.adding = FIRST + 50, True
    return row


def set_other(world):
    field, value = other_value(world)
    return {field.attname: value}


def copy_in(world):
    names = ["id", *(c.name for c in world.own)]
    texts = ", ".join(f'"{c.name}"::text' for c in world.own)
    [row] = run(f"SELECT {FIRST + 60}, {texts} FROM {world.table} WHERE id = {FIRST}")
    line = "\t".join(r"\N" if value is None else str(value).replace("\\", r"\\") for value in row)
    quoted = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(
            f"COPY {world.table} ({quoted}) FROM STDIN", io.StringIO(line + "\n")
        )


def sql(words):
    def way(world):
        same = ", ".join(f'"{c.name}"' for c in world.own)
        run(
            words.format(
                t=world.table, h=world.history, id=FIRST, c=f'"{world.column.name}"', other=world.column.other,
                new=FIRST + 70, same=same,
            )
        )  # fmt: skip

    return way


def forged_history(**said):
    def way(world):
        same = {column.name: column.value for column in world.own}
        told = {**same, **SIGNED, "id": str(FIRST), **said}
        run(insert(world.history, "history_id", FIRST + 80, world.past, told))

    return way


IN_PYTHON = {
    "save without author": lambda w: changed(w).save(),
    "delete without author": lambda w: one(w).delete(),
    "write without author": lambda w: w.model._default_manager.write([changed(w)], by=None),
    "erase without author": lambda w: w.model._default_manager.erase([one(w)], by=None, reason=""),
    "queryset update": lambda w: w.model._default_manager.filter(pk=FIRST).update(**set_other(w)),
    "queryset bulk_create": lambda w: w.model._default_manager.bulk_create([copied(w)]),
    "queryset bulk_update": lambda w: w.model._default_manager.bulk_update(
        [changed(w)], [*set_other(w)]
    ),
    "queryset delete": lambda w: w.model._default_manager.filter(pk=FIRST).delete(),
    "base manager update": lambda w: w.model._base_manager.filter(pk=FIRST).update(**set_other(w)),
    "shell update": lambda w: plain(w).update(**set_other(w)),
    "shell bulk_create": lambda w: models.QuerySet(w.model).bulk_create([copied(w)]),
    "shell save": lambda w: models.Model.save(changed(w)),
    "shell save_base": lambda w: changed(w).save_base(raw=True),
    "shell raw delete": lambda w: plain(w)._raw_delete("default"),
}
IN_SQL = {
    "UPDATE": sql("UPDATE {t} SET {c} = {other} WHERE id = {id}"),
    "UPDATE of the key": sql("UPDATE {t} SET id = {new} WHERE id = {id}"),
    "DELETE": sql("DELETE FROM {t} WHERE id = {id}"),
    "INSERT": sql("INSERT INTO {t} (id, {same}) SELECT {new}, {same} FROM {t} WHERE id = {id}"),
    "upsert": sql(
        "INSERT INTO {t} (id, {same}) SELECT id, {same} FROM {t} WHERE id = {id} ON CONFLICT (id) DO UPDATE SET {c} = {other}"
    ),
    "MERGE": sql("MERGE INTO {t} t USING (SELECT 1) s ON t.id = {id} WHEN MATCHED THEN UPDATE SET {c} = {other}"),
    "COPY": copy_in,
    "TRUNCATE": sql("TRUNCATE {t} CASCADE"),
    "UPDATE of history": sql("UPDATE {h} SET history_author = 'Другой' WHERE id = {id}"),
    "DELETE of history": sql("DELETE FROM {h} WHERE id = {id}"),
    "TRUNCATE of history": sql("TRUNCATE {h}"),
    "history without author": forged_history(history_author="''"),
    "history of another time": forged_history(history_transaction="1"),
}  # fmt: skip


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_no_way_changes_an_official_row_without_author_and_history(model):
    world = written(model)
    before = state(world)
    passed = []

    def attempt(name, way):
        try:
            with transaction.atomic():
                way(world)
                run("SET CONSTRAINTS ALL IMMEDIATE")
        except (ChangeRefused, DatabaseError):
            pass
        else:
            passed.append(name)

    for name, way in (IN_PYTHON | IN_SQL).items():
        attempt(f"site: {name}", way)
    be_owner()
    for name, way in IN_SQL.items():
        attempt(f"owner: {name}", way)
    assert passed == []
    assert state(world) == before


@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_an_honest_change_passes_the_same_guards(model):
    world = written(model)

    world.model._default_manager.write([changed(world)], by=clerk(), reason="проба", now=NOW)
    run("SET CONSTRAINTS ALL IMMEDIATE")

    told = run(
        f"SELECT history_type, history_author FROM {world.history} ORDER BY history_date DESC"
    )
    assert ("~", clerk().full_name) in told


@pytest.fixture
def running_is_sealed(monkeypatch):
    """Inside one transaction nothing is finished; here the seal takes what it has written so far."""
    monkeypatch.setattr(
        seals, "_oldest_running_transaction", lambda: run("SELECT record_transaction() + 1")[0][0]
    )


@pytest.mark.usefixtures("running_is_sealed")
@pytest.mark.parametrize("model", RECORDS, ids=label)
def test_what_is_changed_past_the_guards_is_found(model):
    world = written(model, rows=7)
    actions.seal_history(now=NOW)
    assert verify().findings == []
    be_owner()
    for table in (world.table, world.history):
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    column, other = f'"{world.column.name}"', world.column.other
    same = ", ".join(f'"{c.name}"' for c in world.own)
    past = ", ".join(f'"{c.name}"' for c in world.past)
    for words in [
        f"UPDATE {world.table} SET {column} = {other} WHERE id = {FIRST}",
        f"DELETE FROM {world.table} WHERE id = {FIRST + 1}",
        f"INSERT INTO {world.table} (id, {same}) SELECT {FIRST + 90}, {same} FROM {world.table} WHERE id = {FIRST + 6}",
        f"UPDATE {world.history} SET history_author = 'Другой' WHERE history_id = {FIRST + 2}",
        f"UPDATE {world.history} SET {column} = {other} WHERE history_id = {FIRST + 3}",
        f"DELETE FROM {world.history} WHERE history_id = {FIRST + 4}",
        f"INSERT INTO {world.history} (history_id, history_transaction, {past}, id) SELECT {FIRST - 1}, "
        f"history_transaction, {past}, id FROM {world.history} WHERE history_id = {FIRST + 5}",
    ]:
        run(words)
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in (world.table, world.history):
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    be_site()

    assert {(f.kind, f.table, f.row - FIRST) for f in verify().findings} == {
        (UNTOLD, world.table, 0),
        (UNTOLD, world.table, 1),
        (UNTOLD, world.table, 90),
        (EDITED, world.history, 2),
        (EDITED, world.history, 3),
        (UNTOLD, world.table, 3),
        (DELETED, world.history, 4),
        (UNTOLD, world.table, 4),
        (INSERTED, world.history, -1),
    }


@pytest.mark.usefixtures("running_is_sealed")
def test_a_guard_that_is_off_is_told():
    be_owner()
    run("ALTER TABLE journal_mark DISABLE TRIGGER change_leaves_trace")
    be_site()

    assert [str(finding) for finding in verify().findings] == [
        "journal_mark: защита таблицы от изменений отключена"
    ]


@pytest.mark.parametrize("model", ADDED_TO, ids=label)
def test_what_is_only_added_to_is_never_changed(model):
    table, key = model._meta.db_table, model._meta.pk.column
    be_owner()
    free(table)
    columns = columns_of(table, key=key)
    run(insert(table, key, 5, columns))
    row, name = models.QuerySet(model).get(pk=5), f'"{columns[0].name}"'
    ways = {
        "save": lambda: row.save(),
        "delete": lambda: row.delete(),
        "update": lambda: model._default_manager.update(**{model._meta.pk.attname: 6}),
        "queryset delete": lambda: model._default_manager.all().delete(),
        "shell update": lambda: models.QuerySet(model).update(**{model._meta.pk.attname: 6}),
        "UPDATE": lambda: run(f"UPDATE {table} SET {name} = {columns[0].other}"),
        "DELETE": lambda: run(f"DELETE FROM {table}"),
        "TRUNCATE": lambda: run(f"TRUNCATE {table} CASCADE"),
    }
    passed = []
    for person in (be_owner, be_site):
        person()
        for title, way in ways.items():
            try:
                with transaction.atomic():
                    way()
            except (ChangeRefused, DatabaseError):
                continue
            passed.append(f"{person.__name__}: {title}")
    assert passed == []


def test_seals_are_among_what_is_only_added_to():
    assert Seal in ADDED_TO
    assert len(RECORDS) > 30
