"""What the site's own role in the database can not do, whatever SQL reaches it."""

import os
from contextlib import closing

import dj_database_url
import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from accounts.guards import guards, missing_guards
from accounts.numbering import carry_on_numbering
from accounts.ownership import only_added_to, powers
from ejournal.checks import server_and_school_are_fit

pytestmark = [
    pytest.mark.requirement("ACC-12"),
    pytest.mark.skipif(
        not settings.WEB_ROLE, reason="one role owns and uses the tables: set OWNER_DATABASE_URL"
    ),
]


def sql(text):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchall() if cursor.description else None


@pytest.fixture
def site_connection():
    """A session that has never been the owner's, as the web server's."""
    site = dj_database_url.parse(os.environ["DATABASE_URL"])
    own = {"user": site["USER"], "password": site["PASSWORD"], "options": "-c lock_timeout=5s"}
    with closing(psycopg2.connect(**connection.get_connection_params() | own)) as made:
        made.autocommit = True
        yield made


@pytest.mark.parametrize("words", [
    "ALTER TABLE journal_mark DISABLE TRIGGER ALL",
    "ALTER TABLE journal_historicalmark DISABLE TRIGGER append_only",
    "DROP TRIGGER append_only ON journal_historicalmark",
    "DROP TABLE journal_mark CASCADE",
    "TRUNCATE journal_mark CASCADE",
    "TRUNCATE journal_historicalmark",
    "SET session_replication_role = replica",
    "SET ROLE ejournal",
    "SET SESSION AUTHORIZATION ejournal",
    "CREATE OR REPLACE FUNCTION require_trace_of_journal_mark() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "CREATE OR REPLACE FUNCTION public.record_transaction() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
    "CREATE TABLE mine (id int)",
    "CREATE TEMP TABLE journal_historicalmark (id int)",
    "CREATE SCHEMA mine",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT setval('journal_historicalmark_history_id_seq', 1)",
    "DELETE FROM django_migrations",
    "GRANT ALL ON journal_historicalmark TO CURRENT_USER",
    "COPY (SELECT 1) TO PROGRAM 'true'",
], ids=str)  # fmt: skip
def test_the_site_cannot(site_connection, words):
    def attempt():
        with site_connection.cursor() as cursor:
            cursor.execute(words)
            # A stranger's GRANT is refused by a mere warning: it must have given nothing.
            cursor.execute("UPDATE journal_historicalmark SET code = code")

    with pytest.raises(psycopg2.Error, match=r"permission denied|must be owner|must be superuser"):
        attempt()


@pytest.mark.parametrize("table", only_added_to())
@pytest.mark.parametrize("words", [
    "UPDATE {t} SET {column} = {column}", "DELETE FROM {t}", "TRUNCATE {t}", "SELECT * FROM {t} FOR UPDATE",
])  # fmt: skip
def test_what_is_only_added_to_the_site_cannot_change(table, words):
    with connection.cursor() as cursor:
        column = connection.introspection.get_table_description(cursor, table)[0].name

    with pytest.raises(ProgrammingError, match="permission denied"):
        sql(words.format(t=table, column=f'"{column}"'))


def test_the_site_can_add_to_every_table_and_read_it():
    told = sql(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
        "AND relname <> 'django_migrations' AND NOT has_table_privilege(oid, 'SELECT, INSERT')"
    )
    assert told == []


def test_the_powers_of_the_owner_are_told_before_deployment(as_owner):
    with connection.cursor() as cursor:
        assert powers(cursor) == ["owns the tables"]
    assert "ejournal.W005" in {m.id for m in server_and_school_are_fit(databases=["default"])}


def test_the_site_has_no_powers_to_be_told():
    assert server_and_school_are_fit(databases=["default"]) == []


def test_migrate_puts_back_guards_that_are_gone_or_off_and_rights_that_were_given(as_owner):
    sql("ALTER TABLE journal_mark DISABLE TRIGGER leaves_trace")
    sql("DROP TRIGGER append_only ON journal_historicalmark")
    sql(f"GRANT UPDATE ON journal_historicalmark TO {settings.WEB_ROLE}")
    with connection.cursor() as cursor:
        gone = {(table, name) for table, name, _ in missing_guards(cursor)}
    assert gone == {("journal_historicalmark", "append_only"), ("journal_mark", "leaves_trace")}

    call_command("migrate", verbosity=0)

    with connection.cursor() as cursor:
        assert list(missing_guards(cursor)) == []
    [(may,)] = sql(
        f"SELECT has_table_privilege('{settings.WEB_ROLE}', 'journal_historicalmark', 'UPDATE')"
    )
    assert not may
    assert len(list(guards())) > 100


def test_numbers_of_transactions_go_on_where_a_copy_from_another_cluster_ended(as_owner):
    reached = 5_000_000_000
    sql("ALTER TABLE journal_historicalmark DISABLE TRIGGER USER")
    sql(
        "INSERT INTO journal_historicalmark (id, code, comment, version, history_date, history_type, "
        f"history_change_reason, history_author, history_transaction) VALUES (1, '5', '', 1, now(), '+', '', '', {reached})"
    )
    with connection.cursor() as cursor:
        # In the same cluster a row that names a later number is a forgery, and nothing follows from it.
        assert carry_on_numbering(cursor) == 0
        cursor.execute("COMMENT ON FUNCTION earlier_transactions() IS 'another cluster'")
        earlier = carry_on_numbering(cursor)
        assert earlier > 0
        assert carry_on_numbering(cursor) == earlier

    [(number,)] = sql("SELECT record_transaction()")
    assert number >= reached
