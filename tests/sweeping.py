"""Rows of tests that are over, swept out of the tables between two tests.

The tests' own cluster runs without autovacuum: that comes at a moment of its own, in the middle of a test whose
thousands of rows nobody else sees yet, and notes that the table is empty. The planner then joins them row by row;
a test of twenty seconds has taken more than ten minutes by it.
"""

from contextlib import closing

import psycopg2
from django.db import connection

SWEPT_EVERY = 100
# Fewer dead rows than this are in nobody's way.
MANY = 500


class Sweeper:
    def __init__(self):
        self.tests = 0

    def after_a_test(self):
        """Nothing of a test is open: a module may hold its rows in a transaction over several."""
        self.tests += 1
        if self.tests >= SWEPT_EVERY and not connection.in_atomic_block:
            self.tests = 0
            sweep()


def sweep():
    with closing(psycopg2.connect(**connection.get_connection_params())) as beside:
        beside.autocommit = True
        with beside.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(relid::regclass::text, ', ') FROM pg_stat_user_tables WHERE n_dead_tup > %s",
                [MANY],
            )
            (tables,) = cursor.fetchone()
            if tables:
                cursor.execute(f"VACUUM (SKIP_LOCKED) {tables}")


def leave_alone():
    """Every other session of the tests' database ends."""
    with closing(psycopg2.connect(**connection.get_connection_params())) as beside:
        beside.autocommit = True
        with beside.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
            )
    connection.close()
