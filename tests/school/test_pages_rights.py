"""The pages of rights: orders given and ended from a browser, without a script, each with its refusals in words."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Appointment, Right, Role, RoleRight
from journal.access import fillable_by
from school.models import (
    FILL_JOURNAL,
    READ_CLASS,
    READ_JOURNAL,
    ClassGrant,
    SchoolYear,
    SectionGrant,
    StaffMember,
)
from school.screens import grants
from tests.crowd import granted
from tests.factories import (
    LESSON_DAY,
    NOW,
    YEAR_END,
    YEAR_START,
    HomeroomFactory,
    SchoolClassFactory,
    SectionFactory,
    StaffFactory,
    appointed,
    class_of,
    clerk,
    teacher_of,
)

ORDER = {"order_number": "12", "order_date": "2025-09-12"}
TERM = {"starts_on": "2025-09-15", "ends_on": "2025-10-15"}


@pytest.fixture(autouse=True)
def _day(at):
    at(2025, 9, 15, 14, 0)


@pytest.fixture
def colleague():
    return StaffFactory(position="Психолог").user


@pytest.fixture
def browser(as_user):
    return as_user(appointed(Role.SYSADMIN))


def page(client, name, *args, **question):
    return client.get(reverse(name, args=args), question).content.decode()


@pytest.mark.requirement("ACC-1")
def test_a_person_is_found_appointed_and_the_appointment_ended(browser, colleague):
    found = page(browser, "school:rights", q=colleague.last_name.upper()[:9])
    assert reverse("school:person_rights", args=[colleague.pk]) in found

    form = {"role": "deputy", "grade_from": 5, "grade_to": 9, **ORDER, "starts_on": "2025-09-15"}
    appoint = reverse("school:appoint", args=[colleague.pk])
    assert browser.post(appoint, form).status_code == 302
    made = colleague.appointments.get()
    assert (made.role, made.grade_from, made.grade_to, made.ends_on) == ("deputy", 5, 9, None)
    shown = page(browser, "school:person_rights", colleague.pk)
    assert "Заместитель директора, 5–9 классы" in shown
    assert "приказ № 12 от 12.09.2025" in shown

    end = reverse("school:end_appointment", args=[made.pk])
    late = {"when": "day", "last_day": "2025-09-16", "reason": "приказ № 31"}
    assert browser.post(end, late).status_code == 302
    made.refresh_from_db()
    assert made.ends_on == date(2025, 9, 16)
    assert browser.post(end, {"when": "now", "reason": "приказ № 32"}).status_code == 302
    assert not colleague.appointments.exists()
    assert "приказ № 32" in page(browser, "school:person_rights", colleague.pk)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"order_number": ""}, "Укажите: номер приказа."),
        ({"role": "king"}, "На эту роль вы не назначаете."),
        ({"grade_from": 9, "grade_to": 5}, "Не меньше первого."),
        ({"starts_on": "вчера"}, "Такого дня нет."),
        ({"ends_on": "2025-09-01"}, "не раньше первого"),
    ],
)
def test_a_wrong_appointment_is_shown_again_with_what_is_wrong(browser, colleague, changed, told):
    form = {"role": "hr", "grade_from": 1, "grade_to": 11, **ORDER, "starts_on": "2025-09-15"}
    answer = browser.post(reverse("school:appoint", args=[colleague.pk]), form | changed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not colleague.appointments.exists()


@pytest.mark.requirement("ACC-2")
def test_nobody_appoints_himself_or_above_himself_from_a_page(as_user, colleague):
    assistant = appointed(Role.ASSISTANT)
    client = as_user(assistant)
    form = {
        "role": "technician",
        "grade_from": 1,
        "grade_to": 11,
        **ORDER,
        "starts_on": "2025-09-15",
    }
    own = client.post(reverse("school:appoint", args=[assistant.pk]), form)
    above = client.post(reverse("school:appoint", args=[colleague.pk]), form | {"role": "director"})
    assert (own.status_code, above.status_code) == (422, 422)
    assert "Своё назначение не меняют" in own.content.decode()
    assert "больше прав, чем у вас" in above.content.decode()
    assert Appointment.objects.count() == 1


@pytest.mark.requirement("ACC-2")
def test_a_right_of_a_role_is_changed_and_marked(browser, as_user):
    url = reverse("school:role_right", args=["clerk", "print"])
    assert browser.post(url, {"decision": "give", "reason": ""}).status_code == 422
    assert browser.post(url, {"decision": "give", "reason": "приказ № 40"}).status_code == 302
    assert RoleRight.objects.get().is_given
    assert "<b>да*</b>" in page(browser, "school:role_rights")
    assert "приказ № 40" in page(browser, "school:role_right", "clerk", "print")
    assert browser.post(url, {"decision": "usual", "reason": "приказ № 41"}).status_code == 302
    assert not RoleRight.objects.exists()

    for role, right, told in (
        ("sysadmin", "corrections", "Права своей роли не меняют"),
        ("technician", "pupils", "не видит данных учеников"),
    ):
        url = reverse("school:role_right", args=[role, right])
        assert told in browser.get(url).content.decode()
        assert browser.post(url, {"decision": "give", "reason": "так"}).status_code == 422
    assert browser.get(reverse("school:role_right", args=["king", "print"])).status_code == 404


@pytest.mark.requirement("ACC-2")
def test_access_is_given_step_by_step_and_withdrawn(browser, colleague, section):
    who, what = f"person={colleague.pk}", f"section-{section.pk}"
    assert f"?{who}" in page(browser, "school:new_grant", q_person=colleague.last_name)
    found = page(browser, "school:new_grant", person=colleague.pk, q_target=class_of(section).name)
    assert f"?target={what}&amp;{who}" in found
    url = f"{reverse('school:new_grant')}?{who}&target={what}"
    assert "Номер приказа" in browser.get(url).content.decode()
    wrong = browser.post(url, {"act": "read_journal", **TERM, "order_number": "", "order_date": ""})
    assert (wrong.status_code, SectionGrant.objects.count()) == (422, 0)
    assert browser.post(url, {"act": "fill_journal", **ORDER, **TERM}).status_code == 302
    row = SectionGrant.objects.get()
    assert (row.permission.codename, row.ends_on) == (FILL_JOURNAL, date(2025, 10, 15))
    assert section.title in page(browser, "school:grants")

    withdraw = reverse("school:withdraw_grant", args=["section", row.pk])
    assert browser.post(withdraw, {"reason": ""}).status_code == 422
    assert browser.post(withdraw, {"reason": "приказ № 31"}).status_code == 302
    assert not fillable_by(colleague, on=LESSON_DAY).exists()
    assert "отозвано" in page(browser, "school:person_rights", colleague.pk)
    assert "приказ № 31" in page(browser, "school:grants", state="WITHDRAWN")
    assert section.title not in page(browser, "school:grants", state="IN_FORCE")


def test_nobody_gives_himself_access_from_a_page(as_user, section):
    assistant = appointed(Role.ASSISTANT)
    url = f"{reverse('school:new_grant')}?person={assistant.pk}&target=section-{section.pk}"
    answer = as_user(assistant).post(url, {"act": "read_journal", **ORDER, **TERM})
    assert answer.status_code == 422
    assert "Себе доступ не дают" in answer.content.decode()


def cell(student, lesson):
    return json.dumps(
        {
            "kind": "period",
            "changes": [
                {"key": "a", "student": student.pk, "lesson": lesson.pk, "item": None,
                 "field": "mark", "value": "5", "base": 0}
            ],
        }
    )  # fmt: skip


@pytest.mark.requirement("ACC-8")
@pytest.mark.requirement("ACC-2")
def test_neither_homeroom_nor_a_role_nor_leave_to_read_ever_becomes_leave_to_write(
    as_user, section, lesson, student
):
    homeroom = HomeroomFactory(school_class=class_of(section)).teacher.user
    of_class = granted(ClassGrant, class_of(section), READ_CLASS)
    ClassGrant.objects.write(
        [
            ClassGrant(
                user=homeroom, permission=ClassGrant.objects.get().permission,
                content_object=class_of(section), order_number="12", order_date=YEAR_START,
                starts_on=YEAR_START, ends_on=YEAR_END,
            )
        ],
        by=clerk(), now=NOW,
    )  # fmt: skip
    director = appointed(Role.DIRECTOR)
    RoleRight.objects.write(
        [
            RoleRight(role=role, right=right, is_given=True)
            for role in Role.values
            for right in Right.values
        ],
        by=director, now=NOW,
    )  # fmt: skip
    people = [homeroom, of_class, granted(SectionGrant, section, READ_JOURNAL), director]
    people += [appointed(role) for role in (Role.DEPUTY, Role.ASSISTANT, Role.INSPECTOR)]
    url = reverse("journal:save_cells", args=[section.pk])
    statuses = {
        person.pk: as_user(person).post(url, cell(student, lesson), "application/json").status_code
        for person in people
    }
    assert set(statuses.values()) == {403}
    assert as_user(teacher_of(section)).post(
        url, cell(student, lesson), "application/json"
    ).status_code == 200  # fmt: skip


@pytest.mark.requirement("ACC-7")
def test_leave_to_write_ends_by_itself_between_two_requests(at, as_user, section, lesson, student):
    user = granted(SectionGrant, section, FILL_JOURNAL, starts_on=LESSON_DAY, ends_on=LESSON_DAY)
    url = reverse("journal:save_cells", args=[section.pk])
    statuses = []
    for day in (15, 16):
        at(2025, 9, day, 14, 0)
        statuses.append(
            as_user(user).post(url, cell(student, lesson), "application/json").status_code
        )
    assert statuses == [200, 404]


def test_ones_own_page_shows_own_facts_and_nothing_to_change(as_user, section):
    shown = page(as_user(teacher_of(section)), "school:my_rights")
    assert f"Ведёт {section.title}" in shown
    assert "закончить" not in shown
    assert reverse("school:rights") + '"' not in shown


def test_the_register_goes_to_a_spreadsheet_as_it_is_filtered(browser, section):
    kept = granted(SectionGrant, section, READ_JOURNAL)
    granted(SectionGrant, section, READ_JOURNAL, ends_on=LESSON_DAY - timedelta(days=1))
    answer = browser.get(reverse("reports:grants_xlsx"), {"state": "IN_FORCE"})
    sheet = load_workbook(BytesIO(answer.content)).active
    rows = list(sheet.values)[3:]
    assert [row[:3] for row in rows] == [(kept.full_name, "читать журнал", section.title)]


def test_the_register_is_shown_page_by_page_and_goes_to_the_spreadsheet_whole(
    browser, section, monkeypatch
):
    monkeypatch.setattr(grants, "ROWS_A_PAGE", 2)
    names = sorted(granted(SectionGrant, section, READ_JOURNAL).full_name for _ in range(3))
    question = {"act": READ_JOURNAL}
    first, second = [
        page(browser, "school:grants", page=number, **question) for number in ("1", "2")
    ]
    assert [[name in shown for name in names] for shown in (first, second)] == [
        [True, True, False], [False, False, True]
    ]  # fmt: skip
    assert "?page=2&amp;act=read_journal" in first
    assert "1–2 из 3" in first
    answer = browser.get(reverse("reports:grants_xlsx"), question | {"page": "2"})
    sheet = load_workbook(BytesIO(answer.content)).active
    assert [row[0] for row in list(sheet.values)[3:]] == names


def test_last_years_load_without_an_end_is_over(as_user, at, section):
    """A load lasts as long as its year: so say the page and the doors."""
    teacher = teacher_of(section)
    year = SchoolYear(
        school=section.year.school, title="2026/2027",
        starts_on=date(2026, 9, 1), ends_on=date(2027, 5, 26),
    )  # fmt: skip
    year.save(by=clerk(), now=NOW)
    HomeroomFactory(school_class=class_of(section), teacher=teacher.staff_member)
    SectionFactory(
        teacher=StaffFactory(), year=year, grade=8, school_class=SchoolClassFactory(year=year, grade=8)
    )  # fmt: skip
    at(2026, 9, 2, 14, 0)
    shown = page(as_user(teacher), "school:my_rights")
    assert shown.count("закончилось") == 2
    assert "действует" not in shown
    assert as_user(teacher).get(reverse("journal:sections")).status_code == 404


@pytest.mark.parametrize("many", [1, 3, 30])
def test_pages_are_read_in_the_same_number_of_queries(
    browser, section, many, django_assert_num_queries
):
    user = StaffFactory().user
    for number in range(many):
        person = granted(SectionGrant, section, READ_JOURNAL)
        appointment = {"role": Role.HR, "starts_on": YEAR_START, "order_number": f"{number}"}
        for one in {user, person}:
            Appointment(user=one, **appointment).save(by=clerk(), now=NOW)
        SectionFactory(teacher=StaffMember.objects.get(user=user), school_class=class_of(section))
    browser.get("/")
    for name, args, queries in (
        ("school:rights", [], PAGE + 2),
        ("school:person_rights", [user.pk], PAGE + 14),
        ("school:grants", [], PAGE + 3),
        ("school:role_rights", [], PAGE + 2),
    ):
        with django_assert_num_queries(queries):
            browser.get(reverse(name, args=args))


# Session, user, the school's year, what the person is: on every page.
PAGE = 4
