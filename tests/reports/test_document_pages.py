"""Ordering a document, its progress, its file; and what happens when something fails."""

import hashlib
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.models import Role
from reports import actions, tasks
from reports.models import SILENCE, Document
from tests.factories import HomeroomFactory, SchoolClassFactory, appointed, class_of, parent_of

from .printed import PRINTED_AT

pytestmark = pytest.mark.requirement("ARC-1")


@pytest.fixture
def school_class(section):
    return class_of(section)


@pytest.fixture
def director():
    return appointed(Role.DIRECTOR)


@pytest.fixture
def no_worker(monkeypatch):
    """The queue is down."""

    def refuse(*args, **kwargs):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.make_document, "delay", refuse)


def order(client, school_class, kind="summary_sheet"):
    return client.post(reverse("reports:order_document", args=[school_class.pk]), {"kind": kind})


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


@pytest.mark.requirement("ARC-2")
def test_an_ordered_document_is_made_kept_and_given_as_it_was_kept(
    client, director, school_class, settings
):
    client.force_login(director)

    response = order(client, school_class)

    document = Document.objects.get()
    assert response.url == reverse("reports:document", args=[document.pk])
    assert (document.status, document.kind, document.requested_by, document.pages) == (
        "done",
        "summary_sheet",
        director,
        1,
    )
    page = client.get(response.url).content.decode()
    assert document.sha256 in page
    given = client.get(reverse("reports:download", args=[document.pk]))
    content = given.content
    assert content[:5] == b"%PDF-"
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (document.sha256, document.bytes)
    assert given["Content-Disposition"].startswith("attachment")
    assert given["Digest"] == f"sha-256={document.sha256}"
    assert [path.read_bytes() for path in files(settings)] == [content]
    assert files(settings)[0].stat().st_mode & 0o077 == 0


def test_the_same_document_is_not_ordered_twice_while_it_is_under_way(
    client, director, school_class, no_worker
):
    client.force_login(director)
    first, second = order(client, school_class), order(client, school_class)

    assert first.url == second.url
    assert Document.objects.count() == 1


def test_with_the_queue_down_the_page_works_and_the_document_waits(
    client, director, school_class, no_worker
):
    client.force_login(director)

    page = client.get(order(client, school_class).url).content.decode()

    assert "Документ ждёт очереди" in page
    assert "data-hx-get" in page
    call_command("make_documents", verbosity=0)
    assert Document.objects.get().status == "done"


def test_the_polled_fragment_tells_the_progress_and_stops_at_the_end(
    client, director, school_class, no_worker
):
    client.force_login(director)
    url = order(client, school_class).url
    Document.objects.update(
        status="running", parts=17, parts_done=3, part_title="Алгебра", heard_at=Now()
    )

    running = client.get(url, headers={"hx-request": "true"}).content.decode()
    Document.objects.update(status="failed", error="Нет места")
    over = client.get(url, headers={"hx-request": "true"}).content.decode()

    assert "<html" not in running
    assert ("Готовится: Алгебра" in running, "3 из 17" in running, "data-hx-get" in running) == (
        True,
        True,
        True,
    )
    assert ("Нет места" in over, "data-hx-get" in over) == (True, False)


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ValueError("broken"), "из-за ошибки в программе"),
        (OSError(28, "No space left"), "на диске сервера нет места"),
    ],
)
def test_a_failed_print_leaves_no_half_file_and_says_why(
    school_class, director, settings, monkeypatch, caplog, error, sentence
):
    def half(volume, folder, progress):
        (folder / "volume.pdf").write_bytes(b"%PDF-half")
        raise error

    monkeypatch.setattr(actions.documents, "print_volume", half)
    document = actions.request_document(
        kind="class_journal", school_class=school_class, by=director, now=PRINTED_AT
    )

    assert actions.make_document(document=document, now=PRINTED_AT)

    document.refresh_from_db()
    assert (document.status, document.path, document.sha256) == ("failed", "", "")
    assert sentence in document.error
    assert f"№ {document.pk}" in document.error
    assert files(settings) == []
    assert "was not" in caplog.text
    caplog.clear()


def test_a_class_with_nothing_to_print_says_what_is_missing(director):
    empty = SchoolClassFactory(name="8Ю")
    document = actions.request_document(
        kind="class_journal", school_class=empty, by=director, now=PRINTED_AT
    )
    actions.make_document(document=document, now=PRINTED_AT)

    document.refresh_from_db()
    assert document.error == (
        "В классе 8Ю нет учеников. Попросите администратора школы загрузить список класса и закажите документ снова."
    )


def test_a_made_document_is_not_made_again(school_class, director, settings):
    document = actions.request_document(
        kind="summary_sheet", school_class=school_class, by=director, now=PRINTED_AT
    )
    assert actions.make_document(document=document, now=PRINTED_AT)
    before = [(path, path.stat().st_mtime_ns) for path in files(settings)]

    assert not actions.make_document(document=document, now=PRINTED_AT)
    tasks.make_document(document.pk)
    tasks.make_waiting_documents()
    assert [(path, path.stat().st_mtime_ns) for path in files(settings)] == before


def test_what_a_dead_worker_left_is_taken_up_and_what_a_live_one_holds_is_not(
    school_class, director
):
    document = actions.request_document(
        kind="summary_sheet", school_class=school_class, by=director, now=PRINTED_AT
    )
    Document.objects.update(status="running", attempt=1, heard_at=Now())
    tasks.make_waiting_documents()
    assert Document.objects.get().status == "running"

    Document.objects.update(heard_at=Now() - 2 * SILENCE)
    tasks.make_waiting_documents()
    document.refresh_from_db()
    assert (document.status, document.attempt) == ("done", 2)


def test_a_worker_thought_dead_does_not_write_over_the_next_one(
    school_class, director, settings, monkeypatch
):
    real = actions.documents.print_volume

    def slow(volume, folder, progress):
        printed = real(volume, folder, progress)
        Document.objects.update(attempt=2)  # another worker has taken it up meanwhile
        return printed

    monkeypatch.setattr(actions.documents, "print_volume", slow)
    document = actions.request_document(
        kind="summary_sheet", school_class=school_class, by=director, now=PRINTED_AT
    )

    assert not actions.make_document(document=document, now=PRINTED_AT)
    assert files(settings) == []
    assert Document.objects.get().status == "running"


@pytest.mark.requirement("ACC-7")
def test_documents_of_a_class_are_for_those_who_answer_for_it(
    client, school_class, director, teacher, student
):
    document = actions.request_document(
        kind="summary_sheet", school_class=school_class, by=director, now=PRINTED_AT
    )
    actions.make_document(document=document, now=PRINTED_AT)
    homeroom = HomeroomFactory(school_class=school_class).teacher.user
    other_homeroom = HomeroomFactory(school_class=SchoolClassFactory(grade=7)).teacher.user
    deputy, other_deputy = (
        appointed(Role.DEPUTY, grade_from=5, grade_to=9),
        appointed(Role.DEPUTY, grade_from=1, grade_to=4),
    )
    people = {
        director: (200, 200, 302), deputy: (200, 200, 302), homeroom: (200, 200, 403),
        other_deputy: (404, 404, 404), other_homeroom: (404, 404, 404), teacher: (404, 404, 404),
        parent_of(student): (404, 404, 404), student.user: (404, 404, 404),
    }  # fmt: skip
    found = {}
    for person in people:
        client.force_login(person)
        found[person] = (
            client.get(reverse("reports:document", args=[document.pk])).status_code,
            client.get(reverse("reports:download", args=[document.pk])).status_code,
            order(client, school_class).status_code,
        )
    assert found == people


def test_a_document_that_is_not_ready_has_no_file(client, director, school_class, no_worker):
    client.force_login(director)
    order(client, school_class)

    assert (
        client.get(reverse("reports:download", args=[Document.objects.get().pk])).status_code == 404
    )


def test_an_unknown_kind_is_told_in_words(client, director, school_class):
    client.force_login(director)
    page = client.post(
        reverse("reports:order_document", args=[school_class.pk]), {"kind": "novel"}, follow=True
    ).content.decode()

    assert "Выберите, что напечатать" in page
    assert Document.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_takes_as_many_queries_for_one_document_as_for_thirty(
    client, director, count, django_assert_num_queries
):
    client.force_login(director)
    classes = [SchoolClassFactory(grade=7) for _ in range(count)]
    Document.objects.bulk_create(
        Document(
            kind="class_journal", school_class=c, requested_by=director, requested_at=PRINTED_AT
        )
        for c in classes
    )
    client.get(reverse("reports:documents"))
    # Session, person, year and school, roles; classes, documents, their number.
    with django_assert_num_queries(7):
        page = client.get(reverse("reports:documents")).content.decode()
    assert page.count("Классный журнал</a>") == count
