"""How a copy for support is freed of personal data: by the declaration of `accounts.personal_data`, field by field.

It runs in a scratch database that nobody works with, as the owner of its tables, in one transaction. The guards of
history are switched off there, and only there. What the tables of EMPTIED held is never even copied.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import JSONField, Model

from accounts.personal_data import Category, all_models, base_of, categories_of
from archive.fakes import Fake, Person, fake_days, fake_people

# Ways in, secrets, traces, uploads, and seals over a history that the copy does not have.
EMPTIED = (
    "sessions.Session", "account.EmailAddress", "account.EmailConfirmation", "socialaccount.SocialApp",
    "socialaccount.SocialApp_sites", "socialaccount.SocialAccount", "socialaccount.SocialToken",
    "mfa.Authenticator", "usersessions.UserSession", "axes.AccessFailureLog", "axes.AccessAttempt",
    "axes.AccessAttemptExpiration", "axes.AccessLog", "accounts.SlipCode", "reports.Paper",
    "archive.Seal", "archive.SealedRow", "archive.Verification", "exchange.ImportJob",
)  # fmt: skip
UNUSABLE = "!"
# Whose the row is, by the column that says so; by it the fake is found.
OWNERS = {
    "history_author": "history_user_id",
    "reader_name": "reader_id",
    "author_name": "author_id",
}
OWN = {"accounts.User": "id", "school.PersonCard": "user_id", "accounts.SignInSlip": "user_id"}
OF_PERSON = ("last_name", "first_name", "middle_name", "phone", "email", "username")
WORDS = {"topic": "Тема урока", "text": "Задание", "comment": "Замечание", "title": "Работа"}
# A mark becomes another one, each pupil's in another way.
TURNED = "(ARRAY['3452','4523','5234'])[1 + {owner} % 3]"


def emptied_tables() -> list[str]:
    found = []
    for label in EMPTIED:
        app, _, name = label.partition(".")
        if name.lower() in apps.all_models[app]:
            found.append(apps.get_model(label)._meta.db_table)
    return found


def scrub(cursor: Any) -> None:
    """Replace every declared personal field in the database of this cursor. The caller commits."""
    tables = [model for model in all_models() if model._meta.db_table not in set(emptied_tables())]
    _make_fakes(cursor)
    for model in tables:
        changes = dict(_changes(model))
        if changes:
            table = model._meta.db_table
            assigned = ", ".join(f'"{column}" = {value}' for column, value in changes.items())
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            cursor.execute(f'UPDATE "{table}" AS t SET {assigned}')  # noqa: S608  names of our own columns
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    cursor.execute("DROP TABLE fake_person, fake_birth")


def _make_fakes(cursor: Any) -> None:
    cursor.execute("SELECT id, middle_name ~* 'на$' FROM accounts_user")
    people = [Person(*row) for row in cursor.fetchall()]
    real = set()
    for table in ("accounts_user", "school_personcard", "school_historicalpersoncard"):
        cursor.execute(
            f"SELECT last_name FROM {table} UNION SELECT first_name FROM {table} UNION SELECT middle_name FROM {table}"  # noqa: S608
        )
        real |= {word for (word,) in cursor.fetchall() if word}
    cursor.execute(
        "CREATE TABLE fake_person (id bigint PRIMARY KEY, last_name text, first_name text, middle_name text, "
        "phone text, email text, username text, full_name text)"
    )
    cursor.executemany(
        "INSERT INTO fake_person VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        [_row(fake) for fake in fake_people(people, real)],
    )
    cursor.execute(
        "SELECT id, birth_date FROM school_student WHERE birth_date IS NOT NULL "
        "UNION SELECT id, birth_date FROM school_historicalstudent WHERE birth_date IS NOT NULL"
    )
    births = cursor.fetchall()
    cursor.execute("CREATE TABLE fake_birth (id bigint PRIMARY KEY, birth_date date)")
    cursor.executemany(
        "INSERT INTO fake_birth VALUES (%s, %s)",
        list(fake_days(births, {day for _, day in births})),
    )


def _row(fake: Fake) -> tuple[Any, ...]:
    return (fake.key, *(getattr(fake, name) for name in OF_PERSON), fake.full_name)


def _changes(model: type[Model]) -> Iterator[tuple[str, str]]:
    """Column and the SQL of its new value; empty values stay empty."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    for name, category in categories_of(model).items():
        field = fields[name]
        column = str(field.column)
        if category == Category.NONE:
            continue
        if isinstance(field, JSONField):
            yield column, _json(column, category)
        elif category == Category.SECRET:
            yield column, f"'{UNUSABLE}'"
        else:
            value = _value(model, name, category)
            kept = f't."{column}" IS NULL OR t."{column}"::text = \'\''
            length = getattr(field, "max_length", None)
            value = f"left({value}, {length})" if length else value
            yield column, f'CASE WHEN {kept} THEN t."{column}" ELSE {value} END'


def _value(model: type[Model], name: str, category: Category) -> str:
    label = base_of(model)._meta.label
    if name in OF_PERSON and label in OWN:
        return _of_person(name, OWN[label])
    if name in OWNERS:
        return f"coalesce({_of_person('full_name', OWNERS[name])}, 'Сотрудник школы')"
    if category == Category.NAME:
        return "'Сотрудник школы'"
    if category == Category.BIRTH:
        return "(SELECT f.birth_date FROM fake_birth f WHERE f.id = t.id)"
    if category == Category.ADDRESS:
        return "'г. Образцовск, ул. Учебная, д. ' || t.id"
    if category == Category.HEALTH:
        return "'excused'"
    if category == Category.EDUCATION:
        return _another_mark(model, name)
    words = WORDS.get(name, "Текст") if category == Category.TEXT else "copy"
    return f"'{words} ' || t.id" if category == Category.TEXT else f"'{words}-' || t.id"


def _of_person(name: str, owner: str) -> str:
    return f'(SELECT f."{name}" FROM fake_person f WHERE f.id = t."{owner}")'  # noqa: S608


def _another_mark(model: type[Model], name: str) -> str:
    owners = {field.column for field in model._meta.concrete_fields} & {"student_id"}
    turned = TURNED.format(owner="t.student_id") if owners else "'3452'"
    return f"translate(t.\"{name}\", '2345', {turned})"


def _json(column: str, category: Category) -> str:
    """Names of a commission are replaced, each in its place; everything else is emptied."""
    if category == Category.NAME:
        each = f'jsonb_array_elements(t."{column}") WITH ORDINALITY m'
        named = "jsonb_agg(jsonb_build_array(m.value -> 0, 'Член комиссии ' || m.ordinality))"
        members = f"SELECT {named} FROM {each}"  # noqa: S608
        return f"coalesce(({members}), '[]')"
    return f"CASE jsonb_typeof(t.\"{column}\") WHEN 'array' THEN '[]'::jsonb ELSE '{{}}'::jsonb END"
