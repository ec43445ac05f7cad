"""What a person typed is shown as typed, to every role: never run, never refused by the browser as a foreign script."""

from collections import Counter

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.utils import DataError
from django.urls import reverse
from playwright.sync_api import Error

from tests.conftest import be_owner, be_site
from tests.test_access import ACCESS
from tests.worlds import world  # noqa: F401  a fixture

OURS = ["accounts", "school", "journal", "diary", "reports", "archive", "exchange"]
PAYLOAD = '"><svg onload=hacked=1>{{7*7}}\u202e'
VIEWERS = [
    "technician", "clerk", "hr officer", "the parent", "the student", "teacher", "homeroom teacher", "deputy",
    "administrator", "director", "assistant", "inspector", "substitute of today", "reader by order",
    "reader of the diary by order", "a person without duties",
]  # fmt: skip


def free_texts(model):
    """Fields that hold what somebody typed: no choices, no keys, nothing that finds a file or an account."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField)
        if is_text and not (field.choices or field.unique or field.name in {"password", "path"}):
            yield field


def poison():
    """Every free text of every table of ours becomes the payload, where the database takes it."""
    be_owner()
    poisoned = 0
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            poisoned += _poison_table(model)
    be_site()
    return poisoned


def _poison_table(model):
    table, taken = model._meta.db_table, 0
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for field in free_texts(model):
            text = PAYLOAD[: field.max_length or 1000]
            try:
                with transaction.atomic():
                    cursor.execute(f'UPDATE {table} SET "{field.column}" = %s', [text])
                    taken += cursor.rowcount > 0
            except (IntegrityError, DataError):
                continue
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
    return taken


def shows(page, address):
    """Whether the address is a page at all; a file is downloaded, never shown."""
    try:
        page.goto(address, wait_until="load")
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return False
    return True


# A page looks the same to many; each is shown to so many roles, and each role sees all that only it has.
VIEWERS_A_PAGE = 3
# Roles are dealt to so many tests, so that two processes share them.
PARTS = 4
PAGES = [
    name
    for name, page in ACCESS.items()
    if page.method == "get" and not name.endswith(("_xlsx", "_pdf", "download"))
]


def viewers_of(name):
    return [person for person in VIEWERS if person in ACCESS[name].insiders][:VIEWERS_A_PAGE]


def looks_at(person):
    return [name for name in PAGES if person in viewers_of(name)]


def dealt():
    """The roles in PARTS heaps of about as many pages: each to the heap that is the smallest by then."""
    heaps = [[] for _ in range(PARTS)]
    for person in sorted(VIEWERS, key=lambda person: -len(looks_at(person))):
        min(heaps, key=lambda heap: sum(len(looks_at(one)) for one in heap)).append(person)
    return heaps


def test_every_page_is_looked_at_by_three_roles_or_all_that_it_has():
    looked = Counter(name for heap in dealt() for person in heap for name in looks_at(person))
    has = {name: len(set(VIEWERS) & ACCESS[name].insiders) for name in PAGES}
    assert looked == Counter({name: min(number, VIEWERS_A_PAGE) for name, number in has.items()})
    assert sorted(person for heap in dealt() for person in heap) == sorted(VIEWERS)


@pytest.mark.timeout(600)
@pytest.mark.requirement("ACC-10")
@pytest.mark.parametrize("viewers", dealt(), ids=[f"part {n + 1}" for n in range(PARTS)])
def test_stored_payload_is_shown_to_every_role_and_never_runs(
    open_page,
    at,
    everybody,
    world,  # noqa: F811
    viewers,
):
    at(2025, 9, 15, 14, 0)
    addresses = {name: reverse(name, args=ACCESS[name].args(world)) for name in PAGES}
    assert poison() > 30

    shown = 0
    for person in viewers:
        page = open_page("/", user=everybody[person])
        for name in looks_at(person):
            if not shows(page, addresses[name]):
                continue
            assert page.evaluate("window.hacked") is None, (person, name)
            shown += "{{7*7}}" in page.content()

    assert shown > 100 / PARTS
