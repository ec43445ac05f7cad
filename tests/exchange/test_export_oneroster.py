"""The year as a OneRoster bundle: imported into an empty journal, it makes the same school."""

import hashlib
import zipfile
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.apps import apps
from django.db import transaction
from django.urls import reverse

from accounts.models import MassExport, Role, User
from accounts.records import Record
from exchange import actions
from exchange.lists import LISTS, list_workbook, open_list
from exchange.models import ImportJob
from exchange.oneroster import open_bundle, read_bundle
from exchange.oneroster.writing import write_bundle
from exchange.sources import Source, open_source
from school.models import GradingPeriod, SchoolYear, StaffMember, Student, TeachingLoad
from tests.answering import answered
from tests.exchange.bundles import SCHOOL
from tests.exchange.listing import undone
from tests.factories import (
    NOW,
    appointed,
    clerk,
    school_year,
    staff_is_asked_for_a_second_factor,
)

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-17")]

ON = NOW.date()
# Of an account: who it is for other systems, and not when it was made or how it signs in.
NOT_TOLD = {"password", "date_joined", "last_login", "id"}


def normalised(*, besides=()):
    """Every row of the school by what it says: keys of rows become what those rows say."""
    models = [
        User,
        *(m for m in apps.get_app_config("school").get_models() if issubclass(m, Record)),
    ]
    said = {}

    def row_of(model, values):
        told = {}
        for field in model._meta.concrete_fields:
            if field.primary_key or field.name in NOT_TOLD or field.name in besides:
                continue
            value = values[field.attname]
            if field.is_relation and value is not None:
                value = said_by(field.related_model, value)
            told[field.name] = value
        # Short: what a row says is told again by every row that points at it.
        text = repr(sorted((name, repr(value)) for name, value in told.items()))
        return f"{text[:200]} {hashlib.sha256(text.encode()).hexdigest()}"

    rows = {m: {one["id"]: one for one in m._base_manager.values()} for m in models}

    def said_by(model, key):
        if (model, key) not in said:
            said[model, key] = row_of(model, rows[model][key])
        return said[model, key]

    signer = author()
    return {
        model._meta.label: sorted(
            said_by(model, key) for key in rows[model] if (model, key) != (User, signer)
        )
        for model in models
    }


def author():
    return clerk().pk


def exported(version="1.2"):
    tables = actions.bundle_of(SchoolYear.objects.get(), on=ON, version=version)
    return write_bundle(tables, version=version)


def imported(data, tmp_path, name="a.zip"):
    """A bundle let in through a job, so that it can be taken back."""
    job = actions.upload(
        kind="lists", name=name, chunks=[data], starts_on=None, by=clerk(), now=NOW
    )  # fmt: skip
    job = actions.begin(
        job=actions.check(job=job, now=NOW), skip_refused=False, by=clerk(), now=NOW
    )
    job = actions.apply(job=job, skip_refused=False, now=NOW)
    assert job.status == ImportJob.Status.APPLIED, job.report["problems"]
    return job


@contextmanager
def journal_of_another_school():
    """What is written inside is in no journal afterwards."""
    author()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def zipped(files):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_school_goes_out_and_comes_into_an_empty_journal_equal(version, tmp_path):
    first = imported(zipped(SCHOOL), tmp_path)
    there = normalised()
    data = exported(version)
    assert undone(first).report["undo"]["kept"] == []
    assert not Student.objects.exists()

    imported(data, tmp_path)

    assert normalised() == there
    assert exported(version) != b""


def test_what_oneroster_has_no_words_for_comes_back_too(tmp_path):
    """Half-years beside quarters, half an hour, a teacher who is a parent, a text that looks like a formula."""
    first = imported(zipped(SCHOOL), tmp_path)
    year = SchoolYear.objects.get()
    half = {"year": year, "kind": "half_year", "grade_from": 10, "grade_to": 11}
    rows = [
        GradingPeriod(**half, number=1, title="I полугодие", starts_on="2025-09-01", ends_on="2025-12-30", sourced_id="h1"),
        GradingPeriod(**half, number=2, title="II полугодие", starts_on="2026-01-12", ends_on="2026-05-26", sourced_id="h2"),
    ]  # fmt: skip
    GradingPeriod.objects.write(rows, by=clerk(), now=NOW)
    load = TeachingLoad.objects.select_related("section").first()
    load.hours = load.section.weekly_hours = "2.5"
    load.section.scale, load.section.name, load.section.kind = "pass_fail", "2 группа", "elective"
    load.section.save(by=clerk(), now=NOW)
    load.save(by=clerk(), now=NOW)
    mother = User.objects.get(username="alexeeva")
    StaffMember(user=mother).save(by=clerk(), now=NOW)
    User.objects.filter(pk=mother.pk).update(middle_name="=1+1", phone="+7 900 000-00-00")
    there = normalised(besides=["metadata"])
    data = exported()
    assert b'"\'=1+1"' not in data
    bundle = read_bundle(open_source(written(tmp_path, data)))
    assert (bundle.refused, [str(one) for one in bundle.warnings]) == ([], [])
    StaffMember.objects.get(user=mother).delete(by=clerk(), now=NOW)

    second = imported(data, tmp_path)

    assert second.report["created"] == {"staff": 1} or second.report["created"] == {}
    assert normalised(besides=["metadata"]) == there
    assert first.pk != second.pk


def written(tmp_path, data):
    (tmp_path / "out.zip").write_bytes(data)
    return tmp_path / "out.zip"


def test_no_cell_of_the_bundle_is_run_as_a_formula(tmp_path):
    imported(zipped(SCHOOL), tmp_path)
    User.objects.filter(username="ivanova").update(last_name="=HYPERLINK(1)")

    with zipfile.ZipFile(BytesIO(exported())) as archive:
        text = archive.read("users.csv").decode()

    assert "'=HYPERLINK(1)" in text
    assert ",=HYPERLINK(1)" not in text
    assert ",+7 900" not in text


def test_the_gymnasium_goes_out_and_comes_into_an_empty_journal_equal(shared_data, tmp_path):
    bundle = open_bundle(shared_data / "gymnasium" / "oneroster")
    files = {
        path.name: path.read_text()
        for path in (shared_data / "gymnasium" / "oneroster").glob("*.csv")
    }
    with journal_of_another_school():
        imported(zipped(files), tmp_path)
        there = normalised()
        data = exported()
    assert not User.objects.exclude(pk=author()).exists()

    imported(data, tmp_path)

    assert normalised() == there
    assert len(there["school.Student"]) == 1229
    again = read_bundle(Source("out", unzipped(data)))
    assert {(one.group, one.person, one.role, one.begins_on, one.ends_on) for one in again.enrollments} == {
        (one.group, one.person, one.role, one.begins_on, one.ends_on) for one in bundle.enrollments
    }  # fmt: skip


def unzipped(data):
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# What leaves the program by pages


def test_the_bundle_leaves_after_the_password_and_is_noted(as_user, tmp_path):
    imported(zipped(SCHOOL), tmp_path)
    staff_is_asked_for_a_second_factor(False)
    client = as_user(appointed(Role.SYSADMIN))

    asked = client.get(reverse("exchange:export_oneroster"))
    assert asked.url.split("?")[0] == reverse("account_reauthenticate")
    assert not MassExport.objects.exists()

    answered(client)
    given = client.get(reverse("exchange:export_oneroster"), {"version": "1.1"})
    listed = client.get(reverse("exchange:template", args=["parents"]), {"filled": "1"})
    assert read_bundle(Source("out", unzipped(given.content))).version == "1.1"
    assert listed.status_code == 200
    assert [(one.title, one.people) for one in MassExport.objects.order_by("pk")] == [
        ("OneRoster 1.1, 2025-2026", 7), ("Родители, список для правки", 2),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", LISTS)
def test_a_filled_list_comes_back_as_it_left(kind, tmp_path):
    imported(zipped(SCHOOL), tmp_path)
    form = LISTS[kind]
    rows, people = actions.filled_list(form, year=SchoolYear.objects.get(), on=ON)
    assert people > 0
    path = tmp_path / "a.xlsx"
    path.write_bytes(list_workbook(form, rows, watermark="Выгрузка № 1"))

    table = open_list(path, form=form)
    report = actions.import_list(
        kind=kind, table=table, starts_on=None, by=clerk(), now=NOW, dry_run=True
    )

    needed = {"staff": {"Должность"}, "parents": {"Кем приходится"}}.get(kind, set())
    assert {one.column for one in report.refused} <= needed
    assert report.changes == 0


def test_a_blank_tells_which_classes_there_are(as_user):
    school_year()
    client = as_user(appointed(Role.ASSISTANT))

    blank = client.get(reverse("exchange:template", args=["pupils"]))
    assert blank.headers["Content-Type"].endswith("spreadsheetml.sheet")
    table = client.get(reverse("exchange:template", args=["load"]), {"format": "csv"})
    assert table.content.decode("utf-8-sig").startswith("Класс;Предмет;Группа;")
    assert (
        client.get(reverse("exchange:template", args=["pupils"]), {"filled": "1"}).status_code
        == 404
    )
    assert client.get(reverse("exchange:template", args=["nothing"])).status_code == 404
