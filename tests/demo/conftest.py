from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import transaction

from ejournal import demo
from ejournal.demo.plan import CLASSES

# The wall clock on which the schools of these tests are made.
MADE_AT = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def some_classes(**sizes):
    """Classes of the demo school by name, with so many pupils each."""
    return tuple(replace(one, size=sizes[one.name]) for one in CLASSES if one.name in sizes)


SMALL = some_classes(**{"1А": 6, "4А": 8, "7А": 26, "7Б": 9, "10А": 6})


@pytest.fixture(scope="module")
def small_school(django_db_setup, django_db_blocker):
    """Five classes on the last day of the first quarter; made once for the tests of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield demo.build(stage="quarter", seed=1, now=MADE_AT, classes=SMALL)
        transaction.set_rollback(True)
