"""A list of people leaves only after the password, numbered on every sheet, with a note of it for ever."""

import hashlib
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import CardReading, MassExport, Role
from reports import consents
from reports.people import pupils_table
from tests.answering import answered
from tests.factories import (
    LESSON_DAY,
    NOW,
    SchoolClassFactory,
    UserFactory,
    appointed,
    class_of,
    parent_of,
    pupil_of,
)
from tests.reports.taking import taken

pytestmark = [pytest.mark.requirement("ACC-10"), pytest.mark.requirement("ACC-12")]

LIST = {"list": "all"}


@pytest.fixture
def director(section, student, at):
    at(2025, 9, 16, 10, 0)
    parent_of(student)
    return appointed(Role.DIRECTOR)


def export(client, wanted=LIST):
    return client.post(reverse("reports:export_people"), wanted)


def test_without_the_password_nothing_leaves(director, as_user):
    answer = export(as_user(director))

    assert (answer.status_code, answer.url.split("?")[0]) == (
        302,
        reverse("account_reauthenticate"),
    )
    assert not MassExport.objects.exists()


def test_list_carries_who_took_it_and_when_on_every_sheet_and_is_noted(director, section, as_user):
    answer = export(answered(as_user(director)))

    note = MassExport.objects.get()
    words = f"Выгрузка № {note.pk}: {director.full_name}, 16.09.2025 10:00. Содержит персональные данные."
    book = load_workbook(BytesIO(answer.content))
    for sheet in book:
        assert sheet["A1"].value == words
        assert words in (sheet.oddHeader.center.text, sheet.oddFooter.center.text)
    assert book.properties.description == words
    assert note.title == f"Ученики и представители: {class_of(section).name}"
    assert (note.author, note.people) == (director, 4)
    assert note.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert answer["Content-Disposition"].startswith("attachment;")


def test_register_of_consents_leaves_the_same_way(director, as_user):
    client = as_user(director)
    names = [reverse("reports:consents_xlsx"), reverse("reports:consents_pdf")]

    asked = [client.post(name).url.split("?")[0] for name in names]
    assert asked == [reverse("account_reauthenticate")] * 2
    answered(client)
    assert client.post(names[0]).status_code == 200
    assert taken(client, client.post(names[1])).status_code == 200
    assert [client.get(name).status_code for name in names] == [405, 405]

    assert [note.title for note in MassExport.objects.all()] == ["Реестр согласий"] * 2


def test_register_too_long_for_paper_is_sent_to_be_sifted(director, as_user, monkeypatch):
    monkeypatch.setattr(consents, "LARGEST_PDF", 1)

    answer = answered(as_user(director)).post(reverse("reports:consents_pdf"), follow=True)

    assert "весь реестр выгружается в Excel" in answer.content.decode()


@pytest.mark.parametrize("name", ["=1+2", "+7 900", "@SUM(A1)", "-5"])
def test_a_name_never_becomes_a_formula(director, section, as_user, name):
    pupil_of(class_of(section), last_name=name, first_name="", middle_name="")

    answer = export(answered(as_user(director)))

    cells = [c for row in load_workbook(BytesIO(answer.content)).active for c in row]
    found = [c for c in cells if c.value == name]
    assert [(c.data_type, c.quotePrefix) for c in found] == [("s", True)]


def test_staff_is_exported_by_who_keeps_the_staff(director, as_user):
    answer = export(answered(as_user(director)), {"list": "staff"})

    assert answer.status_code == 200
    assert MassExport.objects.get().title == "Сотрудники"


@pytest.mark.parametrize("number", [1, 3, 30])
def test_table_of_pupils_asks_two_queries(number, django_assert_num_queries):
    school_class = SchoolClassFactory()
    for _ in range(number):
        parent_of(pupil_of(school_class))

    with django_assert_num_queries(2):
        table = pupils_table([school_class], on=LESSON_DAY)

    assert (len(table.rows), table.people) == (number, 2 * number)


def test_everybody_sees_who_opened_the_own_card_and_the_director_sees_all(director, as_user):
    reader, person = UserFactory(last_name="Читаева"), UserFactory(last_name="Открытов")
    for whose in (person, UserFactory(last_name="Другов")):
        CardReading.objects.create(
            reader=reader, reader_name=reader.full_name, person=whose, page="Карточка", read_at=NOW
        )

    own = as_user(person).get(reverse("accounts:readings")).content.decode()
    every = as_user(director).get(reverse("accounts:all_readings")).content.decode()
    found = as_user(director).get(reverse("accounts:all_readings"), {"q": "Открытов"})

    assert own.count("Читаева") == 1
    assert every.count("Читаева") == 2
    assert found.content.decode().count("Читаева") == 1
