"""Subjects and rooms are tables that are typed and saved whole (SCH-5)."""

import pytest
from django.urls import reverse

from accounts.models import Role
from school.actions import Refused
from school.actions.subjects import add_federal_subjects, save_rooms
from school.actions.tables import Line
from school.federal_subjects import FEDERAL_SUBJECTS, not_there_yet
from school.models import Room, Subject
from school.screens.subjects import rooms_screen
from school.tables import rooms_as_listed
from tests.factories import NOW, SectionFactory, appointed, clerk, subject

pytestmark = pytest.mark.requirement("SCH-5")


@pytest.fixture
def deputy(client, at):
    at(2025, 9, 15, 9, 0)
    client.force_login(appointed(Role.DEPUTY))
    return client


def test_federal_subjects_come_once_in_order_with_the_subjects_they_are_courses_of():
    for _ in range(2):
        add_federal_subjects(names=["Физика", "Алгебра", "Русский язык"], by=clerk(), now=NOW)
    rows = Subject.objects.order_by("position").values_list("name", "short_name", "parent__name")
    assert list(rows) == [
        ("Русский язык", "Русский", None), ("Математика", "", None), ("Алгебра", "", "Математика"),
        ("Физика", "", None),
    ]  # fmt: skip
    assert len(not_there_yet(["ФИЗИКА"])) == len(FEDERAL_SUBJECTS) - 1


def test_an_empty_school_is_offered_the_federal_list(deputy):
    form = deputy.get(reverse("school:federal_subjects")).context["form"]
    assert len(form.fields["names"].choices) == len(FEDERAL_SUBJECTS)
    assert deputy.post(reverse("school:federal_subjects"), {}).status_code == 422
    sent = {"names": form.fields["names"].initial}
    assert deputy.post(reverse("school:federal_subjects"), sent).status_code == 302
    assert Subject.objects.count() == len(sent["names"])


def table(screen, rows, **changed):
    """A table as its form posts it: `rows` of cells, the keys first."""
    sent = {"shown": screen.shown, "t-TOTAL_FORMS": len(rows), "t-INITIAL_FORMS": len(screen.rows)}
    for place, row in enumerate(rows):
        sent |= {f"t-{place}-{name}": value for name, value in row.items()}
    return sent | changed


def test_a_table_is_saved_whole_and_errors_name_line_and_column(deputy):
    url = reverse("school:rooms")
    screen = deputy.get(url).context["screen"]
    bad = [{"name": "12", "capacity": "30"}, {"name": "", "capacity": "много"}, {"name": "12"}]
    response = deputy.post(url, table(screen, bad))
    assert response.status_code == 422
    assert set(response.context["table"].complaints()) == {
        "Строка 2, «Кабинет»: Напишите номер или название.",
        "Строка 2, «Мест»: Напишите целое число.",
        "Строка 3, «Кабинет»: Такой кабинет уже есть в строке 1.",
    }
    good = [{"name": "12", "capacity": "30", "building": "А"}, {"name": "Зал"}, {}]
    assert deputy.post(url, table(screen, good)).status_code == 302
    rows = rooms_as_listed().values_list("name", "building", "capacity")
    assert sorted(rows) == [("12", "А", 30), ("Зал", "", None)]


def test_a_table_changed_by_another_is_not_written_over(deputy):
    url = reverse("school:rooms")
    screen = deputy.get(url).context["screen"]
    Room(name="7").save(by=clerk(), now=NOW)
    response = deputy.post(url, table(screen, [{"name": "12"}]))
    assert response.status_code == 422
    assert "изменил кто-то другой" in response.context["table"].complaints()[0]
    assert not Room.objects.filter(name="12").exists()


def test_only_what_has_changed_is_written():
    room = Room(name="12", capacity=30)
    room.save(by=clerk(), now=NOW)
    values = {"name": "12", "building": "", "capacity": 30}
    save_rooms(lines=[Line(room.pk, 1, values)], shown=rooms_screen().shown, by=clerk(), now=NOW)
    assert room.history.count() == 1


def test_a_row_in_use_is_not_removed_and_an_unused_one_is(deputy):
    used, idle = subject("Химия"), subject("Черчение")
    SectionFactory(subject=used)
    url = reverse("school:subjects")
    screen = deputy.get(url).context["screen"]
    rows = [
        {
            "pk": row.pk,
            "name": row.name,
            "position": row.position,
            "DELETE": "on" if row == used else "",
        }
        for row in screen.rows
    ]
    told = deputy.post(url, table(screen, rows)).context["table"].complaints()
    assert told[0].endswith("«Химия» убрать нельзя, его держат: 1\N{NO-BREAK SPACE}журнал.")
    for row in rows:
        row["DELETE"] = "on" if row["pk"] == idle.pk else ""
    assert deputy.post(url, table(screen, rows)).status_code == 302
    assert not Subject.objects.filter(pk=idle.pk).exists()


def test_a_course_has_no_courses_of_its_own(deputy):
    maths, algebra = subject("Математика"), subject("Алгебра")
    url = reverse("school:subjects")
    screen = deputy.get(url).context["screen"]
    other = {maths.pk: algebra.pk, algebra.pk: maths.pk}
    rows = [
        {"pk": row.pk, "name": row.name, "position": row.position, "parent": other[row.pk]}
        for row in screen.rows
    ]
    told = deputy.post(url, table(screen, rows)).context["table"].complaints()
    assert "Это сам курс другого предмета. Выберите предмет." in told[0]


def test_a_removed_line_is_told_by_its_number():
    room = Room(name="12")
    room.save(by=clerk(), now=NOW)
    gone = Line(room.pk, 1, {}, is_removed=True)
    save_rooms(lines=[gone], shown=rooms_screen().shown, by=clerk(), now=NOW)
    assert not Room.objects.exists()
    with pytest.raises(Refused):
        save_rooms(lines=[gone], shown=rooms_screen().shown, by=clerk(), now=NOW)
