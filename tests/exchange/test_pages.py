"""Import through the browser: upload, preview, apply; the file does not stay."""

import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.models import Role
from exchange import tasks
from exchange.actions import import_oneroster
from exchange.lists import read_lines
from exchange.models import ImportJob
from exchange.oneroster import open_bundle
from exchange.underway import under_way
from school.models import SchoolClass, Timetable
from tests.exchange.bundles import FET, SCHOOL, replaced, write_folder, write_zip
from tests.exchange.listing import checked
from tests.exchange.test_import_oneroster import everything
from tests.factories import NOW, SchoolClassFactory, appointed, clerk, school_year

pytestmark = [pytest.mark.requirement("EXC-1"), pytest.mark.requirement("SCH-17")]


@pytest.fixture
def admin(as_user):
    school_year()
    return as_user(appointed(Role.SYSADMIN))


@pytest.fixture
def upload(admin, tmp_path):
    """`upload(files)` sends a zip of these files and returns the answer."""

    def send(files=SCHOOL, name="списки.zip"):
        data = (
            write_zip(tmp_path / "a.zip", files).read_bytes() if isinstance(files, dict) else files
        )
        file = SimpleUploadedFile(name, data)
        return admin.post(reverse("exchange:upload"), {"file": file, "starts_on": "2025-09-01"})

    return send


def kept(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_file_is_previewed_before_anything_is_written(upload, admin, settings):
    before = everything()

    response = upload()

    job = ImportJob.objects.get()
    assert response.url == reverse("exchange:preview", args=[job.pk])
    assert (job.status, job.kind, len(kept(settings))) == ("checked", "lists", 1)
    screen = admin.get(response.url).context["screen"]
    assert {one.title: one.created for one in screen.counts}["Классы"] == 2
    assert "Новое. Классы: 7А" in screen.differences
    assert everything() == before


def test_what_was_previewed_is_written_once_and_the_file_goes(upload, admin, settings):
    upload()
    job = ImportJob.objects.get()

    admin.post(reverse("exchange:apply", args=[job.pk]))
    again = admin.post(reverse("exchange:apply", args=[job.pk]), follow=True)

    job.refresh_from_db()
    assert (job.status, job.path, kept(settings)) == ("applied", "", [])
    assert job.applied_by == job.uploaded_by
    assert SchoolClass.objects.count() == 2
    assert "сейчас загрузить нельзя: он загружен" in again.content.decode()


def test_rows_that_cannot_be_read_stop_it_until_they_are_left_out(upload, admin):
    upload(replaced("enrollments.csv", "e-6,g-alg", "e-6,g-geo"))
    job = ImportJob.objects.get()
    page = admin.get(reverse("exchange:preview", args=[job.pk])).content.decode()
    assert "enrollments.csv, строка 7, столбец «classSourcedId»" in page

    admin.post(reverse("exchange:apply", args=[job.pk]))
    assert not SchoolClass.objects.exists()
    admin.post(reverse("exchange:apply", args=[job.pk]), {"skip_refused": "on"})

    assert SchoolClass.objects.count() == 2


def test_a_timetable_is_uploaded_with_its_first_day(upload, admin):
    upload()
    admin.post(reverse("exchange:apply", args=[ImportJob.objects.get().pk]))

    upload(FET.encode(), "школа.fet")
    job = ImportJob.objects.newest_first().first()
    admin.post(reverse("exchange:apply", args=[job.pk]))

    assert Timetable.objects.get().starts_on.isoformat() == "2025-09-01"


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"PK\x03\x04", "списки.zip", "списки.zip: архив повреждён и не открывается."),
        (b"", "списки.zip", "списки.zip: файл пуст. Выгрузите его заново."),
        (b"<school/>", "школа.fet", "школа.fet, строка 1: это не расписание FET, aSc или XHSTT: корень файла «school»"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><fet>&b;</fet>', "школа.fet", "школа.fet, строка 1: внутри есть"),
    ],
    ids=["broken zip", "empty", "not FET", "XML bomb"],
)  # fmt: skip
def test_a_bad_file_is_told_of_on_its_page_and_not_kept(upload, admin, settings, data, name, told):
    before = everything()

    page = admin.get(upload(data, name).url).content.decode()

    assert told in page
    assert "в журнале ничего не изменилось" in page
    assert (kept(settings), everything()) == ([], before)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"file": SimpleUploadedFile("список.docx", b"x")}, "архив ZIP со списками OneRoster"),
        ({"file": SimpleUploadedFile("школа.fet", FET.encode())}, "Укажите первый день"),
        ({}, "Обязательное поле."),
    ],
    ids=["another kind", "no day", "no file"],
)
def test_an_upload_that_lacks_something_is_asked_for_it(admin, data, told):
    response = admin.post(reverse("exchange:upload"), data)

    assert response.status_code == 422
    assert told in response.content.decode()
    assert not ImportJob.objects.exists()


def test_a_file_of_200_megabytes_is_refused(admin, monkeypatch):
    monkeypatch.setattr("exchange.forms.MAX_UPLOAD", 1000)
    file = SimpleUploadedFile("списки.zip", b"x" * 4000)

    response = admin.post(reverse("exchange:upload"), {"file": file})

    assert response.status_code == 422
    assert (
        "списки.zip: файл слишком большой: 4 КБ, можно не больше 1 КБ." in response.content.decode()
    )


def test_the_page_waits_for_the_worker_and_then_asks_for_itself_anew(upload, admin, monkeypatch):
    monkeypatch.setattr(tasks, "soon", lambda *args: None)
    upload()
    job = ImportJob.objects.get()
    url = reverse("exchange:status", args=[job.pk])

    waiting = admin.get(url)
    tasks.check_import(job.pk)
    ready = admin.get(url)

    assert 'data-hx-trigger="every 1s"' in waiting.content.decode()
    assert ready.headers["HX-Refresh"] == "true"


@pytest.mark.requirement("SCH-17")
def test_the_page_that_waits_tells_how_many_lines_are_done(admin, monkeypatch):
    seen = []
    monkeypatch.setattr("exchange.underway.SECONDS_APART", 0)
    lists = sys.modules["exchange.actions.list_import"]
    pupils = [
        {"Фамилия": name, "Имя": "Анна", "Класс": "7А"} for name in ("Ким", "Лем", "Мор", "Ной")
    ]

    def look():
        job = ImportJob.objects.get()
        seen.append(admin.get(reverse("exchange:status", args=[job.pk])).content.decode())

    def read(rows, *args, **kwargs):
        rows = iter(rows)
        first = [next(rows), next(rows)]
        look()
        return read_lines([*first, *rows], *args, **kwargs)

    monkeypatch.setattr(lists, "read_lines", read)
    monkeypatch.setitem(lists.SETTLE, "pupils", lambda *args: look())
    SchoolClassFactory(name="7А", letter="А")
    job = checked("pupils", pupils)

    assert (job.status, under_way(job)) == ("checked", None)
    reading, matching = seen
    assert '<progress value="1" max="4">25\N{NO-BREAK SPACE}%</progress>' in reading
    assert "Чтение файла: 1 из 4\N{NO-BREAK SPACE}строк, 25" in reading
    assert "Сверка с журналом и запись." in matching
    assert "<progress>" in matching


def test_an_import_of_lists_counts_rows_of_its_files(tmp_path):
    told = []
    bundle = open_bundle(write_folder(tmp_path / "lists", SCHOOL))
    import_oneroster(
        bundle=bundle, by=clerk(), now=NOW, dry_run=True, progress=lambda *args: told.append(args)
    )
    assert told == [
        ("Учебный год и периоды", 0, 25), ("Люди", 3, 25), ("Классы", 10, 25), ("Группы", 16, 25), ("Готово", 25, 25),
    ]  # fmt: skip


def test_without_a_broker_the_work_is_done_at_once(upload, monkeypatch):
    def refuse(*args):
        raise OperationalError

    monkeypatch.setattr(tasks.check_import, "delay", refuse)
    upload()

    assert ImportJob.objects.get().status == "checked"


def test_lists_nobody_let_in_do_not_stay_on_the_disk(upload, settings):
    upload()
    ImportJob.objects.update(uploaded_at=NOW - timedelta(days=900))

    upload()

    old, new = ImportJob.objects.order_by("pk")
    assert (old.status, old.path, new.status, len(kept(settings))) == (
        "forgotten",
        "",
        "checked",
        1,
    )


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_of_imports_asks_the_same_questions_however_many(
    admin, upload, number, django_assert_num_queries
):
    upload()
    job = ImportJob.objects.get()
    ImportJob.objects.bulk_create(
        [ImportJob(**{**{f.attname: getattr(job, f.attname) for f in job._meta.fields}, "id": None})
         for _ in range(number)]
    )  # fmt: skip
    with django_assert_num_queries(5):
        response = admin.get(reverse("exchange:imports"))
    assert len(response.context["jobs"]) == min(number + 1, 30)
