"""The register of pupils: entered, verified, moved, parents added and ended (B 17, 2.5.4)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import CardReading, Role, User
from school import actions
from school.actions import Order, Refused, Stale
from school.actions.cards import person_of
from school.cards import Person, PupilFacts, seal_of, values_of
from school.models import (
    ClassEnrollment,
    GuardianLink,
    PersonCard,
    SchoolYear,
    SectionEnrollment,
    Student,
)
from tests.factories import (
    LESSON_DAY,
    NOW,
    YEAR_END,
    HomeroomFactory,
    SchoolClassFactory,
    SectionFactory,
    appointed,
    class_of,
    clerk,
    parent_of,
    pupil_of,
    school_year,
    subject,
    teacher_of,
)
from tests.journal.test_race import at_once

pytestmark = pytest.mark.requirement("ACC-6")

DAY = timedelta(days=1)
YOLKIN = Person("Ёлкин", "Пётр", "Ильич")
ORDER = Order("9-у", date(2025, 9, 12))
FACTS = PupilFacts(date(2012, 5, 4), "male", "Е-7", "ул. Парковая, 1")


@pytest.fixture(autouse=True)
def _monday(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def keeper():
    return appointed(Role.CLERK)


@pytest.fixture
def school_class(section):
    return class_of(section)


def enrolled(keeper, school_class, form=None, **kwargs):
    return actions.enrol_pupil(
        person=YOLKIN, facts=FACTS, school_class=school_class, starts_on=LESSON_DAY, order=ORDER,
        form=form or uuid4(), by=keeper, now=NOW, **kwargs,
    )  # fmt: skip


def last_names(client, **asked):
    rows = client.get(reverse("school:pupils"), asked).context["screen"].rows
    return [row.student.user.last_name for row in rows]


def test_the_register_is_searched_by_class_and_by_what_is_missing(client, keeper):
    one, two = SchoolClassFactory(), SchoolClassFactory()
    yolkin, petrov = pupil_of(one, last_name="Ёлкин"), pupil_of(two, last_name="Петров")
    for name, value in vars(FACTS).items():
        setattr(petrov, name, value)
    petrov.save(by=clerk(), now=NOW)
    parent_of(petrov)
    gone = pupil_of(two, last_name="Гусев")
    actions.withdraw(student=gone, last_day=LESSON_DAY - DAY, by=clerk(), now=NOW, order=ORDER)
    actions.verify_card(user=yolkin.user, on=LESSON_DAY, by=keeper, now=NOW)
    client.force_login(keeper)

    assert last_names(client) == ["Ёлкин", "Петров"]
    assert last_names(client, q="елк") == ["Ёлкин"]
    assert last_names(client, **{"class": two.pk}) == ["Петров"]
    assert last_names(client, show="gaps") == ["Ёлкин"]
    assert last_names(client, show="unverified") == ["Петров"]
    assert last_names(client, show="left") == ["Гусев"]
    assert last_names(client, show="all") == ["Гусев", "Ёлкин", "Петров"]


def test_verification_of_last_year_is_asked_for_again(client, keeper, student):
    actions.verify_card(user=student.user, on=date(2025, 8, 20), by=keeper, now=NOW)
    client.force_login(keeper)
    address = reverse("school:pupil_card", args=[student.pk])
    assert "последний раз 20.08.2025" in client.get(address).content.decode()

    for _ in range(2):
        client.post(reverse("school:verify_pupil", args=[student.pk]))

    assert client.get(address).context["screen"].is_verified
    assert PersonCard.objects.get(user=student.user).history.count() == 3
    assert CardReading.objects.filter(person=student.user, reader=keeper).count() == 2


@pytest.mark.requirement("ACC-10")
def test_parents_shown_on_a_pupils_card_see_who_has_opened_it(keeper, student, as_user):
    parents = {parent_of(student), parent_of(student)}

    as_user(keeper).get(reverse("school:pupil_card", args=[student.pk]))

    assert {(note.person, note.page) for note in CardReading.objects.filter(reader=keeper)} == {
        (student.user, "Карточка ученика"),
        *((parent, "Карточка ученика: представители") for parent in parents),
    }


def test_a_clerk_of_some_grades_keeps_their_pupils_only(client, student):
    client.force_login(appointed(Role.CLERK, grade_from=1, grade_to=4))

    assert last_names(client) == []
    assert client.get(reverse("school:pupil_card", args=[student.pk])).status_code == 404


def test_a_newcomer_comes_to_the_class_its_journals_and_the_groups_named(
    client, keeper, section, school_class
):
    group, other = [
        SectionFactory(
            school_class=school_class,
            subject=subject("Английский язык"),
            name=name,
            kind="language",
        )
        for name in ("1 группа", "2 группа")
    ]
    client.force_login(keeper)
    address = reverse("lists:enrol") + f"?class={school_class.pk}"
    assert "Английский язык (2 группа)" in client.get(address).content.decode()
    sent = {
        "form": str(uuid4()), "class": school_class.pk, "last_name": "Ёлкин", "first_name": "Пётр",
        f"unit_{group.subject_id}_language": group.pk, "birth_date": "2012-05-04", "sex": "male", "starts_on": "2025-09-15",
        "order_number": "9-у", "order_date": "2025-09-12",
    }  # fmt: skip

    answers = [client.post(address, sent) for _ in range(2)]

    assert {answer.status_code for answer in answers} == {302}
    place = ClassEnrollment.objects.get(student__user__last_name="Ёлкин")
    assert (place.school_class, place.entered_by_order) == (school_class, "№ 9-у от 12.09.2025")
    lists = SectionEnrollment.objects.filter(student=place.student)
    assert {place.ends_on, *lists.values_list("ends_on", flat=True)} == {YEAR_END}
    assert set(lists.values_list("section", flat=True)) == {section.pk, group.pk}
    assert other.enrollments.count() == 0


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_four_times_at_once_enrols_once(keeper):
    school_class, form = SchoolClassFactory(), uuid4()

    pupils = at_once(*[lambda: enrolled(keeper, school_class, form)] * 4)

    assert len({pupil.pk for pupil in pupils}) == 1
    assert (Student.history.count(), ClassEnrollment.history.count()) == (1, 1)


def test_who_comes_back_keeps_the_file_and_who_is_here_is_not_enrolled_again(keeper, school_class):
    pupil = enrolled(keeper, school_class)
    with pytest.raises(Refused, match="числится в классе"):
        enrolled(keeper, SchoolClassFactory(), existing=pupil.user)
    actions.withdraw(student=pupil, last_day=LESSON_DAY, by=keeper, now=NOW, order=ORDER)

    back = actions.enrol_pupil(
        person=YOLKIN, facts=FACTS, school_class=school_class, starts_on=date(2025, 10, 1), order=ORDER,
        form=uuid4(), existing=pupil.user, by=keeper, now=NOW,
    )  # fmt: skip

    assert back == pupil
    assert pupil.class_enrollments.count() == 2


def test_a_transfer_and_a_leaving_sent_twice_are_one(client, keeper, student):
    to = SchoolClassFactory()
    client.force_login(keeper)
    order = {"order_number": "12", "order_date": "2025-09-15"}
    move = {"class": to.pk, "starts_on": "2025-09-16", **order}
    for _ in range(2):
        assert client.post(reverse("ending:transfer", args=[student.pk]), move).status_code == 302
    told = student.class_enrollments.order_by("starts_on").values_list("school_class", "ends_on")
    assert list(told) == [(told[0][0], LESSON_DAY), (to.pk, YEAR_END)]

    for _ in range(2):
        leaving = {"last_day": "2025-09-20", "reason": "request", **order}
        assert client.post(reverse("ending:leave", args=[student.pk]), leaving).status_code == 302
    assert not student.class_enrollments.filter(ends_on__gt=date(2025, 9, 20)).exists()
    assert ClassEnrollment.history.filter(student_id=student.pk).count() == 4


@pytest.fixture
def next_class():
    """8А of the year after."""
    year = SchoolYear(
        school=school_year().school, title="2026/2027",
        starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26),
    )  # fmt: skip
    year.save(by=clerk(), now=NOW)
    return SchoolClassFactory(grade=8, year=year)


@pytest.mark.requirement("SCH-13")
def test_a_place_of_the_next_year_stays_while_the_pupil_moves_within_this_one(
    client, keeper, student, section, next_class
):
    here = student.class_enrollments.get()
    here.ends_on = YEAR_END
    here.save(by=keeper, now=NOW)
    after = SectionFactory(school_class=next_class, year=next_class.year, grade=8)
    september = next_class.year.starts_on
    actions.enroll(
        students=[student], school_class=next_class, starts_on=september, by=keeper, now=NOW
    )
    actions.put_on_list(section=after, students=[student], starts_on=september, by=keeper, now=NOW)
    to = SchoolClassFactory()
    client.force_login(keeper)
    order = {"order_number": "12", "order_date": "2025-09-15"}
    move = {"class": to.pk, "starts_on": "2025-09-16", **order}

    assert client.post(reverse("ending:transfer", args=[student.pk]), move).status_code == 302

    places = student.class_enrollments.order_by("starts_on")
    assert list(places.values_list("school_class", "starts_on", "ends_on"))[1:] == [
        (to.pk, date(2025, 9, 16), YEAR_END), (next_class.pk, september, date(2027, 5, 26)),
    ]  # fmt: skip
    assert student.section_enrollments.filter(section=after, starts_on=september).exists()

    again = {"class": SchoolClassFactory().pk, "starts_on": "2025-09-10", **order}
    refused = client.post(reverse("ending:transfer", args=[student.pk]), again)
    assert (refused.status_code, f"в классе {to} с 16.09.2025" in refused.content.decode()) == (
        422, True
    )  # fmt: skip

    leaving = {"last_day": "2025-09-20", "reason": "request", **order}
    assert client.post(reverse("ending:leave", args=[student.pk]), leaving).status_code == 302
    assert not student.class_enrollments.filter(starts_on=september).exists()
    assert not student.section_enrollments.filter(section=after).exists()


@pytest.mark.requirement("SCH-13")
def test_a_pupil_whose_year_is_over_moves_on_into_the_next_one(keeper, school_class, next_class):
    pupil = enrolled(keeper, school_class)
    september = next_class.year.starts_on
    for _ in range(2):
        actions.transfer(
            student=pupil, to=next_class, starts_on=september, sections=[], order=ORDER, by=keeper, now=NOW,
        )  # fmt: skip
    assert list(pupil.class_enrollments.order_by("starts_on").values_list("ends_on", flat=True)) == [
        YEAR_END, date(2027, 5, 26)
    ]  # fmt: skip


def test_the_homeroom_teacher_edits_cards_of_the_own_class_and_moves_nobody(client, student):
    homeroom = HomeroomFactory(school_class=student.class_enrollments.get().school_class)
    client.force_login(homeroom.teacher.user)
    page = client.get(reverse("school:edit_pupil", args=[student.pk])).context["form"]
    fields = {name: page[name].value() or "" for name in page.fields}

    answer = client.post(
        reverse("school:edit_pupil", args=[student.pk]),
        fields | {"address": "ул. Новая, 5", "reason": "заявление матери"},
        follow=True,
    )

    changes = [(change.what, change.reason) for change in answer.context["screen"].changes]
    assert (("адрес: — → ул. Новая, 5",), "заявление матери") in changes
    assert client.get(reverse("ending:transfer", args=[student.pk])).status_code == 403
    assert client.get(reverse("lists:enrol")).status_code == 404


def test_the_second_of_two_editors_of_a_pupil_is_told(keeper, student):
    shown = seal_of(values_of(person_of(student.user), PupilFacts.of(student)))

    def edit(address):
        actions.edit_pupil(
            student=student, person=person_of(student.user), facts=PupilFacts(address=address),
            shown=shown, reason="заявление", by=keeper, now=NOW,
        )  # fmt: skip

    edit("ул. Новая, 5")
    with pytest.raises(Stale, match="адрес: ул\\. Новая"):
        edit("ул. Старая, 1")
    assert Student.objects.get(pk=student.pk).address == "ул. Новая, 5"


def test_a_parent_is_found_before_one_is_entered_and_opens_the_diary(client, keeper, student):
    other = parent_of(pupil_of(class_of(student.section_enrollments.first().section)))
    User.objects.filter(pk=other.pk).update(last_name="Ёлкина", first_name="Ольга")
    client.force_login(keeper)
    address = reverse("school:add_parent", args=[student.pk])
    sent = {
        "form": str(uuid4()), "last_name": "Елкина", "first_name": "Ольга", "relation": "мать",
        "starts_on": "2025-09-15", "basis": "свидетельство о рождении",
    }  # fmt: skip

    assert client.post(address, sent).status_code == 422
    for _ in range(2):
        assert client.post(address, sent | {"same": other.pk}).status_code == 302

    assert student.guardian_links.get().guardian == other
    client.force_login(other)
    assert client.get(reverse("diary:summary", args=[student.pk])).status_code == 200


def test_parenthood_ends_at_once(client, keeper, student):
    parent = parent_of(student)
    link = parent.guardian_links.get()
    diary = reverse("diary:summary", args=[student.pk])
    client.force_login(parent)
    assert client.get(diary).status_code == 200

    client.force_login(keeper)
    sent = {"ended_on": "2025-09-15", "basis": "решение суда № 2-114"}
    client.post(reverse("school:end_parenthood", args=[student.pk, link.pk]), sent)

    client.force_login(parent)
    assert client.get(diary).status_code == 404
    link = GuardianLink.objects.get(pk=link.pk)
    assert (link.ends_on, link.ended_by) == (LESSON_DAY - DAY, "решение суда № 2-114")
    assert link.history.first().history_change_reason == "решение суда № 2-114"


def test_a_right_that_began_today_is_taken_away(keeper, student):
    link = parent_of(student, starts_on=LESSON_DAY).guardian_links.get()

    actions.end_parenthood(
        link=link, ended_on=LESSON_DAY, basis="записан по ошибке", by=keeper, now=NOW
    )

    assert not student.guardian_links.exists()
    assert GuardianLink.history.filter(id=link.pk).first().history_type == "-"


@pytest.mark.requirement("ACC-10")
def test_birth_days_and_orders_of_a_class_are_shown_to_keepers_only(client, section, student):
    student.birth_date = date(2012, 3, 2)
    student.save(by=clerk(), now=NOW)
    school_class = class_of(section)
    homeroom = HomeroomFactory(school_class=school_class).teacher.user
    shown = {}
    for name, person in {
        "teacher": teacher_of(section), "homeroom": homeroom, "clerk": appointed(Role.CLERK),
        "deputy": appointed(Role.DEPUTY), "director": appointed(Role.DIRECTOR),
    }.items():  # fmt: skip
        client.force_login(person)
        text = client.get(reverse("school:school_class", args=[school_class.pk])).content.decode()
        card = reverse("school:pupil_card", args=[student.pk])
        shown[name] = ("02.03.2012" in text, card in text)

    assert shown == {
        "teacher": (False, False), "homeroom": (True, True), "clerk": (True, True),
        "deputy": (True, False), "director": (True, True),
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 3, 30])
@pytest.mark.parametrize(("page", "queries"), [("pupils", 7), ("pupil_card", 15)])
def test_pages_of_pupils_cost_the_same_queries(
    client, keeper, school_class, student, page, queries, number, django_assert_num_queries
):
    for _ in range(number):
        parent_of(student)
        pupil_of(school_class)
    client.force_login(keeper)
    address = reverse(f"school:{page}", args=[student.pk] if page == "pupil_card" else [])

    client.get(address)
    with django_assert_num_queries(queries):
        answer = client.get(address)

    assert answer.status_code == 200


def test_nobody_writes_himself_down_as_a_parent(client, keeper, student):
    client.force_login(keeper)
    sent = {
        "form": str(uuid4()), "last_name": keeper.last_name, "first_name": keeper.first_name, "relation": "мать",
        "starts_on": "2025-09-15", "basis": "свидетельство о рождении", "same": keeper.pk,
    }  # fmt: skip

    answer = client.post(reverse("school:add_parent", args=[student.pk]), sent)

    assert answer.status_code == 422
    assert "Себя представителем не записывают" in answer.content.decode()
    assert not student.guardian_links.exists()
