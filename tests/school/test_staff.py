"""The register of the staff: found by a part of the name, hired once, edited by one at a time (B 12)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import CardReading, Role, User
from school import actions
from school.actions import Refused, Stale
from school.actions.cards import person_of
from school.actions.staff import work_of
from school.cards import Person, Work, seal_of, values_of
from school.models import PersonCard, StaffMember
from tests.factories import (
    LESSON_DAY,
    NOW,
    LoadFactory,
    SectionFactory,
    StaffFactory,
    UserFactory,
    appointed,
    parent_of,
    school_year,
)
from tests.journal.test_race import at_once

pytestmark = pytest.mark.requirement("ACC-5")

WORK = Work("Учитель физики", LESSON_DAY, "30-л", LESSON_DAY)
LATER = NOW + timedelta(minutes=5)
EROVA = Person("Ёрова", "Зоя", "Львовна", "+7 900 000-00-00", "")


@pytest.fixture(autouse=True)
def _monday(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def officer():
    school_year()
    return appointed(Role.HR)


def hired(officer, form=None, person=EROVA, **kwargs):
    return actions.hire(
        person=person, work=WORK, form=form or uuid4(), by=officer, now=NOW, **kwargs
    )


def sent(**kwargs):
    return {
        "form": str(uuid4()), "last_name": "Ёрова", "first_name": "Зоя", "middle_name": "Львовна",
        "position": "Учитель физики", "hired_on": "2025-09-15", "order_number": "№ 30-л",
        "order_date": "2025-09-15", "phone": "", "email": "",
    } | kwargs  # fmt: skip


def names(client, **asked):
    page = client.get(reverse("school:staff"), asked).context["screen"].page
    return [row.user.last_name for row in page.object_list]


def test_people_are_found_by_a_part_of_the_name_with_yo_as_ye(client, officer):
    for last, position in (("Ерёмина", "Учитель"), ("Берёзкина", "Повар"), ("Жукова", "Учитель")):
        StaffFactory(user=UserFactory(last_name=last), position=position)
    StaffFactory(user=UserFactory(last_name="Ёлкина"), dismissed_on=date(2025, 9, 1))
    client.force_login(officer)

    assert names(client) == ["Берёзкина", "Ерёмина", "Жукова"]
    assert names(client, q="березк") == ["Берёзкина"]
    assert names(client, q="ЕРЁМ анна") == ["Ерёмина"]
    assert names(client, q="ел", show="dismissed") == ["Ёлкина"]
    assert names(client, show="all", position="Учитель") == ["Ерёмина", "Жукова"]
    assert names(client, q="%") == []


def test_a_new_person_is_hired_with_an_order_and_a_card(officer):
    member = hired(officer)

    assert (member.user.full_name, member.user.has_usable_password()) == (
        "Ёрова Зоя Львовна",
        False,
    )
    assert work_of(member) == WORK
    card = PersonCard.objects.get(user=member.user)
    assert [(row.history_user, row.history_change_reason) for row in card.history.all()] == [
        (officer, "приказ № 30-л от 15.09.2025")
    ]


def test_a_namesake_is_shown_and_nobody_is_doubled_in_silence(client, officer, student):
    parent = parent_of(student)
    User.objects.filter(pk=parent.pk).update(last_name="ЕРОВА", first_name="Зоя")
    client.force_login(officer)

    asked = client.post(reverse("school:hire"), sent())
    assert asked.status_code == 422
    assert "представитель ученика" in asked.content.decode()
    assert not StaffMember.objects.filter(position="Учитель физики").exists()

    assert client.post(reverse("school:hire"), sent(same=str(parent.pk))).status_code == 302
    assert StaffMember.objects.get(position="Учитель физики").user == parent
    assert client.post(reverse("school:hire"), sent(same="new")).status_code == 302
    assert StaffMember.objects.filter(position="Учитель физики").count() == 2


def test_a_form_sent_twice_hires_once(client, officer):
    client.force_login(officer)
    form = sent()

    answers = [client.post(reverse("school:hire"), form) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    assert len({answer.url for answer in answers}) == 1
    assert User.objects.filter(last_name="Ёрова").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_four_times_at_once_hires_once(officer):
    form = uuid4()

    members = at_once(*[lambda: hired(officer, form)] * 4)

    assert len({member.pk for member in members}) == 1
    assert User.objects.filter(last_name="Ёрова").count() == 1
    assert (StaffMember.history.count(), PersonCard.history.count()) == (1, 1)


def test_errors_stand_beside_their_fields_and_nothing_is_half_written(client, officer):
    client.force_login(officer)
    before = User.objects.count()

    answer = client.post(
        reverse("school:hire"),
        sent(last_name=" ", hired_on="2205-01-01", order_number="", email="@"),
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "last_name": ["Напишите фамилию."],
        "hired_on": ["Проверьте год."],
        "order_number": ["Укажите номер приказа."],
        "email": ["Это не похоже на адрес почты."],
    }
    assert User.objects.count() == before


def test_who_works_already_is_not_hired_again_and_who_has_left_is(officer):
    member = hired(officer)
    with pytest.raises(Refused, match="уже работает"):
        actions.hire(
            person=EROVA, work=Work("Повар", LESSON_DAY, "1", LESSON_DAY), form=uuid4(),
            existing=member.user, by=officer, now=NOW,
        )  # fmt: skip
    gone = StaffFactory(dismissed_on=date(2025, 8, 1), dismissal_order_number="7")

    again = hired(officer, existing=gone.user)

    assert (again.pk, again.dismissed_on, again.hired_on) == (gone.pk, None, LESSON_DAY)
    assert again.history.count() == 2


def test_the_second_of_two_editors_is_told_what_the_first_has_written(officer):
    member, other = hired(officer), appointed(Role.DIRECTOR)
    shown = seal_of(values_of(person_of(member.user), work_of(member)))

    def edit(by, **changed):
        person = Person(**(vars(person_of(member.user)) | changed))
        actions.edit_staff(
            member=member,
            person=person,
            work=WORK,
            shown=shown,
            reason="заявление",
            by=by,
            now=LATER,
        )

    edit(other, last_name="Яровая")
    with pytest.raises(Stale, match=f"{other.full_name}.*фамилия: Яровая") as told:
        edit(officer, phone="+7 911 111-11-11")

    assert "Сверьте и сохраните ещё раз" in str(told.value)
    member.user.refresh_from_db()
    assert (member.user.last_name, member.user.phone) == ("Яровая", EROVA.phone)


def test_an_edited_card_keeps_who_what_and_why(client, officer):
    member = StaffFactory(user=UserFactory(last_name="Фролова"), position="Учитель")
    client.force_login(officer)
    page = client.get(reverse("school:edit_staff", args=[member.pk]))
    fields = {
        name: page.context["form"][name].value() or "" for name in page.context["form"].fields
    }

    answer = client.post(
        reverse("school:edit_staff", args=[member.pk]),
        fields | {"last_name": "Гусева", "reason": "свидетельство о браке"},
        follow=True,
    )

    changes = [(change.what, change.reason) for change in answer.context["screen"].changes]
    assert (("фамилия: Фролова → Гусева",), "свидетельство о браке") in changes
    assert User.objects.get(pk=member.user_id).full_name.startswith("Гусева")
    readings = CardReading.objects.filter(reader=officer, person=member.user)
    assert set(readings.values_list("page", flat=True)) == {"Карточка сотрудника"}


@pytest.mark.parametrize("number", [1, 3, 30])
@pytest.mark.parametrize(("page", "queries"), [("staff", 7), ("staff_card", 12)])
def test_pages_of_the_staff_cost_the_same_queries(
    client, officer, page, queries, number, django_assert_num_queries
):
    members = [hired(officer, person=Person(f"Ёрова{n}", "Зоя")) for n in range(number)]
    for _ in range(number):
        LoadFactory(teacher=members[0], section=SectionFactory())
    client.force_login(officer)
    address = reverse(f"school:{page}", args=[members[0].pk] if page == "staff_card" else [])

    client.get(address)
    with django_assert_num_queries(queries):
        answer = client.get(address)

    assert answer.status_code == 200
