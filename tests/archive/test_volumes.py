"""Kept volumes: the list, the check of one in the browser and of all by a command."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import Role
from reports import actions
from reports.models import Document
from tests.factories import HomeroomFactory, SchoolClassFactory, appointed, class_of
from tests.reports.printed import PRINTED_AT

pytestmark = pytest.mark.requirement("ARC-2")


@pytest.fixture
def volume(section):
    document = actions.request_document(
        kind="summary_sheet",
        school_class=class_of(section),
        by=appointed(Role.DIRECTOR),
        now=PRINTED_AT,
    )
    actions.make_document(document=document, now=PRINTED_AT)
    document.refresh_from_db()
    return document


def file_of(volume, settings):
    return Path(settings.MEDIA_ROOT) / volume.path


def verify(client, volume, **headers):
    return client.post(
        reverse("archive:verify_volume", args=[volume.pk]), headers=headers
    ).content.decode()


def test_the_list_names_pages_hash_and_who_ordered(client, volume):
    client.force_login(volume.requested_by)
    page = client.get(reverse("archive:volumes")).content.decode()

    for words in (
        volume.sha256,
        volume.requested_by.short_name,
        "Сводная ведомость",
        volume.school_class.name,
    ):
        assert words in page


def test_an_untouched_file_is_said_to_be_the_same(client, volume):
    client.force_login(volume.requested_by)

    assert "контрольная сумма совпадает" in verify(client, volume)
    assert "контрольная сумма совпадает" in verify(client, volume, **{"hx-request": "true"})
    call_command("verify_documents", verbosity=0)


def test_one_changed_byte_is_noticed(client, volume, settings, capsys):
    content = bytearray(file_of(volume, settings).read_bytes())
    content[-100] ^= 1
    file_of(volume, settings).write_bytes(content)
    client.force_login(volume.requested_by)

    assert "Файл изменён" in verify(client, volume)
    with pytest.raises(CommandError, match="Не совпадает: 1"):
        call_command("verify_documents")
    assert "Файл изменён" in capsys.readouterr().err


def test_a_lost_file_is_noticed(client, volume, settings):
    file_of(volume, settings).unlink()
    client.force_login(volume.requested_by)

    assert "Файла нет на сервере" in verify(client, volume)
    with pytest.raises(CommandError, match="Не совпадает: 1"):
        call_command("verify_documents")


def test_volumes_of_a_class_are_for_those_who_answer_for_it(client, volume):
    homeroom = HomeroomFactory(school_class=volume.school_class).teacher.user
    stranger = HomeroomFactory(school_class=SchoolClassFactory(grade=7)).teacher.user
    found = {}
    for person in (homeroom, stranger):
        client.force_login(person)
        found[person] = (
            volume.sha256 in client.get(reverse("archive:volumes")).content.decode(),
            client.post(reverse("archive:verify_volume", args=[volume.pk])).status_code,
        )
    assert found == {homeroom: (True, 200), stranger: (False, 404)}


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_takes_as_many_queries_for_one_volume_as_for_thirty(
    client, count, django_assert_num_queries
):
    director = appointed(Role.DIRECTOR)
    client.force_login(director)
    Document.objects.bulk_create(
        Document(
            kind="class_journal", school_class=SchoolClassFactory(grade=7), requested_by=director,
            requested_at=PRINTED_AT, status="done", path="documents/1-1.pdf", sha256="0" * 64, pages=2, bytes=9,
            finished_at=PRINTED_AT,
        )
        for _ in range(count)
    )  # fmt: skip
    client.get(reverse("archive:volumes"))
    # Session, person, year and school, roles; the number of volumes and the volumes.
    with django_assert_num_queries(6):
        page = client.get(reverse("archive:volumes")).content.decode()
    assert page.count("0" * 64) == count
