"""Every page of the table of access is read by the Nu HTML checker: no errors."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from journal import actions
from journal.actions import CellChange
from tests.factories import NOW, teacher_of
from tests.test_access import ACCESS
from tests.worlds import world  # noqa: F401  a fixture

# A checker that is not there is told by name, not passed over in silence.
CHECKER = os.environ.get("VNU_JAR", "")


def pages_of(world, people):  # noqa: F811
    """Name and HTML of every page that answers a GET with HTML, seen by one of its own people."""
    for name, page in ACCESS.items():
        if page.method != "get":
            continue
        client = Client()
        client.force_login(people[next(one for one in sorted(page.insiders) if one in people)])
        response = client.get(reverse(name, args=page.args(world)), page.data, follow=True)
        if response.headers["Content-Type"].startswith("text/html"):
            yield name, whole(response.content)
    yield "login", Client().get(reverse("account_login")).content
    yield "offline", Client().get(reverse("offline")).content
    yield "404", client.get("/no/such/page/").content


def whole(html):
    """A fragment that htmx fetches, set in a page; a page as it is."""
    if html.lstrip()[:9].lower() == b"<!doctype":
        return html
    return (
        b"<!doctype html><html lang=ru><head><title>-</title></head><body>"
        + html
        + b"</body></html>"
    )


def fill(world):  # noqa: F811
    """Something of everything: marks, absences, topic, homework."""
    teacher = teacher_of(world.section)
    changes = [
        CellChange("k", row.student_id, world.lesson.pk, kind, value, 0)
        for row in world.section.enrollments.all()
        for kind, value in (("mark", "4"), ("attendance", "б"))
    ]
    actions.set_cells(section=world.section, changes=changes, by=teacher, now=NOW)
    actions.set_topic(lesson=world.lesson, topic="Степень числа", by=teacher, now=NOW)
    actions.set_homework(lesson=world.lesson, text="§ 3, № 41", minutes=20, by=teacher, now=NOW)


@pytest.mark.skipif(
    not (Path(CHECKER).is_file() and shutil.which("java")),
    reason="no Nu HTML checker: script/test brings it",
)
def test_every_page_is_valid_html(world, people, tmp_path):  # noqa: F811
    fill(world)
    files = []
    for name, html in pages_of(world, people):
        file = tmp_path / f"{name.replace(':', '-')}.html"
        file.write_bytes(html)
        files.append(file)

    told = subprocess.run(
        ["java", "-jar", CHECKER, "--errors-only", "--format", "gnu", *map(str, files)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip

    assert len(files) > 10
    assert (told.stderr.splitlines(), told.returncode) == ([], 0)


@pytest.mark.requirement("ACC-2")
def test_every_form_that_is_posted_carries_its_token_without_javascript(world, people):  # noqa: F811
    fill(world)
    bare = set()
    for name, page in ACCESS.items():
        for person in {"teacher", "director", "homeroom teacher", "the parent"} & page.insiders:
            if page.method != "get":
                continue
            client = Client()
            client.force_login(people[person])
            html = client.get(reverse(name, args=page.args(world)), page.data).content
            forms = re.findall(rb'<form[^>]*method="post".*?</form>', html, re.DOTALL)
            if any(b"csrfmiddlewaretoken" not in form for form in forms):
                bare.add(name)
    assert bare == set()
