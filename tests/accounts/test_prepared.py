"""Statements that PostgreSQL plans once a connection."""

from threading import Thread

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.prepared import Columns, Prepared
from school.models import SchoolYear

TWICE = Prepared("twice_of_the_tests", "SELECT %(number)s * 2, %(number)s", number="int")

pytestmark = pytest.mark.django_db


def test_a_prepared_statement_is_one_query_also_the_first_time(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert [TWICE.rows(number=number) for number in (3, 4)] == [[(6, 3)], [(8, 4)]]


def test_every_connection_is_told_of_the_statement():
    answers = []

    def ask_in_a_connection_of_its_own():
        try:
            answers.append(TWICE.rows(number=5))
        finally:
            connection.close()

    TWICE.rows(number=1)
    thread = Thread(target=ask_in_a_connection_of_its_own)
    thread.start()
    thread.join()

    assert answers == [[(10, 5)]]


def test_a_statement_told_inside_a_transaction_that_fails_is_known_after_it():
    statement = Prepared("after_a_failure_of_the_tests", "SELECT %(number)s", number="int")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        statement.rows(number=1 / 0 if statement.rows(number=1) else 0)

    assert statement.rows(number=2) == [(2,)]


def test_a_statement_that_cannot_be_planned_fails_as_any_query():
    with pytest.raises(ProgrammingError, match="no_such_table"), transaction.atomic():
        Prepared("nowhere_of_the_tests", "SELECT %(n)s FROM no_such_table", n="int").rows(n=1)


def test_columns_of_an_outer_join_that_found_nothing_are_no_object():
    columns = Columns(SchoolYear, "y")

    assert columns.object([None] * len(columns)) is None
    assert "metadata" not in str(columns)
