"""A breach from the two clicks of the report to the act and the notice in the diary."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.actions import breaches
from accounts.breaches import ON_TIME, OVERDUE
from accounts.models import BreachAct, BreachIncident, Role
from archive.actions.voiding import void_operations
from archive.screens.breaches import clocks_of
from journal.actions import Place, approve_correction, ask_correction
from journal.models import Mark
from tests.archive.breach import COMMISSION, HANDLED, LATER, T, cell, reported, second_teacher
from tests.factories import (
    NOW,
    HomeroomFactory,
    LessonFactory,
    UserFactory,
    appointed,
    class_of,
    parent_of,
    school_year,
)
from tests.journal.closed import MONDAY, close_quarter, quarter
from tests.reports.printed import text_of
from tests.reports.taking import taken

pytestmark = pytest.mark.requirement("ACC-11")


@pytest.fixture(autouse=True)
def _clock(at):
    at(2025, 9, 15, 18, 0)


@pytest.fixture
def director():
    return appointed(Role.DIRECTOR)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_person_stops_the_own_account_in_two_clicks_and_is_out_everywhere(teacher):
    here, thief = signed_in(teacher), signed_in(teacher)
    page = here.get(reverse("accounts:report_breach")).content.decode()
    assert "Остановить мою учётную запись" in page

    answer = here.post(reverse("accounts:report_breach"), follow=True)

    assert "Учётная запись остановлена в 18:00" in answer.content.decode()
    assert thief.get(reverse("journal:today")).url.startswith(reverse("account_login"))
    told = BreachIncident.objects.get()
    assert (told.account, told.reported_by, told.is_stopped) == (teacher, teacher, True)


def test_stopped_account_is_told_so_at_the_door(teacher, director):
    teacher.password = make_password("верный пароль школы")
    teacher.save()
    breaches.report_breach(account=teacher, by=director, now=NOW)

    answer = Client().post(
        reverse("account_login"),
        {"login": teacher.username, "password": "верный пароль школы"},
        follow=True,
    )
    assert "паролем пользовался другой человек" in answer.content.decode()
    assert "_auth_user_id" not in answer.client.session


def test_homeroom_teacher_stops_an_account_of_own_class_only(section, student, teacher):
    homeroom = HomeroomFactory(school_class=class_of(section)).teacher.user
    mother = parent_of(student)
    client = signed_in(homeroom)
    listed = client.get(reverse("archive:report_breach")).content.decode()

    assert mother.full_name in listed
    assert teacher.full_name not in listed
    assert client.post(reverse("archive:report_breach_of", args=[teacher.pk])).status_code == 404
    client.post(reverse("archive:report_breach_of", args=[student.user_id]))
    assert BreachIncident.objects.get().account == student.user


def test_second_report_of_a_stopped_account_is_the_first(teacher, director):
    first = breaches.report_breach(account=teacher, by=director, now=NOW)
    again = breaches.report_breach(account=teacher, by=appointed(Role.SYSADMIN), now=HANDLED)
    assert (again, BreachIncident.objects.count()) == (first, 1)


def test_report_of_the_director_and_notice_of_the_support_give_t_by_the_words_of_the_regulation(
    teacher, director
):
    told = breaches.report_breach(
        account=teacher, by=director, now=NOW, roles=frozenset({"director"})
    )
    assert (told.director_notified_at, told.moment) == (NOW, None)

    told = breaches.note_notices(
        incident=told,
        director_at=NOW,
        director="",
        support_at=T,
        support="звонок",
        by=director,
        now=HANDLED,
    )
    assert told.moment == T
    with pytest.raises(breaches.Refused, match="почему выбран другой"):
        breaches.set_moment(
            incident=told, moment=NOW, reason="", doubtful_since=None, by=director, now=HANDLED
        )


def test_clocks_run_an_hour_a_day_and_three_days(teacher, director):
    told = breaches.report_breach(
        account=teacher, by=director, now=NOW, roles=frozenset({"director"})
    )
    states = [(c.title, c.due_at - NOW, c.state) for c in clocks_of(told, now=HANDLED)]
    assert [(str(left), state) for _, left, state in states] == [
        ("1:00:00", ON_TIME), ("1:00:00", OVERDUE), ("1 day, 0:00:00", "running"), ("3 days, 0:00:00", "running"),
    ]  # fmt: skip


def test_the_whole_way_by_the_pages(section, lesson, student, teacher, director, settings):
    cell(section, lesson, student, "4", by=teacher, now=NOW)
    cell(section, lesson, student, "2", by=teacher, now=LATER)
    cell(section, lesson, student, "3", by=second_teacher(section), now=LATER)
    cell(section, lesson, section.enrollments.order_by("pk")[1].student, "2", by=teacher, now=LATER)
    mother = parent_of(section.enrollments.order_by("pk")[1].student)
    client = signed_in(director)
    client.post(
        reverse("archive:report_breach_of", args=[teacher.pk]), {"circumstances": "Пароль на доске"}
    )
    told = BreachIncident.objects.get()

    def post(name, data=None, *args):
        answer = client.post(reverse(f"archive:{name}", args=[told.pk, *args]), data or {})
        assert answer.status_code == 302, answer.content.decode()
        return client.get(reverse("archive:breach", args=[told.pk])).content.decode()

    post(
        "save_breach",
        {
            "choice": "other",
            "moment": "2025-09-15T15:00",
            "reason": "чужой вход",
            "doubtful_since": "2025-09-15T15:00",
        },
        "moment",
    )
    seats = {
        f"{key}_{n}": value
        for n, (position, name) in enumerate(COMMISSION, 1)
        for key, value in (("position", position), ("name", name))
    }
    page = post("save_breach", {"act_number": "12", **seats}, "commission")
    assert "2\N{NO-BREAK SPACE}операции станут недействительными" in page
    page = post("void_operations")
    assert "Ждут решения: 1" in page
    page = post("decide_operations", {"decision": "restore"})
    assert set(Mark.objects.values_list("code", flat=True)) == {"4", ""}
    post("save_breach", {"first_on": "2025-09-15", "first_number": "77"}, "regulator")
    page = post("make_breach_act")

    kept = BreachAct.objects.get()
    assert kept.sha256 in page
    answer = client.get(reverse("archive:breach_act", args=[kept.pk]))
    assert answer["Digest"] == f"sha-256={kept.sha256}"
    said = text_of(Path(settings.MEDIA_ROOT) / kept.path)
    for words in (
        "АКТ № 12", "1. Обнаружение и извещения", "2. Учётная запись и обстоятельства", "Пароль на доске",
        "3. Момент, с которого операции недействительны", "4. Операции, признанные недействительными", "Восстановлено",
        "5. Операции до этого момента", "6. Принятые меры", "7. Уведомление Роскомнадзора", "15.09.2025, № 77",
        *(name for _, name in COMMISSION),
    ):  # fmt: skip
        assert words in said
    with pikepdf.open(Path(settings.MEDIA_ROOT) / kept.path) as pdf:
        assert pdf.open_metadata()["pdfaid:part"] == "3"

    call_command("verify_documents", verbosity=0)
    (Path(settings.MEDIA_ROOT) / kept.path).write_bytes(b"%PDF")
    with pytest.raises(CommandError, match="Не совпадает: 1"):
        call_command("verify_documents")

    slip = client.post(reverse("archive:unlock_account", args=[told.pk])).content.decode()
    assert teacher.username in slip
    teacher.refresh_from_db()
    assert (teacher.is_active, teacher.has_usable_password()) == (True, False)

    family = signed_in(mother)
    diary = family.get(reverse("diary:home"), follow=True).content.decode()
    assert "Отметка «2» от 15.09.2025 признана недействительной. Отметки нет." in diary
    assert teacher.last_name not in diary.split("notice")[1].split("</form>")[0]
    pk = mother.guardian_links.get().student.notices.get().pk
    assert (
        "признана недействительной"
        not in family.post(reverse("diary:read_notice", args=[pk]), follow=True).content.decode()
    )


def test_refusal_stands_beside_its_form(teacher, director):
    told = breaches.report_breach(account=teacher, by=director, now=NOW)
    answer = signed_in(director).post(
        reverse("archive:save_breach", args=[told.pk, "commission"]),
        {"act_number": "1", "name_1": "Одна Ирина"},
    )
    assert answer.status_code == 422
    assert "не меньше трёх человек" in answer.content.decode()


def test_act_waits_for_the_decisions(section, lesson, student, teacher, director):
    cell(section, lesson, student, "4", by=teacher, now=NOW)
    cell(section, lesson, student, "2", by=teacher, now=LATER)
    cell(section, lesson, student, "3", by=second_teacher(section), now=LATER)
    incident = reported(teacher, by=director)
    client = signed_in(director)
    client.post(reverse("archive:void_operations", args=[incident.pk]))
    page = client.post(reverse("archive:make_breach_act", args=[incident.pk]), follow=True)
    assert "ещё не решено по 1\N{NO-BREAK SPACE}операции: отметка — 1." in page.content.decode()
    assert not BreachAct.objects.exists()


def test_page_decides_only_on_the_doubtful_operations_it_shows_and_the_act_waits_for_the_rest(
    section, lesson, student, teacher, director, monkeypatch
):
    monkeypatch.setattr("archive.screens.breaches.SHOWN", 1)
    for row in section.enrollments.order_by("pk"):
        cell(section, lesson, row.student, "4", by=teacher, now=T - timedelta(minutes=5))
    incident = reported(teacher, by=director, doubtful_since=NOW)
    client = signed_in(director)

    def look():
        return client.get(reverse("archive:breach", args=[incident.pk])).content.decode()

    def press(name, **data):
        url = reverse(f"archive:{name}", args=[incident.pk])
        return client.post(url, data, follow=True).content.decode()

    left = []
    while shown := re.search(r'name="shown" value="([^"]+)"', look()):
        left.append(incident.operations.count())
        press("void_operations", shown=shown[1])
        if len(left) == 1:
            assert "ещё не решено по 3\N{NO-BREAK SPACE}операциям: отметка — 3." in press(
                "make_breach_act"
            )

    assert left == [0, 1, 2, 3]
    assert set(incident.operations.values_list("decision", flat=True)) == {"own"}
    press("make_breach_act")
    assert BreachAct.objects.count() == 1


@pytest.mark.requirement("JRN-13")
def test_sheet_of_corrections_says_which_of_them_are_void(section, lesson, teacher, tmp_path, at):
    """One decided by a thief in the deputy's name, one asked by a thief in the teacher's, one honest."""
    deputy, honest = (appointed(Role.DEPUTY, grade_from=5, grade_to=9) for _ in range(2))
    director, colleague = appointed(Role.DIRECTOR), second_teacher(section)
    close_quarter(section)
    for n, (who, by) in enumerate([(colleague, deputy), (teacher, honest), (colleague, honest)]):
        topic = Place("topic", section, lesson=LessonFactory(section=section, number=n + 2))
        asked = ask_correction(place=topic, new="Корень", reason="Описка", by=who, now=MONDAY)
        approve_correction(request=asked, by=by, now=MONDAY)
    after = MONDAY + timedelta(hours=1)
    for account, act in ((deputy, "3"), (teacher, "4")):
        incident = reported(account, by=director, moment=MONDAY, now=after, act=act)
        void_operations(incident=incident, by=director, now=after)
    at(2025, 10, 27, 12, 0)
    client, period = signed_in(director), {"period": quarter().pk}

    book = client.get(reverse("reports:corrections_xlsx"), period).content
    rows = [
        [cell.value for cell in row][7:] for row in load_workbook(BytesIO(book)).active.iter_rows()
    ][3:6]
    made = f"27.10.2025, {deputy.short_name}", f"27.10.2025, {honest.short_name}"
    assert rows == [
        [
            f"исправлено; {made[0]}; решение признано недействительным, акт № 3",
            f"{made[0]}; признано недействительным, акт № 3",
        ],
        [
            f"исправлено; {made[1]}; заявка подана не учителем и признана недействительной, акт № 4",
            made[1],
        ],
        [f"исправлено; {made[1]}", made[1]],
    ]
    screen = client.get(reverse("reports:corrections"), period).content.decode()
    printed = tmp_path / "sheet.pdf"
    printed.write_bytes(
        taken(client, client.post(reverse("reports:corrections_pdf"), period)).content
    )
    assert screen.count("признано недействительным, акт № 3") == 2
    assert "недействительным" in text_of(printed).replace("-\n", "").replace("\n", "")


@pytest.mark.parametrize("number", [1, 3, 30])
def test_list_takes_the_same_queries_for_one_breach_and_for_thirty(
    number, director, django_assert_num_queries
):
    school_year()
    for _ in range(number):
        breaches.report_breach(account=UserFactory(), by=director, now=NOW)
    client = signed_in(director)
    client.get(reverse("archive:breaches"))
    # Year and school, session, person, roles; the number of breaches and the breaches.
    with django_assert_num_queries(6):
        client.get(reverse("archive:breaches"))
