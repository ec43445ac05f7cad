"""Pages of slips for signing in, and the sheets to be cut (ACC-3)."""

import re
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.test import Client
from django.urls import reverse

from accounts.actions.slips import issue_slips
from accounts.actions.tries import note_wrong_code
from accounts.models import Appointment, OutsideIdentity, Role, SignInAct, SignInSlip
from reports.models import Paper
from reports.printing.slips import PrintedSlip, print_slips
from school.models import (
    READ_CLASS,
    READ_JOURNAL,
    ClassEnrollment,
    ClassGrant,
    GuardianLink,
    SchoolYear,
    SectionGrant,
    StudentGrant,
)
from school.models.grants import READ_PUPIL
from tests.answering import answered
from tests.crowd import granted
from tests.factories import (
    NOW,
    HomeroomFactory,
    LoadFactory,
    SchoolClassFactory,
    StaffFactory,
    StudentFactory,
    UserFactory,
    appointed,
    class_of,
    clerk,
    parent_of,
    pupil_of,
    school,
    teacher_of,
)
from tests.reports.printed import pages_of
from tests.reports.taking import taken


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def own_class():
    """A class of two with a mother of one of them, and its homeroom teacher's client."""
    school_class = SchoolClassFactory(name="7Ы")
    first = pupil_of(
        school_class, last_name="Абрамов", first_name="Иван", username="abramov.ii", password="!"
    )
    second = pupil_of(school_class, last_name="Яковлева", first_name="Ада", username="yakovleva.ai")
    second.user.set_password("x")
    second.user.save()
    mother = parent_of(first)
    return school_class, first.user, second.user, mother


@pytest.fixture
def homeroom(client, own_class):
    client.force_login(HomeroomFactory(school_class=own_class[0]).teacher.user)
    return client


def list_of(school_class):
    return reverse("reports:class_slips", args=[school_class.pk])


def checked(response):
    found = re.findall(r'name="people" value="(\d+)"[^>]*?( checked)?>', response.content.decode())
    return {int(pk): bool(mark) for pk, mark in found}


def texts(content, tmp_path):
    file = tmp_path / "slips.pdf"
    file.write_bytes(content)
    return pages_of(file)


@pytest.mark.requirement("ACC-3")
def test_those_who_cannot_sign_in_yet_are_chosen_beforehand(homeroom, own_class):
    school_class, first, second, mother = own_class
    second.refresh_from_db()

    assert checked(homeroom.get(list_of(school_class))) == {
        first.pk: True, second.pk: False, mother.pk: True,
    }  # fmt: skip
    assert homeroom.get(reverse("reports:slips")).url == list_of(school_class)


@pytest.mark.requirement("ACC-3")
def test_the_sheet_carries_names_and_codes_that_let_in(homeroom, own_class, tmp_path):
    school_class, first, _, mother = own_class
    ordered = answered(homeroom).post(
        list_of(school_class), {"people": [first.pk, mother.pk], "days": "7"}
    )
    answer = taken(homeroom, ordered)

    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    (page,) = texts(answer.content, tmp_path)
    codes = re.findall(r"\d{4} \d{4} \d{4}", page)
    assert len(codes) == 2
    assert "22 сентября 2025" in page
    browser = Client()
    shown = browser.post(reverse("entry:slip"), {"username": "abramov.ii", "code": codes[0]})
    assert shown.url == reverse("entry:own_password")
    assert set(SignInSlip.objects.values_list("user", flat=True)) == {first.pk, mother.pk}


@pytest.mark.requirement("ACC-3")
def test_each_slip_carries_its_own_data_and_thirty_go_on_three_pages(tmp_path):
    slips = [
        PrintedSlip(f"Фамилия{n:02d} Имя{n:02d}", "7А", f"user{n:02d}", f"{n:04d}55556666", "1 мая 2026 года")
        for n in range(30)
    ]  # fmt: skip
    address = "https://journal.example.ru/slip/"
    pages = texts(print_slips(slips, school="Школа № 1", address=address), tmp_path)

    assert len(pages) == 3
    whole = "\n".join(pages)
    assert whole.count("journal.example.ru/slip") == 30
    for number, page in enumerate(pages):
        rows = [
            line for line in page.splitlines() if re.search(r"Имя\d\d|user\d\d|5555 6666", line)
        ]
        for pair, at in enumerate(range(0, 10, 2)):
            mine = [number * 10 + at, number * 10 + at + 1]
            name, login, code = rows[pair * 3 : pair * 3 + 3]
            assert re.findall(r"Имя(\d\d)", name) == [f"{n:02d}" for n in mine]
            assert re.findall(r"user(\d\d)", login) == [f"{n:02d}" for n in mine]
            assert re.findall(r"(\d{4}) 5555 6666", code) == [f"{n:04d}" for n in mine]


def test_a_mother_who_works_here_gets_no_slip_from_the_homeroom_teacher(homeroom, own_class):
    school_class, _, _, mother = own_class
    StaffFactory(user=mother)

    assert mother.pk not in checked(homeroom.get(list_of(school_class)))
    answer = homeroom.post(list_of(school_class), {"people": [mother.pk], "days": "7"})
    assert (answer.status_code, SignInSlip.objects.count()) == (422, 0)
    assert (
        homeroom.post(
            reverse("reports:act_on_entry", args=[mother.pk]), {"act": "free"}
        ).status_code
        == 403
    )


def test_an_assistant_gives_slips_to_teachers_but_not_to_an_administrator(client):
    teacher, head = StaffFactory().user, appointed(Role.SYSADMIN)
    client.force_login(appointed(Role.ASSISTANT))

    offered = checked(client.get(reverse("reports:staff_slips")))

    assert teacher.pk in offered
    assert head.pk not in offered
    answer = client.post(reverse("reports:staff_slips"), {"people": [head.pk], "days": "7"})
    assert (answer.status_code, SignInSlip.objects.count()) == (422, 0)


def appointed_later(role):
    user = UserFactory()
    first = date(2025, 10, 1)
    Appointment(user=user, role=role, starts_on=first).save(by=clerk(), now=NOW)
    return user


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize(
    "who",
    [
        lambda section: teacher_of(section),
        lambda section: LoadFactory(section=section, starts_on=date(2025, 11, 1)).teacher.user,
        lambda section: HomeroomFactory(school_class=class_of(section)).teacher.user,
        lambda section: granted(SectionGrant, section, READ_JOURNAL),
        lambda section: granted(ClassGrant, class_of(section), READ_CLASS, starts_on=date(2025, 10, 1)),
        lambda section: granted(StudentGrant, section.enrollments.first().student, READ_PUPIL),
        lambda section: appointed_later(Role.DEPUTY),
    ],
)  # fmt: skip
def test_who_can_do_more_than_the_assistant_gets_the_slip_from_the_head(client, section, who):
    person = who(section)
    page = reverse("reports:staff_slips")
    client.force_login(appointed(Role.ASSISTANT))

    assert person.pk not in checked(client.get(page))
    sent = {"people": [person.pk], "days": "7"}
    assert answered(client).post(page, sent).status_code == 422
    client.force_login(appointed(Role.SYSADMIN))
    assert person.pk in checked(client.get(page))


@pytest.mark.requirement("ACC-3")
def test_a_parent_who_reads_a_journal_by_order_gets_no_slip_from_the_homeroom_teacher(
    homeroom, own_class
):
    school_class, _, _, mother = own_class
    order = ClassGrant.objects.get(user=granted(ClassGrant, school_class, READ_CLASS))
    order.user = mother
    order.save(by=clerk(), now=NOW, reason="тому, кому дан")

    shown = homeroom.get(list_of(school_class))

    assert mother.pk not in checked(shown)
    assert "читает их по приказу" in shown.content.decode()


@pytest.mark.requirement("ACC-3")
@pytest.mark.parametrize("role", [Role.ASSISTANT, Role.SYSADMIN])
def test_before_slips_are_printed_the_password_is_asked_again(client, role):
    person = StaffFactory().user
    client.force_login(appointed(role))
    page, sent = reverse("reports:staff_slips"), {"people": [person.pk], "days": "7"}

    asked = client.post(page, sent)

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert (SignInSlip.objects.count(), Paper.objects.count()) == (0, 0)
    assert taken(client, answered(client).post(page, sent)).content.startswith(b"%PDF")


@pytest.mark.requirement("ACC-4")
def test_who_keeps_cards_but_gives_no_slips_binds_no_number(client, own_class, settings):
    settings.OUTSIDE_SIGN_IN = settings.OUTSIDE_SIGN_IN | {
        "issuer": "https://id.example.ru",
        "client_id": "school",
    }
    mother = own_class[3]
    client.force_login(appointed(Role.CLERK))
    act = reverse("reports:act_on_entry", args=[mother.pk])

    page = client.get(reverse("reports:entry_of", args=[mother.pk]))
    bound = answered(client).post(act, {"act": "bind", "number": "1000298933"})

    assert "Записать номер" not in page.content.decode()
    assert (bound.status_code, OutsideIdentity.objects.count()) == (403, 0)
    client.force_login(appointed(Role.ASSISTANT))
    assert (
        "Записать номер"
        in client.get(reverse("reports:entry_of", args=[mother.pk])).content.decode()
    )
    asked = client.post(act, {"act": "bind", "number": "1000298933"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    answered(client).post(act, {"act": "bind", "number": "1000298933"})
    assert OutsideIdentity.objects.get().user == mother


@pytest.mark.requirement("ACC-3")
def test_in_august_slips_of_the_coming_years_classes_are_printed(client, at, own_class):
    """The year that has ended is shown still; first graders come on 1 September, a pupil stays in his class."""
    at(2026, 8, 20, 10, 0)
    coming = SchoolYear(
        school=school(), title="2026/2027", starts_on=date(2026, 9, 1), ends_on=date(2027, 8, 31)
    )
    coming.save(by=clerk(), now=NOW)
    first_grade = SchoolClassFactory(year=coming, grade=1, name="1Ы")
    pupil = StudentFactory(user=UserFactory(username="novikova.a", password="!"))
    mother, term = UserFactory(), {"starts_on": coming.starts_on}
    ClassEnrollment(student=pupil, school_class=first_grade, **term).save(by=clerk(), now=NOW)
    GuardianLink(guardian=mother, student=pupil, **term).save(by=clerk(), now=NOW)
    client.force_login(appointed(Role.ASSISTANT))

    listed = client.get(reverse("reports:slips"))
    chosen = checked(client.get(list_of(first_grade)))
    answer = answered(client).post(list_of(first_grade), {"people": [pupil.user_id], "days": "30"})

    (row,) = listed.context["screen"].coming
    assert (row.school_class, row.pupils, row.without) == (first_grade, 1, 1)
    assert "2026/2027 учебный год" in listed.content.decode()
    assert [row.school_class for row in listed.context["screen"].rows] == [own_class[0]]
    assert chosen == {pupil.user_id: True, mother.pk: True}
    assert taken(client, answer).content.startswith(b"%PDF")
    assert SignInSlip.objects.get().valid_until == date(2026, 9, 19)
    for person in (pupil.user, mother):
        assert client.get(reverse("reports:entry_of", args=[person.pk])).status_code == 200
    client.force_login(HomeroomFactory(school_class=own_class[0]).teacher.user)
    assert client.get(list_of(first_grade)).status_code == 404


def test_nobody_gives_a_slip_to_himself(client):
    head = appointed(Role.DIRECTOR)
    client.force_login(head)

    assert head.pk not in checked(client.get(reverse("reports:staff_slips")))


def test_pressing_twice_gives_slips_once(homeroom, own_class):
    school_class, first, *_ = own_class
    shown = homeroom.get(list_of(school_class)).content.decode()
    seen = re.search(r'name="seen" value="(\d+)"', shown)[1]
    form = {"people": [first.pk], "days": "14", "seen": seen}
    issue_slips(
        people=[first], valid_until=NOW.date() + timedelta(3), by=clerk(), now=NOW + timedelta(seconds=1), seen_at=None
    )  # fmt: skip

    again = answered(homeroom).post(list_of(school_class), form)

    assert again.status_code == 422
    assert "листок уже выдан" in again.content.decode()
    assert SignInSlip.objects.count() == 1


@pytest.mark.requirement("ACC-3")
def test_a_locked_out_person_is_freed_and_it_is_written_down(homeroom, own_class):
    _, first, *_ = own_class
    for _ in range(10):
        Client().post(reverse("account_login"), {"login": "abramov.ii", "password": "?"})
    stopped = {"login": "abramov.ii", "password": "?"}
    assert Client().post(reverse("account_login"), stopped).status_code == 429

    homeroom.post(reverse("reports:act_on_entry", args=[first.pk]), {"act": "free"})

    assert AccessAttempt.objects.filter(username="abramov.ii").count() == 0
    assert Client().post(reverse("account_login"), stopped).status_code == 200
    assert [act.kind for act in SignInAct.objects.filter(user=first)] == ["freed"]


@pytest.mark.requirement("ACC-3")
def test_whose_codes_were_tried_is_told_to_those_who_can_free_him(homeroom, own_class):
    teacher = StaffFactory().user
    note_wrong_code(
        by=teacher, address="10.0.0.1", browser="", path=reverse("mfa_authenticate"), is_last=True, now=NOW
    )  # fmt: skip
    told = "подбирал код второго шага"
    administrator = Client()
    administrator.force_login(appointed(Role.SYSADMIN))

    page = administrator.get(reverse("reports:slips")).text
    entry = administrator.get(reverse("reports:entry_of", args=[teacher.pk])).text

    assert told in page
    assert teacher.full_name in page
    assert "10.0.0.1" in entry
    assert told not in homeroom.get(reverse("reports:slips"), follow=True).text


@pytest.mark.requirement("ACC-3")
def test_a_lost_second_factor_is_reset_with_a_reason_by_the_administrator_only(client):
    teacher, helper = StaffFactory().user, appointed(Role.ASSISTANT)
    Authenticator.objects.create(user=teacher, type=Authenticator.Type.TOTP, data={})
    act = reverse("reports:act_on_entry", args=[teacher.pk])
    client.force_login(helper)

    asked = client.post(act, {"act": "reset_factor", "reason": "утерян телефон"})
    assert (asked.status_code, Authenticator.objects.count()) == (302, 1)  # for the password
    answered(client)
    client.post(act, {"act": "reset_factor"})
    assert Authenticator.objects.count() == 1
    client.post(act, {"act": "reset_factor", "reason": "утерян телефон"})

    assert Authenticator.objects.count() == 0
    (kept,) = SignInAct.objects.all()
    assert (kept.user, kept.made_by, kept.kind, kept.reason) == (
        teacher, helper, "factor_reset", "утерян телефон",
    )  # fmt: skip
    assert kept.history.get().history_author == helper.full_name


def test_an_assistant_takes_no_second_factor_off_an_administrator(client):
    head = appointed(Role.SYSADMIN)
    Authenticator.objects.create(user=head, type=Authenticator.Type.TOTP, data={})
    client.force_login(appointed(Role.ASSISTANT))

    answer = answered(client).post(
        reverse("reports:act_on_entry", args=[head.pk]), {"act": "reset_factor", "reason": "просит"}
    )

    assert (answer.status_code, Authenticator.objects.count()) == (403, 1)


@pytest.mark.requirement("ACC-3")
def test_the_page_of_a_person_tells_the_story_of_his_slips(homeroom, own_class):
    _, first, *_ = own_class
    signed = {
        "people": [first],
        "valid_until": NOW.date() + timedelta(3),
        "by": clerk(),
        "seen_at": None,
    }
    issue_slips(now=NOW - timedelta(hours=1), **signed)
    issue_slips(now=NOW - timedelta(minutes=10), **signed)
    page = reverse("reports:entry_of", args=[first.pk])

    told = homeroom.get(page).content.decode()
    assert "отменён 15.09.2025, 13:50: выдан новый листок" in told
    assert "ждёт входа" in told
    homeroom.post(reverse("reports:act_on_entry", args=[first.pk]), {"act": "void"})
    assert "отменён выдавшим" in homeroom.get(page).content.decode()
    assert SignInSlip.objects.unused().count() == 0


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_takes_the_same_queries_for_one_or_thirty(
    homeroom, own_class, number, django_assert_max_num_queries
):
    school_class = own_class[0]
    for _ in range(number):
        parent_of(pupil_of(school_class))
    homeroom.get(list_of(school_class))
    with django_assert_max_num_queries(22):
        homeroom.get(list_of(school_class))


def test_others_pupils_have_no_such_page(homeroom):
    other = pupil_of(SchoolClassFactory())

    assert homeroom.get(reverse("reports:entry_of", args=[other.user_id])).status_code == 404
    assert homeroom.get(reverse("reports:entry_of", args=[UserFactory().pk])).status_code == 404
