"""Nothing a browser can send breaks a page: every page, in the hands of one who may open it, with bad addresses,
questions, forms and JSON. The answer may be a refusal (400, 404, 422); it is never a failure of the server.
A page that looks at no question, form, file or body of what it is sent first is not sent the other eleven values of it.
"""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.looked_at import looks
from tests.standing import *  # noqa: F403  fixtures
from tests.test_access import ACCESS, PEOPLE

BEYOND_BIGINT = 2**63
BAD_VALUES = {
    "empty": "",
    "zero": "0",
    "minus": "-1",
    "beyond bigint": str(BEYOND_BIGINT),
    "more digits than Python reads": "9" * 5000,
    "NUL": "a\0b",
    "superscript digit": "²",
    "no number": "Ё; DROP TABLE",
    "markup": "<script>alert(1)</script>",
    "first day of all": "0001-01-01",
    "last day of all": "9999-12-31",
    "impossible day": "2025-02-30",
}
QUERY = [
    "q",
    "page",
    "period",
    "class",
    "teacher",
    "show",
    "lesson",
    "next",
    "person",
    "target",
    "q_person",
    "q_target",
    "act",
    "state",
]
FORM = [
    "topic", "topic_was", "homework", "homework_was", "homework_is_none", "minutes", "due_on", "register",
    "role", "grade_from", "order_number", "reason", "decision", "when", "last_day",
    "work_type", "title", "weight", "kind", "back", "skip_refused", "starts_on",
]  # fmt: skip
JSON_BODIES = {
    "nothing": b"",
    "not JSON": b"{",
    "not text": b"\xff\xfe\x00",
    "a list": b"[]",
    "null": b"null",
    "a number with 5000 digits": b'{"changes": [' + b"9" * 5000 + b"]}",
    "deep": b"[" * 100_000,
    "no list": b'{"kind": "period", "changes": {}}',
    "list of nothing": b'{"kind": "period", "changes": [null, 1, "x", []]}',
    "odd kind": b'{"kind": ["period"], "changes": [{}]}',
    "NaN": b'{"kind": "year", "changes": [{"key": "a", "student": NaN, "value": "5", "base": 0}]}',
}  # fmt: skip
BAD_IN_JSON = [
    None,
    True,
    -1,
    1.5,
    BEYOND_BIGINT - 1,
    BEYOND_BIGINT,
    "1",
    "a\0b",
    "\ud800",
    [],
    {},
    "я" * 1000,
]


@pytest.fixture(params=sorted(ACCESS))
def page(request, people, world):
    """A page with a client of one of its insiders; what breaks is answered with 500 and not raised."""
    page = ACCESS[request.param]
    client = Client(raise_request_exception=False)
    client.force_login(people[next(person for person in PEOPLE if person in page.insiders)])
    return client, request.param, page, page.args(world)


def test_no_bad_address_breaks_a_page(page):
    client, name, description, args = page
    ask = getattr(client, description.method)
    broken = {}
    for label, value in BAD_VALUES.items():
        for place in range(len(args)):
            try:
                url = reverse(name, args=[*args[:place], value, *args[place + 1 :]])
            except (NoReverseMatch, ValueError):
                continue
            broken[f"{label} in {url[:80]}"] = ask(url).status_code
        broken[f"{label} after the address"] = ask(
            reverse(name, args=args) + f"{value[:50]}/".replace("\0", "%00")
        ).status_code
    assert {case: status for case, status in broken.items() if status >= 500} == {}


def test_no_bad_question_breaks_a_page(page):
    client, name, description, args = page
    url, ask = reverse(name, args=args), getattr(client, description.method)

    def status(label):
        return ask(url, query_params=dict.fromkeys(QUERY, BAD_VALUES[label])).status_code

    with looks() as seen:
        statuses = {"markup": status("markup")}
    if seen.question & {*QUERY, "*"}:
        statuses |= {label: status(label) for label in BAD_VALUES}
    assert {case: status for case, status in statuses.items() if status >= 500} == {}


def test_no_bad_form_breaks_a_page(page, student):
    client, name, _, args = page
    url = reverse(name, args=args)
    statuses = {}

    def send(label, value):
        fields = dict.fromkeys(FORM, value) | odd_cells(student, value)
        for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
            statuses[f"{label} {headers}"] = client.post(url, fields, headers=headers).status_code

    def send_file(label, value):
        for suffix in ("zip", "fet"):
            file = SimpleUploadedFile(f"{value[:300]}.{suffix}", value.encode())
            fields = {"file": file, "starts_on": value}
            statuses[f"{label} as a .{suffix}"] = client.post(url, fields).status_code

    with looks() as seen:
        send("markup", BAD_VALUES["markup"])
        send_file("markup", BAD_VALUES["markup"])
    for label, value in BAD_VALUES.items():
        if seen.form or seen.body:
            send(label, value)
        if seen.files:
            send_file(label, value)
    assert {case: status for case, status in statuses.items() if status >= 500} == {}


def odd_cells(student, value):
    """Names of fields that the whole lesson's form reads pupils and columns from."""
    return {
        f"work-{value}": value,
        f"work-{student.pk}": value,
        f"title-{student.pk}": value,
        f"was-mark-{value}-{value}": f"{value}:{value}",
        f"was-mark-{student.pk}-{value}": "0:",
        f"mark-{student.pk}-{value}": "5",
        f"was-mark-{student.pk}-0": f"{value}:",
        f"mark-{student.pk}-0": value,
        f"was-attendance-{value}": ":",
        f"was-attendance-{student.pk}": "0:",
        f"attendance-{student.pk}": value,
    }


def test_no_bad_json_breaks_a_page(page):
    client, name, _, args = page
    url = reverse(name, args=args)

    def status(label):
        return client.post(url, JSON_BODIES[label], content_type="application/json").status_code

    with looks() as seen:
        statuses = {"deep": status("deep")}
    if seen.body:
        statuses |= {label: status(label) for label in JSON_BODIES}
    assert {case: status for case, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize(
    ("name", "person", "what"),
    [
        ("journal:sections", "teacher", "question"),
        ("journal:save_lesson", "teacher", "form"),
        ("journal:save_cells", "teacher", "body"),
        ("exchange:upload", "administrator", "files"),
    ],
)
def test_what_a_page_looks_at_is_seen(client, people, world, name, person, what):
    client.force_login(people[person])
    url, ask = reverse(name, args=ACCESS[name].args(world)), getattr(client, ACCESS[name].method)
    with looks() as seen:
        ask(url, b"{}", "application/json") if what == "body" else ask(url, {"q": "7"})
    assert getattr(seen, what)


@pytest.mark.parametrize("name", ["journal:save_cells", "journal:save_period_marks"])
def test_no_bad_value_breaks_saving_of_cells(client, people, world, name):
    client.force_login(people["teacher"])
    client.raise_request_exception = False
    good = {
        "key": "a", "student": world.student.pk, "lesson": world.lesson.pk, "item": None,
        "field": "mark", "value": "5", "base": 0,
    }  # fmt: skip
    statuses = {}
    for field in good:
        for value in BAD_IN_JSON:
            batch = {"kind": "period", "changes": [good | {field: value}]}
            url = reverse(name, args=ACCESS[name].args(world))
            answer = client.post(url, json.dumps(batch), content_type="application/json")
            statuses[f"{field}={value!r:.40}"] = answer.status_code
    assert {case: status for case, status in statuses.items() if status >= 500} == {}


@pytest.mark.parametrize(
    ("person", "size", "status"),
    [
        ("nobody", 3_000_000, 413),
        ("the parent", 3_000_000, 413),
        ("administrator", 400_000_000, 413),
    ],
)
def test_only_those_who_load_lists_send_large_files(client, people, person, size, status):
    if person != "nobody":
        client.force_login(people[person])
    answer = client.post(reverse("exchange:upload"), headers={"Content-Length": str(size)})
    assert answer.status_code == status


@pytest.mark.parametrize(("person", "status"), [("administrator", 302), ("the parent", 413)])
def test_lists_of_three_megabytes_are_taken_from_those_who_load_them(
    client, people, person, status
):
    client.force_login(people[person])
    file = SimpleUploadedFile("списки.zip", b"0" * 3_000_000)
    answer = client.post(reverse("exchange:upload"), {"file": file})
    assert answer.status_code == status
